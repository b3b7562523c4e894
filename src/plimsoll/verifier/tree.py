"""The tree of RFC 6962 over SHA-256, grown entry by entry in tiles of 256 (c2sp.org/tlog-tiles)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

WIDTH = 256
HASH = 32


def leaf(entry: bytes) -> bytes:
    """The hash of an entry as it hangs in the tree."""
    return sha256(b"\x00" + entry).digest()


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root of a tree over one or more subtrees of one height, the last of which may be lower."""
    level = list(hashes)
    while len(level) > 1:
        pairs = iter(level)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


class Tree:
    """A tree that grows. It holds the hashes above full tiles, 1/255 of all; leaves of full tiles are let go."""

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        """Those of the last tile, never all 256."""
        self.above: list[list[bytes]] = []
        """At `above[l - 1]` the hashes of tile level l."""

    def add_full(self, leaves: list[bytes]) -> None:
        """Hang 256 leaves at once; none may be waiting in `leaves`."""
        hash = folded(leaves)
        for level in self.above:
            level.append(hash)
            if len(level) % WIDTH:
                return
            hash = folded(level[-WIDTH:])
        self.above.append([hash])

    def root(self, leaves: Sequence[bytes] | None = None) -> bytes:
        """The root with `leaves` (those waiting, where None; fewer than 256) after the full tiles."""
        waiting = self.leaves if leaves is None else leaves
        last = [folded(waiting)] if waiting else []
        for level in self.above:
            nodes = level[len(level) - len(level) % WIDTH :] + last
            last = [folded(nodes)] if nodes else []
        return last[0] if last else sha256(b"").digest()

    def tiles_above(self) -> Iterator[tuple[int, int, bytes]]:
        """The tiles of levels 1 and up as (level, index, hashes joined), in that order, partial ones too."""
        for number, level in enumerate(self.above, 1):
            for start in range(0, len(level), WIDTH):
                yield number, start // WIDTH, b"".join(level[start : start + WIDTH])

    def copy(self) -> Tree:
        """One that grows by itself from here."""
        other = Tree()
        other.leaves = list(self.leaves)
        other.above = [list(level) for level in self.above]
        return other


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path`, from the leaf's sibling up, hangs `leaf` at `index` in the tree of `size` with `root`.

    Source: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    node, last, hash = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            hash = sha256(b"\x01" + sibling + hash).digest()
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            hash = sha256(b"\x01" + hash + sibling).digest()
        node, last = node >> 1, last >> 1
    return last == 0 and hash == root


def tile_name(level: int | str, index: int, width: int = WIDTH) -> str:
    """The path of a tile of hashes, or of entries where `level` is "entries"."""
    digits = f"{index % 1000:03}"
    while index := index // 1000:
        digits = f"x{index % 1000:03}/{digits}"
    return f"tile/{level}/{digits}" + ("" if width == WIDTH else f".p/{width}")
