"""A duty read against facts: whether it is owed, what became of it, and how well that is grounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from plimsoll.facts.evidence import Concern
from plimsoll.facts.facts import Subject
from plimsoll.facts.incidents import Incident
from plimsoll.law.language.attached import Attached
from plimsoll.law.language.duty import Before, ByPeriod, Duty, Within
from plimsoll.law.language.explain import asked, basis, flags, grade_of
from plimsoll.law.language.expression import Grade
from plimsoll.law.language.keeping import kept, retained_until
from plimsoll.law.language.moments import Clocks
from plimsoll.law.language.occurrences import NOT_OWED, PRESSING, Occurrence, undetermined
from plimsoll.law.language.points import Point
from plimsoll.law.language.relations import answerable
from plimsoll.law.language.spans import on_day
from plimsoll.law.language.timings import occurrences

_NEVER = datetime.max.replace(tzinfo=UTC)


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


def owed(clocks: Clocks, duty: Duty, subject: Subject) -> Owed:
    """Read a duty of a subject."""
    point = Point.of(subject, duty.at)
    reason = clocks.read(duty.when, point)
    by = answerable(clocks.facts, subject)
    first_day = duty.first_day or clocks.version.first_day
    looks_back = isinstance(duty.due, Within | Before | ByPeriod) and clocks.turns_with_the_year(duty.when)
    if (reason.truth is False and not looks_back) or _still_to_come(subject, clocks.now):
        return Owed(duty, subject, by, (NOT_OWED,), None, duty.grade, ())
    attached = Attached(clocks, duty, point, first_day, reason, looks_back)
    found = _occurrences(attached)
    until = None
    if duty.keep is not None:
        until = retained_until(attached, duty.keep)
        if reason.truth is True and clocks.on >= first_day:
            found = kept(attached, duty.keep, until, found)
    rests_on = basis(reason)
    said = [*flags(reason, rests_on), *_own_flags(attached), *(flag for each in found for flag in each.flags)]
    grade = max(duty.grade, grade_of(rests_on))
    return Owed(duty, subject, by, tuple(found), until, grade, tuple(dict.fromkeys(said)))


def _still_to_come(subject: Subject, now: datetime) -> bool:
    """Whether an incident or a concern lies wholly after a moment: nothing is owed of it yet."""
    instants = (getattr(subject, name) for name in _BEGINNINGS.get(type(subject), ()))
    given = [when.earliest for when in instants if when is not None]
    return bool(given) and min(given) > now


_BEGINNINGS: dict[type[Subject], tuple[str, ...]] = {
    Concern: ("received_at",),
    Incident: (
        "occurred_at",
        "learned_at",
        "reasonable_belief_at",
        "determined_at",
        "discovered_at",
        "model_involvement_aware_at",
        "imminent_risk_discovered_at",
    ),
}
"""The instants of which the earliest tells since when there is something to do."""


def _occurrences(attached: Attached) -> Sequence[Occurrence]:
    """Each time that it is owed; where there is none, that it is not triggered."""
    truth = attached.reason.truth
    if attached.clocks.on < attached.first_day:
        if truth is False:
            return (NOT_OWED,)
        facts = tuple(asked(attached.reason)) if truth is None else ()
        return (Occurrence("not-triggered", on_day(attached.first_day), lacking=facts),)
    if truth is None and not attached.looks_back:
        open_ = undetermined(attached.reason)
        dues = dict.fromkeys(each.due for each in occurrences(attached, attached.duty.due))
        return [replace(open_, due=due) for due in dues if due is not None] or (open_,)
    return [each for each in occurrences(attached, attached.duty.due) if each is not NOT_OWED] or (NOT_OWED,)


def _own_flags(attached: Attached) -> list[str]:
    clocks, point = attached.clocks, attached.point
    return [f.says for f in attached.duty.flags if f.when is None or clocks.read(f.when, point).truth is True]
