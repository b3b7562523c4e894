"""How a figure is written in a facts file: a number, an interval, either with its origin, or a list of such.

These are the field types that the other modules of this room are written in; each checks its unit and
brings its own JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, NoReturn

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from plimsoll.facts.instants import DAY_PATTERN, TIME_PATTERN, Instant, parse_day, parse_instant, span
from plimsoll.facts.quantities import Estimate, Interval, Origin, Quantity, Unit, exact, written

_ORIGIN_KEYS = ("source", "by", "as_of", "method")
_BOUND_KEYS = ("low", "best", "high")
_VALUE_KEYS = ("value", "amount")
_MENDS = {
    Unit.MONEY: "write the amount alone, as 150e6, or {amount: 150e6, currency: EUR}",
    Unit.PEOPLE: "write the number alone, as 12",
    Unit.GIGABITS_PER_SECOND: "write the number alone, as 400",
    Unit.NUMBER: "write the number alone, as 1.03",
}
_MEND = "write the number alone, as 1.2e26"
_LONGEST_SHOWN = 60
_CURRENCY = re.compile("[A-Z]{3}")
_NUMBER = re.compile(r"\s*[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?\s*")
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
"""A time without a zone: TOML has such, and people write them."""
_DAY_SCHEMA: JsonSchemaValue = {"type": "string", "format": "date", "pattern": f"^{DAY_PATTERN}$"}
Under = tuple[str | int, ...]


def refuse(what: str, mend: str, *under: str | int) -> NoReturn:
    """Refuse a value; `under` leads from the field to the part of it that is wrong."""
    raise PydanticCustomError("plimsoll", "{what}; {mend}", {"what": what, "mend": mend, "under": under})


def shown(value: object) -> str:
    """Name a value in a message: a scalar as it is written, cut short, and anything else by its kind."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…")
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int | float | Decimal | Fraction):
        try:
            number = written(exact(value))
        except ValueError:
            return "a number"
        return number if len(number) <= _LONGEST_SHOWN else "a number"
    return f"a value of the Python type {type(value).__name__}"


def shared(name: str, schema: JsonSchemaValue) -> JsonSchemaValue:
    """Mark a schema that stands in many places, so that `facts_schema` writes it once, under its name."""
    return {"$shared": name, **schema}


@dataclass(frozen=True)
class Figure:
    """The pydantic annotation of a `Quantity` in one unit."""

    unit: Unit

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        name = self.unit.title().replace(" ", "")
        number: dict[str, Any] = {"type": "integer" if self.unit is Unit.PEOPLE else "number", "minimum": 0}
        or_null = {"anyOf": [number, {"type": "null"}]}
        text = {"type": ["string", "null"]}
        day = {"anyOf": [_DAY_SCHEMA, {"type": "null"}]}
        named: dict[str, Any] = {"source": text, "by": text, "as_of": day, "method": text}
        if self.unit is Unit.MONEY:
            named["currency"] = text | {
                "description": "ISO 4217 code; absent: USD.",
                "pattern": f"^{_CURRENCY.pattern}$",
            }
        described = [
            {
                "type": "object",
                "properties": dict.fromkeys(keys, or_null) | named,
                "additionalProperties": False,
                "anyOf": [{"required": [key], "properties": {key: number}} for key in keys],
            }
            for keys in (_BOUND_KEYS, *((key,) for key in self._value_keys))
        ]
        one = shared(
            f"{name}Estimate",
            {"description": "A number, or an interval, or either with its origin.", "anyOf": [number, *described]},
        )
        dated = {"type": "object", "required": ["as_of"], "properties": {"as_of": {"type": "string"}}}
        several = {"allOf": [one, dated]}
        return shared(
            name,
            {
                "description": f"A figure of {self.unit}; or a list of such where an estimate changed, each with its "
                "as_of date.",
                "anyOf": [
                    one,
                    {"type": "array", "minItems": 1, "maxItems": 1, "items": one},
                    {"type": "array", "minItems": 2, "items": several},
                ],
            },
        )

    @property
    def _value_keys(self) -> tuple[str, ...]:
        return _VALUE_KEYS if self.unit is Unit.MONEY else _VALUE_KEYS[:1]

    def parse(self, value: object) -> Quantity:
        """Read a figure from its plain form.

        A list is put in the order in which its estimates were made; of two of one day, the later in the list
        is taken for the newer.
        """
        if isinstance(value, Quantity):
            return value
        if not isinstance(value, list | tuple):
            return Quantity((self._one(value, ()),))
        if not value:
            refuse("an empty list where a figure is expected", "leave the key out where the figure is unknown")
        estimates = [self._one(item, (i,)) for i, item in enumerate(value)]
        if len(estimates) > 1:
            for i, estimate in enumerate(estimates):
                if estimate.origin.as_of is None:
                    refuse("one of several estimates has no date", "give each of them an as_of date", i)
        return Quantity(tuple(sorted(estimates, key=lambda e: e.origin.as_of or date.min)))

    def _one(self, value: object, under: Under) -> Estimate:
        if isinstance(value, Mapping):
            return self._described(value, under)
        number = self._number(value, under)
        return Estimate(Interval(number, number))

    def _described(self, value: Mapping[str, object], under: Under) -> Estimate:
        number_keys = (*_BOUND_KEYS, *self._value_keys)
        currency_keys = ("currency",) if self.unit is Unit.MONEY else ()
        allowed = (*number_keys, *currency_keys, *_ORIGIN_KEYS)
        for key in value:
            if key not in allowed:
                refuse(f"unknown key {key!r} in a figure", f"the keys here are {', '.join(allowed)}", *under, key)
        bounds = {key: self._number(value[key], (*under, key)) for key in number_keys if value.get(key) is not None}
        ones = [bounds[key] for key in self._value_keys if key in bounds]
        if not bounds:
            refuse("a figure without a number", "give a value, or low and high, or leave the key out", *under)
        if ones and len(bounds) > 1:
            refuse("more than one value in one figure", "give either one value, or low and high", *under)
        best = bounds.get("best")
        if ones:
            interval = Interval(ones[0], ones[0])
        elif best is not None and len(bounds) == 1:
            interval = Interval(best, best)
        else:
            interval = _interval(bounds, under)
        return Estimate(interval, best, _currency(value, under), _origin(value, under))

    def _number(self, value: object, under: Under) -> Fraction:
        mend = _MENDS.get(self.unit, _MEND)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
            if isinstance(value, str) and _NUMBER.fullmatch(value):
                mend = "write it without quotes"
            if value is None or isinstance(value, list | tuple):
                mend = "leave the key out where the figure is unknown"
            refuse(f"{shown(value)} where a number is expected", mend, *under)
        try:
            number = exact(value)
        except ValueError as error:
            refuse(str(error), "leave the key out where the figure is unknown", *under)
        if number < 0:
            refuse(f"{shown(value)} is less than zero", "write a number from 0 up", *under)
        if self.unit is Unit.PEOPLE and number.denominator != 1:
            refuse(f"{shown(value)} is no number of people", "write a whole number", *under)
        return number


class _Instant:
    """The pydantic annotation of an `Instant`."""

    @staticmethod
    def parse(value: object) -> Instant:
        """Read a date, a time, or a span of two."""
        if isinstance(value, Instant):
            return value
        if not isinstance(value, Mapping):
            return _moment(value)
        if set(value) != {"low", "high"}:
            refuse("a mapping that is no span of time", "write a date or a time, or {low: ..., high: ...} of two")
        low, high = _moment(value["low"], "low"), _moment(value["high"], "high")
        spanned = span(low, high)
        if spanned.earliest > spanned.latest:
            refuse("low is later than high", "exchange the two, or correct one", "low")
        return spanned

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        one = {"type": "string", "pattern": f"^({DAY_PATTERN}|{TIME_PATTERN})$"}
        bounds = {"low": one, "high": one}
        spanned = {"type": "object", "properties": bounds, "required": [*bounds], "additionalProperties": False}
        described = "A date, an RFC 3339 time, or the span of two in which the moment lies."
        return shared("Instant", {"description": described, "anyOf": [one, spanned]})


class _Day:
    """The pydantic annotation of a date."""

    @staticmethod
    def parse(value: object) -> date:
        """Read a date."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not isinstance(value, str):
            refuse(f"{shown(value)} where a date is expected", "write a day, as 2026-03-01")
        try:
            return parse_day(value)
        except ValueError as error:
            refuse(str(error), "write a day that exists, as 2026-03-01")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return _DAY_SCHEMA


def _interval(bounds: Mapping[str, Fraction], under: Under) -> Interval:
    for lower, upper in (("low", "high"), ("low", "best"), ("best", "high")):
        if lower in bounds and upper in bounds and bounds[lower] > bounds[upper]:
            refuse(f"{lower} is greater than {upper}", "low <= best <= high must hold", *under, lower)
    return Interval(bounds.get("low"), bounds.get("high"))


def _currency(value: Mapping[str, object], under: Under) -> str:
    currency = value.get("currency")
    if currency is None:
        return "USD"
    if isinstance(currency, str) and _CURRENCY.fullmatch(currency):
        return currency
    refuse(f"{shown(currency)} is not a currency", "write its ISO 4217 code, such as USD or EUR", *under, "currency")


def _moment(value: object, *under: str) -> Instant:
    if isinstance(value, date):  # also a datetime: a mapping made in Python may hold either
        value = value.isoformat()
    if not isinstance(value, str):
        refuse(f"{shown(value)} where a date or a time is expected", "write it as 2026-03-01T09:00:00Z", *under)
    try:
        return parse_instant(value)
    except ValueError as error:
        mend = "write one that exists, or leave the key out"
        if _LOCAL.fullmatch(value):
            mend = "say in which zone: end it with Z for UTC, or with an offset such as -08:00"
        refuse(str(error), mend, *under)


def _origin(value: Mapping[str, object], under: Under) -> Origin:
    def text(key: str) -> str | None:
        given = value.get(key)
        if given is None or isinstance(given, str):
            return given
        refuse(f"{shown(given)} where text is expected", "write it in quotes", *under, key)

    as_of = value.get("as_of")
    try:
        day = None if as_of is None else _Day.parse(as_of)
    except PydanticCustomError as error:
        context = error.context or {}
        refuse(context["what"], context["mend"], *under, "as_of")
    return Origin(text("source"), text("by"), day, text("method"))


Operations = Annotated[Quantity, Figure(Unit.OPERATIONS)]
OperationsPerSecond = Annotated[Quantity, Figure(Unit.OPERATIONS_PER_SECOND)]
GigabitsPerSecond = Annotated[Quantity, Figure(Unit.GIGABITS_PER_SECOND)]
Money = Annotated[Quantity, Figure(Unit.MONEY)]
People = Annotated[Quantity, Figure(Unit.PEOPLE)]
Ratio = Annotated[Quantity, Figure(Unit.NUMBER)]
When = Annotated[Instant, _Instant()]
Day = Annotated[date, _Day()]
Whole = Annotated[int, Field(ge=1)]
