"""Names of accounts and projects as keyed hashes: the same name gives the same pseudonym, to whoever holds the key.

HMAC-SHA-256 of what the name names and the name, the first 80 bits in base 32. Without the key no list of names finds
out which pseudonym is whose, as it would with a bare hash.
"""

from __future__ import annotations

import hmac
import os
from base64 import b32encode
from functools import lru_cache
from pathlib import Path

from plimsoll.errors import InputError, Place

_BYTES = 32


class Pseudonyms:
    """Pseudonyms under one key; in clear where there is none."""

    def __init__(self, key: bytes | None) -> None:
        self._key = key
        self.of = lru_cache(maxsize=100_000)(self._of)

    def _of(self, kind: str, name: str) -> str:
        """The pseudonym of a name of one kind: `customer`, `project`, `resource`."""
        if self._key is None:
            return name
        digest = hmac.digest(self._key, f"{kind}\0{name}".encode(), "sha256")
        return b32encode(digest[:10]).decode().lower()


def key_in(path: Path) -> bytes:
    """The key that a file holds; one is made, for its owner alone to read, where there is no file.

    Raises:
        InputError: the file holds no key, or cannot be read or made.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(os.urandom(_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read or made ({error.strerror})", "name another file with --key", Place(str(path))
        ) from None
    if len(key) != _BYTES:
        raise InputError("is no key of 32 bytes", "name a file that is not there yet, and it is made", Place(str(path)))
    return key
