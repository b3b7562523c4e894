"""Which rows *decide* cannot tell apart: what of their facts a term can turn on, and on which side of every line."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.instants import Instant
from plimsoll.facts.quantities import approximate
from plimsoll.law.language.comparison import Compare, Measure, Scaled, Total, TrainingStart
from plimsoll.law.language.expression import Dated, Expression, Past, Reaches
from plimsoll.law.language.lines import Line, periods, seconds
from plimsoll.law.language.points import AsOf
from plimsoll.law.language.vectorise.columns import Coded, Figures
from plimsoll.law.language.vectorise.order import Sums
from plimsoll.law.language.vectorise.table import Table

Cells = NDArray[np.int64]


class Signatures:
    """Signs rows of a table for some expressions of a version: equal signatures have equal verdicts.

    A row with one run and no base is signed by the cells of its figures: on which side of each line its lowest and
    its highest value lie. Sums over a lineage are signed by `Sums`.
    """

    def __init__(self, table: Table, as_of: AsOf, expressions: Iterable[Expression]) -> None:
        self.table, self.as_of = table, as_of
        self.read = list(expressions)
        self.names = {step for each in self.read for step in getattr(each, "path", "").split(".")}
        self.names |= {"phase", "planned", "synthetic_data_public", "started", "ended", "how"}
        if any(isinstance(each, Reaches) for each in self.read):
            self.names |= {"in_", "operates_in"}

    @cached_property
    def simple(self) -> NDArray[np.bool_]:
        """Rows whose amounts are single figures."""
        runs = np.zeros(self.table.count, np.int64)
        for slot in self.table.runs:
            runs += slot.kind >= 0
        return (runs <= 1) & ~(self.table.bases >= 0).any(axis=1)

    def of_simple(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give a number for the signature of each of some simple rows."""
        table = self.table
        key = np.zeros(len(rows), np.int64)
        key = _joined(key, (table.developers[rows] >= 0).astype(np.int64))
        for cells in self._cells.values():
            key = _joined(key, cells[rows])
        for column in self._of_developers:
            key = _joined(key, np.append(column, -1)[table.developers[rows]])
        return key

    def of_lineages(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give a number for the signature of each of some rows, with all that it descends from."""
        table = self.table
        sums = Sums(table, self.as_of, self.read, np.unique(np.concatenate([rows, table.lineage.of(rows)[0]])))
        cells = [c for path, c in self._cells.items() if path not in self._figures or not path.startswith("training[")]
        given = [~np.isnan(column.low) for path, column in self._figures.items()]
        told: dict[Hashable, int] = {}
        return np.array(
            [told.setdefault(self._of_lineage(row, sums, cells, given), len(told)) for row in rows.tolist()]
        )

    def _of_lineage(self, row: int, sums: Sums, cells: Sequence[Cells], given: Sequence[NDArray[np.bool_]]) -> Hashable:
        table = self.table
        first, end = table.lineage.starts[row], table.lineage.starts[row + 1]
        line = [row, *table.lineage.members[first:end].tolist()]
        places = {each: i for i, each in enumerate(line)}
        parties: dict[int, int] = {}
        signed: list[Hashable] = []
        for each in line:
            party = int(table.developers[each])
            signed.append(tuple(places.get(base, -1) for base in table.bases[each].tolist()))
            signed.append(parties.setdefault(party, len(parties)) if party >= 0 else -1)
            signed.append(tuple(int(column[party]) if party >= 0 else -1 for column in self._of_developers))
            signed.append(tuple(int(column[each]) for column in cells))
            signed.append(tuple(bool(column[each]) for column in given))
        return (*signed, *sums.sign(line))

    @cached_property
    def _figures(self) -> Mapping[str, Figures]:
        asked = {name for amount in self._amounts for name in _figure_names(amount)}
        return {
            path: column
            for path, column in self.table.columns.items()
            if isinstance(column, Figures) and path.rpartition(".")[2] in asked
        }

    @property
    def _amounts(self) -> list[Any]:
        compared = [each for each in self.read if isinstance(each, Compare)]
        amounts = [each.amount for each in compared]
        return [*amounts, *(each.line for each in compared if not isinstance(each.line, Line))]

    @cached_property
    def _cells(self) -> dict[str, Cells]:
        """Of each column that bears: the cell in which each row lies."""
        found: dict[str, Cells] = {}
        for path, column in self.table.columns.items():
            if isinstance(column, Coded) and self._bears(path):
                found[path] = self._coded(column)
        for path, figures in self._figures.items():
            found[path] = _cells(figures, self._lines(path.rpartition(".")[2]))
        for slot in self.table.runs:
            found[f"{slot.path} is there"] = (slot.kind >= 0).astype(np.int64)
        return found

    @cached_property
    def _of_developers(self) -> list[Cells]:
        """Facts of organizations that bear, by developer."""
        columns = self.table.organization_columns.items()
        return [self._coded(c) for path, c in columns if isinstance(c, Coded) and self._bears(path)]

    def _bears(self, path: str) -> bool:
        return any(step.partition("[")[0] in self.names for step in path.split("."))

    def _coded(self, column: Coded) -> Cells:
        if not any(isinstance(value, Instant | date) for value in column.values):
            return column.codes.astype(np.int64)
        told: dict[Hashable, int] = {}
        cells = [told.setdefault(self._when(value), len(told)) for value in column.values]
        return np.array([*cells, -1], np.int64)[column.codes]

    def _when(self, value: Instant | date) -> Hashable:
        """On which side of each day that bears an instant lies, with both its ends."""
        if not isinstance(value, Instant):
            return value
        ends = seconds(value.earliest), seconds(value.latest)
        return value.known, tuple((_side(ends[0], edge), _side(ends[1], edge)) for edge in self._edges)

    @cached_property
    def _edges(self) -> list[Fraction]:
        edges = {seconds(self.as_of.now)}
        for each in self.read:
            if isinstance(each, Dated):
                edges.add(seconds(datetime.combine(each.before, time.min, UTC)))
            elif isinstance(each, Past):
                edges.add(seconds(each.day))
            elif isinstance(each, Compare) and isinstance(each.line, Line):
                edges |= {p.begins for p in periods(each.line, self.as_of.acts) if p.begins is not None}
                if isinstance(each.amount, TrainingStart):
                    edges.add(each.line.value)
        return sorted(edges)

    def _lines(self, name: str) -> list[Fraction]:
        """The values with which a figure is compared."""
        found: set[Fraction] = set()
        for each in self.read:
            if isinstance(each, Compare) and not isinstance(each.line, Line):
                found.add(Fraction(0))  # of a row without a base, the other amount is nothing
            if isinstance(each, Compare) and isinstance(each.line, Line) and name in _figure_names(each.amount):
                factor = _factor(each.amount)
                found |= {period.value / factor for period in periods(each.line, self.as_of.acts)}
        return sorted(found)


def _figure_names(amount: Any) -> tuple[str, ...]:
    match amount:
        case Total():
            return (amount.figure,)
        case Scaled():
            return _figure_names(amount.amount)
        case Measure():
            return (amount.path,)
    return ()


def _factor(amount: Any) -> Fraction:
    return amount.factor * _factor(amount.amount) if isinstance(amount, Scaled) else Fraction(1)


def _side(value: Fraction, edge: Fraction) -> int:
    return (value > edge) - (value < edge)


def _joined(key: NDArray[np.int64], cells: Cells) -> NDArray[np.int64]:
    """Two signatures as one, numbered anew so that numbers stay small."""
    both = key * (int(cells.max(initial=-1)) + 2) + cells + 1
    joined: NDArray[np.int64] = np.unique(both, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return joined


def _cells(column: Figures, lines: list[Fraction]) -> Cells:
    """Of each row, the cells of its lowest and highest value among lines; 0 where it is absent."""
    low = _cell(column.low, column, lines, high=False)
    high = low if column.high is column.low else _cell(column.high, column, lines, high=True)
    width = 2 * len(lines) + 3
    found: Cells = np.where(np.isnan(column.low), 0, 1 + low * width + high)
    return found


def _cell(ends: NDArray[np.float64], column: Figures, lines: list[Fraction], *, high: bool) -> Cells:
    """Below the first line 0, on it 1, between it and the second 2, and so on; without a bound, beyond all."""
    found = np.zeros(len(ends), np.int64)
    for line in lines:
        at = approximate(line)
        reach = abs(at) * 1e-9 + 1e-290
        above = ends > at + reach
        found += 2 * above
        near = (ends >= at - reach) & ~above
        for row in np.flatnonzero(near):
            exact = column.exact(int(row))
            end = None if exact is None else exact.high if high else exact.low or Fraction(0)
            found[row] += 2 if end is None else 1 + _side(end, line)
    placed: Cells = np.where(np.isinf(ends), 2 * len(lines) + 1, found)
    return placed
