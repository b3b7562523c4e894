"""What a training has come to so far: the table of signatures, and what bears on how far it can be relied on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from plimsoll.measure.remembering import Row, Table

FORMAT = "plimsoll/meter/1"


@dataclass(slots=True)
class Account:
    """The sums of a meter, as they are saved, gone on with, and added over processes."""

    table: Table = field(default_factory=Table)
    steps: int = 0
    """Steps that ended."""
    tokens: int | None = None
    """Positions in passes with gradients."""
    uncounted: Counter[str] = field(default_factory=Counter)
    """Operators for which no formula is known: how often each was called while it was counted."""
    always: Counter[str] = field(default_factory=Counter)
    """Why signatures are counted every time: how many, by the reason."""
    differing: set[str] = field(default_factory=set)
    """Signatures of which two counts differ."""
    outside_passes: int = 0
    """Passes with gradients outside of steps."""
    outside_backward: int = 0
    """Backward passes outside of steps, which are not counted."""
    broken: int = 0
    """Steps that broke off."""
    compiled: bool = False
    """Some of the model is compiled."""
    short: float = 1.0
    """The most that the modules called for, as a multiple of what was counted in the same step."""
    beyond: float = 1.0
    """The most that was counted, as a multiple of what the modules called for."""
    compared: int = 0
    """Steps of which both counts were made."""
    started: date | None = None
    latest: date | None = None
    dropped: int = 0
    """Steps that were done after a checkpoint which the training then went back to."""
    run: str = field(default_factory=lambda: uuid4().hex)
    """Tells this training from others, through every process that goes on with it."""

    def compare(self, counted: int, called_for: int) -> None:
        """Hold a step's model operations as counted against what its modules call for."""
        if counted or called_for:
            self.compared += 1
            self.short = max(self.short, called_for / counted if counted else float("inf"))
            self.beyond = max(self.beyond, counted / called_for if called_for else float("inf"))

    def add(self, other: Account, *, beside: bool = False) -> None:
        """Take another account in: of an earlier run, or of another process beside this one, which shares its steps."""
        self.table.take(other.table.rows.values())
        self.steps = max(self.steps, other.steps) if beside else self.steps + other.steps
        if other.tokens is not None:
            self.tokens = (self.tokens or 0) + other.tokens
        self.uncounted.update(other.uncounted)
        self.always.update(other.always)
        self.differing |= other.differing
        self.outside_passes += other.outside_passes
        self.outside_backward += other.outside_backward
        self.broken += other.broken
        self.compiled |= other.compiled
        self.short, self.beyond = max(self.short, other.short), max(self.beyond, other.beyond)
        self.compared += other.compared
        self.dropped += other.dropped
        self.started = min(filter(None, (self.started, other.started)), default=None)
        self.latest = max(filter(None, (self.latest, other.latest)), default=None)

    def set_aside(self, left: Account, checkpoint: Account) -> None:
        """Enter what a training did after a checkpoint that it went back to: no part of the model, yet it was done."""
        steps = left.steps - checkpoint.steps
        if steps <= 0:
            return
        self.dropped += steps
        for phase in left.table.phases:
            before, after = checkpoint.table.sums(phase), left.table.sums(phase)
            figures = max(after[0] - before[0], 0), max(after[1] - before[1], 0)
            if any(figures):
                what = f"{phase}: steps {checkpoint.steps + 1} to {left.steps}, done and dropped"
                self.table.row("exploratory", what, f"dropped {checkpoint.steps} {phase}").count(figures)

    def to_dict(self) -> dict[str, Any]:
        """JSON data in the format `plimsoll/meter/1`."""
        return {
            "format": FORMAT,
            "steps": self.steps,
            "tokens": self.tokens,
            "uncounted": dict(self.uncounted),
            "always": dict(self.always),
            "differing": sorted(self.differing),
            "outside_passes": self.outside_passes,
            "outside_backward": self.outside_backward,
            "broken": self.broken,
            "compiled": self.compiled,
            "short": self.short if self.short != float("inf") else None,
            "beyond": self.beyond if self.beyond != float("inf") else None,
            "compared": self.compared,
            "started": self.started and self.started.isoformat(),
            "latest": self.latest and self.latest.isoformat(),
            "dropped": self.dropped,
            "run": self.run,
            "signatures": [row.to_dict() for row in self.table.rows.values()],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Account:
        """The account that `to_dict` was made from."""
        table = Table()
        table.take(map(Row.from_dict, data["signatures"]))
        infinite = float("inf")
        return cls(
            table,
            data["steps"],
            data["tokens"],
            Counter(data["uncounted"]),
            Counter(data["always"]),
            set(data["differing"]),
            data["outside_passes"],
            data["outside_backward"],
            data["broken"],
            data["compiled"],
            infinite if data["short"] is None else data["short"],
            infinite if data["beyond"] is None else data["beyond"],
            data["compared"],
            data["started"] and date.fromisoformat(data["started"]),
            data["latest"] and date.fromisoformat(data["latest"]),
            data["dropped"],
            data["run"],
        )
