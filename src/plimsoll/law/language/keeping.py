"""What is to be kept: until when, and whether it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from plimsoll.facts.instants import end_of
from plimsoll.law.language.attached import Attached
from plimsoll.law.language.duty import Keep
from plimsoll.law.language.explain import asked, flags
from plimsoll.law.language.occurrences import Occurrence, Status
from plimsoll.law.language.spans import day_after, on_day


def retained_until(attached: Attached, keep: Keep) -> date | None:
    """Give the last day of keeping; none while it is open, and none where nothing has started it."""
    starts = attached.starts(keep.after)
    ends = [start.when.latest for start in starts if start.when is not None and start.certain]
    if not ends or len(ends) < len(starts):
        return None
    return day_after(max(ends).date(), keep.span)


def kept(attached: Attached, keep: Keep, until: date | None, occurrences: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """Say what became of it: what was destroyed before its time is a breach; what was kept long enough is done."""
    on = attached.clocks.on
    due = on_day(until) if until else None
    if keep.lost is not None and (until is None or on <= until):
        lost = attached.clocks.read(keep.lost, attached.point)
        if lost.truth is not False:
            status: Status = "breached" if lost.truth else "undetermined"
            return (Occurrence(status, due, lacking=tuple(asked(lost)), flags=tuple(flags(lost))),)
    if until is None:
        return occurrences
    destroyed = attached.starts(keep.destroyed) if keep.destroyed is not None else []
    gone = [start for start in destroyed if start.when is not None and start.when.latest <= attached.now]
    if any(start.when.latest < end_of(until) for start in gone if start.when):
        return (Occurrence("breached", due, lacking=tuple(start.fact for start in gone)),)
    if on > until:
        return [replace(each, status="met", due=due) if each.status == "standing" else each for each in occurrences]
    return occurrences
