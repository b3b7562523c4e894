"""Times of accounting files as milliseconds of UTC: local time by its zone, seconds since 1970, or with an offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from plimsoll.errors import InputError
from plimsoll.measure.usage.rows import LATEST_MS

UNKNOWN = frozenset({"", "unknown", "none", "n/a", "null", "nan", "0", "1970-01-01t00:00:00", "-1"})
"""How files write a time that is not known, in small letters; Slurm keeps it as zero."""
_SPAN = re.compile(r"(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)(?:\.(\d{1,6}))?")
_EPOCH = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?\s?([Zz]|UTC|[+-]\d\d:?\d\d)?", re.ASCII
)


class Clock:
    """Reads times of one zone."""

    def __init__(self, zone: str) -> None:
        try:
            self._zone = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise InputError(
                f"{zone[:40]!r} is no time zone", "name one of the IANA database, as Europe/Berlin, or UTC"
            ) from None
        self._minute = lru_cache(maxsize=200_000)(self._of_minute)
        self._hour = lru_cache(maxsize=200_000)(self._of_hour)

    def read(self, text: str) -> tuple[int, ...]:
        """Milliseconds since 1970: one, or two where the hour is one that clocks showed twice.

        Raises:
            ValueError: no time, one that the zone's clocks never showed, or one before 1970 or after 9999.
        """
        if len(text) == 19 and text[13] == text[16] == ":" and text[14:16].isdecimal() and text[17:].isdecimal():
            minute, seconds = int(text[14:16]), int(text[17:])
            if minute > 59 or seconds > 60:
                raise ValueError("no time")
            even = self._hour(text[:13])
            if even is not None:
                return (even + minute * 60_000 + seconds * 1000,)
            return tuple(each + seconds * 1000 for each in self._minute(text[:16]))
        return self._of_other(text.strip())

    def _of_hour(self, text: str) -> int | None:
        """The start of an hour in which nobody changed the clocks; None where the minute has to be looked at."""
        try:
            first, last = self._of_minute(f"{text}:00"), self._of_minute(f"{text}:59")
        except ValueError:  # a part of it was never shown: the clocks of some zones change by half an hour
            return None
        return first[0] if len(first) == len(last) == 1 and last[0] - first[0] == 59 * 60_000 else None

    def _of_minute(self, text: str) -> tuple[int, ...]:
        found = _TIME.fullmatch(text)
        if found is None:
            raise ValueError("no time")
        naive = datetime.fromisoformat(f"{found[1]}T{found[2]}")
        moments = {naive.replace(tzinfo=self._zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
        shown = sorted(each for each in moments if each.astimezone(self._zone).replace(tzinfo=None) == naive)
        if not shown:
            raise ValueError("a time that clocks of the zone never showed")
        return tuple(_milliseconds(each) for each in shown)

    def _of_other(self, text: str) -> tuple[int, ...]:
        if found := _EPOCH.fullmatch(text):
            return (_within(int(found[1]) * 1000 + _thousandths(found[2])),)
        found = _TIME.fullmatch(text)
        if found is None:
            raise ValueError("no time")
        day, time, fraction, offset = found.groups()
        if offset is None:
            minute = self._minute(f"{day}T{time[:5]}")
            seconds = int(time[6:] or 0) * 1000 + _thousandths(fraction)
            return tuple(each + seconds for each in minute)
        offset = "+00:00" if offset.upper() in ("Z", "UTC") else offset
        return (_milliseconds(datetime.fromisoformat(f"{day}T{time}{offset}")) + _thousandths(fraction),)


def span_ms(text: str) -> int:
    """A span as Slurm writes it, `[DAYS-[HOURS:]]MINUTES:SECONDS[.fraction]`, or whole seconds, in milliseconds.

    Raises:
        ValueError: neither, or negative.
    """
    text = text.strip()
    if text.isdecimal():
        return int(text) * 1000
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError("no span of time")
    days, hours, minutes, seconds, fraction = found.groups()
    whole = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + _thousandths(fraction)


def _milliseconds(moment: datetime) -> int:
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return _within(since // timedelta(milliseconds=1))


def _within(milliseconds: int) -> int:
    if not 0 <= milliseconds < LATEST_MS:
        raise ValueError("a time before 1970, or after 9999")
    return milliseconds


def _thousandths(digits: str | None) -> int:
    return int((digits or "0").ljust(3, "0")[:3])
