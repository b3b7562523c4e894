"""Kills a session at each call that changes a file, in turn: run by test_record_kills.py, with the shim loaded.

One process has everything imported, and forks a child for each kill. It has no connection open meanwhile: one does not
outlive a fork.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from pathlib import Path

from session import GONE, Acknowledged, Place, began, check, ciphertexts_of, session
from shim import How, Shim


def killed_at(place: Place, shim: Shim, at: int, how: How) -> tuple[bool, Acknowledged]:
    """Whether the session was killed, rather than done before; and what it had acknowledged."""
    place.again()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            shim.arm(place.folder, at, how)
            session(place, lambda line: void(os.write(writing, line.encode() + b"\n")))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as told:
        acknowledged = Acknowledged.read(told.read().splitlines())
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, "the child crashed by itself"
        return True, acknowledged
    assert os.waitstatus_to_exitcode(status) == 0, "the session failed by itself"
    return False, acknowledged


def void(_: object) -> None:
    """Nothing."""


def main(folder: Path, entries: int, first: int, step: int) -> None:
    shim, place = Shim(), Place(folder)
    began(place, entries)
    ciphertexts = ciphertexts_of(place, GONE)
    gc.freeze()
    kills, at, going_on = 0, first, True
    while going_on:
        for how in (How.BEFORE, How.HALF, How.AFTER):
            going_on, acknowledged = killed_at(place, shim, at, how)
            if not going_on:
                break
            kills += 1
            try:
                check(place, acknowledged, ciphertexts)
            except BaseException:
                print(f"killed at call {at}, {how.name}; acknowledged {acknowledged}", file=sys.stderr)
                raise
        at += step
    print(kills, len(acknowledged.leaves))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
