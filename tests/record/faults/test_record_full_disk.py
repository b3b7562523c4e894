"""A disk full at any write of a session: one clear line, nothing half done, and on it goes once there is room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest
import shim
from session import draft, verified

from plimsoll.errors import InputError
from plimsoll.record.record import Record

STEP = "1" if os.environ.get("PLIMSOLL_FUZZ") else "2"


@pytest.mark.skipif(bool(shim.missing()), reason=shim.missing())
def test_a_disk_full_at_any_write_is_said_and_leaves_nothing_half_done() -> None:
    told = dict(line.partition(" ")[::-2] for line in shim.run("filling.py", STEP).splitlines())
    assert sum(map(int, told.values())) >= 200
    assert set(told) <= {
        "done",  # not every file matters: the head that is remembered, and what is put in order afterwards
        "the disk is full; make room; nothing of this was recorded",
        "the keyring cannot be used (SQLITE_FULL); check the disk and its space",
        "the keyring cannot be used (SQLITE_FULL); mend that; `plimsoll erase --due` then completes the erasure",
        "no space left on device; mend that; `plimsoll erase --due` then completes the erasure",
        "what was taken out of the record is still in its write-ahead log; see that the disk has room; opening the "
        "record once more clears it",
    }


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB."""
    where = tmp_path / "small"
    where.mkdir()
    if os.geteuid() or run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", where], capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield where
    run(["umount", where], check=True)


def test_a_disk_that_fills_up_stops_it_and_room_lets_it_go_on(small_disk: Path, own_keys: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(500_000))
    with Record.make(str(small_disk / "data"), "example.com/record") as record:
        size, refused = 1, ""
        for n in range(1_000):
            try:
                size = record.append([draft(f"{n}-{i}", "Jane " * 200) for i in range(3)])[-1].size
            except InputError as error:
                refused = str(error)
                break
        assert refused.endswith("data: the disk is full; make room; nothing of this was recorded")
        assert record.head().size == size
        ballast.unlink()
        assert record.append([draft("afterwards", "Jane")])[0].sequence == size
        assert verified(record).verdict == "intact"
    with Record.open(str(small_disk / "data")) as record:
        assert record.head().size == size + 1
