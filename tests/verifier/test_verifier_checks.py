"""Each check, on evidence held in lists: what is spoilt is named, and nothing else stands in its way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from plimsoll.errors import InputError
from plimsoll.verifier import Evidence, Head, Verification, verify
from verifier_building import ORIGIN, WITNESS, Held, Log, Signer, b64, canonical, root_of, sample, sha


def wrong(found: Verification) -> list[tuple[int | None, str]]:
    return [(finding.entry, finding.what) for finding in found.findings]


def test_a_record_as_the_format_has_it_is_intact() -> None:
    log = sample()
    evidence: Evidence = log.evidence()
    found = verify(evidence, vkeys=[log.signer.vkey])
    assert (found.verdict, wrong(found), found.notes) == ("intact", [], ())
    assert (found.entries, found.size, found.root) == (12, 12, root_of(log.entries))
    assert (found.values_there, found.values_erased, found.values_opened) == (4, 1, 0)
    assert [found.verdict_of(i) for i in (1, 2, 3)] == ["intact", "erased by policy", "intact"]
    assert (found.erasure_of(2), found.erasure_of(3)) == (9, None)
    assert (found.vkey, found.vkey_given) == (log.signer.vkey, True)
    assert verify(evidence).vkey_given is False


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 511, 512, 600])
def test_any_size_of_record_has_its_root(size: int) -> None:
    log = Log().begin()
    for i in range(size - 1):
        log.fact(f"m{i}")
    assert wrong(verify(log.evidence())) == []
    found = verify(replace(log.evidence(), note=Log(entries=log.entries[:-1]).checkpoint()))
    assert found.findings[-1].what == f"entry {size - 1} is in no checkpoint"


def test_a_tree_of_three_levels_has_its_root() -> None:
    log = Log().begin()
    for i in range(256 * 256 + 300):
        log.add("facts/models", "m", {"fact": {}, "of": None}, time="2026-11-25T17:00:00.000Z", sequence=i + 1)
    evidence = log.evidence()
    assert {tile[0] for tile in evidence.all_tiles} == {0, 1, 2}
    assert wrong(verify(evidence)) == []
    at = next(i for i, tile in enumerate(evidence.all_tiles) if tile[0] == 1)
    level, index, data = evidence.all_tiles[at]
    evidence.all_tiles[at] = level, index, data[:64] + bytes(32) + data[96:]
    assert wrong(verify(evidence)) == [(None, "tile/1/000 is not the tile that the entries give")]
    del evidence.all_tiles[at]
    assert wrong(verify(evidence)) == [(None, "tile/1/000 is missing")]


def test_kept_tiles_that_are_missing_or_altered_are_named() -> None:
    log = Log().begin()
    for i in range(600):
        log.fact(f"m{i}")
    held = log.evidence()
    tiles = held.all_tiles
    assert wrong(verify(replace(held, all_tiles=tiles[1:]))) == [(None, "tile/0/000 is missing")]
    short = [(0, 0, tiles[0][2][:64]), *tiles[1:]]
    assert wrong(verify(replace(held, all_tiles=short))) == [(None, "tile/0/000 is missing")]
    altered = [*tiles[:-1], (1, 0, bytes(64))]
    assert wrong(verify(replace(held, all_tiles=altered))) == [
        (None, "tile/1/000 is not the tile that the entries give")
    ]


ENTRY = json.loads(sample().entries[4])
FACT = ENTRY["value"]["fact"]
ENTRIES: list[tuple[bytes, str]] = [
    (json.dumps(ENTRY, sort_keys=True).encode(), "is not in its RFC 8785 form"),
    (canonical(ENTRY)[:-1] + b',"value":{}}', "is not in its RFC 8785 form"),
    (canonical(ENTRY).replace(b'"of":"acme"', b'"of":"\\u0061cme"'), "is not in its RFC 8785 form"),
    (canonical(ENTRY)[:-1], "is not JSON"),
    (b"", "is not JSON"),
    (canonical(ENTRY).replace(b"acme", b"\xff"), "is not JSON"),
    (canonical(ENTRY).replace(b"acme", b"\\ud800"), "is not JSON"),
    (canonical({**ENTRY, "value": {"fact": {"a": "b" * 65_535}, "of": None}}), "is longer than 65,535 bytes"),
    (canonical({**ENTRY, "more": 1}), "has not exactly the keys of an entry"),
    (canonical({k: v for k, v in ENTRY.items() if k != "actor"}), "has not exactly the keys of an entry"),
    (b"[]", "has not exactly the keys of an entry"),
    (canonical({**ENTRY, "format": "plimsoll/entry/2"}), "is not of format plimsoll/entry/1"),
    (canonical({**ENTRY, "kind": "Rumour"}), "is of a kind that is not in its form"),
    (canonical({**ENTRY, "kind": "facts/models/more"}), "is of a kind that is not in its form"),
    (canonical({**ENTRY, "kind": 3}), "is of a kind that is not in its form"),
    (canonical({**ENTRY, "sequence": True}), "has a sequence that is not a whole number from 0"),
    (canonical({**ENTRY, "sequence": 5}), "says that it is entry 5"),
    (canonical({**ENTRY, "subject": ""}), "has a subject that is not text"),
    (canonical({**ENTRY, "time": "2026-11-25T16:00:04Z"}), "has a time that is not in its form"),
    (canonical({**ENTRY, "time": "2026-02-30T16:00:04.000Z"}), "has a time that is not in its form"),
    (canonical({**ENTRY, "time": "2026-11-25T24:00:04.000Z"}), "has a time that is not in its form"),
    (canonical({**ENTRY, "time": "2026-11-25T16:00:01.000Z"}), "has a time before that of the entry ahead of it"),
    (canonical({**ENTRY, "effective": "2026-13-01"}), "has a day under effective that is none"),
    (canonical({**ENTRY, "effective": 20260301}), "has a day under effective that is none"),
    (canonical({**ENTRY, "value": []}), "has a value that is not an object"),
    (canonical({**ENTRY, "value": {"fact": {}}}), "has not exactly the keys of a value of kind facts/models"),
    (canonical({**ENTRY, "value": {"fact": [], "of": None}}), "has at /fact what does not belong there"),
    (canonical({**ENTRY, "value": {"fact": {"a": 1.5}, "of": None}}), "holds a number that is not whole"),
    (canonical({**ENTRY, "value": {"fact": {"a": [1e300]}, "of": None}}), "holds a number that is not whole"),
    (canonical({**ENTRY, "value": {"fact": {"a": 2**53}, "of": None}}), "holds a whole number beyond 2^53 - 1"),
    (canonical({**ENTRY, "value": {"fact": {"$a": 1}, "of": None}}), "has a mark at /fact that is not in its form"),
    (
        canonical({**ENTRY, "value": {"fact": {"b~/": [{"$number": 1}]}, "of": None}}),
        "has a mark at /fact/b~0~1/0 that",
    ),
    (canonical({**ENTRY, "value": {"fact": {"a": {"$personal": 0}}, "of": None}}), "but none is sealed with it"),
    (canonical({**ENTRY, "value": {"fact": {"a": {"$sealed": {}}}, "of": None}}), "has a mark at /fact/a that"),
    (
        canonical({**ENTRY, "value": {"fact": FACT, "of": None, "personal": "x"}}),
        "has at /personal what is not a sealed",
    ),
    (canonical({**ENTRY, "actor": "Ada"}), "has an actor that is neither a mark nor null"),
    (canonical({**ENTRY, "actor": {"$personal": 0}}), "but none is sealed with it"),
]


@pytest.mark.parametrize(("data", "what"), ENTRIES, ids=[what for _, what in ENTRIES])
def test_an_entry_out_of_its_form_is_named(data: bytes, what: str) -> None:
    log = sample()
    rows = log.evidence().rows
    log.entries[4] = data
    tiles, note = log.tiles(), log.checkpoint()
    log.entries[4] = canonical(ENTRY)
    found = verify(replace(log.evidence(), all_entries=_with(log, 4, data), all_tiles=tiles, note=note, rows=rows))
    named = [finding for finding in found.findings if finding.what.startswith(f"entry 4 {what.split(',')[0]}"[:60])]
    named = named or [finding for finding in found.findings if finding.entry == 4 and what in finding.what]
    assert named, wrong(found)
    assert found.verdict_of(4) == "tampered"
    assert found.verdict_of(3) == "intact"


def _with(log: Log, at: int, data: bytes) -> list[tuple[int, bytes]]:
    return [(i, data if i == at else entry) for i, entry in enumerate(log.entries)]


def test_keys_beyond_the_plane_are_ordered_as_rfc_8785_has_it() -> None:
    """U+10000 sorts before U+FFFF by UTF-16, after it by bytes."""
    log = Log().begin()
    text = canonical({**ENTRY, "sequence": 1, "value": {"fact": {"a": 1, "b": 2}, "of": None}}).decode()
    by_bytes = text.replace('"a"', '"\uffff"').replace('"b"', '"\U00010000"')
    by_utf_16 = text.replace('"a"', '"\U00010000"').replace('"b"', '"\uffff"')
    log.entries.append(by_utf_16.encode())
    assert wrong(verify(log.evidence())) == []
    log.entries[1] = by_bytes.encode()
    assert wrong(verify(log.evidence())) == [(1, "entry 1 is not in its RFC 8785 form")]


Spoil = Callable[[Log, Held], Held]


def _entry(at: int, data: bytes) -> Spoil:
    return lambda log, held: replace(held, all_entries=_with(log, at, data))


def _tile(at: int, change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(log: Log, held: Held) -> Held:
        level, index, data = held.all_tiles[at]
        held.all_tiles[at] = level, index, change(data)
        return held

    return spoil


def _row(at: int, column: int, value: object) -> Spoil:
    def spoil(log: Log, held: Held) -> Held:
        row: list[object] = list(held.rows[at])
        row[column] = value
        held.rows[at] = tuple(row)  # type: ignore[assignment]
        return held

    return spoil


def _drop(name: str, at: int) -> Spoil:
    def spoil(log: Log, held: Held) -> Held:
        del getattr(held, name)[at]
        return held

    return spoil


def _swap(name: str, one: int, other: int) -> Spoil:
    def spoil(log: Log, held: Held) -> Held:
        rows = getattr(held, name)
        rows[one], rows[other] = rows[other], rows[one]
        return held

    return spoil


def _put(name: str, at: int, value: object) -> Spoil:
    def spoil(log: Log, held: Held) -> Held:
        getattr(held, name).insert(at, value)
        return held

    return spoil


def _note(make: Callable[[Log], bytes]) -> Spoil:
    return lambda log, held: replace(held, note=make(log))


def _sealed(at: int, **change: object) -> Spoil:
    names = ["sequence", "field", "key", "ciphertext"]

    def spoil(log: Log, held: Held) -> Held:
        row: list[object] = [change.get(name, old) for name, old in zip(names, held.all_sealed[at], strict=True)]
        held.all_sealed[at] = tuple(row)  # type: ignore[assignment]
        return held

    return spoil


OTHER = Signer("example.org/other", seed=9)
STRANGER = Signer(ORIGIN, seed=3)
STRAY = (4, "/personal", "0" * 32, bytes(92))
SPOILT: dict[str, tuple[Spoil, list[tuple[int | None, str]]]] = {
    "an entry altered": (
        _entry(4, canonical({**ENTRY, "subject": "m9"})),
        [
            (4, "the column subject of entry 4 is not what the entry says"),
            (5, "entry 5 withdraws entry 4, which is about another subject"),
            (4, "entry 4 was altered: its hash is not the one in the signed tree"),
        ],
    ),
    "a tile altered": (
        _tile(0, lambda data: data[:64] + bytes(32) + data[96:]),
        [(2, "the hash of entry 2 in tile/0/000 is not that of the entry, which the checkpoint covers")],
    ),
    "a tile cut": (_tile(0, lambda data: data[:-1]), [(None, "tile/0/000 is 383 bytes, which is no tile")]),
    "a tile of nothing": (_put("all_tiles", 1, (0, 7, bytes(32))), [(None, "tile/0/007 is a tile out of order")]),
    "a tile too high": (_put("all_tiles", 1, (1, 0, bytes(32))), [(None, "tile/1/000 is a tile out of order")]),
    "an entry gone": (
        _drop("all_entries", 4),
        [(4, "entry 4 is missing"), (4, "the columns of entry 4 belong to no entry"), (5, "entry 5 withdraws entry 4")],
    ),
    "the last entries gone": (
        lambda log, held: replace(held, all_entries=held.all_entries[:9], rows=held.rows[:9]),
        [(2, "the value of entry 2 at /personal is gone"), (9, "entries 9 to 11 are missing")],
    ),
    "an entry twice": (
        _put("all_entries", 5, (4, canonical(ENTRY))),
        [(4, "entry 4 stands a second time"), (4, "the columns of entry 4 are missing")],
    ),
    "entries beyond": (
        _note(lambda log: log.checkpoint(10)),
        [(10, "entries 10 to 11 are in no checkpoint")],
    ),
    "a root not signed": (
        _note(lambda log: Log(entries=[*log.entries[:-1], b"{}"]).checkpoint()),
        [(None, "the root of the 12 entries is not the one that the checkpoint signs")],
    ),
    "a checkpoint not signed": (
        _note(lambda log: Log(entries=log.entries, signer=STRANGER).checkpoint()),
        [(None, "the checkpoint is not signed by the key of the log")],
    ),
    "a signature altered": (
        _note(
            lambda log: log.checkpoint().replace(
                b"\n\xe2\x80\x94 example.org/log j", b"\n\xe2\x80\x94 example.org/log k"
            )
        ),
        [(None, "the checkpoint is not signed by the key of the log")],
    ),
    "a stranger signs first": (
        _note(lambda log: log.text() + b"\n" + STRANGER.line(log.text()) + log.signer.line(log.text())),
        [(None, "the first signature of the checkpoint is not that of the log")],
    ),
    "a checkpoint of another log": (
        _note(lambda log: Log(ORIGIN + "2", entries=log.entries, signer=log.signer).checkpoint()),
        [(None, "the checkpoint is of another origin than the record")],
    ),
    "a checkpoint that is none": (_note(lambda log: b"hello"), [(None, "the checkpoint is not a signed note")]),
    "a key of another name": (
        lambda log, held: replace(held, vkey=OTHER.vkey),
        [
            (None, "the name of the log's key is not the origin"),
            (None, "the checkpoint is not signed by the key of the log"),
            (0, "entry 0 names another key of the log"),
            (10, "entry 10 is a certificate whose signature does not verify"),
        ],
    ),
    "a row gone": (_drop("rows", 4), [(4, "the columns of entry 4 are missing")]),
    "a row too many": (_put("rows", 12, (12, "", "", "", None)), [(12, "the columns of entry 12 belong to no entry")]),
    "a column sequence": (
        _row(11, 0, 99),
        [(11, "the columns of entry 11 are missing"), (99, "the columns of entry 99")],
    ),
    "a column time": (_row(4, 1, "2026"), [(4, "the column time of entry 4 is not what the entry says")]),
    "a column kind": (_row(4, 2, "hold"), [(4, "the column kind of entry 4 is not what the entry says")]),
    "a column subject": (_row(4, 3, "m8"), [(4, "the column subject of entry 4 is not what the entry says")]),
    "a column effective": (_row(4, 4, "2026-01-01"), [(4, "the column effective of entry 4 is not what")]),
    "a value gone": (
        _drop("all_sealed", 0),
        [(3, "the value of entry 3 at /personal is gone and no erasure covers it")],
    ),
    "a value altered": (
        _sealed(0, ciphertext=bytes(92)),
        [(3, "the ciphertext of entry 3 at /personal is not the one that the entry commits to")],
    ),
    "a value under another key": (
        _sealed(0, key="0" * 32),
        [(3, "the value of entry 3 at /personal stands under another")],
    ),
    "a value elsewhere": (
        _sealed(0, field="/fact"),
        [
            (3, "a ciphertext for entry 3 at /fact belongs to no value of it"),
            (3, "the value of entry 3 at /personal is gone"),
        ],
    ),
    "values swapped": (
        _swap("all_sealed", 0, 1),
        [(None, "the ciphertext of entry 3 at /personal stands out of order")],
    ),
    "a stray value": (
        _put("all_sealed", 1, STRAY),
        [(4, "a ciphertext for entry 4 at /personal belongs to no value of it")],
    ),
    "a stray value at the end": (
        _put("all_sealed", 4, (40, *STRAY[1:])),
        [(40, "a ciphertext for entry 40 at /personal belongs to no value of it")],
    ),
    "an erased key disclosed": (
        lambda log, held: replace(held, disclosed={log.key("m1"): bytes(32)}),
        [(9, "is disclosed, though entry 9 says that it was destroyed")],
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_named(name: str) -> None:
    spoil, expected = SPOILT[name]
    log = sample()
    found = wrong(verify(spoil(log, log.evidence())))
    for entry, what in expected:
        assert any(at == entry and what in said for at, said in found), (entry, what, found)
    if name not in ("values swapped", "an entry twice"):
        assert len(found) == len(expected), found


def _log(change: Callable[[Log], object]) -> Log:
    log = sample()
    change(log)
    return log


def sample_before_erasure() -> Log:
    log = Log().begin()
    log.add("facts/file", "acme", {"given": ["models"], "holidays": [], "of": "acme", "readings": {}})
    log.fact("m1", "Ada")
    return log


SIGNED: dict[str, tuple[Callable[[Log], object], int | None, str]] = {
    "a value still there": (
        lambda log: log.sealed.extend(sample_before_erasure().sealed),
        2,
        "the value of entry 2 at /personal was erased by entry 9, but its ciphertext is still there",
    ),
    "a value under a destroyed key": (
        lambda log: log.fact("m1", "Ada"),
        12,
        "the value of entry 12 at /personal is sealed under a key that entry 9 destroyed",
    ),
    "an erasure about another": (lambda log: log.change(9, subject="m9"), 2, "gone and no erasure covers it"),
    "an erasure of another key": (lambda log: log.change_value(9, keys=["0" * 32]), 2, "gone and no erasure covers it"),
    "an erasure before": (lambda log: (log.fact("m1", "A"), log.sealed.pop()), 12, "gone and no erasure covers it"),
    "a padding too short": (lambda log: _pad(log, b'["Ada"]'), 12, "is not padded to a multiple of 64 bytes"),
    "a certificate not signed": (lambda log: log.change_value(10, epoch=9), 10, "whose signature does not verify"),
    "a certificate of another": (
        lambda log: log.change(10, subject="m2"),
        10,
        "certifies other keys or another subject",
    ),
    "a certificate of other keys": (lambda log: log.certify(9, keys=["0" * 32]), 12, "certifies other keys or another"),
    "a certificate of nothing": (lambda log: log.certify(9, erasure=4), 12, "certifies the erasure in entry 4, which"),
    "a certificate ahead": (lambda log: log.certify(9, erasure=99), 12, "certifies the erasure in entry 99, which"),
    "a withdrawal of nothing": (
        lambda log: log.change_value(5, entry=99),
        5,
        "withdraws entry 99, which does not exist",
    ),
    "a withdrawal of itself": (lambda log: log.change_value(5, entry=5), 5, "withdraws entry 5, which does not exist"),
    "a withdrawal of another": (lambda log: log.change_value(5, entry=3), 5, "which is about another subject"),
    "a release of nothing": (lambda log: log.change_value(8, hold="x"), 8, "releases a hold that no entry before it"),
    "a second beginning": (lambda log: log.begin(), 12, "begins a record, which only entry 0 does"),
    "no beginning": (lambda log: log.change(0, kind="keys", value={"custody": "f", "epoch": 1}), 0, "does not begin"),
    "a beginning of another": (lambda log: log.change(0, subject="x"), 0, "is not about the log itself"),
    "keys of another": (lambda log: log.change(11, subject="x"), 11, "is not about the log itself"),
    "another key of the log": (lambda log: log.change_value(0, key=OTHER.vkey), 0, "names another key of the log"),
    "a reason in the open": (lambda log: log.change_value(7, reason="Ada"), 7, "has at /reason what does not belong"),
    "a key id": (lambda log: log.change_value(9, keys=["zz"]), 9, "has at /keys what does not belong there"),
    "a key twice": (lambda log: log.change_value(9, keys=["0" * 32] * 2), 9, "has at /keys what does not belong"),
    "a number of values": (lambda log: log.change_value(9, values=-1), 9, "has at /values what does not belong"),
    "a reach of backups": (lambda log: log.change_value(10, backups="safe"), 10, "has at /backups what does not"),
    "a signature": (lambda log: log.change_value(10, signature="AA=="), 10, "has at /signature what does not"),
    "a day": (lambda log: log.change_value(6, until="soon"), 6, "has at /until what does not belong there"),
    "kinds": (lambda log: log.change_value(6, kinds="all"), 6, "has at /kinds what does not belong there"),
    "the file's lists": (lambda log: log.change_value(1, given=[1]), 1, "has at /given what does not belong there"),
}


def _pad(log: Log, plain: bytes, other: dict[str, object] | None = None) -> str:
    key = log.key("odd")
    log.encrypt(12, key, plain, other=other)
    personal = {"$sealed": {"commitment": b64(sha(log.sealed[-1][3])), "key": key}}
    log.add("facts/models", "m7", {"fact": {"by": {"$personal": 1}}, "of": None, "personal": personal})
    return key


@pytest.mark.parametrize("name", SIGNED)
def test_what_the_log_signed_wrongly_is_named(name: str) -> None:
    change, entry, what = SIGNED[name]
    found = wrong(verify(_log(change).evidence()))
    assert any(at == entry and what in said for at, said in found), found


def test_an_erasure_without_a_certificate_is_told_but_no_tampering() -> None:
    log = sample()
    log.erase("m2")
    found = verify(log.evidence())
    assert found.verdict == "intact"
    assert found.notes == ("the erasure in entry 12 is not completed: no certificate of it is here",)
    assert [found.verdict_of(i) for i in (2, 3)] == ["erased by policy"] * 2
    assert found.to_dict()["erased"] == [{"entry": 2, "erasure": 9}, {"entry": 3, "erasure": 12}]


def test_values_are_opened_with_keys_disclosed_or_given() -> None:
    log = sample()
    m2 = {log.key("m2"): log.secrets[log.key("m2")]}
    assert verify(log.evidence(), opened=m2).values_opened == 1
    assert verify(replace(log.evidence(), disclosed=m2)).values_opened == 1
    assert verify(replace(log.evidence(), disclosed=m2), opened=log.secrets).values_opened == 4
    short = replace(log.evidence(), disclosed={log.key("m2"): b"short"})
    assert wrong(verify(short)) == [(None, f"the key {log.key('m2')} is disclosed with 5 bytes instead of 32")]
    found = verify(log.evidence(), opened={log.key("m2"): bytes(32)})
    assert wrong(found) == [(3, "the value of entry 3 at /personal does not open with its key at its place")]
    with pytest.raises(InputError):
        verify(log.evidence(), opened={log.key("m2"): b"short"})


@pytest.mark.parametrize(
    ("plain", "other", "what"),
    [
        (b'["Ada","x"]' + b" " * 53, {}, ""),
        (b'["Ada","x"]' + b" " * 53, {"sequence": 13}, "does not open with its key at its place"),
        (b'["Ada","x"]' + b" " * 53, {"field": "/fact"}, "does not open with its key at its place"),
        (b'["Ada","x"]' + b" " * 53, {"origin": "x"}, "does not open with its key at its place"),
        (b'["Ada","x"]' + b" " * 53, {"key": "x"}, "does not open with its key at its place"),
        (b'["Ada","x"]' + b" " * 117, {}, "is not padded as the format says"),
        (b'["Ada"]' + b" " * 57, {}, "holds 1 texts where the entry speaks of 2"),
        (b'["Ada", "x"]' + b" " * 52, {}, "what is in it is not in its RFC 8785 form"),
        (b'["Ada",2]' + b" " * 55, {}, "is not a list of texts"),
    ],
)
def test_what_is_in_an_opened_value_is_checked(plain: bytes, other: dict[str, object], what: str) -> None:
    log = sample()
    key = _pad(log, plain, other)
    found = wrong(verify(log.evidence(), opened={key: log.secrets[key]}))
    assert not found if not what else found[0][0] == 12 and what in found[0][1], found
    assert not any("Ada" in said for _, said in found)


def test_a_head_signed_before_must_be_a_prefix() -> None:
    log = sample()
    for size in (0, 1, 7, 12):
        head = Head(size, root_of(log.entries[:size]))
        assert wrong(verify(log.evidence(), remembered=head)) == []
        assert wrong(verify(log.evidence(), earlier=log.checkpoint(size))) == []
    what = "forked: a checkpoint of size 7 was signed with another root than these entries have"
    assert wrong(verify(log.evidence(), remembered=Head(7, bytes(32)))) == [(None, what)]
    other = Log(entries=[b"{}"] * 7)
    assert wrong(verify(log.evidence(), earlier=other.checkpoint())) == [(None, what)]
    what = "rolled back: a checkpoint of size 57 was signed, the record ends at 12"
    assert wrong(verify(log.evidence(), remembered=Head(57, bytes(32)))) == [(None, what)]
    other = Log(entries=[b"{}"] * 57)
    assert wrong(verify(log.evidence(), earlier=other.checkpoint())) == [(None, what)]


def test_a_head_is_a_prefix_also_beyond_a_tile() -> None:
    log = Log().begin()
    for i in range(600):
        log.fact(f"m{i}")
    for size in (255, 256, 257, 512, 600):
        assert wrong(verify(log.evidence(), remembered=Head(size, root_of(log.entries[:size])))) == []
        assert len(wrong(verify(log.evidence(), remembered=Head(size, bytes(32))))) == 1


def test_an_earlier_checkpoint_must_be_the_logs() -> None:
    log = sample()
    signed = Log(entries=log.entries, signer=STRANGER).checkpoint(3)
    found = wrong(verify(log.evidence(), earlier=signed))
    assert found == [(None, "the earlier checkpoint is not signed by the key of the log")]
    found = wrong(verify(log.evidence(), earlier=Log("x", entries=log.entries).checkpoint(3)))
    assert found == [(None, "the earlier checkpoint is of another origin than the record")]
    with pytest.raises(InputError, match="the earlier checkpoint is not a signed note"):
        verify(log.evidence(), earlier=b"x")
    with pytest.raises(InputError):
        verify(log.evidence(), remembered=Head(1, b"x"))


def test_the_key_given_decides() -> None:
    log = sample()
    found = verify(log.evidence(), vkeys=[STRANGER.vkey, OTHER.vkey])
    assert (found.verdict, found.vkey, found.vkey_given) == ("tampered", STRANGER.vkey, True)
    assert wrong(found)[0] == (None, "the record names another key of the log than any that was given")
    assert verify(log.evidence(), vkeys=[OTHER.vkey, log.signer.vkey]).verdict == "intact"
    for vkey in ("x", log.signer.vkey[:-1], WITNESS.vkey):
        with pytest.raises(InputError):
            verify(log.evidence(), vkeys=[vkey])


def test_witnesses_and_their_quorum() -> None:
    log = sample()
    held = replace(log.evidence(), note=log.checkpoint(witnessed=1_764_000_000))
    found = verify(held, policy=log.policy("w1"))
    assert (found.verdict, found.quorum_met, found.vkey_given) == ("intact", True, True)
    assert found.to_dict()["witnesses"] == [{"name": "w1", "key": WITNESS.name, "time": "2025-11-24T16:00:00Z"}]
    found = verify(log.evidence(), policy=log.policy("w1"))
    assert (found.quorum_met, found.findings[0].what) == (
        False,
        "the witnesses that cosigned are not the quorum of the given policy",
    )
    text = log.text()
    wrong_time = log.checkpoint() + WITNESS.cosign(text, 5).replace(b"AAAAAAAF", b"AAAAAAAG")
    assert wrong_time != log.checkpoint() + WITNESS.cosign(text, 5)
    found = verify(replace(held, note=wrong_time), policy=log.policy())
    assert wrong(found) == [(None, "the cosignature of witness w1 does not verify")]
    with pytest.raises(InputError, match="the policy has no quorum line"):
        verify(held, policy=b"")


def test_findings_are_bounded_but_counted() -> None:
    log = Log().begin()
    for i in range(150):
        log.fact(f"m{i}", "Ada")
    found = verify(replace(log.evidence(), all_sealed=[]))
    assert (len(found.findings), found.findings_number) == (100, 150)
    assert "  and 50 more" in found.lines()
    assert found.to_dict()["more_findings"] == 50
    assert found.verdict_of(150) == "tampered"


def test_a_gap_is_bridged_by_stored_tiles_and_other_entries_stay_proven() -> None:
    log = Log().begin()
    for i in range(300):
        log.fact(f"m{i}")
    held = log.evidence()
    held.all_entries[270] = 270, canonical({**json.loads(log.entries[270]), "subject": "x"})
    del held.all_entries[41:58], held.rows[41:58]
    found = wrong(verify(held))
    assert (41, "entries 41 to 57 are missing") in found
    assert (270, "entry 270 was altered: its hash is not the one in the signed tree") in found
    assert len(found) == 3  # and its column
    assert len(wrong(verify(replace(held, all_tiles=[])))) >= 2


def test_a_gap_too_wide_ends_the_tree_but_not_the_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plimsoll.verifier.hanging._MOST_BRIDGED", 300)
    log = Log().begin()
    for i in range(900):
        log.fact(f"m{i}", "Ada" if i == 800 else None)
    held = log.evidence()
    held.all_sealed.clear()
    del held.all_entries[10:20], held.all_entries[100:500]
    del held.rows[10:20], held.rows[100:500]
    assert wrong(verify(held)) == [
        (10, "entries 10 to 19 are missing"),
        (110, "entries 110 to 509 are missing"),
        (801, "the value of entry 801 at /personal is gone and no erasure covers it"),
    ]


def test_a_record_that_changes_while_it_is_read_is_found() -> None:
    log = sample()
    held = log.evidence()

    class Changing(Held):
        times = 0

        def entries(self):  # type: ignore[no-untyped-def]
            self.times += 1
            return iter(self.all_entries[:9] if self.times == 1 else self.all_entries)

    found = wrong(verify(Changing(**vars(held))))
    assert (9, "entry 9 is an erasure that changed while the record was read") in found


def test_a_kind_that_came_later_is_no_tampering() -> None:
    log = sample()
    log.add("drills/report", "m1", {"anything": [1, {"at": "all"}]})
    assert verify(log.evidence()).verdict == "intact"


def test_where_every_key_is_brought_a_value_under_another_is_lost() -> None:
    log = sample()
    told = map(json.loads, log.entries)
    erased = {key for entry in told if entry["kind"] == "erasure" for key in entry["value"]["keys"]}
    keys = {key: secret for key, secret in log.secrets.items() if key not in erased}
    assert verify(log.evidence(), opened=keys, every_key=True).verdict == "intact"
    lost = keys.popitem()[0]
    found = verify(log.evidence(), opened=keys, every_key=True)
    assert "cannot be opened: its key is gone and no erasure covers it" in found.findings[0].what
    assert lost not in str(found.findings)
    assert verify(log.evidence(), opened=keys).verdict == "intact"
