"""Moving a record from one store to another keeps its root, and leaves one writer."""

from __future__ import annotations

from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.facts.reading import open_facts
from plimsoll.record.entry import Draft
from plimsoll.record.evidence import StoreEvidence
from plimsoll.record.known import known
from plimsoll.record.moving import move
from plimsoll.record.record import Record
from plimsoll.record.recording import record_facts
from plimsoll.verifier import verify
from record_clock import Clock

FULL = Path(__file__).parents[1] / "facts/full.yaml"


@pytest.mark.parametrize("way", ["to PostgreSQL", "to SQLite"])
def test_it_keeps_the_root_and_every_value(
    way: str, database: str, own_keys: Path, tmp_path: Path, clock: Clock
) -> None:
    folder = str(tmp_path / "data")
    here, there = (folder, database) if way == "to PostgreSQL" else (database, folder)
    with Record.make(here, "example.com/record", clock=clock) as record:
        record_facts(record, open_facts([str(FULL)]), actor="Jane")
        record.append([Draft("facts/models", f"x{n}", {"fact": {"id": f"x{n}"}, "of": None}) for n in range(300)])
        head = record.head()
        with record.store.reading() as transaction:
            before = list(known(record, transaction).as_files())
        seen: list[tuple[int, int]] = []
        move(record, there, lambda done, of: seen.append((done, of))).close()
        assert seen[-1] == (head.size, head.size)
        with pytest.raises(InputError, match=r"takes no more entries; it goes on at"):
            record.append([Draft("facts/models", "late", {"fact": {"id": "late"}, "of": None})])
    with pytest.raises(InputError, match=r"this record was moved; it goes on at"):
        Record.open(here)
    with Record.open(there, clock=clock) as record:
        assert record.head().checkpoint == head.checkpoint
        with record.store.reading() as transaction:
            assert list(known(record, transaction).as_files()) == before
            assert verify(StoreEvidence(transaction), vkeys=[record.keyring.vkey]).verdict == "intact"
        assert (
            record.append([Draft("facts/models", "new", {"fact": {"id": "new"}, "of": None})])[0].sequence == head.size
        )


def test_it_does_not_go_where_a_record_is_and_then_stays_as_it_was(
    own_keys: Path, tmp_path: Path, clock: Clock
) -> None:
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    Record.make(second, "example.com/second", clock=clock).close()
    with Record.make(first, "example.com/first", clock=clock) as record:
        with pytest.raises(InputError, match="second: there is a record already; use it, or choose another place"):
            move(record, second)
        with pytest.raises(InputError, match="first: the record is there already; name another place"):
            move(record, first)
        assert record.append([Draft("facts/models", "m", {"fact": {"id": "m"}, "of": None})])[0].sequence == 1
