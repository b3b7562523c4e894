"""Holding, releasing and erasing what is known about a subject; rotating keys; moving a record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say
from plimsoll.cli.recording import actor, keep_as_told, writable
from plimsoll.errors import InputError
from plimsoll.messages import said
from plimsoll.record import erasing, keeping, moving
from plimsoll.record.entry import Draft
from plimsoll.translation import Language

_WORTH_WAITING_FOR = 20_000


def hold_command(
    subject: str, matter: str, reason: str, by: str | None, store: str | None, format: Format, lang: Language
) -> None:
    """Put a subject on hold."""
    with writable(store) as record:
        receipt = keeping.hold(record, subject, matter, reason, actor(by))
    entry = None if receipt is None else receipt.sequence
    if format is Format.JSON:
        print_json({"format": "plimsoll/hold/1", "subject": subject, "matter": matter, "entry": entry}, lang)
    elif entry is None:
        say(said("{subject} was on hold for {matter} already", subject=subject, matter=matter), lang)
    else:
        say(
            said("{subject} is on hold for {matter} (entry {entry})", subject=subject, matter=matter, entry=entry), lang
        )


def release_command(
    subject: str, matter: str, reason: str, by: str | None, store: str | None, format: Format, lang: Language
) -> None:
    """End a hold."""
    with writable(store) as record:
        entry = keeping.release(record, subject, matter, reason, actor(by)).sequence
    if format is Format.JSON:
        print_json({"format": "plimsoll/release/1", "subject": subject, "matter": matter, "entry": entry}, lang)
    else:
        say(
            said("{subject} is released from {matter} (entry {entry})", subject=subject, matter=matter, entry=entry),
            lang,
        )


def erase_command(
    subject: str | None, *, due: bool, on: date, store: str | None, format: Format, lang: Language
) -> None:
    """Erase what is personal about a subject, or about all whose time is over.

    Raises:
        InputError: a subject and `due` are both named, or neither.
    """
    if (subject is None) is not due:
        raise InputError("name a subject, or --due, not both", "`plimsoll erase SUBJECT`, or `plimsoll erase --due`")
    with writable(store) as record:
        keep_as_told(record, None, on)
        subjects = erasing.due(record, on) if subject is None else [subject]
        done = [erasing.erase(record, each, on) for each in subjects]
    if format is Format.JSON:
        print_json({"format": "plimsoll/erased/1", "erased": [_told(each) for each in done]}, lang)
        return
    for each in done:
        _say(each, lang)
    if not done:
        say(said("nothing is due to be erased"), lang)


def _say(done: erasing.Erased, lang: Language) -> None:
    if done.certificate is None:
        say(said("nothing personal is kept about {subject}", subject=done.subject), lang)
        return
    erased = said(
        "{subject}: {values} sealed values erased, {keys} keys destroyed; certificate in entry {entry}",
        subject=done.subject,
        values=done.values,
        keys=len(done.keys),
        entry=done.certificate.sequence,
    )
    say(erased, lang)
    if done.certificate.value["backups"] != "useless":
        say(
            said("copies of the key database made before stay readable until the root key is changed"),
            lang,
            lead="- ",
            indent="  ",
        )
    for each in done.kept:
        kinds = ", ".join(kind.removeprefix("facts/") for kind in each.kinds)
        until = each.until or said("no end known yet")
        kept = said("kept until {until}: {kinds}, by {law} {at}", until=until, kinds=kinds, law=each.law, at=each.at)
        say(kept, lang, lead="- ", indent="  ")


def _told(done: erasing.Erased) -> dict[str, object]:
    return {
        "subject": done.subject,
        "values": done.values,
        "keys": list(done.keys),
        "certificate": None if done.certificate is None else done.certificate.sequence,
        "backups": None if done.certificate is None else done.certificate.value["backups"],
        "kept": [
            {
                "kinds": list(each.kinds),
                "law": each.law,
                "at": each.at,
                "until": each.until.isoformat() if each.until else None,
            }
            for each in done.kept
        ],
    }


def rotate_command(store: str | None, format: Format, lang: Language) -> None:
    """Begin a new key epoch under a new root key."""
    with writable(store) as record:
        record.apply(lambda _: [])  # what cannot be written is told before a key is changed
        epoch = record.keyring.rotate()
        custody = record.keyring.custody.name
        record.append([Draft("keys", record.origin, {"custody": custody, "epoch": epoch})])
    if format is Format.JSON:
        print_json({"format": "plimsoll/keys/1", "epoch": epoch, "custody": custody}, lang)
    else:
        say(said("key epoch {epoch}: every key is wrapped anew, and the root key before is gone", epoch=epoch), lang)


def move_command(to: str, store: str | None, format: Format, lang: Language) -> None:
    """Move the record to another store."""
    from plimsoll.record.location import store_address

    address = store_address(to)
    assert address is not None
    with writable(store) as record, progress(said("moving"), record.head().size) as done:
        new = moving.move(record, address, done)
        was, place, head = record.place, new.place.file, record.head()
        new.close()
    if format is Format.JSON:
        print_json({"format": "plimsoll/moved/1", "from": was, "to": place, "size": head.size}, lang)
        return
    say(said("{size} entries moved to {place}, with the same root", size=head.size, place=place), lang)
    say(
        said(
            "{was} is closed to entries and readers; name the new store with --store",
            was=was,
        ),
        lang,
        dim=True,
    )


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, where there is enough to wait for; told how much of how much is done."""
    if not sys.stderr.isatty() or total < _WORTH_WAITING_FOR:
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, of: bar.update(task, completed=done, total=of)
