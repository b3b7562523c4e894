"""Jobs as Slurm's `jobcomp/filetxt` writes them: one line a job, `JobId=7 UserId=… StartTime=… Tres=…`.

Values are not quoted and may hold spaces, so a value ends where the next key that Slurm writes begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from plimsoll.measure.usage.reading import LABELS, Labels, Reading
from plimsoll.measure.usage.sacct import Told

_KEYS = (
    *("JobId", "ArrayJobId", "ArrayTaskId", "HetJobId", "HetJobOffset", "UserId", "GroupId", "Name", "JobState"),
    *("Partition", "TimeLimit", "StartTime", "EndTime", "NodeList", "NodeCnt", "ProcCnt", "WorkDir"),
    *("ReservationName", "Gres", "Tres", "Account", "QOS", "WcKey", "Cluster", "SubmitTime", "EligibleTime"),
    *("DerivedExitCode", "ExitCode"),
)
_PAIR = re.compile(rf"(?:^| )({'|'.join(_KEYS)})=")
_READ = {
    "job": ("JobId",),
    "start": ("StartTime",),
    "end": ("EndTime",),
    "allocated": ("Tres", "Gres"),
    "state": ("JobState",),
    "account": ("Account",),
    "project": ("WcKey",),
    "cluster": ("Cluster",),
}
_NEEDED = ("job", "start", "end", "state")
_LAST = "ExitCode"


def is_filetxt(first: str) -> bool:
    """Whether a first line is one of such a file."""
    return first.startswith("JobId=")


def jobs(reading: Reading, file: TextIO, labels: Labels) -> Iterator[Told]:
    """The lines, each of which is a job.

    Raises:
        InputError: a line that does not say which job ran when, or that ends early.
    """
    for text in file:
        reading.line += 1
        reading.advance(len(text))
        line = text.rstrip("\r\n")
        if not line:
            continue
        parts = _PAIR.split(line)
        pairs = dict(zip(parts[1::2], parts[2::2], strict=False))
        told = {what: pairs[key].strip() for what, keys in _READ.items() for key in keys[::-1] if key in pairs}
        if any(what not in told for what in _NEEDED) or _LAST not in pairs:
            cut = "" if text.endswith("\n") else ": it is the last, and the file may have been cut"
            reading.wrong(f"a line does not say all of a job{cut}", "take the file again, whole")
            continue
        wanted = {name: labels.column(name) for name in LABELS}
        lower = {key.lower(): value.strip() for key, value in pairs.items()}
        yield Told(told, {name: lower.get(column.lower(), "") for name, column in wanted.items() if column})
