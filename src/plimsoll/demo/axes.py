"""Axes: from a value to a place on the paper."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LogAxis:
    """A logarithmic axis from `low` to `high`, drawn from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Give the place of a value, kept within the axis; 0 and infinity lie at its ends."""
        if value <= self.low:
            return self.start
        if value >= self.high:
            return self.end
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis and not beyond its ends."""
        return self.low <= value <= self.high

    def decades(self) -> list[int]:
        """Give the exponents of the powers of ten to mark, thinned where there are many."""
        first = math.ceil(math.log10(self.low) - 1e-9)
        last = math.floor(math.log10(self.high) + 1e-9)
        step = max(1, math.ceil((last - first) / 9))
        return list(range(first, last + 1, step))


@dataclass(frozen=True, slots=True)
class YearAxis:
    """An axis of days from the first day of one year to the last of another."""

    first: int
    last: int
    start: float
    end: float

    def at(self, day: date) -> float:
        """Give the place of a day, kept within the axis."""
        opening, closing = date(self.first, 1, 1).toordinal(), date(self.last, 12, 31).toordinal() + 1
        share = (day.toordinal() - opening) / (closing - opening)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def span(self, year: int) -> tuple[float, float]:
        """Where a year begins and ends."""
        following = date(year + 1, 1, 1) if year < self.last else None
        return self.at(date(year, 1, 1)), self.at(following) if following else self.end

    def years(self) -> list[int]:
        """List the years to mark, thinned where there are many."""
        step = max(1, math.ceil((self.last - self.first) / 12))
        return list(range(self.first, self.last + 1, step))


def bounds(
    values: Iterable[float],
    lines: Iterable[float],
    *,
    room: tuple[float, float],
    across: tuple[float, float] = (0, 0),
) -> tuple[float, float]:
    """Choose the ends of a logarithmic axis that holds all values and lines.

    `room` is kept free below and above everything, in decades. `across` is kept above the highest line, in
    decades and as a share of the axis, so that what lies across it can be seen and named.
    """
    levels = [math.log10(v) for v in lines if 0 < v < math.inf]
    found = [math.log10(v) for v in values if 0 < v < math.inf] + levels
    if not found:
        return 1.0, 10.0
    low = min(found) - room[0]
    high = max(max(found) + room[1], low + 1)
    if levels:
        share = across[1] / (1 - across[1]) * (max(levels) - low)
        high = max(high, max(levels) + max(across[0], share))
    return 10**low, 10**high
