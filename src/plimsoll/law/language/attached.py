"""A duty at one subject, its clock not yet read: what every timing of it asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from plimsoll.facts.instants import Instant
from plimsoll.law.language.duty import Duty, Moment
from plimsoll.law.language.moments import Clocks, Start
from plimsoll.law.language.points import Point
from plimsoll.law.language.reasons import Reason
from plimsoll.law.language.shown import Shown, shown
from plimsoll.law.language.spans import Deadline, Span, deadline


@dataclass(frozen=True, slots=True)
class Attached:
    """A duty that is owed of a subject, or was, or may be."""

    clocks: Clocks
    duty: Duty
    point: Point
    first_day: date
    reason: Reason
    """Whether it is owed on the day asked about."""
    looks_back: bool
    """Whether it attaches by a status that turns with the year: that of the year of the start then counts."""

    @property
    def now(self) -> datetime:
        """The end of the day asked about."""
        return self.clocks.now

    @property
    def again(self) -> str:
        """What is lacking where it was done, and is to be done once more."""
        return f"{self.duty.id}: the next one"

    def starts(self, moment: Moment) -> list[Start]:
        """Give every start that a moment has."""
        return self.clocks.starts(moment, self.point, self.first_day)

    def at_start(self, start: Start) -> Reason:
        """Whether it was owed when its clock started."""
        year = self.clocks.on.year if start.when is None else start.when.earliest.year
        if not self.looks_back or year >= self.clocks.on.year:
            return self.reason
        return self.clocks.read(self.duty.when, self.point, date(year, 12, 31))

    def in_force(self, when: Instant | None) -> bool:
        """Whether an instant can lie on or after the first day: a duty does not look back."""
        return when is None or when.latest >= start_of(self.first_day)

    def runs(self, start: Start) -> bool:
        """Whether a clock that starts there runs by now."""
        return self.in_force(start.when) and (start.when is None or start.when.earliest <= self.now)

    def deadline(self, start: datetime, span: Span) -> Deadline:
        """Give the deadline of a span, the holidays that the facts name left out of business days."""
        return deadline(start, span, self.clocks.facts.holidays)

    def shown(self, start: Start | None = None) -> Shown:
        """Find what shows that it was done; for one start of its clock."""
        return shown(self.clocks, self.duty, self.point, start)


def start_of(day: date) -> datetime:
    """Give the first moment of a day, UTC."""
    return datetime.combine(day, time.min, UTC)
