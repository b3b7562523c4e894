"""The tiles of hashes that were kept, laid against those that the entries give."""

from __future__ import annotations

from collections.abc import Iterator

from plimsoll.verifier.findings import Findings
from plimsoll.verifier.tree import HASH, WIDTH, Tree, tile_name

_FULL = HASH * WIDTH
_NONE = 1 << 62
"""No tile has this level or index: asked for it, all that is left belongs nowhere."""


class StoredTiles:
    """Kept tiles as (level, index, hashes joined), in order; a narrower one may stand before the full one."""

    def __init__(self, tiles: Iterator[tuple[int, int, bytes]] | None, findings: Findings) -> None:
        self._there = tiles is not None
        self._stream = iter(()) if tiles is None else tiles
        self._findings = findings
        self._ahead = next(self._stream, None)
        self._at = -1
        self._tile = b""

    def leaves(self, index: int) -> bytes:
        """The hashes of the entries in tile `index`, as far as kept. Ask for tiles in order."""
        if self._at != index:
            self._tile = self._take(0, index)
            self._at = index
        return self._tile

    def need_full(self, index: int) -> None:
        """Find it where tile `index`, which has all its entries, is not kept whole."""
        if self._there and len(self.leaves(index)) < _FULL:
            self._missing(0, index)

    def compare_above(self, tree: Tree) -> None:
        """Compare all tiles above the first level with those of `tree`, and find full ones that are missing."""
        if not self._there:
            return
        self._take(0, _NONE)
        for level, index, hashes in tree.tiles_above():
            kept = self._take(level, index)
            if not hashes.startswith(kept):
                self._findings.add(None, f"{tile_name(level, index)} is not the tile that the entries give")
            elif len(kept) < len(hashes) == _FULL:
                self._missing(level, index)
        self._take(_NONE, 0)

    def _take(self, level: int, index: int) -> bytes:
        """The widest tile kept at that place; what stands before it belongs nowhere."""
        found = b""
        while self._ahead is not None and self._ahead[:2] <= (level, index):
            at_level, at, tile = self._ahead
            name = tile_name(at_level, at)
            if (at_level, at) != (level, index):
                self._findings.add(None, f"{name} is a tile out of order, or of no entries")
            elif not tile or len(tile) % HASH or len(tile) > _FULL:
                self._findings.add(None, f"{name} is {len(tile)} bytes, which is no tile")
            elif not (tile.startswith(found) or found.startswith(tile)):
                self._findings.add(None, f"{name} is kept twice, and differs")
            else:
                found = max(found, tile, key=len)
            self._ahead = next(self._stream, None)
        return found

    def _missing(self, level: int, index: int) -> None:
        self._findings.add(None, f"{tile_name(level, index)} is missing")
