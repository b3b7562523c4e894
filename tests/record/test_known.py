"""What did we know on day X about day Y."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plimsoll.assessment.assess import assess
from plimsoll.errors import InputError
from plimsoll.facts.reading import open_facts, read_facts, read_sources
from plimsoll.record.known import known
from plimsoll.record.record import Record
from plimsoll.record.recording import record_facts, withdraw
from record_clock import Clock

REFERENCE = sorted((Path(__file__).parents[2] / "src/plimsoll/reference").glob("*.yaml"))
FULL = Path(__file__).parents[1] / "facts/full.yaml"


def tell(record: Record, facts: dict[str, Any], effective: date | None = None) -> list[int]:
    return [each.sequence for each in record_facts(record, open_facts([facts]), effective).receipts]


def model(record: Record, on: date | None = None, as_of: datetime | None = None) -> Any:
    with record.store.reading() as transaction:
        found = known(record, transaction, on, as_of).named().get("m")
    return None if found is None else found.content.get("modalities")


def test_facts_come_back_as_they_were_written(record: Record) -> None:
    for files in ([str(FULL)], [str(path) for path in REFERENCE[:6]]):
        record_facts(record, open_facts(files))
    with record.store.reading() as transaction:
        again = read_sources(open_facts(known(record, transaction).as_files()))
    straight = read_facts([str(FULL), *map(str, REFERENCE[:6])])
    assert assess(again, on=date(2026, 11, 22)).to_dict() == assess(straight, on=date(2026, 11, 22)).to_dict()
    assert again.models == straight.models
    assert again.organizations == straight.organizations
    assert {name: [filed.entry for filed in each] for name, each in again.filed.items()} == {
        name: [filed.entry for filed in each] for name, each in straight.filed.items()
    }
    assert again.judgments == straight.judgments
    assert again.given == straight.given - {"format"}


def test_a_correction_counts_from_when_it_was_recorded_and_both_are_kept(record: Record, clock: Clock) -> None:
    tell(record, {"models": [{"id": "m", "modalities": ["text"]}]})
    first = clock.at
    clock.at += timedelta(days=10)
    tell(record, {"models": [{"id": "m", "modalities": ["speech"]}]})
    assert model(record) == ["speech"]
    assert model(record, as_of=first) == ["text"]
    assert model(record, as_of=first - timedelta(days=1)) is None
    with record.store.reading() as transaction:
        assert len(list(transaction.entries(subjects=["m"]))) == 2


def test_facts_hold_from_their_day_and_a_later_one_takes_over(record: Record, clock: Clock) -> None:
    tell(record, {"models": [{"id": "m", "modalities": ["text"]}]}, date(2026, 1, 1))
    tell(record, {"models": [{"id": "m", "modalities": ["speech"]}]}, date(2026, 6, 1))
    early = clock.at
    # A correction of the first half of the year, made late, leaves the second half as it is.
    clock.at += timedelta(days=30)
    tell(record, {"models": [{"id": "m", "modalities": ["other"]}]}, date(2026, 1, 1))
    assert model(record, on=date(2025, 12, 31)) is None
    assert model(record, on=date(2026, 3, 1)) == ["other"]
    assert model(record, on=date(2026, 6, 1)) == ["speech"]
    assert model(record, on=date(2026, 3, 1), as_of=early) == ["text"]


def test_what_is_withdrawn_counts_no_longer_and_what_it_corrected_counts_again(record: Record, clock: Clock) -> None:
    tell(record, {"models": [{"id": "m", "modalities": ["text"]}]})
    *_, second = tell(record, {"models": [{"id": "m", "modalities": ["speech"]}]})
    before = clock.at
    clock.at += timedelta(days=1)
    withdraw(record, second, "Jane filed it twice")
    assert model(record) == ["text"]
    assert model(record, as_of=before) == ["speech"]
    with pytest.raises(InputError, match=f"entry {second} was withdrawn already"):
        withdraw(record, second)
    with pytest.raises(InputError, match=r"entry 0 is no fact; `plimsoll log` lists"):
        withdraw(record, 0)


def test_a_fact_that_names_what_was_not_known_then_is_left_out_and_told(record: Record) -> None:
    tell(record, {"models": [{"id": "m"}]}, date(2026, 6, 1))
    tell(record, {"incidents": [{"id": "i", "model": "m"}], "harms": [{"id": "h", "incident": "i", "kind": "other"}]})
    with record.store.reading() as transaction:
        found = known(record, transaction, date(2026, 1, 1))
        assert [fact.content["id"] for fact in found.left_out] == ["i", "h"]
        assert not known(record, transaction, date(2026, 6, 1)).left_out


def test_an_entry_altered_in_the_store_is_not_read(record: Record) -> None:
    from sqlalchemy import text

    tell(record, {"models": [{"id": "m", "training": [{"operations": 12345678901}]}]})
    with record.store._engine.begin() as connection:
        table = "plimsoll.entries" if record.store.remote else "entries"
        row = connection.execute(text(f"SELECT entry FROM {table} WHERE sequence = 2")).scalar_one()
        altered = bytes(row).replace(b"12345678901", b"22345678901")
        assert altered != bytes(row)
        connection.execute(text(f"UPDATE {table} SET entry = :e WHERE sequence = 2"), {"e": altered})
    with (
        record.store.reading() as transaction,
        pytest.raises(InputError, match="entry 2 was altered; `plimsoll"),
    ):
        known(record, transaction)


def test_times_of_day_do_not_matter_to_the_day_of_knowing(record: Record, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 23, 23, 59, 58, tzinfo=UTC)
    tell(record, {"models": [{"id": "m", "modalities": ["text"]}]})
    from plimsoll.cli.recording import end_of_day

    assert model(record, as_of=end_of_day(date(2026, 11, 23))) == ["text"]
    assert model(record, as_of=end_of_day(date(2026, 11, 22))) is None
