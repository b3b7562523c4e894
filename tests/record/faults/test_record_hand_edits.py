"""What someone changes in a table by hand is found, whatever column of whatever table, and named."""

from __future__ import annotations

from typing import Any

import pytest
from session import draft, verified
from sqlalchemy import text

from plimsoll.errors import InputError
from plimsoll.record.known import known
from plimsoll.record.record import Record
from plimsoll.record.tables import metadata
from record_clock import Clock

ENTRY = 2
"""The entry that is altered, or what belongs to it; it has a sealed value. The last is 3."""
EDITS: list[tuple[str, str, Any, str]] = [
    ("entries", "sequence", 77, f"sequence = {ENTRY}"),
    ("entries", "time", "2026-11-22T12:00:09.000Z", f"sequence = {ENTRY}"),
    ("entries", "kind", "facts/models", f"sequence = {ENTRY}"),
    ("entries", "subject", "somebody", f"sequence = {ENTRY}"),
    ("entries", "effective", "2026-01-01", f"sequence = {ENTRY}"),
    ("entries", "entry", b'{"actor":null}', f"sequence = {ENTRY}"),
    ("entries", "entry", b"", f"sequence = {ENTRY}"),
    ("sealed", "sequence", 3, f"sequence = {ENTRY}"),
    ("sealed", "field", "/elsewhere", f"sequence = {ENTRY}"),
    ("sealed", "key", "0" * 32, f"sequence = {ENTRY}"),
    ("sealed", "ciphertext", bytes(92), f"sequence = {ENTRY}"),
    ("tiles", "level", 1, "level = 0"),
    ("tiles", "number", 1, "level = 0"),
    ("tiles", "hashes", bytes(128), "level = 0"),
    ("head", "size", 3, "one = 1"),
    ("head", "time", "2026-11-22T11:00:00.000Z", "one = 1"),
    ("head", "checkpoint", "example.com/record\n4\nAAAA\n\n", "one = 1"),
    ("head", "one", 2, "one = 1"),
    ("about", "name", "orchard", "name = 'origin'"),
    ("about", "value", "plimsoll/record/2", "name = 'format'"),
    ("about", "value", "0123456789abcdef", "name = 'record'"),
    ("about", "value", "example.com/another", "name = 'origin'"),
    ("about", "value", "example.com/record+00000000+AAAA", "name = 'vkey'"),
]
HARMLESS = {("head", "epoch")}
"""Whose turn it was: it decides only who reads the edge of the tree again."""


@pytest.fixture
def filled(record: Record) -> Record:
    record.append([draft("a"), draft("b", "Jane B"), draft("c")])
    return record


def said(address: str, clock: Clock, record: Record) -> list[tuple[int | None, str]]:
    """What is found: by the verifier, and on opening the record and reading all of it."""
    found: list[tuple[int | None, str]] = []
    try:
        found += [(finding.entry, finding.what) for finding in verified(record).findings]
    except InputError as error:
        found.append((None, str(error)))
    try:
        with Record.open(address, clock=clock) as again, again.store.reading() as transaction:
            list(known(again, transaction).as_files())
    except InputError as error:
        found.append((None, str(error)))
    return found


def test_every_column_is_in_the_list() -> None:
    columns = {(table.name, column.name) for table in metadata.sorted_tables for column in table.columns}
    assert columns == {(table, column) for table, column, _, _ in EDITS} | HARMLESS


@pytest.mark.parametrize(
    ("table", "column", "value", "where"), EDITS, ids=[f"{t}.{c}-{n}" for n, (t, c, _, _) in enumerate(EDITS)]
)
def test_it_is_found_and_the_entry_is_named(
    filled: Record, address: str, clock: Clock, table: str, column: str, value: Any, where: str
) -> None:
    assert said(address, clock, filled) == []
    name = f"plimsoll.{table}" if filled.store.remote else table
    with filled.store._engine.begin() as connection:
        changed = connection.execute(text(f'UPDATE {name} SET "{column}" = :value WHERE {where}'), {"value": value})
        assert changed.rowcount == 1
    found = said(address, clock, filled)
    assert found
    if table in ("entries", "sealed"):
        assert any(entry == ENTRY and str(ENTRY) in what for entry, what in found), found


@pytest.mark.parametrize("table", ["entries", "sealed", "tiles", "head", "about"])
def test_a_row_that_is_gone_is_found(filled: Record, address: str, clock: Clock, table: str) -> None:
    name = f"plimsoll.{table}" if filled.store.remote else table
    where = {"entries": f"sequence = {ENTRY}", "sealed": f"sequence = {ENTRY}"}.get(table, "true")
    with filled.store._engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {name} WHERE {where}"))
    found = said(address, clock, filled)
    assert found
    if table in ("entries", "sealed"):
        assert any(entry == ENTRY for entry, _ in found), found


@pytest.mark.parametrize("value", ["text", 5, 2**40, 0.5])
@pytest.mark.parametrize(
    ("table", "column"),
    [("entries", "entry"), ("sealed", "ciphertext"), ("tiles", "hashes"), ("head", "size"), ("head", "time")],
)
def test_a_value_of_another_type_is_found(
    filled: Record, address: str, clock: Clock, table: str, column: str, value: Any
) -> None:
    """SQLite keeps whatever is put into a column."""
    if filled.store.remote:
        pytest.skip("PostgreSQL takes no value of another type")
    with filled.store._engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})
    found = said(address, clock, filled)
    assert found


@pytest.mark.parametrize("value", ["text", b"\x01", 0.5])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("sealed", "sequence"),
        ("sealed", "field"),
        ("sealed", "key"),
        ("tiles", "level"),
        ("tiles", "number"),
        ("about", "value"),
    ],
)
def test_a_place_of_another_type_is_found(
    filled: Record, address: str, clock: Clock, table: str, column: str, value: Any
) -> None:
    if filled.store.remote:
        pytest.skip("PostgreSQL takes no value of another type")
    with filled.store._engine.begin() as connection:
        changed = f"UPDATE {table} SET {column} = :value WHERE rowid = (SELECT min(rowid) FROM {table})"
        connection.execute(text(changed), {"value": value})
    assert said(address, clock, filled)
