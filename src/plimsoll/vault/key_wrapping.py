"""AES key wrap of 256-bit keys: RFC 3394, NIST SP 800-38F section 6.2."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32
"""The length of every key here: AES-256, or the seed of an Ed25519 key."""


class WrongKeyError(Exception):
    """What was wrapped does not come out whole: another key wrapped it, or it was changed."""


def new_key() -> bytes:
    """32 random bytes from the operating system."""
    return os.urandom(KEY_BYTES)


def wrap(wrapping: bytes, key: bytes) -> bytes:
    """The 40 bytes of a key wrapped under another; both of 32 bytes, else ValueError."""
    _check(wrapping, key)
    return aes_key_wrap(wrapping, key)


def unwrap(wrapping: bytes, wrapped: bytes) -> bytes:
    """The 32 bytes of a wrapped key. Raises WrongKeyError."""
    _check(wrapping)
    try:
        key = aes_key_unwrap(wrapping, wrapped)
    except InvalidUnwrap:
        raise WrongKeyError from None
    if len(key) != KEY_BYTES:
        raise WrongKeyError
    return key


def _check(*keys: bytes) -> None:
    if any(len(key) != KEY_BYTES for key in keys):
        raise ValueError(f"a key has {KEY_BYTES} bytes")
