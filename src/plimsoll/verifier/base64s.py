"""Base 64 with one spelling for each value: RFC 4648, section 4, padded, no stray bits."""

from __future__ import annotations

import binascii

from plimsoll.verifier.malformed import MalformedError


def decoded(text: str, size: int | None = None) -> bytes:
    """The bytes that `text` spells, `size` of them where given; MalformedError for any other spelling."""
    try:
        found = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:  # binascii.Error, or letters outside ASCII
        raise MalformedError("is not base 64") from error
    if encoded(found) != text:
        raise MalformedError("is not base 64 as it is always spelled")
    if size is not None and len(found) != size:
        raise MalformedError(f"is {len(found)} bytes instead of {size}")
    return found


def encoded(value: bytes) -> str:
    """The one spelling of `value`."""
    return binascii.b2a_base64(value, newline=False).decode("ascii")
