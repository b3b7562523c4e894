"""A ZIP archive written front to back: members stored as they are, and a signed comment over all bytes before it."""

from __future__ import annotations

import base64
import contextlib
import errno
import fcntl
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_EPOCH = (1980, 1, 1, 0, 0, 0)
_OWNER_READS = 0o100600 << 16
_LARGE = 2**31


class Archive:
    """Writes members, and knows the digest of each. It is there whole, once closed, or not at all."""

    def __init__(self, path: Path, sign: Callable[[str], bytes]) -> None:
        """`sign` gives the comment for the base64 SHA-256 of what stands before it; its length must not vary.

        Raises:
            OSError: the file cannot be made.
        """
        self._path, self._sign = path, sign
        self._part = path.with_name(f".{path.name}.part")
        self.digests: dict[str, str] = {}

    def __enter__(self) -> Self:
        # One that a crash left is written over.
        self._file: IO[bytes] = os.fdopen(os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise OSError(errno.EBUSY, "another process writes it") from None
        self._part.chmod(0o600)
        self._file.truncate(0)
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_STORED, allowZip64=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.ExitStack() as last:
            last.callback(self._part.unlink, missing_ok=True)
            last.callback(self._file.close)
            last.callback(self._zip.close)  # on a full disk it fails as well
            if kind is None:
                self._finish()
                if self._path.exists():
                    raise OSError(errno.EEXIST, "another process wrote it meanwhile")
                self._part.replace(self._path)

    def add(self, name: str, data: bytes) -> None:
        """Add a member."""
        self.add_parts(name, [data], len(data))

    def add_parts(self, name: str, parts: Iterable[bytes], about: int) -> None:
        """Add a member in parts, of about so many bytes in all."""
        member = zipfile.ZipInfo(name, _EPOCH)
        member.external_attr = _OWNER_READS
        digest = hashlib.sha256()
        with self._zip.open(member, "w", force_zip64=about > _LARGE) as file:
            for part in parts:
                digest.update(part)
                file.write(part)
        self.digests[name] = digest.hexdigest()

    def _finish(self) -> None:
        self._zip.comment = self._sign("A" * 43 + "=")
        self._zip.close()
        self._file.flush()
        length = len(self._zip.comment)
        digest = hashlib.sha256()
        with self._part.open("rb") as written:
            left = self._part.stat().st_size - length
            while left:
                block = written.read(min(left, 1 << 20))
                digest.update(block)
                left -= len(block)
        comment = self._sign(base64.b64encode(digest.digest()).decode())
        with self._part.open("r+b") as file:
            file.seek(-length, 2)
            file.write(comment)
