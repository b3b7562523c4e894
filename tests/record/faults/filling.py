"""Fills the disk at each call of a session in turn: run by test_record_full_disk.py, with the shim loaded."""

from __future__ import annotations

import os
import sys
import traceback
from collections import Counter
from pathlib import Path

from session import GONE, TODAY, Place, began, draft, verified
from shim import How, Shim

from plimsoll.errors import InputError
from plimsoll.record import erasing
from plimsoll.record.record import Record


def work(record: Record) -> None:
    record.append([draft("one-0", "Jane One")])
    record.append([draft(f"forty-{n}", *[f"Joan Forty {n}"] * (n % 4 == 0)) for n in range(40)])
    erasing.erase(record, GONE, TODAY)


def filled_at(place: Place, shim: Shim, at: int, how: How) -> str:
    """What became of the session; it must leave nothing half done, and go on once there is room."""
    with Record.open(str(place.data)) as record:
        shim.arm(place.folder, at, how)
        told = "done"
        try:
            work(record)
        except InputError as error:
            told = str(error).partition(": ")[2]
            assert "\n" not in told, told
        met = shim.counted() >= at
        shim.arm(place.folder, 0, How.NEVER)
        if not met:
            return ""
        names = [each.subject for each in entries(record)]
        assert sum(name.startswith("forty") for name in names) in (0, 40), names
        assert verified(record).verdict == "intact", verified(record).findings
        size = len(names)
        assert record.append([draft("afterwards-0", "Jane Afterwards")])[0].sequence == size
    with Record.open(str(place.data)) as record:
        erasing.finish(record)
        if told != "done" and "one-0" not in names:
            work(record)
        found = verified(record)
        assert found.verdict == "intact", found.findings
        assert found.values_opened == found.values_there
    return told


def entries(record: Record):  # type: ignore[no-untyped-def]
    with record.store.reading() as transaction:
        return list(transaction.entries())


def main(folder: Path, step: int) -> None:
    shim, place = Shim(), Place(folder)
    began(place, 10)
    told: Counter[str] = Counter()
    at, going_on = 1, True
    while going_on:
        for how in (How.FULL_ONCE, How.FULL):
            place.again()
            reading, writing = os.pipe()
            child = os.fork()
            if not child:
                try:
                    os.write(writing, filled_at(place, shim, at, how).encode())
                    os._exit(0)
                except BaseException:
                    print(f"full at call {at}, {how.name}", file=sys.stderr)
                    traceback.print_exc()
                    os._exit(1)
            os.close(writing)
            with os.fdopen(reading) as pipe:
                answer = pipe.read()
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
                print("failed", file=sys.stderr)
                answer = "FAILED"
            if not answer:
                going_on = False
                break
            told[answer] += 1
        at += step
    for answer, number in told.most_common():
        print(number, answer)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
