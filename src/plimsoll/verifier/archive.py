"""ZIP archives of stored members and nothing else, read strictly: every byte has one meaning.

Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from plimsoll.errors import InputError, Place
from plimsoll.verifier.malformed import MalformedError

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64_MARK, _LOCATOR_MARK = b"PK\x06\x06", b"PK\x06\x07"
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9.][A-Za-z0-9._-]*)*")
_LONGEST_NAME = 200
_LONGEST_EXTRA = 20
"""A ZIP64 field with two sizes."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its name, where its header and its bytes start, how many they are, their CRC-32."""

    name: str
    header: int
    start: int
    size: int
    crc: int


class Archive:
    """An open archive. `members` in the order of their bytes; `comment` the bytes after all else.

    `flaws` says of the archive's own bytes what is not as it must be: then members are only as good as can be found.
    InputError where the file is no such archive at all.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self.flaws: list[str] = []
        self.size = file.seek(0, 2)
        end, self.comment = self._find_end(name)
        self.end = end + _END.size
        """Where the comment starts: bytes before it are what it signs."""
        try:
            self.directory, self.members = self._by_directory(end)
        except MalformedError as error:
            self.flaws.append(str(error))
            self.directory, self.members = self._by_headers(end)
        self.by_name = {member.name: member for member in self.members}

    def read(self, member: Member, start: int = 0, size: int | None = None) -> bytes:
        """Bytes of a member from `start`, at most `size` of them."""
        size = member.size - start if size is None else min(size, member.size - start)
        return self._at(member.start + start, max(size, 0))

    def chunks(self, member: Member) -> Iterator[bytes]:
        """A member's bytes, a mebibyte at a time."""
        for start in range(0, member.size, _CHUNK):
            yield self.read(member, start, _CHUNK)

    def digest(self) -> bytes:
        """SHA-256 of all bytes before the comment."""
        hash = sha256()
        for start in range(0, self.end, _CHUNK):
            hash.update(self._at(start, min(_CHUNK, self.end - start)))
        return hash.digest()

    def is_as_summed(self, member: Member) -> bool:
        """Whether a member's bytes still have the CRC-32 in its header: it tells who of two that disagree changed."""
        crc = 0
        for chunk in self.chunks(member):
            crc = zlib.crc32(chunk, crc)
        return crc == member.crc

    def _at(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)

    def _find_end(self, name: str) -> tuple[int, bytes]:
        """Where the end record starts, and the comment after it."""
        tail_start = max(0, self.size - _END.size - _FULL16)
        tail = self._at(tail_start, self.size - tail_start)
        at = tail.rfind(_END_MARK)
        while at >= 0:
            if len(tail) - at >= _END.size:
                comment = len(tail) - at - _END.size
                if _END.unpack_from(tail, at)[-1] == comment:
                    return tail_start + at, tail[at + _END.size :]
            at = tail.rfind(_END_MARK, 0, at)
        at = tail.rfind(b"plimsoll/bundle/1\n") - _END.size
        if at >= 0:
            self.flaws.append(f"the archive's own bytes at offset {_span(tail_start + at, _END.size)} were altered")
            return tail_start + at, tail[at + _END.size :]
        raise InputError("this is not a whole ZIP archive", "give a bundle as it was exported", Place(name))

    def _by_directory(self, end: int) -> tuple[int, list[Member]]:
        """Where the directory starts, and the members in it; MalformedError where it is not in its form."""
        start, size, count = self._directory_place(end)
        data = self._at(start, size)
        members: list[Member] = []
        at = next_header = 0
        names: set[str] = set()
        for _ in range(count):
            if len(data) - at < _CENTRAL.size or data[at : at + 4] != _CENTRAL_MARK:
                raise MalformedError(_altered(start + at, _CENTRAL.size))
            fields = _CENTRAL.unpack_from(data, at)
            length = _CENTRAL.size + fields[10] + fields[11]
            said = _said(fields, data[at + _CENTRAL.size : at + length])
            if said is None or said.header != next_header or said.name in names:
                raise MalformedError(_altered(start + at, length))
            body = said.header + _LOCAL.size + fields[10] + self._local_extra(said, fields, start + at, length)
            members.append(Member(said.name, said.header, body, said.size, fields[7]))
            names.add(said.name)
            next_header, at = body + said.size, at + length
            if next_header > start:
                raise MalformedError(_altered(start + at - length, length))
        if at != len(data) or next_header != start:
            raise MalformedError(_altered(next_header, end + _END.size - next_header))
        return start, members

    def _directory_place(self, end: int) -> tuple[int, int, int]:
        mark, disk, first, here, count, size, start, _ = _END.unpack(self._at(end, _END.size))
        stop = end
        locator = self._at(end - _LOCATOR.size, _LOCATOR.size) if end >= _LOCATOR.size else b""
        if locator[:4] == _LOCATOR_MARK:
            _, disk64, at, disks = _LOCATOR.unpack(locator)
            stop = end - _LOCATOR.size - _END64.size
            if stop < 0 or at != stop or disk64 or disks != 1:
                raise MalformedError(_altered(end - _LOCATOR.size, _LOCATOR.size))
            wide = _END64.unpack(self._at(stop, _END64.size))
            narrow = (here, count, size, start)
            if wide[0] != _END64_MARK or wide[1] != _END64.size - 12 or wide[4:6] != (0, 0):
                raise MalformedError(_altered(stop, _END64.size))
            for own, full, of in zip(narrow, (_FULL16, _FULL16, _FULL32, _FULL32), wide[6:], strict=True):
                if own != of and own != full:
                    raise MalformedError(_altered(stop, end + _END.size - stop))
            here, count, size, start = wide[6:]
        if mark != _END_MARK or disk or first or here != count or start + size != stop or count * _CENTRAL.size > size:
            raise MalformedError(_altered(stop, end + _END.size - stop))
        return start, size, count

    def _local_extra(self, said: _Said, central: tuple[int, ...], at: int, length: int) -> int:
        """The size of the extra field in a member's own header, all of which must say what the directory says."""
        name = said.name.encode("ascii")
        data = self._at(said.header, _LOCAL.size + len(name) + _LONGEST_EXTRA)
        own = _LOCAL.unpack_from(data) if len(data) >= _LOCAL.size else None
        if own is None or own[0] != _LOCAL_MARK:
            self.flaws.append(_altered(said.header, _LOCAL.size, f", the header of {said.name},"))
            return 0 if own is None else _extra_size(own[10])
        same = own[2:7] == central[3:8] and own[9] == len(name) and data[_LOCAL.size :].startswith(name)
        same = same and (own[1] == central[2] or (own[1], central[2]) == (20, 45))  # 45: it lies beyond 4 GiB
        if not same or _local_size(own, data[_LOCAL.size + len(name) :]) != said.size:
            spans = f"{_span(said.header, _LOCAL.size + len(name))} or {_span(at, length)}"
            self.flaws.append(f"the archive's own bytes at offset {spans}, the headers of {said.name}, were altered")
        return _extra_size(own[10])

    def _by_headers(self, end: int) -> tuple[int, list[Member]]:
        """Where members end, and as many of them as can be found from the start, without a directory."""
        members: dict[str, Member] = {}
        at = 0
        while (found := self._by_header(at, end)) is not None and found.name not in members:
            members[found.name] = found
            at = found.start + found.size
        if self._at(at, 4) != _CENTRAL_MARK:
            self.flaws.append(_altered(at, _LOCAL.size))
        return at, list(members.values())

    def _by_header(self, at: int, end: int) -> Member | None:
        data = self._at(at, _LOCAL.size + _LONGEST_NAME + _LONGEST_EXTRA)
        if data[:4] != _LOCAL_MARK or len(data) < _LOCAL.size:
            return None
        own = _LOCAL.unpack_from(data)
        name = data[_LOCAL.size : _LOCAL.size + own[9]]
        size = _local_size(own, data[_LOCAL.size + own[9] :])
        start = at + _LOCAL.size + own[9] + _extra_size(own[10])
        if size is None or not _is_name(name) or own[2] & ~0x800 or own[3] or start + size > end:
            return None
        return Member(name.decode("ascii"), at, start, size, own[6])


@dataclass(frozen=True, slots=True)
class _Said:
    """What the directory says of a member: its name, its size, where its header starts."""

    name: str
    size: int
    header: int


def _said(fields: tuple[int, ...], after: bytes) -> _Said | None:
    """What one record of the directory says, its name and extra field in `after`; None where it may not be so."""
    name, extra = after[: fields[10]], after[fields[10] :]
    plain = fields[3] & ~0x800 == 0 and fields[4] == 0 and fields[12] == 0 and fields[13] == 0
    sizes = _wide(extra, [fields[9], fields[8], fields[16]])
    if (
        not plain
        or not _is_name(name)
        or len(after) != fields[10] + fields[11]
        or sizes is None
        or sizes[0] != sizes[1]
    ):
        return None
    return _Said(name.decode("ascii"), sizes[0], sizes[2])


def _local_size(own: tuple[int, ...], after: bytes) -> int | None:
    """The size of a member by its own header."""
    if len(after) < own[10] or own[10] > _LONGEST_EXTRA:
        return None
    sizes = _wide(after[: own[10]], [own[8], own[7]])
    return None if sizes is None or sizes[0] != sizes[1] else sizes[0]


def _wide(extra: bytes, fields: list[int]) -> list[int] | None:
    """Fields with those that do not fit replaced from a ZIP64 extra field, the only one there may be."""
    full = [i for i, field in enumerate(fields) if field == _FULL32]
    if extra and (len(extra) != 4 + 8 * len(full) or extra[:4] != struct.pack("<HH", 1, 8 * len(full))):
        return None
    if full and not extra:
        return None
    for place, i in enumerate(full):
        fields[i] = int.from_bytes(extra[4 + 8 * place : 12 + 8 * place], "little")
    return fields


def _extra_size(size: int) -> int:
    return size if size <= _LONGEST_EXTRA else 0


def _is_name(name: bytes) -> bool:
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None and b".." not in name


def _span(start: int, size: int) -> str:
    return f"{start}-{start + size - 1}"


def _altered(start: int, size: int, what: str = "") -> str:
    return f"the archive's own bytes at offset {_span(start, max(size, 1))}{what} were altered"
