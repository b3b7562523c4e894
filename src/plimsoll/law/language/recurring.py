"""What is to be done again and again: whether each time was in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from plimsoll.law.language.attached import Attached, start_of
from plimsoll.law.language.duty import Current, Every
from plimsoll.law.language.moments import Start
from plimsoll.law.language.occurrences import Occurrence
from plimsoll.law.language.shown import Act
from plimsoll.law.language.spans import Deadline, Span, on_day


def recurring(attached: Attached, timing: Every | Current) -> Sequence[Occurrence]:
    """Say how what recurs stands, from its beginning on, which does not lie before the duty's first day."""
    starts = attached.starts(timing.since)
    if not starts:
        return ()
    start = starts[0]
    if start.when is None or not start.certain:
        return (Occurrence("undetermined", lacking=(start.fact,)),)
    begins = max(start.when.earliest, start_of(attached.first_day))
    if begins > attached.now:
        return (Occurrence("not-triggered", on_day(begins.date())),)
    if isinstance(timing, Every):
        return _every(attached, timing, start, begins)
    return _current(attached, timing, start, on_day(begins.date()))


def _every(attached: Attached, timing: Every, start: Start, base: datetime) -> Sequence[Occurrence]:
    done = attached.shown(start)
    acts = [act for act in done.acts if act.when.earliest > base]
    late: Occurrence | None = None
    for act in acts:
        due = attached.deadline(base, timing.span)
        late = Occurrence("late", due, act.facts, flags=act.flags) if act.when.earliest > due.last else None
        base = max(base, act.when.earliest)
    due = attached.deadline(base, timing.span)
    evidence = acts[-1].facts if acts else ()
    over = [s.when for s in attached.starts(timing.until) if s.when] if timing.until is not None else []
    if over and min(o.earliest for o in over) <= due.last:
        if timing.lapses and min(o.latest for o in over) <= attached.now:
            return (late,) if late else ()
        return (late or Occurrence("met", None, evidence),) if acts else ()
    if attached.now > due.last:
        return (Occurrence("overdue", due, evidence, done.lacking or (attached.again,)),)
    if not acts and done.unsure:
        return (Occurrence("undetermined", due, (), done.unsure),)
    return (late or Occurrence("due", due, evidence, (attached.again,) if acts else done.lacking),)


def _current(attached: Attached, timing: Current, start: Start, due: Deadline) -> Sequence[Occurrence]:
    done = attached.shown(start)
    if not done.acts:
        return (Occurrence("undetermined" if done.unsure else "breached", due, (), done.unsure or done.lacking),)
    found = []
    if done.acts[0].when.earliest > due.last:
        found.append(Occurrence("breached", due, done.acts[0].facts))
    events = [s for moment in timing.renewed_on for s in attached.starts(moment) if s.when and attached.runs(s)]
    renewal: Occurrence | None = None
    for act, following in zip(done.acts, (*done.acts[1:], None), strict=True):
        if act.when.earliest > attached.now:
            break
        due = _lapse(attached, act, timing.span, events)
        if following is not None:
            late = following.when.earliest > due.last
            renewal = Occurrence("late", due, following.facts) if late else None
        elif attached.now > due.last:
            return [*found, Occurrence("overdue", due, act.facts, (attached.again,))]
        else:
            renewal = renewal or Occurrence("due", due, act.facts, (attached.again,), flags=act.flags)
    return [*found, *([renewal] if renewal else [])]


def _lapse(attached: Attached, act: Act, span: Span, events: Sequence[Start]) -> Deadline:
    """When what was done is to be done again: after its span, or at once where an event brings that forward."""
    due = attached.deadline(act.when.earliest, span)
    after = [
        on_day(event.when.earliest.date())
        for event in events
        if event.when is not None
        and (event.when.follows(act.when) or (not act.when.of_day and event.when.earliest > act.when.latest))
    ]
    return min((*after, due), key=lambda each: each.last)
