"""Spans of time as laws give them, and what they come to: calendar days in UTC, the day of the start left out."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from plimsoll.facts.instants import end_of

SpanUnit = Literal["hours", "days", "business days", "months", "years"]


@dataclass(frozen=True, slots=True)
class Span:
    """So many hours, days, business days, months or years."""

    count: int
    unit: SpanUnit

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit.removesuffix('s')}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last moment that is in time. A deadline in days lasts through the end of its day, UTC."""

    last: datetime
    by_day: bool

    def __str__(self) -> str:
        if self.by_day:
            return self.last.date().isoformat()
        return self.last.isoformat().replace("+00:00", "Z")


def hours(count: int) -> Span:
    """Elapsed hours, weekends or not."""
    return Span(count, "hours")


def days(count: int) -> Span:
    """Calendar days."""
    return Span(count, "days")


def business_days(count: int) -> Span:
    """Mondays to Fridays that are no holidays."""
    return Span(count, "business days")


def months(count: int) -> Span:
    """Calendar months; where the day does not exist, the last of the month."""
    return Span(count, "months")


def years(count: int) -> Span:
    """Calendar years."""
    return Span(count, "years")


def deadline(start: datetime, span: Span, holidays: frozenset[date] = frozenset()) -> Deadline:
    """Give the deadline of a span that starts at a moment."""
    if span.unit == "hours":
        return Deadline(_moment_later(start, timedelta(hours=span.count)), by_day=False)
    return on_day(day_after(start.astimezone(UTC).date(), span, holidays))


def at(moment: datetime, *, by_day: bool) -> Deadline:
    """Give the deadline of what must be there when something happens: that moment, or the end of that day."""
    return on_day(moment.date()) if by_day else Deadline(moment, by_day=False)


def on_day(day: date) -> Deadline:
    """Give the deadline that lasts through a day."""
    return Deadline(end_of(day), by_day=True)


def day_after(day: date, span: Span, holidays: frozenset[date] = frozenset()) -> date:
    """Give the day that lies a span of days, months or years after another."""
    match span.unit:
        case "days":
            return _later(day, timedelta(days=span.count))
        case "business days":
            left = abs(span.count)
            while left:
                day = _later(day, timedelta(days=1 if span.count > 0 else -1))
                left -= day.weekday() < 5 and day not in holidays
            return day
        case "months":
            return _months_later(day, span.count)
        case "years":
            return _months_later(day, 12 * span.count)
    raise ValueError(f"{span} is no span of days")


def end_of_period(first: date, span: Span, moment: date) -> date:
    """Give the first day after the period in which a moment falls, where periods follow each other from a day on."""
    passed = (moment.year - first.year) * 12 + moment.month - first.month
    n = max(1, passed // (span.count * (12 if span.unit == "years" else 1)))
    while (end := day_after(first, Span(span.count * n, span.unit))) <= moment and end < date.max:
        n += 1
    return end


def _later(day: date, by: timedelta) -> date:
    """Move a day; beyond the last day, or before the first, that one."""
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta() else date.min


def _moment_later(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment.astimezone(UTC) + by
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if count > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
