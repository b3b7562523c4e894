"""Amounts of many subjects against a line, or against each other: in floats, and exactly wherever those are near."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from plimsoll.facts.quantities import Interval, Unit, approximate
from plimsoll.law.language.lines import Over
from plimsoll.law.language.reasons import Form, Inequality, Truth, Variable
from plimsoll.law.language.vectorise.columns import Floats
from plimsoll.law.language.vectorise.sums import Amounts
from plimsoll.law.language.vectorise.verdicts import Asks, Mask, Verdicts, opposite

_ONE = Fraction(1)
_LEAST = 1e-290
"""Distance from a line at which floats never decide, however small the line."""
_SECONDS = float(2**32)
"""Instants up to here are kept in floats to less than a microsecond, so that floats do decide."""


def against(amount: Amounts, over: Over, line: Fraction) -> Verdicts:
    """Whether amounts stand to a line as `over` says."""
    at = approximate(line)
    asks = _signed(amount.asks, over)
    if amount.gaps and line <= 0:  # anywhere from zero up lies not on both sides of such a line
        low, high = amount.spread()
        amount = Amounts(low, high, amount.exact, amount.asks, False, amount.margin, amount.alike)
    if not amount.margin:
        if line.denominator != 1 or abs(at) > _SECONDS:
            raise TypeError(f"a line in time that is no whole second of this age: {line}")
        must, may = _sides(amount.low, amount.high, over, at, at)
        return Verdicts(must, may, asks) if amount.open else Verdicts(must, must)
    reach = abs(at) * amount.margin + _LEAST
    must, may = _sides(amount.low, amount.high, over, at - reach, at + reach)
    if amount.high is not amount.low:
        near = _near(amount.low, at - reach, at + reach) | _near(amount.high, at - reach, at + reach)
    elif over == "=":
        near = _near(amount.low, at - reach, at + reach)
    elif amount.gaps:  # neither clearly so nor clearly not so, and there; NaN compares as false
        near = must ^ (amount.low >= at - reach if over in (">", ">=") else amount.low <= at + reach)
    else:
        near = must ^ may
    if near.any():
        places = np.flatnonzero(near)
        at_line = Interval(line, line)
        if amount.alike and amount.high is amount.low:
            _, first, inverse = np.unique(amount.low[places], return_index=True, return_inverse=True)
            truths = [_truth(amount.exact(place), at_line, over) for place in places[first].tolist()]
            must[places] = np.array([truth is True for truth in truths])[inverse.reshape(-1)]
            may[places] = np.array([truth is not False for truth in truths])[inverse.reshape(-1)]
        else:
            _settle(near, must, may, lambda place: (amount.exact(place), at_line), over)
    elif not amount.open:
        may = must
    return Verdicts(must, may, asks) if amount.open else Verdicts(must, must)


def between(a: Amounts, over: Over, b: Amounts) -> Verdicts:
    """Whether amounts stand to others, with which they share no unknown, as `over` says."""
    (low, high), (down, up) = a.spread(), b.spread()
    reach_up, reach_down = (np.where(np.isinf(end), 0.0, np.abs(end) * a.margin) + _LEAST for end in (up, down))
    must, may = _pair_sides(low, high, over, (down, reach_down), (up, reach_up))
    near = (np.abs(low - np.where(np.isinf(up), 0, up)) <= reach_up) & np.isfinite(up)
    near |= (np.abs(np.where(np.isinf(high), 0, high) - down) <= reach_down) & np.isfinite(high)
    if near.any():
        _settle(near, must, may, lambda place: (a.exact(place), b.exact(place)), over)
    asks = _signed(a.asks | opposite(b.asks), over)
    if not asks or not (a.open or b.open or (must != may).any()):
        return Verdicts(must, must)
    return Verdicts(must, may, asks)


def _signed(asks: Asks, over: Over) -> Asks:
    """Facts of an amount with the sign of a comparison: with all at their highest, all that may pass a line do."""
    if over == "=":
        return asks | opposite(asks)
    return asks if over in (">", ">=") else opposite(asks)


def _sides(low: Floats, high: Floats, over: Over, down: float, up: float) -> tuple[Mask, Mask]:
    """Must and may, of what is not near the line; NaN is open whatever the line."""
    match over:
        case ">":
            return low > up, ~(high < down)
        case ">=":
            return low >= up, ~(high < down)
        case "<":
            return high < down, ~(low > up)
        case "<=":
            return high <= down, ~(low > up)
        case "=":
            return np.zeros(len(low), np.bool_), ~((low > up) | (high < down))


def _pair_sides(
    low: Floats, high: Floats, over: Over, down: tuple[Floats, Floats], up: tuple[Floats, Floats]
) -> tuple[Mask, Mask]:
    match over:
        case ">" | ">=":
            return low > up[0] + up[1], ~(high < down[0] - down[1])
        case "<" | "<=":
            return high < down[0] - down[1], ~(low > up[0] + up[1])
        case "=":
            apart = (low > up[0] + up[1]) | (high < down[0] - down[1])
            return np.zeros(len(low), np.bool_), ~apart


def _near(ends: Floats, down: float, up: float) -> Mask:
    near: Mask = (ends >= down) & (ends <= up)
    return near


def _settle(near: Mask, must: Mask, may: Mask, exact: Callable[[int], tuple[Interval, Interval]], over: Over) -> None:
    """Decide exactly what lies near; equal figures share one interval, and are decided once."""
    done: dict[tuple[int, int], tuple[Any, Truth]] = {}
    for place in np.flatnonzero(near):
        value, line = exact(int(place))
        key = (id(value), id(line))
        found = done.get(key)
        if found is None:
            # kept with its interval, so that no other gets the same id
            found = done[key] = ((value, line), _truth(value, line, over))
        truth = found[1]
        must[place] = truth is True
        may[place] = truth is not False


def _truth(value: Interval, line: Interval, over: Over) -> Truth:
    """As *decide* compares two forms that share no variable."""
    difference = _form("value", value).minus(_form("line", line))
    return Inequality(difference, over, "", difference, difference, Unit.NUMBER).truth()


def _form(key: str, at: Interval) -> Form:
    if at.exact is not None:
        return Form((), at.exact)
    return Form(((Variable(key, key, at.low, at.high), _ONE),), Fraction(0))
