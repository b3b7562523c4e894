from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.facts.instants import Instant, end_of, parse_day, parse_instant, span


def utc(year: int, month: int, day: int, *time: int) -> datetime:
    hour, minute, second, microsecond = (*time, 0, 0, 0, 0)[:4]
    return datetime(year, month, day, hour, minute, second, microsecond, UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T09:00:00Z", utc(2026, 3, 1, 9)),
        ("2026-03-01t09:00:00z", utc(2026, 3, 1, 9)),
        ("2026-03-01 09:00:00Z", utc(2026, 3, 1, 9)),
        ("2026-03-01T09:00:00.5Z", utc(2026, 3, 1, 9, 0, 0, 500000)),
        ("2026-03-01T09:00:00.123456789Z", utc(2026, 3, 1, 9, 0, 0, 123456)),
        ("2026-03-01T09:00:00+02:00", utc(2026, 3, 1, 7)),
        ("2026-03-01T20:00:00-08:00", utc(2026, 3, 2, 4)),
        ("2026-03-01T09:00:00-00:00", utc(2026, 3, 1, 9)),
        # A bare date: its clock runs from its start.
        ("2026-03-01", utc(2026, 3, 1)),
        ("2024-02-29", utc(2024, 2, 29)),
        # A leap second, which Python has not, is the start of the second after it.
        ("2016-12-31T23:59:60Z", utc(2017, 1, 1)),
        ("2016-12-31T23:59:60.9Z", utc(2017, 1, 1)),
        ("2017-01-01T00:59:60+01:00", utc(2017, 1, 1)),
    ],
)
def test_dates_and_rfc_3339_times_are_instants(text: str, moment: datetime) -> None:
    assert parse_instant(text) == Instant(moment, moment, text)
    assert parse_instant(text).known


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-02-30", "is a date that does not exist"),
        ("2025-02-29", "is a date that does not exist"),
        ("2026-13-01", "is a date that does not exist"),
        ("0000-01-01", "is a date that does not exist"),
        ("2026-02-30T09:00:00Z", "is a time that does not exist"),
        ("2026-03-01T24:00:00Z", "is a time that does not exist"),
        ("2026-03-01T25:00:00Z", "is a time that does not exist"),
        ("2026-03-01T09:60:00Z", "is a time that does not exist"),
        ("2026-03-01T09:00:60Z", "is a time that does not exist"),
        ("2026-03-01T09:00:61Z", "is a time that does not exist"),
        ("2026-03-01T09:00:00+24:00", "is a time that does not exist"),
        ("2026-03-01T09:00:00+05:60", "is a time that does not exist"),
        ("0001-01-01T00:00:00+01:00", "is a time that does not exist"),
        ("9999-12-31T23:59:59-01:00", "is a time that does not exist"),
        ("2026-03-01T09:00:00", "is not a date .* or an RFC 3339 time"),
        ("2026-03-01T09:00Z", "is not a date .* or an RFC 3339 time"),
        ("2026-03-01T09:00:00 Z", "is not a date .* or an RFC 3339 time"),
        ("2026-03-01T09:00:00UTC", "is not a date .* or an RFC 3339 time"),
        ("2026-3-1", "is not a date .* or an RFC 3339 time"),
        ("20260301", "is not a date .* or an RFC 3339 time"),
        ("2026-W09-7", "is not a date .* or an RFC 3339 time"),
        ("01/03/2026", "is not a date .* or an RFC 3339 time"),
        ("2026-03-01\n", "is not a date .* or an RFC 3339 time"),
        ("٢٠٢٦-٠٣-٠١", "is not a date .* or an RFC 3339 time"),
        ("yesterday", "is not a date .* or an RFC 3339 time"),
        ("", "is not a date .* or an RFC 3339 time"),
    ],
)
def test_other_text_is_no_instant(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_instant(text)


def test_a_message_does_not_repeat_megabytes() -> None:
    with pytest.raises(ValueError, match="is not a date") as caught:
        parse_instant("9" * 10**6)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(("text", "day"), [("2026-03-01", date(2026, 3, 1)), ("2024-02-29", date(2024, 2, 29))])
def test_a_day(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["2026-02-30", "2026-03-01T00:00:00Z", "2026-3-1", "٢٠٢٦-٠٣-٠١", "", "March 2026"])
def test_other_text_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|is a date that does not exist"):
        parse_day(text)


def test_the_end_of_a_day_is_its_last_moment() -> None:
    assert end_of(date(2026, 3, 1)) + timedelta(microseconds=1) == utc(2026, 3, 2)


@pytest.mark.parametrize(
    ("low", "high", "earliest", "latest", "known"),
    [
        # A span that ends with a day holds that whole day.
        ("2026-03-01", "2026-03-05", utc(2026, 3, 1), end_of(date(2026, 3, 5)), False),
        ("2026-03-01", "2026-03-01", utc(2026, 3, 1), end_of(date(2026, 3, 1)), True),
        ("2026-03-01T10:00:00Z", "2026-03-01", utc(2026, 3, 1, 10), end_of(date(2026, 3, 1)), True),
        ("2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z", utc(2026, 3, 1, 10), utc(2026, 3, 2, 10), False),
    ],
)
def test_a_span_lies_between_two_instants(
    low: str, high: str, earliest: datetime, latest: datetime, known: bool
) -> None:
    found = span(parse_instant(low), parse_instant(high))
    assert found == Instant(earliest, latest, f"{low} to {high}")
    assert found.known is known


@pytest.mark.parametrize(
    ("later", "earlier", "follows"),
    [
        ("2026-03-02", "2026-03-01", True),
        ("2026-03-01", "2026-03-01", False),
        ("2026-03-01T10:00:00Z", "2026-03-01", False),  # a bare date stands for the whole day
        ("2026-03-01", "2026-03-02", False),
    ],
)
def test_one_instant_follows_another_by_a_day(later: str, earlier: str, follows: bool) -> None:
    assert parse_instant(later).follows(parse_instant(earlier)) is follows


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_python_writes_as_rfc_3339_is_read_as_the_same_moment(moment: datetime) -> None:
    assert parse_instant(moment.isoformat()).earliest == moment


@given(st.text(max_size=40) | st.from_regex(r"[0-9T:Z+. -]{0,30}", fullmatch=True))
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_instant(text).earliest.tzinfo is UTC
