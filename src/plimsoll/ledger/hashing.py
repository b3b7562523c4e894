"""The hashes of a Merkle tree: RFC 6962, section 2.1."""

from __future__ import annotations

from hashlib import sha256

HASH_SIZE = 32
"""Bytes of a hash."""

EMPTY_ROOT = sha256().digest()
"""The root of the tree without entries."""


def leaf_hash(entry: bytes) -> bytes:
    """Give the 32-byte hash of an entry: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the 32-byte hash of a node over its two children: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()
