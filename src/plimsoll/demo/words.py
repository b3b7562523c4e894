"""Numbers, days and statuses as people read them."""

from __future__ import annotations

import math
from datetime import date

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_STATUS = {
    "in-force": "in force",
    "enacted": "not yet in force",
    "proposed": "proposed, not law",
    "vetoed": "vetoed, never law",
    "superseded": "superseded text",
}
_SCALES = ((12, "T"), (9, "B"), (6, "M"), (3, "k"))


def power(exponent: int) -> str:
    """Write a power of ten: 10²⁶."""
    return "10" + str(exponent).translate(_SUPERSCRIPT)


def operations(value: float) -> str:
    """Write a number of operations: 3.8 × 10²⁵, or 10²⁶ where it is a round one."""
    if value <= 0 or not math.isfinite(value):
        return "0" if value == 0 else "∞"
    mantissa, exponent = f"{value:.2e}".split("e")
    figure = mantissa.rstrip("0").rstrip(".")
    return power(int(exponent)) if figure == "1" else f"{figure} × {power(int(exponent))}"


def dollars(value: float) -> str:
    """Write an amount in US dollars: $100 M, $5.4 M, $12 k."""
    if not math.isfinite(value):
        return "∞"
    # Rounded first, so that 999.6 million reads as $1 B and not as $1000 M.
    rounded = float(f"{value:.3g}")
    for exponent, letter in _SCALES:
        if rounded >= 10**exponent:
            return f"${_plain(rounded / 10**exponent)} {letter}"
    return f"${_plain(rounded)}"


def day(value: date) -> str:
    """Write a day as people do: 1 January 2027."""
    return f"{value.day} {value:%B %Y}"


def status(code: str) -> str:
    """Say a law's status in words; a text that was vetoed is always said never to have been law."""
    return _STATUS.get(code, code.replace("-", " "))


def became_law(code: str) -> bool:
    """Whether a text with this status binds or will bind anyone."""
    return code in ("in-force", "enacted")


def count(number: int, noun: str) -> str:
    """Write a number with its noun: 1 model, 14 models."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def times(value: float) -> str:
    """Write a ratio to a line: 0.064×, 3.8×; never rounded onto or across the line itself."""
    if value == 0 or not math.isfinite(value):
        return "0×" if value == 0 else "∞×"
    for digits in range(2, 17):
        rounded = float(f"{value:.{digits}g}")
        if (rounded < 1) == (value < 1) and (rounded == 1) == (value == 1):
            break
    return f"{_plain(rounded)}×"


def ratio(low: float, high: float, best: float | None) -> str:
    """Say an interval of ratios in words, the best estimate first where there is one."""
    open_below, open_above = low == 0, math.isinf(high)
    if open_below and open_above:
        return "not known"
    if low == high:
        return times(low)
    if open_above:
        span = f"at least {times(low)}"
    elif open_below:
        span = f"at most {times(high)}"
    else:
        span = f"{times(low)[:-1]} to {times(high)}"
    return span if best is None else f"{times(best)} ({span})"


def _plain(value: float) -> str:
    """Write a number without an exponent and without idle zeros."""
    if value >= 1000:
        return f"{value:,.0f}"
    text = f"{value:.15f}" if value < 1 else f"{value:.15g}"
    return text.rstrip("0").rstrip(".") if "." in text else text
