"""The last checkpoint signed, remembered away from the log, so that a log put back to an older state is noticed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from pathlib import Path

from plimsoll.errors import InputError, Place
from plimsoll.vault.private_files import check_private, unusable

ROOT_BYTES = 32
_SLOT = 512
"""Bytes of a disk's smallest sector: one that is cut short by a loss of power leaves the other slot as it was."""
_BODY = 8 + ROOT_BYTES
_DIGEST = 32


class RememberedHead:
    """Two slots in one file, written in turn, each with its own digest; the greater valid one counts.

    A write is not synced: after a loss of power an older head may come back, which is behind the log and harms nothing.
    A kill of the process loses none.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, and makes an empty one where there is none. Raises InputError where others may use it."""
        self._path = path
        self._one_at_a_time = threading.Lock()
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unusable(path, error) from None
        try:
            check_private(os.fstat(self._file), path)
        except InputError:
            os.close(self._file)
            raise

    def remember(self, size: int, root: bytes) -> None:
        """Remember a head of `size` entries and a root of 32 bytes; one that is not ahead changes nothing.

        Raises InputError for another root of the same size: the log was split in two.
        """
        if len(root) != ROOT_BYTES or size < 0:
            raise ValueError("a head has a size from 0 and a root of 32 bytes")
        with self._one_at_a_time:
            fcntl.flock(self._file, fcntl.LOCK_EX)  # for other processes; the file is one descriptor within this one
            try:
                slot, head = self._newest()
                if head is not None and size <= head[0]:
                    if size == head[0] and root != head[1]:
                        raise InputError(
                            f"a checkpoint of {size} entries with another root was signed before",
                            "find out who wrote to a copy of this log",
                            Place(str(self._path)),
                        )
                    return
                body = size.to_bytes(8, "big") + root
                os.pwrite(self._file, body + hashlib.sha256(body).digest(), (1 - slot) * _SLOT)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def remembered(self) -> tuple[int, bytes] | None:
        """The size and root last remembered, or None. Raises InputError where the file is damaged."""
        with self._one_at_a_time:
            fcntl.flock(self._file, fcntl.LOCK_SH)
            try:
                return self._newest()[1]
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _newest(self) -> tuple[int, tuple[int, bytes] | None]:
        content = os.pread(self._file, 2 * _SLOT, 0)
        heads = []
        for slot in (0, 1):
            part = content[slot * _SLOT : slot * _SLOT + _BODY + _DIGEST]
            body, digest = part[:_BODY], part[_BODY:]
            if hashlib.sha256(body).digest() == digest:
                heads.append((int.from_bytes(body[:8], "big"), body[8:], slot))
        if heads:
            size, root, slot = max(heads)
            return slot, (size, root)
        if any(content):
            raise InputError(
                "the remembered head of the log is damaged",
                "check the log against a witness or a bundle, then remove this file",
                Place(str(self._path)),
            )
        return 1, None
