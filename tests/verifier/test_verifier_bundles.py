"""Bundles: every changed byte is found and named, and any bytes at all bring a verdict or one clear line."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.errors import InputError
from plimsoll.verifier import Head, Verification, verify_bundle
from verifier_building import ORIGIN, Log, Signer, canonical, pack, sample

FUZZ = bool(os.environ.get("PLIMSOLL_FUZZ"))
LOG = sample()
BUNDLE = LOG.bundle(opened=(LOG.key("m2"),))
PART = LOG.bundle(only=[0, 2, 3, 9, 10])
VKEY = LOG.signer.vkey
Members = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Verification]:
    path = tmp_path_factory.mktemp("bundles") / "b.zip"

    def judge(data: bytes, vkey: str = VKEY) -> Verification:
        path.write_bytes(data)
        return verify_bundle(path, vkeys=[vkey] if vkey else [])

    return judge


def said(found: Verification) -> list[str]:
    return [finding.what for finding in found.findings]


def test_a_bundle_is_verified_from_itself_alone(judged: Callable[..., Verification]) -> None:
    found = judged(BUNDLE)
    assert (found.verdict, said(found), found.notes) == ("intact", [], ())
    assert (found.whole, found.entries, found.size, found.custody) == (True, 12, 12, "in a file beside the record")
    assert (found.values_there, found.values_erased, found.values_opened) == (4, 1, 1)
    assert (found.vkey, found.vkey_given, found.quorum_met, found.policy_given) == (VKEY, True, True, False)
    assert judged(BUNDLE, "").vkey_given is False
    assert json.loads(json.dumps(found.to_dict()))["format"] == "plimsoll/verification/1"
    assert found.lines()[0] == "intact: record example.org/log, 12 entries of 12"


def test_a_part_is_verified_proof_by_proof(judged: Callable[..., Verification]) -> None:
    found = judged(PART)
    assert (found.verdict, found.whole, found.entries, found.size) == ("intact", False, 5, 12)
    assert (found.values_there, found.values_erased, found.verdict_of(2)) == (1, 1, "erased by policy")
    assert found.lines()[0] == "intact: part of the record example.org/log, 5 entries of 12"
    without = judged(LOG.bundle(only=[2]))
    assert said(without) == ["the value of entry 2 at /personal is gone and no erasure covers it"]


def test_a_bundle_of_several_tiles(judged: Callable[..., Verification]) -> None:
    log = Log().begin()
    for i in range(599):
        log.fact(f"m{i}", "Ada" if i % 3 else None)
    assert judged(log.bundle()).verdict == "intact"
    members = dict(log.members())
    members["tile/entries/001"] = members["tile/entries/001"].replace(b"m299", b"m298")
    found = judged(_signed(list(members.items()), log))
    assert said(found) == ["entry 300 was altered: its hash is not the one in the signed tree"]


def _signed(members: Members, log: Log = LOG, **other: Any) -> bytes:
    return pack([*members, ("manifest.json", log.manifest(members, **other))], log.signer)


def _place(data: bytes) -> list[tuple[int, int, str]]:
    """Which bytes are whose: those of members by name, the archive's own as ''."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        spans = []
        for info in archive.infolist():
            start = info.header_offset + 30 + len(info.filename)
            spans.append((start, start + info.file_size, info.filename))
    return spans


def _is_named(found: Verification, at: int, data: bytes) -> bool:
    comment = data.rindex(b"plimsoll/bundle/1\n")
    owner = next((name for start, end, name in _place(data) if start <= at < end), "")
    texts = said(found)
    if owner:
        return any(owner in text for text in texts)
    if at >= comment - 2:  # the comment, and how long it is
        return any("comment" in text or "archive's own bytes" in text for text in texts)
    spans = [tuple(map(int, w.strip(",").split("-"))) for t in texts for w in t.split() if w.strip(",").count("-") == 1
             and w.strip(",").replace("-", "").isdigit()]  # fmt: skip
    return any(start <= at <= end for start, end in spans) or any("or its checksum" in text for text in texts)


@pytest.mark.parametrize("data", [BUNDLE, PART], ids=["whole", "part"])
def test_every_byte_changed_is_found_and_named(data: bytes, judged: Callable[..., Verification]) -> None:
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << (at * 5 + 1) % 8
        found = judged(bytes(changed))
        assert found.verdict == "tampered", at
        assert _is_named(found, at, data), (at, bytes(changed[max(0, at - 20) : at + 20]), said(found))


def test_a_byte_of_the_archive_itself_is_placed(judged: Callable[..., Verification]) -> None:
    start, end = BUNDLE.index(b"PK\x01\x02"), BUNDLE.index(b"PK\x05\x06") + 21
    what = f"the archive's own bytes at offset {start}-{end}, its directory, were altered"
    assert said(judged(_flipped(start + 38))) == [what]  # attributes, which nothing else repeats
    texts = said(judged(_flipped(10)))  # the time of the first member, which the directory repeats
    assert texts[0].startswith("the archive's own bytes at offset 0-39 or ")


def _flipped(at: int) -> bytes:
    changed = bytearray(BUNDLE)
    changed[at] ^= 1
    return bytes(changed)


def test_the_entry_is_named_whose_byte_changed(judged: Callable[..., Verification]) -> None:
    for number, entry in enumerate(LOG.entries):
        start = BUNDLE.index(entry)
        for at in range(start, start + len(entry), 1 if FUZZ else 7):
            changed = bytearray(BUNDLE)
            changed[at] ^= 2
            found = judged(bytes(changed))
            assert found.verdict_of(number) == "tampered", at
            assert f"entry {number} was altered: its hash is not the one in the signed tree" in said(found)


def test_without_a_key_given_every_byte_is_found_as_well(judged: Callable[..., Verification]) -> None:
    for at in range(0, len(BUNDLE), 1 if FUZZ else 13):
        changed = bytearray(BUNDLE)
        changed[at] ^= 4
        assert judged(bytes(changed), "").verdict == "tampered", at


@settings(max_examples=20_000 if FUZZ else 300)
@given(st.data())
def test_any_bytes_bring_a_verdict_or_one_clear_line(judged: Callable[..., Verification], data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([BUNDLE, PART]))
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(changed)))
        end = data.draw(st.integers(start, min(len(changed), start + 40) if data.draw(st.booleans()) else len(changed)))
        changed[start:end] = data.draw(
            st.one_of(
                st.binary(max_size=20), st.just(b""), st.just(bytes(changed[start:end]) * 2), st.just(b"\xff" * 8)
            )
        )
    if bytes(changed) != whole:
        try:
            found = judged(bytes(changed))
        except InputError:
            return
        assert found.verdict == "tampered"


@settings(max_examples=5000 if FUZZ else 100)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_no_bundle(judged: Callable[..., Verification], data: bytes) -> None:
    with pytest.raises(InputError):
        judged(data)


@settings(max_examples=5000 if FUZZ else 200)
@given(st.data())
def test_any_members_in_a_sound_archive_bring_a_verdict(
    judged: Callable[..., Verification], data: st.DataObject
) -> None:
    """Whoever has the key may sign anything: the archive is right, and what is in it is not."""
    members = LOG.members((LOG.key("m2"),), data.draw(st.sampled_from([None, [0, 2, 3]])))
    at = data.draw(st.integers(0, len(members) - 1))
    name, old = members[at]
    start = data.draw(st.integers(0, len(old)))
    new = data.draw(st.one_of(st.binary(max_size=30), st.just(old[:start]), st.just(old + old), st.just(b"[" * 3000)))
    members[at] = name, new
    only = [0, 2, 3] if any(n.startswith("entry/") for n, _ in members) else None
    found = judged(pack([*members, ("manifest.json", LOG.manifest(members, only))], LOG.signer))
    assert found.verdict == "tampered" or new == old or name in ("README.txt", "policy", "opened.jsonl")


def test_what_is_no_bundle_is_told_in_one_line(tmp_path: Path, judged: Callable[..., Verification]) -> None:
    for data in (b"", b"PK", BUNDLE[: len(BUNDLE) // 2], BUNDLE[:100], b"x" * 5000):
        with pytest.raises(InputError, match="this is not a whole ZIP archive"):
            judged(data)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "b")
    with pytest.raises(InputError, match="not a bundle of a sealed record"):
        judged(out.getvalue())
    with pytest.raises(InputError, match="this is not a file"):
        verify_bundle(tmp_path)
    for path in (tmp_path / "none.zip", "a\0b"):
        with pytest.raises(InputError, match="this file cannot be read"):
            verify_bundle(path)


@pytest.mark.parametrize("cut", [1, 2, 100, 300, 700])
def test_a_bundle_cut_short_or_grown_is_never_intact(cut: int, judged: Callable[..., Verification]) -> None:
    for data in (BUNDLE[:-cut], BUNDLE + b"\0" * cut, BUNDLE[cut:], b"\0" * cut + BUNDLE):
        try:
            assert judged(data).verdict == "tampered"
        except InputError:
            continue


def _without(name: str) -> Callable[[Members], Members]:
    return lambda members: [one for one in members if one[0] != name]


def _changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Members], Members]:
    return lambda members: [(n, change(data) if n == name else data) for n, data in members]


def _swapped(members: Members) -> Members:
    members[1], members[2] = members[2], members[1]
    return members


KEY = LOG.key("m2")
MEMBERS: dict[str, tuple[Callable[[Members], Members], str]] = {
    "no checkpoint": (_without("checkpoint"), "checkpoint is missing"),
    "no policy": (_without("policy"), "policy is missing"),
    "no README": (_without("README.txt"), "README.txt is missing"),
    "no entries": (_without("tile/entries/000.p/12"), "entries 0 to 11 are missing"),
    "no tiles": (_without("tile/0/000.p/12"), "tile/0/000.p/12 is missing"),
    "no ciphertexts": (_without("sealed.jsonl"), "sealed.jsonl is missing"),
    "no keys": (_without("opened.jsonl"), "opened.jsonl is missing"),
    "a member more": (lambda members: [*members, ("x", b"")], "x is no member of such a bundle"),
    "members swapped": (_swapped, "the members of the bundle stand out of order"),
    "a wide tile": (
        _changed("tile/0/000.p/12", lambda d: d + d[:32]),
        "tile/0/000.p/12 is 416 bytes, which is not its",
    ),
    "an entry more": (_changed("tile/entries/000.p/12", lambda d: d + b"\0\2{}"), "entry 12 is in no checkpoint"),
    "an end cut": (_changed("tile/entries/000.p/12", lambda d: d[:-1]), "does not end where its last entry ends"),
    "lines swapped": (
        _changed("sealed.jsonl", lambda d: b"".join(sorted(d.splitlines(True), reverse=True))),
        "of sealed.jsonl stands out of order",
    ),
    "a line twice": (
        _changed("sealed.jsonl", lambda d: d + d.splitlines(True)[-1]),
        "line 5 of sealed.jsonl stands out",
    ),
    "a line cut": (_changed("sealed.jsonl", lambda d: d[:-1]), "the last line of sealed.jsonl has no end"),
    "a line of nothing": (_changed("sealed.jsonl", lambda d: d + b"\n"), "line 5 of sealed.jsonl is not JSON"),
    "a line too deep": (
        _changed("sealed.jsonl", lambda d: b"[" * 5000 + b"\n" + d),
        "line 1 of sealed.jsonl is not JSON",
    ),
    "a line spaced": (
        _changed("sealed.jsonl", lambda d: d.replace(b",", b", ", 1)),
        "line 1 of sealed.jsonl is not in its",
    ),
    "a line's keys": (_changed("sealed.jsonl", lambda d: d + b'{"key":1}\n'), "line 5 of sealed.jsonl has not exactly"),
    "a line's places": (
        _changed("sealed.jsonl", lambda d: d.replace(b'"sequence":3}', b'"sequence":"3"}')),
        "line 1 of sealed.jsonl is not a ciphertext with its place",
    ),
    "a secret cut": (
        _changed("opened.jsonl", lambda d: canonical({"key": KEY, "secret": "AA=="}) + b"\n"),
        "is 1 bytes",
    ),
    "a secret twice": (_changed("opened.jsonl", lambda d: d + d), "line 2 of opened.jsonl repeats a key"),
    "a secret of another": (
        _changed("opened.jsonl", lambda d: canonical({"key": KEY, "secret": "A" * 43 + "="}) + b"\n"),
        "the value of entry 3 at /personal does not open with its key at its place",
    ),
    "a policy that is none": (
        _changed("policy", lambda d: b"log x\n"),
        "the policy of the record has a line 1 that has no",
    ),
    "a policy of another": (
        _changed("policy", lambda d: d.replace(VKEY.encode(), Signer("x", seed=5).vkey.encode())),
        "the policy of the record names another key of the log",
    ),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_what_is_wrong_with_members_is_named(name: str, judged: Callable[..., Verification]) -> None:
    change, what = MEMBERS[name]
    found = judged(_signed(change(LOG.members((KEY,)))))
    assert any(what in text for text in said(found)), said(found)


MANIFEST: list[tuple[dict[str, Any], str]] = [
    ({"size": 11}, "manifest.json says another size than the checkpoint"),
    ({"size": -1}, "manifest.json has under size what does not belong there"),
    ({"size": 2**53 - 1}, "the bundle has too few members for 9007199254740991 entries"),
    ({"custody": 1}, "manifest.json has under custody what does not belong there"),
    ({"made": "now"}, "manifest.json has under made what does not belong there"),
    ({"format": "plimsoll/bundle/2"}, "manifest.json is not of format plimsoll/bundle/1"),
    ({"more": 1}, "manifest.json has not exactly the keys of a manifest"),
    ({"entries": [3, 2]}, "manifest.json has under entries what does not belong there"),
    ({"entries": [3, 12]}, "manifest.json has under entries one beyond its size"),
    ({"entries": [3]}, "entry/3.json is missing"),
    ({"files": {"README.txt": "x"}}, "manifest.json has under files what does not belong there"),
    ({"files": {"README.txt": "0" * 64}}, "README.txt is not the file that manifest.json lists"),
    ({"files": {"x": "0" * 64}}, "x is listed in manifest.json, but not there"),
    ({"files": {}}, "README.txt is not listed in manifest.json"),
    ({"vkey": Signer(ORIGIN, seed=4).vkey}, "the record names another key of the log than any that was given"),
    ({"vkey": "x"}, "the key that the record names is not a verifier key"),
    ({"origin": "example.org/x"}, "the comment of the archive signs a bundle of another origin"),
]


@pytest.mark.parametrize(("other", "what"), MANIFEST, ids=[what for _, what in MANIFEST])
def test_what_is_wrong_with_a_manifest_is_named(
    other: dict[str, Any], what: str, judged: Callable[..., Verification]
) -> None:
    assert what in said(judged(_signed(LOG.members(), **other)))


PROOFS: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda d: b"", "the proof of entry 2 is not a proof"),
    (lambda d: d.replace(b"index 2", b"index 3"), "the proof of entry 2 is for another entry"),
    (lambda d: d.replace(b"index 2", b"index 02"), "the proof of entry 2 is a proof without an index, or too long"),
    (lambda d: LOG.proof(3).replace(b"index 3", b"index 2"), "the proof of entry 2 does not lead from the entry"),
    (lambda d: d.replace(LOG.checkpoint(), LOG.checkpoint(7)), "the proof of entry 2 is not against the checkpoint"),
    (lambda d: d.replace(b"index 2\n", b"index 2\n" + b"A" * 43 + b"=\n"), "the proof of entry 2 does not lead"),
    (lambda d: d.replace(b"index 2\n", b"index 2\nAA==\n"), "the proof of entry 2 is 1 bytes instead of 32"),
]


@pytest.mark.parametrize(("change", "what"), PROOFS, ids=[what for _, what in PROOFS])
def test_what_is_wrong_with_a_proof_is_named(
    change: Callable[[bytes], bytes], what: str, judged: Callable[..., Verification]
) -> None:
    only = [0, 2, 3, 9, 10]
    members = _changed("proof/2.tlog-proof", change)(LOG.members(only=only))
    found = judged(pack([*members, ("manifest.json", LOG.manifest(members, only))], LOG.signer))
    assert [text for text in said(found) if what in text], said(found)
    assert found.verdict_of(2) == "tampered"


def test_an_entry_of_a_part_that_is_not_the_proven_one_is_named(judged: Callable[..., Verification]) -> None:
    only = [0, 3]
    members = _changed("entry/3.json", lambda d: d.replace(b"m2", b"m9"))(LOG.members(only=only))
    found = judged(pack([*members, ("manifest.json", LOG.manifest(members, only))], LOG.signer))
    assert said(found) == ["the proof of entry 3 does not lead from the entry to the root that the checkpoint signs"]
    members = [one for one in LOG.members(only=only) if one[0] != "proof/3.tlog-proof"]
    found = judged(pack([*members, ("manifest.json", LOG.manifest(members, only))], LOG.signer))
    assert "the proof of entry 3 is missing" in said(found)


def test_heads_and_a_part(tmp_path: Path) -> None:
    path = tmp_path / "part.zip"
    path.write_bytes(PART)
    found = verify_bundle(path, remembered=Head(7, bytes(32)))
    assert found.notes == ("a part does not show whether the checkpoint of size 7 was of the same record",)
    found = verify_bundle(path, remembered=Head(12, bytes(32)))
    assert said(found) == ["forked: a checkpoint of size 12 was signed with another root"]
    found = verify_bundle(path, earlier=Log(entries=[b"{}"] * 57).checkpoint())
    assert said(found) == ["rolled back: a checkpoint of size 57 was signed, the record ends at 12"]


def test_a_bundle_signed_by_another_key_is_found(judged: Callable[..., Verification]) -> None:
    members = LOG.members()
    data = pack([*members, ("manifest.json", LOG.manifest(members))], Signer(ORIGIN, seed=4))
    assert said(judged(data)) == ["the comment of the archive is not signed by the key of the log"]
    for comment, what in (
        (b"hello", "the comment of the archive, which signs it, is not a signed note"),
        (LOG.checkpoint(), "the comment of the archive does not sign a bundle"),
    ):
        data = pack([*members, ("manifest.json", LOG.manifest(members))], LOG.signer, comment=comment)
        assert said(judged(data)) == [what]


def test_no_finding_tells_a_personal_value(judged: Callable[..., Verification]) -> None:
    for at in range(0, len(BUNDLE), 1 if FUZZ else 29):
        changed = bytearray(BUNDLE)
        changed[at] ^= 1
        told = "\n".join(judged(bytes(changed)).lines())
        assert not any(name in told for name in ("Ada", "Grace", "asked", "a slip"))
