"""Opening sealed values with disclosed keys: AES-256-GCM, bound to one place in one log."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plimsoll.verifier.canonical import read, written
from plimsoll.verifier.entries import FIELD
from plimsoll.verifier.malformed import MalformedError

SECRET = 32
NONCE = 12
OVERHEAD = NONCE + 16
BLOCK = 64


class Opener:
    """Opens values of the log `origin` with data keys (id to 32 bytes). What it reads, it forgets."""

    def __init__(self, origin: str, keys: Mapping[str, bytes]) -> None:
        self._origin = origin
        self.keys = keys
        self._cipher = lru_cache(256)(lambda key: AESGCM(keys[key]))

    def check(self, sequence: int, key: str, ciphertext: bytes, texts: int) -> None:
        """MalformedError where the ciphertext does not open at its place to a padded list of at least `texts` texts."""
        bound = {
            "field": FIELD,
            "format": "plimsoll/sealed/1",
            "key": key,
            "origin": self._origin,
            "sequence": sequence,
        }
        try:
            plain = self._cipher(key).decrypt(ciphertext[:NONCE], ciphertext[NONCE:], written(bound))
        except InvalidTag as error:
            raise MalformedError("does not open with its key at its place") from error
        value = plain.rstrip(b" ")
        if len(plain) % BLOCK or len(plain) - len(value) >= BLOCK:
            raise MalformedError("opens, but is not padded as the format says")
        try:
            found = read(value)
        except MalformedError as error:
            raise MalformedError(f"opens, but what is in it {error}") from error
        if type(found) is not list or any(type(text) is not str for text in found):
            raise MalformedError("opens, but is not a list of texts")
        if len(found) < texts:
            raise MalformedError(f"opens, but holds {len(found)} texts where the entry speaks of {texts}")
