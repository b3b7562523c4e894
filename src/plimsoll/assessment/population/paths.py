"""What a column of a table can hold: a fact of a model, of what hangs on it, or of its developer, by its path."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from plimsoll.facts.entries import Entry
from plimsoll.facts.figures import Figure
from plimsoll.facts.instants import Instant
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization
from plimsoll.facts.quantities import Unit

Holds = Literal["figure", "truth", "word", "words", "instant"]
ENDS = ("low", "best", "high")
LISTS = ("training", "derived_from", "uses", "known_to_reach")
"""Lists of a model of which a row can hold entries."""
_NOT_HELD = ("licensees",)
MOST_ENTRIES = 50
_STEP = re.compile(r"([a-z_]+)(?:\[(\d{1,2})\])?")


@dataclass(frozen=True, slots=True)
class Path:
    """A fact that a column can hold: whose, under which name, and in which form."""

    name: str
    holds: Holds
    unit: Unit | None = None
    of_organization: bool = False

    @property
    def attribute(self) -> str:
        """Its path over the attributes of the facts: as its name, where Python lets that be."""
        path = self.name.removeprefix("organization.") if self.of_organization else self.name
        return re.sub(r"(?<=\.)(in|from)$", r"\1_", path)


IDENTITY = ("id", "developer")
"""Columns that say who is who; as are `derived_from[i].model` and `training[i].by`."""


def path_named(text: str) -> Path | None:
    """Give the fact of a path; what stands alone is the first entry of its list (`training.operations`)."""
    steps = [_STEP.fullmatch(step) for step in text.split(".")]
    year = re.fullmatch(r"organization\.(annual_gross_revenue|worldwide_turnover)\.([1-9]\d{3})", text)
    if year:
        return Path(text, "figure", Unit.MONEY, of_organization=True)
    if not steps or any(step is None for step in steps):
        return None
    plain = ".".join(step[1] for step in steps if step)
    found = _known().get(plain)
    numbered = [step for step in steps if step and step[2]]
    first = steps[0]
    if found is None or first is None or len(numbered) > (first[1] in LISTS) or (numbered and not first[2]):
        return None
    if first[1] not in LISTS:
        return found
    number = int(first[2] or 0)
    if number >= MOST_ENTRIES:
        return None
    rest = plain.partition(".")[2]
    return Path(f"{first[1]}[{number}].{rest}", found.holds, found.unit)


def mend(text: str) -> str:
    """Say which path was perhaps meant."""
    plain = re.sub(r"\[\d+\]", "", text)
    near = difflib.get_close_matches(plain, [*_known(), *IDENTITY], 1)
    return f"did you mean {near[0]}?" if near else "`plimsoll schema facts` describes the facts of a model"


@cache
def _known() -> dict[str, Path]:
    found = {path.name: path for path in _paths(Model, "", of_organization=False)}
    found |= {path.name: path for path in _paths(Organization, "organization.", of_organization=True)}
    return found


def _paths(kind: type[Entry], prefix: str, *, of_organization: bool) -> Iterator[Path]:
    for name, info in kind.model_fields.items():
        told = name.rstrip("_")
        if told in ("id", "origin", "notes") or name in _NOT_HELD:
            continue
        within = _entry(info.annotation)
        if within is not None and (told not in LISTS) == (_list_of(info.annotation) is None):
            yield from _paths(within, f"{prefix}{told}.", of_organization=of_organization)
            if told == "foundation":
                yield Path(prefix + told, "truth")
            continue
        holds, unit = _holds([info.annotation, *info.metadata])
        if holds is not None:
            yield Path(prefix + told, holds, unit, of_organization)


def _holds(annotations: list[Any]) -> tuple[Holds | None, Unit | None]:
    parts = [part for annotation in annotations for part in _parts(annotation)]
    figure = next((part for part in parts if isinstance(part, Figure)), None)
    if figure is not None:
        return (None, None) if any(typing.get_origin(part) is dict for part in parts) else ("figure", figure.unit)
    if Instant in parts or any(type(part).__name__ == "_Day" for part in parts):
        return "instant", None
    if bool in parts:
        return "truth", None
    if any(typing.get_origin(part) is list for part in parts):
        return "words", None
    if str in parts or any(typing.get_origin(part) is Literal for part in parts):
        return "word", None
    return None, None


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if typing.get_origin(annotation) is Literal:
        return
    for each in typing.get_args(annotation):
        yield from _parts(each)
    yield from getattr(annotation, "__metadata__", ())


def _entry(annotation: Any) -> type[Entry] | None:
    return next((p for p in _parts(annotation) if isinstance(p, type) and issubclass(p, Entry)), None)


def _list_of(annotation: Any) -> Any:
    return next((part for part in _parts(annotation) if typing.get_origin(part) is list), None)
