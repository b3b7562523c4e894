"""Where an expression is read over a table: of which rows, which entry that hangs on them, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Some subjects of a table, all of one kind.

    `rows` are a slice or indices of models, or of organizations; `hung` is the entry that hangs on each, as
    `uses[0]`; `parties` is for each the organization in question, where there is one.
    """

    rows: Any
    count: int
    kind: Literal["model", "organization"] = "model"
    hung: str = ""
    parties: NDArray[np.int32] | None = None
    found: dict[Any, Any] = field(default_factory=dict)
    """What has been read of them: each amount, leaf and term is read once."""

    @classmethod
    def between(cls, first: int, end: int) -> Points:
        """The models of consecutive rows."""
        return cls(slice(first, end), end - first)

    @property
    def indices(self) -> Indices:
        """The rows as numbers."""
        if isinstance(self.rows, slice):
            return np.arange(self.rows.start, self.rows.stop)
        found: Indices = self.rows
        return found

    @property
    def prefix(self) -> str:
        """How the paths of its facts begin."""
        return f"{self.hung}." if self.hung else ""

    def hanging(self, hung: str) -> Points:
        """The same rows, read of an entry that hangs on each."""
        key = ("hanging", hung)
        if key not in self.found:
            self.found[key] = Points(self.rows, self.count, self.kind, hung, self.parties)
        found: Points = self.found[key]
        return found

    def some(self, hung: str, there: NDArray[np.bool_]) -> tuple[Points, Indices]:
        """Those on which an entry hangs, read of it, and their places."""
        key = ("some", hung)
        if key not in self.found:
            places = np.flatnonzero(there)
            parties = None if self.parties is None else self.parties[places]
            self.found[key] = Points(self.indices[places], len(places), self.kind, hung, parties), places
        found: tuple[Points, Indices] = self.found[key]
        return found

    def above(self, name: str, rows: Callable[[], Indices], owners: Indices | None = None) -> Points:
        """Other models, each standing for one of these (`owners`, or one for each)."""
        if name not in self.found:
            parties = self.parties
            if parties is not None and owners is not None:
                parties = parties[owners]
            at = rows()
            self.found[name] = Points(at, len(at), "model", "", parties)
        found: Points = self.found[name]
        return found
