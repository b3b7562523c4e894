from __future__ import annotations

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_vectors import vectors
from mutations import mutated
from plimsoll.ledger.checkpoint import parse_checkpoint
from plimsoll.ledger.edge import Edge
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.ledger.keys import VerifierKey
from plimsoll.ledger.note import parse_note, verified
from plimsoll.ledger.refusals import MalformedError
from plimsoll.ledger.tiles import (
    entries_path,
    parse_bundle,
    parse_entries_path,
    parse_tile_path,
    tile_path,
    write_bundle,
)

TILES = vectors("tiles")


@pytest.mark.parametrize(("path", "level", "index", "width"), TILES["paths"])
def test_paths_of_tiles_as_tessera_has_them(path: str, level: int, index: int, width: int) -> None:
    assert tile_path(level, index, width) == path
    assert parse_tile_path(path) == (level, index, width)


@pytest.mark.parametrize(("path", "index", "width"), TILES["entries paths"])
def test_paths_of_bundles_as_tessera_has_them(path: str, index: int, width: int) -> None:
    assert entries_path(index, width) == path
    assert parse_entries_path(path) == (index, width)


OURS = [
    "",
    "tile/00/000",
    "tile/0/x000/001",
    "tile/0/000.p/0",
    "tile/0/000.p/05",
    "tile/0/000.p/256",
    "tile/0/000\n",
    "tile/0/٠٠١",
    "/tile/0/000",
    "tile/0/" + "x999/" * 50 + "000",
]


@pytest.mark.parametrize("path", [*TILES["refused paths"], *OURS])
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(MalformedError, match="not the path of a tile"):
        parse_tile_path(path)
    with pytest.raises(MalformedError, match="not the path of a tile"):
        parse_entries_path(path.replace("tile/0/", "tile/entries/"))


def test_a_path_of_the_other_kind_is_refused() -> None:
    with pytest.raises(MalformedError):
        parse_tile_path("tile/entries/000")
    with pytest.raises(MalformedError):
        parse_entries_path("tile/0/000")


@given(st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_any_path_is_read_as_it_was_written(level: int, index: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, index, width)) == (level, index, width)
    assert parse_entries_path(entries_path(index, width)) == (index, width)


@given(mutated(b"tile/12/x123/x456/078.p/25").map(lambda path: path.decode("latin-1")) | st.text(max_size=30))
def test_any_text_is_a_path_or_an_error(text: str) -> None:
    try:
        place = parse_tile_path(text)
    except MalformedError:
        return
    assert tile_path(*place) == text


@pytest.mark.parametrize(("level", "index", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_there_is_no_path_of_what_cannot_be(level: int, index: int, width: int) -> None:
    with pytest.raises(ValueError, match="no tile"):
        tile_path(level, index, width)


def test_a_log_of_tessera_is_read_and_checked() -> None:
    log = TILES["log"]
    tile = b64decode(log["tile"])
    entries = parse_bundle(b64decode(log["entries"]), 15)
    assert entries[0] == b"one"
    assert b"".join(map(leaf_hash, entries)) == tile
    assert write_bundle(entries) == b64decode(log["entries"])
    key = VerifierKey.parse(log["vkey"])
    edge = Edge()
    for size, text in enumerate(log["checkpoint by size"]):
        note = parse_note(text.encode())
        assert [each.key for each in verified(note, [key])] == [key]
        checkpoint = parse_checkpoint(note.text)
        assert (checkpoint.origin, checkpoint.size) == ("example.com/log/testdata", size)
        assert checkpoint.root == edge.root == Edge.load(size, lambda level, index: tile).root
        edge = edge.grow(map(leaf_hash, entries[size : size + 1])).edge


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_any_entries_are_read_as_they_were_written(entries: list[bytes]) -> None:
    bundle = write_bundle(entries)
    assert parse_bundle(bundle, len(entries)) == entries
    for width in {1, len(entries) - 1, len(entries) + 1} - {0, len(entries)}:
        with pytest.raises(MalformedError):
            parse_bundle(bundle, width)
    for end in range(1, 4):
        with pytest.raises(MalformedError, match="ends within entry"):
            parse_bundle(bundle[:-end], len(entries))


@given(mutated(write_bundle([b"one", b"", b"three"])) | st.binary(max_size=50))
def test_any_bytes_are_a_bundle_or_an_error(data: bytes) -> None:
    try:
        entries = parse_bundle(data, 3)
    except MalformedError:
        return
    assert write_bundle(entries) == data


def test_a_bundle_holds_so_much_and_no_more() -> None:
    assert parse_bundle(write_bundle([bytes(65_535)] * 256), 256) == [bytes(65_535)] * 256
    with pytest.raises(ValueError, match="65536 bytes"):
        write_bundle([bytes(65_536)])
    for entries in ([], [b""] * 257):
        with pytest.raises(ValueError, match="1 to 256"):
            write_bundle(entries)
