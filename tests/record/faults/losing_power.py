"""Finds a record again after a loss of power at each point of a session: run by test_record_power.py, with the shim.

The session runs once, and its calls are logged; what would be found after a loss at each of them is built from the log.
"""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from disk import Call, Disk, Kept, calls
from session import GONE, Acknowledged, Place, began, check, check_made, ciphertexts_of, make, session
from shim import Shim
from sqlalchemy import Engine, event

from plimsoll.errors import InputError
from plimsoll.record import sqlite


def logged(place: Place, work: str) -> list[Call]:
    """The calls of a session, made in a process of its own."""
    log = place.folder.parent / "log"
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    child = os.fork()
    if not child:
        try:
            shim = Shim()
            shim.log(place.folder, descriptor)
            (make if work == "make" else session)(place, shim.mark)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(descriptor)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return list(calls(log.read_bytes()))


def states(disk: Disk, done: list[Call], draws: int) -> Iterator[tuple[str, dict[str, bytes], list[str]]]:
    """What may be found after a loss at each point, with what had been acknowledged by then; each but once."""
    seen = set()
    told: list[str] = []
    for number, call in enumerate(done):
        if call.what == "!":
            told.append(call.data.decode())
            continue
        disk.take(call)
        for draw in range(2 + draws):
            kept = (Kept.NOTHING, Kept.ALL)[draw] if draw < 2 else Kept.SOME
            found = disk.found(kept, random.Random(f"{number} {draw}"))
            digest = hashlib.sha256(repr((sorted(found.items()), len(told))).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield f"call {number} ({call.what} {call.path}), {kept.value} of what was not synced", found, told


def put_back(place: Place, found: dict[str, bytes]) -> None:
    """Make the folder what was found."""
    place.bare()
    for path, content in found.items():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(content)


def unsynced() -> None:
    """Break the record on purpose: SQLite is not to sync."""
    engine = sqlite.engine

    def without(folder: Path) -> Engine:
        found = engine(folder)

        @event.listens_for(found, "connect")
        def off(connection: sqlite3.Connection, _: object) -> None:
            connection.execute("PRAGMA synchronous = OFF").close()

        return found

    sqlite.engine = without


def main(folder: Path, work: str, draws: int) -> None:
    place = Place(folder)
    ciphertexts: list[bytes] = []
    if work == "make":
        before: dict[str, bytes] = {}
    else:
        began(place, 10)
        ciphertexts = ciphertexts_of(place, GONE)
        place.again()
        before = place.files()
    if work == "unsynced":
        unsynced()
    done = logged(place, work)
    place.keep_folders()
    number = 0
    for where, found, told in states(Disk(before), done, draws):
        put_back(place, found)
        number += 1
        try:
            if work == "make":
                check_made(place, told)
            else:
                check(place, Acknowledged.read(told), ciphertexts)
        except (AssertionError, InputError) as error:
            if work == "unsynced":
                print(f"lost: {error}")
                return
            print(f"power lost at {where}; told {told}", file=sys.stderr)
            raise
    print(number)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
