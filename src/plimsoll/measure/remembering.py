"""What was counted, by signature: how many operations, how often, and when to count again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Figures = tuple[int, int]
"""Model operations and executed ones; multiply-add = 2."""

DISTINCT = 64
"""How many different counts of one signature are kept apart; later ones are summed."""
LIMIT = 4096
"""How many stretches are remembered at most; what comes after them is counted each time."""
AGAIN = 8
"""A stretch is counted again at its second occurrence, then at each power of this."""
RARELY, AT_TIMES, OFTEN = 1 / 512, 1 / 128, 1 / 32
"""The share of later occurrences counted again: usually, where Python read a value, where a shape came from values."""


@dataclass(slots=True)
class Row:
    """One signature: a stretch of a step, and how often it was done."""

    phase: str
    what: str
    """In words: which module, which shapes, which stretch."""
    digest: str
    """The same for the same stretch in another process."""
    counted: Counter[Figures] = field(default_factory=Counter)
    """How often it was counted, and found to be so much."""
    remembered: Counter[Figures] = field(default_factory=Counter)
    """How often it was taken to be so much, without counting."""
    missed: int = 0
    """How often it went by with nothing known to take."""
    broken: int = 0
    """How often it broke off while it was not counted."""
    summed: tuple[int, int, int] = (0, 0, 0)
    """How often it was counted beyond `DISTINCT` different counts, and the sums of those."""

    def count(self, figures: Figures) -> None:
        """Enter what was counted."""
        if len(self.counted) >= DISTINCT and figures not in self.counted:
            times, model, executed = self.summed
            self.summed = times + 1, model + figures[0], executed + figures[1]
        else:
            self.counted[figures] += 1

    @property
    def times(self) -> int:
        """How often it was done."""
        return self.counted.total() + self.remembered.total() + self.missed + self.summed[0]

    @property
    def latest(self) -> Figures | None:
        """What it is taken to be; none where it was never counted."""
        return next(reversed(self.counted), None)

    @property
    def figures(self) -> Figures:
        """The sum, as counted and taken; what was missed is taken as what was counted later."""
        sums = [(figures, times) for counts in (self.counted, self.remembered) for figures, times in counts.items()]
        if self.missed and self.latest:
            sums.append((self.latest, self.missed))
        return _added(sums, self.summed)

    @property
    def bounds(self) -> Figures:
        """Least model operations, most executed ones: counts that differ leave open what was not counted."""
        if not self.counted:
            return self.figures
        low, high = min(f[0] for f in self.counted), max(f[1] for f in self.counted)
        taken = self.remembered.total() + self.missed
        exact = _added(list(self.counted.items()), self.summed)
        return exact[0] + low * taken, exact[1] + high * (taken + self.broken)

    def to_dict(self) -> dict[str, Any]:
        """JSON data, from which every sum can be made again."""
        return {
            "phase": self.phase,
            "what": self.what,
            "signature": self.digest,
            "counts": [
                {"model": f[0], "executed": f[1], "counted": self.counted[f], "remembered": self.remembered[f]}
                for f in dict.fromkeys([*self.counted, *self.remembered])
            ],
            "missed": self.missed,
            "broken": self.broken,
            "summed": dict(zip(("times", "model", "executed"), self.summed, strict=True)),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Row:
        """The row that `to_dict` was made from."""
        row = cls(data["phase"], data["what"], data["signature"], missed=data["missed"], broken=data["broken"])
        row.summed = data["summed"]["times"], data["summed"]["model"], data["summed"]["executed"]
        for each in data["counts"]:
            figures = int(each["model"]), int(each["executed"])
            if each["counted"]:
                row.counted[figures] = each["counted"]
            if each["remembered"]:
                row.remembered[figures] = each["remembered"]
        return row

    def add(self, other: Row) -> None:
        """Take another process's occurrences of the same stretch in."""
        self.counted.update(other.counted)
        self.remembered.update(other.remembered)
        self.missed += other.missed
        self.broken += other.broken
        a, b = self.summed, other.summed
        self.summed = a[0] + b[0], a[1] + b[1], a[2] + b[2]


def _added(sums: Sequence[tuple[Figures, int]], beyond: tuple[int, int, int]) -> Figures:
    model = sum(figures[0] * times for figures, times in sums) + beyond[1]
    return model, sum(figures[1] * times for figures, times in sums) + beyond[2]


@dataclass(slots=True)
class Stretch:
    """A part of a step that is looked up by its signature. What happens in it, beyond that, is its outcome."""

    what: str
    digest: str
    outcomes: dict[tuple[Hashable, str], Row] = field(default_factory=dict)
    seen: int = 0
    always: str = ""
    """Why it is counted every time; empty: it is remembered."""
    shaped_by_data: bool = False
    """A shape came from values when it was counted, as of a mask."""
    read_by_python: bool = False
    """A value was read when it was counted, so that the program may branch on it."""
    wanted: bool = False
    """Something hangs on its next occurrence being counted."""

    @property
    def is_open(self) -> bool:
        """Whether there is nothing to take it to be."""
        return bool(self.always) or self.wanted or not self.outcomes

    def to_be_counted(self, chance: random.Random) -> bool:
        """Whether to count its next occurrence."""
        self.seen += 1
        if self.is_open:
            return True
        if self.seen == 2 or _is_power(self.seen, AGAIN) or (self.shaped_by_data and self.seen <= AGAIN):
            return True
        return chance.random() < (OFTEN if self.shaped_by_data else AT_TIMES if self.read_by_python else RARELY)


def _is_power(number: int, base: int) -> bool:
    while number % base == 0:
        number //= base
    return number == 1


class Table:
    """Every signature that was seen. A row is one signature in one phase."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}

    def row(self, phase: str, what: str, digest: str) -> Row:
        """The row of a signature in a phase."""
        return self.rows.setdefault((phase, digest), Row(phase, what, digest))

    def take(self, rows: Iterable[Row]) -> None:
        """Add rows of an earlier run, or of another process."""
        for row in rows:
            self.row(row.phase, row.what, row.digest).add(row)

    def sums(self, phase: str | None = None) -> Figures:
        """Model operations and executed ones, of a phase or of all."""
        found = [row.figures for row in self.rows.values() if phase in (None, row.phase)]
        return sum(f[0] for f in found), sum(f[1] for f in found)

    def bounds(self, phase: str) -> Figures:
        """Least model operations and most executed ones of a phase."""
        found = [row.bounds for row in self.rows.values() if row.phase == phase]
        return sum(f[0] for f in found), sum(f[1] for f in found)

    @property
    def phases(self) -> list[str]:
        """In the order they were first seen."""
        return list(dict.fromkeys(row.phase for row in self.rows.values()))
