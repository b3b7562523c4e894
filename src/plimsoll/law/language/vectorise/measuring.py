"""Amounts of many models at once against lines and each other; what has begun, where it reaches, who controls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from plimsoll.law.language.comparison import Amount as AnAmount
from plimsoll.law.language.comparison import (
    Bounded,
    Compare,
    Measure,
    OfYear,
    Revised,
    Scaled,
    Stated,
    Total,
    TrainingStart,
)
from plimsoll.law.language.expression import Begun, Controlled, Reaches
from plimsoll.law.language.lines import Line, Period, periods
from plimsoll.law.language.points import AsOf
from plimsoll.law.language.vectorise import comparing, moments, places
from plimsoll.law.language.vectorise.columns import Coded, Figures, Floats
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.sums import Amounts, begun, figures, ran_by, total
from plimsoll.law.language.vectorise.table import Table
from plimsoll.law.language.vectorise.verdicts import FALSE, TRUE, Verdicts, certain, coded, toward_yes
from plimsoll.law.language.vectorise.worlds import World, name_of


class NotOverTablesError(TypeError):
    """Something of the language that no table is read by."""


@dataclass
class Measuring:
    """Measures amounts of a table, as things stood at the end of a day.

    `as_of` holds what is the same for every row: the version, the day, and facts that have acts of authorities and
    readings alone. In a world, every amount is taken at one value.
    """

    table: Table
    as_of: AsOf
    world: World | None = None
    started: dict[datetime | None, tuple[Floats, Floats]] = field(default_factory=dict, kw_only=True)
    """When the training of each row began; readers of one table share it."""
    _periods: dict[int, list[Period]] = field(default_factory=dict, kw_only=True)

    @property
    def now(self) -> datetime:
        """The end of the day asked about."""
        return self.as_of.now

    def compare(self, expression: Compare, points: Points) -> Verdicts:
        """Compare amounts with a line, or with others."""
        line = expression.line
        if not isinstance(line, Line):
            if _overlapping(expression.amount, line):
                raise NotOverTablesError(f"amounts that share runs: {expression!r}")
            ends = self._amount(expression.amount, points), self._amount(line, points)
            return comparing.between(ends[0], expression.over, ends[1])
        found = self._periods.get(id(line))
        if found is None:
            found = self._periods[id(line)] = periods(line, self.as_of.acts)
        key = (expression.amount, id(expression), self.world.number if self.world else None)
        known: Verdicts | None = points.found.get(key)
        if known is None:
            known = points.found[key] = self._against(expression, found, points)
        return known

    def _against(self, expression: Compare, found: Sequence[Period], points: Points) -> Verdicts:
        amount = self._amount(expression.amount, points)
        if len({(period.value, period.over or expression.over) for period in found}) == 1:
            key = (expression.amount, found[0].value, found[0].over or expression.over, amount.asks)
            known: Verdicts | None = points.found.get(key) if self.world is None else None
            if known is None:
                known = comparing.against(amount, found[0].over or expression.over, found[0].value)
                if self.world is None:
                    points.found[key] = known
            return known
        return moments.in_its_period(amount, expression, found, self._moment(points))

    def _at_end(self, amount: Amounts, points: Points, figure: str) -> Amounts:
        return amount if self.world is None else amount.at_ends(self.world, points.indices, figure)

    def _moment(self, points: Points) -> Amounts:
        """When the thing began that a line measures."""
        if points.kind == "model" and not points.hung:
            return self._at_end(moments.moment(self._starts(self.now), points), points, moments.STARTED)
        return moments.instant(self.now, points.count)

    def _starts(self, now: datetime | None) -> tuple[Floats, Floats]:
        if now not in self.started:
            self.started[now] = moments.training_starts(self.table, now)
        return self.started[now]

    def _amount(self, amount: AnAmount, points: Points) -> Amounts:
        match amount:
            case Total():
                return total(self.table, amount, points, self.now, self.world)
            case Scaled():
                return self._amount(amount.amount, points).times(amount.factor)
            case Measure():
                path = points.prefix + amount.path
                return self._at_end(figures(self.table.figures(path), points, path), points, path)
            case OfYear():
                path = f"{amount.path}.{self.as_of.on.year - amount.years_before}"
                column = self.table.organization_columns.get(path)
                found = figures(column if isinstance(column, Figures) else None, points, path)
                return self._at_end(found, points, path)
            case TrainingStart():
                return self._at_end(moments.moment(self._starts(None), points), points, moments.STARTED)
        raise NotOverTablesError(f"{type(amount).__name__} is not read over tables")

    def bounded(self, expression: Bounded, points: Points) -> Verdicts:
        """Say whether the facts bound an amount from above."""
        known = total(self.table, expression.amount, points, self.now, None)
        return certain(np.isfinite(known.spread()[1]))

    def stated(self, expression: Stated, points: Points) -> Verdicts:
        """Say whether a figure is given for some own run."""
        found = np.zeros(points.count, np.bool_)
        for slot in self.table.runs:
            column = self.table.figures(f"{slot.path}.{expression.amount.figure}")
            if column is not None:
                found |= ~np.isnan(column.low[points.rows])
        return certain(found)

    def revised(self, expression: Revised, points: Points) -> Verdicts:
        """Say whether a figure was estimated more than once: a cell holds one estimate."""
        return FALSE

    def begun(self, expression: Begun, points: Points) -> Verdicts:
        """Whether training has begun, by the organization in question where there is one."""
        table = self.table
        found = np.zeros(points.count, np.uint8)
        for slot in table.runs:
            codes = begun(table, slot, self.now)[slot.kind[points.rows]]
            if points.parties is not None:
                codes = np.where(ran_by(table, slot, points) == points.parties, codes, np.uint8(0))
            found = np.where((found == 1) | (codes == 1), np.uint8(1), found | codes)
        unknown = ~(table.trained | table.untrained)[points.rows]
        found = np.where(unknown, np.uint8(2), found)
        if self.world is not None:
            found = np.where(found == 2, np.uint8(self.world.picks(name_of(expression))), found)
        return coded(found, toward_yes(name_of(expression)))

    def reaches(self, expression: Reaches, points: Points) -> Verdicts:
        """Say whether the law of a place reaches them."""
        return places.reaches(self.table, expression, points, self.world)

    def controlled(self, expression: Controlled, points: Points) -> Verdicts:
        """Say whether the developer controls them; in a table every model stands in its developer's file."""
        column = self.table.columns.get("controlled")
        if not isinstance(column, Coded):
            return TRUE
        truths = np.array([*(value is not False for value in column.values), True])
        return certain(truths[column.codes[points.rows]])


def _overlapping(a: AnAmount, b: AnAmount) -> bool:
    """Whether two amounts can share a run, of which neither is then known apart."""
    a, b = (each.amount if isinstance(each, Scaled) else each for each in (a, b))
    if not (isinstance(a, Total) and isinstance(b, Total)):
        return a == b
    return a.figure == b.figure and frozenset({a.runs.lineage, b.runs.lineage}) not in _APART


_APART = (
    frozenset({"own", "bases"}),
    frozenset({"own", "others'"}),
    frozenset({"developer's", "others'"}),
)
