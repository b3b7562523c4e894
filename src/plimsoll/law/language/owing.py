"""A duty read against facts: whether it is owed, by when, whether it was done, and what is lacking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any, Literal

from plimsoll.facts.facts import Subject
from plimsoll.facts.instants import Instant, end_of
from plimsoll.law.language.completions import settle
from plimsoll.law.language.duty import (
    Always,
    Before,
    BeforeAnew,
    Both,
    By,
    ByPeriod,
    Cases,
    Current,
    Duty,
    Earliest,
    Event,
    Every,
    Timing,
    Undated,
    Within,
)
from plimsoll.law.language.explain import basis, flags, grade_of
from plimsoll.law.language.expression import Grade
from plimsoll.law.language.moments import Clocks, Start
from plimsoll.law.language.reasons import Reason
from plimsoll.law.language.relations import Point, answerable, related
from plimsoll.law.language.shown import Act, Shown, asked, shown
from plimsoll.law.language.spans import Deadline, Span, at, day_after, deadline, end_of_period, months, on_day

Status = Literal["not-triggered", "due", "met", "late", "overdue", "breached", "standing", "undetermined"]
PRESSING: tuple[Status, ...] = (
    "breached",
    "overdue",
    "late",
    "undetermined",
    "due",
    "met",
    "standing",
    "not-triggered",
)
"""The statuses, the most pressing first: of several occurrences of a duty, that of the first is told."""
FAILED: frozenset[Status] = frozenset(["breached", "overdue", "late"])


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a duty was, or is, to be done."""

    status: Status
    due: Deadline | None = None
    evidence: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    alternatives: tuple[Deadline, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """What came of one duty for one subject."""

    duty: Duty
    subject: Subject
    by: str | None
    """Who owes it."""
    occurrences: tuple[Occurrence, ...]
    retain_until: date | None
    grade: Grade
    flags: tuple[str, ...]

    @property
    def told(self) -> Occurrence:
        """The occurrence that presses most; of equals, the one that is due first."""
        return min(self.occurrences, key=lambda o: (PRESSING.index(o.status), o.due.last if o.due else _NEVER))


_NEVER = datetime.max.replace(tzinfo=UTC)
_NO_DUTY = Occurrence("not-triggered")
_DONE_NOTHING = (_NO_DUTY,)


def owed(clocks: Clocks, duty: Duty, subject: Subject) -> Owed:
    """Read a duty of a subject."""
    point = clocks.point(subject, duty.at)
    reason = clocks.reader.read(duty.when, point)
    truth = settle(reason)
    by = answerable(clocks.facts, subject)
    first_day = duty.first_day or clocks.version.first_day
    looks_back = isinstance(duty.due, Within | Before | ByPeriod) and clocks.turns_with_the_year(duty.when)
    if truth is False and not looks_back:
        return Owed(duty, subject, by, _DONE_NOTHING, None, duty.grade, ())
    rests_on = basis(reason)
    said = [*flags(reason, rests_on), *_own_flags(clocks, duty, point)]
    if clocks.on < first_day:
        occurrences: Sequence[Occurrence] = (
            (Occurrence("not-triggered", on_day(first_day)),) if truth is not False else ()
        )
    elif truth is None and not looks_back:
        occurrences = (Occurrence("undetermined", lacking=tuple(asked(reason))),)
    else:
        reading = _Reading(clocks, duty, point, first_day, reason, looks_back)
        occurrences = [o for o in _TIMINGS[type(duty.due)](reading, duty.due) if o is not _NO_DUTY]
    occurrences = occurrences or _DONE_NOTHING
    retained = _retained(clocks, duty, point, first_day)
    if duty.keep is not None and truth is True and clocks.on >= first_day:
        occurrences = _kept(clocks, duty, point, first_day, retained, occurrences)
    said += [flag for each in occurrences for flag in each.flags]
    grade = max(duty.grade, grade_of(rests_on))
    return Owed(duty, subject, by, tuple(occurrences), retained, grade, tuple(dict.fromkeys(said)))


def _own_flags(clocks: Clocks, duty: Duty, point: Point) -> list[str]:
    reader = clocks.reader
    return [f.says for f in duty.flags if f.when is None or settle(reader.read(f.when, point)) is True]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One duty of one subject, about to be read."""

    clocks: Clocks
    duty: Duty
    point: Point
    first_day: date
    owed: Reason
    looks_back: bool
    """Whether the duty attaches by a status that turns with the year: it is that of the year of the start."""

    def attached(self, start: Start) -> Reason:
        """Whether the duty was owed when its clock started."""
        year = self.clocks.on.year if start.when is None else start.when.earliest.year
        if not self.looks_back or year >= self.clocks.on.year:
            return self.owed
        return self.clocks.then(self.duty.when, self.point, date(year, 12, 31))

    @property
    def now(self) -> datetime:
        return self.clocks.now

    def starts(self, moment: Any) -> list[Start]:
        return self.clocks.starts(moment, self.point, self.first_day)

    def begun_under_the_law(self, start: Start) -> bool:
        """Whether it lies on or after the first day: a duty does not look back."""
        return start.when is None or start.when.latest >= _start_of(self.first_day)

    def runs(self, start: Start) -> bool:
        """Whether a clock that starts there runs by now."""
        return self.begun_under_the_law(start) and (start.when is None or start.when.earliest <= self.now)

    def shown(self, start: Start | None = None) -> Shown:
        return shown(self.clocks, self.duty, self.point, start)


def _always(reading: _Reading, timing: Always) -> Sequence[Occurrence]:
    done = reading.shown()
    evidence = tuple(fact for act in done.acts for fact in act.facts)
    if timing.broken is None:
        return (Occurrence("standing", evidence=evidence),)
    reason = reading.clocks.reader.read(timing.broken, reading.point)
    truth = settle(reason)
    said = tuple(flags(reason, basis(reason)))
    if truth is None:
        return (Occurrence("undetermined", evidence=evidence, lacking=tuple(asked(reason)), flags=said),)
    return (Occurrence("breached" if truth else "standing", evidence=evidence, flags=said),)


def _cases(reading: _Reading, timing: Cases) -> Sequence[Occurrence]:
    for holds, then in timing.cases:
        reason = reading.clocks.reader.read(holds, reading.point)
        truth = settle(reason)
        if truth is None:
            return (Occurrence("undetermined", lacking=tuple(asked(reason))),)
        if truth:
            return _TIMINGS[type(then)](reading, then)
    return ()


def _by(reading: _Reading, timing: By) -> Sequence[Occurrence]:
    return [
        _judged(reading, start, None if start.when is None else on_day(start.when.earliest.date()))
        for start in reading.starts(timing.day)
    ]


def _within(reading: _Reading, timing: Within) -> Sequence[Occurrence]:
    starts = reading.starts(timing.after)
    if not starts and isinstance(timing.after, Event | Earliest):
        return (Occurrence("undetermined", lacking=_clock_facts(timing.after, reading.point)),)
    found = []
    for start in filter(reading.runs, starts):
        due = None if start.when is None else _deadline(reading, start.when, timing)
        others = tuple(_deadline(reading, other, timing) for other in start.others)
        others = tuple(other for other in others if other != due)
        judged = _judged(reading, start, due)
        found.append(replace(judged, alternatives=others) if others else judged)
    return found


def _deadline(reading: _Reading, start: Instant, timing: Within) -> Deadline:
    return deadline(start.earliest, timing.span, reading.clocks.facts.holidays)


def _by_period(reading: _Reading, timing: ByPeriod) -> Sequence[Occurrence]:
    first = reading.starts(timing.first)
    found = []
    for start in filter(reading.runs, reading.starts(timing.after)):
        due = None
        if start.when is not None and first and first[0].when is not None:
            begins = max(first[0].when.earliest.date(), reading.first_day)
            span = (
                _scheduled(reading, timing, end_of_period(begins, timing.span, start.when.earliest.date()))
                or timing.span
            )
            due = on_day(end_of_period(begins, span, start.when.earliest.date()))
        found.append(_judged(reading, start, due))
    return found


def _scheduled(reading: _Reading, timing: ByPeriod, before: date) -> Span | None:
    """The period that a schedule sets, the last one that came before the period would otherwise end."""
    if timing.schedule is None:
        return None
    reader = reading.clocks.reader
    letters, _ = related(reading.clocks.facts, "notifications", reading.point)
    set_by = [p for p in letters if settle(reader.read(timing.schedule, p)) is True and p.subject.every_months]
    set_by = [p for p in set_by if p.subject.at is None or p.subject.at.earliest.date() <= before]
    return months(set_by[-1].subject.every_months) if set_by else None


def _judged(reading: _Reading, start: Start, due: Deadline | None) -> Occurrence:
    """What is to be done by a deadline: done in time, done late, still to do, or past."""
    attached = reading.attached(start)
    if attached.truth is not True:
        return _unattached(attached, due)
    done = reading.shown(start)
    if not start.certain:
        return Occurrence("undetermined", due, lacking=(start.fact,))
    act = done.acts[0] if done.acts else None
    if due is None:
        return Occurrence("undetermined", None, act.facts if act else (), (start.fact,))
    if act is None:
        if done.unsure:
            return Occurrence("undetermined", due, (), done.unsure)
        return Occurrence("overdue" if reading.now > due.last else "due", due, (), done.lacking)
    if act.when.earliest > due.last:
        return Occurrence("late", due, act.facts, flags=act.flags)
    if act.when.latest > due.last:
        return Occurrence("undetermined", due, act.facts, act.facts)
    return Occurrence("met", due, act.facts, flags=act.flags)


def _unattached(attached: Reason, due: Deadline | None) -> Occurrence:
    """Nothing was owed, or it is open whether anything was."""
    if attached.truth is False:
        return _NO_DUTY
    return Occurrence("undetermined", due, lacking=tuple(asked(attached)))


def _before(reading: _Reading, timing: Before) -> Sequence[Occurrence]:
    return [
        _preceding(reading, timing, start) for start in reading.starts(timing.act) if reading.begun_under_the_law(start)
    ]


def _preceding(reading: _Reading, timing: Before, start: Start) -> Occurrence:
    """What had to be there when something happened; a day stands for all of itself."""
    when = start.when
    due = last = None
    if when is not None:
        due, last = at(when.earliest, by_day=when.of_day), at(when.latest, by_day=when.of_day)
        if timing.ahead is not None:
            due, last = (on_day(day_after(each.last.date(), timing.ahead)) for each in (due, last))
    attached = reading.attached(start)
    if attached.truth is not True:
        return _unattached(attached, due)
    done = reading.shown(start)
    act = done.acts[0] if done.acts else None
    if not start.certain:
        return Occurrence("undetermined", due, act.facts if act else (), (start.fact,))
    ahead = start.planned or (when is not None and when.earliest > reading.now)
    if act is None:
        if done.unsure:
            return Occurrence("undetermined", due, (), done.unsure)
        if due is None and not ahead:
            return Occurrence("undetermined", None, (), (start.fact,))  # it may have happened before the law
        return Occurrence("due" if ahead else "breached", due, (), done.lacking)
    if due is None or last is None:
        return Occurrence("met" if ahead else "undetermined", due, act.facts, () if ahead else (start.fact,))
    if act.when.latest <= due.last:
        return Occurrence("met", due, act.facts, flags=act.flags)
    if act.when.earliest > last.last:
        return Occurrence("breached", due, act.facts, flags=act.flags)
    return Occurrence("undetermined", due, act.facts, act.facts)


def _before_anew(reading: _Reading, timing: BeforeAnew) -> Sequence[Occurrence]:
    """Each time is judged by what was done since the time before it."""
    starts = reading.starts(timing.act)
    unknown = [s for s in starts if s.when is None or not s.certain]
    if unknown:
        return (Occurrence("undetermined", lacking=(unknown[0].fact,)),)
    times = sorted((s for s in starts if s.when), key=_when)
    done = reading.shown()
    found = []
    for before, start in pairwise(times):
        if not reading.begun_under_the_law(start) or start.when is None or before.when is None:
            continue
        due = at(start.when.earliest, by_day=start.when.of_day)
        since = at(before.when.latest, by_day=before.when.of_day).last
        acts = [act for act in done.acts if since < act.when.earliest and act.when.latest <= due.last]
        ahead = start.when.earliest > reading.now
        facts = tuple(fact for act in acts for fact in act.facts)
        status: Status = "met" if acts else "due" if ahead else "breached"
        found.append(Occurrence(status, due, facts, () if acts else (f"{_again(reading.duty)}, before {due}",)))
    return found


def _undated(reading: _Reading, timing: Undated) -> Sequence[Occurrence]:
    done = reading.shown()
    if done.acts:
        return (Occurrence("met", evidence=done.acts[0].facts, flags=done.acts[0].flags),)
    return (Occurrence("undetermined" if done.unsure else "due", lacking=done.unsure or done.lacking),)


def _both(reading: _Reading, timing: Both) -> Sequence[Occurrence]:
    return [each for part in timing.of for each in _TIMINGS[type(part)](reading, part)]


def _every(reading: _Reading, timing: Every) -> Sequence[Occurrence]:
    since = reading.starts(timing.since)
    if not since:
        return ()
    start = since[0]
    if start.when is None or not start.certain:
        return (Occurrence("undetermined", lacking=(start.fact,)),)
    base = max(start.when.earliest, _start_of(reading.first_day))
    if base > reading.now:
        return (Occurrence("not-triggered", on_day(base.date())),)
    done = reading.shown(start)
    acts = [act for act in done.acts if act.when.earliest > base]
    late: Occurrence | None = None
    for act in acts:
        due = _next(reading, base, timing)
        late = Occurrence("late", due, act.facts, flags=act.flags) if act.when.earliest > due.last else None
        base = max(base, act.when.earliest)
    due = _next(reading, base, timing)
    evidence = acts[-1].facts if acts else ()
    over = [s.when for s in reading.starts(timing.until) if s.when] if timing.until is not None else []
    if over and min(o.earliest for o in over) <= due.last:
        if timing.lapses and min(o.latest for o in over) <= reading.now:
            return (late,) if late else ()
        return (late or Occurrence("met", due, evidence),) if acts else ()
    if reading.now > due.last:
        return (Occurrence("overdue", due, evidence, done.lacking or (_again(reading.duty),)),)
    if not acts and done.unsure:
        return (Occurrence("undetermined", due, (), done.unsure),)
    return (late or Occurrence("met" if acts else "due", due, evidence, () if acts else done.lacking),)


def _current(reading: _Reading, timing: Current) -> Sequence[Occurrence]:
    since = reading.starts(timing.since)
    if not since:
        return ()
    start = since[0]
    if start.when is None or not start.certain:
        return (Occurrence("undetermined", lacking=(start.fact,)),)
    begins = max(start.when.earliest, _start_of(reading.first_day))
    due = on_day(begins.date())
    if begins > reading.now:
        return (Occurrence("not-triggered", due),)
    done = reading.shown(start)
    if not done.acts:
        return (Occurrence("undetermined" if done.unsure else "breached", due, (), done.unsure or done.lacking),)
    found = []
    if done.acts[0].when.earliest > due.last:
        found.append(Occurrence("breached", due, done.acts[0].facts))
    events = [s for moment in timing.renewed_on for s in reading.starts(moment) if s.when is not None]
    renewal: Occurrence | None = None
    for act, following in zip(done.acts, (*done.acts[1:], None), strict=True):
        if act.when.earliest > reading.now:
            break
        due, at_once = _lapse(reading, act, timing.span, [e for e in events if reading.runs(e)])
        if following is not None:
            late = following.when.earliest > due.last
            renewal = Occurrence("late", due, following.facts) if late else None
        elif reading.now > due.last:
            return [*found, Occurrence("overdue", due, act.facts, (_again(reading.duty),))]
        else:
            lacking = (_again(reading.duty),) if at_once else ()
            renewal = renewal or Occurrence("due" if at_once else "met", due, act.facts, lacking, flags=act.flags)
    return [*found, *([renewal] if renewal else [])]


def _lapse(reading: _Reading, act: Act, span: Span, events: Sequence[Start]) -> tuple[Deadline, bool]:
    """When what was done is to be done again, and whether an event has brought that forward."""
    due = deadline(act.when.earliest, span, reading.clocks.facts.holidays)
    after = [
        on_day(e.when.earliest.date())
        for e in events
        if e.when is not None
        and (e.when.follows(act.when) or (not act.when.of_day and e.when.earliest > act.when.latest))
    ]
    first = min(after, key=lambda each: each.last, default=due)
    return (first, True) if first.last < due.last else (due, False)


def _again(duty: Duty) -> str:
    return f"{duty.id}: the next one"


def _next(reading: _Reading, base: datetime, timing: Every) -> Deadline:
    return deadline(base, timing.span, reading.clocks.facts.holidays)


def _clock_facts(moment: Any, point: Point) -> tuple[str, ...]:
    """The facts that could have started a clock that nothing has started."""
    within = getattr(moment, "of", None)
    if isinstance(within, tuple):
        return tuple(dict.fromkeys(fact for each in within for fact in _clock_facts(each, point)))
    if within is not None:
        return _clock_facts(within, point)
    relation, path = getattr(moment, "relation", ""), getattr(moment, "path", "training")
    relation = "known_to_reach" if relation == "reach" else relation
    return (".".join(filter(None, (point.path, relation, path))),)


def _retained(clocks: Clocks, duty: Duty, point: Point, first_day: date) -> date | None:
    """The last day of keeping; none while it is open, and none where nothing has started it."""
    if duty.keep is None:
        return None
    starts = clocks.starts(duty.keep.after, point, first_day)
    if not starts or any(s.when is None or not s.certain for s in starts):
        return None
    last = max(s.when.latest for s in starts if s.when)
    return day_after(last.date(), duty.keep.span)


def _kept(
    clocks: Clocks, duty: Duty, point: Point, first_day: date, until: date | None, occurrences: Sequence[Occurrence]
) -> Sequence[Occurrence]:
    """What was destroyed before its time is a breach; what was kept long enough is done."""
    assert duty.keep is not None
    if duty.keep.lost is not None and (until is None or clocks.on <= until):
        reason = clocks.reader.read(duty.keep.lost, point)
        if settle(reason) is not False:
            said = tuple(flags(reason, basis(reason)))
            lost: Status = "breached" if reason.truth else "undetermined"
            due = on_day(until) if until else None
            return (Occurrence(lost, due, lacking=tuple(asked(reason)), flags=said),)
    if until is None:
        return occurrences
    destroyed = clocks.starts(duty.keep.destroyed, point, first_day) if duty.keep.destroyed is not None else []
    gone = [s for s in destroyed if s.when is not None and s.when.latest <= clocks.now]
    if any(s.when.latest < end_of(until) for s in gone if s.when):
        return (Occurrence("breached", on_day(until), lacking=tuple(s.fact for s in gone)),)
    if clocks.on > until:
        return [replace(o, status="met", due=on_day(until)) if o.status == "standing" else o for o in occurrences]
    return occurrences


def _when(start: Start) -> datetime:
    assert start.when is not None
    return start.when.earliest


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


_TIMINGS: dict[type[Timing], Callable[[_Reading, Any], Sequence[Occurrence]]] = {
    Always: _always,
    Cases: _cases,
    Both: _both,
    By: _by,
    Within: _within,
    ByPeriod: _by_period,
    Before: _before,
    BeforeAnew: _before_anew,
    Undated: _undated,
    Every: _every,
    Current: _current,
}
