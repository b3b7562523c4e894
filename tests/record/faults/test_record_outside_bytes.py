"""Whatever bytes stand where an entry should: the record says that it was altered, and the verifier which it is."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from session import draft, verified
from sqlalchemy import text

from mutations import mutated
from plimsoll.errors import InputError
from plimsoll.ledger.canonical import canonical
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.record import keeping
from plimsoll.record.known import known
from plimsoll.record.record import Record
from plimsoll.record.transaction import Transaction

GOOD = canonical(
    {
        "actor": {"$personal": 0},
        "effective": "2026-03-01",
        "format": "plimsoll/entry/1",
        "kind": "facts/incidents",
        "sequence": 2,
        "subject": "i",
        "time": "2026-11-25T12:00:00.000Z",
        "value": {"fact": {"id": "i", "cost": {"$number": "1.5"}, "share": {"$number": "1/3"}}, "of": None},
    }
)
NUMBERS = ["1/0", "1e9999999", "abc", "", "-", "1" * 5_000, "٣", "NaN", "1/2/3", 5, None, [], {}]
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.builds(lambda n: {"$number": n}, st.sampled_from(NUMBERS)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def replaced(change: dict[str, Any]) -> bytes:
    """An entry in which some keys have other values."""
    return json.dumps({**json.loads(GOOD), **change}).encode()


ENTRIES = (
    mutated(GOOD)
    | st.binary(max_size=40)
    | st.dictionaries(st.sampled_from([*json.loads(GOOD)]), ANY, max_size=3).map(replaced)
    | st.sampled_from([b"[" * 100_000, b'{"a":' * 5_000, b"null", b"1" * 6_000, b"[]", b"\xff", b'"\\ud800"'])
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    folder: Path = tmp_path_factory.mktemp("outside")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLIMSOLL_KEYS", str(folder / "keys"))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "configuration"))
        with Record.make(str(folder / "data"), "example.com/record") as record:
            record.append([draft("a", "Jane A"), draft("i", "Jane I"), draft("b")])
            yield record


def read_through(record: Record, hashed: bool) -> None:
    """Read all that the record gives, each in its own way; only errors for a person come of it."""
    with record.store.reading() as transaction:
        looks: list[Callable[[], object]] = [
            lambda: list(transaction.entries()),
            lambda: transaction.entry(2),
            lambda: list(transaction.entries(last=2)),
            lambda: list(transaction.entries(subjects=["i"])),
        ]
        if not hashed:  # else the root is another: a record that is opened gets no further
            looks += [
                lambda: list(known(record, transaction).as_files()),
                lambda: keeping.holds_on(transaction),
                lambda: keeping.retentions_of(transaction),
            ]
        for look in looks:
            with contextlib.suppress(InputError):
                look()


def opened(record: Record, transaction: Transaction) -> None:
    """Check what opening checks, and read every entry."""
    record.check_head(transaction)
    list(transaction.entries())


def put(record: Record, entry: bytes, tile: bytes) -> None:
    with record.store._engine.begin() as connection:
        connection.execute(text("UPDATE entries SET entry = :entry WHERE sequence = 2"), {"entry": entry})
        connection.execute(text("UPDATE tiles SET hashes = :tile WHERE level = 0"), {"tile": tile})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=ENTRIES, hashed=st.booleans())
@example(data=b"[" * 100_000, hashed=True)
@example(data=replaced({"value": {"fact": {"$number": "1/0"}, "of": None}}), hashed=True)
@example(data=replaced({"kind": "hold", "value": {}}), hashed=True)
@example(data=replaced({"actor": "somebody", "effective": "never"}), hashed=True)
def test_any_bytes_in_the_place_of_an_entry_are_named(kept: Record, data: bytes, hashed: bool) -> None:
    """Also where whoever put them there put their hash into the tree: then the signed root is another."""
    with kept.store.reading() as transaction:
        before, tile = list(transaction.rows())[2][-1], transaction.tile(0, 0)
    put(kept, data, tile[:64] + leaf_hash(data) + tile[96:] if hashed else tile)
    try:
        read_through(kept, hashed)
        found = verified(kept)
        assert data == before or (found.verdict == "tampered" and found.findings)
        if data != before:
            with (
                kept.store.reading() as transaction,
                pytest.raises(InputError, match=r"altered|its tree is not that of"),
            ):
                opened(kept, transaction)
        if data != before and not hashed:
            assert any(finding.entry == 2 for finding in found.findings)
    finally:
        put(kept, before, tile)
