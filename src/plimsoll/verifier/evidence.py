"""What a record must show to be verified: the one thing that a store shares with its verifier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

Columns = tuple[int, str, str, str, str | None]
"""Sequence, time, kind, subject, effective: as an entry says them and a store keeps them beside it."""


class Evidence(Protocol):
    """One state of a record, which must not change while it is read: a bundle, or a store inside one transaction.

    `entries` is read twice. Nothing here is trusted. Methods may raise InputError where the evidence cannot be read.
    """

    @property
    def origin(self) -> str:
        """The name of the log, as the evidence says it."""

    @property
    def vkey(self) -> str:
        """The key of the log, as the evidence says it."""

    @property
    def custody(self) -> str:
        """Who keeps the keys, in words; "" where that is not known."""

    def checkpoint(self) -> bytes:
        """The latest checkpoint, a signed note."""

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """Each entry's sequence and bytes, in order of sequence."""

    def columns(self) -> Iterator[Columns] | None:
        """What is kept of each entry beside its bytes, in order of sequence; None where nothing is."""

    def tiles(self) -> Iterator[tuple[int, int, bytes]] | None:
        """Stored tiles of hashes as (level, index, hashes joined), in order of level and index; None where none are.

        All full ones, and any partial ones.
        """

    def sealed(self) -> Iterator[tuple[int, str, str, bytes]]:
        """The ciphertexts that are there as (sequence, field, key id, ciphertext), in order of sequence."""

    def opened(self) -> Mapping[str, bytes]:
        """Disclosed data keys: key id to secret, 32 bytes. Often empty."""
