from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.facts.quantities import Estimate, Interval, Origin, Quantity, Unit, exact, written

OPERATIONS, MONEY, NUMBER = Unit.OPERATIONS, Unit.MONEY, Unit.NUMBER


def number(value: int | str) -> Fraction:
    return Fraction(value)


# exact: a number is the number that was written, to the last digit.


@pytest.mark.parametrize(
    ("given_number", "value"),
    [
        (0, Fraction(0)),
        (7, Fraction(7)),
        (2 * 10**26, Fraction(2 * 10**26)),
        (10**26 + 1, Fraction(10**26 + 1)),
        (Decimal("1e26"), Fraction(10**26)),
        (Decimal("1.00000001e26"), Fraction(100000001 * 10**18)),
        (Decimal("100000000.01"), Fraction(10000000001, 100)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Decimal("0e999999999"), Fraction(0)),
        # A float counts by its shortest repr: 1e26 is 10**26, though the float is 100000000000000004764729344.
        (1e26, Fraction(10**26)),
        (1.2e26, Fraction(12 * 10**25)),
        (0.1, Fraction(1, 10)),
        (100000000.01, Fraction(10000000001, 100)),
        (5e-324, Fraction(5, 10**324)),
        (1.7976931348623157e308, Fraction(17976931348623157 * 10**292)),
        (-0.0, Fraction(0)),
        (Fraction(1, 3), Fraction(1, 3)),
        (-5, Fraction(-5)),
    ],
)
def test_a_number_is_read_exactly(given_number: int | float | Decimal | Fraction, value: Fraction) -> None:
    assert exact(given_number) == value
    assert type(exact(given_number)) is Fraction


def test_a_float_is_read_by_its_own_repr_whatever_its_class_shows() -> None:
    class Loud(float):  # as NumPy's float64 shows itself: np.float64(1e+26)
        def __repr__(self) -> str:
            return "Loud(1e26)"

    assert exact(Loud(1e26)) == 10**26


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (True, "true or false where a number is expected"),
        (False, "true or false where a number is expected"),
        (float("nan"), "not a finite number"),
        (float("inf"), "not a finite number"),
        (float("-inf"), "not a finite number"),
        (Decimal("NaN"), "not a finite number"),
        (Decimal("sNaN"), "not a finite number"),
        (Decimal("Infinity"), "not a finite number"),
        (Decimal("1e999999999"), "a number out of any range"),
        (Decimal("1e-999999999"), "a number out of any range"),
        (Decimal("1e401"), "a number out of any range"),
        (10**401, "a number out of any range"),
        (-(10**401), "a number out of any range"),
        (Fraction(10**401), "a number out of any range"),
        (Fraction(1, 3**5000), "a number out of any range"),
    ],
)
def test_what_is_no_quantity_is_refused(refused: int | float | Decimal | Fraction, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        exact(refused)


@pytest.mark.parametrize(
    "largest", [10**400, Decimal("1e400"), Decimal("9.99e400"), Fraction(10**400), Decimal("1e-400")]
)
def test_the_range_ends_beyond_anything_that_can_be_counted(largest: int | Decimal | Fraction) -> None:
    assert exact(largest) == Fraction(largest)


# written: exactly, and as short as people write it.


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1e26", OPERATIONS, "1e26"),
        ("1.2e26", OPERATIONS, "1.2e26"),
        (2 * 10**26, OPERATIONS, "2e26"),
        (10**26 + 1, OPERATIONS, "1.00000000000000000000000001e26"),
        ("1.00000001e26", OPERATIONS, "1.00000001e26"),
        (1000, OPERATIONS, "1e3"),
        (999, OPERATIONS, "999"),
        ("0.5", OPERATIONS, "0.5"),
        ("0.00001", OPERATIONS, "1e-5"),
        ("150e6", MONEY, "150e6"),
        ("12.5e6", MONEY, "12.5e6"),
        ("1e9", MONEY, "1e9"),
        ("100000000.01", MONEY, "100.00000001e6"),
        (10**8 - 1, MONEY, "99.999999e6"),
        (999999, MONEY, "999999"),
        ("0.01", MONEY, "0.01"),
        ("1.03", NUMBER, "1.03"),
        (250000, NUMBER, "250000"),
        (0, NUMBER, "0"),
        (0, OPERATIONS, "0"),
        (-5, NUMBER, "-5"),
        ("-1.2e26", OPERATIONS, "-1.2e26"),
        ("1/3", NUMBER, "1/3"),
        ("-2/7", MONEY, "-2/7"),
    ],
)
def test_a_value_is_written_as_people_write_it(value: int | str, unit: Unit, text: str) -> None:
    assert written(number(value), unit) == text


TERMINATING = st.builds(
    lambda digits, exponent: Fraction(digits) * Fraction(10) ** exponent,
    st.integers(-(10**30), 10**30),
    st.integers(-60, 60),
)


@given(TERMINATING, st.sampled_from(Unit))
def test_what_is_written_reads_back_as_the_same_number(value: Fraction, unit: Unit) -> None:
    assert exact(Decimal(written(value, unit))) == value


@given(st.fractions(), st.sampled_from(Unit))
def test_a_fraction_that_does_not_end_is_written_as_one(value: Fraction, unit: Unit) -> None:
    assert Fraction(written(value, unit)) == value


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(Unit))
def test_a_float_goes_through_and_comes_out_as_itself(value: float, unit: Unit) -> None:
    assert float(written(exact(value), unit)) == value


@given(st.integers(0, 500), st.integers(0, 1350), st.sampled_from(Unit))
def test_all_that_is_read_can_be_written(exponent: int, twos: int, unit: Unit) -> None:
    for value in (Fraction(10**exponent), Fraction(1, 2**twos), Fraction(10**exponent + 1, 2**twos)):
        try:
            read = exact(value)
        except ValueError:
            continue
        assert Fraction(written(read, unit)) == value


# Intervals and estimates.


@pytest.mark.parametrize(
    ("low", "high", "one"),
    [
        (Fraction(5), Fraction(5), Fraction(5)),
        (Fraction(0), Fraction(0), Fraction(0)),
        (Fraction(5), Fraction(6), None),
        (Fraction(5), None, None),
        (None, Fraction(5), None),
        (None, None, None),
    ],
)
def test_an_interval_is_exact_where_it_holds_one_value(
    low: Fraction | None, high: Fraction | None, one: Fraction | None
) -> None:
    assert Interval(low, high).exact == one


def made_on(day: str | None) -> Estimate:
    return Estimate(Interval(Fraction(1), Fraction(1)), origin=Origin(as_of=date.fromisoformat(day) if day else None))


JANUARY, JUNE = made_on("2026-01-15"), made_on("2026-06-15")


@pytest.mark.parametrize(
    ("on", "estimate"),
    [
        ("2025-12-31", JANUARY),  # all are later: the first says more than nothing
        ("2026-01-15", JANUARY),
        ("2026-06-14", JANUARY),
        ("2026-06-15", JUNE),
        ("2030-01-01", JUNE),
    ],
)
def test_the_newest_estimate_of_a_day_is_known_on_it(on: str, estimate: Estimate) -> None:
    quantity = Quantity((JANUARY, JUNE))
    assert quantity.known_on(date.fromisoformat(on)) is estimate
    assert quantity.first is JANUARY


def test_an_estimate_without_a_day_was_always_known() -> None:
    undated = made_on(None)
    assert Quantity((undated,)).known_on(date(1, 1, 1)) is undated
