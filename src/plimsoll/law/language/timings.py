"""By when a duty is to be done, and whether it was in time: its timing read against facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from plimsoll.law.language.attached import Attached
from plimsoll.law.language.duty import (
    Always,
    Before,
    BeforeAnew,
    Both,
    By,
    ByPeriod,
    Cases,
    Current,
    Earliest,
    Event,
    Every,
    Listed,
    Timing,
    Undated,
    Within,
)
from plimsoll.law.language.explain import flags
from plimsoll.law.language.moments import Start
from plimsoll.law.language.occurrences import NOT_OWED, Occurrence, Status, undetermined
from plimsoll.law.language.points import Point
from plimsoll.law.language.recurring import recurring
from plimsoll.law.language.relations import related
from plimsoll.law.language.spans import Deadline, Span, at, day_after, end_of_period, months, on_day
from plimsoll.messages import said

EARLIER_THAN_ITS_CLOCK = said("what was sent or published is dated before its clock started: taken as in time")


def occurrences(attached: Attached, timing: Timing) -> Sequence[Occurrence]:
    """Give each time that a duty was, or is, to be done."""
    return _TIMINGS[type(timing)](attached, timing)


def _always(attached: Attached, timing: Always) -> Sequence[Occurrence]:
    done = attached.shown()
    evidence = tuple(fact for act in done.acts for fact in act.facts)
    if timing.broken is None:
        return (Occurrence("standing", evidence=evidence, lacking=done.lacking),)
    broken = attached.clocks.read(timing.broken, attached.point)
    found = undetermined(broken) if broken.truth is None else Occurrence("breached" if broken.truth else "standing")
    return (replace(found, evidence=evidence, flags=tuple(flags(broken))),)


def _cases(attached: Attached, timing: Cases) -> Sequence[Occurrence]:
    for holds, then in timing.cases:
        reason = attached.clocks.read(holds, attached.point)
        if reason.truth is None:
            return (undetermined(reason),)
        if reason.truth:
            return occurrences(attached, then)
    return ()


def _both(attached: Attached, timing: Both) -> Sequence[Occurrence]:
    return [each for part in timing.of for each in occurrences(attached, part)]


def _undated(attached: Attached, timing: Undated) -> Sequence[Occurrence]:
    done = attached.shown()
    if done.acts:
        return (Occurrence("met", evidence=done.acts[0].facts, flags=done.acts[0].flags),)
    return (Occurrence("undetermined" if done.unsure else "due", lacking=done.unsure or done.lacking),)


def _by(attached: Attached, timing: By) -> Sequence[Occurrence]:
    return [
        _by_deadline(attached, start, None if start.when is None else on_day(start.when.earliest.date()))
        for start in attached.starts(timing.day)
    ]


def _within(attached: Attached, timing: Within) -> Sequence[Occurrence]:
    starts = attached.starts(timing.after)
    if not starts and isinstance(timing.after, Event | Earliest):
        return (Occurrence("undetermined", lacking=_clock_facts(timing.after, attached.point)),)
    found = []
    for start in filter(attached.runs, starts):
        due = None if start.when is None else attached.deadline(start.when.earliest, timing.span)
        judged = _by_deadline(attached, start, due)
        deadlines = (attached.deadline(other.earliest, timing.span) for other in start.others)
        others = tuple(each for each in deadlines if each != due)
        found.append(replace(judged, alternatives=others) if others else judged)
    return found


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


def _by_period(attached: Attached, timing: ByPeriod) -> Sequence[Occurrence]:
    first = attached.starts(timing.first)
    found = []
    for start in filter(attached.runs, attached.starts(timing.after)):
        due = None
        if start.when is not None and first and first[0].when is not None:
            begins = max(first[0].when.earliest.date(), attached.first_day)
            day = start.when.earliest.date()
            span = _scheduled(attached, timing, end_of_period(begins, timing.span, day)) or timing.span
            due = on_day(end_of_period(begins, span, day))
        found.append(_by_deadline(attached, start, due))
    return found


def _scheduled(attached: Attached, timing: ByPeriod, before: date) -> Span | None:
    """The period that a schedule sets, the last one that came before the period would otherwise end."""
    if timing.schedule is None:
        return None
    clocks = attached.clocks
    letters, _ = related(clocks.facts, "notifications", attached.point)
    set_by = [p.subject for p in letters if clocks.read(timing.schedule, p).truth is True and p.subject.every_months]
    set_by = [letter for letter in set_by if letter.at is None or letter.at.earliest.date() <= before]
    return months(set_by[-1].every_months) if set_by else None


def _by_deadline(attached: Attached, start: Start, due: Deadline | None) -> Occurrence:
    """What is to be done by a deadline: done in time, done late, still to do, or past."""
    owed = attached.at_start(start)
    if owed.truth is not True:
        return NOT_OWED if owed.truth is False else undetermined(owed, due)
    done = attached.shown(start)
    if not start.certain:
        return Occurrence("undetermined", due, lacking=(start.fact,))
    act = done.acts[0] if done.acts else None
    if due is None:
        return Occurrence("undetermined", None, act.facts if act else (), (start.fact,))
    if act is None:
        if done.unsure:
            return Occurrence("undetermined", due, (), done.unsure)
        return Occurrence("overdue" if attached.now > due.last else "due", due, (), done.lacking)
    if act.when.earliest > due.last:
        return Occurrence("late", due, act.facts, flags=act.flags)
    if act.when.latest > due.last:
        return Occurrence("undetermined", due, act.facts, act.facts)
    early = start.when is not None and act.when.latest < start.when.earliest
    said_early = (EARLIER_THAN_ITS_CLOCK,) if early and not isinstance(attached.duty.shown_by, Listed) else ()
    return Occurrence("met", due, act.facts, flags=(*act.flags, *said_early))


def _before(attached: Attached, timing: Before) -> Sequence[Occurrence]:
    return [
        _before_act(attached, timing, start) for start in attached.starts(timing.act) if attached.in_force(start.when)
    ]


def _before_act(attached: Attached, timing: Before, start: Start) -> Occurrence:
    """What had to be there when something happened; a day stands for all of itself."""
    when = start.when
    due = last = None
    if when is not None:
        due, last = at(when.earliest, by_day=when.of_day), at(when.latest, by_day=when.of_day)
        if timing.ahead is not None:
            due, last = (on_day(day_after(each.last.date(), timing.ahead)) for each in (due, last))
    owed = attached.at_start(start)
    if owed.truth is not True:
        return NOT_OWED if owed.truth is False else undetermined(owed, due)
    done = attached.shown(start)
    act = done.acts[0] if done.acts else None
    if not start.certain:
        return Occurrence("undetermined", due, act.facts if act else (), (start.fact,))
    ahead = start.planned or (when is not None and when.earliest > attached.now)
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


def _before_anew(attached: Attached, timing: BeforeAnew) -> Sequence[Occurrence]:
    """Each time is judged by what was done since the time before it."""
    starts = attached.starts(timing.act)
    unknown = [s for s in starts if s.when is None or not s.certain]
    if unknown:
        return (Occurrence("undetermined", lacking=(unknown[0].fact,)),)
    times = sorted((start.when for start in starts if start.when), key=lambda when: when.earliest)
    done = attached.shown()
    found = []
    for before, when in pairwise(times):
        if not attached.in_force(when):
            continue
        due = at(when.earliest, by_day=when.of_day)
        since = at(before.latest, by_day=before.of_day).last
        acts = [act for act in done.acts if since < act.when.earliest and act.when.latest <= due.last]
        status: Status = "met" if acts else "due" if when.earliest > attached.now else "breached"
        facts = tuple(fact for act in acts for fact in act.facts)
        found.append(Occurrence(status, due, facts, () if acts else (f"{attached.again}, before {due}",)))
    return found


_TIMINGS: dict[type[Timing], Callable[[Attached, Any], Sequence[Occurrence]]] = {
    Always: _always,
    Cases: _cases,
    Both: _both,
    Undated: _undated,
    By: _by,
    Within: _within,
    ByPeriod: _by_period,
    Before: _before,
    BeforeAnew: _before_anew,
    Every: recurring,
    Current: recurring,
}
