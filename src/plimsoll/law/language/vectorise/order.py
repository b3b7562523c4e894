"""How the sums of a lineage lie to the lines they are compared with: what *decide* can tell of figures, and no more."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.quantities import Interval
from plimsoll.law.language.comparison import Bounded, Compare, Scaled, Total
from plimsoll.law.language.expression import Expression
from plimsoll.law.language.lines import Line, periods
from plimsoll.law.language.points import AsOf
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.sums import Amounts, some_open, total
from plimsoll.law.language.vectorise.table import Table

Factored = tuple[Total, Fraction]
_ONE = Fraction(1)


class Sums:
    """Signs the amounts of lineages, among some rows of a table.

    Where nothing in a lineage is unknown, sums are told apart by the sides of the lines on which they lie. Where one
    figure alone is, every comparison asks whether that figure passes some value, and only the order of those values
    and of the ends of the figure can bear. Where several are, the figures themselves are signed.
    """

    def __init__(self, table: Table, as_of: AsOf, read: Sequence[Expression], rows: NDArray[np.int64]) -> None:
        self.table = table
        self.places = {row: place for place, row in enumerate(rows.tolist())}
        self.now = as_of.now
        self.points = Points(rows, len(rows))
        self.lines: dict[Factored, list[Fraction]] = {}
        self.pairs: list[tuple[Factored, Factored]] = []
        for each in read:
            if isinstance(each, Bounded):
                self.lines.setdefault((each.amount, _ONE), [])
            elif isinstance(each, Compare) and (amount := _factored(each.amount)) is not None:
                if isinstance(each.line, Line):
                    values = [period.value for period in periods(each.line, as_of.acts)]
                    self.lines.setdefault(amount, []).extend(values)
                elif (other := _factored(each.line)) is not None:
                    self.pairs.append((amount, other))
        asked = [*self.lines, *(amount for pair in self.pairs for amount in pair)]
        self.amounts: dict[Total, Amounts] = {t: total(table, t, self.points, self.now, None) for t, _ in asked}
        self.opens = any(some_open(table, t.runs, self.now) for t in self.amounts)

    def sign(self, line: Sequence[int]) -> Iterator[Hashable]:
        """Sign each figure of a row with all that it descends from."""
        for figure in sorted({amount.figure for amount in self.amounts}):
            known = [self._figures(row, figure) for row in line]
            unknown = [at for figures in known for at in figures if at is None or at.exact is None]
            if len(unknown) > 1 or (unknown and self.opens):
                yield tuple(tuple((at.low, at.high) if at else None for at in figures) for figures in known)
            else:
                yield tuple(self._ordered(line, figure, unknown[0] if unknown else Interval(None, None), bool(unknown)))

    def _figures(self, row: int, figure: str) -> list[Interval | None]:
        """The figures of a row's own runs; one that is not known where its training is not."""
        table = self.table
        if not table.trained[row]:
            return [] if table.untrained[row] else [None]
        there = [slot for slot in table.runs if slot.kind[row] >= 0]
        columns = [table.figures(f"{slot.path}.{figure}") for slot in there]
        return [column.exact(row) if column is not None else None for column in columns]

    def _ordered(self, line: Sequence[int], figure: str, one: Interval | None, unknown: bool) -> Iterator[Hashable]:
        """Every comparison of a figure as a value that the one unknown has to pass, and those values by their order."""
        low = (one.low if one is not None else None) or Fraction(0)
        high = one.high if one is not None else None
        passed: list[Fraction] = []
        for row in line:
            place = self.places[row]
            for (amount, factor), lines in self.lines.items():
                if amount.figure != figure:
                    continue
                at = self.amounts[amount].exact(place)
                yield at.high is None
                for value in lines:
                    if at.exact is not None:
                        yield _side(at.exact * factor, value)
                    else:
                        passed.append(value / factor - _constant(at, low))
            for (first, times), (other, factor) in self.pairs:
                if first.figure != figure:
                    continue
                at, beside = self.amounts[first].exact(place), self.amounts[other].exact(place)
                if at.exact is not None and beside.exact is not None:
                    yield _side(at.exact * times, beside.exact * factor)
                elif beside.exact is not None:
                    passed.append(beside.exact * factor / times - _constant(at, low))
                elif at.exact is not None:
                    passed.append(at.exact * times / factor - _constant(beside, low))
        if unknown:
            yield from _ranks(passed, low, high)


def _factored(amount: Any) -> Factored | None:
    if isinstance(amount, Total):
        return amount, _ONE
    if isinstance(amount, Scaled) and isinstance(amount.amount, Total):
        return amount.amount, amount.factor
    return None


def _constant(at: Interval, low: Fraction) -> Fraction:
    """What a sum has beside the one figure in it that is not known."""
    return (at.low or Fraction(0)) - low


def _side(value: Fraction, edge: Fraction) -> int:
    return (value > edge) - (value < edge)


def _ranks(passed: Sequence[Fraction], low: Fraction, high: Fraction | None) -> Iterator[Hashable]:
    """Values by their order; all that lie below the lowest, or above the highest, are alike."""
    inside = sorted({v for v in passed if v > low and (high is None or v < high)})
    rank = {value: i for i, value in enumerate(inside)}
    for value in passed:
        if value in rank:
            yield rank[value]
        elif value <= low:
            yield "at the lowest" if value == low else "below"
        else:
            yield "at the highest" if value == high else "above"
