"""How marks share the strip below the plot: in rows, so that neither they nor their ranges coincide."""

from __future__ import annotations

from collections.abc import Sequence

from plimsoll.demo.axes import LogAxis
from plimsoll.demo.glyphs import RADIUS
from plimsoll.demo.plotted import Estimate

_CLEAR = 2 * RADIUS + 1.5


def strip_rows(estimates: Sequence[Estimate], axis: LogAxis, most: int = 11) -> list[int]:
    """Choose a row for each estimate: the one where its range covers least of the others.

    Up to `most` rows are opened so that ranges stay apart; more only where the marks themselves would touch.
    """
    rows: list[list[tuple[float, float, float]]] = []
    given = [0] * len(estimates)
    for n in sorted(range(len(estimates)), key=lambda n: -(estimates[n].centre or 0)):
        low, high = axis.at(estimates[n].low), axis.at(estimates[n].high)
        at = axis.at(estimates[n].centre or 0)

        def burden(
            row: list[tuple[float, float, float]], low: float = low, high: float = high, at: float = at
        ) -> float:
            shared = sum(max(0.0, min(high, right) - max(low, left)) for left, right, _ in row)
            return shared + 100 * sum(left - 6 < at < right + 6 or low - 6 < a < high + 6 for left, right, a in row)

        open_ = [i for i, row in enumerate(rows) if all(abs(at - a) > _CLEAR for _, _, a in row)]
        best = min(open_, key=lambda i: burden(rows[i]), default=None)
        if best is None or (burden(rows[best]) > 0 and len(rows) < most):
            rows.append([])
            best = len(rows) - 1
        rows[best].append((low, high, at))
        given[n] = best
    return given
