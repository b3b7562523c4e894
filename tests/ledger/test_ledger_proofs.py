from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import merkle_by_definition as definition
from ledger_vectors import hashes, vectors
from plimsoll.ledger.hashing import EMPTY_ROOT, leaf_hash, node_hash
from plimsoll.ledger.proofs import root_from_inclusion, verify_consistency, verify_inclusion
from plimsoll.ledger.refusals import RefusedError

MERKLE = vectors("merkle")
ENTRIES = [b"entry %d" % index for index in range(40)]


def test_hashes_are_those_that_others_publish() -> None:
    given_ = MERKLE["hashes"]
    assert EMPTY_ROOT.hex() == given_["empty"]
    assert leaf_hash(b"").hex() == given_["leaf of nothing"]
    assert leaf_hash(b"L123456").hex() == given_["leaf of L123456"]
    assert node_hash(b"N123", b"N456").hex() == given_["node of N123 and N456"]


@pytest.mark.parametrize("probe", MERKLE["inclusion"], ids=lambda probe: probe["path"])
def test_inclusion_as_transparency_dev_has_it(probe: dict[str, Any]) -> None:
    arguments = (
        probe["leafIdx"],
        probe["treeSize"],
        b64decode(probe["leafHash"] or ""),
        b64decode(probe["root"] or ""),
    )
    if probe["wantErr"]:
        with pytest.raises(RefusedError):
            verify_inclusion(*arguments, hashes(probe["proof"]))
    else:
        verify_inclusion(*arguments, hashes(probe["proof"]))


@pytest.mark.parametrize("probe", MERKLE["consistency"], ids=lambda probe: probe["path"])
def test_consistency_as_transparency_dev_has_it(probe: dict[str, Any]) -> None:
    old = (probe["size1"], b64decode(probe["root1"] or ""))
    new = (probe["size2"], b64decode(probe["root2"] or ""))
    if probe["wantErr"]:
        with pytest.raises(RefusedError):
            verify_consistency(*old, *new, hashes(probe["proof"]))
    else:
        # One probe has words for roots, which a stricter reader turns away: any hash will do in their place.
        (old_size, old_root), (size, root) = old, new
        verify_consistency(old_size, old_root.ljust(32), size, root.ljust(32), hashes(probe["proof"]))


def test_every_entry_of_every_small_tree_is_shown_and_no_other() -> None:
    for size in range(1, len(ENTRIES) + 1):
        root = definition.root(ENTRIES[:size])
        for index in range(size):
            proof = definition.path(index, ENTRIES[:size])
            verify_inclusion(index, size, leaf_hash(ENTRIES[index]), root, proof)
            for other in range(size):
                if other != index:
                    with pytest.raises(RefusedError):
                        verify_inclusion(other, size, leaf_hash(ENTRIES[index]), root, proof)


def test_every_pair_of_small_trees_is_shown_consistent() -> None:
    for size in range(1, len(ENTRIES) + 1):
        root = definition.root(ENTRIES[:size])
        verify_consistency(0, EMPTY_ROOT, size, root, [])
        for old in range(1, size + 1):
            proof = definition.consistency(old, ENTRIES[:size])
            verify_consistency(old, definition.root(ENTRIES[:old]), size, root, proof)


@given(st.data())
def test_any_mutated_inclusion_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(ENTRIES)))
    index = data.draw(st.integers(0, size - 1))
    proof = definition.path(index, ENTRIES[:size])
    changed = data.draw(_mutated(proof))
    with pytest.raises(RefusedError):
        verify_inclusion(index, size, leaf_hash(ENTRIES[index]), definition.root(ENTRIES[:size]), changed)


@given(st.data())
def test_any_mutated_consistency_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(ENTRIES)))
    old = data.draw(st.integers(0, size))
    proof = definition.consistency(old, ENTRIES[:size]) if old else []
    changed = data.draw(_mutated(proof))
    with pytest.raises(RefusedError):
        verify_consistency(old, definition.root(ENTRIES[:old]), size, definition.root(ENTRIES[:size]), changed)


@given(st.data())
def test_any_other_root_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(ENTRIES)))
    old = data.draw(st.integers(0, size))
    proof = definition.consistency(old, ENTRIES[:size]) if old else []
    roots = [definition.root(ENTRIES[:old]), definition.root(ENTRIES[:size])]
    # From the empty tree any tree goes on: only the empty root itself can be wrong there.
    which = data.draw(st.sampled_from([0, 1] if old else [0]))
    roots[which] = _flipped(roots[which], data.draw(st.integers(0, 255)))
    with pytest.raises(RefusedError):
        verify_consistency(old, roots[0], size, roots[1], proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 4)])
def test_no_entry_outside_the_tree_is_shown(index: int, size: int) -> None:
    with pytest.raises(RefusedError, match="has no entry"):
        root_from_inclusion(index, size, leaf_hash(b""), [])


def test_a_byte_does_not_move_from_one_hash_to_the_next() -> None:
    left, right = leaf_hash(b"left"), leaf_hash(b"right")
    verify_inclusion(0, 2, left, node_hash(left, right), [right])
    for at in (31, 33):
        both = left + right
        with pytest.raises(RefusedError, match="other than 32 bytes"):
            verify_inclusion(0, 2, both[:at], node_hash(left, right), [both[at:]])
        with pytest.raises(RefusedError, match="other than 32 bytes"):
            verify_consistency(1, both[:at], 2, node_hash(left, right), [both[at:]])


def test_an_empty_tree_has_one_root_and_a_tree_does_not_shrink() -> None:
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    for old_root, root in [(bytes(32), EMPTY_ROOT), (EMPTY_ROOT, bytes(32)), (bytes(32), bytes(32))]:
        with pytest.raises(RefusedError, match="empty tree"):
            verify_consistency(0, old_root, 0, root, [])
    with pytest.raises(RefusedError, match="rolled back"):
        verify_consistency(2, bytes(32), 1, bytes(32), [])
    with pytest.raises(RefusedError, match="rolled back"):
        verify_consistency(-1, bytes(32), 1, bytes(32), [])
    with pytest.raises(RefusedError, match="1 hashes, and 0"):
        verify_consistency(3, bytes(32), 3, bytes(32), [bytes(32)])


def _mutated(proof: list[bytes]) -> st.SearchStrategy[list[bytes]]:
    """Give proofs that differ: a bit flipped, a hash put in, left out or cut short, two exchanged."""
    place = st.integers(0, max(0, len(proof) - 1))
    other = [st.builds(lambda at: [*proof[:at], bytes(32), *proof[at:]], st.integers(0, len(proof)))]
    if proof:
        other += [
            st.builds(
                lambda at, bit: [*proof[:at], _flipped(proof[at], bit), *proof[at + 1 :]], place, st.integers(0, 255)
            ),
            st.builds(lambda at: proof[:at] + proof[at + 1 :], place),
            st.builds(lambda at: [*proof[:at], proof[at][:-1], *proof[at + 1 :]], place),
            st.builds(lambda at: [*proof[:at], proof[at] + b"\0", *proof[at + 1 :]], place),
        ]
    if len(proof) > 1:
        other.append(st.just([*proof[1:], proof[0]]))
    return st.one_of(other)


def _flipped(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(32, "big")
