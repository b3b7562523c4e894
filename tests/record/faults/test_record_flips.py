"""Any byte flipped, in any file: the record reads as before and is intact, or it is said what is wrong."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from session import ORIGIN, TODAY, Place, draft, verified

from plimsoll.errors import InputError
from plimsoll.facts.reading import open_facts
from plimsoll.record import erasing, keeping
from plimsoll.record.known import known
from plimsoll.record.record import Record
from plimsoll.record.recording import record_facts, withdraw

FACTS: dict[str, Any] = {
    "models": [{"id": "m", "name": "Jane Planted"}, {"id": "other", "name": "Somebody Else"}],
    "incidents": [{"id": "i", "notes": "seen by Jane"}, {"id": "j"}],
}
SAMPLED = 350
"""Flips in each file; every byte with PLIMSOLL_FUZZ."""


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A small record with an erasure, in a folder in memory where there is one; a part of it only in its log."""
    for name in ("PLIMSOLL_KEYS", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "")
    monkeypatch.delenv("PLIMSOLL_CUSTODY", raising=False)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        place = Place(Path(folder))
        with Record.make(str(place.data), ORIGIN) as record:
            record_facts(record, open_facts([FACTS]), actor="Ada Actor")
            record.append([draft("gone", "Jane Gone")])
            keeping.hold(record, "m", "2026-CV-1", "Jane asked")
            withdraw(record, 4, "Jane was wrong")
            erasing.erase(record, "gone", TODAY)
            record_facts(record, open_facts([{"models": [{"id": "m", "name": "Jane Corrected"}]}]))
            place.keep()  # as a kill leaves it: with a log
        yield place


def read(place: Place) -> dict[str, Any]:
    """All that the record says, and what the verifier says of it."""
    with Record.open(str(place.data)) as record:
        with record.store.reading() as transaction:
            found: dict[str, Any] = {
                "entries": [(entry.sequence, entry.data) for entry in transaction.entries()],
                "texts": [record.texts(transaction, entry) for entry in transaction.entries()],
                "known": list(known(record, transaction).as_files()),
                "holds": keeping.holds_on(transaction, "m"),
                "of m": [entry.sequence for entry in transaction.entries(subjects=["m"])],
            }
        found["verdict"] = verified(record).verdict
    return found


def folded(place: Place) -> None:
    """Let the log of the database be folded into it, as happens when it is closed."""
    place.again()
    Record.open(str(place.data)).close()
    place.keep()


def positions(content: bytes) -> list[int]:
    """Which bytes of a file to flip: all, or a sample in which those that are not zero come first."""
    if os.environ.get("PLIMSOLL_FUZZ"):
        return list(range(len(content)))
    dice = random.Random(len(content))
    used = [at for at, byte in enumerate(content) if byte]
    chosen = dice.sample(used, min(SAMPLED * 9 // 10, len(used)))
    return sorted({*chosen, *dice.sample(range(len(content)), min(SAMPLED // 10, len(content)))})


@pytest.mark.parametrize("name", ["record.db", "record.db-wal", "keyring.db", "keyring.db-head", "custody", "root key"])
def test_a_flipped_byte_is_harmless_or_named(place: Place, name: str) -> None:
    if name == "record.db":
        folded(place)
    place.again()
    path = next(path for path in place.files() if Path(path).name == name or (name, path[-4:]) == ("root key", ".key"))
    shutil.rmtree(place.folder)
    place.again()
    content = Path(path).read_bytes()
    for shm in place.folder.rglob("*-shm"):
        shm.unlink()
    place.keep()
    before = read(place)
    assert before["verdict"] == "intact"
    what: Counter[str] = Counter()
    bad: list[str] = []
    for at in positions(content):
        place.again()
        mask = random.Random(at).choice([0x01, 0x80, 0xFF, 1 << at % 8])
        with open(path, "r+b") as file:
            file.seek(at)
            file.write(bytes([content[at] ^ mask]))
        try:
            found = read(place)
        except InputError:
            what["refused"] += 1
            continue
        except Exception as error:
            bad.append(f"byte {at}: {type(error).__name__}: {error}")
            continue
        if found == before:
            what["as before"] += 1
        elif found["verdict"] == "intact":
            bad.append(f"byte {at}: another value and a green verdict: {[k for k in before if found[k] != before[k]]}")
        else:
            what["found by the verifier"] += 1
            if others := [key for key in before if found[key] != before[key] and key != "verdict"]:
                what[f"and read as another: {others}"] += 1
    assert not bad, f"{len(bad)} of {sum(what.values()) + len(bad)}:\n" + "\n".join(bad[:40])
