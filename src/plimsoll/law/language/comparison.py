"""Amounts, and what the language says of them: how they compare, and whether they are known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from plimsoll.law.language.expression import Expression
from plimsoll.law.language.lines import Line, Over


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that facts give: it compares with a line, or with another amount."""

    def __gt__(self, line: Line | Amount) -> Compare:
        return Compare(self, ">", line)

    def __ge__(self, line: Line | Amount) -> Compare:
        return Compare(self, ">=", line)

    def __le__(self, line: Line | Amount) -> Compare:
        return Compare(self, "<=", line)

    def __lt__(self, line: Line | Amount) -> Compare:
        return Compare(self, "<", line)

    def equals(self, line: Line | Amount) -> Compare:
        """Compare for equality."""
        return Compare(self, "=", line)

    def times(self, factor: Fraction) -> Scaled:
        """Give a multiple of the amount."""
        return Scaled(self, factor)


@dataclass(frozen=True, slots=True)
class Runs:
    """Which runs count: whose, of which phases, done or also planned.

    A lineage falls into what the model's own developer made and what others did.
    """

    phases: frozenset[str] | None = None  # all
    lineage: Literal["own", "bases", "whole", "developer's", "others'"] = "own"
    planned: bool = True
    by_organization: bool = False
    public_data: bool = True
    """False: generating synthetic data that are publicly accessible does not count."""
    ended: bool = False
    """True: only runs that have ended by the day asked about."""


@dataclass(frozen=True, slots=True)
class Total(Amount):
    """The sum of a figure over training runs; `name` is how margins call it."""

    name: str
    figure: Literal["operations", "cost", "spent"]
    runs: Runs = Runs()
    estimate: Literal["latest", "first"] = "latest"


@dataclass(frozen=True, slots=True)
class Scaled(Amount):
    """A multiple of an amount."""

    amount: Amount
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Measure(Amount):
    """A figure of the subject."""

    path: str


@dataclass(frozen=True, slots=True)
class OfYear(Amount):
    """A figure that a map holds by calendar year, so many years before the day asked about."""

    path: str
    years_before: int


@dataclass(frozen=True, slots=True)
class TrainingStart(Amount):
    """The instant at which the subject's own training began, in seconds of UTC."""


@dataclass(frozen=True, slots=True)
class Compare(Expression):
    """An amount stands to a line, or to another amount, as `over` says."""

    amount: Amount
    over: Over
    line: Line | Amount


@dataclass(frozen=True, slots=True)
class Stated(Expression):
    """A figure is given for at least one run: about the record, not about the world."""

    amount: Total


@dataclass(frozen=True, slots=True)
class Revised(Expression):
    """A figure of some own run was estimated more than once: about the record, not about the world."""

    amount: Total


@dataclass(frozen=True, slots=True)
class Bounded(Expression):
    """The facts bound an amount from above: it is known, or can be estimated."""

    amount: Total
