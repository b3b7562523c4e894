"""When the clocks of duties start: a moment of the language read against facts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any

from plimsoll.facts.instants import Instant
from plimsoll.facts.models import Model
from plimsoll.law.language.completions import settle
from plimsoll.law.language.duty import (
    After,
    AllOfThem,
    Each,
    Earliest,
    Event,
    First,
    FirstDay,
    Moment,
    NotBefore,
    OnDay,
    OrElse,
    Over,
    Passed,
    Since,
    TrainingBegins,
    TrainingEnds,
)
from plimsoll.law.language.expression import Expression
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.points import AsOf, Point
from plimsoll.law.language.reasons import Reason
from plimsoll.law.language.relations import related
from plimsoll.law.language.spans import deadline
from plimsoll.law.language.walking import asks_by_year, expressions_in, terms_by_year

_TIMELESS = frozenset(["from_", "started", "effective", "used_at"])
"""Instants that are unknown where they are absent; any other event that is absent has not happened."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start of a clock: when (`None`: unknown), which fact says so, and the entry on which it hangs."""

    when: Instant | None
    fact: str
    point: Point
    planned: bool = False
    certain: bool = True
    """False where it is unknown whether it is one at all; `fact` is then what would tell."""
    others: tuple[Instant, ...] = ()


@dataclass
class Clocks(AsOf):
    """Reads the moments of one version of a law, as things stood at the end of a day."""

    _readers: dict[date, Reader] = field(default_factory=dict)
    _yearly: dict[int, bool] = field(default_factory=dict)
    _sinces: dict[tuple[int, str, date], Instant | None] = field(default_factory=dict)

    @cached_property
    def reader(self) -> Reader:
        """What reads the version's terms on the day asked about."""
        return Reader(self.version, self.facts, self.on)

    @cached_property
    def _by_year(self) -> frozenset[str]:
        return terms_by_year(self.version)

    def turns_with_the_year(self, holds: Expression) -> bool:
        """Whether what an expression asks for is a figure by calendar year, such as the revenue of the year before."""
        found = self._yearly.get(id(holds))
        if found is None:
            found = self._yearly[id(holds)] = asks_by_year(expressions_in(holds), self._by_year)
        return found

    def read(self, holds: Expression, point: Point, day: date | None = None) -> Reason:
        """Give what an expression comes to, its verdict exact; of another day than the one asked about, in brief."""
        reader = self.reader
        if day is not None and day != self.on:
            reader = self._readers.setdefault(day, Reader(self.version, self.facts, day, brief=True))
        reason = reader.read(holds, point)
        settle(reason)
        return reason

    def starts(self, moment: Moment, point: Point, first_day: date) -> list[Start]:
        """Give every start that a moment has for a subject."""
        return _READERS[type(moment)](self, moment, point, first_day)

    def _event(self, moment: Event, point: Point, first_day: date) -> list[Start]:
        when = point.reach(moment.path)
        return _known(when, f"{point.path}.{moment.path}", point, moment.path)

    def _each(self, moment: Each, point: Point, first_day: date) -> list[Start]:
        found: list[Start] = []
        entries, complete = self._entries(moment, point)
        for entry, doubt in entries:
            for start in _known(
                entry.reach(moment.path), f"{entry.path}.{moment.path.rstrip('_')}", entry, moment.path
            ):
                found.append(start if doubt is None else replace(start, fact=_asked(doubt, start.fact), certain=False))
        if not complete:
            found.append(Start(None, f"{point.path}.{moment.relation}", point, certain=False))
        return found

    def _entries(self, moment: Each, point: Point) -> tuple[list[tuple[Point, Reason | None]], bool]:
        """The entries that count, each with the doubt whether it does, and whether they are known to be all."""
        entries, complete = related(self.facts, moment.relation, point)
        found: list[tuple[Point, Reason | None]] = []
        for entry in entries:
            doubt: Reason | None = None
            items = None
            if moment.inner:
                whose = self.read(moment.whose, entry)
                if whose.truth is False:
                    continue
                doubt = whose if whose.truth is None else None
                items = getattr(entry.subject, moment.inner)
                complete = complete and (items is not None or moment.inner != "uses")
            for item in entry.hung(items or (), moment.inner) if moment.inner else [entry]:
                reason = self.read(moment.where, item)
                if reason.truth is not False:
                    found.append((item, doubt or (reason if reason.truth is None else None)))
        return found, complete

    def _over(self, moment: Over, point: Point, first_day: date) -> list[Start]:
        ends: list[Start] = []
        for each in moment.of:
            if any(entry.reach(each.path) is None for entry, _ in self._entries(each, point)[0]):
                return []
            ends += self._each(each, point, first_day)
        return ends if any(s.when is None or not s.certain for s in ends) else sorted(ends, key=_earliest)[-1:]

    def _earliest(self, moment: Earliest, point: Point, first_day: date) -> list[Start]:
        given = [s for each in moment.of for s in self.starts(each, point, first_day)]
        return _first(given, first_day, with_others=True)

    def _first(self, moment: First, point: Point, first_day: date) -> list[Start]:
        return _first(self.starts(moment.of, point, first_day), first_day)

    def _or_else(self, moment: OrElse, point: Point, first_day: date) -> list[Start]:
        return self.starts(moment.of, point, first_day) or self.starts(moment.otherwise, point, first_day)

    def _not_before(self, moment: NotBefore, point: Point, first_day: date) -> list[Start]:
        day = _day(moment.day)
        return [
            replace(s, when=day) if s.when is not None and s.when.latest < day.earliest else s
            for s in self.starts(moment.of, point, first_day)
        ]

    def _after(self, moment: After, point: Point, first_day: date) -> list[Start]:
        found = []
        for start in self.starts(moment.of, point, first_day):
            when = start.when
            if when is not None:
                later = deadline(when.earliest, moment.span, self.facts.holidays)
                when = _day(later.last.date()) if later.by_day else Instant(later.last, later.last, str(later))
            found.append(replace(start, when=when))
        return found

    def _training_begins(self, moment: TrainingBegins, point: Point, first_day: date) -> list[Start]:
        model: Model = point.subject
        if model.runs is None:
            return [Start(None, f"{point.path}.training", point)]
        given = [
            Start(run.started, f"{point.path}.training[{i}].started", point, planned=run.planned)
            for i, run in enumerate(model.runs)
        ]
        done = [start for start in given if not start.planned]
        return _first(done or given, first_day)

    def _training_ends(self, moment: TrainingEnds, point: Point, first_day: date) -> list[Start]:
        model: Model = point.subject
        given = [
            Start(run.ended, f"{point.path}.training[{i}].ended", point)
            for i, run in enumerate(model.runs or ())
            if not run.planned
        ]
        return [max(given, key=_earliest)] if given and all(s.when is not None for s in given) else []

    def _passed(self, moment: Passed, point: Point, first_day: date) -> list[Start]:
        given = [
            Start(run.ended, f"models.{model.id}.training[{i}].ended", point)
            for model in self.facts.lineage_of(point.subject)
            for i, run in enumerate(model.runs or ())
            if run.ended is not None
        ]
        for start in sorted(given, key=_earliest):
            assert start.when is not None
            if self.read(moment.holds, point, start.when.earliest.date()).truth is True:
                return [start]
        return []

    def _all_of_them(self, moment: AllOfThem, point: Point, first_day: date) -> list[Start]:
        return [start for each in moment.of for start in self.starts(each, point, first_day)]

    def _since(self, moment: Since, point: Point, first_day: date) -> list[Start]:
        first_day = moment.looked_from or first_day
        key = (id(moment.holds), point.id, first_day)
        if key not in self._sinces:
            self._sinces[key] = self._held(moment.holds, point, first_day)
        when = self._sinces[key]
        return [] if when is None else [Start(when, "", point)]

    def _held(self, holds: Expression, point: Point, first_day: date) -> Instant | None:
        """The first of the days on which it can have begun to hold, from which on it holds up to now.

        A status is lost only as a year ends, since it turns with figures by calendar year; within one it is gained.
        """

        def held(day: date) -> bool:
            return self.read(holds, point, day).truth is True

        if self.on < first_day or not held(self.on):
            return None
        later = self.on
        for boundary in (date(year, 1, 1) for year in range(self.on.year, first_day.year - 1, -1)):
            begins = max(boundary, first_day)
            if not held(begins):
                days = self._begun_between(begins, later)
                return _day(days[bisect_left(days, True, key=held)])
            later = begins
        return _day(first_day)

    def _begun_between(self, first: date, last: date) -> list[date]:
        """Days after the first on which a run or a use began, and the last, in order."""
        runs = (run.started for model in self.facts.models.values() for run in model.runs or ())
        uses = (use.from_ for model in self.facts.models.values() for use in model.uses or ())
        begun = {when.earliest.date() for when in (*runs, *uses) if when is not None}
        return sorted({day for day in begun if first < day < last} | {last})

    def _first_day(self, moment: FirstDay, point: Point, first_day: date) -> list[Start]:
        return [Start(_day(first_day), "", point)]

    def _on_day(self, moment: OnDay, point: Point, first_day: date) -> list[Start]:
        return [Start(_day(moment.day), "", point)]


def _known(when: Any, fact: str, point: Point, path: str) -> list[Start]:
    """One start, several where the fact is a list, none where the event has not happened."""
    if isinstance(when, list):
        return [Start(each, f"{fact}[{i}]", point) for i, each in enumerate(when)]
    if when is None and path not in _TIMELESS:
        return []
    return [Start(when, fact, point)]


def _first(given: Iterable[Start], first_day: date, *, with_others: bool = False) -> list[Start]:
    """The earliest of the starts that are given; unknown where one of unknown time could be earlier."""
    starts = list(given)
    known = sorted((s for s in starts if s.when is not None and s.certain), key=_earliest)
    unsure = [s for s in starts if s.when is None or not s.certain]
    if not known or (unsure and not with_others):
        return [*unsure[:1]] or known
    others = tuple(s.when for s in known[1:] if s.when) if with_others else ()
    return [replace(known[0], others=others)]


def _earliest(start: Start) -> datetime:
    assert start.when is not None
    return start.when.earliest


def _asked(reason: Reason, fact: str) -> str:
    """The first open fact below a reason."""
    open_ones = (n.condition for n in reason.walk() if n.connective == "is" and n.truth is None)
    condition = next((each for each in open_ones if each is not None), None)
    return condition.facts[0] if condition is not None else fact


def _day(day: date) -> Instant:
    start = datetime.combine(day, time.min, UTC)
    return Instant(start, start, day.isoformat())


_READERS: dict[type[Moment], Callable[[Clocks, Any, Point, date], list[Start]]] = {
    Event: Clocks._event,
    Each: Clocks._each,
    Earliest: Clocks._earliest,
    First: Clocks._first,
    OrElse: Clocks._or_else,
    NotBefore: Clocks._not_before,
    After: Clocks._after,
    TrainingBegins: Clocks._training_begins,
    TrainingEnds: Clocks._training_ends,
    Passed: Clocks._passed,
    AllOfThem: Clocks._all_of_them,
    Over: Clocks._over,
    Since: Clocks._since,
    FirstDay: Clocks._first_day,
    OnDay: Clocks._on_day,
}
