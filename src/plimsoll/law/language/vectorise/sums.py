"""What an amount comes to for many models at once: both ends in floats, and exactly where that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.facts import Facts
from plimsoll.facts.organization import Organization
from plimsoll.facts.quantities import Interval
from plimsoll.law.language import amounts
from plimsoll.law.language.comparison import Runs, Total
from plimsoll.law.language.vectorise.columns import Figures, Floats, Places
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.table import Slot, Table
from plimsoll.law.language.vectorise.verdicts import Asks, toward_yes
from plimsoll.law.language.vectorise.worlds import World

ANYWHERE = Interval(Fraction(0), None)
NOTHING = Interval(Fraction(0), Fraction(0))
BEYOND = 1e60
"""Stands for an end without a bound, where every amount is taken at one of its ends."""
_UNBOUNDED = Fraction(-BEYOND), Fraction(BEYOND)


@dataclass(frozen=True, slots=True)
class Amounts:
    """An amount of many subjects.

    `low` and `high` are one array where every known value is a single one; NaN: anywhere from zero up. `exact` gives
    the interval of one of them; `margin` is the relative distance from a line below which floats do not decide.
    """

    low: Floats
    high: Floats
    exact: Callable[[int], Interval]
    asks: Asks
    gaps: bool = True
    margin: float = 1e-9
    alike: bool = False
    """Whether equal floats are equal numbers."""

    @property
    def open(self) -> bool:
        """Whether any of them is not known exactly."""
        return self.gaps or self.low is not self.high

    def spread(self) -> tuple[Floats, Floats]:
        """Both ends, without NaN."""
        if not self.gaps:
            return self.low, self.high
        missing = np.isnan(self.low)
        return np.where(missing, 0.0, self.low), np.where(missing, np.inf, self.high)

    def times(self, factor: Fraction) -> Amounts:
        """A multiple."""
        low = self.low * float(factor)
        high = low if self.high is self.low else self.high * float(factor)
        exact = self.exact

        def scaled(place: int) -> Interval:
            at = exact(place)
            return Interval(None if at.low is None else at.low * factor, None if at.high is None else at.high * factor)

        return Amounts(low, high, scaled, self.asks, self.gaps, self.margin, self.alike)

    def at_ends(self, world: World, rows: NDArray[np.int64], figure: str) -> Amounts:
        """Taken at its lowest, at its highest or beside a line, as a world has it of a figure of each row."""
        which, lines = world.ends(rows, figure), world.lines_of(figure)
        low, high = self.spread()
        if world.uniform:
            taken = np.minimum(high, BEYOND) if world.number % 2 else np.maximum(low, -BEYOND)
        else:
            low, high = np.maximum(low, -BEYOND), np.minimum(high, BEYOND)
            taken = np.where(which == 0, low, high)
            for i, line in enumerate(lines):
                taken = np.where(which == i + 2, np.clip(float(line), low, high), taken)
        exact = self.exact

        def end(place: int) -> Interval:
            at = exact(place)
            first = _UNBOUNDED[0] if at.low is None else at.low
            last = _UNBOUNDED[1] if at.high is None else at.high
            value = first if which[place] == 0 else last
            if which[place] > 1:
                value = max(first, min(last, lines[which[place] - 2]))
            return Interval(value, value)

        return Amounts(taken, taken, end, frozenset(), False, self.margin)


def figures(column: Figures | None, points: Points, path: str) -> Amounts:
    """An amount that a column gives; one that the table has not is anywhere from zero up."""
    asks = toward_yes(path)
    if column is None:
        low = np.full(points.count, np.nan)
        return Amounts(low, low, lambda place: ANYWHERE, asks)
    low, high = column.at(points.rows)
    exact = _exactly(column, points)
    return Amounts(low, high, exact, asks, column.gaps, alike=column.alike)


def _exactly(column: Figures, points: Points) -> Callable[[int], Interval]:
    first = points.rows.start if isinstance(points.rows, slice) else None

    def exact(place: int) -> Interval:
        at = column.exact(first + place if first is not None else int(points.rows[place]))
        if at is None:
            return ANYWHERE
        return at if at.low is not None else Interval(Fraction(0), at.high)

    return exact


def total(table: Table, amount: Total, points: Points, now: datetime, world: World | None) -> Amounts:
    """A sum over runs, of the rows themselves or of those that they descend from."""
    key = (amount.figure, amount.runs, world.number if world else None)
    found: Amounts | None = points.found.get(key)
    if found is None:
        found = points.found[key] = _total(table, amount, points, now, world)
    return found


def _total(table: Table, amount: Total, points: Points, now: datetime, world: World | None) -> Amounts:
    runs = amount.runs
    with_own = runs.lineage in ("own", "whole", "developer's")
    own = _own(table, amount, points, now, world) if with_own else _none(points)
    if runs.lineage == "own" or not table.derived:
        return own
    members, owners = ancestors(table, points, "bases" if runs.lineage == "whole" else runs.lineage)
    if not members.count:
        return own
    above = _own(table, amount, members, now, world)
    ends, mine = above.spread(), own.spread()
    low: Floats = mine[0] + np.bincount(owners, ends[0], points.count)
    high: Floats = mine[1] + np.bincount(owners, ends[1], points.count)
    starts = np.searchsorted(owners, np.arange(points.count + 1))

    def exact(place: int) -> Interval:
        parts = [above.exact(i) for i in range(starts[place], starts[place + 1])]
        return _sum([own.exact(place), *parts] if with_own else parts)

    return Amounts(low, low if world else high, exact, own.asks | above.asks, False)


def _own(table: Table, amount: Total, points: Points, now: datetime, world: World | None) -> Amounts:
    found = _Own(table, amount, points, now).amounts()
    return found if world is None else found.at_ends(world, points.indices, amount.figure)


def ancestors(table: Table, points: Points, which: str) -> tuple[Points, Places]:
    """All that rows descend from (`bases`), or what of it their own developer or others made; and whose each is."""
    key = ("ancestors", which)
    if key not in points.found:
        members, owners = table.lineage.of(points.indices)
        if which != "bases":
            same = table.developers[members] == table.developers[points.indices][owners]
            kept = same if which == "developer's" else ~same
            members, owners = members[kept], owners[kept]
        points.found[key] = points.above(f"ancestors {which}", lambda: members, owners), owners
    found: tuple[Points, Places] = points.found[key]
    return found


def _none(points: Points) -> Amounts:
    nothing = np.zeros(points.count)
    return Amounts(nothing, nothing, lambda place: NOTHING, frozenset(), False)


def _sum(parts: list[Interval]) -> Interval:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return NOTHING
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    low = sum((end for end in lows if end is not None), Fraction(0))
    known = [end for end in highs if end is not None]
    return Interval(low, sum(known, Fraction(0)) if len(known) == len(highs) else None)


class _Own:
    """The sum over the own runs of rows, as far as they count."""

    def __init__(self, table: Table, total: Total, points: Points, now: datetime) -> None:
        self.table, self.points = table, points
        self.asks = toward_yes(f"training.{total.figure}")
        self.columns = [table.figures(f"{slot.path}.{total.figure}") for slot in table.runs]
        self.runs, self.now = total.runs, now

    @cached_property
    def slots(self) -> list[tuple[Figures | None, NDArray[np.uint8]]]:
        """The figure of each slot, and whether its run counts, row by row."""
        counts = [_counted(self.table, slot, self.runs, self.points, self.now) for slot in self.table.runs]
        return list(zip(self.columns, counts, strict=True))

    def amounts(self) -> Amounts:
        """The sum, in floats and exactly."""
        table, points = self.table, self.points
        if self._simple:
            column = self.columns[0]
            if column is None:
                missing = np.full(points.count, np.nan)
                return Amounts(missing, missing, self.exact, self.asks)
            ends = column.at(points.rows)
            return Amounts(*ends, _exactly(column, points), self.asks, column.gaps, alike=column.alike)
        unknown = ~(table.trained[points.rows] | table.untrained[points.rows])
        low, high = np.zeros(points.count), np.where(unknown, np.inf, 0.0)
        for column, counts in self.slots:
            if column is None:
                high += np.where(counts > 0, np.inf, 0.0)
                continue
            ends = column.at(points.rows)
            missing = np.isnan(ends[0])
            low += np.where((counts == _COUNTS) & ~missing, ends[0], 0.0)
            high += np.where(counts > 0, np.where(missing, np.inf, ends[1]), 0.0)
        return Amounts(low, high, self.exact, self.asks, False)

    @property
    def _simple(self) -> bool:
        """Whether the one run counts wherever there is one, and nothing is known to be untrained."""
        table = self.table
        if len(table.runs) != 1 or self.runs.by_organization or table.some_untrained:
            return False
        counts = _said(table, table.runs[0], self.runs, _MODEL_S, self.now)
        return bool((counts[:-1] == _COUNTS).all())

    def exact(self, place: int) -> Interval:
        """The exact sum of one row."""
        row = (
            int(self.points.indices[place])
            if not isinstance(self.points.rows, slice)
            else (self.points.rows.start + place)
        )
        if not self.table.trained[row]:
            return NOTHING if self.table.untrained[row] else ANYWHERE
        parts: list[Interval] = []
        for column, counts in self.slots:
            if not counts[place]:
                continue
            at = column.exact(row) if column is not None else None
            at = ANYWHERE if at is None else at if at.low is not None else Interval(Fraction(0), at.high)
            parts.append(at if counts[place] == _COUNTS else Interval(Fraction(0), at.high))
        return _sum(parts)


_LEFT_OUT, _COUNTS, _OPEN = 0, 1, 2
_MODEL_S = "x's developer"


def _counted(table: Table, slot: Slot, runs: Runs, points: Points, now: datetime) -> NDArray[np.uint8]:
    """Whether a run counts, is left out, or either: *decide* says so of each kind of run, once."""
    kind = slot.kind[points.rows]
    counted: NDArray[np.uint8]
    if not runs.by_organization:
        counted = _said(table, slot, runs, _MODEL_S, now)[kind]
        return counted
    if points.parties is None:
        counted = _said(table, slot, runs, None, now)[kind]
        return counted
    ours, others = (_said(table, slot, runs, who, now)[kind] for who in (_MODEL_S, "another"))
    counted = np.where(ran_by(table, slot, points) == points.parties, ours, others)
    return counted


def some_open(table: Table, runs: Runs, now: datetime) -> bool:
    """Whether of some kind of run it is not known if it counts."""
    return any((_said(table, slot, runs, _MODEL_S, now) == _OPEN).any() for slot in table.runs)


def _said(table: Table, slot: Slot, runs: Runs, who: str | None, now: datetime) -> NDArray[np.uint8]:
    key = (slot.number, runs, who, now)
    found = table.said.get(key)
    if found is None:
        organization = Organization.model_construct(id=who) if who else None
        facts = Facts(home={"x": _MODEL_S})
        found = np.zeros(len(slot.kinds) + 1, np.uint8)  # the last: there is no run
        for i, (run, _) in enumerate(slot.kinds):
            counts = amounts.counts(runs, run, slot.model(i), organization, facts, now)
            found[i] = _OPEN if isinstance(counts, str) else _COUNTS if counts else _LEFT_OUT
        table.said[key] = found
    return found


def ran_by(table: Table, slot: Slot, points: Points) -> NDArray[np.int32]:
    """Who ran a run: as given, else the developer of the model."""
    developers: NDArray[np.int32] = table.developers[points.rows]
    if slot.by is None:
        return developers
    by: NDArray[np.int32] = slot.by[points.rows]
    return np.where(by >= 0, by, developers)


def begun(table: Table, slot: Slot, now: datetime) -> NDArray[np.uint8]:
    """Whether training has begun with a run, of each kind of run: 0 no, 1 yes, 2 open; the last: there is none."""
    key = ("begun", slot.number, now)
    found = table.said.get(key)
    if found is None:
        found = np.zeros(len(slot.kinds) + 1, np.uint8)
        for i in range(len(slot.kinds)):
            truth, _ = amounts.begun(Facts(), slot.model(i), None, now)
            found[i] = 2 if truth is None else int(truth)
        table.said[key] = found
    return found
