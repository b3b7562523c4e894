"""Spans of time: what a deadline comes to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.law.language.spans import (
    Span,
    business_days,
    day_after,
    days,
    deadline,
    end_of_period,
    hours,
    months,
    years,
)

NINE = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "due"),
    [
        (hours(72), "2027-02-04T09:00:00Z"),
        (hours(24), "2027-02-02T09:00:00Z"),
        (days(15), "2027-02-16"),
        (days(0), "2027-02-01"),
        (business_days(5), "2027-02-08"),
        (months(1), "2027-03-01"),
        (years(1), "2028-02-01"),
    ],
    ids=str,
)
def test_hours_run_to_the_minute_and_days_through_their_last(span: Span, due: str) -> None:
    assert str(deadline(NINE, span)) == due


def test_a_deadline_by_day_lasts_through_that_day() -> None:
    last = deadline(NINE, days(15)).last
    assert last.date() == date(2027, 2, 16)
    assert last + timedelta(microseconds=1) == datetime(2027, 2, 17, tzinfo=UTC)


def test_a_start_in_another_zone_counts_from_its_day_in_utc() -> None:
    late = datetime.fromisoformat("2027-02-01T20:00:00-08:00")
    assert str(deadline(late, days(15))) == "2027-02-17"
    assert str(deadline(late, hours(24))) == "2027-02-03T04:00:00Z"


def test_holidays_and_weekends_are_no_business_days() -> None:
    friday = date(2026, 12, 18)
    assert day_after(friday, business_days(1)) == date(2026, 12, 21)
    assert day_after(friday, business_days(5)) == date(2026, 12, 25)
    assert day_after(friday, business_days(5), frozenset([date(2026, 12, 25)])) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 2, 10), date(2026, 4, 1)),
        (date(2026, 3, 31), date(2026, 4, 1)),
        (date(2026, 4, 1), date(2026, 7, 1)),
        (date(2027, 1, 31), date(2027, 4, 1)),
    ],
)
def test_periods_follow_each_other_from_their_first_day(moment: date, end: date) -> None:
    assert end_of_period(date(2026, 1, 1), months(3), moment) == end


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 400))
def test_months_and_years_are_those_of_any_calendar_library(day: date, count: int) -> None:
    assert day_after(day, months(count)) == day + relativedelta(months=count)
    assert day_after(day, years(count % 60)) == day + relativedelta(years=count % 60)


def test_no_day_after_the_last_day_of_all() -> None:
    assert day_after(date(9990, 1, 1), years(50)) == date.max


def test_hours_give_no_day() -> None:
    with pytest.raises(ValueError, match="no span of days"):
        day_after(date(2026, 1, 1), hours(3))
