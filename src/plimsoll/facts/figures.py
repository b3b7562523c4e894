"""How a figure is written in a facts file: a number, an interval, either with its origin, or a list of such.

These are the field types that the other modules of this room are written in; each checks its unit and
brings its own JSON Schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, NoReturn

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from plimsoll.facts.instants import Instant, parse_day, parse_instant
from plimsoll.facts.quantities import Estimate, Interval, Origin, Quantity, Unit, exact

_ORIGIN_KEYS = ("source", "by", "as_of", "method")
_BOUND_KEYS = ("low", "best", "high")
_ONE_KEYS = ("value", "amount")


def refuse(what: str, mend: str, *under: str | int) -> NoReturn:
    """Refuse a value; `under` leads from the field to the part of it that is wrong."""
    raise PydanticCustomError(
        "plimsoll", "{what}", {"what": what.replace("{", "(").replace("}", ")"), "mend": mend, "under": under}
    )


@dataclass(frozen=True)
class Figure:
    """The pydantic annotation of a `Quantity` in one unit."""

    unit: Unit

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        number: dict[str, Any] = {"type": "number", "minimum": 0}
        keys = dict.fromkeys((*_BOUND_KEYS, "value"), number)
        if self.unit is Unit.MONEY:
            keys |= {"amount": number, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}
        keys |= {k: {"type": "string"} for k in ("source", "by", "method")}
        keys["as_of"] = {"type": "string", "format": "date"}
        one = {"anyOf": [number, {"type": "object", "properties": keys, "additionalProperties": False}]}
        return {
            "description": f"{self.unit}: a number, an interval, either with its origin; or a list of such.",
            "anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}],  # type: ignore[misc]
        }

    def parse(self, value: object) -> Quantity:
        """Read a figure from its plain form; a list is put in the order in which it was estimated."""
        if isinstance(value, Quantity):
            return value
        if not isinstance(value, list | tuple):
            return Quantity((self._one(value, ()),))
        if not value:
            refuse("an empty list where a figure is expected", "leave the key out where the figure is unknown")
        estimates = [self._one(item, (i,)) for i, item in enumerate(value)]
        for i, estimate in enumerate(estimates):
            if estimate.origin.as_of is None:
                refuse("one of several estimates has no date", "give each of them an as_of date", i)
        return Quantity(tuple(sorted(estimates, key=lambda e: e.origin.as_of or date.min)))

    def _one(self, value: object, under: tuple[str | int, ...]) -> Estimate:
        if isinstance(value, Mapping):
            return self._described(value, under)
        number = self._number(value, under)
        return Estimate(Interval(number, number))

    def _described(self, value: Mapping[str, object], under: tuple[str | int, ...]) -> Estimate:
        allowed = (*_BOUND_KEYS, *_ONE_KEYS, "currency", *_ORIGIN_KEYS)
        if self.unit is not Unit.MONEY:
            allowed = (*_BOUND_KEYS, "value", *_ORIGIN_KEYS)
        for key in value:
            if key not in allowed:
                refuse(f"unknown key {key!r} in a figure", f"the keys are {', '.join(allowed)}", *under, key)
        bounds = {
            key: self._number(value[key], (*under, key))
            for key in (*_BOUND_KEYS, *_ONE_KEYS)
            if value.get(key) is not None
        }
        ones = [bounds[key] for key in _ONE_KEYS if key in bounds]
        if not bounds:
            refuse("a figure without a number", "give a value, or low and high, or leave the key out", *under)
        if ones and len(bounds) > 1:
            refuse("both one value and an interval", "give either a value, or low and high", *under)
        best = bounds.get("best")
        if ones or (best is not None and len(bounds) == 1):
            interval = Interval(ones[0] if ones else best, ones[0] if ones else best)
        else:
            interval = self._interval(bounds, under)
        currency = value.get("currency") or "USD"
        if not (isinstance(currency, str) and len(currency) == 3 and currency.isupper() and currency.isascii()):
            refuse("not a currency", "write its ISO 4217 code, such as USD or EUR", *under, "currency")
        return Estimate(interval, best, currency, _origin(value, under))

    def _interval(self, bounds: dict[str, Fraction], under: tuple[str | int, ...]) -> Interval:
        given = [(key, bounds[key]) for key in _BOUND_KEYS if key in bounds]
        for (lower, low), (upper, high) in zip(given, given[1:], strict=False):
            if low > high:
                refuse(f"{lower} is greater than {upper}", "low <= best <= high must hold", *under, lower)
        return Interval(bounds.get("low"), bounds.get("high"))

    def _number(self, value: object, under: tuple[str | int, ...]) -> Fraction:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
            kind = "text " + repr(value)[:60] if isinstance(value, str) else _kind(value)
            refuse(f"{kind} where a number is expected", f"write the number of {self.unit} alone", *under)
        try:
            number = exact(value)
        except ValueError as error:
            refuse(str(error), "leave the key out where the figure is unknown", *under)
        if number < 0:
            refuse("a negative number", f"{self.unit} are counted from 0", *under)
        return number


class _Instant:
    """The pydantic annotation of an `Instant`."""

    @staticmethod
    def parse(value: object) -> Instant:
        """Read a date, a time, or a span of two."""
        if isinstance(value, Instant):
            return value
        if isinstance(value, Mapping):
            if set(value) != {"low", "high"}:
                refuse("not a span of time", "give low and high, each a date or a time")
            low, high = _moment(value["low"], "low"), _moment(value["high"], "high")
            if low.earliest > high.latest:
                refuse("low is later than high", "low <= high must hold", "low")
            return Instant(low.earliest, high.latest, f"{low.written} to {high.written}")
        return _moment(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        one = {"type": "string", "description": "A date, or an RFC 3339 time."}
        span = {"type": "object", "properties": {"low": one, "high": one}, "required": ["low", "high"]}
        return {"anyOf": [one, span | {"additionalProperties": False}]}


class _Day:
    """The pydantic annotation of a date."""

    @staticmethod
    def parse(value: object) -> date:
        """Read a date."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return parse_day(value) if isinstance(value, str) else parse_day(_kind(value))
        except ValueError as error:
            refuse(str(error), "write a day that exists, as 2026-03-01")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "format": "date"}


def _moment(value: object, *under: str) -> Instant:
    if isinstance(value, date):  # also a datetime: from Python, TOML or YAML of other tools
        value = value.isoformat()
    try:
        return parse_instant(value) if isinstance(value, str) else parse_instant(_kind(value))
    except ValueError as error:
        refuse(str(error), "write a date that exists, or leave the key out", *under)


def _origin(value: Mapping[str, object], under: tuple[str | int, ...]) -> Origin:
    texts: dict[str, str | None] = {}
    for key in ("source", "by", "method"):
        text = value.get(key)
        if text is not None and not isinstance(text, str):
            refuse(f"{_kind(text)} where text is expected", "write it in quotes", *under, key)
        texts[key] = text
    as_of = value.get("as_of")
    if as_of is None:
        return Origin(**texts)
    try:
        return Origin(**texts, as_of=_Day.parse(as_of))
    except PydanticCustomError as error:
        context = error.context or {}
        refuse(context["what"], context["mend"], *under, "as_of")


def _kind(value: object) -> str:
    names = {bool: "true or false", dict: "a mapping", list: "a list", type(None): "nothing"}
    return names.get(type(value), "a number" if isinstance(value, int | float | Decimal) else "text")


Operations = Annotated[Quantity, Figure(Unit.OPERATIONS)]
OperationsPerSecond = Annotated[Quantity, Figure(Unit.OPERATIONS_PER_SECOND)]
GigabitsPerSecond = Annotated[Quantity, Figure(Unit.GIGABITS_PER_SECOND)]
Money = Annotated[Quantity, Figure(Unit.MONEY)]
People = Annotated[Quantity, Figure(Unit.PEOPLE)]
Ratio = Annotated[Quantity, Figure(Unit.NUMBER)]
When = Annotated[Instant, _Instant()]
Day = Annotated[date, _Day()]
