"""How entries hang in the tree that a checkpoint signs: all of them, tile by tile, or a part, proof by proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from plimsoll.verifier.findings import Findings
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.notes import Checkpoint
from plimsoll.verifier.proofs import parse_proof
from plimsoll.verifier.tiles import StoredTiles
from plimsoll.verifier.tree import HASH, WIDTH, Tree, is_included, leaf, tile_name

_MOST_BRIDGED = 1 << 20
"""So many missing entries are bridged with the hashes of stored tiles."""


@dataclass(frozen=True, slots=True)
class Head:
    """A state of the log that was signed before: the number of its entries, their root (32 bytes)."""

    size: int
    root: bytes


class Whole:
    """Hangs every entry of a record, and compares the tiles kept with those that the entries give."""

    def __init__(
        self,
        checkpoint: Checkpoint | None,
        heads: list[Head],
        tiles: Iterator[tuple[int, int, bytes]] | None,
        findings: Findings,
    ) -> None:
        self._checkpoint, self._heads, self._findings = checkpoint, heads, findings
        self._tiles = StoredTiles(tiles, findings)
        sizes = {head.size for head in heads} | ({checkpoint.size} if checkpoint else set())
        self._stops = sorted(sizes, reverse=True)
        self._stop = -1
        self._tree = Tree()
        self._kept: Tree | None = None
        """The tree by the stored tiles, once it differs from the tree by the entries."""
        self._leaves: list[bytes] = []
        self._broken = False
        """Whether entries are missing that no stored tile stands for: then there is no tree any more."""
        self._bridging = 0
        self._differing: list[int] = []
        self._roots: dict[int, tuple[bytes, bytes] | None] = {}
        """By size: the root by the entries and the one by the tiles."""
        self.position = 0
        self._next_stop()

    def hang(self, sequence: int, data: bytes) -> None:
        """Hang the next entry."""
        if sequence != self.position:
            if sequence < self.position:
                self._findings.add(sequence, f"entry {sequence} stands a second time, or out of order")
                return
            self._miss(sequence)
        self._leaves.append(sha256(b"\x00" + data).digest())
        position = self.position = sequence + 1
        if position == self._stop or not position % WIDTH:
            self._turn()

    def end(self) -> None:
        """Compare what all entries give with what was signed and kept."""
        size = self._checkpoint.size if self._checkpoint else self.position
        beyond = self.position
        if beyond < size:
            self._miss(size)
        elif beyond > size:
            what = "entry {} is in no checkpoint" if beyond == size + 1 else "entries {} to {} are in no checkpoint"
            self._findings.add(size, what.format(size, beyond - 1))
        self._last_tile()
        self._judge()

    def _miss(self, until: int) -> None:
        first, last = self.position, until - 1
        what = f"entry {first} is missing" if first == last else f"entries {first} to {last} are missing"
        self._findings.add(first, what)
        self._bridging += until - first
        if self._broken or self._bridging > _MOST_BRIDGED:
            self._broken = True
            self.position = until
            return
        for _ in range(first, until):
            self._leaves.append(b"")
            self.position += 1
            self._turn()

    def _turn(self) -> None:
        """Where a root is wanted, take it; where a tile is full, let it go."""
        if self.position == self._stop:
            self._roots[self._stop] = self._both_roots()
            self._next_stop()
        if self._broken:
            self._leaves.clear()
        elif len(self._leaves) == WIDTH:
            self._full()

    def _next_stop(self) -> None:
        while self._stops and self._stops[-1] <= self.position:
            if self._stops.pop() == 0:
                root = Tree().root()
                self._roots[0] = root, root
        self._stop = self._stops[-1] if self._stops else -1

    def _stored(self) -> list[bytes] | None:
        """The leaves of the tile at hand as the stored tile has them; those above it as the entries give them."""
        tile = self._tiles.leaves((self.position - 1) // WIDTH)
        found = [tile[at : at + HASH] for at in range(0, min(len(tile), HASH * len(self._leaves)), HASH)]
        found += self._leaves[len(found) :]
        return None if b"" in found else found

    def _bridged(self, stored: list[bytes]) -> list[bytes]:
        return [own or kept for own, kept in zip(self._leaves, stored, strict=True)]

    def _both_roots(self) -> tuple[bytes, bytes] | None:
        stored = None if self._broken else self._stored()
        if stored is None:
            return None
        own = self._bridged(stored)
        return self._tree.root(own), (self._kept or self._tree).root(stored)

    def _full(self) -> None:
        self._tiles.need_full((self.position - 1) // WIDTH)
        stored = self._stored()
        if stored is None:
            self._broken = True
        else:
            own = self._bridged(stored)
            if own != stored:
                self._differ(self.position - WIDTH, own, stored)
                self._kept = self._kept or self._tree.copy()
            self._tree.add_full(own)
            if self._kept is not None:
                self._kept.add_full(stored)
        self._leaves.clear()

    def _differ(self, start: int, own: list[bytes], stored: list[bytes]) -> None:
        self._differing += [start + i for i, (a, b) in enumerate(zip(own, stored, strict=True)) if a != b]

    def _last_tile(self) -> None:
        stored = self._stored() if self._leaves and not self._broken else None
        if stored is not None:
            own = self._bridged(stored)
            self._differ(self.position - len(own), own, stored)
        elif self._leaves:
            self._broken = True

    def _judge(self) -> None:
        signed = self._checkpoint
        roots = self._roots.get(signed.size) if signed else None
        own = signed is None or (roots is not None and roots[0] == signed.root)
        kept = signed is not None and roots is not None and roots[1] == signed.root
        for position in self._differing:
            if own:
                name = tile_name(0, position // WIDTH)
                what = f"the hash of entry {position} in {name} is not that of the entry, which the checkpoint covers"
            elif kept:
                what = f"entry {position} was altered: its hash is not the one in the signed tree"
            else:
                what = f"entry {position} and its hash in {tile_name(0, position // WIDTH)} differ"
            self._findings.add(position, what)
        if signed is not None and roots is not None and not own and not kept:
            self._findings.add(None, f"the root of the {signed.size} entries is not the one that the checkpoint signs")
        by_tiles = kept and not own
        for head in self._heads:
            pair = self._roots.get(head.size)
            if pair is not None and pair[by_tiles] != head.root:
                what = f"forked: a checkpoint of size {head.size} was signed with another root than these entries have"
                self._findings.add(None, what)
        if not self._broken:
            tree = self._kept if by_tiles and self._kept is not None else self._tree
            self._tiles.compare_above(tree)


class Part:
    """Hangs single entries by their proofs (bytes, by sequence)."""

    def __init__(
        self, checkpoint: Checkpoint | None, note: bytes, proofs: Mapping[int, bytes], findings: Findings
    ) -> None:
        self._checkpoint, self._note, self._proofs, self._findings = checkpoint, note, proofs, findings
        self.position = 0

    def hang(self, sequence: int, data: bytes) -> None:
        """Check the proof of one entry."""
        if sequence < self.position:
            self._findings.add(sequence, f"entry {sequence} stands a second time, or out of order")
        self.position = max(self.position, sequence + 1)
        try:
            self._prove(sequence, data)
        except MalformedError as error:
            self._findings.add(sequence, f"the proof of entry {sequence} {error}")

    def end(self) -> None:
        """Nothing is left to compare: each proof stands by itself."""

    def _prove(self, sequence: int, data: bytes) -> None:
        if sequence not in self._proofs:
            raise MalformedError("is missing")
        proof = parse_proof(self._proofs[sequence])
        if proof.index != sequence:
            raise MalformedError("is for another entry")
        if proof.checkpoint != self._note:
            raise MalformedError("is not against the checkpoint of the bundle")
        if self._checkpoint is None:
            return
        if not is_included(leaf(data), sequence, self._checkpoint.size, proof.path, self._checkpoint.root):
            raise MalformedError("does not lead from the entry to the root that the checkpoint signs")
