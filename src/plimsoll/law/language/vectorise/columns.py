"""Columns of a table: figures with their exact values at hand, and facts that are one of a few values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.quantities import Interval

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figures:
    """A figure of each row, in floats and, on demand, exactly.

    `low` and `high` are NaN where it is absent, and the same array where no row has an interval; `high` is infinite
    where only the lower end is given. `written` gives the exact interval at a place of the source; `places` say at
    which place each row stands there. `gaps` is false where no row is absent, `alike` true where equal floats are equal
    numbers, as in a column that holds floats.
    """

    low: Floats
    high: Floats
    written: Callable[[int], Interval | None]
    places: Places | None = None
    gaps: bool = True
    alike: bool = False

    def __len__(self) -> int:
        return len(self.low)

    def exact(self, row: int) -> Interval | None:
        """Give the exact interval of a row, or `None` where it is absent."""
        place = row if self.places is None else int(self.places[row])
        return self.written(place) if place >= 0 else None

    def at(self, rows: Any) -> tuple[Floats, Floats]:
        """Give both ends of some rows."""
        low = self.low[rows]
        return low, low if self.high is self.low else self.high[rows]

    def taken(self, rows: Places) -> Figures:
        """Give the same column in another order; a row of -1 is absent."""
        places = rows if self.places is None else np.where(rows < 0, -1, self.places[rows])
        low = np.where(rows < 0, np.nan, self.low[rows])
        high = low if self.high is self.low else np.where(rows < 0, np.nan, self.high[rows])
        return Figures(low, high, self.written, places, bool(np.isnan(low).any()), self.alike)


@dataclass(frozen=True, slots=True)
class Coded:
    """A fact of each row as the place of its value among those that the column holds; -1 where it is absent."""

    codes: NDArray[np.int32]
    values: Sequence[Any]

    def __len__(self) -> int:
        return len(self.codes)

    def value(self, row: int) -> Any:
        """Give the value of a row, or `None` where it is absent."""
        code = self.codes[row]
        return None if code < 0 else self.values[code]

    def taken(self, rows: Places) -> Coded:
        """Give the same column in another order; a row of -1 is absent."""
        return Coded(np.where(rows < 0, np.int32(-1), self.codes[rows]), self.values)


Column = Figures | Coded
