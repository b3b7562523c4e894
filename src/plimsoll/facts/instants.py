"""Instants of UTC: RFC 3339 times, and days, which stand for the whole day and count from its start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME_PATTERN = DAY_PATTERN + r"[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_DAY = re.compile(DAY_PATTERN)
_TIME = re.compile(TIME_PATTERN)
_NO_TIME = re.compile(r".{10}[Tt ](24|.*[+-][0-9]{2}:[6-9])")
"""What some versions of Python take and RFC 3339 does not: the hour 24, and an offset's minute 60."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, or a day, or a span in which the moment lies (`latest` is its last possible moment)."""

    earliest: datetime
    latest: datetime
    written: str

    @property
    def known(self) -> bool:
        """Whether the moment, or the day, is known: a day runs from its start."""
        return self.latest - self.earliest < timedelta(days=1)

    @property
    def of_day(self) -> bool:
        """Whether it is written as a day, or as a span that ends with one."""
        return _DAY.fullmatch(self.written[-10:]) is not None

    def follows(self, other: Instant) -> bool:
        """Whether this lies on a later day, UTC, than the other, wherever the two lie in their spans."""
        return self.earliest.date() > other.latest.date()


def parse_instant(text: str) -> Instant:
    """Read a date or an RFC 3339 time.

    Raises:
        ValueError: neither, or a day that no calendar has.
    """
    if _DAY.fullmatch(text):
        start = datetime.combine(parse_day(text), time.min, UTC)
        return Instant(start, start, text)
    if not _TIME.fullmatch(text):
        raise ValueError(f"{_cut(text)} is not a date (2026-03-01) or an RFC 3339 time (2026-03-01T09:00:00Z)")
    try:
        moment = _moment(text.upper())
    except (ValueError, OverflowError):
        raise ValueError(f"{_cut(text)} is a time that does not exist") from None
    return Instant(moment, moment, text)


def span(low: Instant, high: Instant) -> Instant:
    """Give the span from one instant to another; where it ends with a day, that whole day is in it."""
    latest = end_of(high.latest.date()) if _DAY.fullmatch(high.written) else high.latest
    return Instant(low.earliest, latest, f"{low.written} to {high.written}")


def parse_day(text: str) -> date:
    """Read a date.

    Raises:
        ValueError: not a date, or a day that no calendar has.
    """
    if not _DAY.fullmatch(text):
        raise ValueError(f"{_cut(text)} is not a date (2026-03-01)")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{_cut(text)} is a date that does not exist") from None


def end_of(day: date) -> datetime:
    """Give the last moment of a day, UTC (what `--on DATE` means)."""
    return datetime.combine(day, time.max, UTC)


def _moment(text: str) -> datetime:
    if _NO_TIME.match(text):
        raise ValueError
    if text[17:19] != "60":
        return datetime.fromisoformat(text).astimezone(UTC)
    # A leap second, which Python has not: the moment is the start of the second after it.
    moment = datetime.fromisoformat(f"{text[:17]}59{text[19:]}").astimezone(UTC).replace(microsecond=0)
    if (moment.hour, moment.minute) != (23, 59):
        raise ValueError
    return moment + timedelta(seconds=1)


def _cut(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")
