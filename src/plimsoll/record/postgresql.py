"""PostgreSQL as the store: one schema in a database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from plimsoll.errors import InputError

if TYPE_CHECKING:
    import psycopg

SCHEMA = "plimsoll"
PREFIX = f"{SCHEMA}."
"""Stands before the name of a table."""
MARK = "%s"
"""Stands for a value in a statement of the driver's."""
WAIT = 60.0
"""Seconds to wait for another writer."""
_TURN = 0x706C696D736F6C6C
"""The advisory lock of whoever writes: a number that nobody else is likely to have taken."""
_FEW = 8
"""Rows up to which an INSERT takes fewer turns between here and the server than a COPY."""
_AT_ONCE = 1_000
_numbers = itertools.count()


def url_of(address: str) -> URL:
    """Read an address such as postgresql://user@host/database.

    Raises:
        InputError: it is none.
    """
    try:
        return make_url(address).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):  # the latter from a port that is no number
        raise InputError("this is no address of a database", "write it as postgresql://user@host/database") from None


def engine(address: str) -> Engine:
    """Connect to a database.

    Raises:
        InputError: the driver is not installed.
    """
    try:
        import psycopg  # noqa: F401
    except ImportError:
        mend = "install it: pip install 'plimsoll-ai[postgresql]'"
        raise InputError("a record in PostgreSQL needs the driver psycopg", mend) from None
    return create_engine(
        url_of(address),
        pool_pre_ping=True,
        max_overflow=-1,
        execution_options={"schema_translate_map": {None: SCHEMA}},
        connect_args={"application_name": "plimsoll"},
    )


def make_schema(connection: Connection) -> None:
    """Make the schema that holds the tables."""
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))


def begin(connection: Connection, *, writing: bool) -> None:
    """Begin a transaction; a writing one waits for its turn first, and reads only what stands then."""
    if writing:
        # The lock comes before the first read, so each statement sees all that was committed before it was had.
        connection.execute(text(f"SET LOCAL lock_timeout = '{int(WAIT)}s'"))
        connection.execute(text("SET LOCAL synchronous_commit = on"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    else:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def blob(column: str) -> str:
    """The bytes of a column."""
    return column


def insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Put rows in: one by one where they are few, and else by COPY."""
    import psycopg

    into = f"{table} ({', '.join(columns)})"
    if len(rows) <= _FEW:
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({', '.join(MARK for _ in columns)})", [*rows])
        return
    statement = f"COPY {into} FROM STDIN (FORMAT BINARY)"
    try:
        with _driver(connection).cursor() as cursor:
            asked = cursor.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0".encode())
            types = [column.type_code for column in asked.description or ()]
            with cursor.copy(statement.encode()) as copy:
                copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError(statement, None, error) from None


def scan(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    """Give the driver's own rows, some at a time as they are asked for."""
    import psycopg

    cursor = _driver(connection).cursor(name=f"scan_{next(_numbers)}", binary=True)
    cursor.itersize = _AT_ONCE
    try:
        yield from cursor.execute(statement.encode())
    except psycopg.Error as error:
        raise DBAPIError(statement, None, error) from None
    finally:
        if not connection.closed:  # an error may keep this generator for longer than its connection is there
            cursor.close()


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    found: psycopg.Connection[Any] = cast(Any, connection.connection.driver_connection)
    return found
