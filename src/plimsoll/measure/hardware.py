"""Operations from hardware: devices x seconds x peak x utilisation, with every bound open that nobody has told.

Source: the EU Commission's guidelines on GPAI models, annex on estimating compute (hardware method: C = N x L x H x U).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError, Place
from plimsoll.facts.quantities import exact
from plimsoll.facts.reading import open_facts
from plimsoll.measure.devices import PRECISIONS, Device, catalogue
from plimsoll.measure.measurement import Input, Measurement, operations
from plimsoll.measure.prices import cost_of, survey
from plimsoll.messages import said

Bounds = tuple[Fraction, Fraction | None, Fraction]
"""The least, the best guess (None: there is none), the most."""
_METHOD = "device-seconds x peak x utilisation"
NOT_TOLD: Bounds = Fraction(0), None, Fraction(1)
"""The share of the peak that was used, where nobody says which it was."""
_KEYS = ("device", "devices", "hours", "utilisation", "precision", "started", "model", "phase", "spent")
_MEND = "write {device: H100 SXM, devices: 1024, hours: 2000, utilisation: {low: 0.35, high: 0.45}, precision: bf16}"


@dataclass(frozen=True, slots=True)
class Period:
    """A time in which devices of one kind were used: how many, for how many hours each, at what share of their peak."""

    device: Device | None
    """None: a device that no catalogue has. Its operations are unknown."""
    called: str
    devices: Fraction
    hours: Fraction
    utilisation: Bounds
    precision: str | None
    started: date | None

    @property
    def device_seconds(self) -> Fraction:
        """Seconds summed over the devices."""
        return self.devices * self.hours * 3600


def operations_of(device_seconds: Fraction, peak: tuple[Fraction, Fraction], utilisation: Bounds) -> Bounds:
    """Operations of some device time, from the peak (least, most, in operations a second) and the share of it used.

    The best guess takes the peak for which it is meant: there is one only where the peak is known.
    """
    low, best, high = utilisation
    middle = None if best is None or peak[0] != peak[1] else device_seconds * peak[0] * best
    return device_seconds * peak[0] * low, middle, device_seconds * peak[1] * high


def total(periods: Sequence[Period]) -> tuple[Bounds, list[str]]:
    """Operations of some periods together, and the names of devices that are not known.

    With a device that is not known there is no upper bound: what is given then is of the others alone.
    """
    low, best, high = Fraction(0), Fraction(0), Fraction(0)
    guessed, unknown = True, []
    for period in periods:
        if period.device is None:
            unknown.append(period.called)
            continue
        peak = period.device.peak_operations_per_s(period.precision)
        one = operations_of(period.device_seconds, peak, period.utilisation)
        low, high = low + one[0], high + one[2]
        guessed = guessed and one[1] is not None
        best += one[1] or 0
    return (low, best if guessed and not unknown else None, high), sorted(set(unknown))


def measure(files: Sequence[Path], arguments: Mapping[str, Any]) -> Measurement:
    """Measure from files of periods (a YAML or JSON list), or from one period in the arguments.

    Arguments: `periods` (as in a file), `model`, `phase`; a survey of prices or a catalogue of devices among the files
    is told by `prices` and `catalogue`, their places in `files`.

    Raises:
        InputError: a period is not in its form, or nothing can be said.
    """
    places = {arguments.get("catalogue"), arguments.get("prices")}
    known = catalogue(None if arguments.get("catalogue") is None else files[arguments["catalogue"]])
    quotes = survey(None if arguments.get("prices") is None else files[arguments["prices"]])
    periods = [_period(each, Place("the call"), known) for each in arguments.get("periods", ())]
    for number, file in enumerate(files):
        if number not in places:
            periods += _periods_in(file, known)
    if not periods:
        raise InputError("no time of any device is given", "name a file of periods, or --device with --hours")
    (low, best, high), unknown = total(periods)
    run: dict[str, Any] = {"phase": arguments.get("phase", "pretraining")}
    notes: list[str] = [
        said("peak of {device}: {source} ({grade})", device=name, source=source, grade=grade)
        for name, source, grade in _sources(periods)
    ]
    if unknown:
        hours = sum((each.devices * each.hours for each in periods if each.device is None), Fraction(0))
        notes.append(
            said(
                "operations unknown: {hours} device-hours were on {devices}, which no catalogue has",
                hours=f"{float(hours):,.0f}",
                devices=", ".join(unknown),
            )
        )
        if low:
            run["operations"] = {"low": math.floor(low), "method": _METHOD}
    else:
        run["operations"] = operations(low, high, best, method=_METHOD)
    started = min((each.started for each in periods if each.started), default=None)
    if started is not None:
        run["started"] = started.isoformat()
    cost, why = cost_of(periods, quotes, started)
    if cost is not None:
        run["cost"] = cost
    notes += why
    notes += sorted({each for period in periods if period.device for each in _open(period)})
    return Measurement(
        kind="hardware",
        arguments=arguments,
        inputs=tuple(Input.of(file) for file in files),
        method=said("devices x seconds x dense peak of the precision x utilisation, summed over periods"),
        error=said("as wide as what is known of utilisation and precision"),
        facts={"format": "plimsoll/facts/1", "models": [{"id": arguments.get("model", "model"), "training": [run]}]},
        notes=tuple(notes),
        details={"device_seconds": str(sum((each.device_seconds for each in periods), Fraction(0)))},
    )


def _open(period: Period) -> Iterator[str]:
    name = period.called
    if period.precision is None:
        yield said(
            "{device}: the precision is not told; its peak lies between the slowest and the fastest", device=name
        )
    if period.utilisation == NOT_TOLD:
        yield said("{device}: the utilisation is not told; it may be anything from nothing to the peak", device=name)


def _sources(periods: Sequence[Period]) -> list[tuple[str, str, str]]:
    return sorted({(p.device.name, p.device.source, p.device.grade) for p in periods if p.device is not None})


def _periods_in(file: Path, known: Any) -> list[Period]:
    source = open_facts([file])[0]
    if not isinstance(source.value, list):
        raise InputError("is no list of periods", _MEND, Place(str(file)))
    return [_period(each, source.place((n,)), known) for n, each in enumerate(source.value)]


def _period(value: Any, place: Place, known: Any) -> Period:
    if not isinstance(value, dict):
        raise InputError("is no period", _MEND, place)
    if unknown := [str(key) for key in value if key not in _KEYS]:
        raise InputError(f"unknown key {unknown[0]!r} in a period", f"the keys are {', '.join(_KEYS)}", place)
    name = value.get("device")
    if not isinstance(name, str) or not name:
        raise InputError("does not name its device", _MEND, place)
    precision = value.get("precision")
    if precision is not None and precision not in PRECISIONS:
        raise InputError(f"{precision!r} is no precision", f"name one of {', '.join(PRECISIONS)}", place)
    device = known.find(name)
    if device is not None:
        device.peak_operations_per_s(precision)
    return Period(
        device,
        name,
        _number(value.get("devices", 1), "devices", place),
        _number(value.get("hours"), "hours", place),
        _share(value.get("utilisation"), place),
        precision,
        _day(value.get("started"), place),
    )


def _share(value: Any, place: Place) -> Bounds:
    if value is None:
        return NOT_TOLD
    if isinstance(value, dict):
        low, high = (_number(value.get(key), f"utilisation.{key}", place) for key in ("low", "high"))
        best = None if value.get("best") is None else _number(value["best"], "utilisation.best", place)
    else:
        low = best = high = _number(value, "utilisation", place)
    if not 0 <= low <= (low if best is None else best) <= high <= 1:
        raise InputError("has a utilisation that is no share from 0 to 1, least first", _MEND, place)
    return low, best, high


def _number(value: Any, key: str, place: Place) -> Fraction:
    try:
        number = exact(value)
    except (TypeError, ValueError):
        raise InputError(f"has under {key} what is no number", _MEND, place) from None
    if number < 0:
        raise InputError(
            f"has a negative number under {key}", "a time that was corrected is not taken off: leave it out", place
        )
    return number


def _day(value: Any, place: Place) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputError(f"{str(value)[:20]!r} is no day", "write it as 2026-03-01", place) from None
