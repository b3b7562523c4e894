"""A record put back to an older state, written to in two places, or sealed by a clock set back: refused, and named."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from session import draft, verified

from plimsoll.errors import InputError
from plimsoll.record.evidence import StoreEvidence
from plimsoll.record.record import Record
from plimsoll.record.store import Store
from plimsoll.record.transaction import Head as StoredHead
from plimsoll.record.writer import Writer
from plimsoll.verifier import Head, verify
from record_clock import Clock

ORIGIN = "example.com/record"


@pytest.fixture
def data(tmp_path: Path, own_keys: Path, clock: Clock) -> Path:
    """The folder of a record with a few entries."""
    data = tmp_path / "data"
    with Record.make(str(data), ORIGIN, clock=clock) as record:
        record.append([draft("a", "Jane A"), draft("b")])
    return data


def found_in_place(data: Path, of: Path) -> list[str]:
    """What the verifier says of a store, by the keys of the record that lies elsewhere."""
    with Record.open(str(of)) as record:
        remembered, vkey = record.keyring.remembered(), record.keyring.vkey
    assert remembered is not None
    store = Store.open(str(data))
    with store.reading() as transaction:
        found = verify(StoreEvidence(transaction), vkeys=[vkey], remembered=Head(*remembered))
    store.close()
    return [finding.what for finding in found.findings]


def test_an_old_copy_put_back_is_refused_and_named(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "old")
    with Record.open(str(data)) as record:
        record.append([draft("c", "Jane C")])
    shutil.copytree(data, tmp_path / "new")
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "old", data)
    with pytest.raises(
        InputError, match=r"it was rolled back: it ends with 3 entries, and a checkpoint of 4 was signed"
    ):
        Record.open(str(data))
    assert found_in_place(data, tmp_path / "new") == [
        "rolled back: a checkpoint of size 4 was signed, the record ends at 3"
    ]


def test_a_copy_open_at_the_same_time_takes_nothing_once_the_other_went_on(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    with Record.open(str(data)) as record, Record.open(str(copy)) as other:
        other.append([draft("in the copy")])
        for _ in range(2):
            with pytest.raises(InputError, match=r"the store was rolled back or split: it has 3 entries"):
                record.append([draft("in the first")])
        assert record.head().size == 3
        other.append([draft("on it goes")])
    with pytest.raises(InputError, match="rolled back"):
        Record.open(str(data))


def test_a_copy_written_to_unseen_is_refused_and_named(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    with Record.open(str(copy)) as other, pytest.MonkeyPatch.context() as patch:
        patch.setattr(other.keyring, "remember", lambda size, root: None)
        other.append([draft("in the copy")])
    with Record.open(str(data)) as record:
        record.append([draft("in the first")])
    with pytest.raises(InputError, match=r"it was split: its first 4 entries are not those that were signed"):
        Record.open(str(copy))
    assert found_in_place(copy, data) == [
        "forked: a checkpoint of size 4 was signed with another root than these entries have"
    ]


def test_damage_done_while_it_is_open_is_not_signed_by_the_next_writer(data: Path) -> None:
    """Whoever goes on after another reads the tree again; one that is not the signed one it does not sign."""
    with Record.open(str(data)) as record, Record.open(str(data)) as other:
        with record.store._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE tiles SET hashes = zeroblob(96)")
        with pytest.raises(InputError, match="the tree of the store is not that of its checkpoint"):
            other.append([draft("c")])


def test_a_time_out_of_order_is_found(data: Path, clock: Clock) -> None:
    """The writer refuses a clock set back; the verifier finds out one that did not."""
    with Record.open(str(data), clock=clock) as record:
        clock.at -= timedelta(days=1)
        with pytest.raises(InputError, match=r"the clock says 2026-11-21T.*; set the clock right; nothing of this was"):
            record.append([draft("c")])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Writer, "_time", unchecked)
            record.append([draft("d")])
        assert [(finding.entry, finding.what) for finding in verified(record).findings] == [
            (3, "entry 3 has a time before that of the entry ahead of it")
        ]


def unchecked(writer: Writer, was: StoredHead) -> str:
    return "2026-11-21T12:00:00.000Z"
