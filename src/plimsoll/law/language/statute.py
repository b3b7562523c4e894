"""A law: its versions side by side, each with its terms and its standing over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from plimsoll.law.language.duty import Duty
from plimsoll.law.language.expression import Expression, Grade

SubjectKind = Literal[
    "model", "organization", "cluster", "deployment", "incident", "harm", "customer", "concern", "contract-term"
]
Status = Literal["in-force", "enacted", "proposed", "vetoed", "superseded"]


@dataclass(frozen=True, slots=True)
class Term:
    """A defined term: of what it is said, where it stands, what it means, and a paraphrase."""

    name: str
    of: SubjectKind
    at: str
    means: Expression
    says: str
    grade: Grade = Grade.TEXT
    public: bool = True
    """False for a step that other terms share and that no answer lists."""


@dataclass(frozen=True, slots=True)
class Power:
    """What a text lets an authority set or adopt, and where it says so."""

    id: str
    at: str
    says: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where a text points to another one, for what it takes to stand there."""

    at: str
    to: str
    about: str
    """What it is taken to say: the id of a duty or a power, or the name of a term."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a law."""

    law: str
    version: str
    short: str
    """What people call it."""
    title: str
    terms: tuple[Term, ...]
    headline: tuple[str, ...]
    """The terms that the short table shows."""
    standing: tuple[tuple[date, Status], ...]
    """From which day on it has which status, oldest first; before the first it is proposed."""
    first_day: date
    """From when it applies, or, where it never did, from when it is read as if it did."""
    copy: str
    """Which copy of the text was read."""
    duties: tuple[Duty, ...] = ()
    never_law: str = ""
    """For a text that never became law: why, and as what it is read."""
    defects: tuple[str, ...] = ()
    powers: tuple[Power, ...] = ()
    references: tuple[Reference, ...] = ()
    terms_of: tuple[str, ...] = ()
    """Other laws whose terms it takes over; judgments and acts made under them count here too."""
    by_name: dict[str, Term] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {term.name: term for term in self.terms})

    @property
    def name(self) -> str:
        """LAW@VERSION."""
        return f"{self.law}@{self.version}"

    def hears(self, law: str) -> bool:
        """Whether a judgment or an act under LAW or LAW@VERSION counts for it."""
        return law in (self.law, self.name) or law.partition("@")[0] in self.terms_of

    def status_on(self, day: date) -> Status:
        """Give its status on a day. A text that never became law has that status whatever the day."""
        last = self.standing[-1][1]
        if self.never_law:
            return last
        status: Status = "proposed"
        for begins, then in self.standing:
            if begins <= day:
                status = then
        return status


@dataclass(frozen=True, slots=True)
class Statute:
    """A law in all its versions, oldest first."""

    id: str
    title: str
    place: str
    versions: tuple[Version, ...]

    def on(self, day: date) -> Version:
        """Give the version in force on a day, else the next one enacted, else the last print."""
        for wanted in ("in-force", "enacted"):
            for version in self.versions:
                if version.status_on(day) == wanted:
                    return version
        return self.versions[-1]
