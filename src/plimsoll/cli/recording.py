"""Making a record, putting facts into it, and looking at what is there."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say, table
from plimsoll.errors import InputError
from plimsoll.facts.facts import Facts
from plimsoll.facts.reading import open_facts, read_sources
from plimsoll.messages import said
from plimsoll.translation import Language

if TYPE_CHECKING:
    from plimsoll.record.entry import Entry
    from plimsoll.record.record import Record
    from plimsoll.record.writer import Receipt

_ACTOR = "PLIMSOLL_ACTOR"
_LOG = "plimsoll/log/1"


def init_command(store: str | None, origin: str | None, custody: str | None, format: Format, lang: Language) -> None:
    """Make a record and its keys."""
    import secrets

    from plimsoll.record.location import FOLDER, keyring_path, store_address
    from plimsoll.record.record import Record

    # Unlike for other commands a record further up is not meant: one is made here.
    address = store_address(store or os.environ.get("PLIMSOLL_STORE") or FOLDER)
    assert address is not None
    name = origin or f"plimsoll.invalid/{secrets.token_hex(6)}"
    with Record.make(address, name, custody) as record:
        keys = str(keyring_path(record.identity).parent)
        if format is Format.JSON:
            found = {"format": "plimsoll/record/1", "store": record.place, "origin": record.origin}
            print_json(
                {**found, "vkey": record.keyring.vkey, "keys": keys, "custody": record.keyring.custody.name}, lang
            )
            return
        say(said("a record in {store}, with the origin {origin}", store=record.place, origin=record.origin), lang)
        say(said("its public key, for whoever is to check it: {vkey}", vkey=record.keyring.vkey), lang)
        say(said("its keys are in {keys}; the root key apart from them. Back up each by itself.", keys=keys), lang)
        say(said("custody: {words}", words=record.keyring.custody.words), lang, dim=True)


@contextmanager
def opened(store: str | None) -> Iterator[Record]:
    """Open the record that is meant.

    Raises:
        InputError: there is none.
    """
    from plimsoll.record.location import store_address
    from plimsoll.record.record import Record

    address = store_address(store)
    if address is None:
        raise InputError("there is no record here or above", "make one with `plimsoll init`, or name one with --store")
    with Record.open(address) as record:
        yield record


@contextmanager
def writable(store: str | None) -> Iterator[Record]:
    """Open the record that is meant, to write to it; an erasure that a crash cut short is completed first.

    Raises:
        InputError: there is none.
    """
    from plimsoll.record.erasing import finish

    with opened(store) as record:
        for certificate in finish(record):
            print(f"plimsoll: completed the erasure of {certificate.subject} that was cut short", file=sys.stderr)
        yield record


def facts_of(files: Sequence[str], store: str | None, on: date, as_of: date | None) -> Facts | list[str]:
    """Give the facts that are meant: files that are named, else those of the record, as it knew them on a day.

    Raises:
        InputError: both are named, or there is neither.
    """
    if files:
        if store or as_of:
            raise InputError("facts files are given, and a record", "leave out the files, or --store and --as-of")
        return list(files)
    from plimsoll.record.location import store_address

    if store_address(store) is None:
        raise InputError(
            "no facts are given, and there is no record here or above",
            "name a facts file, or - for standard input (`plimsoll facts new` prints one), or make a record with "
            "`plimsoll init`",
        )
    from plimsoll.record.known import known

    with opened(store) as record, record.store.reading() as transaction:
        found = known(record, transaction, on, end_of_day(as_of))
    for fact in found.left_out:
        what = f"entry {fact.entry.sequence} ({fact.among} {fact.entry.subject})"
        print(f"plimsoll: left out {what}: it names what was not known, or did not hold, on that day", file=sys.stderr)
    return read_sources(open_facts(found.as_files()))


def end_of_day(day: date | None) -> datetime | None:
    """The last millisecond of a day, UTC."""
    return None if day is None else datetime.combine(day, time(23, 59, 59, 999_000), UTC)


def record_command(
    files: Sequence[str],
    store: str | None,
    effective: date | None,
    by: str | None,
    laws: Sequence[str] | None,
    on: date,
    format: Format,
    lang: Language,
) -> None:
    """Seal the facts of some files."""
    from plimsoll.assessment.assess import check_acts
    from plimsoll.assessment.duties import versions_read
    from plimsoll.record.recording import record_facts

    versions_read(laws, on)  # a law that is not known is told before anything is sealed
    sources = open_facts(files)
    with writable(store) as record:
        found = record_facts(record, sources, effective, actor(by), check_acts)
        told = keep_as_told(record, laws, on)
        if format is Format.JSON:
            answer = {
                "format": "plimsoll/recorded/1",
                "origin": record.origin,
                "entries": [
                    {"sequence": r.sequence, "time": r.time, "leaf": r.leaf.hex(), "size": r.size}
                    for r in found.receipts
                ],
                "corrected": [{"subject": each, "entry": entry} for each, entry in found.corrected.items()],
                "unchanged": found.unchanged,
                "retention": [{"sequence": receipt.sequence} for receipt in told],
            }
            print_json(answer, lang)
            return
    if found.receipts:
        first, last = found.receipts[0], found.receipts[-1]
        entries = (
            said("entry {first}", first=first.sequence)
            if first is last
            else said("entries {first} to {last}", first=first.sequence, last=last.sequence)
        )
        say(said("sealed at {time}: {entries}", time=last.time, entries=entries), lang)
    else:
        say(said("nothing new: all of this stood in the record already"), lang)
    for subject, entry in found.corrected.items():
        say(said("{subject} corrects entry {entry}, which is kept", subject=subject, entry=entry), lang, lead="- ")
    if found.unchanged and found.receipts:
        say(said("{count} facts stood already in the same words", count=found.unchanged), lang, dim=True)
    if told:
        say(said("{count} entries say how long the laws have things kept", count=len(told)), lang, dim=True)


def keep_as_told(record: Record, laws: Sequence[str] | None, on: date) -> list[Receipt]:
    """Work out what the laws have kept of all that is known, and tell the record where that is new."""
    from plimsoll.assessment.duties import versions_read
    from plimsoll.assessment.retaining import kept
    from plimsoll.record.keeping import Retention, tell_retentions
    from plimsoll.record.known import known

    with record.store.reading() as transaction:
        facts = read_sources(open_facts(known(record, transaction, on).as_files()))
    kinds: dict[tuple[str, str, str, str, date | None], list[str]] = {}
    for each in kept(facts, on, laws):
        why = (each.subject, each.law, each.because, each.at, each.until)
        kinds.setdefault(why, []).append(f"facts/{each.among}")
    told = [
        Retention(subject, tuple(k), law, because, at, until) for (subject, law, because, at, until), k in kinds.items()
    ]
    named = {version.law for version in versions_read(laws, on)}
    return tell_retentions(record, told, named, on)


def actor(given: str | None) -> str:
    """Who does it: as given, as the environment says, or the name that one is logged in by.

    Raises:
        InputError: there is none, as in a container whose user has no name.
    """
    if named := given or os.environ.get(_ACTOR):
        return named
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        raise InputError("you have no login name here to say who does it", f"give --by, or set {_ACTOR}") from None


def withdraw_command(
    sequence: int, reason: str, by: str | None, store: str | None, format: Format, lang: Language
) -> None:
    """Let a fact count no longer."""
    from plimsoll.record.recording import withdraw

    with writable(store) as record:
        receipt = withdraw(record, sequence, reason, actor(by))
        keep_as_told(record, None, datetime.now(UTC).date())
    if format is Format.JSON:
        print_json({"format": "plimsoll/withdrawn/1", "withdrawn": sequence, "entry": receipt.sequence}, lang)
    else:
        say(said("entry {entry} counts no longer (entry {by})", entry=sequence, by=receipt.sequence), lang)


def log_command(
    subjects: Sequence[str], store: str | None, last: int, as_of: date | None, format: Format, lang: Language
) -> None:
    """Show entries, the latest last; what is personal in them stays sealed."""
    until = end_of_day(as_of)
    from plimsoll.record.entry import instant

    with opened(store) as record, record.store.reading() as transaction:
        from plimsoll.record.keeping import check_subject

        for subject in subjects:
            check_subject(transaction, subject)
        entries = list(transaction.entries(subjects=subjects, until=instant(until) if until else "", last=last))
        size = transaction.head().size
        if format is Format.JSON:
            print_json(
                {"format": _LOG, "origin": record.origin, "size": size, "entries": [_told(e) for e in entries]}, lang
            )
            return
    header = (said("entry"), said("sealed at"), said("kind"), said("subject"), said("holds from"), said("what it says"))
    table(header, [_row(entry) for entry in entries], lang)
    say()
    count = said("{shown} of {size} entries", shown=len(entries), size=size)
    say(said("{count}; --last shows more or fewer, --format json their content", count=count), lang, dim=True)


def _told(entry: Entry) -> dict[str, object]:
    from plimsoll.record.entry import exact_value

    return {
        "sequence": entry.sequence,
        "time": entry.time,
        "kind": entry.kind,
        "subject": entry.subject,
        "effective": entry.effective.isoformat() if entry.effective else None,
        "value": exact_value(entry.value),
    }


def _row(entry: Entry) -> tuple[str, ...]:
    effective = entry.effective.isoformat() if entry.effective else ""
    return str(entry.sequence), entry.time, entry.kind, entry.subject, effective, _says(entry)


def _says(entry: Entry) -> str:
    value = entry.value
    match entry.kind:
        case "retention":
            until = value["until"] or said("no end known yet")
            return said("kept until {until} by {law} {at}", until=until, law=value["law"], at=value["at"])
        case "hold" | "release":
            return said("for the matter {matter}", matter=value["hold"])
        case "erasure":
            return said("{count} values erased", count=value["values"])
        case "certificate":
            return said("the keys of erasure {entry} were destroyed", entry=value["erasure"])
        case "withdrawal":
            return said("of entry {entry}", entry=value["entry"])
    return said("with personal values, sealed") if entry.key else ""
