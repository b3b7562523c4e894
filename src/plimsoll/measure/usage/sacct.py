"""Jobs as `sacct` prints them (`--parsable2`, `--parsable`, `--delimiter`), and as slurmdbd keeps them.

Columns are found by the header, in whatever order. The names are those of `sacct --helpformat`, of slurmdbd's job table
(`id_job`, `time_start`, `tres_alloc` …), in whatever letters. What is read:

- the job's id; steps (`12.0`, `12.batch`, `12.extern`) are parts of a job, and are not counted again;
- Start, End, Elapsed, Suspended; a job that still runs has no End, and counts as far as Elapsed goes;
- AllocTRES or AllocGRES for the devices, or else ReqTRES or ReqGRES, with a note;
- State, Account, WCKey, Cluster.

Of tables that others made of such records, a count of devices (`gpu_num`, of a `gpu_type`) is read too.

A requeued job has one line for each time that it started (`sacct --duplicates`): each of them used its devices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from plimsoll.errors import InputError, Place
from plimsoll.measure.usage.reading import LABELS, Labels, Reading
from plimsoll.messages import said

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "job": ("jobid", "jobidraw", "id_job", "job_id"),
    "start": ("start", "time_start", "starttime", "start_time"),
    "end": ("end", "time_end", "endtime", "end_time"),
    "elapsed": ("elapsedraw", "elapsed", "duration"),
    "suspended": ("suspended", "time_suspended"),
    "allocated": ("alloctres", "tres_alloc", "allocgres", "gres_alloc", "gres_used", "tres"),
    "requested": ("reqtres", "tres_req", "reqgres", "gres_req"),
    "count": ("gpu_num", "num_gpus", "ngpus", "n_gpus", "gpus"),
    "kind": ("gpu_type", "gputype", "gpu_model"),
    "nodes": ("nnodes", "allocnodes", "nodes_alloc"),
    "state": ("state", "jobstate"),
    "account": ("account", "vc"),
    "project": ("wckey", "wc_key"),
    "cluster": ("cluster",),
}
"""What is read, and the names that its column may have, in small letters, the first that is there."""
_DELIMITERS = ("|", "\t", ",", ";")


@dataclass(frozen=True, slots=True)
class Told:
    """A job as a file tells it: the text of each of `COLUMNS`, and of the columns that labels are read from."""

    fields: Mapping[str, str]
    labels: Mapping[str, str]
    per_node: bool = False
    """The devices are told for one node of it."""


def is_sacct(first: str) -> bool:
    """Whether a first line is the header of such a file."""
    names = {name.strip().strip('"').lower() for name in _split(first.rstrip("\r\n"), _delimiter(first), False)}
    return any(name in names for name in COLUMNS["job"]) and len(names) > 1


def jobs(reading: Reading, file: TextIO, labels: Labels) -> Iterator[Told]:
    """The lines that are jobs.

    Raises:
        InputError: no header; a column is missing; a line has more or fewer columns than the header names.
    """
    header = file.readline()
    reading.line = 1
    delimiter = _delimiter(header)
    closed = header.rstrip("\r\n").endswith(delimiter)
    names = [name.strip().strip('"').lower() for name in _split(header.rstrip("\r\n"), delimiter, closed)]
    found = ((what, _place_of(names, each)) for what, each in COLUMNS.items())
    where = {what: at for what, at in found if at is not None}
    _check(where, reading.place())
    wanted = ((name, labels.column(name)) for name in LABELS)
    label_at = {name: _column(names, column, reading) for name, column in wanted if column is not None}
    resources = where.get("allocated", where.get("requested"))
    per_node = resources is not None and names[resources] in ("reqgres", "gres_req")
    last = ""
    for text in file:
        reading.line += 1
        reading.advance(len(text))
        line = text.rstrip("\r\n")
        if not line or text == header:
            continue
        cells = _split(line, delimiter, closed)
        if len(cells) != len(names):
            cut = "" if text.endswith("\n") else ": it is the last, and the file may have been cut"
            more = "a job name may hold the delimiter: print it without JobName" if len(cells) > len(names) else ""
            reading.wrong(
                f"a line has another number of columns than the header{cut}", more or "take the file again, whole"
            )
            continue
        if not text.endswith("\n"):
            reading.assume(said("the last line has no end; if the file was cut there, its last column may be short"))
        told = {what: cells[at].strip() for what, at in where.items()}
        job, dot, _ = told["job"].partition(".")
        if dot and not job.endswith("]"):
            reading.pass_over(
                said("steps of jobs") if job == last else said("steps whose job has no line of its own just before")
            )
            continue
        last = job
        yield Told(told, {name: cells[at].strip() for name, at in label_at.items()}, per_node)


def _check(where: Mapping[str, int], place: Place) -> None:
    mend = "print it with a header: sacct --parsable2 --format=JobID,Start,End,Elapsed,State,AllocTRES,Account"
    if "job" not in where:
        raise InputError("the first line names no column of job ids", mend, place)
    if "start" not in where or not ("end" in where or "elapsed" in where):
        raise InputError("no columns say when jobs started and ended", mend, place)
    if not {"allocated", "requested", "count"} & set(where):
        raise InputError("no column says which devices jobs had", mend, place)


def _place_of(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _column(names: Sequence[str], wanted: str, reading: Reading) -> int:
    if wanted.lower() not in names:
        raise InputError(
            f"there is no column {wanted[:40]!r}", "print it too, or name one that is there", reading.place()
        )
    return names.index(wanted.lower())


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _split(line: str, delimiter: str, closed: bool) -> list[str]:
    """The cells of a line; where lines are closed by a delimiter (`--parsable`), no cell comes after that."""
    if '"' in line and delimiter != "|":
        import csv

        cells = next(csv.reader([line], delimiter=delimiter))
    else:
        cells = line.split(delimiter)
    return cells[:-1] if closed and cells[-1] == "" else cells
