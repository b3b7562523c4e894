"""The public formats, by public vectors and by their own words."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.verifier.base64s import decoded
from plimsoll.verifier.canonical import read, written
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.notes import parse_checkpoint, parse_note, parse_vkey
from plimsoll.verifier.policy import parse_policy
from plimsoll.verifier.tree import Tree, folded, is_included, leaf, tile_name
from verifier_building import WITNESS, Signer, canonical, path_of, root_of, sha

HERE = Path(__file__).parent
NOTES: dict[str, Any] = yaml.safe_load((HERE / "notes.yaml").read_text("utf-8"))
TREES: dict[str, Any] = yaml.safe_load((HERE / "inclusion.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", NOTES["notes"], ids=lambda case: case["vkey"])
def test_public_notes_verify_and_no_changed_byte_of_their_text_does(case: dict[str, str]) -> None:
    key = parse_vkey(case["vkey"])
    assert str(key) == case["vkey"]
    data = case["note"].encode()
    assert parse_note(data).signed_by(key)
    for at in range(data.index(b"\n\n")):
        changed = bytearray(data)
        changed[at] ^= 1
        try:
            note = parse_note(bytes(changed))
        except MalformedError:
            continue
        assert not note.signed_by(key)


@pytest.mark.parametrize("case", NOTES["notes"], ids=lambda case: case["vkey"])
def test_no_piece_of_a_public_key_and_no_changed_one_is_a_key(case: dict[str, str]) -> None:
    """As golang.org/x/mod tests it."""
    text = case["vkey"]
    pieces = {text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)} - {text}
    changed = {text[:i] + chr(ord(text[i]) + 1) + text[i + 1 :] for i in range(len(text))}
    for bad in [*pieces, *changed, *NOTES["bad_vkeys"]]:
        with pytest.raises(MalformedError):
            parse_vkey(bad)


@pytest.mark.parametrize("text", NOTES["good_vkeys"])
def test_public_keys_are_read(text: str) -> None:
    assert str(parse_vkey(text)) == text


BOTH = NOTES["notes"][1]["note"].encode()
LINE = BOTH[BOTH.index(b"\xe2\x80\x94") :].splitlines(keepends=True)[0]
TEXT = BOTH[: BOTH.index(b"\n\n") + 1]


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        TEXT + b"\n",
        TEXT + b"\n" + LINE[:-1],
        b"\x01" + BOTH,
        b"\xff" + BOTH,
        TEXT + b"\n" + LINE.replace(b"PeterNeumann", b"Bad Name"),
        BOTH + b"Unexpected line.\n",
        TEXT + b"\n" + LINE * 101,
        TEXT + b"\n" + LINE.replace(b"x08", b"x=8"),
        TEXT + b"\n" + b"\xe2\x80\x94 PeterNeumann x08gow==\n",
        b"a" * (1 << 20) + BOTH,
    ],
)
def test_what_golang_calls_malformed_is_so_here(data: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_note(data)


def test_a_first_wrong_signature_of_a_key_is_not_mended_by_a_second() -> None:
    key = parse_vkey(NOTES["notes"][1]["vkey"])
    wrong = LINE.replace(b"ZJkuBS", b"ZJkuBT")
    assert not parse_note(TEXT + b"\n" + wrong + LINE).signed_by(key)


@pytest.mark.parametrize("case", TREES["inclusion"], ids=lambda case: case["file"])
def test_public_proofs_of_inclusion(case: dict[str, Any]) -> None:
    root, hash, *path = (base64.b64decode(text) for text in (case["root"], case["leaf"], *(case["path"] or ())))
    assert is_included(hash, case["index"], case["size"], path, root) is not case["wrong"]


def test_public_hashes_of_leaves() -> None:
    assert leaf(b"").hex() == TREES["hashes"]["leaf of nothing"]
    assert leaf(b"L123456").hex() == TREES["hashes"]["leaf of L123456"]


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_any_tree_has_the_root_and_paths_that_rfc_6962_defines(entries: list[bytes], data: st.DataObject) -> None:
    root = root_of(entries)
    assert folded([leaf(entry) for entry in entries]) == root
    at = data.draw(st.integers(0, len(entries) - 1))
    path = path_of(at, entries)
    assert is_included(leaf(entries[at]), at, len(entries), path, root)
    assert not is_included(leaf(entries[at] + b"x"), at, len(entries), path, root)
    assert not is_included(leaf(entries[at]), at, len(entries), [*path, bytes(32)], root)


def test_the_root_of_nothing() -> None:
    assert Tree().root() == sha(b"")


@pytest.mark.parametrize(
    ("level", "index", "width", "name"),
    [
        (0, 0, 256, "tile/0/000"),
        (1, 1234067, 256, "tile/1/x001/x234/067"),
        ("entries", 1000, 1, "tile/entries/x001/000.p/1"),
    ],
)
def test_names_of_tiles(level: int | str, index: int, width: int, name: str) -> None:
    assert tile_name(level, index, width) == name


CHECKPOINT = b"a\n12\n" + b"A" * 43 + b"=\n"


@pytest.mark.parametrize(
    "text",
    [
        CHECKPOINT.replace(b"12", b"012"),
        CHECKPOINT.replace(b"12", b"+2"),
        CHECKPOINT.replace(b"12", "１２".encode()),
        CHECKPOINT.replace(b"12", b"9" * 20),
        CHECKPOINT.replace(b"A=", b"B="),
        CHECKPOINT.replace(b"AAAA", b"", 1),
        CHECKPOINT + b"an extension\n",
        b"\n" + CHECKPOINT[2:],
    ],
)
def test_what_is_no_checkpoint(text: bytes) -> None:
    line = Signer("a").line(text)
    assert parse_checkpoint(CHECKPOINT + b"\n" + line).size == 12
    with pytest.raises(MalformedError):
        parse_checkpoint(text + b"\n" + line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_any_value_is_read_back_from_its_one_form(value: object) -> None:
    try:
        data = written(value)
    except MalformedError:  # half letters in keys
        return
    assert read(data) == value
    if all(ord(c) < 0x10000 for c in data.decode()):
        assert data == canonical(value)


@pytest.mark.parametrize(
    "data", [b"1.0", b"1e3", b"-0", b"01", b"NaN", b"9007199254740992", b"1" * 30, b'"\\u0041"', b'{"b":1,"a":2}',
             b'{"a":1,"a":2}', b"[1 ]", b"\xef\xbb\xbf1", b"", b"[" * 3000, b"[" * 300 + b"]" * 300, b'"\\ud800"']
)  # fmt: skip
def test_any_other_spelling_is_none(data: bytes) -> None:
    with pytest.raises(MalformedError):
        read(data)


def test_no_other_spelling_of_base_64() -> None:
    assert decoded("QQ==") == b"A"
    for text in ("QR==", "QQ=", "QQ", "Q Q==", "QQ==\n", "QQ===", "é", "-_8="):
        with pytest.raises(MalformedError):
            decoded(text)


LOG = Signer("example.org/log").vkey
W = [Signer(f"w.example/{i}", 4, 20 + i).vkey for i in range(3)]
POLICY = f"""# ours
log {LOG} https://example.org
\twitness  a {W[0]}
witness b {W[1]} https://w.example
witness Ü {W[2]}
group g 2 a b
group all-of all g Ü
quorum all-of
"""


def test_a_policy_and_its_quorum() -> None:
    policy = parse_policy(POLICY.encode())
    assert [str(key) for key in policy.logs] == [LOG]
    assert not policy.is_met(["a", "b"])
    umlaut = "Ü".encode().decode("utf-8", "surrogateescape")
    assert policy.is_met(["a", "b", umlaut])
    assert not policy.is_met(["a", umlaut, "g"])
    assert parse_policy(b"quorum none\n").is_met([])
    assert parse_policy(POLICY.replace("group g 2", "group g any").encode()).is_met(["b", umlaut])


POLICIES = [
    ("", "has no quorum line"),
    ("quorum none", "has a last line without an end"),
    ("quorum none\r\n", "holds a control character"),
    ("quorum none\nquorum none\n", "has a line 2 that is a second quorum"),
    ("quorum x\n", "has a line 1 that names a quorum that is not defined before it"),
    ("hello\n", "has a line 1 that is none of log, witness, group and quorum in their forms"),
    ("log x\n", "has a line 1 that has no verifier key where one should stand"),
    (f"log {W[0]}\n", "has a line 1 that has a key of a kind that its place does not take"),
    (f"witness a {LOG}\n", "has a line 1 that has a key of a kind that its place does not take"),
    (f"log {LOG}\nlog {LOG}\n", "has a line 2 that repeats a key"),
    (f"log {LOG} url more\n", "has a line 1 that is none of log, witness, group and quorum in their forms"),
    (f"witness none {W[0]}\n", "has a line 1 that defines a name that is taken"),
    (f"witness a {W[0]}\nwitness a {W[1]}\n", "has a line 2 that defines a name that is taken"),
    (f"witness a {W[0]}\nwitness b {W[0]}\n", "has a line 2 that repeats a key"),
    (f"witness a {W[0]}\ngroup a any a\n", "has a line 2 that defines a name that is taken"),
    (f"witness a {W[0]}\ngroup g any\n", "has a line 2 that is none of log, witness, group and quorum in their forms"),
    (f"witness a {W[0]}\ngroup g 0 a\n", "has a line 2 that asks for a number of members"),
    (f"witness a {W[0]}\ngroup g 2 a\n", "has a line 2 that asks for a number of members"),
    (f"witness a {W[0]}\ngroup g x a\n", "has a line 2 that asks for a number of members"),
    ("group g any g\n", "has a line 1 that names a member that is not defined before it"),
    ("group g any none\n", "has a line 1 that names a member that is not defined before it"),
    (f"witness a {W[0]}\ngroup g any a a\n", "has a line 2 that names a member that is in a group already"),
    (
        f"witness a {W[0]}\ngroup g any a\ngroup h any a\n",
        "has a line 3 that names a member that is in a group already",
    ),
]


@pytest.mark.parametrize(("text", "what"), POLICIES, ids=[what for _, what in POLICIES])
def test_what_is_no_policy(text: str, what: str) -> None:
    with pytest.raises(MalformedError) as error:
        parse_policy(text.encode())
    assert str(error.value).startswith(what)


def test_a_cosignature_is_bound_to_its_time_and_key() -> None:
    text = CHECKPOINT
    key = parse_vkey(WITNESS.vkey)
    line = WITNESS.cosign(text, 1_700_000_000)
    assert parse_note(text + b"\n" + line).cosigned_by(key) == 1_700_000_000
    assert parse_note(text + b"\n" + WITNESS.cosign(text, 0)).cosigned_by(key) == 0
    assert parse_note(text + b"\n" + Signer("a").line(text)).cosigned_by(key) is None
    for wrong in (WITNESS.line(text), WITNESS.cosign(text + b"x", 5), WITNESS.cosign(text, 1 << 63)):
        with pytest.raises(MalformedError):
            parse_note(text + b"\n" + wrong).cosigned_by(key)
