"""Appending: what is acknowledged is there, in order, in a checkpoint; what fails leaves nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.ledger.checkpoint import parse_checkpoint
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.ledger.keys import VerifierKey
from plimsoll.ledger.note import parse_note, verified
from plimsoll.record.bundling import write
from plimsoll.record.entry import LARGEST_SEALED, Draft
from plimsoll.record.record import Record
from plimsoll.record.transaction import Transaction
from plimsoll.record.writer import Receipt
from plimsoll.verifier import verify_bundle
from record_clock import Clock


def draft(n: int, personal: tuple[str, ...] = ()) -> Draft:
    return Draft("facts/models", f"m{n}", {"fact": {"id": f"m{n}"}, "of": None}, personal=personal)


def test_a_receipt_says_where_the_entry_is_and_the_signed_tree_has_it(record: Record) -> None:
    first, second = record.append([draft(1), draft(2)])
    assert (first.sequence, second.sequence, second.size) == (1, 2, 3)
    with record.store.reading() as transaction:
        note = parse_note(transaction.head().checkpoint.encode())
        assert verified(note, [VerifierKey.parse(record.keyring.vkey)])
        checkpoint = parse_checkpoint(note.text)
        assert (checkpoint.origin, checkpoint.size) == ("example.com/record", 3)
        assert checkpoint.root == record.tree(transaction).root()
        entry = transaction.entry(2)
        assert entry is not None
        assert leaf_hash(entry.data) == second.leaf == record.tree(transaction).leaf(2)


def test_many_threads_lose_nothing_and_each_keeps_its_order(record: Record) -> None:
    given: dict[int, list[Receipt]] = {n: [] for n in range(8)}

    def produce(n: int) -> None:
        for i in range(20):
            given[n] += record.append([draft(100 * n + i)])

    threads = [threading.Thread(target=produce, args=(n,)) for n in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with record.store.reading() as transaction:
        entries = list(transaction.entries())
    assert [entry.sequence for entry in entries] == list(range(161))
    for n, receipts in given.items():
        assert [receipt.sequence for receipt in receipts] == sorted(receipt.sequence for receipt in receipts)
        assert [entries[receipt.sequence].subject for receipt in receipts] == [f"m{100 * n + i}" for i in range(20)]


def test_two_writers_take_turns_and_neither_loses(record: Record, reopened: Callable[[], Record]) -> None:
    other = reopened()
    for n in range(0, 12, 2):
        assert record.append([draft(n)])[0].sequence == n + 1
        assert other.append([draft(n + 1)])[0].sequence == n + 2
    with record.store.reading() as transaction:
        record.check_head(transaction)
        assert [e.subject for e in transaction.entries()][1:] == [f"m{n}" for n in range(12)]


def test_a_step_that_refuses_leaves_the_others_of_its_batch(record: Record) -> None:
    def refuse(_: Transaction) -> list[Draft]:
        raise InputError("no", "do not")

    inside = threading.Event()
    go_on = threading.Event()

    def slow(_: Transaction) -> list[Draft]:
        inside.set()
        assert go_on.wait(20)
        return [draft(1)]

    found: dict[str, object] = {}

    def ask(name: str, step: Callable[[Transaction], list[Draft]]) -> None:
        try:
            found[name] = record.apply(step)
        except InputError as error:
            found[name] = error

    threads = [threading.Thread(target=ask, args=("slow", slow))]
    threads[0].start()
    assert inside.wait(20)
    threads += [
        threading.Thread(target=ask, args=("refused", refuse)),
        threading.Thread(target=ask, args=("good", lambda _: [draft(2)])),
    ]
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join()
    assert isinstance(found["refused"], InputError)
    with record.store.reading() as transaction:
        assert sorted(e.subject for e in transaction.entries(kinds=["facts/models"])) == ["m1", "m2"]
        record.check_head(transaction)


def test_an_entry_that_is_too_large_is_refused_and_nothing_of_it_is_there(record: Record) -> None:
    large = Draft("facts/models", "big", {"fact": {"id": "big", "notes": "x" * 70_000}, "of": None})
    with pytest.raises(
        InputError, match=r"models 'big' comes to 70,\d+ bytes, and an entry has room for 65,535; split"
    ):
        record.append([draft(1), large])
    assert record.append([draft(2)])[0].sequence == 1


def test_texts_that_no_bundle_has_room_for_are_refused(record: Record, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"models 'm1' come to 8,\d+,\d+ bytes, and a sealed value has room for 8,388"):
        record.append([draft(1, ("x" * LARGEST_SEALED,))])
    assert record.head().size == 1
    record.append([draft(1, ("x" * (LARGEST_SEALED - 200),))])
    write(record, tmp_path / "large.zip")
    assert verify_bundle(tmp_path / "large.zip", vkeys=[record.keyring.vkey]).verdict == "intact"


def test_time_never_goes_back_and_a_clock_set_back_is_refused(record: Record, clock: Clock) -> None:
    (first,) = record.append([draft(1)])
    clock.at -= timedelta(seconds=4)
    (second,) = record.append([draft(2)])
    assert second.time == first.time
    clock.at -= timedelta(days=3)
    with pytest.raises(InputError, match=r"the clock says 2026-11-19T.*, and the last entry was sealed at 2026-11-22"):
        record.append([draft(3)])
    clock.at += timedelta(days=4)
    assert record.append([draft(4)])[0].sequence == 3


def test_personal_texts_are_in_no_entry(record: Record) -> None:
    (receipt,) = record.append([draft(1, personal=("Jane Planted",))])
    with record.store.reading() as transaction:
        entry = transaction.entry(receipt.sequence)
        assert entry is not None
        assert b"Planted" not in entry.data
        assert record.texts(transaction, entry) == ["Jane Planted"]


def test_a_writer_whose_place_was_taken_gives_up_its_transaction(record: Record) -> None:
    """What fencing is for: a writer that lost its turn without knowing must not go on from an old head."""
    record.append([draft(1)])
    advance = Transaction.advance

    def taken(transaction: Transaction, was: object, now: object) -> bool:
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Transaction, "advance", taken)
        with pytest.raises(InputError, match="another writer went on meanwhile; try again: nothing of this"):
            record.append([draft(2)])
    assert Transaction.advance is advance
    assert record.append([draft(3)])[0].sequence == 2
