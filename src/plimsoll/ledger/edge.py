"""Appending to a tree of which only the right edge is at hand: RFC 6962 hashes, c2sp.org/tlog-tiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from plimsoll.ledger.hashing import EMPTY_ROOT, HASH_SIZE, node_hash
from plimsoll.ledger.refusals import MalformedError
from plimsoll.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, tile_path

ReadTile = Callable[[int, int], bytes]
"""Gives the stored bytes of the tile at a level and an index: 32-byte hashes, at least as many as the tree needs."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a tree of `size` entries, all that appending needs.

    `partial` has for each level the hashes of its last tile where that is not full (else nothing); `peaks` has the
    roots of the perfect subtrees that the tree is made of, the largest first. An edge never changes, so that a writer
    whose transaction fails goes on from the one that it had.
    """

    size: int = 0
    partial: tuple[bytes, ...] = ()
    peaks: tuple[bytes, ...] = ()

    @classmethod
    def load(cls, size: int, read_tile: ReadTile) -> Edge:
        """Read the edge of a stored tree: at most one tile a level.

        Raises:
            MalformedError: a tile holds fewer hashes than the size needs.
        """
        partial = []
        level = 0
        while hashes := size >> (TILE_HEIGHT * level):
            index, width = divmod(hashes, TILE_WIDTH)
            partial.append(stored_hashes(read_tile, level, index, width) if width else b"")
            level += 1
        peaks = [peak for hashes in reversed(partial) for peak in _peaks(hashes)]
        return cls(size, tuple(partial), tuple(peaks))

    @property
    def root(self) -> bytes:
        """The 32-byte root of the tree."""
        return fold(self.peaks)

    def grow(self, leaf_hashes: Iterable[bytes]) -> Growth:
        """Append 32-byte leaf hashes, in order.

        Raises:
            ValueError: a leaf hash of another length.
        """
        size = self.size
        peaks = list(self.peaks)
        leaves = list(leaf_hashes)
        new: list[list[bytes]] = [leaves]
        for node in leaves:
            if len(node) != HASH_SIZE:
                raise ValueError(f"a leaf hash has {HASH_SIZE} bytes, not {len(node)}")
            height = 0
            # A set bit of the size is a perfect subtree of that height that waits for one of its own size.
            waiting = size
            while waiting & 1:
                node = sha256(b"\x01" + peaks.pop() + node).digest()
                waiting >>= 1
                height += 1
                if not height % TILE_HEIGHT:
                    level = height // TILE_HEIGHT
                    if level == len(new):
                        new.append([])
                    new[level].append(node)
            peaks.append(node)
            size += 1
        partial = list(self.partial)
        tiles: dict[tuple[int, int], bytes] = {}
        for level, added in enumerate(new):
            if not added:
                continue
            if level == len(partial):
                partial.append(b"")
            hashes = partial[level] + b"".join(added)
            first = (self.size >> (TILE_HEIGHT * level)) // TILE_WIDTH
            for place, at in enumerate(range(0, len(hashes), _TILE_BYTES)):
                tiles[level, first + place] = hashes[at : at + _TILE_BYTES]
            partial[level] = hashes[len(hashes) - len(hashes) % _TILE_BYTES :]
        return Growth(Edge(size, tuple(partial), tuple(peaks)), tiles)


@dataclass(frozen=True, slots=True)
class Growth:
    """What appending led to: the new edge, and each tile that changed, as (level, index): its whole bytes now."""

    edge: Edge
    tiles: Mapping[tuple[int, int], bytes]

    @property
    def size(self) -> int:
        """How many entries the tree has now."""
        return self.edge.size

    @property
    def root(self) -> bytes:
        """The 32-byte root of the tree now."""
        return self.edge.root


def fold(peaks: Iterable[bytes]) -> bytes:
    """Give the root over perfect subtrees, the largest first: RFC 6962's split, from the right."""
    right = list(peaks)
    if not right:
        return EMPTY_ROOT
    node = right.pop()
    while right:
        node = node_hash(right.pop(), node)
    return node


def stored_hashes(read_tile: ReadTile, level: int, index: int, width: int) -> bytes:
    """Read the first `width` hashes of a stored tile.

    Raises:
        MalformedError: it holds fewer.
    """
    stored = read_tile(level, index)
    if len(stored) < width * HASH_SIZE:
        raise MalformedError(
            f"tile {tile_path(level, index)} holds {len(stored)} bytes, and the tree needs {width * HASH_SIZE}",
            "restore the log's tiles from a copy",
        )
    return stored[: width * HASH_SIZE]


_TILE_BYTES = TILE_WIDTH * HASH_SIZE


def _peaks(hashes: bytes) -> Iterator[bytes]:
    """Give the roots of the perfect subtrees over a tile's hashes, the largest first."""
    at = 0
    for height in reversed(range(TILE_HEIGHT)):
        if len(hashes) // HASH_SIZE >> height & 1:
            layer = hashes[at : at + (HASH_SIZE << height)]
            at += len(layer)
            for _ in range(height):
                layer = layer_above(layer)
            yield layer


def layer_above(layer: bytes) -> bytes:
    """Hash neighbouring pairs of a row of hashes into the row above; one left over at the end is left out."""
    pair = 2 * HASH_SIZE
    return b"".join([sha256(b"\x01" + layer[at : at + pair]).digest() for at in range(0, len(layer) - pair + 1, pair)])
