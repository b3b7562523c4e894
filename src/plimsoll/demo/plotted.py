"""What a picture is drawn from: plain values, already judged elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["yes", "no", "unknown"]
Theme: TypeAlias = Literal["auto", "light", "dark"]

VERDICTS: tuple[Verdict, ...] = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A range to be plotted; the exact figures live in the facts.

    A `low` of 0 or a `high` of infinity says that the range is open on that side.
    """

    low: float
    high: float
    best: float | None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"an estimate runs from low to high, both at least 0: {self.low}, {self.high}")
        if self.best is not None and not (self.low <= self.best <= self.high and math.isfinite(self.best)):
            raise ValueError(f"a best estimate lies within its range: {self.best}")

    @property
    def centre(self) -> float | None:
        """Where the mark goes on a logarithmic axis, or None when the range says nothing at all."""
        if self.best:
            return self.best
        closed_below, closed_above = self.low > 0, 0 < self.high < math.inf
        if closed_below and closed_above:
            return math.sqrt(self.low) * math.sqrt(self.high)
        if closed_below:
            return self.low if math.isfinite(self.low) else None
        return self.high if closed_above else None


@dataclass(frozen=True, slots=True)
class Mark:
    """One model as it is drawn; `named` marks get a written label."""

    id: str
    name: str
    developer: str
    released: date | None
    operations: Estimate | None
    cost: Estimate | None
    open_weights: bool | None
    verdict: Verdict
    named: bool


@dataclass(frozen=True, slots=True)
class Region:
    """Where a law's covered region lies; `cost_above` None means that the law has no test of cost."""

    law: str
    label: str
    status: str
    operations_above: float
    cost_above: float | None
    detail: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A legal line on the picture by year: its level, and the day from which it applies.

    For a law that never became one, `starts` is the day on which it would have begun.
    """

    law: str
    label: str
    status: str
    operations: float
    starts: date | None
    detail: str = ""


def centre(estimate: Estimate | None) -> float | None:
    """Where an estimate is drawn; None when there is nothing to draw."""
    return None if estimate is None else estimate.centre


@dataclass(frozen=True, slots=True)
class Bar:
    """How many models a text reaches; `notes` say what it changed against the text above it."""

    label: str
    status: str
    detail: str
    counts: Mapping[Verdict, int]
    notes: tuple[str, ...] = ()
