"""Measuring from Slurm's accounting: jobs become rows of usage, rows become training runs.

Slurm prints times in the cluster's local time, with no zone (sacct's page, SLURM_TIME_FORMAT), so the zone has to be
told; UTC is assumed, and said, where it is not. Elapsed leaves out the time that a job was suspended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError
from plimsoll.measure.measurement import Measurement
from plimsoll.measure.usage import filetxt, sacct
from plimsoll.measure.usage.clocks import UNKNOWN, Clock, span_ms
from plimsoll.measure.usage.reading import Labels, Reading
from plimsoll.measure.usage.rows import LONGEST_MS, Row
from plimsoll.measure.usage.runs import measured
from plimsoll.measure.usage.text import opened
from plimsoll.measure.usage.tres import UnnamedError, devices_in
from plimsoll.messages import said

_NOT_STARTED = frozenset({"pending", "requeued", "resizing", "requeue_hold", "cancelled", "boot_fail", "deadline"})
_GOES_ON = frozenset({"running", "suspended", "completing", "configuring", "stopped", "signaling", "stage_out"})
_HEADER = "print it with a header: sacct --parsable2 --format=JobID,Start,End,Elapsed,State,AllocTRES,Account"


def measure(files: Sequence[Path], arguments: Mapping[str, Any]) -> Measurement:
    """Measure from files that `sacct` printed, that slurmdbd's job table was copied to, or that jobcomp/filetxt wrote.

    Arguments: `zone` (an IANA time zone), `model` and `phase` (of all jobs), `model_from`, `phase_from`,
    `project_from`, `customer_from` (`{column, pattern}`), `devices` (what the catalogue calls a device that the cluster
    calls otherwise: `{volta: V100 SXM2}`; under the empty name, those of no kind), `gres` (which generic resources are
    devices; `gpu` if absent), `tres` (names of a site's TRES ids: `{"1001": "gres/gpu"}`), `leave_out`, and those of
    `plimsoll.measure.usage.runs.measured`.

    Raises:
        InputError: a file cannot be read; a line is not whole; a job ends before it starts; two lines contradict each
            other. With `leave_out`, lines are counted and left out instead.
    """
    return measured("slurm", files, arguments, rows)


def rows(readings: Sequence[Reading]) -> Iterator[Row]:
    """The rows of all files.

    Raises:
        InputError: as `measure`.
    """
    return (row for reading in readings for row in _rows(reading))


def _rows(reading: Reading) -> Iterator[Row]:
    """The rows of one file: one for each job and kind of device that it had.

    Raises:
        InputError: as `measure`.
    """
    labels = Labels(reading.arguments)
    job = _Jobs(reading, labels)
    with opened(reading) as file:
        first = file.readline()
        file.seek(0)
        if filetxt.is_filetxt(first):
            told = filetxt.jobs(reading, file, labels)
        elif sacct.is_sacct(first):
            told = sacct.jobs(reading, file, labels)
        else:
            reading.line = 1
            raise InputError(
                "the first line is no header of sacct's, and no job of filetxt's", _HEADER, reading.place()
            )
        any_device = False
        for each in told:
            for row in job.rows(each):
                any_device = True
                yield row
        if not any_device:
            reading.assume(
                said(
                    "a file names no device of any job, taken for none; a cluster that does not track gres/gpu "
                    "(AccountingStorageTRES) prints none either"
                )
            )


class _Jobs:
    """Makes rows of jobs as they were told."""

    def __init__(self, reading: Reading, labels: Labels) -> None:
        self._reading, self._labels = reading, labels
        arguments = reading.arguments
        self._clock = Clock(arguments.get("zone") or "UTC")
        kinds = frozenset(each.lower() for each in arguments.get("gres") or ("gpu",))
        names = arguments.get("tres") or {}
        self._devices_in = lru_cache(maxsize=100_000)(lambda text: devices_in(text, kinds, names))

    def rows(self, told: sacct.Told) -> Iterator[Row]:
        """Rows of one job; none where it used no device, or cannot be taken."""
        reading, fields = self._reading, told.fields
        state = fields.get("state", "").partition(" ")[0].rstrip("+").lower()
        if _unknown(fields["start"]):
            if state in _NOT_STARTED or _unknown(fields.get("end", "")) or not state:
                reading.pass_over(said("jobs that never started"))
            else:
                reading.wrong("a job that ran has no start", "print its Start", "Start")
            return
        devices = self._devices(told)
        if devices is None:
            return
        if not devices:
            reading.pass_over(said("jobs without a device: their operations are not counted"))
            return
        times = self._times(fields, state, sum(count for _, count in devices))
        if times is None:
            return
        start, end, used = times
        cluster = fields.get("cluster", "")
        customer = self._label("customer", told, "account")
        project = self._label("project", told, "project")
        model = self._labels.of("model", told.labels.get("model"))
        phase = self._labels.of("phase", told.labels.get("phase"))
        for word, count in devices:
            device, times_each = reading.device(word)
            many = count * times_each
            yield Row(
                source="slurm",
                file=reading.file,
                line=reading.line,
                row=f"{cluster}/{fields['job']}" if cluster else fields["job"],
                customer=customer,
                project=project,
                model=model,
                phase=phase,
                device=device,
                devices=many,
                start=start,
                end=end,
                device_ms=many * used,
                busy_ms=None,
                active_ms=None,
                state=state or None,
                spent=None,
                listed=None,
                currency=None,
            )

    def _label(self, name: str, told: sacct.Told, usual: str) -> str | None:
        text = self._labels.of(name, told.labels[name]) if name in told.labels else told.fields.get(usual)
        return self._reading.pseudonyms.of(name, text) if text and text.lower() != "(null)" else None

    def _devices(self, told: sacct.Told) -> Sequence[tuple[str | None, int]] | None:
        reading, fields = self._reading, told.fields
        asked = "allocated" not in fields and "count" not in fields
        if "allocated" not in fields and "count" in fields:
            return self._counted(fields)
        try:
            found = self._devices_in(fields["requested" if asked else "allocated"]) if fields else ()
        except UnnamedError as error:
            raise InputError(
                f"a resource is told by the number {error}", f"say what it is: --tres {error}=gres/gpu", reading.place()
            ) from None
        except KeyError:
            found = ()
        except ValueError:
            reading.wrong("a job's devices cannot be read", "write them as gres/gpu:h100=8", "devices")
            return None
        if asked and found:
            reading.assume(
                said("jobs whose devices are those that were asked for, since no column says which they got")
            )
        if told.per_node and found:
            nodes = fields.get("nodes", "")
            if not nodes.isdecimal():
                reading.wrong(
                    "devices are told for one node, and no column says how many nodes there were",
                    "print NNodes, or AllocTRES",
                    "devices",
                )
                return None
            found = tuple((word, count * int(nodes)) for word, count in found)
        return found

    def _counted(self, fields: Mapping[str, str]) -> Sequence[tuple[str | None, int]] | None:
        count = fields["count"].removesuffix(".0") or "0"
        if not count.isdecimal():
            self._reading.wrong("a job's devices are no whole number", "write it as 8", "devices")
            return None
        return ((fields.get("kind") or None, int(count)),) if int(count) else ()

    def _times(self, fields: Mapping[str, str], state: str, devices: int) -> tuple[int, int, int] | None:
        """Start, end and milliseconds in use; None where they cannot be taken."""
        reading = self._reading
        starts = self._time(fields["start"], "Start")
        elapsed = self._span(fields.get("elapsed", ""), "Elapsed")
        suspended = self._span(fields.get("suspended", ""), "Suspended")
        if starts == () or elapsed == -1 or suspended == -1:
            return None
        if _unknown(fields.get("end", "")):
            return self._still_running(starts, elapsed, suspended or 0, state)
        ends = self._time(fields["end"], "End")
        if ends == ():
            return None
        if elapsed is None:
            pairs = [(end - (suspended or 0) - start, start, end) for start in starts for end in ends]
            used, start, end = next((each for each in pairs if each[0] >= 0), pairs[0])
        else:
            idle = suspended or 0
            pairs = [(abs(end - start - idle - elapsed), start, end) for start in starts for end in ends]
            _, start, end = min(pairs)
            used = elapsed
        if len(starts) + len(ends) > 2 and elapsed is None:
            reading.assume(
                said("times in the hour that clocks showed twice, taken for the first, since no Elapsed tells which")
            )
        if end < start:
            reading.wrong(
                "a job ends before it starts: a clock was set back, or the zone is another", "correct it", "End"
            )
            return None
        if used < 0 or used > end - start + 999:
            reading.wrong(
                "a job was in use for longer than from its start to its end",
                "correct it, or name the zone that the times are of",
                "Elapsed",
            )
            return None
        if end - start > LONGEST_MS:
            reading.wrong("a job lasts for more than 34 years", "correct it", "End")
            return None
        return start, end, min(used, end - start)

    def _still_running(
        self, starts: Sequence[int], elapsed: int | None, suspended: int, state: str
    ) -> tuple[int, int, int] | None:
        reading = self._reading
        if elapsed is None:
            reading.wrong("a job that has no end has no Elapsed either", "print Elapsed", "End")
            return None
        if state and state not in _GOES_ON:
            reading.assume(said("jobs that are over and have no end, counted as far as Elapsed goes"))
        else:
            reading.assume(said("jobs that still ran, counted as far as they had come"))
        return starts[0], starts[0] + elapsed + suspended, elapsed

    def _time(self, text: str, column: str) -> tuple[int, ...]:
        try:
            return self._clock.read(text)
        except ValueError as error:
            zone = self._reading.arguments.get("zone") or "UTC"
            self._reading.wrong(
                f"{column} is {error}", f"write it as 2026-03-01T09:00:00, in the zone of --zone ({zone})", column
            )
            return ()

    def _span(self, text: str, column: str) -> int | None:
        if not text or text.lower() in ("unknown", "invalid", "none", "n/a"):
            return None
        try:
            return span_ms(text)
        except ValueError as error:
            self._reading.wrong(f"{column} is {error}", "write it as 1-02:03:04", column)
            return -1


def _unknown(text: str) -> bool:
    return text.lower() in UNKNOWN
