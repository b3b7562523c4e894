"""Instants of UTC: RFC 3339 times, and days, which stand for the whole day and count from its start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")


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


def parse_instant(text: str) -> Instant:
    """Read a date or an RFC 3339 time.

    Raises:
        ValueError: neither, or a day that no calendar has.
    """
    if _DAY.fullmatch(text):
        day = parse_day(text)
        start = datetime.combine(day, time.min, UTC)
        return Instant(start, start, text)
    if not _TIME.fullmatch(text):
        raise ValueError(f"{text!r} is not a date (2026-03-01) or an RFC 3339 time (2026-03-01T09:00:00Z)")
    try:
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is a time that does not exist") from None
    return Instant(moment, moment, text)


def parse_day(text: str) -> date:
    """Read a date.

    Raises:
        ValueError: not a date, or a day that no calendar has.
    """
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not a date (2026-03-01)")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is a date that does not exist") from None


def end_of(day: date) -> datetime:
    """Give the last moment of a day, UTC (what `--on DATE` means)."""
    return datetime.combine(day, time.max, UTC)
