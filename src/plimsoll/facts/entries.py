"""What every entry of a facts file has in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from plimsoll.facts.figures import Day, refuse, shown

T = TypeVar("T")

ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"
TERRITORY_PATTERN = "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
_YEAR = "[1-9][0-9]{3}"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Territory = Annotated[str, StringConstraints(pattern=TERRITORY_PATTERN)]


class InClear:
    """Marks text that names no person, where it is one of the words that laws and documents have."""

    pattern = re.compile(r"[a-z][a-z0-9().-]{0,99}(@[0-9]{4}-[0-9]{2}-[0-9]{2})?|[0-9]{1,6}([.(][a-zA-Z0-9().]{1,60})?")


Word = Annotated[str, InClear()]
"""A law's own word, a section, a kind of document, an office: never a person. See `plimsoll.facts.personal`."""


def _listed(value: object) -> object:
    return value if value is None or isinstance(value, list) else [value]


class _OneOrList:
    """Says in the schema what `_listed` allows: one item without its list."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        return {"anyOf": [schema["items"], schema]}


OneOrMore = Annotated[list[T], BeforeValidator(_listed), _OneOrList()]


class _OrNull:
    """Says in the schema that null stands for the default."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(core), {"type": "null"}]}


FalseByDefault = Annotated[bool, BeforeValidator(lambda value: False if value is None else value), _OrNull()]


class _MapOf:
    """Says in the schema which keys a map has, and that a value may be null."""

    def __init__(self, keys: str = "") -> None:
        self.keys = keys

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        values = handler(core)["additionalProperties"]
        names = {"propertyNames": {"pattern": self.keys}} if self.keys else {}
        return {"type": "object", **names, "additionalProperties": {"anyOf": [values, {"type": "null"}]}}


def _without_nulls(value: object) -> object:
    """Leave out what is null: it is unknown, as what is not there."""
    return {k: v for k, v in value.items() if v is not None} if isinstance(value, Mapping) else value


def _by_year(value: object) -> object:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        refuse(f"{shown(value)} where a map of years is expected", "write it by year, as {2025: 800e6}")
    return _without_nulls({_year(key): each for key, each in value.items()})


def _year(key: object) -> int:
    if not re.fullmatch(_YEAR, str(key)):
        refuse(f"{str(key)[:20]!r} is not a calendar year", "write four digits, as 2025", str(key))
    return int(str(key))


ByYear = Annotated[dict[int, T], BeforeValidator(_by_year), _MapOf(f"^{_YEAR}$")]
Switches = Annotated[dict[str, bool], BeforeValidator(_without_nulls), _MapOf()]


class Entry(BaseModel):
    """Part of a facts file. A key that is absent, or null, is unknown unless its description says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True, defer_build=True)


class Provenance(Entry):
    """Where the facts of an entry come from that carry no origin of their own."""

    source: str | None = None
    """Address of the source, or its name."""
    by: str | None = None
    """Who says so."""
    as_of: Day | None = None
    """The day on which it was said."""
    method: str | None = None
    """How it was reached."""


class Sourced(Entry):
    """An entry that can say where its facts come from."""

    origin: Provenance | None = None
    """Where the facts of this entry come from that carry no origin of their own."""
    notes: str | None = None
    """Anything that a reader should know; no rule reads it."""


class Named(Sourced):
    """An entry that others can name by its id."""

    id: Id
    """Letters, digits, dots, colons, dashes and underscores; unique over all entries of the file."""


def _without_underscore(name: str) -> str:
    return name.rstrip("_")


FROM_ALIASES = Entry.model_config | ConfigDict(alias_generator=_without_underscore, populate_by_name=False)
"""For entries with keys that are words of Python (`from`, `in`): their fields end in an underscore, the keys do not."""
