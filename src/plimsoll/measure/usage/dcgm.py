"""Measuring from NVIDIA's DCGM exporter, as Prometheus keeps it: time of devices, and how busy they were.

Source: the field identifiers of NVIDIA DCGM. `DCGM_FI_PROF_PIPE_TENSOR_ACTIVE` is the share of cycles in which the
tensor units were at work, `DCGM_FI_PROF_SM_ACTIVE` that in which any multiprocessor was, `DCGM_FI_DEV_GPU_UTIL` the
percentage of time in which any kernel ran: each of them bounds the one before from above. A unit that is at work is
not at its peak, so that what follows is an upper bound of operations, with nothing as the lower one.

Read are the text format (`/federate`, or any exposition whose samples have times) and answers of `query_range` in
JSON, whose series have at most 11,000 points. A snapshot without times says nothing of how long.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError
from plimsoll.measure.measurement import Measurement
from plimsoll.measure.usage.reading import Labels, Reading
from plimsoll.measure.usage.rows import LATEST_MS, Row
from plimsoll.measure.usage.runs import measured
from plimsoll.measure.usage.samples import METRICS, Sample, rows_of
from plimsoll.measure.usage.text import opened
from plimsoll.messages import said

_EARLIEST_AS_MS = 10**11
"""A time below is in seconds, as OpenMetrics has it: as milliseconds it were before 1973."""
_NAMES = tuple(METRICS)
_ASK = "ask Prometheus for it: /api/v1/query_range, or /federate"


def measure(files: Sequence[Path], arguments: Mapping[str, Any]) -> Measurement:
    """Measure from samples of DCGM's metrics.

    Arguments: `model`, `phase`, `model_from` … as of `plimsoll.measure.usage.slurm.measure`, where a column is a label;
    `metric` (which one it is, where the series of an answer do not say); `gap_ms` (two samples further apart say
    nothing of the time between; five times the usual distance if absent); `leave_out`; and those of
    `plimsoll.measure.usage.runs.measured`.

    Raises:
        InputError: a file cannot be read; samples have no times; a share is none; two samples contradict each other.
    """
    return measured("dcgm", files, arguments, rows)


def rows(readings: Sequence[Reading]) -> Iterator[Row]:
    """Rows of all files together, since one may hold what belongs to another: one for each device and hour.

    Raises:
        InputError: as `measure`.
    """
    return rows_of(readings, (each for reading in readings for each in _samples(reading)))


def _samples(reading: Reading) -> Iterator[Sample]:
    labels = Labels(reading.arguments)
    found = False
    with opened(reading) as file:
        start = file.read(1)
        while start.isspace():
            start = file.read(1)
        file.seek(0)
        told = _of_json(reading, file.read()) if start == "{" else _of_text(reading, file)
        for name, series, time, value in told:
            sample = _sample(reading, labels, name, series, time, value)
            if sample is not None:
                found = True
                yield sample
    if not found:
        raise InputError("holds no sample of DCGM's that is read", f"those are {', '.join(METRICS)}", reading.place())


Told = tuple[str, Mapping[str, str], int, str]
"""Metric, labels, milliseconds since 1970, value."""


def _of_text(reading: Reading, file: Any) -> Iterator[Told]:
    from prometheus_client.parser import text_string_to_metric_families

    for text in file:
        reading.line += 1
        reading.advance(len(text))
        if not text.startswith(_NAMES):
            continue
        try:
            sample = next(each for family in text_string_to_metric_families(text) for each in family.samples)
        except (ValueError, IndexError, KeyError, StopIteration):
            cut = "" if text.endswith("\n") else ": it is the last, and the file may have been cut"
            reading.wrong(f"a line is no sample{cut}", "take the file again, whole")
            continue
        if sample.timestamp is None:
            raise InputError("a sample has no time, and so says nothing of how long", _ASK, reading.place())
        time = round(float(sample.timestamp) * 1000)
        yield sample.name, sample.labels, time if time >= _EARLIEST_AS_MS else time * 1000, repr(float(sample.value))


def _of_json(reading: Reading, text: str) -> Iterator[Told]:
    try:
        answer = json.loads(text, parse_float=Decimal)
        if answer["status"] != "success" or answer["data"]["resultType"] != "matrix":
            raise InputError("is no answer with series", _ASK, reading.place())
        for series in answer["data"]["result"]:
            labels = series["metric"]
            name = labels.get("__name__") or reading.arguments.get("metric")
            if name is None:
                raise InputError("a series does not say of which metric it is", "say it: --metric", reading.place())
            if name in METRICS:
                for time, value in series["values"]:
                    yield name, labels, round(time * 1000), value
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError("is no whole answer of Prometheus", "take it again, whole", reading.place()) from None


def _sample(
    reading: Reading, labels: Labels, name: str, series: Mapping[str, str], time: int, value: str
) -> Sample | None:
    if not 0 <= time < LATEST_MS:
        reading.wrong("a sample is from before 1970, or after 9999", "correct it", name)
        return None
    millionths = _millionths(value, 100 if METRICS[name] == "used" else 1)
    if millionths is None:
        reading.pass_over(said("samples without a value"))
        return None
    if not 0 <= millionths <= 1_000_000:
        reading.wrong("a share is below nothing or above all", "correct it", name)
        return None
    unit = series.get("UUID") or f"{series.get('Hostname', '')}/{series.get('gpu', series.get('device', ''))}"
    device = reading.device(series.get("modelName"))[0]
    if part := series.get("GPU_I_PROFILE"):
        unit, device = f"{unit}/{series.get('GPU_I_ID', '')}", f"{device or 'a device'} in part ({part})"
    lower = {key.lower(): text for key, text in series.items()}
    told = {each: lower.get((labels.column(each) or "").lower()) for each in ("model", "phase", "project", "customer")}
    namespace = lower.get("exported_namespace") or lower.get("namespace")
    customer = labels.of("customer", told["customer"]) or (None if labels.column("customer") else namespace)
    project = labels.of("project", told["project"])
    return Sample(
        unit=unit,
        time=time,
        metric=METRICS[name],
        millionths=millionths,
        device=device,
        customer=reading.pseudonyms.of("customer", customer) if customer else None,
        project=reading.pseudonyms.of("project", project) if project else None,
        model=labels.of("model", told["model"]),
        phase=labels.of("phase", told["phase"]),
        file=reading.file,
        line=reading.line,
    )


def _millionths(value: str, whole: int) -> int | None:
    """A share in millionths, rounded up; None where there is no value."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if number.is_nan():
        return None
    return math.ceil(number * 1_000_000 / whole) if number.is_finite() else -1
