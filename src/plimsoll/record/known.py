"""What was known on one day about another: the facts of a record, as of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from plimsoll.facts.entries import Named
from plimsoll.facts.file import list_entry
from plimsoll.facts.personal import joined
from plimsoll.facts.reading import REFERENCES
from plimsoll.record.entry import Entry, instant
from plimsoll.record.record import Record
from plimsoll.record.transaction import Transaction

FACTS = "facts/"
FILE = "facts/file"
ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as it stands: its list, what it says, the organization of its file, and the entry that says so."""

    among: str
    content: dict[str, Any]
    of: str | None
    entry: Entry


@dataclass(slots=True)
class Known:
    """All facts that stand."""

    facts: list[Fact] = field(default_factory=list)
    left_out: list[Fact] = field(default_factory=list)
    """Facts that name something which was not known, or did not hold, on the day."""
    files: dict[str | None, dict[str, Any]] = field(default_factory=dict)
    """What the files of each organization say at large: `given`, `holidays`, `readings`."""

    def named(self) -> dict[str, Fact]:
        """The facts that have an id, by it."""
        return {fact.content["id"]: fact for fact in self.facts if is_named(fact.among)}

    def as_files(self, without: frozenset[str] = frozenset()) -> Iterator[dict[str, Any]]:
        """Give facts files that say the same, one an organization; some ids may be left out."""
        homes = dict.fromkeys([*self.files, *(fact.of for fact in self.facts)])
        for home in homes:
            at_large = self.files.get(home, {})
            found: dict[str, Any] = {name: at_large.get(name, []) for name in at_large.get("given", ())}
            for fact in self.facts:
                if fact.of != home or (is_named(fact.among) and fact.content["id"] in without):
                    continue
                if fact.among == ORGANIZATION:
                    found[ORGANIZATION] = fact.content
                else:
                    found.setdefault(fact.among, []).append(fact.content)
            yield found


def known(record: Record, transaction: Transaction, on: date | None = None, as_of: datetime | None = None) -> Known:
    """Gather what the record says of a day, as it knew on another; none: whatever is the latest.

    Of several entries about one id, that counts whose content holds from the latest day up to `on`, and of those
    the last one sealed. Of facts without an id, all count that were not withdrawn.

    Raises:
        InputError: an entry, or a sealed value, was altered.
    """
    until = instant(as_of) if as_of else ""
    withdrawn = {entry.value["entry"] for entry in transaction.entries(kinds=["withdrawal"], until=until)}
    chosen: dict[tuple[str, str | int], Entry] = {}
    for entry in transaction.entries(kind_like=FACTS + "%", until=until):
        if entry.sequence in withdrawn or (on is not None and entry.effective is not None and entry.effective > on):
            continue
        among = entry.kind.removeprefix(FACTS)
        place = (entry.kind, entry.subject if among == "file" or is_named(among) else entry.sequence)
        before = chosen.get(place)
        if before is None or (before.effective or date.min) <= (entry.effective or date.min):
            chosen[place] = entry
    standing = sorted(chosen.values(), key=lambda entry: entry.sequence)
    found = Known()
    for entry in standing:
        if entry.kind == FILE:
            found.files[entry.value["of"]] = dict(entry.value)
        else:
            content = joined(entry.value["fact"], record.texts(transaction, entry))
            found.facts.append(Fact(entry.kind.removeprefix(FACTS), content, entry.value["of"], entry))
    _leave_out(found)
    return found


def _leave_out(found: Known) -> None:
    """Leave out what names something that is not there, and then what named that."""
    while True:
        there = set(found.named())
        dangling = [fact for fact in found.facts if any(name not in there for name in _names(fact.content))]
        if not dangling:
            return
        found.left_out += dangling
        found.facts = [fact for fact in found.facts if fact not in dangling]


def _names(content: dict[str, Any]) -> Iterator[str]:
    """The ids that a fact names, of things that need an entry of their own."""
    for key in REFERENCES:
        if isinstance(content.get(key), str):
            yield content[key]
    descent = content.get("derived_from") or []
    for each in descent if isinstance(descent, list) else [descent]:
        yield each["model"]


def is_named(among: str) -> bool:
    """Whether the facts of a list have ids of their own."""
    return among == ORGANIZATION or issubclass(list_entry(among), Named)
