"""What shows that a duty was done: evidence of the language read against facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from plimsoll.facts.instants import Instant
from plimsoll.law.language.duty import Duty, Listed, Noted, Own, Recipient, Reported, Sent
from plimsoll.law.language.explain import asked, flags, wanting
from plimsoll.law.language.expression import AllOf, Expression, OneOf
from plimsoll.law.language.moments import Clocks, Start
from plimsoll.law.language.points import Point
from plimsoll.law.language.reasons import Reason
from plimsoll.law.language.relations import related


@dataclass(frozen=True, slots=True)
class Act:
    """Something done: when, and which facts say so."""

    when: Instant
    facts: tuple[str, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The acts that show a duty done, earliest first; what is lacking; what would tell whether an act counts."""

    acts: tuple[Act, ...] = ()
    lacking: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def shown(clocks: Clocks, duty: Duty, point: Point, start: Start | None) -> Shown:
    """Find what shows that a duty was done, by the end of the day asked about; for one start of its clock."""
    evidence = duty.shown_by
    match evidence:
        case Listed():
            after = start.when if start is not None and evidence.after else None
            return _listed(clocks, evidence, point, after)
        case Reported(kind=kind, also=also):
            sent = [p for p in related(clocks.facts, "reports", point)[0] if p.subject.kind in (kind, *also)]
            return _to_each(clocks, duty.to, sent, f"{point.path}.reports: {kind}")
        case Sent(path=path, also=also) if start is not None:
            entry = start.point
            sent = entry.hung(entry.reach(path) or (), path)
            told = _to_each(clocks, duty.to, sent, f"{entry.path}.{path}")
            noted = _noted(clocks, entry, also)
            return _whole([*noted.acts, *told.acts], [*noted.lacking, *told.lacking])
        case Own(path=path):
            own = tuple(Act(when, (fact,)) for when, fact in _instants(clocks, point, path))
            return Shown(own, () if own else (f"{point.path}.{path}",))
        case Noted(paths=paths) if start is not None:
            return _noted(clocks, start.point, paths)
    return Shown()


def _listed(clocks: Clocks, evidence: Listed, point: Point, after: Instant | None) -> Shown:
    entries, _ = related(clocks.facts, evidence.relation, point)
    if evidence.inner:
        entries = [i for e in entries for i in e.hung(getattr(e.subject, evidence.inner) or (), evidence.inner)]
    acts: list[Act] = []
    lacking: list[str] = []
    unsure: list[str] = []
    for entry in entries:
        if clocks.read(evidence.where, entry).truth is False:
            continue
        contents = (clocks.read(part, entry) for part in _parts(evidence.holds))
        reasons = [*contents, *_further(clocks, evidence, point, entry)]
        truths = [reason.truth for reason in reasons]
        if False in truths:
            lacking += [fact for reason in reasons if reason.truth is False for fact in wanting(reason)]
        elif None in truths:
            unsure += [fact for reason in reasons if reason.truth is None for fact in asked(reason)]
        else:
            said = tuple(flag for reason in reasons for flag in flags(reason))
            at = evidence.at if entry.reach(evidence.at) is not None or not evidence.else_at else evidence.else_at
            came = _instants(clocks, entry, at)
            acts += [Act(w, (fact,), said) for w, fact in came if after is None or w.earliest >= after.earliest]
    if not acts and not lacking:
        lacking = [evidence.asks or _wanted(evidence)]
    return Shown(tuple(sorted(acts, key=_earliest)), () if acts else tuple(lacking), () if acts else tuple(unsure))


def _further(clocks: Clocks, evidence: Listed, point: Point, entry: Point) -> Iterator[Reason]:
    """What an entry must contain besides; where it is unknown whether it must, and it does not, what would tell."""
    for asks, holds in evidence.further:
        asked_for = clocks.read(asks, point)
        if asked_for.truth is False:
            continue
        for part in _parts(holds):
            reason = clocks.read(part, entry)
            yield asked_for if asked_for.truth is None and reason.truth is not True else reason


def _parts(holds: Expression) -> Iterator[Expression]:
    """Each part of what must hold, so that all that is missing is told, not the first alone."""
    if isinstance(holds, AllOf):
        for part in holds.parts:
            yield from _parts(part)
    else:
        yield holds


def _wanted(evidence: Listed) -> str:
    """Name what would be listed: the kind of entry, or the instant of one."""
    for part in _parts(evidence.where):
        if isinstance(part, OneOf) and part.path == "kind":
            return f"{evidence.relation}: {part.values[0]}.{evidence.at}"
    return f"{evidence.relation}.{evidence.at}"


def _instants(clocks: Clocks, entry: Point, path: str) -> Iterator[tuple[Instant, str]]:
    """The instants of an entry that have come; the entry itself is what the answer names."""
    when = entry.reach(path)
    listed = isinstance(when, list)
    for i, each in enumerate(when if listed else [when]):
        if each is not None and each.earliest <= clocks.now:
            yield each, f"{entry.path}.{path}[{i}]" if listed else entry.path


def _to_each(clocks: Clocks, to: Sequence[Recipient], sent: Sequence[Point], name: str) -> Shown:
    """One dispatch to each recipient: done when the last of them has it."""
    found: list[Act] = []
    lacking: list[str] = []
    for recipient in to:
        theirs = [
            Act(p.subject.at, (p.path,))
            for p in sent
            if recipient.is_called(p.subject.to) and p.subject.at is not None and p.subject.at.earliest <= clocks.now
        ]
        if theirs:
            found.append(min(theirs, key=_earliest))
        else:
            lacking.append(f"{name} to {recipient.code}")
    return _whole(found, lacking)


def _noted(clocks: Clocks, entry: Point, paths: Sequence[str]) -> Shown:
    """Instants of one entry: done when the last of them has come."""
    found: list[Act] = []
    lacking: list[str] = []
    for path in paths:
        when = entry.reach(path)
        if when is not None and when.earliest <= clocks.now:
            found.append(Act(when, (f"{entry.path}.{path}",)))
        else:
            lacking.append(f"{entry.path}.{path}")
    return _whole(found, lacking)


def _whole(parts: Sequence[Act], lacking: Sequence[str]) -> Shown:
    """One act of several parts, done with the last; where a part is lacking, none, but the rest is still told."""
    facts = tuple(fact for part in parts for fact in part.facts)
    if lacking or not parts:
        return Shown((), tuple(lacking))
    return Shown((Act(max(parts, key=_earliest).when, facts),))


def _earliest(act: Act) -> datetime:
    return act.when.earliest
