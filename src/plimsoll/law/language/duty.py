"""The words in which a duty is written down: who owes what, from when, by when, shown by what, on what pain.

A duty holds no fact and decides nothing; `owing` reads it against facts. When it is owed at all is an
expression of the same language as a term.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from plimsoll.law.language.expression import ANYTHING, Expression, Flag, Grade, OneOf, Relation
from plimsoll.law.language.sanction import Sanctions
from plimsoll.law.language.spans import Span

DutyOf = Literal["model", "organization", "cluster", "deployment", "incident", "customer", "concern"]


class Moment:
    """When something happens: read against facts, none, one or several instants."""


@dataclass(frozen=True, slots=True)
class Event(Moment):
    """An instant of the subject; one that is absent has not happened."""

    path: str


@dataclass(frozen=True, slots=True)
class Each(Moment):
    """An instant of each entry that stands in a relation to the subject, and of which something holds."""

    relation: Relation
    path: str
    where: Expression = ANYTHING
    inner: str = ""
    """A list within each entry: the instant, and what holds, are then of its items."""
    whose: Expression = ANYTHING
    """What holds of each entry itself, where `inner` is given."""


@dataclass(frozen=True, slots=True)
class Over(Moment):
    """When the last of several things has ended; it has not, while one of them has no end."""

    of: tuple[Each, ...]


@dataclass(frozen=True, slots=True)
class Earliest(Moment):
    """The earliest of several that are given; the others are shown as alternatives."""

    of: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class First(Moment):
    """The earliest instant of one moment."""

    of: Moment


@dataclass(frozen=True, slots=True)
class OrElse(Moment):
    """One moment, and where it gives nothing, another."""

    of: Moment
    otherwise: Moment


@dataclass(frozen=True, slots=True)
class NotBefore(Moment):
    """A moment, or a day where the moment lies before it."""

    of: Moment
    day: date


@dataclass(frozen=True, slots=True)
class After(Moment):
    """So long after a moment."""

    span: Span
    of: Moment


@dataclass(frozen=True, slots=True)
class TrainingBegins(Moment):
    """The start of the subject's own training, done or planned."""


@dataclass(frozen=True, slots=True)
class TrainingEnds(Moment):
    """The end of the last run of the subject's training."""


@dataclass(frozen=True, slots=True)
class Passed(Moment):
    """The first end of a run, of the subject or of what it descends from, at which an expression holds of it."""

    holds: Expression


@dataclass(frozen=True, slots=True)
class AllOfThem(Moment):
    """All that several moments give."""

    of: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Since(Moment):
    """The day since which an expression has held of the subject without a break, from the duty's first day on.

    `looked_from` is an earlier day from which on it counts, where the duty begins later than the status.
    """

    holds: Expression
    looked_from: date | None = None


@dataclass(frozen=True, slots=True)
class FirstDay(Moment):
    """The duty's own first day."""


@dataclass(frozen=True, slots=True)
class OnDay(Moment):
    """A day that the law names."""

    day: date


class Timing:
    """By when a duty is to be done."""


@dataclass(frozen=True, slots=True)
class Always(Timing):
    """Holds at all times, with no date; `broken`, where it is given, is how it is broken."""

    broken: Expression | None = None


@dataclass(frozen=True, slots=True)
class Within(Timing):
    """So long after something; of each, where it happens several times."""

    span: Span
    after: Moment


@dataclass(frozen=True, slots=True)
class By(Timing):
    """On or before a day: what is owed from then on is overdue after it."""

    day: Moment


@dataclass(frozen=True, slots=True)
class Before(Timing):
    """Not later than something happens, or than so long before or after it: afterwards it is breached."""

    act: Moment
    ahead: Span | None = None
    """Negative for a time before the act."""


@dataclass(frozen=True, slots=True)
class BeforeAnew(Timing):
    """Anew before each time that something happens again; the first time is another duty's."""

    act: Moment


@dataclass(frozen=True, slots=True)
class Undated(Timing):
    """Some time: the law gives no day."""


@dataclass(frozen=True, slots=True)
class Every(Timing):
    """Again and again, at most so long apart, from a moment on and until another."""

    span: Span
    since: Moment
    until: Moment | None = None
    lapses: bool = False
    """Once that moment has passed, nothing is owed any more unless something was late."""


@dataclass(frozen=True, slots=True)
class Current(Timing):
    """Something must be there from a moment on and be renewed in time: so long after the last, or at once on an event.

    Without one at the moment it is breached; what is not renewed is overdue.
    """

    span: Span
    since: Moment
    renewed_on: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class ByPeriod(Timing):
    """By the end of the period in which something falls; periods follow each other from a day on.

    `schedule` is what must hold of a notification that sets another period (its `every_months`) instead.
    """

    span: Span
    first: Moment
    after: Moment
    schedule: Expression | None = None


@dataclass(frozen=True, slots=True)
class Cases(Timing):
    """The first timing whose expression holds of the subject; the last one stands for all other cases."""

    cases: tuple[tuple[Expression, Timing], ...]


@dataclass(frozen=True, slots=True)
class Both(Timing):
    """Each of several timings: of one duty that is to be done at different times."""

    of: tuple[Timing, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: the code that facts use, and other codes taken for the same."""

    code: str
    aliases: tuple[str, ...] = ()

    def is_called(self, name: str | None) -> bool:
        """Whether a name in the facts means this recipient."""
        return name is not None and (name == self.code or name in self.aliases)

    @property
    def addressed(self) -> OneOf:
        """Of something sent: it went to this recipient."""
        return OneOf("to", (self.code, *self.aliases))


class Evidence:
    """What shows that a duty was done."""


@dataclass(frozen=True, slots=True)
class Listed(Evidence):
    """Entries in a relation to the subject, at an instant of theirs; `holds` is what they must contain."""

    relation: Relation
    at: str
    where: Expression = ANYTHING
    holds: Expression = ANYTHING
    inner: str = ""
    asks: str = ""
    """What is lacking where there is none, where the kind of entry does not say it."""
    after: bool = False
    """Only what came after the start of the clock counts."""
    further: tuple[tuple[Expression, Expression], ...] = ()
    """What an entry must contain besides, where something holds of the duty's subject."""
    else_at: str = ""
    """The instant that stands in where the entry does not give that of `at`."""


@dataclass(frozen=True, slots=True)
class Reported(Evidence):
    """Reports of one kind within the subject, one to each recipient of the duty; `also` are other names of the kind."""

    kind: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own(Evidence):
    """Instants of the subject itself, under one key."""

    path: str


@dataclass(frozen=True, slots=True)
class Noted(Evidence):
    """Instants of the very entry that started the clock: all of them."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent(Evidence):
    """Dispatches within the very entry that started the clock, one to each recipient of the duty."""

    path: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keep:
    """How long something is kept: a span after the last of some instants; while some use goes on, no end yet."""

    span: Span
    after: Moment
    destroyed: Moment | None = None
    lost: Expression | None = None
    """What shows that it is not kept; no breach once the time of keeping is over."""
    of: tuple[str, ...] = ()
    """The lists of facts in which stands what is kept; none: what the subject itself is known by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A duty: of what it is owed, where it stands, when it is owed, by when, and what shows that it was done."""

    id: str
    of: DutyOf
    at: str
    says: str
    when: Expression
    due: Timing
    shown_by: Evidence | None = None
    to: tuple[Recipient, ...] = ()
    keep: Keep | None = None
    sanctions: Sanctions = ()
    first_day: date | None = None
    """Where it lies later than that of the law."""
    grade: Grade = Grade.TEXT
    flags: tuple[Flag, ...] = ()
