"""Measuring from bills in the FinOps FOCUS format: charges become rows of usage, of money that was actually paid.

Source: the FOCUS specification, 1.0 to 1.2. A cost is a decimal in `BillingCurrency`; a charge of ChargeClass
`Correction`, and one of ChargeCategory `Credit` or `Adjustment`, may be negative, and is kept apart from what was
charged. What was paid is EffectiveCost, in which a prepaid purchase stands with the use that it was for, or BilledCost
where that is asked for; ListCost is the price on one provider's list, and no average of a market. Times are in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from plimsoll.measure.measurement import Measurement
from plimsoll.measure.usage.charges import Charge, charges
from plimsoll.measure.usage.clocks import Clock
from plimsoll.measure.usage.reading import Labels, Reading
from plimsoll.measure.usage.rows import LONGEST_MS, Row
from plimsoll.measure.usage.runs import measured
from plimsoll.messages import said

_CATEGORIES = ("usage", "purchase", "tax", "credit", "adjustment")
_UNITS = {
    **dict.fromkeys(("days", "day"), 86_400_000),
    **dict.fromkeys(("hours", "hour", "hrs", "hr", "h"), 3_600_000),
    **dict.fromkeys(("minutes", "minute", "mins", "min"), 60_000),
    **dict.fromkeys(("seconds", "second", "secs", "sec", "s"), 1_000),
}
_OF_DEVICES = re.compile(r"(gpu|accelerator|tpu|chip|instance|node|compute)s?[ -]", re.IGNORECASE)
_CURRENCY = re.compile("[A-Z]{3}")
_PLACES = Decimal(1).scaleb(-18)
_TOO_LARGE = Decimal(10) ** 20


def measure(files: Sequence[Path], arguments: Mapping[str, Any]) -> Measurement:
    """Measure from files in the FOCUS format, CSV or Parquet.

    Arguments: `model`, `phase`, `model_from` … as of `plimsoll.measure.usage.slurm.measure`, where a column may be
    `Tags.KEY`; `cost` (`EffectiveCost`, or `BilledCost`); `device_from` (`{column, pattern}`: what names a kind of
    instance or device) and `devices` (which device it is, and how many of it: `{p5.48xlarge: "H100 SXM*8"}`): without
    both, no device time is known; `leave_out`; and those of `plimsoll.measure.usage.runs.measured`.

    Raises:
        InputError: a file cannot be read; a column is missing; a charge is not whole, or contradicts itself. With
            `leave_out`, such charges are counted and left out instead.
    """
    return measured("focus", files, arguments, rows)


def rows(readings: Sequence[Reading]) -> Iterator[Row]:
    """The rows of all files.

    Raises:
        InputError: as `measure`.
    """
    return (row for reading in readings for row in _rows(reading))


def _rows(reading: Reading) -> Iterator[Row]:
    """The rows of one file: one for each charge.

    Raises:
        InputError: as `measure`.
    """
    bill = _Bill(reading)
    for charge in charges(reading, Labels(reading.arguments), bill.needed, bill.useful):
        row = bill.row(charge)
        if row is not None:
            yield row


class _Bill:
    """Makes rows of charges."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._labels = Labels(reading.arguments)
        self._clock = Clock("UTC")
        self.cost = reading.arguments.get("cost") or "EffectiveCost"
        self.needed = (self.cost, "BillingCurrency", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory")
        self.useful = (
            *("ChargeClass", "ListCost", "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit"),
            *("SubAccountId", "BillingAccountId"),
        )

    def row(self, charge: Charge) -> Row | None:
        """The row of a charge; None where it cannot be taken."""
        told, reading = charge.fields, self._reading
        start, end = (self._time(told[name], name) for name in ("ChargePeriodStart", "ChargePeriodEnd"))
        if start is None or end is None:
            return None
        if end < start:
            reading.wrong("a charge period ends before it starts", "correct it", "ChargePeriodEnd")
            return None
        if end - start > LONGEST_MS:
            reading.wrong("a charge period lasts for more than 34 years", "correct it", "ChargePeriodEnd")
            return None
        state = "correction" if told["ChargeClass"].lower() == "correction" else told["ChargeCategory"].lower()
        if told["ChargeCategory"].lower() not in _CATEGORIES:
            reading.wrong("a charge is of no category", f"name one of {', '.join(_CATEGORIES)}", "ChargeCategory")
            return None
        currency = told["BillingCurrency"].upper()
        if not _CURRENCY.fullmatch(currency):
            reading.wrong("a charge is in no currency", "write its code of ISO 4217, as USD", "BillingCurrency")
            return None
        spent = self._number(told[self.cost], self.cost)
        listed = self._number(told["ListCost"], "ListCost") if told["ListCost"] else Decimal("NaN")
        if spent is None or listed is None:
            return None
        if spent < 0 and state not in ("correction", "credit", "adjustment"):
            reading.assume(said("charges below zero that are said to be neither corrections nor credits"))
        device, devices, device_ms = self._device(charge, state)
        if device_ms is not None and device_ms < 0:
            reading.wrong("a charge for a use has a negative quantity", "correct it", "ConsumedQuantity")
            return None
        account = told["SubAccountId"] or told["BillingAccountId"]
        return Row(
            source="focus",
            file=reading.file,
            line=reading.line,
            row=charge.digest,
            customer=self._named("customer", charge, account),
            project=self._named("project", charge, ""),
            model=self._labels.of("model", charge.labels.get("model")),
            phase=self._labels.of("phase", charge.labels.get("phase")),
            device=device,
            devices=devices,
            start=start,
            end=end,
            device_ms=device_ms,
            busy_ms=None,
            active_ms=None,
            state=state,
            spent=spent,
            listed=None if listed.is_nan() else listed,
            currency=currency,
        )

    def _named(self, name: str, charge: Charge, usual: str) -> str | None:
        text = self._labels.of(name, charge.labels[name]) if name in charge.labels else usual
        return self._reading.pseudonyms.of(name, text) if text else None

    def _time(self, text: str, column: str) -> int | None:
        try:
            return self._clock.read(f"{text}T00:00:00" if len(text) == 10 else text)[0]
        except ValueError as error:
            self._reading.wrong(f"{column} is {error}", "write it as 2026-03-01T00:00:00Z", column)
            return None

    def _number(self, text: str, column: str) -> Decimal | None:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= _TOO_LARGE:
            self._reading.wrong(f"{column} is no number", "write it as 12.34", column)
            return None
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -18:
            self._reading.assume(said("amounts with more than 18 decimal places, rounded to so many"))
            number = number.quantize(_PLACES)
        return number

    def _device(self, charge: Charge, state: str) -> tuple[str | None, int | None, int | None]:
        """The device, how many of it one unit of the quantity is, and device time; unknown where not told."""
        word = self._labels.of("device", charge.labels.get("device"))
        told = self._reading.arguments.get("devices") or {}
        if word is None or not any(each.lower() == word.lower() for each in told):
            if word is not None and state == "usage":
                self._reading.assume(
                    said("charges for uses of a kind that no --device names: their device time is unknown")
                )
            return None, None, None
        device, devices = self._reading.device(word)
        if state != "usage":
            if state == "correction" and charge.fields["ConsumedQuantity"]:
                self._reading.assume(said("corrections of quantities, which are not taken off device time"))
            return device, devices, None
        for quantity, unit in (("ConsumedQuantity", "ConsumedUnit"), ("PricingQuantity", "PricingUnit")):
            each = _UNITS.get(_OF_DEVICES.sub("", charge.fields[unit]).strip().lower())
            if each is None or not charge.fields[quantity]:
                continue
            number = self._number(charge.fields[quantity], quantity)
            return device, devices, None if number is None else round(number * each * devices)
        return device, devices, None
