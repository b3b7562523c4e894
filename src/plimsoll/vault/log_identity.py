"""The public key of a log, as verifiers are given it: a vkey of the signed-note format (c2sp.org/signed-note)."""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from plimsoll.errors import InputError

_ED25519 = b"\x01"


def vkey_of(origin: str, key: Ed25519PublicKey) -> str:
    """`<origin>+<hash>+<key>`: eight hexadecimal digits of SHA-256(origin, newline, 0x01, key); base64 of 0x01, key.

    Raises InputError for an origin that cannot be a key's name: empty, with a plus sign, or with white space.
    """
    if not origin or "+" in origin or any(c.isspace() or not c.isprintable() for c in origin):
        raise InputError("this cannot be the origin of a log", "write example.com/record, without spaces or +")
    typed = _ED25519 + key.public_bytes_raw()
    digest = hashlib.sha256(origin.encode() + b"\n" + typed).digest()
    return f"{origin}+{digest[:4].hex()}+{base64.b64encode(typed).decode()}"
