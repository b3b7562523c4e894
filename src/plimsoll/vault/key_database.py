"""The SQLite file of a keyring: made whole or not at all, private, and leaving nothing of what was deleted.

`secure_delete` overwrites deleted rows and pages with zeros in the database; the rollback journal, which holds the
pages as they were, is cut to nothing at each commit and synced (`journal_mode=TRUNCATE` with `synchronous=FULL`). No
write-ahead log: it would keep older keys until a checkpoint that any reader can put off. What the journal's blocks held
may stay on the disk until they are used again; those are keys wrapped under an epoch whose root key is destroyed.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from plimsoll.errors import InputError, Place
from plimsoll.vault.private_files import private_file, private_folder, sync_folder, unusable

_APPLICATION = 0x504C4B59
"""PLKY: SQLite's mark of whose file it is."""
_FORMAT = 1
_PATIENCE = 30.0
"""Seconds to wait while another process writes."""

# `aside` is empty while a key seals, and then its id: any number may be set aside, one is in use.
_DATA_KEYS = """
CREATE TABLE {} (id TEXT PRIMARY KEY, subject TEXT NOT NULL, retention TEXT NOT NULL, period TEXT NOT NULL,
                 aside TEXT NOT NULL, wrapped BLOB NOT NULL, UNIQUE (subject, retention, period, aside)) STRICT
"""
_TABLES = f"""
CREATE TABLE log (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL, vkey TEXT NOT NULL,
                  signing BLOB NOT NULL) STRICT;
CREATE TABLE epochs (number INTEGER PRIMARY KEY, generation TEXT NOT NULL, wrapped BLOB NOT NULL) STRICT;
CREATE TABLE prepared (generation TEXT PRIMARY KEY) STRICT;
CREATE TABLE retired (generation TEXT PRIMARY KEY) STRICT;
{_DATA_KEYS.format("data_keys")};
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_FORMAT};
"""


def created(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make the database with its tables and what `fill` puts in; the name appears when all is on disk.

    Raises InputError where there is a file already or the folder will not do.
    """
    private_folder(path.parent)
    taken = InputError("there is a keyring here already", "open it, or name another place", Place(str(path)))
    if path.exists():
        raise taken
    making = path.with_name(f"{path.name}.making-{secrets.token_hex(4)}")
    try:
        os.close(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with damaged(making), closing(_connection(making)) as database:
            database.execute("BEGIN IMMEDIATE")
            for statement in filter(str.strip, _TABLES.split(";")):
                database.execute(statement)
            fill(database)
            database.execute("COMMIT")
        os.link(making, path)
    except FileExistsError:
        raise taken from None
    except OSError as error:
        raise unusable(path, error) from None
    finally:
        for name in (making, making.with_name(f"{making.name}-journal")):
            name.unlink(missing_ok=True)
        sync_folder(path.parent)


def replaced_data_keys(database: sqlite3.Connection, rows: Iterable[tuple[str | bytes, ...]]) -> None:
    """Put these rows in the place of every data key, within a transaction.

    Into a new table: `secure_delete` sees to deleted rows, but a page that was split or merged keeps bytes of rows that
    moved away. Only pages given back whole, as those of a dropped table, are zeros throughout.
    """
    database.execute(_DATA_KEYS.format("fresh"))
    database.executemany("INSERT INTO fresh VALUES (?, ?, ?, ?, ?, ?)", rows)
    database.execute("DROP TABLE data_keys")
    database.execute("ALTER TABLE fresh RENAME TO data_keys")


def connected(path: Path) -> sqlite3.Connection:
    """A connection to a keyring's database, any thread's, without transactions of its own.

    Raises InputError where there is none, where others may use it, where it is damaged or another's file.
    """
    private_folder(path.parent)
    if not path.exists():
        raise InputError("there is no keyring here", "make one, or name its file", Place(str(path)))
    private_file(path)
    with damaged(path), ExitStack() as undo:
        database = undo.enter_context(closing(_connection(path)))
        if _value(database, "application_id") != _APPLICATION or _value(database, "user_version") != _FORMAT:
            raise InputError("this is no keyring, or one of another version", "name its file", Place(str(path)))
        if _value(database, "quick_check") != "ok":
            raise sqlite3.DatabaseError
        undo.pop_all()
    return database


@contextmanager
def damaged(path: Path) -> Iterator[None]:
    """One line for what SQLite reports of a keyring."""
    try:
        yield
    except sqlite3.OperationalError as error:
        name = getattr(error, "sqlite_errorname", "")  # none where Python, and not SQLite, read what it could not
        if name in ("SQLITE_BUSY", "SQLITE_LOCKED"):
            raise InputError(
                f"another process has written to the keyring for more than {_PATIENCE:.0f} seconds",
                "wait for it, or end it",
                Place(str(path)),
            ) from None
        if name:
            raise InputError(
                f"the keyring cannot be used ({name})", "check the disk and its space", Place(str(path))
            ) from None
        raise _damage(path) from None
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # the latter from SQLite's words on a damaged schema
        raise _damage(path) from None


def _damage(path: Path) -> InputError:
    return InputError("the keyring is damaged", "restore the newest copy of it", Place(str(path)))


def _connection(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",  # a file that is not there is not made
        uri=True,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for setting in (
            "trusted_schema = OFF",
            "temp_store = MEMORY",
            "secure_delete = ON",
            "synchronous = FULL",
            "journal_mode = TRUNCATE",
        ):
            database.execute(f"PRAGMA {setting}").fetchall()
    except BaseException:
        database.close()
        raise
    return database


def _value(database: sqlite3.Connection, pragma: str) -> object:
    return database.execute(f"PRAGMA {pragma}").fetchone()[0]
