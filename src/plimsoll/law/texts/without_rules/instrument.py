"""What is told of a bill, an order or a rule that was read, and of which nothing is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plimsoll.law.language.expression import Grade

Status = Literal["in force", "signed", "blocked", "not enforced", "proposed", "revoked", "died", "not established"]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A bill, an order or a rule without rules here, as it stood on the day on which all of them were gone through."""

    id: str
    place: str
    title: str
    status: Status
    note: str
    """What is to be added to its status."""
    checks: str
    """What software of a developer could check."""
    why: str
    """Why nothing is computed."""
    grade: Grade
    """How well this is grounded."""
