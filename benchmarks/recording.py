"""The sealed record: appending, verifying, proving, reading as of a day; beside peers and the machine's limits.

`python benchmarks/recording.py` prints the figures and keeps nothing. PLIMSOLL_BENCH_ENTRIES sets how many entries are
verified and proved.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import recording_appending as appending
import recording_stores as stores
from recording_tables import recording_tables
from showing import console
from timing import Spread

from plimsoll.record.entry import Draft
from plimsoll.record.known import known
from plimsoll.record.record import Record

HERE = Path(__file__).resolve().parent
ENTRIES = int(os.environ.get("PLIMSOLL_BENCH_ENTRIES", 1_000_000))
BATCH = 4096
PROOFS = 20_000
PEER_ENTRIES, PEER_PROOFS = 50_000, 2_000
FACTS = 10_000


def measure(entries: int = ENTRIES) -> dict[str, Any]:
    """Everything, in one run, on stores that are thrown away after it."""
    with TemporaryDirectory() as name, _keys_in(Path(name)), stores.postgresql() as database:
        folder = Path(name)
        return {
            "appending": appending.measure(folder, database),
            **_large(folder, entries),
            "as of a day": _as_of(folder / "facts"),
        }


@contextmanager
def _keys_in(folder: Path) -> Iterator[None]:
    """Keep the keys of the records made here in a folder."""
    before = {name: os.environ.get(name) for name in ("PLIMSOLL_KEYS", "XDG_CONFIG_HOME", "PLIMSOLL_CUSTODY")}
    os.environ |= {"PLIMSOLL_KEYS": str(folder / "keys"), "XDG_CONFIG_HOME": str(folder / "configuration")}
    os.environ.pop("PLIMSOLL_CUSTODY", None)
    try:
        yield
    finally:
        for name, was in before.items():
            if was is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = was


def _large(folder: Path, entries: int) -> dict[str, Any]:
    """Fill a record, verify it in a process of its own, and prove entries of it."""
    address = folder / "large"
    with ExitStack() as undo:
        record = stores.ours(str(address), undo)
        pool = stores.drafts(personal=True)
        began, spent = time.perf_counter(), time.process_time()
        done = first = record.head().size
        while done < entries:
            record.append(pool[: min(BATCH, entries - done)])
            done += min(BATCH, entries - done)
        filling = {
            "entries": entries - first,
            "batch": BATCH,
            "seconds": round(time.perf_counter() - began, 2),
            "a second": round((entries - first) / (time.perf_counter() - began)),
            "processor us an entry": round((time.process_time() - spent) / (entries - first) * 1e6, 2),
            "bytes in files": sum(file.stat().st_size for file in address.iterdir()),
        }
        key = record.keyring.vkey
        command = [sys.executable, str(HERE / "recording_verifying.py"), str(address), key]
        verifying = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        proving = _proving(record, entries)
    with ExitStack() as undo:
        proving |= _peer_proving(folder / "proving.db", undo)
    return {"filling": filling, "verifying": verifying, "proving": proving}


def _proving(record: Record, size: int) -> dict[str, Any]:
    """Proofs of random entries: each in a tree that has read nothing yet, then one after another."""
    chance = random.Random(26)
    with record.store.reading() as transaction:
        cold = []
        for index in [chance.randrange(size) for _ in range(20)]:
            began = time.perf_counter()
            record.tree(transaction).inclusion_proof(index)
            cold.append(time.perf_counter() - began)
        tree = record.tree(transaction)
        runs = {
            "inclusion, tiles read as they are needed": tree.inclusion_proof,
            "inclusion": tree.inclusion_proof,
            "consistency with the whole": tree.consistency_proof,
        }
        found: dict[str, Any] = {"inclusion, nothing read yet": {"of": size, **Spread.of(cold).to_dict()}}
        for name, prove in runs.items():
            asked = [chance.randrange(1, size) for _ in range(PROOFS)]
            began = time.perf_counter()
            for each in asked:
                prove(each)
            found[name] = {"of": size, "mean_us": _micro((time.perf_counter() - began) / PROOFS)}
    return {f"plimsoll: {name}": figures for name, figures in found.items()}


def _peer_proving(file: Path, undo: ExitStack) -> dict[str, Any]:
    try:
        append, tree = stores.pymerkle(file, undo)
    except ImportError:
        return {}
    blobs = stores.blobs()
    append([blobs[n % len(blobs)] for n in range(PEER_ENTRIES)])
    chance = random.Random(26)
    began = time.perf_counter()
    tree.prove_inclusion(chance.randrange(1, PEER_ENTRIES))
    found = {"inclusion, nothing read yet": {"of": PEER_ENTRIES, "mean_us": _micro(time.perf_counter() - began)}}
    runs = {"inclusion": tree.prove_inclusion, "consistency with the whole": tree.prove_consistency}
    for name, prove in runs.items():
        asked = [chance.randrange(1, PEER_ENTRIES) for _ in range(PEER_PROOFS)]
        began = time.perf_counter()
        for each in asked:
            prove(each, PEER_ENTRIES)
        found[name] = {"of": PEER_ENTRIES, "mean_us": _micro((time.perf_counter() - began) / PEER_PROOFS)}
    return {f"pymerkle: {name}": figures for name, figures in found.items()}


def _micro(seconds: float) -> float:
    return round(seconds * 1e6, 2)


def _as_of(address: Path) -> dict[str, Any]:
    """Read what was known of a day, on another, out of a record of facts of which one in ten was corrected."""
    clock = datetime(2026, 1, 1, tzinfo=UTC)

    def later() -> datetime:
        nonlocal clock
        clock += timedelta(hours=1)
        return clock

    with Record.make(str(address), "example.com/facts", clock=later) as record:
        facts = [_fact(n, f"m{n}") for n in range(FACTS * 9 // 10)] + [_fact(n, f"m{n}") for n in range(FACTS // 10)]
        for at in range(0, len(facts), 500):
            record.append(facts[at : at + 500])
        times, standing, bare = [], 0, []
        for _ in range(5):
            with record.store.reading() as transaction:
                began = time.perf_counter()
                standing = len(known(record, transaction, date(2026, 9, 1), clock - timedelta(hours=1)).facts)
                times.append(time.perf_counter() - began)
            with record.store.reading() as transaction:
                data = [row[-1] for row in transaction.rows()]
            began = time.perf_counter()
            for each in data:
                json.loads(each)
            bare.append(time.perf_counter() - began)
    return {
        "facts": len(facts),
        "standing": standing,
        "times": {"plimsoll": Spread.of(times).to_dict(), "limit: their JSON alone": Spread.of(bare).to_dict()},
    }


def _fact(n: int, subject: str) -> Draft:
    fact = {"id": subject, "name": f"Model {subject}", "signed_by": {"$personal": 0}, "notes": "x" * 300}
    effective = date(2026, 1, 1) + timedelta(days=n % 300)
    return Draft("facts/models", subject, {"fact": fact, "of": "example"}, effective, personal=[stores.PERSON])


if __name__ == "__main__":
    figures = measure()
    for table in recording_tables(figures):
        console().print(table)
