"""Times of accounting files, beside what the standard library makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import InputError
from plimsoll.measure.usage.clocks import Clock, span_ms

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns")
CLOCKS = {zone: Clock(zone) for zone in ZONES}


@given(st.sampled_from(ZONES), st.integers(0, 2**31))
def test_what_a_clock_showed_is_read_back(zone: str, second: int) -> None:
    moment = datetime.fromtimestamp(second, ZoneInfo(zone))
    assert second * 1000 in CLOCKS[zone].read(f"{moment:%Y-%m-%dT%H:%M:%S}")
    assert CLOCKS["UTC"].read(moment.isoformat()) == (second * 1000,)
    assert CLOCKS[zone].read(str(second)) == (second * 1000,)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])
def test_every_minute_around_changes_of_the_clock(zone: str) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    shown: dict[str, set[int]] = {}
    for minute in range(0, 366 * 24 * 60, 10):
        moment = start + timedelta(minutes=minute)
        text = f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M:%S}"
        shown.setdefault(text, set()).add(int(moment.timestamp()) * 1000)
    assert {text: set(CLOCKS[zone].read(text)) for text in shown} == shown
    assert any(len(each) == 2 for each in shown.values())


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2026-13-01T00:00:00", "2026-02-30T00:00:00", "2026-01-01T24:00:00", "2026-01-01T00:60:00"),
        *("2026-01-01T00:00:61", "2026-01-01", "-5", "1e9", "1969-12-31T23:59:59", "2026-01-01T00:00:00+99:00"),
        *("２０２６-01-01T00:00:00", "9999999999999", "2026-01-01T00:00:0x"),
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reader says where
        CLOCKS["UTC"].read(text)


def test_a_zone_that_is_none_is_refused() -> None:
    for zone in ("Mars", "../etc/passwd", ""):
        with pytest.raises(InputError, match="is no time zone"):
            Clock(zone)


def test_spans() -> None:
    spans = {"1-02:03:04": 93_784_000, "02:03:04": 7_384_000, "03:04": 184_000, "03:04.5": 184_500, "17": 17_000}
    assert {text: span_ms(text) for text in spans} == spans
    for text in ("", "-1", "1-", "1:2:3:4", "INVALID", "1.5"):
        with pytest.raises(ValueError, match="no span of time"):
            span_ms(text)
