"""What was found wrong, in plain sentences: the first ones in words, all of them in number."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 100
"""So many are kept in words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, as one sentence without values, and the sequence of the entry where it is one entry's matter."""

    entry: int | None
    what: str


class Findings:
    """Findings as they come up."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.number = 0
        self.entries: set[int] = set()
        """Sequences of all entries with a finding."""

    def add(self, entry: int | None, what: str) -> None:
        """Take note that `what` is wrong with `entry`, or with the whole where None."""
        self.number += 1
        if entry is not None:
            self.entries.add(entry)
        if len(self.kept) < MOST:
            self.kept.append(Finding(entry, what))
