"""Cost at the market price of cloud compute on the day a training started, from a survey of quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plimsoll.errors import InputError, Place
from plimsoll.facts.quantities import exact
from plimsoll.facts.reading import open_facts
from plimsoll.measure.devices import UNTOLD
from plimsoll.measure.measurement import money
from plimsoll.messages import said

if TYPE_CHECKING:
    from plimsoll.measure.hardware import Period

_OLDEST = timedelta(days=365)
"""A quote older than this on the day of the start no longer says what the market was."""
_KEYS = ("device", "day", "quote", "market", "source", "grade")
_MEND = "write {device: NVIDIA H100 SXM, day: 2026-05-15, quote: 2.99, source: WHERE}"


@dataclass(frozen=True, slots=True)
class Quote:
    """What an hour of one device was offered at on a day: USD, the least and the most."""

    device: str
    day: date
    low: Fraction
    high: Fraction
    source: str
    grade: str


def survey(file: Path | None = None) -> list[Quote]:
    """The quotes of a file, or those that ship.

    Raises:
        InputError: a quote is not in its form.
    """
    path = file or Path(str(files(__package__).joinpath("prices.yaml")))
    source = open_facts([path])[0]
    if not isinstance(source.value, list):
        raise InputError("is no list of quotes", _MEND, Place(str(path)))
    return [_quote(each, source.place((n,))) for n, each in enumerate(source.value)]


def market_price(quotes: Sequence[Quote], device: str, start: date) -> tuple[list[Quote], Fraction, Fraction, Fraction]:
    """The quotes for a device in the year up to a day; the least, the mean of their middles, and the most, USD an hour.

    Nobody has fixed over which market the average is taken, or how it is weighed: its bounds are those of the quotes.

    Raises:
        InputError: there is no quote of that time.
    """
    held = [q for q in quotes if _is_of(q, device) and start - _OLDEST <= q.day <= start]
    if not held:
        raise InputError(
            f"no price of {device} in the year up to {start} is in the survey",
            "bring a survey of your own with --prices",
        )
    mean = sum(((q.low + q.high) / 2 for q in held), Fraction(0)) / len(held)
    return held, min(q.low for q in held), mean, max(q.high for q in held)


def cost_of(periods: Sequence[Period], quotes: Sequence[Quote], start: date | None) -> tuple[Any, list[str]]:
    """The cost of device time at the market price on the day of the start; None, and why, where it is not known."""
    if start is None:
        return None, [said("cost unknown: the day of the start, whose prices count, is not told")]
    low, best, high = Fraction(0), Fraction(0), Fraction(0)
    sources: set[str] = set()
    for period in periods:
        if period.device is None:
            return None, [said("cost unknown: no price of {device} is known", device=period.called)]
        try:
            held, least, mean, most = market_price(quotes, period.device.name, start)
        except InputError as error:
            return None, [said("cost unknown: {why}; {mend}", why=error.what, mend=error.mend)]
        hours = period.devices * period.hours
        low, best, high = low + hours * least, best + hours * mean, high + hours * most
        sources |= {q.source for q in held}
    notes: list[str] = [
        said("market prices of the year up to {day}: {source}", day=start.isoformat(), source=source)
        for source in sorted(sources)
    ]
    return money(low, high, best, method="device-hours x market price of cloud compute at the start"), notes


def _is_of(quote: Quote, device: str) -> bool:
    return quote.device == device or (device.endswith(UNTOLD) and quote.device.startswith(device.removesuffix(UNTOLD)))


def _quote(value: Any, place: Place) -> Quote:
    if not isinstance(value, dict):
        raise InputError("is no quote", _MEND, place)
    if unknown := [str(key) for key in value if key not in _KEYS]:
        raise InputError(f"unknown key {unknown[0]!r} in a quote", f"the keys are {', '.join(_KEYS)}", place)
    device, source, quote = value.get("device"), value.get("source"), value.get("quote")
    if not isinstance(device, str) or not isinstance(source, str):
        raise InputError("does not say of which device it is, or from where", _MEND, place)
    bounds: list[Any] = [quote.get("low"), quote.get("high")] if isinstance(quote, dict) else [quote, quote]
    try:
        low, high = (exact(each) for each in bounds)
        day = value["day"] if isinstance(value.get("day"), date) else date.fromisoformat(str(value.get("day")))
    except (TypeError, ValueError):
        raise InputError("has no number as its quote, or no day", _MEND, place) from None
    if not 0 < low <= high:
        raise InputError("has a quote that is not above zero, least first", _MEND, place)
    return Quote(device, day, low, high, source, str(value.get("grade", "recollection")))
