"""Facts files into entries: what is new, what corrects, what stood already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plimsoll.errors import InputError
from plimsoll.facts.facts import Facts
from plimsoll.facts.file import LISTS_OF_ENTRIES, list_entry
from plimsoll.facts.personal import MARK, parted
from plimsoll.facts.reading import Source, open_facts, read_sources
from plimsoll.record.entry import Draft, exact_value, plain_value
from plimsoll.record.known import FACTS, FILE, ORGANIZATION, Fact, Known, is_named, known
from plimsoll.record.record import Record
from plimsoll.record.transaction import Transaction
from plimsoll.record.writer import Receipt

_OF_ALL = ("origin", "notes")
_AT_LARGE: dict[str, list[str] | dict[str, bool]] = {"holidays": [], "readings": {}}


@dataclass(slots=True)
class Recorded:
    """What became of the facts of some files: entries sealed, and which of them corrected an earlier one."""

    receipts: list[Receipt] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    corrected: dict[str, int] = field(default_factory=dict)
    """By subject: the entry that stood before."""
    unchanged: int = 0


def record_facts(
    record: Record,
    sources: Sequence[Source] | Callable[[Known], Sequence[Source]],
    effective: date | None = None,
    actor: str | None = None,
    check: Callable[[Facts], object] = lambda facts: None,
) -> Recorded:
    """Check facts together with what the record holds, and seal what is new in them, all of it or nothing.

    An id that the record knows is corrected: the fact of that id counts as a whole from then on, and the earlier one
    is kept. What stands already in the same words is not sealed again.

    Facts that follow from those that stand are given as a function of them, lest somebody writes in between. `check` is
    shown all facts together before anything is sealed, for what the record itself does not know, such as the laws; what
    it raises refuses them.

    Raises:
        InputError: something is wrong with the facts, alone or beside the record's.
    """
    found = Recorded()

    def step(transaction: Transaction) -> list[Draft]:
        before = known(record, transaction)
        given = sources(before) if callable(sources) else sources
        check(_read_together(given, before))
        return [draft for source in given for draft in _drafts(source.value, before, found, effective, actor)]

    found.receipts = record.apply(step)
    return found


def _read_together(sources: Sequence[Source], before: Known) -> Facts:
    new = {each["id"] for source in sources for _, each in _facts(source.value) if isinstance(each.get("id"), str)}
    beside = list(before.as_files(without=frozenset(new)))
    return read_sources([*sources, *(_renamed(each) for each in open_facts(beside))])


def _renamed(source: Source) -> Source:
    source.name = "the record"
    return source


def _facts(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every fact of a file that may be one, with its list; what is wrong is for the check to say.

    Where the file as a whole says from where its facts come, or what to know of them, each that says nothing of its own
    says so from then on: in a record there is no file any more.
    """
    if not isinstance(value, dict):
        return
    whole = {key: value[key] for key in _OF_ALL if value.get(key) is not None}
    if isinstance(value.get(ORGANIZATION), dict):
        yield ORGANIZATION, _exact({**whole, **value[ORGANIZATION]})
    for name in LISTS_OF_ENTRIES:
        for each in value.get(name) or () if isinstance(value.get(name), list) else ():
            if isinstance(each, dict):
                yield name, _exact({**whole, **each})


def _exact(fact: dict[str, Any]) -> dict[str, Any]:
    """The fact as an entry gives it back: a float is the number that its text says."""
    found: dict[str, Any] = plain_value(exact_value(fact))
    return found


def _drafts(
    value: object, before: Known, found: Recorded, effective: date | None, actor: str | None
) -> Iterator[Draft]:
    assert isinstance(value, dict)
    organization = value.get(ORGANIZATION)
    home = organization["id"] if organization else None
    standing = before.named()
    unnamed = [(fact.among, fact.of, fact.content) for fact in before.facts if not is_named(fact.among)]
    yield from _at_large(value, home, before)
    for among, fact in _facts(value):
        if is_named(among):
            earlier = standing.get(fact["id"])
            if earlier and _place(earlier) == (among, home, effective) and earlier.content == fact:
                found.unchanged += 1
                continue
            if earlier and earlier.among != among:
                raise InputError(
                    f"the id {fact['id']!r} stands in {earlier.among} of the record, not in {among}", "rename one"
                )
            if earlier:
                found.corrected[fact["id"]] = earlier.entry.sequence
        elif (among, home, fact) in unnamed:
            found.unchanged += 1
            continue
        clear, texts = parted(fact, list_entry(among))
        subject = _subject(among, clear, home)
        found.added.append(subject)
        yield Draft(FACTS + among, subject, {"fact": clear, "of": home}, effective, texts, actor)


def _place(fact: Fact) -> tuple[str, str | None, date | None]:
    return fact.among, fact.of, fact.entry.effective


def _at_large(value: Mapping[str, Any], home: str | None, before: Known) -> Iterator[Draft]:
    """Say which lists the file gives, and what it says at large, where that is new."""
    stood = before.files.get(home, {})
    keys = (*LISTS_OF_ENTRIES, *_AT_LARGE)
    given = sorted({*stood.get("given", ()), *(key for key in keys if value.get(key) is not None)})
    says = {key: value.get(key) or stood.get(key) or none for key, none in _AT_LARGE.items()}
    content = {"given": given, "of": home, **says}
    if content != stood and given:
        yield Draft(FILE, home or "files", content)


def _subject(among: str, clear: Mapping[str, Any], home: str | None) -> str:
    """What a fact is about: itself where it has an id, else its model, its subject, its law, its organization.

    A subject stands in clear, so a law that is not written as one, and may be anything, is none.
    """
    for key in ("id", "model", "subject", "law"):
        if isinstance(clear.get(key), str):
            return str(clear[key])
    return home or among


def withdraw(record: Record, sequence: int, reason: str = "", actor: str | None = None) -> Receipt:
    """Let a fact count no longer; the entry is kept, and what it corrected counts again.

    Raises:
        InputError: there is no such entry, it is no fact, or it was withdrawn already.
    """

    def step(transaction: Transaction) -> list[Draft]:
        entry = transaction.entry(sequence)
        if entry is None or not entry.kind.startswith(FACTS):
            raise InputError(f"entry {sequence} is no fact", "`plimsoll log` lists the entries")
        withdrawn = list(transaction.entries(kinds=["withdrawal"], subjects=[entry.subject]))
        if any(each.value["entry"] == sequence for each in withdrawn):
            raise InputError(f"entry {sequence} was withdrawn already", "there is nothing left to do")
        value = {"entry": sequence, "reason": {MARK: 0} if reason else None}
        return [Draft("withdrawal", entry.subject, value, personal=(reason,) if reason else (), actor=actor)]

    return record.apply(step)[0]
