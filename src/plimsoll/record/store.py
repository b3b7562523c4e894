"""Where a record lies: a folder with an SQLite database, or a PostgreSQL database."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from plimsoll.errors import InputError, Place
from plimsoll.record import postgresql, sqlite
from plimsoll.record.tables import FORMAT, metadata
from plimsoll.record.transaction import Head, Transaction

_REMOTE = ("postgresql:", "postgres:")
_LEVEL = 0o700
_FULL = ("disk is full", "disk full", "no space left")
_BUSY = ("database is locked", "lock timeout", "lock_timeout")
_DAMAGED = ("malformed", "not a database", "disk i/o error", "file is encrypted", "corrupt", "invalid page")


class Store:
    """An open store. It may be used by several threads, and by several processes at once."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.remote = address.startswith(_REMOTE)
        self._engine: Engine = postgresql.engine(address) if self.remote else sqlite.engine(Path(address))
        self._folding = None if self.remote else sqlite.Folding(self._engine)

    @classmethod
    def make(
        cls, address: str, names: dict[str, str], first: Head, fill: Callable[[Transaction], None] = lambda _: None
    ) -> Store:
        """Make a new store, whole or not at all; `fill` may put into it what it begins with.

        Raises:
            InputError: there is one already, or none can be made there.
        """
        store = cls(address)
        folder = Path(address)
        if not store.remote:
            try:
                folder.mkdir(mode=_LEVEL, parents=True, exist_ok=True)
                (folder / sqlite.NAME).touch(mode=0o600)  # its write-ahead log takes the same mode
            except OSError as error:
                raise _cannot(store, (error.strerror or "").lower()) from None
        try:
            store._fill(names, first, fill)
        except BaseException:
            store.close()
            raise
        return store

    def _fill(self, names: dict[str, str], first: Head, fill: Callable[[Transaction], None]) -> None:
        with self._told(), self._engine.connect() as connection, connection.begin():
            if self.remote:
                postgresql.make_schema(connection)
            else:
                sqlite.begin(connection, writing=True)
            if self._is_made(connection):
                raise _taken(self.place)
            metadata.create_all(connection)
            transaction = Transaction(connection)
            transaction.begin({"format": FORMAT, **names}, first)
            fill(transaction)

    @classmethod
    def check_free(cls, address: str) -> None:
        """Check that a record can be made there, before keys are made for one; nothing is left there by this.

        Raises:
            InputError: there is one already, or none can be made.
        """
        store = cls(address)
        try:
            if not store.remote and not store._has_file():
                return
            with store._told(), store._engine.connect() as connection:
                if store._is_made(connection):
                    raise _taken(store.place)
        finally:
            store.close()

    def _has_file(self) -> bool:
        """Whether there is a database already; refuses a folder that cannot be made or written to."""
        folder = Path(self.address)
        try:
            if (folder / sqlite.NAME).exists():
                return True
            while not folder.exists():
                folder = folder.parent
        except OSError as error:
            raise _cannot(self, (error.strerror or "").lower()) from None
        if not folder.is_dir():
            raise _cannot(self, f"{folder} is no folder")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise _cannot(self, f"{folder} cannot be written")
        return False

    def _is_made(self, connection: Connection) -> bool:
        """Whether there is a record: a crash while one was made may have left an empty database."""
        return inspect(connection).has_table("about", schema=postgresql.SCHEMA if self.remote else None)

    @classmethod
    def open(cls, address: str) -> Store:
        """Open a store that is there.

        Raises:
            InputError: there is none, or it cannot be read.
        """
        if not address.startswith(_REMOTE) and not (Path(address) / sqlite.NAME).is_file():
            mend = "make one with `plimsoll init`, or name another with --store"
            raise InputError("there is no record here", mend, Place(address))
        store = cls(address)
        try:
            with store.reading() as transaction:
                named = transaction.about().get("format")
            if named != FORMAT:
                raise InputError(f"a record of the format {named!r}", f"this Plimsoll reads {FORMAT}", store.place)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def place(self) -> Place:
        """What an error names: the address, never a password."""
        if not self.remote:
            return Place(self.address)
        url = postgresql.url_of(self.address).set(drivername="postgresql")
        return Place(url.difference_update_query(("password", "sslpassword")).render_as_string())

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction that sees one moment."""
        with self._told(), self._engine.connect() as connection, connection.begin():
            (postgresql if self.remote else sqlite).begin(connection, writing=False)
            with contextlib.closing(Transaction(connection)) as transaction:
                yield transaction

    @contextlib.contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction that alone writes; it is durable once this returns, and undone where anything is raised."""
        with self._told(), self._engine.connect() as connection, connection.begin():
            (postgresql if self.remote else sqlite).begin(connection, writing=True)
            with contextlib.closing(Transaction(connection)) as transaction:
                yield transaction
        if self._folding is not None:
            self._folding.after_commit(transaction.pages)

    def shrink(self) -> None:
        """Give back the room of what was taken out.

        Raises:
            InputError: what was taken out is still in the write-ahead log; the disk may be full.
        """
        if self._folding is not None:
            try:
                self._folding.shrink()
            except sqlite3.Error:
                what = "what was taken out of the record is still in its write-ahead log"
                mend = "see that the disk has room; opening the record once more clears it"
                raise InputError(what, mend, self.place) from None

    def close(self) -> None:
        """Close it."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Tell a person what a database says; its own words may hold data, so they are not passed on."""
        try:
            yield
        except DBAPIError as error:
            raise _explained(self, str(error.orig).lower()) from None
        except UnicodeDecodeError:  # text that the driver reads, such as that of the schema in SQLite's own words
            raise _explained(self, _DAMAGED[0]) from None
        except SQLAlchemyError as error:
            raise _explained(self, type(error).__name__.lower()) from None


def _explained(store: Store, said: str) -> InputError:
    if any(each in said for each in _FULL):
        return InputError("the disk is full", "make room; nothing of this was recorded", store.place)
    if any(each in said for each in _BUSY):
        return InputError("another process holds the record", "try again when it is done", store.place)
    if any(each in said for each in _DAMAGED):
        mend = "`plimsoll verify` says what; restore it from a copy"
        return InputError("the record's database is damaged", mend, store.place)
    if "readonly" in said or "read-only" in said or "permission" in said or "unable to open" in said:
        if store.remote:
            return _cannot(store, "it cannot be written")
        what = "the record's folder and database cannot be written, which even reading them takes"
        return InputError(what, "mend their permissions, or copy the folder to where it can be", store.place)
    if store.remote and 'database "' in said and "does not exist" in said:
        return InputError("there is no such database", "make it with `createdb`, or name another", store.place)
    if "no such table" in said or "does not exist" in said or "undefined" in said:
        return InputError("there is no record here", "make one with `plimsoll init`", store.place)
    if store.remote:
        return InputError("the database does not answer", "check its address, and that it runs", store.place)
    return InputError("the record's database cannot be used", "`plimsoll verify` says more", store.place)


def _taken(place: Place) -> InputError:
    return InputError("there is a record already", "use it, or choose another place", place)


def _cannot(store: Store, why: str) -> InputError:
    return InputError(f"no record can be kept here: {why}", "choose another place with --store", store.place)
