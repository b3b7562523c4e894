"""Samples of devices as time: each stands for the time until the next one, if that came soon; bounded from above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from plimsoll.errors import InputError, Place
from plimsoll.measure.usage.reading import LEAVE_OUT, Account, Reading
from plimsoll.measure.usage.rows import Row
from plimsoll.measure.usage.spool import connected
from plimsoll.messages import said

METRICS = {
    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE": "tensor",
    "DCGM_FI_PROF_SM_ACTIVE": "active",
    "DCGM_FI_DEV_GPU_UTIL": "used",
}
_CHUNK = 50_000
_USUAL = 5
"""Times the usual distance of two samples from which on the time between them was not watched."""
_MOMENTS = """
CREATE TABLE moments AS
SELECT unit, time, max(millionths) FILTER (metric = 'tensor') AS tensor,
    max(millionths) FILTER (metric = 'active') AS active, max(millionths) FILTER (metric = 'used') AS used,
    any_value(device) AS device, any_value(customer) AS customer, any_value(project) AS project,
    any_value(model) AS model, any_value(phase) AS phase, min(file) AS file, min(line) AS line
FROM usage GROUP BY unit, time
"""
_TWICE = """
SELECT any_value(file), max(line), count(*) FROM usage GROUP BY unit, time, metric
HAVING min(millionths) < max(millionths) ORDER BY 1, 2 LIMIT 1
"""
_SPANS = """
CREATE TABLE spans AS
SELECT *, lead(time) OVER next AS stop,
    greatest(coalesce(tensor, active, used), lead(coalesce(tensor, active, used)) OVER next) AS busy,
    greatest(coalesce(active, used), lead(coalesce(active, used)) OVER next) AS any_busy
FROM moments WINDOW next AS (PARTITION BY unit ORDER BY time)
"""
_HOURS = """
SELECT unit, customer, project, model, phase, device, min(file), min(line), min(time), max(stop), sum(stop - time),
    sum(((stop - time) * busy + 999999) // 1000000), sum(((stop - time) * any_busy + 999999) // 1000000)
FROM spans WHERE stop - time <= ?
GROUP BY unit, customer, project, model, phase, device, time // 3600000 ORDER BY unit, min(time)
"""


class Sample(NamedTuple):
    """One sample: what share of a device was at work, in millionths."""

    unit: str
    time: int
    metric: str
    millionths: int
    device: str | None
    customer: str | None
    project: str | None
    model: str | None
    phase: str | None
    file: int
    line: int


def rows_of(readings: Sequence[Reading], samples: Iterable[Sample]) -> Iterator[Row]:
    """Rows of device time, one for each device, hour and set of labels.

    Of the two samples that stand about a time, the greater counts; a bound is only as good as the samples are dense.

    Raises:
        InputError: two samples of one metric, device and time differ, and the caller does not have such left out.
    """
    if not readings:
        return
    arguments, account = readings[0].arguments, readings[0].account
    with TemporaryDirectory() as name:
        path = Path(name) / "samples.parquet"
        _write(path, samples)
        with connected([path]) as connection:
            twice = connection.execute(_TWICE).fetchone()
            if twice is not None:
                place = Place(str(readings[twice[0]].path), twice[1] or None)
                if not arguments.get("leave_out"):
                    raise InputError("two samples of one time differ", f"take one of them out, {LEAVE_OUT}", place)
                Account.note(account.left_out, "two samples of one time differ: the greater is taken", place)
            connection.execute(_MOMENTS)
            connection.execute(_SPANS)
            gap = arguments.get("gap_ms") or _USUAL * (
                connection.execute("SELECT quantile_disc(stop - time, 0.5) FROM spans").fetchone()[0] or 0
            )
            _unwatched(connection, gap, account)
            found = connection.execute(_HOURS, [gap])
            while some := found.fetchmany(10_000):
                for each in some:
                    yield _row(*each)


def _row(
    unit: str,
    customer: str | None,
    project: str | None,
    model: str | None,
    phase: str | None,
    device: str | None,
    file: int,
    line: int,
    start: int,
    end: int,
    device_ms: int,
    busy_ms: int | None,
    active_ms: int | None,
) -> Row:
    return Row(
        source="dcgm",
        file=file,
        line=line,
        row=unit,
        customer=customer,
        project=project,
        model=model,
        phase=phase,
        device=device,
        devices=1,
        start=start,
        end=end,
        device_ms=device_ms,
        busy_ms=busy_ms,
        active_ms=active_ms,
        state=None,
        spent=None,
        listed=None,
        currency=None,
    )


def _unwatched(connection: Any, gap: int, account: Account) -> None:
    times, lost = connection.execute(
        "SELECT count(*), sum(stop - time) FROM spans WHERE stop - time > ?", [gap]
    ).fetchone()
    if times:
        why = said(
            "times between samples too far apart, {hours} device-hours that nobody watched and no figure holds",
            hours=f"{lost / 3_600_000:,.1f}",
        )
        Account.note(account.passed_over, why)
        account.passed_over[why].times = times


def _write(path: Path, samples: Iterable[Sample]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    whole = ("time", "millionths", "file", "line")
    schema = pa.schema([(name, pa.int64() if name in whole else pa.string()) for name in Sample._fields])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        held: list[Sample] = []

        def flush() -> None:
            columns = [pa.array(cells, each.type) for cells, each in zip(zip(*held, strict=True), schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            held.clear()

        for sample in samples:
            held.append(sample)
            if len(held) >= _CHUNK:
                flush()
        if held:
            flush()
