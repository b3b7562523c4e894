"""One value sealed for one place in one log: AES-256-GCM (NIST SP 800-38D), as the record's format has it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from functools import lru_cache
from json.encoder import encode_basestring

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plimsoll.errors import InputError

NONCE_BYTES = 12
TAG_BYTES = 16
BLOCK_BYTES = 64
"""Plaintexts are filled up to a multiple of this, so that a ciphertext's length says little of a name's."""

_GREATEST = 2**53 - 1
_DEEPEST = 64
_CIPHERS = 1024

Sealable = str | int | bool | None | list["Sealable"] | dict[str, "Sealable"]
"""What can be sealed: JSON without fractions; whole numbers between -(2^53 - 1) and 2^53 - 1."""


def seal(value: Sealable, key: str, secret: bytes, origin: str, sequence: int, field: str) -> bytes:
    """The ciphertext of a value: nonce (12 bytes), then the AES-256-GCM output with its tag (16 bytes).

    `key` is the id of the data key and `secret` its 32 bytes; `origin`, `sequence` and `field` (an RFC 6901 pointer
    from the entry's value) are the one place in which it opens. Nonces are random: a key may seal 2^32
    values (SP 800-38D section 8.3).

    Raises InputError for a value that is not `Sealable` or holds a lone surrogate.
    """
    try:
        text = _canonical(value).encode()
    except _UnsealableError as reason:
        raise InputError(f"what is to be sealed at {field} {reason}", "give text, whole numbers or lists") from None
    except UnicodeEncodeError:
        raise InputError(f"the text to be sealed at {field} has half a character", "give valid Unicode") from None
    nonce = os.urandom(NONCE_BYTES)
    filled = text.ljust(-len(text) % BLOCK_BYTES + len(text))
    return nonce + _cipher(secret).encrypt(nonce, filled, _place(key, origin, sequence, field))


def opened(ciphertext: bytes, key: str, secret: bytes, origin: str, sequence: int, field: str) -> Sealable:
    """The value in a ciphertext, given the same key and place as to `seal`.

    Raises InputError where any of them, or any bit of the ciphertext, is another.
    """
    try:
        filled = _cipher(secret).decrypt(
            ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], _place(key, origin, sequence, field)
        )
        value: Sealable = json.loads(filled)
    except (InvalidTag, ValueError, RecursionError):
        raise InputError(
            f"the sealed value at {field} of entry {sequence} does not open: it, its key or its place was changed",
            "restore the ciphertext and its key from where they are kept",
        ) from None
    return value


def commitment(ciphertext: bytes) -> str:
    """Base64 of the SHA-256 of a ciphertext: what an entry says of a sealed value."""
    return base64.b64encode(hashlib.sha256(ciphertext).digest()).decode()


def forget_ciphers() -> None:
    """Drop every key that `seal` and `opened` keep ready; for when one was destroyed."""
    _cipher.cache_clear()


class _UnsealableError(ValueError):
    pass


@lru_cache(_CIPHERS)
def _cipher(secret: bytes) -> AESGCM:
    if len(secret) != 32:  # AESGCM would take a shorter one
        raise InputError("a data key has 32 bytes", "give the whole key")
    return AESGCM(secret)


def _place(key: str, origin: str, sequence: int, field: str) -> bytes:
    """The associated data, RFC 8785: the keys in order, no spaces."""
    return (
        f'{{"field":{encode_basestring(field)},"format":"plimsoll/sealed/1","key":{encode_basestring(key)},'
        f'"origin":{encode_basestring(origin)},"sequence":{sequence:d}}}'
    ).encode()


_write = json.JSONEncoder(ensure_ascii=False, sort_keys=False, separators=(",", ":"), allow_nan=False).encode


def _canonical(value: Sealable) -> str:
    """RFC 8785 for what can be sealed: its numbers are whole, so only the order of keys is left to see to."""
    if type(value) is str:
        return str(encode_basestring(value))
    return _write(_ordered(value, _DEEPEST))


def _ordered(value: Sealable, deeper: int) -> Sealable:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if abs(value) > _GREATEST:
            raise _UnsealableError("holds a number beyond 2^53")
        return value
    if not deeper:
        raise _UnsealableError("is nested too deeply")
    if isinstance(value, list):
        return [_ordered(item, deeper - 1) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise _UnsealableError("has a key that is not text")
        # RFC 8785 section 3.2.3: by UTF-16 code units, big-endian
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return {name: _ordered(value[name], deeper - 1) for name in names}
    raise _UnsealableError(f"holds a {type(value).__name__}")
