"""The header of a safetensors file: which tensors it holds, and where. No tensor is loaded.

The format: https://huggingface.co/docs/safetensors/index#format. Eight bytes give the length of the header, a JSON
object follows, then the bytes of the tensors without a hole between them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError, Place

_LENGTH = 8
_LONGEST = 10**8
"""Bytes that a header may have, as the safetensors library limits it."""
_LFS = b"version https://git-lfs"
_DEEPEST = 1 << 63
_BITS = {
    **dict.fromkeys(("F4",), 4),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    **dict.fromkeys(("I16", "U16", "F16", "BF16"), 16),
    **dict.fromkeys(("I32", "U32", "F32"), 32),
    **dict.fromkeys(("I64", "U64", "F64", "C64"), 64),
}
"""Bits of an element. Of a type that is not here the size is taken as it stands."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor: its name, type, shape, and its first and last byte in the file, the last not included."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


def read_header(path: Path) -> tuple[Tensor, ...]:
    """Read which tensors a file holds, in the order of their bytes.

    Raises:
        InputError: the file cannot be read, is cut short, or its header is not what the format asks for.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(_LENGTH)
            length = int.from_bytes(first, "little")
            if len(first) < _LENGTH or _LENGTH + length > size or length > _LONGEST:
                raise _no_header(path, first + file.read(len(_LFS)), length, size)
            text = file.read(length)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", Place(str(path))) from None
    entries = _entries(path, text)
    metadata = entries.pop("__metadata__", None)
    if metadata is not None and not (isinstance(metadata, dict) and all(isinstance(v, str) for v in metadata.values())):
        raise _wrong(path, "its __metadata__ is not text by text")
    tensors = sorted((_tensor(path, *each) for each in entries.items()), key=lambda t: (t.begin, t.end))
    start = _LENGTH + length
    _check_gapless(path, tensors, size - start)
    return tuple(Tensor(t.name, t.dtype, t.shape, t.begin + start, t.end + start) for t in tensors)


def _no_header(path: Path, first: bytes, length: int, size: int) -> InputError:
    if first.startswith(_LFS):
        return InputError("a pointer of Git LFS, not the weights", "fetch them with `git lfs pull`", Place(str(path)))
    if size < _LENGTH:
        what = f"{size} bytes, where the length of a safetensors header alone takes {_LENGTH}"
    elif length > _LONGEST:
        what = f"its header is said to take {length} bytes, more than any safetensors header may"
    else:
        what = f"its header is said to take {length} bytes, and {size - _LENGTH} follow: it is cut short"
    return InputError(what, "download or save it again", Place(str(path)))


def _entries(path: Path, text: bytes) -> dict[str, Any]:
    try:
        if not text.startswith(b"{"):
            raise ValueError
        found = json.loads(text.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:  # a JSONDecodeError and a UnicodeDecodeError are ValueErrors
        what = str(error) if isinstance(error, _TwiceError) else "its header is not a JSON object in UTF-8"
        raise _wrong(path, what) from None
    return dict(found)


class _TwiceError(ValueError):
    pass


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(f"its header names {_short(key)} twice")
        found[key] = value
    return found


def _tensor(path: Path, name: str, entry: Any) -> Tensor:
    def wrong(what: str) -> InputError:
        return _wrong(path, f"the header's entry of {_short(name)} {what}")

    if any(0xD800 <= ord(c) <= 0xDFFF for c in name):
        raise wrong("has a name that is no Unicode text")
    if not isinstance(entry, dict) or not {"dtype", "shape", "data_offsets"} <= entry.keys():
        raise wrong("lacks dtype, shape or data_offsets")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or not dtype.isascii() or not dtype.isprintable():
        raise wrong("has a dtype that is no name")
    if not _counts(shape) or not _counts(offsets) or len(offsets) != 2:
        raise wrong("has a shape or data_offsets that are not whole numbers")
    begin, end = offsets
    if begin > end:
        raise wrong("ends before it begins")
    bits = _BITS.get(dtype)
    if bits is not None and math.prod(shape) * bits != (end - begin) * 8:
        raise wrong(f"has {end - begin} bytes, which its shape and dtype do not come to")
    return Tensor(name, dtype, tuple(shape), begin, end)


def _counts(value: Any) -> bool:
    """Whether this is a list of whole numbers from 0 up that a file can hold."""
    return isinstance(value, list) and all(type(each) is int and 0 <= each < _DEEPEST for each in value)


def _check_gapless(path: Path, tensors: list[Tensor], size: int) -> None:
    """Each tensor begins where the one before ends, and the last ends with the file."""
    at = 0
    for each in tensors:
        if each.begin != at:
            what = "overlaps" if each.begin < at else "leaves a gap after"
            raise _wrong(path, f"{_short(each.name)} {what} the tensor before it")
        at = each.end
    if at > size:
        raise InputError(
            f"its tensors take {at} bytes, and {size} are there: it is cut short",
            "download or save it again",
            Place(str(path)),
        )
    if at < size:
        raise _wrong(path, f"{size - at} bytes follow after its last tensor")


def _wrong(path: Path, what: str) -> InputError:
    return InputError(what, "download or save it again with the safetensors library", Place(str(path)))


def _short(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:60] + "…")
