"""The same use told twice: alike it counts once, what is over stands for what still ran, the rest is refused.

Accounting is exported by the month, and a job that runs over its end is in both files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from plimsoll.errors import InputError, Place
from plimsoll.measure.usage.reading import LEAVE_OUT, Account
from plimsoll.measure.usage.segments import Writer
from plimsoll.measure.usage.spool import connected
from plimsoll.messages import said

_LINES = 1 << 40
_GOES_ON = ("running", "suspended", "completing", "configuring", "stopped", "signaling", "stage_out")
_ONCE_MORE = {
    "slurm": "SELECT hash(row, device) AS id FROM usage GROUP BY id HAVING count(*) > 1",
    "focus": "SELECT hash(row) AS id FROM usage GROUP BY id HAVING min(file) < max(file)",
}
"""Of each kind, rows that may be one: jobs of one id; lines of a bill that are alike, in different files."""


class _Told(NamedTuple):
    row: str
    device: str | None
    start: int
    end: int
    device_ms: int | None
    state: str | None
    file: int
    line: int

    @property
    def number(self) -> int:
        return self.file * _LINES + self.line

    @property
    def goes_on(self) -> bool:
        return self.state in _GOES_ON


def settled(kind: str, folder: Path, files: Sequence[Path], leave_out: bool, account: Account) -> set[int]:
    """Find which lines of which files are not to count, as numbers that `without` knows.

    Raises:
        InputError: two lines tell the same use otherwise, and the caller does not have such left out.
    """
    parquet = sorted(folder.glob("*.parquet"))
    if kind not in _ONCE_MORE or not parquet:
        return set()
    dropped: set[int] = set()
    with connected(parquet) as connection:
        connection.execute(f"CREATE TABLE twice AS {_ONCE_MORE[kind]}")
        wanted = "hash(row, device)" if kind == "slurm" else "hash(row)"
        found = connection.execute(
            f"SELECT {', '.join(map(json.dumps, _Told._fields))} FROM usage WHERE {wanted} IN (SELECT id FROM twice) "
            "ORDER BY row, device, start, file, line"
        )
        for _, same in groupby(_each(found), lambda each: (each.row, each.device)):
            told = list(same)
            dropped |= _alike(told, files, account) if kind == "focus" else _of_one(told, files, leave_out, account)
    return dropped


def _each(found: Any) -> Iterator[_Told]:
    while some := found.fetchmany(10_000):
        yield from map(_Told._make, some)


def without(dropped: set[int], folder: Path, writer: Writer) -> None:
    """Write the rows of a folder again, without some."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

    gone = pa.array(sorted(dropped), pa.int64())
    for path in sorted(folder.glob("*.parquet")):
        for batch in parquet.ParquetFile(path).iter_batches(50_000):
            table = pa.Table.from_batches([batch])
            number = pc.add(pc.multiply(table["file"].cast(pa.int64()), _LINES), table["line"])
            writer.table(table.filter(pc.invert(pc.is_in(number, value_set=gone))))


def _alike(told: list[_Told], files: Sequence[Path], account: Account) -> set[int]:
    """Lines of a bill that are alike: within a file they are charges each, in another file they are the same again."""
    again = [each for each in told if each.file != told[0].file]
    for each in again:
        place = Place(str(files[each.file]), each.line)
        Account.note(account.passed_over, said("charges that another file has too"), place)
    return {each.number for each in again}


def _of_one(told: list[_Told], files: Sequence[Path], leave_out: bool, account: Account) -> set[int]:
    """Which lines of one id do not count."""
    dropped: set[int] = set()
    standing: list[_Told] = []
    for _, same in groupby(told, lambda each: each.start):
        one, *others = same
        for other in others:
            before, after = Place(str(files[one.file]), one.line), Place(str(files[other.file]), other.line)
            if (one.end, one.device_ms, one.state) == (other.end, other.device_ms, other.state):
                Account.note(account.passed_over, said("lines that say what another line says"), after)
                dropped.add(other.number)
            elif one.goes_on or other.goes_on:
                Account.note(
                    account.passed_over, "lines of jobs that still ran, of which a later line says more", before
                )
                less, one = sorted((one, other), key=lambda each: (not each.goes_on, each.end))
                dropped.add(less.number)
            elif leave_out:
                Account.note(account.left_out, "says otherwise than another line what one job used", after)
                dropped |= {one.number, other.number}
            else:
                raise InputError(
                    f"says otherwise than {before} what one job used", f"leave one of the two out, {LEAVE_OUT}", after
                )
        standing.append(one)
    for one, other in pairwise(standing):
        if other.start < one.end and {one.number, other.number}.isdisjoint(dropped):
            place = Place(str(files[other.file]), other.line)
            Account.note(
                account.assumed,
                said("jobs of the same number that overlap, taken for jobs of different clusters"),
                place,
            )
    return dropped
