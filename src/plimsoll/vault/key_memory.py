"""What a keyring holds in memory: data keys in use, bounded, and forgotten all at once."""

from __future__ import annotations

from typing import TypeVar

from plimsoll.vault.sealing import forget_ciphers

CAPACITY = 16_384
"""Data keys held at most; the one held longest makes room."""

_K = TypeVar("_K")
_V = TypeVar("_V")


class KeyMemory:
    """Ids of data keys by what they are for, secrets by id, and the key of the epoch."""

    def __init__(self) -> None:
        self.epoch: tuple[int, bytes] | None = None
        self.secrets: dict[str, bytes] = {}
        self.ids: dict[tuple[str, str, str], str] = {}

    def keep_id(self, whose: tuple[str, str, str], id: str) -> None:
        """Hold the id of the key that is for a subject, retention class and period."""
        _keep(self.ids, whose, id)

    def keep_secret(self, id: str, secret: bytes) -> None:
        """Hold the 32 bytes of a data key."""
        _keep(self.secrets, id, secret)

    def forget(self) -> None:
        """Drop everything, and the ciphers made of it."""
        self.epoch = None
        self.secrets.clear()
        self.ids.clear()
        forget_ciphers()


def _keep(held: dict[_K, _V], key: _K, value: _V) -> None:
    while len(held) >= CAPACITY:
        del held[next(iter(held))]
    held[key] = value
