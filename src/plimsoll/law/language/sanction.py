"""The words in which is written down what the law can impose for a breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from plimsoll.law.language.expression import ANYTHING, Expression, Grade


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money that the law names."""

    amount: Fraction
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a penalty can come to: a sum, a share of a figure, or the higher of the two."""

    sum: Sum | None = None
    share: Fraction | None = None
    share_of: Literal["", "training.cost", "worldwide_turnover"] = ""
    per: Literal["violation", "day", "related violations", ""] = "violation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """What the law can impose for a breach: where it stands, whom and what it reaches, and how much at most."""

    id: str
    at: str
    says: str
    whom: Expression = ANYTHING
    """Read of the one who owes the duty."""
    what: Expression = ANYTHING
    """Read of the duty's subject: what must have come of a breach."""
    of_violation: Expression = ANYTHING
    """Read of a violation that was found or admitted: what must have come of it."""
    first: Cap | None = None
    later: Cap | None = None
    total: Cap | None = None
    since: date | None = None
    """For what happens on or after this day."""
    enforced_from: date | None = None
    """Nobody imposes it before this day, for whatever it may be."""
    penalty: bool = True
    """False for relief that is no penalty, such as an injunction."""
    grade: Grade = Grade.TEXT


Sanctions = tuple[Sanction, ...]
