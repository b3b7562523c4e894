"""The embedded store: one SQLite database in a folder."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

NAME = "record.db"
PREFIX = ""
"""Stands before the name of a table."""
MARK = "?"
"""Stands for a value in a statement of the driver's."""
WAIT = 60.0
"""Seconds to wait for another process that writes."""
_MOST_PAGES = 4_096
"""Pages that go into the write-ahead log before it is folded into the database: 16 MiB, or somewhat less."""


def engine(folder: Path) -> Engine:
    """Connect to the database in a folder.

    Commits are synced (synchronous=FULL) before they return. What is deleted is overwritten (secure_delete), and pages
    that come free go back to the file system when asked.
    """
    found = create_engine(
        f"sqlite+pysqlite:///{folder / NAME}",
        connect_args={"timeout": WAIT, "check_same_thread": False, "isolation_level": None},
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=-1,
    )

    @event.listens_for(found, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for pragma in (
            "auto_vacuum = INCREMENTAL",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "wal_autocheckpoint = 0",
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    return found


def begin(connection: Connection, *, writing: bool) -> None:
    """Begin a transaction; a writing one takes its turn at once, so that what it reads stays true."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def blob(column: str) -> str:
    """The bytes of a column; nothing where its value is of another type, which SQLite lets anybody put there."""
    return f"CASE typeof({column}) WHEN 'blob' THEN {column} ELSE x'' END"


def insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Put rows in through the driver, which takes them as they are."""
    marks = ", ".join(MARK for _ in columns)
    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", [*rows])


def scan(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    """Give the driver's own rows, as they are read."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    try:
        for row in driver.execute(statement):  # noqa: UP028  # `yield from` closes the cursor, perhaps after its database
            yield row
    except sqlite3.Error as error:
        raise DBAPIError(statement, None, error) from None


class Folding:
    """Folds the write-ahead log into the database, off the path of whoever appends."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pages = 0
        self._busy = threading.Lock()

    def after_commit(self, pages: int) -> None:
        """Fold in the background where much was written since the last time; one at a time.

        The size of the log's file does not say so: it stays, and is written over from its start.
        """
        self._pages += pages
        if self._pages > _MOST_PAGES and self._busy.acquire(blocking=False):
            self._pages = 0
            threading.Thread(target=self._fold, daemon=True).start()

    def _fold(self) -> None:
        try:
            self.fold("PASSIVE")
        except Exception:  # whoever writes next tries again; a write that fails tells of what is wrong
            pass
        finally:
            self._busy.release()

    def fold(self, how: str) -> None:
        """Fold now: PASSIVE waits for nobody, TRUNCATE leaves an empty log."""
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute(f"PRAGMA wal_checkpoint({how})").fetchall()
        finally:
            raw.close()

    def shrink(self) -> None:
        """Give free pages back to the file system, and leave nothing in the write-ahead log."""
        raw = self._engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA incremental_vacuum").fetchall()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()
