"""A disk that loses power: what was synced is there, of what was not any part may be.

Follows the log of the shim. A name is on disk once its folder was synced, and names get there in order, as with a file
system that keeps a journal; folders themselves are there at once. Of the bytes not yet synced any sectors may be there.
"""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

SECTOR = 512
_HEAD = struct.Struct("=5q")


@dataclass(frozen=True)
class Call:
    """A call that changed a file, or a mark."""

    what: str
    path: str
    other: str
    offset: int
    data: bytes


def calls(log: bytes) -> Iterator[Call]:
    """Read the log of the shim."""
    at = 0
    while at < len(log):
        what, path, other, offset, data = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        parts = []
        for length in (path, other, data):
            parts.append(log[at : at + length])
            at += length
        yield Call(chr(what), os.fsdecode(parts[0]), os.fsdecode(parts[1]), offset, parts[2])


class Kept(Enum):
    """How much is there of what was not synced."""

    NOTHING = "nothing"
    ALL = "all"
    SOME = "some"


@dataclass
class _File:
    """Bytes on disk, and changes that are not there yet: (offset, bytes), or (size, none) to be cut or extended to."""

    synced: bytes = b""
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)

    def found(self, kept: Kept, dice: random.Random) -> bytes:
        """The bytes after the loss."""
        content = bytearray(self.synced)
        for offset, data in self.waiting if kept is not Kept.NOTHING else ():
            if data is None:
                if kept is Kept.ALL or dice.random() < 0.5:
                    content[:] = content[:offset].ljust(offset, b"\0")
                continue
            for start, sector in _sectors(offset, data):
                if kept is Kept.ALL or dice.random() < 0.5:
                    content.extend(bytes(max(0, start - len(content))))
                    content[start : start + len(sector)] = sector
        return bytes(content)

    def sync(self) -> None:
        """Put everything on disk."""
        self.synced, self.waiting = self.found(Kept.ALL, random.Random()), []


def _sectors(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        size = SECTOR - (offset + at) % SECTOR
        yield offset + at, data[at : at + size]
        at += size


class Disk:
    """Files by their names: as processes see them, and as they would be found."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._named = {path: _File(content) for path, content in files.items()}
        self._synced = dict(self._named)
        self._waiting: list[tuple[str, dict[str, _File | None]]] = []
        """Changes of names: the folder, and what each name then stands for."""

    def take(self, call: Call) -> None:
        """Do what a call did."""
        path = call.path
        if call.what in "wtgs" and path not in self._named:
            if call.what == "s":
                self._sync_names(path)
            return  # a file whose last name is gone
        match call.what:
            case "c":
                self._rename({path: _File()})
            case "w":
                self._named[path].waiting.append((call.offset, call.data))
            case "t":
                self._named[path].waiting.append((call.offset, None))
            case "g":
                if call.offset > len(self._named[path].found(Kept.ALL, random.Random())):
                    self._named[path].waiting.append((call.offset, None))
            case "s":
                self._named[path].sync()
            case "r":
                self._rename({path: None, call.other: self._named[path]})
            case "l":
                self._rename({call.other: self._named[path]})
            case "u":
                self._rename({path: None})

    def found(self, kept: Kept, dice: random.Random) -> dict[str, bytes]:
        """What is found after a loss of power."""
        names = dict(self._synced)
        number = {Kept.NOTHING: 0, Kept.ALL: len(self._waiting), Kept.SOME: dice.randint(0, len(self._waiting))}[kept]
        for _, change in self._waiting[:number]:
            _changed(names, change)
        return {path: file.found(kept, dice) for path, file in names.items()}

    def _rename(self, change: dict[str, _File | None]) -> None:
        _changed(self._named, change)
        self._waiting.append((os.path.dirname(next(iter(change))), change))

    def _sync_names(self, folder: str) -> None:
        for where, change in self._waiting:
            if where == folder:
                _changed(self._synced, change)
        self._waiting = [each for each in self._waiting if each[0] != folder]


def _changed(names: dict[str, _File], change: dict[str, _File | None]) -> None:
    for path, file in change.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file
