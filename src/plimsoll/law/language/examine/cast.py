"""Who and what there can be in a scene, and what of it is sought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from plimsoll.facts.entries import Entry
from plimsoll.law.language.examine.logic import Formula

Sort = Literal["truth", "choice", "member", "amount", "count", "day"]
OWN, OTHER = "acme", "other"
"""The organization whose file it is, and another developer, of whom no more is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """One of the cast, or an entry that hangs on one; `exists` says under which condition it is there at all."""

    path: str
    type: type[Entry]
    exists: Formula
    of: Thing | None = None

    @property
    def subject(self) -> Thing:
        """The subject on which it hangs, or itself."""
        return self.of.subject if self.of else self

    @property
    def id(self) -> str:
        """The id of the subject."""
        return self.subject.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Constant:
    """A fact sought: of what, under which key, of which sort, with the value that a list or a choice is asked for."""

    thing: Thing
    key: str
    sort: Sort
    symbol: Formula
    given: Formula = None
    """For an instant: whether there is one."""
    values: tuple[str, ...] = ()
    usual: bool | None = None
    """What a rule presumes where the fact is not given."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act of an authority that there may be, and what it sets."""

    law: str
    sets: str
    present: Formula
    value: Formula
    effective: date
    by_year: bool = False
    """Whether it is a price index, given for the year of that day."""


@dataclass(frozen=True, slots=True)
class Judging:
    """A judgment that there may be."""

    law: str
    term: str
    subject: str
    given: Formula
    verdict: Formula
