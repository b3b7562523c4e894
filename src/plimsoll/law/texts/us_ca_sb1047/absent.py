"""Duties that another print of SB 1047 has: asked for, they are never triggered, and say why."""

from __future__ import annotations

from plimsoll.law.language.duty import Always, Duty, DutyOf
from plimsoll.law.language.expression import Grade, Never


def absent(id: str, of: DutyOf, at: str, why: str, grade: Grade = Grade.TEXT) -> Duty:
    """A duty that this print does not have."""
    return Duty(id=id, of=of, at=at, says=f"Nothing: {why}.", when=Never(why), due=Always(), grade=grade)
