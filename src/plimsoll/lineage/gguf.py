"""What a GGUF file says of its own descent, in the metadata at its beginning. Its tensors are not read.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import BinaryIO

from plimsoll.errors import InputError, Place

_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of each type of value that has always the same: integers, floats, booleans."""
_STRING, _ARRAY = 8, 9
_MOST_KEYS = 100_000
_LONGEST_KEY = 65_535
_LONGEST_NAME = 4096
_BASE = re.compile(r"general\.base_model\.(\d+)\.(repo_url|organization|name)")


class _CutShortError(ValueError):
    pass


def base_models(path: Path) -> list[str]:
    """The bases that a file names, by `general.base_model.*`: addresses, or organization/name.

    Raises:
        InputError: the file is no GGUF, or its metadata is cut short or malformed.
    """
    try:
        with path.open("rb") as file:
            found = _metadata(file)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", Place(str(path))) from None
    except ValueError as error:
        what = str(error) if isinstance(error, _CutShortError) else "its metadata is not what GGUF asks for"
        raise InputError(what, "download or convert it again", Place(str(path))) from None
    return [name for number in sorted(found) if (name := _name(found[number]))]


def _name(told: dict[str, str]) -> str:
    if "repo_url" in told:
        return told["repo_url"]
    name = told.get("name", "").strip().replace(" ", "-")
    organization = told.get("organization", "").strip().replace(" ", "-")
    return f"{organization}/{name}" if organization and name else name


def _metadata(file: BinaryIO) -> dict[int, dict[str, str]]:
    if _taken(file, 4) != b"GGUF":
        raise _CutShortError("its name ends in .gguf, and it is no GGUF")
    version, _, keys = struct.unpack("<IQQ", _taken(file, 20))
    if version not in (2, 3):
        raise _CutShortError("GGUF of a version that is not read here (2 and 3 are), or big-endian")
    if keys > _MOST_KEYS:
        raise ValueError
    found: dict[int, dict[str, str]] = {}
    for _ in range(keys):
        key = _string(file, _LONGEST_KEY)
        kind = _number(file, 4)
        base = _BASE.fullmatch(key)
        if base and kind == _STRING:
            found.setdefault(int(base[1][:6]), {})[base[2]] = _string(file, _LONGEST_NAME)
        else:
            _pass_over(file, kind, 0)
    return found


def _pass_over(file: BinaryIO, kind: int, depth: int) -> None:
    if kind in _SIZES:
        _taken(file, _SIZES[kind])
    elif kind == _STRING:
        _skip(file, _number(file, 8))
    elif kind == _ARRAY and depth < 4:
        inner, count = _number(file, 4), _number(file, 8)
        if inner in _SIZES:
            _skip(file, _SIZES[inner] * count)
            return
        for _ in range(count):  # ends with the file, whatever the count says
            _pass_over(file, inner, depth + 1)
    else:
        raise ValueError


def _string(file: BinaryIO, most: int) -> str:
    length = _number(file, 8)
    if length > most:
        raise ValueError
    return _taken(file, length).decode("utf-8")


def _number(file: BinaryIO, size: int) -> int:
    return int.from_bytes(_taken(file, size), "little")


def _skip(file: BinaryIO, size: int) -> None:
    """Pass over bytes that must be there."""
    if size:
        if size >= 1 << 62:
            raise ValueError
        file.seek(size - 1, 1)
        _taken(file, 1)


def _taken(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise _CutShortError("it is cut short within its metadata")
    return data
