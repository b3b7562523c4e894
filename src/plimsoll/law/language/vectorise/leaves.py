"""What an expression asks of the facts themselves, over columns.

What a leaf makes of a value is not said again here: the very leaf of *decide* is asked, once for each value that a
column holds, and once for a subject of which nothing is given.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.law.language.expression import Expression
from plimsoll.law.language.leaves import LEAVES
from plimsoll.law.language.points import AsOf, Point
from plimsoll.law.language.reasons import Reason, Symbol, Truth
from plimsoll.law.language.vectorise.columns import Coded, Column, Figures
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.subjects import HUNG, entry, model, organization
from plimsoll.law.language.vectorise.table import Table
from plimsoll.law.language.vectorise.verdicts import Asks, Mask, Verdicts, always, opposite, toward_yes
from plimsoll.law.language.vectorise.worlds import World

Asked = dict[Hashable, tuple[Sequence[Truth], Reason | None]]
"""What leaves have said of the values of columns, in a world or without one: each is asked once."""


def leaf(table: Table, as_of: AsOf, expression: Any, points: Points, world: World | None, asked: Asked) -> Verdicts:
    """Read a leaf of each of some points."""
    path = points.prefix + expression.path if hasattr(expression, "path") else ""
    columns = table.below(path, organization=points.kind == "organization") if path else []
    if len(columns) > 1 or any(isinstance(column, Figures) for _, column in columns):
        codes, values = _combined(columns, points)
        said = _said(as_of, expression, points, values, world)
        return _looked_up(path, codes, *said, points)
    key = (id(expression), points.prefix, points.kind, world.number if world else None)
    known = asked.get(key)
    if known is None:
        values = [{name: v} for name, column in columns if isinstance(column, Coded) for v in column.values]
        known = asked[key] = _said(as_of, expression, points, values, world)
    if not columns:
        return always(known[0][0], _asks(known[1]))
    column = columns[0][1]
    assert isinstance(column, Coded)
    return _looked_up(path, column.codes[points.rows], *known, points)


def _said(
    as_of: AsOf, expression: Any, points: Points, values: Sequence[Mapping[str, Any]], world: World | None
) -> tuple[Sequence[Truth], Reason | None]:
    """What the leaf says of each value, and last of none; and, without a world, what it leaves open."""
    reasons = [_asked(as_of, expression, _subject(points, each)) for each in (*values, {})]
    if world is not None:
        return [world.holds(expression) if reason.truth is None else reason.truth for reason in reasons], None
    return [reason.truth for reason in reasons], next((r for r in reasons if r.truth is None), None)


def _looked_up(
    path: str, codes: NDArray[np.int32], truths: Sequence[Truth], open_: Reason | None, points: Points
) -> Verdicts:
    if all(truth is truths[0] for truth in truths):
        return always(truths[0], _asks(open_))
    must = np.array([truth is True for truth in truths])
    may = np.array([truth is not False for truth in truths])
    key = (path, must.tobytes(), may.tobytes())
    masks: tuple[Mask, Mask] | None = points.found.get(key)
    if masks is None:
        found: Mask = must[codes]
        masks = points.found[key] = (found, found if open_ is None else may[codes])
    return Verdicts(*masks, _asks(open_))


def _asks(reason: Reason | None) -> Asks:
    if reason is None or not isinstance(reason.condition, Symbol):
        return frozenset()
    symbol = reason.condition
    if symbol.values:  # one value or another: no way to fill it in leads them all
        return toward_yes(symbol.fact) | opposite(toward_yes(symbol.fact))
    return toward_yes(symbol.key)


def _asked(as_of: AsOf, expression: Expression, subject: Any) -> Reason:
    return LEAVES[type(expression)](as_of, expression, Point(subject, "x", "x", ""))


def _subject(points: Points, given: Mapping[str, Any]) -> Any:
    """A subject of which this alone is known."""
    if points.kind == "organization":
        return organization(given)
    told = {path.removeprefix(points.prefix): value for path, value in given.items()}
    return entry(HUNG[points.hung.partition("[")[0]], told) if points.hung else model(told)


def _combined(columns: Sequence[tuple[str, Column]], points: Points) -> tuple[NDArray[np.int32], list[dict[str, Any]]]:
    """Several columns as one: a code for each combination of their values; of figures, whether they are given."""
    key = np.zeros(points.count, np.int64)
    for _, column in columns:
        if isinstance(column, Figures):
            key = key * 2 + ~np.isnan(column.low[points.rows])
        else:
            key = key * (len(column.values) + 1) + column.codes[points.rows] + 1
    _, first, codes = np.unique(key, return_index=True, return_inverse=True)
    rows = points.indices[first]
    values = [
        {name: c.exact(int(row)) if isinstance(c, Figures) else c.value(int(row)) for name, c in columns}
        for row in rows
    ]
    return codes.reshape(-1).astype(np.int32), values
