"""Having the record's checkpoint cosigned by a witness elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from plimsoll.errors import InputError
from plimsoll.ledger.keys import VerifierKey
from plimsoll.ledger.note import Note, Signature, Verified, parse_note, parse_signatures, verified
from plimsoll.ledger.witness import Request
from plimsoll.ledger.witness_client import ask
from plimsoll.record.record import Record

_TRIES = 5


def ask_witness(record: Record, url: str, keys: Sequence[VerifierKey]) -> tuple[Verified, ...]:
    """Bring the checkpoint to a witness over HTTP, and keep the cosignatures that it gives.

    Raises:
        InputError: the witness does not answer, or does not take it.
    """
    for _ in range(_TRIES):
        with record.store.reading() as transaction:
            tree = record.tree(transaction)
            note = parse_note(transaction.head().checkpoint.encode())
            given = ask(url, note, keys, tree.consistency_proof)
        if _keep(record, note, [each.signature for each in given]):
            return given
    raise _grown(record)


def request(record: Record, old_size: int) -> bytes:
    """Write what a witness is asked, for one that is reached by hand: it has seen `old_size` entries before.

    Raises:
        InputError: the record has fewer.
    """
    with record.store.reading() as transaction:
        tree, note = record.tree(transaction), parse_note(transaction.head().checkpoint.encode())
        if not 0 <= old_size <= tree.size:
            raise InputError(f"the record has {tree.size} entries, not {old_size}", "give the size the witness names")
        return bytes(Request(old_size, tuple(tree.consistency_proof(old_size)), note))


def take(record: Record, lines: str, keys: Sequence[VerifierKey]) -> tuple[Verified, ...]:
    """Keep cosignatures that a witness gave by hand: its signature lines, each checked.

    Raises:
        InputError: they are not of this checkpoint, or not by those keys.
    """
    with record.store.reading() as transaction:
        note = parse_note(transaction.head().checkpoint.encode())
    given = verified(Note(note.text, parse_signatures(lines)), keys)
    if not _keep(record, note, [each.signature for each in given]):
        raise _grown(record)
    return given


def _keep(record: Record, note: Note, signatures: Sequence[Signature]) -> bool:
    """Put signatures to the checkpoint, unless the record has gone on; those by the same keys are replaced."""
    with record.store.writing() as transaction:
        stands = parse_note(transaction.head().checkpoint.encode())
        if stands.text != note.text:
            return False
        by = {(each.name, each.key_id) for each in signatures}
        kept = tuple(each for each in stands.signatures if (each.name, each.key_id) not in by)
        transaction.cosign(bytes(Note(stands.text, (*kept, *signatures))).decode())
    return True


def _grown(record: Record) -> InputError:
    return InputError("the record grew meanwhile", "ask the witness again", record.store.place)
