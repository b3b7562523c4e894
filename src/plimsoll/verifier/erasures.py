"""Erasures: which keys they destroyed, and which missing values they cover."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Erasure:
    """An entry of kind `erasure`: its sequence, its subject, the ids of the keys it destroyed."""

    sequence: int
    subject: str
    keys: frozenset[str]


class Erasures:
    """All erasures of a record, known before its values are looked at."""

    def __init__(self) -> None:
        self.at: dict[int, Erasure] = {}
        self._of_key: dict[str, tuple[Erasure, ...]] = {}
        self._certified: set[int] = set()

    def add(self, sequence: int, subject: str, keys: Collection[str]) -> None:
        """Take in the erasure at `sequence`, in order of sequence."""
        erasure = Erasure(sequence, subject, frozenset(keys))
        self.at[sequence] = erasure
        alone = (erasure,)  # most keys are destroyed once: they share one tuple
        for key in keys:
            self._of_key[key] = (*self._of_key[key], erasure) if key in self._of_key else alone

    def of(self, key: str) -> tuple[Erasure, ...]:
        """All that name the key."""
        return self._of_key.get(key, ())

    def covering(self, key: str, subject: str, sequence: int) -> int | None:
        """The first erasure that names the key, is about the subject and comes after `sequence`; None without."""
        for erasure in self._of_key.get(key, ()):
            if erasure.sequence > sequence and erasure.subject == subject:
                return erasure.sequence
        return None

    def certify(self, sequence: int) -> None:
        """Take in that the erasure at `sequence` has its certificate."""
        self._certified.add(sequence)

    def not_completed(self) -> list[int]:
        """Erasures of keys without a certificate."""
        return [at for at, erasure in self.at.items() if erasure.keys and at not in self._certified]
