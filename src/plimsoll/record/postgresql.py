"""PostgreSQL as the store: one schema in a database."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from plimsoll.errors import InputError

SCHEMA = "plimsoll"
WAIT = 60.0
"""Seconds to wait for another writer."""
_TURN = 0x706C696D736F6C6C
"""The advisory lock of whoever writes: a number that nobody else is likely to have taken."""


def url_of(address: str) -> URL:
    """Read an address such as postgresql://user@host/database.

    Raises:
        InputError: it is none.
    """
    try:
        return make_url(address).set(drivername="postgresql+psycopg")
    except ArgumentError:
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
