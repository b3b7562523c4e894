"""Every duty of every subject, under the laws of a day: the answer, typed, and in the shape that other tools read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from plimsoll.assessment.answers import verdict_of
from plimsoll.assessment.assess import FactsGiven, check_acts, subjects_of
from plimsoll.assessment.unread import unread_evidence
from plimsoll.facts.facts import Facts
from plimsoll.facts.quantities import Interval, Unit, written
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.completions import settle
from plimsoll.law.language.duty import Duty
from plimsoll.law.language.exposure import Counted, Exposed, Limit, exposed, violations
from plimsoll.law.language.moments import Clocks
from plimsoll.law.language.occurrences import FAILED, Occurrence, Status
from plimsoll.law.language.owing import Owed, owed
from plimsoll.law.language.reasons import Truth, combine
from plimsoll.law.language.sanction import Sanction
from plimsoll.law.language.statute import Status as Standing
from plimsoll.law.language.statute import Version
from plimsoll.law.texts import STATUTES, version_named

FORMAT = "plimsoll/duties/1"


@dataclass(frozen=True, slots=True)
class DutyAnswer:
    """One duty of one subject: its status, when it is due, what shows it done, and what a breach can cost."""

    law: str
    version: str
    law_status: Standing
    owed: Owed
    exposure: tuple[Exposed, ...]
    flags: tuple[str, ...]

    @property
    def id(self) -> str:
        """The duty's name within its law."""
        return self.owed.duty.id

    @property
    def subject(self) -> str:
        """The id of what it is owed of."""
        return self.owed.subject.id

    @property
    def status(self) -> Status:
        """Where it stands: of several occurrences, the one that presses most."""
        return self.owed.told.status

    @property
    def due(self) -> str | None:
        """The bare date through whose end, or the instant up to which, it is in time."""
        return _text(self.owed.told.due)

    @property
    def failed(self) -> bool:
        """Whether any occurrence is overdue, late or breached."""
        return any(each.status in FAILED for each in self.owed.occurrences)

    @property
    def penalty_reach(self) -> Truth:
        """Whether some penalty of the law would reach a breach."""
        return combine("any", [e.reach for e in self.exposure if e.sanction.penalty])

    def to_dict(self) -> dict[str, Any]:
        """Give the answer in plain values."""
        duty, told = self.owed.duty, self.owed.told
        return {
            "law": self.law,
            "version": self.version,
            "id": duty.id,
            "subject": self.subject,
            "at": duty.at,
            "status": told.status,
            "due": _text(told.due),
            "to": [recipient.code for recipient in duty.to],
            "penalty_reach": verdict_of(self.penalty_reach),
            "evidence": list(told.evidence),
            "lacking": list(told.lacking),
            "retain_until": self.owed.retain_until.isoformat() if self.owed.retain_until else None,
            "flags": list(self.flags),
            "law_status": self.law_status,
            "says": duty.says,
            "by": self.owed.by,
            "grade": str(self.owed.grade),
            "alternatives": [str(due) for due in told.alternatives],
            "occurrences": [_occurrence(each) for each in self.owed.occurrences],
            "exposure": [_exposed(each) for each in self.exposure],
        }


@dataclass(frozen=True, slots=True)
class ViolationAnswer:
    """What one violation, found or admitted, exposes to under one version of a law."""

    law: str
    version: str
    counted: Counted

    def to_dict(self) -> dict[str, Any]:
        """Give the answer in plain values."""
        at = self.counted.violation.at
        return {
            "law": self.law,
            "version": self.version,
            "violation": self.counted.path,
            "at": at.written if at else None,
            "ordinal": self.counted.ordinal,
            "exposure": [_exposed(each) for each in self.counted.exposed],
        }


@dataclass(frozen=True, slots=True)
class Duties:
    """All duties of one call."""

    on: date
    until: date | None
    duties: tuple[DutyAnswer, ...]
    violations: tuple[ViolationAnswer, ...]
    unread: tuple[str, ...] = ()
    """Evidence of a kind that no rule here asks for: of another law, or misspelt."""

    def to_dict(self) -> dict[str, Any]:
        """Give the answer in plain values."""
        return {
            "format": FORMAT,
            "on": self.on.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "duties": [each.to_dict() for each in self.duties],
            "violations": [each.to_dict() for each in self.violations],
            "unread": list(self.unread),
        }

    def find(self, subject: str, duty: str, law: str | None = None) -> DutyAnswer:
        """Give the answer on a duty of a subject (of the first law that has it, where none is named).

        Raises:
            KeyError: there is none.
        """
        for each in self.duties:
            if (each.subject, each.id) == (subject, duty) and law in (None, each.law, f"{each.law}@{each.version}"):
                return each
        raise KeyError(f"{subject}/{duty}")


def duties(
    facts: FactsGiven | Sequence[str | Path | Mapping[str, object]],
    *,
    law: str | Iterable[str] | None = None,
    on: date | None = None,
    until: date | None = None,
) -> Duties:
    """Say of every duty of the laws named, for every subject of the facts, where it stands.

    Where no law is named, all that are in force or enacted on the day; vetoed and proposed texts are read where
    they are named. `on` means the end of that day, UTC, and defaults to today; with `until`, duties that fall
    due after that day are left out.

    Raises:
        InputError: facts that cannot be read, a law that is not known, a reading or act that no law has.
    """
    if not isinstance(facts, Facts):
        facts = read_facts([facts] if isinstance(facts, str | Path | Mapping) else facts)
    day = on or datetime.now(UTC).date()
    check_acts(facts)
    found: list[DutyAnswer] = []
    counted: list[ViolationAnswer] = []
    for version in versions_read(law, day):
        clocks = Clocks(version, facts, day)
        found += answers(clocks, version.duties, until)
        counted += [
            ViolationAnswer(version.law, version.version, each) for each in violations(clocks, _sanctions(version))
        ]
    return Duties(day, until, tuple(found), tuple(counted), tuple(unread_evidence(facts)))


def versions_read(law: str | Iterable[str] | None, day: date) -> list[Version]:
    """Give the versions whose duties are read: of the laws named, or of all in force or enacted."""
    if law is None:
        standing = (statute.on(day) for statute in STATUTES)
        return [version for version in standing if version.status_on(day) in ("in-force", "enacted")]
    names = [law] if isinstance(law, str) else list(law)
    return list(dict.fromkeys(version_named(name, day) for name in names))


def answers(clocks: Clocks, read: Sequence[Duty], until: date | None = None) -> Iterator[DutyAnswer]:
    """Say of these duties of a version where they stand for every subject; of those due after `until`, nothing."""
    version = clocks.version
    standing = version.status_on(clocks.on)
    reader = clocks.reader
    # Bases come before what is made from them, so that reading a long lineage does not go deep.
    for model in clocks.facts.ancestry_order() if read else ():
        for term in version.terms:
            if term.of == "model":
                settle(reader.term(term.name, model))
    for kind, subjects in subjects_of(clocks.facts):
        owing = [duty for duty in read if duty.of == kind]
        for subject in subjects:
            for duty in owing:
                answer = owed(clocks, duty, subject)
                if until is not None and answer.told.due is not None and answer.told.due.last.date() > until:
                    continue
                said = (*answer.flags, version.never_law) if version.never_law else answer.flags
                costs = tuple(exposed(clocks, duty.sanctions, subject, _day_of_breach(answer, clocks.on)))
                yield DutyAnswer(version.law, version.version, standing, answer, costs, said)


def _day_of_breach(answer: Owed, on: date) -> date:
    """The day on which a breach falls: that of its time, or, of what is still to be done or has none, now."""
    told = answer.told
    return on if told.due is None or told.status == "overdue" else told.due.last.date()


def _sanctions(version: Version) -> list[Sanction]:
    """Give every sanction of a version, each once."""
    return list({s.id: s for duty in version.duties for s in duty.sanctions}.values())


def _text(due: object) -> str | None:
    return None if due is None else str(due)


def _occurrence(each: Occurrence) -> dict[str, Any]:
    return {
        "status": each.status,
        "due": _text(each.due),
        "evidence": list(each.evidence),
        "lacking": list(each.lacking),
    }


def _exposed(each: Exposed) -> dict[str, Any]:
    return {
        "id": each.sanction.id,
        "at": each.sanction.at,
        "says": each.sanction.says,
        "penalty": each.sanction.penalty,
        "reach": verdict_of(each.reach),
        "first": _limit(each.first),
        "later": _limit(each.later),
        "total": _limit(each.total),
    }


def _limit(limit: Limit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {**_ends(limit.amount), "currency": limit.currency, "per": limit.per or None}


def _ends(amount: Interval) -> dict[str, str | None]:
    ends = (("low", amount.low), ("high", amount.high))
    return {name: None if end is None else written(end, Unit.MONEY) for name, end in ends}
