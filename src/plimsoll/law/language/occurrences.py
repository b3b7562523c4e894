"""Each time that a duty was, or is, to be done, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plimsoll.law.language.explain import asked
from plimsoll.law.language.reasons import Reason
from plimsoll.law.language.spans import Deadline

Status = Literal["not-triggered", "due", "met", "late", "overdue", "breached", "standing", "undetermined"]
PRESSING: tuple[Status, ...] = (
    "breached",
    "overdue",
    "late",
    "undetermined",
    "due",
    "met",
    "standing",
    "not-triggered",
)
"""The statuses, the most pressing first: of several occurrences of a duty, that of the first is told."""
FAILED: frozenset[Status] = frozenset(["breached", "overdue", "late"])


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a duty was, or is, to be done."""

    status: Status
    due: Deadline | None = None
    evidence: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    alternatives: tuple[Deadline, ...] = ()
    flags: tuple[str, ...] = ()


NOT_OWED = Occurrence("not-triggered")
"""Nothing was, or is, owed."""


def undetermined(reason: Reason, due: Deadline | None = None) -> Occurrence:
    """An occurrence that turns on what is not known."""
    return Occurrence("undetermined", due, lacking=tuple(asked(reason)))
