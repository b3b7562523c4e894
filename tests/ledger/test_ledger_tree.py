from __future__ import annotations

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

import merkle_by_definition as definition
from ledger_vectors import vectors
from plimsoll.ledger.edge import Edge
from plimsoll.ledger.hashing import EMPTY_ROOT, HASH_SIZE, leaf_hash
from plimsoll.ledger.proofs import verify_consistency, verify_inclusion
from plimsoll.ledger.refusals import MalformedError
from plimsoll.ledger.tiles import tile_width, tiles_of
from plimsoll.ledger.tree import Tree

MERKLE = vectors("merkle")
ENTRIES = [b"entry %d" % index for index in range(70_000)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]

Tiles = dict[tuple[int, int], bytes]


def stored(size: int) -> tuple[Tiles, Edge]:
    growth = Edge().grow(LEAVES[:size])
    return dict(growth.tiles), growth.edge


def tree_of(tiles: Tiles, size: int) -> Tree:
    return Tree(size, lambda level, index: tiles[level, index])


TILES, EDGE = stored(len(LEAVES))


def test_roots_are_those_that_others_publish() -> None:
    edge = Edge()
    assert edge.root == EMPTY_ROOT
    for entry, root in zip(MERKLE["leaves"], MERKLE["roots from size 1"], strict=True):
        edge = edge.grow([leaf_hash(bytes.fromhex(entry))]).edge
        assert edge.root.hex() == root
    golden = MERKLE["golden"]["root by size"]
    leaves = [leaf_hash(index.to_bytes(2, "little")) for index in range(golden[-1][0])]
    for size, root in golden:
        assert Edge().grow(leaves[:size]).root == b64decode(root)


def test_inner_nodes_are_those_that_others_publish() -> None:
    levels = MERKLE["nodes by level"]
    growth = Edge().grow(leaf_hash(bytes.fromhex(entry)) for entry in MERKLE["leaves"])
    tree = tree_of(dict(growth.tiles), 8)
    assert [tree.leaf(index).hex() for index in range(8)] == levels[0]
    # The path of the first entry has the second node of each level.
    assert [each.hex() for each in tree.inclusion_proof(0)] == [level[1] for level in levels[:-1]]


def test_proofs_of_every_entry_and_size_are_those_of_the_definition() -> None:
    entries = ENTRIES[:70]
    tree = tree_of(TILES, 70)
    for size in range(71):
        assert tree.root(size) == definition.root(entries[:size])
        for index in range(size):
            assert tree.inclusion_proof(index, size) == definition.path(index, entries[:size])
        for old in range(1, size + 1):
            assert tree.consistency_proof(old, size) == definition.consistency(old, entries[:size])
        assert tree.consistency_proof(0, size) == []


@given(st.data())
def test_proofs_of_any_larger_tree_hold(data: st.DataObject) -> None:
    edges = st.sampled_from([255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, 69_999, 70_000])
    tree = tree_of(TILES, len(LEAVES))
    size = data.draw(st.integers(1, len(LEAVES)) | edges)
    old = data.draw((st.integers(0, size) | edges).filter(lambda old: old <= size))
    index = data.draw(st.integers(0, size - 1))
    root = tree.root(size)
    assert root == Edge.load(size, lambda level, index: TILES[level, index]).root
    assert tree.leaf(index) == LEAVES[index]
    verify_inclusion(index, size, LEAVES[index], root, tree.inclusion_proof(index, size))
    verify_consistency(old, tree.root(old), size, root, tree.consistency_proof(old, size))


def test_a_tree_larger_than_one_tile_is_that_of_the_definition() -> None:
    for size in (256, 257, 1000):
        assert tree_of(TILES, len(LEAVES)).root(size) == definition.root(ENTRIES[:size])
    assert tree_of(TILES, 1000).inclusion_proof(700) == definition.path(700, ENTRIES[:1000])
    assert tree_of(TILES, 1000).consistency_proof(300) == definition.consistency(300, ENTRIES[:1000])


@given(st.lists(st.integers(0, 600), max_size=12), st.integers(0, 66_000))
def test_any_batches_give_the_same_tiles_and_root(batches: list[int], start: int) -> None:
    tiles, edge = stored(start)
    for batch in batches:
        before = edge
        growth = edge.grow(LEAVES[edge.size : edge.size + batch])
        for (level, index), tile in growth.tiles.items():
            old = tiles.get((level, index), b"")
            assert tile.startswith(old)
            assert len(tile) > len(old)
            assert len(tile) == HASH_SIZE * tile_width(level, index, growth.size)
        tiles.update(growth.tiles)
        edge = growth.edge
        assert before.grow(LEAVES[before.size : before.size + batch]) == growth  # an edge never changes
        # A writer that comes later goes on from the stored tiles alone.
        assert Edge.load(edge.size, lambda level, index: tiles[level, index]) == edge
    whole, at_once = stored(edge.size)
    assert (tiles, edge) == (whole, at_once)
    assert edge.root == tree_of(tiles, edge.size).root()


def test_tiles_are_those_that_the_size_has() -> None:
    assert set(tiles_of(70_000)) == {(level, index, len(tile) // 32) for (level, index), tile in TILES.items()}
    # The example of c2sp.org/tlog-tiles.
    widths = [(level, width) for level, _, width in tiles_of(70_000)]
    assert widths == [*[(0, 256)] * 273, (0, 112), (1, 256), (1, 17), (2, 1)]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles_of(0)) == []


def test_appending_reads_the_right_edge_alone() -> None:
    read = []

    def read_tile(level: int, index: int) -> bytes:
        read.append((level, index))
        return TILES[level, index]

    Edge.load(70_000, read_tile)
    assert read == [(0, 273), (1, 1), (2, 0)]


def test_a_tree_goes_on_as_its_tiles_do() -> None:
    tiles, edge = stored(300)
    tree = tree_of(tiles, 300)
    first = tree.root()
    assert first == edge.root
    growth = tree.edge().grow(LEAVES[300:900])
    tiles.update(growth.tiles)
    assert tree.root() == first
    tree.resize(900)
    assert tree.root() == growth.root
    assert tree.root(300) == first
    for index in (0, 299, 300, 899):
        verify_inclusion(index, 900, LEAVES[index], growth.root, tree.inclusion_proof(index))
    with pytest.raises(ValueError, match="does not shrink"):
        tree.resize(899)


def test_a_tree_keeps_no_more_tiles_than_it_may() -> None:
    reads = 0

    def read_tile(level: int, index: int) -> bytes:
        nonlocal reads
        reads += 1
        return TILES[level, index]

    tree = Tree(70_000, read_tile, cached_tiles=2)
    assert [tree.leaf(index) for index in (0, 1, 0, 255)] == [LEAVES[index] for index in (0, 1, 0, 255)]
    assert reads == 1
    for index in (256, 512, 0):
        tree.leaf(index)
    assert reads == 4


@pytest.mark.parametrize("place", [(0, 273), (1, 1), (2, 0)])
def test_a_tile_that_is_too_short_is_an_error(place: tuple[int, int]) -> None:
    short = TILES | {place: TILES[place][:-1]}
    with pytest.raises(MalformedError, match=r"tile/.* holds"):
        tree_of(short, 70_000).root()
    with pytest.raises(MalformedError, match=r"tile/.* holds"):
        Edge.load(70_000, lambda level, index: short[level, index])


def test_what_is_not_there_is_an_index_error() -> None:
    tree = tree_of(TILES, 300)
    for index in (-1, 300):
        with pytest.raises(IndexError):
            tree.leaf(index)
        with pytest.raises(IndexError):
            tree.inclusion_proof(index)
    for sizes in ((-1, 300), (301, 300), (0, 301), (0, -1)):
        with pytest.raises(IndexError):
            tree.consistency_proof(*sizes)
    with pytest.raises(IndexError):
        tree.root(301)
    with pytest.raises(ValueError, match="32 bytes"):
        Edge().grow([b"short"])
