"""Base64 and decimals as the C2SP formats have them: one way to write each value, and no other is read."""

from __future__ import annotations

import base64
import binascii
import re

from plimsoll.ledger.hashing import HASH_SIZE
from plimsoll.ledger.refusals import MalformedError

LARGEST = 2**63 - 1
"""The largest size of a tree and the largest time: what a signed 64-bit number holds, as in other implementations."""

_DECIMAL = re.compile("0|[1-9][0-9]{0,18}")
_SHOWN = 60


def write_base64(data: bytes) -> str:
    """Give the padded base64 of RFC 4648, section 4."""
    return base64.b64encode(data).decode("ascii")


def parse_base64(text: str, what: str) -> bytes:
    """Read padded base64 of RFC 4648, section 4, without line breaks and with zeros as its unused bits.

    Raises:
        MalformedError: anything else; it names `what`.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):  # ValueError: not ASCII
        data = None
    # Python also takes unused bits that are not zero, so that two texts would stand for the same bytes.
    if data is None or write_base64(data) != text:
        raise MalformedError(f"{what} {shown(text)} is not base64", "write it as in RFC 4648, section 4, with padding")
    return data


def parse_hash(text: str, what: str) -> bytes:
    """Read the base64 of a 32-byte hash.

    Raises:
        MalformedError: not base64, or of another length; it names `what`.
    """
    value = parse_base64(text, what)
    if len(value) != HASH_SIZE:
        raise MalformedError(f"{what} has {len(value)} bytes", f"a SHA-256 has {HASH_SIZE}")
    return value


def parse_decimal(text: str, what: str) -> int:
    """Read a whole number from 0 to 2^63 - 1, in ASCII digits without leading zeros.

    Raises:
        MalformedError: anything else; it names `what`.
    """
    if not _DECIMAL.fullmatch(text) or (number := int(text)) > LARGEST:
        raise MalformedError(
            f"{what} {shown(text)} is not a number", "write digits without leading zeros, at most 2^63 - 1"
        )
    return number


def shown(text: str) -> str:
    """Give a text from outside in quotes, cut to what a line of an error has room for."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
