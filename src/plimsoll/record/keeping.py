"""How long what is known about a subject has to stay: retention as it was told, and legal holds."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from plimsoll.errors import InputError
from plimsoll.facts.personal import MARK
from plimsoll.record.entry import Draft
from plimsoll.record.record import Record
from plimsoll.record.transaction import Transaction
from plimsoll.record.writer import Receipt

EVERYTHING = "*"
"""The subject that stands for all of them in a hold."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What a law has kept: entries of some kinds about a subject, through a day; none: no end is known yet.

    `law` names the version, `because` its duty, `at` the section.
    """

    subject: str
    kinds: tuple[str, ...]
    law: str
    because: str
    at: str
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether it still holds on a day."""
        return self.until is None or on <= self.until

    def __str__(self) -> str:
        end = f"until {self.until}" if self.until else "with no end known yet"
        return f"{self.law} {self.at} has it kept {end}"


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: a subject, or everything, stays for a matter, whatever else would let it go."""

    subject: str
    matter: str
    sequence: int


def retentions_of(transaction: Transaction, subjects: Sequence[str] = ()) -> list[Retention]:
    """Give what was last told of each duty to keep about some subjects, or about all."""
    last: dict[tuple[str, str, str], Retention] = {}
    for entry in transaction.entries(kinds=["retention"], subjects=subjects):
        value = entry.value
        until = date.fromisoformat(value["until"]) if value["until"] else None
        told = Retention(entry.subject, tuple(value["kinds"]), value["law"], value["because"], value["at"], until)
        last[_duty(told)] = told
    return list(last.values())


def tell_retentions(record: Record, told: Iterable[Retention], laws: Collection[str], on: date) -> list[Receipt]:
    """Seal how long things are to be kept by some laws, where that is not what was told last.

    What those laws had kept, and do not any more, since a fact was corrected, ends the day before.
    """
    wanted = {_duty(each): each for each in told}

    def step(transaction: Transaction) -> list[Draft]:
        stand = {_duty(each): each for each in retentions_of(transaction)}
        ended = [
            replace(each, until=on - timedelta(days=1))
            for duty, each in stand.items()
            if duty not in wanted and duty[1] in laws and each.holds(on)
        ]
        new = [each for duty, each in wanted.items() if stand.get(duty) != each]
        return [_retention(each) for each in [*new, *ended]]

    return record.apply(step)


def _duty(of: Retention) -> tuple[str, str, str]:
    return of.subject, of.law.partition("@")[0], of.because


def _retention(of: Retention) -> Draft:
    value = {"at": of.at, "because": of.because, "kinds": list(of.kinds), "law": of.law, "until": of.until}
    return Draft("retention", of.subject, value)


def holds_on(transaction: Transaction, subject: str | None = None) -> list[Hold]:
    """Give the holds that stand on a subject (those on everything among them), or all holds."""
    subjects = () if subject is None else (subject, EVERYTHING)
    stand: dict[tuple[str, str], Hold] = {}
    for entry in transaction.entries(kinds=["hold", "release"], subjects=subjects):
        place = (entry.subject, entry.value["hold"])
        if entry.kind == "hold":
            stand.setdefault(place, Hold(*place, entry.sequence))
        else:
            stand.pop(place, None)
    return list(stand.values())


def hold(record: Record, subject: str, matter: str, reason: str = "", actor: str | None = None) -> Receipt | None:
    """Put a subject on hold for a matter; none: it was so already.

    Raises:
        InputError: nothing is known about the subject, or the matter is no name on one line.
    """
    if not matter.strip() or not matter.isprintable():
        raise InputError("a matter needs a name on one line", "give --matter a name such as a docket number")

    def step(transaction: Transaction) -> Iterator[Draft]:
        check_subject(transaction, subject)
        if any((each.subject, each.matter) == (subject, matter) for each in holds_on(transaction, subject)):
            return
        yield _matter("hold", subject, matter, reason, actor)

    return next(iter(record.apply(lambda transaction: list(step(transaction)))), None)


def release(record: Record, subject: str, matter: str, reason: str = "", actor: str | None = None) -> Receipt:
    """End a hold.

    Raises:
        InputError: the subject is not on hold for that matter.
    """

    def step(transaction: Transaction) -> list[Draft]:
        stand = [each for each in holds_on(transaction, subject) if each.subject == subject]
        if not any(each.matter == matter for each in stand):
            matters = ", ".join(repr(each.matter) for each in stand)
            mend = f"it is on hold for {matters}: name that with --matter" if stand else "nothing holds it"
            raise InputError(f"{subject!r} is not on hold for the matter {matter!r}", mend)
        return [_matter("release", subject, matter, reason, actor)]

    return record.apply(step)[0]


def check_subject(transaction: Transaction, subject: str) -> None:
    """Refuse a subject about which nothing is known.

    Raises:
        InputError: it is one.
    """
    # Half a character, as arguments may have, is in no database.
    known = subject.isprintable() and next(iter(transaction.entries(subjects=[subject])), None) is not None
    if subject == EVERYTHING or known:
        return
    near = difflib.get_close_matches(subject, transaction.subjects(), 1)
    mend = f"did you mean {near[0]!r}?" if near else "`plimsoll log` lists what is there"
    raise InputError(f"nothing is recorded about {subject!r}", mend)


def _matter(kind: str, subject: str, matter: str, reason: str, actor: str | None) -> Draft:
    # The reason may name a person; the matter is a name that the office gives, such as a docket number.
    value = {"hold": matter, "reason": {MARK: 0} if reason else None}
    return Draft(kind, subject, value, personal=(reason,) if reason else (), actor=actor)
