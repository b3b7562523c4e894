"""Files that hold keys: read and written only where nobody but their owner can read them.

The mode bits and the owner decide, not whether this process could read the file: root could read every file, and must
still be told that a key lies open.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plimsoll.errors import InputError, Place

_OTHERS = 0o077
_OTHERS_WRITE = 0o022
_BLOCK = 1 << 16


def private_folder(folder: Path) -> None:
    """Make the folder with mode 0700 where it is missing; refuse one in which others could swap its files.

    Raises InputError for a folder of another owner, or one that group or others may write to.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError as error:
        raise unusable(folder, error) from None
    _owned(status, folder)
    if status.st_mode & _OTHERS_WRITE:
        raise InputError("others may write to this folder of keys", f"run chmod 700 {folder}", Place(str(folder)))


def private_file(path: Path) -> None:
    """Refuse a file of keys that its group or others may use, or that belongs to someone else.

    Raises InputError, also where there is no such file.
    """
    try:
        check_private(path.stat(), path)
    except OSError as error:
        raise unusable(path, error) from None


def check_private(status: os.stat_result, path: Path) -> None:
    """Refuse by the status of a file already open: what is checked is then what is read."""
    if not stat.S_ISREG(status.st_mode):
        raise InputError("this is no file", "name a file", Place(str(path)))
    _owned(status, path)
    if status.st_mode & _OTHERS:
        mode = f"{stat.S_IMODE(status.st_mode):04o}"
        raise InputError(f"others may use this file of keys (mode {mode})", f"run chmod 600 {path}", Place(str(path)))


def outside(path: Path, folder: Path | None) -> None:
    """Refuse a path inside `folder`: keys beside the data that they open would be copied along with it."""
    if folder is not None and path.resolve().is_relative_to(folder.resolve()):
        raise InputError(
            f"keys may not lie inside the data directory {folder}",
            "name a place that is not copied and backed up together with the data",
            Place(str(path)),
        )


def read_private(path: Path, limit: int = _BLOCK) -> bytes:
    """The bytes of a private file, at most `limit`.

    Raises InputError where the file is missing, longer, or not private; see `private_file`.
    """
    try:
        with path.open("rb") as file:
            check_private(os.fstat(file.fileno()), path)
            content = file.read(limit + 1)
    except OSError as error:
        raise unusable(path, error) from None
    if len(content) > limit:
        raise InputError(f"this file has more than {limit} bytes", "name a file of keys", Place(str(path)))
    return content


def replace_private(path: Path, content: bytes) -> None:
    """Write a private file whole or not at all, on disk when this returns; overwrite what it held before.

    Call it under `locked(path.parent)`. The file before stands beside it for a moment, as `NAME.old`; `overwrite_rests`
    finds one that a crash left there.
    """
    overwrite_rests(path)
    new, old = _beside(path)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        os.link(path, old)
        sync_folder(path.parent)  # a name for the old bytes is on disk before the file's own goes
    os.replace(new, path)
    sync_folder(path.parent)
    overwrite_rests(path)


def overwrite_rests(path: Path) -> None:
    """Overwrite and remove what a `replace_private` cut short may have left beside the file."""
    for rest in _beside(path):
        try:
            descriptor = os.open(rest, os.O_WRONLY)
        except FileNotFoundError:
            continue
        try:
            status = os.fstat(descriptor)
            # The crash may have come before the file was replaced: then this is its second name, and its bytes live.
            if not (path.exists() and os.path.samestat(status, path.stat())):
                os.pwrite(descriptor, bytes(status.st_size), 0)
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.unlink(rest)
        sync_folder(path.parent)


def _beside(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}.new"), path.with_name(f"{path.name}.old")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: one process, and one thread of it, at a time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unusable(path: Path, error: OSError) -> InputError:
    """One line for a file that the system will not give."""
    return InputError(f"cannot be used: {error.strerror}", "check the path and its permissions", Place(str(path)))


def _owned(status: os.stat_result, path: Path) -> None:
    if status.st_uid != os.geteuid():
        raise InputError(
            f"this belongs to user {status.st_uid}, not to the user {os.geteuid()} who runs Plimsoll",
            f"run chown {os.geteuid()} {path}, or name another",
            Place(str(path)),
        )
