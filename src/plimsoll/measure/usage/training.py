"""From totals of usage to facts: training runs of the models that rows are told to be of.

Operations are device-seconds x peak x utilisation; where the busy time of the units that the peak counts was watched,
at most that time x peak. What is unknown stays unknown: rows with a device that no catalogue has give their run no
upper bound, and rows of no model give no fact; both are counted, with their device time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from plimsoll.errors import InputError
from plimsoll.measure.devices import Catalogue, Device
from plimsoll.measure.hardware import NOT_TOLD, Bounds, Period, operations_of
from plimsoll.measure.measurement import Input, Measurement, money, operations
from plimsoll.measure.prices import Quote, cost_of
from plimsoll.measure.usage.reading import Account
from plimsoll.measure.usage.segments import Manifest
from plimsoll.messages import said

BY = ("model", "phase", "device", "state", "currency")
_GIVEN_BACK = ("credit", "correction", "adjustment")


def utilisation(arguments: Mapping[str, Any]) -> Bounds:
    """The share of the peak that is told, or anything from nothing to all of it.

    Raises:
        InputError: no shares from 0 to 1, the least first.
    """
    told = arguments.get("utilisation")
    if told is None:
        return NOT_TOLD
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
    devices: dict[str, int] = field(default_factory=dict)
    """Milliseconds by the name of the device."""
    gross: Decimal | None = None
    given_back: Decimal = Decimal(0)
    first: int | None = None
    last: int = 0
    ended: bool = True

    @property
    def net(self) -> Fraction:
        """What was charged, less what was given back."""
        return Fraction(self.gross or 0) + Fraction(self.given_back)


def told(
    kind: str,
    found: Sequence[Mapping[str, Any]],
    inputs: tuple[Input, ...],
    arguments: Mapping[str, Any],
    known: Catalogue,
    account: Account,
    kept: Manifest | None,
    quotes: Sequence[Quote] = (),
) -> Measurement:
    """The measurement that totals of rows by `BY` come to; `kept` are the segments, where they were kept.

    With `quotes`, the device time of a run has a cost, at the market price of the day it started.
    """
    models: dict[str, dict[tuple[str | None, str | None], _Run]] = {}
    unmodelled, bounded = 0, True
    unknown: dict[str, int] = {}
    unclaimed: dict[str | None, Decimal] = {}
    sources = set()
    for each in found:
        device = known.find(each["device"]) if each["device"] else None
        if each["device_ms"] and device is None:
            bounded = bounded and each["model"] is None
            name = each["device"] or ""
            unknown[name] = unknown.get(name, 0) + each["device_ms"]
        if device is not None:
            sources.add((device.name, device.source, device.grade))
        if each["model"] is None:
            unmodelled += each["device_ms"] or 0
            if each["spent"] is not None:
                unclaimed[each["currency"]] = unclaimed.get(each["currency"], Decimal(0)) + each["spent"]
            continue
        run = models.setdefault(each["model"], {}).setdefault((each["phase"], each["currency"]), _Run())
        _add(run, each, device, arguments)
    facts: dict[str, Any] = {"format": "plimsoll/facts/1"}
    prices: dict[str, None] = {}
    if models:
        facts["models"] = [
            {
                "id": model,
                "training": [
                    _run(*of, run, kind, known, quotes, prices) for of, run in sorted(runs.items(), key=_order)
                ],
            }
            for model, runs in sorted(models.items())
        ]
    notes: list[str] = [
        said("peak of {device}: {source} ({grade})", device=name, source=source, grade=grade)
        for name, source, grade in sorted(sources)
    ]
    for name, time in sorted(unknown.items()):
        if name:
            note = said(
                "operations unknown: {hours} device-hours were on {device}, which no catalogue has",
                hours=_hours(time),
                device=name,
            )
        else:
            note = said(
                "operations unknown: {hours} device-hours were on devices whose kind is not told", hours=_hours(time)
            )
        notes.append(note)
    for model, runs in sorted(models.items()):
        for (_, currency), run in sorted(runs.items(), key=_order):
            if run.net < 0:
                note = said(
                    "of {model}, {money} more was given back than was charged: what was spent is left out",
                    model=model,
                    money=f"{float(-run.net):,.2f} {currency}",
                )
                notes.append(note)
    if unmodelled:
        notes.append(
            said("of no model that is told: {hours} device-hours; they are in no fact", hours=_hours(unmodelled))
        )
    notes += [
        said("of no model that is told: {money} net; it is in no fact", money=f"{amount:,.2f} {currency or ''}".strip())
        for currency, amount in sorted(unclaimed.items(), key=lambda item: item[0] or "")
    ]
    notes += [*prices, *_notes(account, arguments, kind)]
    return Measurement(
        kind=kind,
        arguments=arguments,
        inputs=inputs,
        method=_METHODS[kind],
        error=_error(arguments, bounded, account, kind),
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
    "slurm": said("from Slurm's accounting: devices x time in use x dense peak x utilisation, summed over jobs"),
    "focus": said(
        "from a bill in the FOCUS format: what was charged; device time x peak x utilisation where it is told"
    ),
    "dcgm": said("at most, from DCGM's counters: tensor units at work x dense peak, any unit at work x fp32 peak"),
}


def _add(run: _Run, each: Mapping[str, Any], device: Any, arguments: Mapping[str, Any]) -> None:
    run.first = each["first"] if run.first is None else min(run.first, each["first"])
    run.last = max(run.last, each["last"])
    run.ended = run.ended and each["state"] not in ("running", "suspended", "completing")
    if each["device_ms"]:
        run.device_ms += each["device_ms"]
        run.devices[each["device"] or ""] = run.devices.get(each["device"] or "", 0) + each["device_ms"]
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


def _run(
    phase: str | None,
    currency: str | None,
    run: _Run,
    kind: str,
    known: Catalogue,
    quotes: Sequence[Quote],
    prices: dict[str, None],
) -> dict[str, Any]:
    told: dict[str, Any] = {} if phase is None else {"phase": phase}
    method = str(_METHODS[kind])
    if run.device_ms and run.high is not None:
        told["operations"] = operations(run.low, run.high, run.best, method=method)
    elif run.low:
        told["operations"] = {"low": math.floor(run.low), "method": method}
    if run.gross is not None and run.net >= 0:
        told["spent"] = money(run.net, Fraction(run.gross), run.net, currency or "USD", method=method)
    if quotes and run.device_ms and run.first is not None:
        start = datetime.fromtimestamp(run.first // 1000, UTC).date()
        cost, why = cost_of([_period(name, time, known) for name, time in sorted(run.devices.items())], quotes, start)
        told |= {} if cost is None else {"cost": cost}
        prices |= dict.fromkeys(why)
    if run.first is not None:
        told["started"] = _day(run.first)
        if run.ended:
            told["ended"] = _day(max(run.last - 1, run.first))
    return told


def _period(name: str, milliseconds: int, known: Catalogue) -> Period:
    hours = Fraction(milliseconds, 3_600_000)
    return Period(known.find(name) if name else None, name or "?", Fraction(1), hours, NOT_TOLD, None, None)


def _order(item: tuple[tuple[str | None, str | None], _Run]) -> tuple[str, str]:
    return item[0][0] or "", item[0][1] or ""


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).date().isoformat()


def _hours(milliseconds: int) -> str:
    return f"{milliseconds / 3_600_000:,.1f}"


def _notes(account: Account, arguments: Mapping[str, Any], kind: str) -> Iterator[str]:
    if kind == "slurm" and not arguments.get("zone"):
        yield said("times are taken for UTC, since no zone is given: Slurm prints its cluster's local time")
    for why, count in account.left_out.items():
        yield said("left out, {times}, first at {place}: {why}", times=f"{count.times:,}", place=count.first, why=why)
    for why, count in account.passed_over.items():
        where = said(", first at {place}", place=count.first) if count.first else ""
        yield said("passed over, {times}{where}: {why}", times=f"{count.times:,}", where=where, why=why)
    for why, count in account.assumed.items():
        yield said("assumed, {times}, first at {place}: {why}", times=f"{count.times:,}", place=count.first, why=why)


def _error(arguments: Mapping[str, Any], bounded: bool, account: Account, kind: str) -> str:
    if kind == "dcgm":
        found: str = said("an upper bound, and as good as the samples are dense: nothing is the lower one")
    elif arguments.get("utilisation") is None:
        found = said("the utilisation is not told: anything from nothing to the peak")
    else:
        found = said("as wide as the utilisation that is given")
    more = []
    if arguments.get("precision") is None:
        more.append(said("the precision is not told: the peak lies between the slowest and the fastest"))
    if not bounded:
        more.append(said("no upper bound for models with devices that no catalogue has"))
    if account.left_out:
        many = sum(each.times for each in account.left_out.values())
        more.append(said("{n} lines were left out", n=f"{many:,}"))
    for each in more:
        found = said("{before}; {after}", before=found, after=each)
    return found
