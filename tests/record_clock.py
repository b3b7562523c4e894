"""A clock for records in tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

BEGAN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that goes on by a second each time it is read, and can be set."""

    def __init__(self) -> None:
        self.at = BEGAN

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at
