"""When training began, of many models at once, and lines that changed: which of their values counts for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.instants import Instant
from plimsoll.facts.quantities import Interval
from plimsoll.law.language.comparison import Compare
from plimsoll.law.language.lines import Over, Period, seconds
from plimsoll.law.language.vectorise import comparing
from plimsoll.law.language.vectorise.columns import Coded, Floats
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.sums import Amounts
from plimsoll.law.language.vectorise.table import Slot, Table
from plimsoll.law.language.vectorise.verdicts import FALSE, Verdicts, certain, either, opposite, toward_yes

STARTED = "training.started"


def training_starts(table: Table, now: datetime | None) -> tuple[Floats, Floats]:
    """The start of each row's own training, in seconds of UTC: from when to when; without `now`, unbounded above."""
    earliest, latest = np.full(table.count, np.inf), np.full(table.count, np.inf)
    known, dated = table.trained.copy(), table.trained.copy()
    for slot in table.runs:
        there = slot.kind >= 0
        instants = table.columns.get(f"{slot.path}.started")
        if not isinstance(instants, Coded):
            instants = Coded(np.full(table.count, -1, np.int32), ())
        begins, ends, exact = _ends(instants.values)
        given = there & (instants.codes >= 0)
        earliest = np.where(given, np.minimum(earliest, begins[instants.codes]), earliest)
        latest = np.where(given, np.minimum(latest, ends[instants.codes]), latest)
        dated &= given | ~there
        known &= (given & exact[instants.codes]) | ~there
        if now is not None:  # a run that was done has begun
            undated = there & ~given & ~_planned(slot)[slot.kind]
            latest = np.where(undated, np.minimum(latest, float(seconds(now))), latest)
    low = np.where(dated, earliest, -np.inf)
    high = np.where(known, earliest, latest)
    made = table.untrained
    if made.any():  # what was made without training of its own began when what it was made from did
        rows = np.flatnonzero(made)
        members, owners = table.lineage.of(rows)
        first = _first(~made[members], owners, len(rows))
        from_ = np.where(first >= 0, members[np.maximum(first, 0)] if members.size else 0, rows)
        low[rows], high[rows] = low[from_], high[from_]
    return low, high


def _first(wanted: NDArray[np.bool_], owners: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The first wanted member of each owner, or -1."""
    found = np.full(count, -1, np.int64)
    at = np.flatnonzero(wanted)[::-1]
    found[owners[at]] = at
    return found


def _ends(instants: Sequence[Instant]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    begins = np.array([*(float(seconds(i.earliest)) for i in instants), np.inf])
    ends = np.array([*(float(seconds(i.latest)) for i in instants), np.inf])
    return begins, ends, np.array([*(i.known for i in instants), False])


def _planned(slot: Slot) -> NDArray[np.bool_]:
    return np.array([*(bool(run.planned) for run, _ in slot.kinds), False])


def moment(starts: tuple[Floats, Floats], points: Points) -> Amounts:
    """When the training of some rows began."""
    low, high = starts[0][points.rows], starts[1][points.rows]

    def exact(place: int) -> Interval:
        raise TypeError("instants are decided in floats")

    known = np.array_equal(low, high)
    return Amounts(low, low if known else high, exact, toward_yes(STARTED), False, 0.0)


def instant(at: datetime, count: int) -> Amounts:
    """One instant, of all."""
    when = seconds(at)
    low = np.full(count, float(when))
    return Amounts(low, low, lambda place: Interval(when, when), frozenset(), False, 0.0)


def in_its_period(amount: Amounts, expression: Compare, found: Sequence[Period], when: Amounts) -> Verdicts:
    """A line that changed: what an amount is compared with depends on when the thing began."""
    groups: dict[tuple[Fraction, Over], Any] = {}
    for period, end in zip(found, [*(period.begins for period in found[1:]), None], strict=True):
        possible = np.ones(len(when.low), np.bool_)
        if period.begins is not None:
            possible &= when.high >= float(period.begins)
        if end is not None:
            possible &= when.low < float(end)
        key = (period.value, period.over or expression.over)
        groups[key] = groups.get(key, False) | possible
    many = sum((possible.astype(np.int8) for possible in groups.values()), np.zeros(len(when.low), np.int8)) > 1
    cases = [
        _case(comparing.against(amount, over, value), possible, many)
        for (value, over), possible in groups.items()
        if possible.any()
    ]
    result: Verdicts = reduce(either, cases, FALSE)
    if not many.any():
        return result.kept(result.asks, again=False)
    return result.kept(result.asks | when.asks | opposite(when.asks), again=many)


def _case(compared: Verdicts, possible: NDArray[np.bool_], many: NDArray[np.bool_]) -> Verdicts:
    """One value of a line: where others are possible too, it can only make the verdict open."""
    may = possible if compared.may is True else possible & compared.may
    must = may & ~many if compared.certain else possible & ~many & compared.must
    return Verdicts(must, may, compared.asks) if many.any() or not compared.certain else certain(may)
