"""Erasing what is personal about a subject: the check, the destruction of the keys, the certificate."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plimsoll.errors import InputError
from plimsoll.ledger.canonical import canonical
from plimsoll.record.entry import Draft, Entry
from plimsoll.record.keeping import Retention, check_subject, holds_on, retentions_of
from plimsoll.record.record import Record
from plimsoll.record.transaction import Transaction

CERTIFICATE = "plimsoll/certificate/1"


@dataclass(slots=True)
class Erased:
    """What an erasure did: values gone, keys destroyed, what stays and by which law, and the certificate."""

    subject: str
    values: int = 0
    keys: tuple[str, ...] = ()
    kept: list[Retention] = field(default_factory=list)
    certificate: Entry | None = None


def erase(record: Record, subject: str, on: date, actor: str | None = None) -> Erased:
    """Erase what is personal about a subject, as far as no law and no hold has it kept on a day.

    Holds and retention are looked up in the transaction that seals the erasure. Then the data keys are destroyed, the
    key epoch is rotated, and the certificate is sealed. A crash on the way is made good when the record is next opened
    to be written.

    Raises:
        InputError: nothing is known about the subject, it is on hold, or all of it has to be kept.
    """
    done = Erased(subject)

    def step(transaction: Transaction) -> list[Draft]:
        check_subject(transaction, subject)
        if held := holds_on(transaction, subject):
            first = held[0]
            whose = repr(subject) if first.subject == subject else "everything"
            raise InputError(
                f"{whose} is on hold for the matter {first.matter!r} (entry {first.sequence})",
                f"`plimsoll release {first.subject} --matter {first.matter}` ends the hold",
            )
        done.kept = [each for each in retentions_of(transaction, [subject]) if each.holds(on)]
        kept_kinds = {kind for each in done.kept for kind in each.kinds}
        keys = record.keyring.known(subject)
        going = [key.id for key in keys if key.retention not in kept_kinds]
        if not going and kept_kinds:
            raise InputError(f"nothing about {subject!r} may be erased yet", str(done.kept[-1]))
        values = transaction.sealed_under(going) if going else []
        if not going:
            return []
        done.keys, done.values = tuple(going), len(values)
        staying = [key.id for key in keys if key.id not in going]
        record.keyring.set_aside(going)
        content = {"keys": going, "kept": staying, "values": len(values)}
        return [Draft("erasure", subject, content, forgets=[sequence for sequence, _ in values])]

    receipts = record.apply(step)
    if receipts:
        done.certificate = _complete(record, receipts[0].sequence, subject, done.keys)
    return done


def due(record: Record, on: date) -> list[str]:
    """Subjects that a law had kept, that none does any longer on a day, and that still have personal values."""
    with record.store.reading() as transaction:
        told: dict[str, list[Retention]] = {}
        for each in retentions_of(transaction):
            told.setdefault(each.subject, []).append(each)
        ended = [subject for subject, laws in told.items() if not any(law.holds(on) for law in laws)]
        return [subject for subject in ended if record.keyring.known(subject) and not holds_on(transaction, subject)]


def finish(record: Record) -> list[Entry]:
    """Complete erasures that a crash cut short; gives their certificates."""
    with record.store.reading() as transaction:
        begun: dict[int, Entry] = {}
        for entry in transaction.entries(kinds=["erasure", "certificate"]):
            if entry.kind == "erasure":
                begun[entry.sequence] = entry
            else:
                begun.pop(entry.value["erasure"], None)
    return [_complete(record, entry.sequence, entry.subject, entry.value["keys"]) for entry in begun.values()]


def _complete(record: Record, erasure: int, subject: str, keys: Sequence[str]) -> Entry:
    """Destroy the keys, seal the certificate, and leave no trace in the files of the store."""
    try:
        epoch = record.keyring.destroy(keys)
    except (OSError, InputError) as error:
        why = error.what if isinstance(error, InputError) else (error.strerror or "the disk does not take it").lower()
        what = f"the keys that entry {erasure} erases could not be destroyed yet: {why}"
        raise InputError(what, "mend that; `plimsoll erase --due` then completes the erasure") from None
    custody = record.keyring.custody
    content: dict[str, Any] = {
        "backups": "useless" if custody.destroys else "until the root key is changed",
        "custody": custody.name,
        "epoch": epoch,
        "erasure": erasure,
        "keys": list(keys),
    }
    signed = canonical({"certificate": content, "format": CERTIFICATE, "origin": record.origin, "subject": subject})
    signature = base64.b64encode(record.keyring.signing_key().sign(signed)).decode()
    sealed = record.append([Draft("certificate", subject, {**content, "signature": signature})])
    record.store.shrink()
    with record.store.reading() as transaction:
        entry = transaction.entry(sealed[0].sequence)
    assert entry is not None
    return entry
