"""Roots and proofs out of stored tiles: RFC 6962, sections 2.1 to 2.1.2."""

from __future__ import annotations

from functools import lru_cache

from plimsoll.ledger.edge import Edge, ReadTile, fold, layer_above, stored_hashes
from plimsoll.ledger.hashing import HASH_SIZE
from plimsoll.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, tile_width

CACHED_TILES = 4096
"""How many tiles a tree keeps: 64 MiB at most, and all of a tree of a million entries."""

_SIZES = 64


class Tree:
    """The tree of `size` entries over stored tiles, for reading.

    A tile's inner nodes are worked out once, and kept with its hashes: 16 KiB for a full tile. `read_tile(level,
    index)` gives the stored bytes of a tile; whatever it raises goes through. A tree may be used by many threads as
    far as `read_tile` may.
    """

    def __init__(self, size: int, read_tile: ReadTile, cached_tiles: int = CACHED_TILES) -> None:
        self.size = size
        self._read_tile = read_tile
        self._tile = lru_cache(cached_tiles)(self._work_out_tile)
        self._shape = lru_cache(_SIZES)(self._work_out_shape)

    def resize(self, size: int) -> None:
        """Look at the tree as it stands at a later size, once its tiles are stored; what was kept of it stays good.

        Raises:
            ValueError: a smaller size. A tree that was rolled back is another tree: make a new one.
        """
        if size < self.size:
            raise ValueError(f"a tree of {self.size} entries does not shrink to {size}")
        self.size = size

    def edge(self) -> Edge:
        """Give the right edge, to append to; it is read anew from the stored tiles.

        Raises:
            MalformedError: a stored tile is too short.
        """
        return Edge.load(self.size, self._read_tile)

    def leaf(self, index: int) -> bytes:
        """Give the 32-byte leaf hash of an entry.

        Raises:
            IndexError: no such entry.
            MalformedError: a stored tile is too short.
        """
        if not 0 <= index < self.size:
            raise IndexError(f"a tree of {self.size} entries has no entry {index}")
        return self._node(0, index)

    def root(self, size: int | None = None) -> bytes:
        """Give the 32-byte root of the tree, or of the tree that it was at a size up to its own.

        Raises:
            IndexError: a larger size, or a negative one.
            MalformedError: a stored tile is too short.
        """
        peaks, _ = self._shape(self._checked(size))
        return fold(hash_ for _, _, hash_ in peaks)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Give the path of an entry in the tree of that size: 32-byte hashes, from its sibling upwards.

        Raises:
            IndexError: no such entry, or no such size.
            MalformedError: a stored tile is too short.
        """
        size = self._checked(size)
        if not 0 <= index < size:
            raise IndexError(f"a tree of {size} entries has no entry {index}")
        return self._path(0, index, size)

    def consistency_proof(self, old_size: int, size: int | None = None) -> list[bytes]:
        """Give the proof that the tree of `size` goes on from that of `old_size`: 32-byte hashes, in RFC 6962's order.

        It is empty from the empty tree and between trees of one size.

        Raises:
            IndexError: a size that the tree did not have, or the old one the larger.
            MalformedError: a stored tile is too short.
        """
        size = self._checked(size)
        if not 0 <= old_size <= size:
            raise IndexError(f"a tree of {size} entries does not go on from one of {old_size}")
        if old_size in (0, size):
            return []
        height = (old_size & -old_size).bit_length() - 1
        index = (old_size - 1) >> height
        path = self._path(height, index, size)
        return [self._node(height, index), *path] if index else path

    def _checked(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise IndexError(f"a tree of {self.size} entries had no size {size}")
        return size

    def _path(self, height: int, index: int, size: int) -> list[bytes]:
        """Give the path from the perfect subtree of a height, at an index among its like, to the root."""
        peaks, rights = self._shape(size)
        first = index << height
        place, top = next((place, top) for place, (start, top, _) in enumerate(peaks) if first < start + (1 << top))
        path = []
        tile = self._tile
        tree_size = self.size
        for level_height in range(height, top):
            sibling = index ^ 1
            level, inner = divmod(level_height, TILE_HEIGHT)
            tile_index = sibling >> (TILE_HEIGHT - inner)
            nodes = tile(level, tile_index, tile_width(level, tile_index, tree_size))
            at = (sibling & (TILE_WIDTH - 1 >> inner)) * HASH_SIZE
            path.append(nodes[inner][at : at + HASH_SIZE])
            index >>= 1
        if place + 1 < len(peaks):
            path.append(rights[place + 1])
        path.extend(peak for _, _, peak in reversed(peaks[:place]))
        return path

    def _node(self, height: int, index: int) -> bytes:
        """Give the root of a perfect subtree: its height, and its index among those of that height."""
        level, inner = divmod(height, TILE_HEIGHT)
        tile_index = index >> (TILE_HEIGHT - inner)
        nodes = self._tile(level, tile_index, tile_width(level, tile_index, self.size))
        at = (index & (TILE_WIDTH - 1 >> inner)) * HASH_SIZE
        return nodes[inner][at : at + HASH_SIZE]

    def _work_out_tile(self, level: int, index: int, width: int) -> tuple[bytes, ...]:
        """Give the rows of nodes in a tile, the lowest first."""
        rows = [stored_hashes(self._read_tile, level, index, width)]
        while len(rows) < TILE_HEIGHT:
            rows.append(layer_above(rows[-1]))
        return tuple(rows)

    def _work_out_shape(self, size: int) -> tuple[tuple[tuple[int, int, bytes], ...], tuple[bytes, ...]]:
        """Give the perfect subtrees, as (first entry, height, root), and the root over each and all after it."""
        peaks = []
        start = 0
        for height in reversed(range(size.bit_length())):
            if size >> height & 1:
                peaks.append((start, height, self._node(height, start >> height)))
                start += 1 << height
        rights = tuple(fold(peak for _, _, peak in peaks[place:]) for place in range(len(peaks)))
        return tuple(peaks), rights
