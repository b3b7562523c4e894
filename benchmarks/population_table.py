"""A made-up population in the proportions of the public tables, and with more facts than those have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow

_HOWS = ["fine-tuning", "unmodified-copy", "other-post-training-modification", "combined-with-software"]
_ROOTS = 2000
"""Models from which others descend."""


def rich_table(rows: int, derived: float) -> pyarrow.Table:
    """Give a table of models: four in ten without compute, six without cost, some intervals, half of facts missing."""
    chance = np.random.default_rng(1)

    def some(values: Any, missing: float) -> pyarrow.Array:
        return pyarrow.array(values, mask=chance.random(rows) < missing)

    ids = np.arange(rows)
    operations = 10 ** chance.uniform(20, 27, rows)
    low = some(operations, 0.4)
    high = np.where(chance.random(rows) < 0.3, operations * 3, operations)
    made_from = (chance.random(rows) < derived) & (ids >= _ROOTS)
    days = np.datetime64("2022-01-01") + chance.integers(0, 1700, rows)
    return pyarrow.table(
        {
            "id": pyarrow.array(ids.astype(str)),
            "developer": pyarrow.array(np.char.add("d", chance.integers(0, rows // 50 + 1, rows).astype(str))),
            "training.operations.low": low,
            "training.operations.high": pyarrow.array(high, mask=low.is_null().to_numpy(zero_copy_only=False)),
            "training.cost": some(10 ** chance.uniform(4, 9.5, rows), 0.6),
            "training.started": some(days.astype("datetime64[D]"), 0.3),
            "derived_from.model": pyarrow.array(chance.integers(0, _ROOTS, rows).astype(str), mask=~made_from),
            "derived_from.how": pyarrow.array(
                chance.choice(_HOWS, rows), mask=~made_from | (chance.random(rows) < 0.1)
            ),
            "foundation": some(chance.random(rows) < 0.8, 0.5),
            "modalities": some(chance.choice(["text", "text;speech", "other"], rows), 0.5),
            "uses.audience": some(chance.choice(["public", "internal", "commercial"], rows), 0.6),
            "uses.in": some(chance.choice(["US-CA", "EU", "US", "KR"], rows), 0.6),
        }
    )
