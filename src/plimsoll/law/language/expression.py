"""The words in which a law is written down here: one small expression tree.

A tree says what must hold of a subject (a model, an organization, a deployment, an incident, a harm). It holds
no fact and decides nothing: *decide* and *explain* read it against facts, other readings read it alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from typing import Literal, Self


class Grade(IntEnum):
    """How well a reading is grounded, best first; an answer is as good as its weakest reading."""

    TEXT = 0  # checked against a copy of the text
    FRAGMENT = 1  # part of the text was seen
    SECONDARY = 2  # a secondary source only
    INFERENCE = 3  # a drafting reading
    RECOLLECTION = 4  # not confirmed in any copy

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A drafting defect, an assumption or a contested reading, shown where its expression bears."""

    says: str
    when: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """What must hold, where it stands, and how well that is grounded."""

    section: str = ""
    grade: Grade | None = None
    flags: tuple[Flag, ...] = ()
    scopes: bool = False
    """Where it does not hold, the law does not apply, and nothing else decides."""

    def at(self, section: str) -> Self:
        """Say where it stands: whole, or from the section of the term on when it begins with a bracket."""
        return replace(self, section=section)

    def scoping(self) -> Self:
        """Say that where it does not hold, the law does not apply, and nothing else decides."""
        return replace(self, scopes=True)

    def graded(self, grade: Grade) -> Self:
        """Say how well it is grounded, where that differs from the rest of its term."""
        return replace(self, grade=grade)

    def flagged(self, says: str, *, when: Expression | None = None) -> Self:
        """Add a flag, shown where the expression bears and `when`, if given, holds."""
        return replace(self, flags=(*self.flags, Flag(says=says, when=when)))


@dataclass(frozen=True, slots=True)
class AllOf(Expression):
    """Each part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Expression):
    """At least one part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not(Expression):
    """The part does not hold."""

    part: Expression


def all_of(*parts: Expression) -> AllOf:
    """Each of these holds."""
    return AllOf(parts)


ANYTHING = all_of()
"""Holds of everything."""


def any_of(*parts: Expression) -> AnyOf:
    """At least one of these holds."""
    return AnyOf(parts)


def not_(part: Expression) -> Not:
    """It does not hold."""
    return Not(part)


@dataclass(frozen=True, slots=True)
class Never(Expression):
    """Holds of nothing: the text has no such thing; `says` why."""

    says: str


@dataclass(frozen=True, slots=True)
class TermIs(Expression):
    """A term of the same version holds of the subject."""

    term: str


@dataclass(frozen=True, slots=True)
class The(Expression):
    """Something holds of the one that the subject names: its `model`, `incident`, `developer` or `cluster`."""

    relation: Literal["model", "incident", "developer", "cluster"]
    holds: Expression


Relation = Literal[
    "derived_from",
    "runs",
    "lineage_runs",
    "originals",
    "predecessors",
    "developed",
    "trained",
    "exemptions",
    "comparators",
    "harms",
    "answerable",
    "descendants",
    "uses",
    "deployments",
    "reach",
    "reports",
    "protocols",
    "statements",
    "audits",
    "publications",
    "notifications",
    "evaluations",
    "drills",
    "internal_use_assessments",
    "disclosure_statements",
    "redactions",
    "licensees",
]
"""What stands to a subject in such a way; lists of evidence go by the names that they have in a facts file."""


@dataclass(frozen=True, slots=True)
class Some(Expression):
    """Something holds of at least one of those that stand in this relation to the subject."""

    relation: Relation
    holds: Expression


@dataclass(frozen=True, slots=True)
class Judged(Expression):
    """A person has judged so. Unknown where nobody has, unless `presumed`, or `otherwise` stands in."""

    term: str
    asks: str
    presumed: bool | None = None
    presumption: str = ""
    otherwise: Expression | None = None


@dataclass(frozen=True, slots=True)
class Reading(Expression):
    """A switch between two readings of the text."""

    name: str
    says: str
    default: bool = False


@dataclass(frozen=True, slots=True)
class Switch(Expression):
    """What holds under a reading, what holds without it, and where the two can differ at all."""

    reading: Reading
    on: Expression
    off: Expression
    where: Expression


@dataclass(frozen=True, slots=True)
class Known(Expression):
    """The facts given show that something holds; where they leave it open, they do not: about the record."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Fact(Expression):
    """A yes-or-no fact of the subject; where it is absent, `presumed` is taken, with a flag, if it is given."""

    path: str
    presumed: bool | None = None
    presumption: str = ""


@dataclass(frozen=True, slots=True)
class OneOf(Expression):
    """A fact with several possible values has one of these."""

    path: str
    values: tuple[str, ...]
    presumed: bool | None = None
    presumption: str = ""


@dataclass(frozen=True, slots=True)
class Includes(Expression):
    """A list of the subject, complete where it is given, includes this value; `presumed` as of a `Fact`.

    `inventory` says that the list itemises a document: an empty one is none, since no document is empty.
    """

    path: str
    value: str
    presumed: bool | None = None
    presumption: str = ""
    inventory: bool = False


@dataclass(frozen=True, slots=True)
class Only(Expression):
    """A list of the subject, complete where it is given, has no value but these."""

    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InPlace(Expression):
    """A place that the subject names lies in this one."""

    path: str
    place: str


@dataclass(frozen=True, slots=True)
class Given(Expression):
    """Something is given under a key: about the record, not about the world; `presumption` is what its lack means."""

    path: str
    presumption: str = ""


@dataclass(frozen=True, slots=True)
class Happened(Expression):
    """An event of the subject has happened by the day asked about; `absent` is what an absent instant means."""

    path: str
    absent: bool | None = False


@dataclass(frozen=True, slots=True)
class Dated(Expression):
    """An instant of the subject lies before a day; unknown where it is absent."""

    path: str
    before: date


@dataclass(frozen=True, slots=True)
class Past(Expression):
    """The day asked about is this one or a later one."""

    day: date


@dataclass(frozen=True, slots=True)
class Reaches(Expression):
    """The law of a place reaches the subject: it is developed, used or offered there.

    Of a use or a deployment: its own places tell, and where it names none, those in which the developer, or the
    provider, operates.
    """

    place: str
    scopes: bool = field(default=True, kw_only=True)


@dataclass(frozen=True, slots=True)
class Controlled(Expression):
    """The developer controls this copy; taken as so for the organization's own models, where nothing is said."""


@dataclass(frozen=True, slots=True)
class Begun(Expression):
    """Training of the subject has begun, by the organization in question where there is one."""


@dataclass(frozen=True, slots=True)
class Designated(Expression):
    """An authority has designated the subject, or anything at all, under this name."""

    name: str
