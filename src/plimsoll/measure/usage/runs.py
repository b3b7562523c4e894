"""From rows of usage to facts: training runs of the models that they are told to be of.

Operations are device-seconds x peak x utilisation; where the busy time of the unit that the peak counts was watched,
at most that time x peak. What is unknown stays unknown: rows with a device that no catalogue has give their run no
upper bound, and rows of no model give no fact; both are counted, with their device time.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from plimsoll.errors import InputError
from plimsoll.measure.devices import PRECISIONS, Catalogue, Device, catalogue
from plimsoll.measure.hardware import Bounds, operations_of
from plimsoll.measure.measurement import Input, Measurement, money, operations
from plimsoll.measure.usage.pseudonyms import Pseudonyms
from plimsoll.measure.usage.reading import PHASES, Account, Count, Reading
from plimsoll.measure.usage.rows import Row
from plimsoll.measure.usage.segments import Manifest, Writer, keep
from plimsoll.measure.usage.settling import settled, without
from plimsoll.measure.usage.spool import asked, usage
from plimsoll.measure.usage.totals import totals

Reader = Callable[[Sequence[Reading]], Iterator[Row]]
_UNTOLD: Bounds = Fraction(0), None, Fraction(1)
_BY = ("model", "phase", "device", "state", "currency")
_GIVEN_BACK = ("credit", "correction", "adjustment")


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where rows are to be kept as segments, and the key of the pseudonyms in them; None: names in clear."""

    folder: Path
    key: bytes | None


def measured(
    kind: str,
    files: Sequence[Path],
    arguments: Mapping[str, Any],
    read: Reader,
    keeping: Keeping | None = None,
    advance: Callable[[int], None] = lambda read: None,
) -> Measurement:
    """Measure from files of records, which `read` makes rows of; keep the rows where that is wanted.

    Arguments, beside those of the reader: `utilisation` (`{low, best, high}`, shares of the peak as text; without it
    anything from nothing to the peak), `precision` (without it, any that the device has), `catalogue` (the place among
    `files` of a catalogue of devices).

    Raises:
        InputError: as `read`; no file is given, one is given twice, or an argument is none.
    """
    at = arguments.get("catalogue")
    known = catalogue(None if at is None else files[at])
    records = [file for n, file in enumerate(files) if n != at]
    inputs = tuple(Input.of(file) for file in files)
    _check(records, [each for n, each in enumerate(inputs) if n != at], arguments)
    if keeping is not None and keeping.folder.exists():
        raise InputError(f"{keeping.folder} is there already", "segments never change: name a new folder")
    pseudonyms = Pseudonyms(os.urandom(32) if keeping is None else keeping.key)
    account = Account()
    with TemporaryDirectory() as name:
        folder = Path(name) / "read"
        folder.mkdir()
        with Writer(folder) as writer:
            readings = [
                Reading(file, n, arguments, account, pseudonyms, known, advance) for n, file in enumerate(records)
            ]
            for row in read(readings):
                writer.add(row)
        if dropped := settled(kind, folder, records, bool(arguments.get("leave_out")), account):
            settled_folder = Path(name) / "settled"
            settled_folder.mkdir()
            with Writer(settled_folder) as writer:
                without(dropped, folder, writer)
            folder = settled_folder
        manifest = Manifest(kind, tuple(writer.segments), tuple({"sha256": i.sha256, "size": i.size} for i in inputs))
        with asked([folder / each.file for each in writer.segments]) as answer:
            found = answer(totals(usage(), _BY))
        measurement = _told(kind, found, inputs, arguments, known, account, None if keeping is None else manifest)
        if keeping is not None:
            keep(folder, keeping.folder, manifest)
    return measurement


def _check(records: Sequence[Path], inputs: Sequence[Input], arguments: Mapping[str, Any]) -> None:
    if not records:
        raise InputError("no file of records is given", "name at least one")
    seen: dict[str, Path] = {}
    for path, each in zip(records, inputs, strict=True):
        if each.sha256 in seen:
            raise InputError(f"{path} holds the same as {seen[each.sha256]}", "name one of the two")
        seen[each.sha256] = path
    if (phase := arguments.get("phase")) is not None and phase not in PHASES:
        raise InputError(f"{str(phase)[:40]!r} is no phase", f"name one of {', '.join(PHASES)}")
    if (precision := arguments.get("precision")) is not None and precision not in PRECISIONS:
        raise InputError(f"{str(precision)[:40]!r} is no precision", f"name one of {', '.join(PRECISIONS)}")
    utilisation(arguments)


def utilisation(arguments: Mapping[str, Any]) -> Bounds:
    """The share of the peak that is told, or anything from nothing to all of it.

    Raises:
        InputError: no shares from 0 to 1, the least first.
    """
    told = arguments.get("utilisation")
    if told is None:
        return _UNTOLD
    try:
        low, high = Fraction(str(told["low"])), Fraction(str(told["high"]))
        best = None if told.get("best") is None else Fraction(str(told["best"]))
    except (KeyError, ValueError, ZeroDivisionError):
        low, best, high = Fraction(1), None, Fraction(0)
    if not 0 <= low <= (low if best is None else best) <= high <= 1:
        raise InputError("the utilisation is no share from 0 to 1, least first", "write it as 0.35:0.4:0.45")
    return low, best, high


@dataclass
class _Run:
    """One training run as it is added up: operations by device, money by what it was paid for, in one currency."""

    low: Fraction = Fraction(0)
    best: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    device_ms: int = 0
    gross: Decimal | None = None
    given_back: Decimal = Decimal(0)
    first: int | None = None
    last: int = 0
    ended: bool = True

    @property
    def net(self) -> Fraction:
        """What was charged, less what was given back."""
        return Fraction(self.gross or 0) + Fraction(self.given_back)


def _told(
    kind: str,
    found: Sequence[Mapping[str, Any]],
    inputs: tuple[Input, ...],
    arguments: Mapping[str, Any],
    known: Catalogue,
    account: Account,
    kept: Manifest | None,
) -> Measurement:
    models: dict[str, dict[tuple[str | None, str | None], _Run]] = {}
    unmodelled, bounded = 0, True
    unknown: dict[str, int] = {}
    sources = set()
    for each in found:
        device = known.find(each["device"]) if each["device"] else None
        if each["device_ms"] and device is None:
            bounded = bounded and each["model"] is None
            name = each["device"] or "devices whose kind is not told"
            unknown[name] = unknown.get(name, 0) + each["device_ms"]
        if device is not None:
            sources.add((device.name, device.source, device.grade))
        if each["model"] is None:
            unmodelled += each["device_ms"] or 0
            continue
        run = models.setdefault(each["model"], {}).setdefault((each["phase"], each["currency"]), _Run())
        _add(run, each, device, arguments)
    facts: dict[str, Any] = {"format": "plimsoll/facts/1"}
    if models:
        facts["models"] = [
            {"id": model, "training": [_run(*of, run, kind) for of, run in sorted(runs.items(), key=_order)]}
            for model, runs in sorted(models.items())
        ]
    notes = [f"peak of {name} by {grade}: {source}" for name, source, grade in sorted(sources)]
    notes += [
        f"operations unknown: {_hours(time)} were on {name}, which no catalogue has"
        for name, time in sorted(unknown.items())
    ]
    for model, runs in sorted(models.items()):
        for (_, currency), run in sorted(runs.items(), key=_order):
            if run.net < 0:
                lost = f"{float(-run.net):,.2f} {currency}"
                notes.append(f"of {model}, {lost} more was given back than was charged: what was spent is left out")
    if unmodelled:
        notes.append(f"of no model that is told: {_hours(unmodelled)}; they are in no fact")
    notes += _notes(account, arguments, kind)
    return Measurement(
        kind=kind,
        arguments=arguments,
        inputs=inputs,
        method=_METHODS[kind],
        error=_error(arguments, bounded, account),
        facts=facts,
        notes=tuple(notes),
        details={
            "rows": sum(each["rows"] for each in found),
            "first_ms": min((each["first"] for each in found), default=None),
            "last_ms": max((each["last"] for each in found), default=None),
            "device_ms": sum(each["device_ms"] or 0 for each in found),
            "device_ms_of_no_model": unmodelled,
            "device_ms_of_unknown_devices": sum(unknown.values()),
            "left_out": {why: count.times for why, count in account.left_out.items()},
            **({} if kept is None else {"segments": kept.to_dict() | {"sha256": kept.digest}}),
        },
    )


_METHODS = {
    "slurm": "from Slurm's accounting: devices x time in use x dense peak x utilisation, summed over jobs",
    "focus": "from a bill in the FOCUS format: what was charged, and device time x dense peak x utilisation where told",
    "dcgm": "at most, from DCGM's counters: time with tensor units at work x dense peak + time at work x fp32 peak",
}


def _add(run: _Run, each: Mapping[str, Any], device: Any, arguments: Mapping[str, Any]) -> None:
    run.first = each["first"] if run.first is None else min(run.first, each["first"])
    run.last = max(run.last, each["last"])
    run.ended = run.ended and each["state"] not in ("running", "suspended", "completing")
    if each["device_ms"]:
        run.device_ms += each["device_ms"]
        if device is None:
            run.best = run.high = None
        else:
            peak = device.peak_operations_per_s(arguments.get("precision"))
            if each["busy_ms"] is None:
                low, best, high = operations_of(Fraction(each["device_ms"], 1000), peak, utilisation(arguments))
            else:
                low, best, high = _at_most(each, device, peak)
            run.low += low
            run.best = None if run.best is None or best is None else run.best + best
            run.high = None if run.high is None else run.high + high
    if each["spent"] is not None:
        if each["state"] in _GIVEN_BACK and each["spent"] < 0:
            run.given_back += each["spent"]
        else:
            run.gross = (run.gross or Decimal(0)) + each["spent"]


def _at_most(each: Mapping[str, Any], device: Device, peak: tuple[Fraction, Fraction]) -> Bounds:
    """What devices can have done that were watched: their tensor units at the peak, and beside them the others."""
    others = device.peak["fp32"][1] if "fp32" in device.peak else peak[1]
    active = each["device_ms"] if each["active_ms"] is None else each["active_ms"]
    return Fraction(0), None, Fraction(each["busy_ms"], 1000) * peak[1] + Fraction(active, 1000) * others


def _run(phase: str | None, currency: str | None, run: _Run, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {} if phase is None else {"phase": phase}
    method = _METHODS[kind]
    if run.device_ms and run.high is not None:
        told["operations"] = operations(run.low, run.high, run.best, method=method)
    elif run.low:
        told["operations"] = {"low": math.floor(run.low), "method": method}
    if run.gross is not None and run.net >= 0:
        told["spent"] = money(run.net, Fraction(run.gross), run.net, currency or "USD", method=method)
    if run.first is not None:
        told["started"] = _day(run.first)
        if run.ended:
            told["ended"] = _day(max(run.last - 1, run.first))
    return told


def _order(item: tuple[tuple[str | None, str | None], _Run]) -> tuple[str, str]:
    return item[0][0] or "", item[0][1] or ""


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).date().isoformat()


def _hours(milliseconds: int) -> str:
    return f"{milliseconds / 3_600_000:,.1f} device-hours"


def _notes(account: Account, arguments: Mapping[str, Any], kind: str) -> Iterator[str]:
    if kind == "slurm" and not arguments.get("zone"):
        yield "times are taken for UTC, since no zone is given: Slurm prints its cluster's local time"
    for lead, counts in (
        ("left out", account.left_out),
        ("passed over", account.passed_over),
        ("assumed", account.assumed),
    ):
        for why, count in counts.items():
            yield f"{lead}, {_times(count)}: {why}"


def _times(count: Count) -> str:
    first = f" (first at {count.first})" if count.first else ""
    return f"{count.times:,} times{first}" if count.times > 1 else f"once{first}"


def _error(arguments: Mapping[str, Any], bounded: bool, account: Account) -> str:
    parts = ["as wide as the utilisation that is given"]
    if arguments.get("utilisation") is None:
        parts = ["the utilisation is not told: anything from nothing to the peak"]
    if arguments.get("precision") is None:
        parts.append("the precision is not told: the peak lies between the slowest and the fastest")
    if not bounded:
        parts.append("no upper bound for models with devices that no catalogue has")
    if account.left_out:
        parts.append(f"{sum(each.times for each in account.left_out.values()):,} lines were left out")
    return "; ".join(parts)
