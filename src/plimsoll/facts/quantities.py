"""Exact quantities: numbers read from their text, intervals with units, and where each figure comes from.

A binary float never meets a threshold: every number becomes a `Fraction` of the text it was written as
(a Python float, of its shortest repr).
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

_LARGEST_EXPONENT = 400
_TOO_LARGE = 10 ** (_LARGEST_EXPONENT + 1)
_LARGEST_DENOMINATOR_BITS = 4096
"""Room for 500 digits at the smallest exponent; a longer fraction could not be written out again."""


class Unit(StrEnum):
    """What a number counts."""

    OPERATIONS = "operations"  # integer or floating-point operations
    OPERATIONS_PER_SECOND = "operations per second"
    GIGABITS_PER_SECOND = "gigabits per second"
    MONEY = "money"
    PEOPLE = "people"
    SECONDS = "seconds"  # of UTC since 1970
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who says so, where, on what day, and how the figure was reached."""

    source: str | None = None
    by: str | None = None
    as_of: date | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`, both included; `None` means without bound on that side."""

    low: Fraction | None
    high: Fraction | None

    @property
    def exact(self) -> Fraction | None:
        """The one value, where there is only one."""
        return self.low if self.low is not None and self.low == self.high else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure: an interval with an optional best guess, in a currency where it is money."""

    interval: Interval
    best: Fraction | None = None
    currency: str = "USD"
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as it stood at different times, oldest first: one estimate, or several where it changed."""

    estimates: tuple[Estimate, ...]

    def known_on(self, day: date) -> Estimate:
        """Give the newest estimate made by `day`; where all are later, the first one.

        A figure describes a fact that does not depend on when it was estimated, so a first estimate that
        came later still says more than nothing.
        """
        made = [e for e in self.estimates if e.origin.as_of is None or e.origin.as_of <= day]
        return made[-1] if made else self.estimates[0]

    @property
    def first(self) -> Estimate:
        """The estimate that was made first."""
        return self.estimates[0]


def exact(number: int | float | Decimal | Fraction) -> Fraction:
    """Give the exact rational of a number as written.

    Raises:
        ValueError: not finite, or of a size that no quantity has.
    """
    if isinstance(number, bool):
        raise ValueError("true or false where a number is expected")
    if isinstance(number, float):
        if not math.isfinite(number):
            raise ValueError("not a finite number")
        number = Decimal(float.__repr__(number))  # a subclass, such as NumPy's, may show itself otherwise
    if isinstance(number, Decimal):
        if not number.is_finite():
            raise ValueError("not a finite number")
        # Checked before the conversion: Fraction(Decimal("1e999999999")) would fill the memory.
        if number and abs(number.adjusted()) > _LARGEST_EXPONENT:
            raise ValueError("a number out of any range")
        number = Fraction(number) if number else Fraction(0)
    value = Fraction(number)
    if abs(value) >= _TOO_LARGE or value.denominator.bit_length() > _LARGEST_DENOMINATOR_BITS:
        raise ValueError("a number out of any range")
    return value


def written(value: Fraction, unit: Unit = Unit.NUMBER) -> str:
    """Write a value exactly and shortly: operations as 1.2e26, money as 150e6, a third as 1/3."""
    digits, exponent = _decimal(value)
    if digits is None:
        return f"{value.numerator}/{value.denominator}"
    if digits == "0":
        return "0"
    sign = "-" if value < 0 else ""
    magnitude = exponent + len(digits) - 1
    if unit is Unit.MONEY:
        magnitude -= magnitude % 3
    small = unit not in (Unit.OPERATIONS, Unit.OPERATIONS_PER_SECOND) and abs(value) < 10**6
    if small or -4 < magnitude < 3:
        magnitude = 0
    point = exponent - magnitude
    if point >= 0:
        mantissa = digits + "0" * point
    else:
        padded = digits.rjust(1 - point, "0")
        mantissa = f"{padded[:point]}.{padded[point:]}"
    return f"{sign}{mantissa}" + (f"e{magnitude}" if magnitude else "")


def _decimal(value: Fraction) -> tuple[str | None, int]:
    """Significant digits and power of ten of the absolute value; no digits where it does not terminate."""
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    if denominator != 1:
        return None, 0
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator)
    stripped = digits.rstrip("0") or "0"
    return stripped, len(digits) - len(stripped) - places


def approximate(value: Fraction) -> float:
    """Give the nearest float, for showing and drawing; what no float reaches becomes the largest there is."""
    try:
        return float(value)
    except OverflowError:
        return sys.float_info.max if value > 0 else -sys.float_info.max
