"""Checking that an entry is in a tree, and that one tree goes on from another: RFC 9162, section 2.1."""

from __future__ import annotations

from collections.abc import Sequence

from plimsoll.ledger.hashing import EMPTY_ROOT, HASH_SIZE, node_hash
from plimsoll.ledger.refusals import RefusedError


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """Give the root of a tree of `size` entries that the proof leads to from the leaf at `index` (from 0).

    Args:
        index: the entry's place, from 0.
        size: how many entries the tree has.
        leaf: the 32-byte hash of the entry.
        proof: 32-byte hashes, from the leaf's sibling upwards.

    Raises:
        RefusedError: no such entry in a tree of that size, or a proof of another length than it has there.
    """
    if not 0 <= index < size:
        raise RefusedError(
            f"a tree of {size} entries has no entry {index}", "ask for a proof against a larger checkpoint"
        )
    _check_hashes((leaf, *proof))
    inner = (index ^ (size - 1)).bit_length()
    # Above, the path runs along the right edge, where only a node on the left has a hash in the proof.
    length = inner + (index >> inner).bit_count()
    if len(proof) != length:
        raise _other_length("inclusion", len(proof), length)
    node = leaf
    for height, sibling in enumerate(proof):
        left = height >= inner or index >> height & 1
        node = node_hash(sibling, node) if left else node_hash(node, sibling)
    return node


def verify_inclusion(index: int, size: int, leaf: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the entry with that leaf hash stands at `index` in the tree of `size` entries and that root.

    Raises:
        RefusedError: it is not shown.
    """
    if root_from_inclusion(index, size, leaf, proof) != root:
        raise RefusedError(
            f"entry {index} is not shown to be in the tree of {size} entries",
            "the entry, the proof or the checkpoint is not the log's",
        )


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of `size` entries goes on from the tree of `old_size`: nothing taken out or changed.

    A proof from the empty tree, or between trees of one size, has no hashes.

    Raises:
        RefusedError: it is not shown; also for a root of an empty tree that is not `EMPTY_ROOT`.
    """
    if not 0 <= old_size <= size:
        raise RefusedError(f"a tree of {size} entries does not go on from one of {old_size}", "the log was rolled back")
    _check_hashes((old_root, root, *proof))
    for count, known in ((old_size, old_root), (size, root)):
        if count == 0 and known != EMPTY_ROOT:
            raise RefusedError(
                "the root of the empty tree is the SHA-256 of nothing, not this", "the checkpoint is wrong"
            )
    if old_size in (0, size):
        if proof:
            raise _other_length("consistency", len(proof), 0)
        if old_size == size and old_root != root:
            raise _not_consistent(old_size, size)
        return
    # The proof is the path from the largest perfect subtree that ends the old tree up to the new root.
    height = (old_size & -old_size).bit_length() - 1
    index = (old_size - 1) >> height
    last = (size - 1) >> height
    inner = (index ^ last).bit_length()
    start = 0 if index == 0 else 1  # of a whole old tree, that subtree is the old root, and is not repeated
    length = start + inner + (index >> inner).bit_count()
    if len(proof) != length:
        raise _other_length("consistency", len(proof), length)
    old = new = proof[0] if start else old_root
    for step, sibling in enumerate(proof[start:]):
        if step >= inner or index >> step & 1:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    if old != old_root or new != root:
        raise _not_consistent(old_size, size)


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH_SIZE for each in hashes):
        raise RefusedError(f"a hash of other than {HASH_SIZE} bytes", "a SHA-256 is needed for each")


def _other_length(kind: str, given: int, needed: int) -> RefusedError:
    return RefusedError(f"the {kind} proof has {given} hashes, and {needed} are needed", "ask for the proof again")


def _not_consistent(old_size: int, size: int) -> RefusedError:
    return RefusedError(
        f"the tree of {size} entries is not shown to go on from the one of {old_size}",
        "keep both checkpoints: if the log signed both, it showed two histories",
    )
