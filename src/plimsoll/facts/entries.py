"""What every entry of a facts file has in common."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from plimsoll.facts.figures import Day

Id = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"),
    Field(description="Letters, digits, dot, colon, dash, underscore; unique in the file."),
]
T = TypeVar("T")


def _listed(value: object) -> object:
    return value if value is None or isinstance(value, list) else [value]


OneOrMore = Annotated[list[T], BeforeValidator(_listed)]


def _year(value: object) -> object:
    text = str(value)
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    raise ValueError("not a calendar year; write four digits, as 2025")


Year = Annotated[int, BeforeValidator(_year)]


class Entry(BaseModel):
    """Part of a facts file. A key that is absent, or null, is unknown unless its description says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


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


def fields_of(entry: Entry) -> dict[str, Any]:
    """Give the fields of an entry that were given, by name."""
    return {name: getattr(entry, name) for name in entry.model_fields_set}
