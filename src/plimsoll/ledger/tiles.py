"""Where a tile of hashes and a bundle of entries lie, and what a bundle holds: c2sp.org/tlog-tiles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plimsoll.ledger.encodings import LARGEST, shown
from plimsoll.ledger.refusals import MalformedError

TILE_HEIGHT = 8
"""Levels of the tree that one tile spans."""

TILE_WIDTH = 1 << TILE_HEIGHT
"""Hashes in a full tile, and entries in a full bundle."""

LARGEST_ENTRY = 0xFFFF
"""Bytes of the longest entry that a bundle can hold."""

_ENTRIES = "entries"
_DIGITS = 3
_LONGEST_PATH = 64
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
_LARGEST_LEVEL = 63


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Give the path of a tile of hashes, such as `tile/0/x001/x234/067` or, of width 5, `tile/0/x001/x234/067.p/5`.

    Raises:
        ValueError: a level outside 0 to 63, a negative index, or a width outside 1 to 256.
    """
    if not 0 <= level <= _LARGEST_LEVEL:
        raise ValueError(f"no tile is at level {level}")
    return _path(str(level), index, width)


def parse_tile_path(path: str) -> tuple[int, int, int]:
    """Read the path of a tile of hashes into its level, index and width (256: full).

    Raises:
        MalformedError: anything that `tile_path` does not write.
    """
    level, index, width = _parse(path)
    if level == _ENTRIES or int(level) > _LARGEST_LEVEL:
        raise _no_path(path)
    return int(level), index, width


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """Give the path of a bundle of entries, such as `tile/entries/067` or, of width 5, `tile/entries/067.p/5`.

    Raises:
        ValueError: a negative index, or a width outside 1 to 256.
    """
    return _path(_ENTRIES, index, width)


def parse_entries_path(path: str) -> tuple[int, int]:
    """Read the path of a bundle of entries into its index and width (256: full).

    Raises:
        MalformedError: anything that `entries_path` does not write.
    """
    level, index, width = _parse(path)
    if level != _ENTRIES:
        raise _no_path(path)
    return index, width


def tile_width(level: int, index: int, size: int) -> int:
    """Give how many hashes the tile holds in a tree of that size: 0 to 256."""
    return max(0, min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - index * TILE_WIDTH))


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Give level, index and width of every tile of hashes that a tree of that size has, level by level."""
    level = 0
    while hashes := size >> (TILE_HEIGHT * level):
        full, rest = divmod(hashes, TILE_WIDTH)
        yield from ((level, index, TILE_WIDTH) for index in range(full))
        if rest:
            yield level, full, rest
        level += 1


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Give a bundle: each entry after its length as two bytes, the higher first.

    Raises:
        ValueError: no entry, more than 256 of them, or one longer than 65,535 bytes.
    """
    if not 0 < len(entries) <= TILE_WIDTH:
        raise ValueError(f"a bundle holds 1 to {TILE_WIDTH} entries, not {len(entries)}")
    if (longest := max(map(len, entries))) > LARGEST_ENTRY:
        raise ValueError(f"an entry has {longest} bytes, and a bundle has room for {LARGEST_ENTRY}")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(bundle: bytes, width: int) -> list[bytes]:
    """Read the entries of a bundle that holds `width` of them (1 to 256), no fewer and no more.

    Raises:
        MalformedError: the bundle ends within an entry, or holds fewer or more of them.
    """
    entries = []
    at, end = 0, len(bundle)
    for place in range(width):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if start > end or at > end:
            raise MalformedError(
                f"the bundle ends within entry {place} of {width}", "take it again from the log, whole"
            )
        entries.append(bundle[start:at])
    if at != end:
        raise MalformedError(
            f"the bundle goes on for {end - at} bytes after its {width} entries", "take it again, whole"
        )
    return entries


def _path(level: str, index: int, width: int) -> str:
    if index < 0:
        raise ValueError(f"no tile has the index {index}")
    if not 0 < width <= TILE_WIDTH:
        raise ValueError(f"no tile has a width of {width}")
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // _DIGITS) * _DIGITS)
    *before, last = (digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return "/".join(["tile", level, *(f"x{element}" for element in before), last]) + partial


def _parse(path: str) -> tuple[str, int, int]:
    if len(path) > _LONGEST_PATH or not (parts := _PATH.fullmatch(path)):
        raise _no_path(path)
    index = int(re.sub("[x/]", "", parts["index"]))
    width = int(parts["width"] or TILE_WIDTH)
    if index > LARGEST or (parts["width"] and width >= TILE_WIDTH) or parts["index"].startswith("x000/"):
        raise _no_path(path)
    return parts["level"], index, width


def _no_path(path: str) -> MalformedError:
    return MalformedError(f"{shown(path)} is not the path of a tile", "see c2sp.org/tlog-tiles: tile/0/x001/234.p/5")
