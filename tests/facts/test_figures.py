from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from plimsoll.facts.figures import Day, Figure, When, shown
from plimsoll.facts.instants import Instant, end_of
from plimsoll.facts.quantities import Estimate, Interval, Origin, Quantity, Unit

OPERATIONS = Figure(Unit.OPERATIONS)
MONEY = Figure(Unit.MONEY)
PEOPLE = Figure(Unit.PEOPLE)
INSTANT: TypeAdapter[Instant] = TypeAdapter(When)
DAY: TypeAdapter[date] = TypeAdapter(Day)


def between(low: str | None, high: str | None) -> Interval:
    return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))


def refusal(figure: Figure, value: object) -> dict[str, Any]:
    with pytest.raises(PydanticCustomError) as caught:
        figure.parse(value)
    context = caught.value.context
    assert context is not None
    assert context["mend"]
    return context


# What a figure may be.


@pytest.mark.parametrize(
    ("value", "interval", "best"),
    [
        (0, between("0", "0"), None),
        (120, between("120", "120"), None),
        (1.2e26, between("1.2e26", "1.2e26"), None),
        (Decimal("1.2e26"), between("1.2e26", "1.2e26"), None),
        ({"low": Decimal("9e25"), "high": Decimal("1.4e26")}, between("9e25", "1.4e26"), None),
        ({"low": 1, "best": 2, "high": 3}, between("1", "3"), "2"),
        ({"low": 2, "best": 2, "high": 2}, between("2", "2"), "2"),
        # Open on one side.
        ({"low": 1}, between("1", None), None),
        ({"high": 3}, between(None, "3"), None),
        ({"low": 1, "best": 2}, between("1", None), "2"),
        ({"best": 2, "high": 3}, between(None, "3"), "2"),
        ({"low": 1, "high": None}, between("1", None), None),  # null is absent
        # One value, in a mapping for the sake of its origin.
        ({"value": 5}, between("5", "5"), None),
        ({"best": 5}, between("5", "5"), "5"),
        ({"value": 5, "low": None}, between("5", "5"), None),
    ],
)
def test_a_figure_is_a_number_or_an_interval(value: object, interval: Interval, best: str | None) -> None:
    estimate = Estimate(interval, None if best is None else Fraction(best))
    assert OPERATIONS.parse(value) == Quantity((estimate,))


def test_a_figure_may_say_where_it_comes_from() -> None:
    origin = {"source": "https://example.org", "by": "Epoch AI", "as_of": "2026-01-26", "method": "6ND"}
    expected = Origin("https://example.org", "Epoch AI", date(2026, 1, 26), "6ND")
    for figure in ({"low": 1, "high": 2}, {"value": 1}, {"best": 1}):
        (estimate,) = OPERATIONS.parse({**figure, **origin}).estimates
        assert estimate.origin == expected


def test_an_origin_may_be_given_in_part() -> None:
    (estimate,) = OPERATIONS.parse({"value": 1, "by": "Epoch AI", "as_of": None, "source": None}).estimates
    assert estimate.origin == Origin(by="Epoch AI")


@pytest.mark.parametrize(
    ("value", "interval", "currency"),
    [
        (150e6, between("150e6", "150e6"), "USD"),
        ({"amount": 750, "currency": "EUR"}, between("750", "750"), "EUR"),
        ({"value": 750, "currency": "EUR"}, between("750", "750"), "EUR"),
        ({"amount": 750}, between("750", "750"), "USD"),
        ({"amount": 750, "currency": None}, between("750", "750"), "USD"),
        ({"low": 1, "high": 2, "currency": "KRW"}, between("1", "2"), "KRW"),
    ],
)
def test_money_is_usd_unless_it_names_its_currency(value: object, interval: Interval, currency: str) -> None:
    (estimate,) = MONEY.parse(value).estimates
    assert (estimate.interval, estimate.currency) == (interval, currency)


def test_a_list_of_estimates_is_put_in_the_order_of_their_days() -> None:
    quantity = OPERATIONS.parse(
        [
            {"value": 3, "as_of": "2026-06-01"},
            {"value": 1, "as_of": "2024-01-01"},
            {"low": 2, "high": 4, "as_of": "2025-01-01"},
        ]
    )
    assert [e.interval for e in quantity.estimates] == [between("1", "1"), between("2", "4"), between("3", "3")]
    assert quantity.known_on(date(2023, 1, 1)).interval == between("1", "1")
    assert quantity.known_on(date(2025, 12, 31)).interval == between("2", "4")
    assert quantity.known_on(date(2026, 6, 1)).interval == between("3", "3")


def test_of_two_estimates_of_one_day_the_later_in_the_list_is_the_newer() -> None:
    day = "2026-06-01"
    quantity = OPERATIONS.parse([{"value": 1, "as_of": day}, {"value": 2, "as_of": day}])
    assert quantity.known_on(date(2026, 6, 1)).interval == between("2", "2")


def test_a_list_of_one_needs_no_day() -> None:
    assert OPERATIONS.parse([5]) == OPERATIONS.parse(5)


def test_a_quantity_is_already_read() -> None:
    quantity = OPERATIONS.parse(5)
    assert OPERATIONS.parse(quantity) is quantity


# What a figure may not be: each refusal leads to the part that is wrong.

NUMBER = "write the number alone, as 1.2e26"
ABSENT = "leave the key out where the figure is unknown"


@pytest.mark.parametrize(
    ("value", "what", "mend", "under"),
    [
        ("1e26 dollars", "'1e26 dollars' where a number is expected", NUMBER, ()),
        ("1.2e26", "'1.2e26' where a number is expected", "write it without quotes", ()),
        ("1,000", "'1,000' where a number is expected", NUMBER, ()),
        ("1_000", "'1_000' where a number is expected", NUMBER, ()),
        ("", "'' where a number is expected", NUMBER, ()),
        (True, "true where a number is expected", NUMBER, ()),
        (date(2026, 1, 1), "a value of the Python type date where a number is expected", NUMBER, ()),
        (float("nan"), "not a finite number", ABSENT, ()),
        (float("inf"), "not a finite number", ABSENT, ()),
        (Decimal("1e999999"), "a number out of any range", ABSENT, ()),
        (-1, "-1 is less than zero", "write a number from 0 up", ()),
        (-1.2e26, "-1.2e26 is less than zero", "write a number from 0 up", ()),
        ({"low": -1, "high": 1}, "-1 is less than zero", "write a number from 0 up", ("low",)),
        ({"low": "a", "high": 1}, "'a' where a number is expected", NUMBER, ("low",)),
        ({"low": {"low": 1}}, "a mapping where a number is expected", NUMBER, ("low",)),
        ({"low": [1]}, "a list where a number is expected", ABSENT, ("low",)),
        ({"low": 2, "high": 1}, "low is greater than high", "low <= best <= high must hold", ("low",)),
        ({"low": 2, "best": 1, "high": 3}, "low is greater than best", "low <= best <= high must hold", ("low",)),
        ({"low": 1, "best": 4, "high": 3}, "best is greater than high", "low <= best <= high must hold", ("best",)),
        ({"low": 5, "best": 4, "high": 3}, "low is greater than high", "low <= best <= high must hold", ("low",)),
        ({"best": 4, "high": 3}, "best is greater than high", "low <= best <= high must hold", ("best",)),
        (
            {"value": 1, "low": 1},
            "more than one value in one figure",
            "give either one value, or low and high",
            (),
        ),
        ({}, "a figure without a number", "give a value, or low and high, or leave the key out", ()),
        ({"source": "x"}, "a figure without a number", "give a value, or low and high, or leave the key out", ()),
        ({"value": None}, "a figure without a number", "give a value, or low and high, or leave the key out", ()),
        (
            {"value": 1, "unit": "FLOP"},
            "unknown key 'unit' in a figure",
            "the keys here are low, best, high, value, source, by, as_of, method",
            ("unit",),
        ),
        (
            {"amount": 1},
            "unknown key 'amount' in a figure",
            "the keys here are low, best, high, value, source, by, as_of, method",
            ("amount",),
        ),
        (
            {"value": 1, "currency": "USD"},
            "unknown key 'currency' in a figure",
            "the keys here are low, best, high, value, source, by, as_of, method",
            ("currency",),
        ),
        ({"value": 1, "source": 5}, "5 where text is expected", "write it in quotes", ("source",)),
        (
            {"value": 1, "as_of": "2026-02-30"},
            "'2026-02-30' is a date that does not exist",
            "write a day that exists, as 2026-03-01",
            ("as_of",),
        ),
        ({"value": 1, "as_of": 2026}, "2026 where a date is expected", "write a day, as 2026-03-01", ("as_of",)),
        ([], "an empty list where a figure is expected", ABSENT, ()),
        ([1, 2], "one of several estimates has no date", "give each of them an as_of date", (0,)),
        (
            [{"value": 1, "as_of": "2026-01-01"}, {"value": 2}],
            "one of several estimates has no date",
            "give each of them an as_of date",
            (1,),
        ),
        (
            [{"value": 1, "as_of": "2026-01-01"}, {"value": -2, "as_of": "2026-01-01"}],
            "-2 is less than zero",
            "write a number from 0 up",
            (1, "value"),
        ),
        ([None], "nothing where a number is expected", ABSENT, (0,)),
        ([[1]], "a list where a number is expected", ABSENT, (0,)),
    ],
)
def test_what_is_no_figure_is_refused(value: object, what: str, mend: str, under: tuple[str | int, ...]) -> None:
    assert refusal(OPERATIONS, value) == {"what": what, "mend": mend, "under": under}


@pytest.mark.parametrize("currency", ["usd", "US", "EURO", "US$", "A1B", "", 5, ["USD"]])
def test_a_currency_is_three_capital_letters(currency: object) -> None:
    context = refusal(MONEY, {"amount": 1, "currency": currency})
    assert context["what"] == f"{shown(currency).removeprefix('')} is not a currency"
    assert context["mend"] == "write its ISO 4217 code, such as USD or EUR"
    assert context["under"] == ("currency",)


def test_money_says_how_money_is_written() -> None:
    assert refusal(MONEY, "5 dollars")["mend"] == "write the amount alone, as 150e6, or {amount: 150e6, currency: EUR}"


def test_people_are_whole() -> None:
    assert PEOPLE.parse(12).estimates[0].interval == between("12", "12")
    assert refusal(PEOPLE, 1.5)["what"] == "1.5 is no number of people"


# Instants and days, as fields.


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
        # From Python, or from TOML read by another tool.
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 9, tzinfo=UTC), "2026-03-01T09:00:00+00:00"),
        ({"low": "2026-03-01", "high": "2026-03-05"}, "2026-03-01 to 2026-03-05"),
        ({"low": "2026-03-01", "high": date(2026, 3, 5)}, "2026-03-01 to 2026-03-05"),
    ],
)
def test_an_instant_is_a_date_a_time_or_a_span(value: object, text: str) -> None:
    instant = INSTANT.validate_python(value)
    assert instant.written == text
    assert INSTANT.validate_python(instant) is instant


def test_a_span_holds_the_whole_of_its_last_day() -> None:
    instant = INSTANT.validate_python({"low": "2026-03-01", "high": "2026-03-05"})
    assert instant.latest == end_of(date(2026, 3, 5))
    assert not instant.known


ZONE = "say in which zone: end it with Z for UTC, or with an offset such as -08:00"
EXISTS = "write one that exists, or leave the key out"


@pytest.mark.parametrize(
    ("value", "what", "mend", "under"),
    [
        ("2026-02-30", "'2026-02-30' is a date that does not exist", EXISTS, ()),
        (
            "2026-03-01T09:00:00",
            "'2026-03-01T09:00:00' is not a date (2026-03-01) or an RFC 3339 time (2026-03-01T09:00:00Z)",
            ZONE,
            (),
        ),
        (
            datetime(2026, 3, 1, 9),
            "'2026-03-01T09:00:00' is not a date (2026-03-01) or an RFC 3339 time (2026-03-01T09:00:00Z)",
            ZONE,
            (),
        ),
        (2026, "2026 where a date or a time is expected", "write it as 2026-03-01T09:00:00Z", ()),
        (True, "true where a date or a time is expected", "write it as 2026-03-01T09:00:00Z", ()),
        (["2026-03-01"], "a list where a date or a time is expected", "write it as 2026-03-01T09:00:00Z", ()),
        (
            {"low": "2026-03-02", "high": "2026-03-01"},
            "low is later than high",
            "exchange the two, or correct one",
            ("low",),
        ),
        ({"low": "2026-02-30", "high": "2026-03-01"}, "'2026-02-30' is a date that does not exist", EXISTS, ("low",)),
        ({"low": "2026-02-01", "high": "2026-02-30"}, "'2026-02-30' is a date that does not exist", EXISTS, ("high",)),
        (
            {"low": "2026-03-01"},
            "a mapping that is no span of time",
            "write a date or a time, or {low: ..., high: ...} of two",
            (),
        ),
        (
            {"low": "2026-03-01", "high": None},
            "nothing where a date or a time is expected",
            "write it as 2026-03-01T09:00:00Z",
            ("high",),
        ),
        (
            {"low": "2026-03-01", "best": "2026-03-02", "high": "2026-03-03"},
            "a mapping that is no span of time",
            "write a date or a time, or {low: ..., high: ...} of two",
            (),
        ),
    ],
)
def test_what_is_no_instant_is_refused(value: object, what: str, mend: str, under: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        INSTANT.validate_python(value)
    (error,) = caught.value.errors()
    assert error["ctx"] == {"what": what, "mend": mend, "under": under}


@pytest.mark.parametrize("value", ["2026-03-01", date(2026, 3, 1)])
def test_a_day_is_a_date(value: object) -> None:
    assert DAY.validate_python(value) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "value", ["2026-02-30", "2026-03-01T09:00:00Z", datetime(2026, 3, 1), 20260301, True, ["2026-03-01"]]
)
def test_other_values_are_no_day(value: object) -> None:
    with pytest.raises(ValueError, match=r"write a day"):
        DAY.validate_python(value)


# How a value is named in a message.


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (Decimal("1.2e26"), "1.2e26"),
        (0.1, "0.1"),
        (10**500, "a number"),
        (float("nan"), "a number"),
        ("two\nlines", r"'two\nlines'"),
        ("x" * 100, f"'{'x' * 60}…'"),
        ({}, "a mapping"),
        ([], "a list"),
        ((), "a list"),
        (object(), "a value of the Python type object"),
    ],
)
def test_a_value_is_named_shortly(value: object, name: str) -> None:
    assert shown(value) == name
