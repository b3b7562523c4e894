from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger_vectors import vectors
from mutations import mutated
from plimsoll.ledger.checkpoint import Checkpoint, parse_checkpoint
from plimsoll.ledger.cosignature import cosign, cosigned_at
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.ledger.keys import SignatureType, SigningKey, VerifierKey
from plimsoll.ledger.note import (
    MOST_SIGNATURES,
    Note,
    Signature,
    parse_note,
    parse_signatures,
    sign,
    signature_by,
    verified,
)
from plimsoll.ledger.refusals import MalformedError, RefusedError

NOTES = vectors("notes")
PETER = VerifierKey.parse(NOTES["keys"]["peter"])
ENOCH = VerifierKey.parse(NOTES["keys"]["enoch"])
TEXT: str = NOTES["text"]
BY_PETER: str = NOTES["signatures"]["peter"]
BY_ENOCH: str = NOTES["signatures"]["enoch"]
LOG = SigningKey("log.example/1", SignatureType.ED25519, bytes(32))
WITNESS = SigningKey("witness.example/w1", SignatureType.COSIGNATURE_V1, bytes(31) + b"\x01")
CHECKPOINT = Checkpoint("log.example/1", 20852163, leaf_hash(b""))
COSIGNED = sign(str(CHECKPOINT), [LOG, WITNESS], 1679315147)


def note(text: str, *lines: str) -> Note:
    return parse_note(f"{text}\n{''.join(lines)}".encode())


# Keys


@pytest.mark.parametrize("vkey", NOTES["keys"].values())
def test_keys_as_others_write_them(vkey: str) -> None:
    assert str(VerifierKey.parse(vkey)) == vkey


def test_every_part_and_every_change_of_a_key_is_refused() -> None:
    # As golang.org/x/mod/sumdb/note has it in its TestNewVerifier and TestNewSigner.
    vkey: str = NOTES["keys"]["peter"]
    skey: str = NOTES["private key"]
    assert SigningKey.parse(skey).verifier == PETER
    assert SigningKey.parse(skey).secret_text == skey
    for start in range(len(vkey) + 1):
        for stop in range(start + 1, len(vkey) + 1):
            if (start, stop) != (0, len(vkey)):
                with pytest.raises(MalformedError):
                    VerifierKey.parse(vkey[start:stop])
    for at in range(len(vkey)):
        with pytest.raises(MalformedError):
            VerifierKey.parse(vkey[:at] + chr(ord(vkey[at]) + 1) + vkey[at + 1 :])
    for at in range(len(skey)):
        for changed in (skey[:at], skey[at + 1 :], skey[:at] + chr(ord(skey[at]) + 1) + skey[at + 1 :]):
            with pytest.raises(MalformedError):
                SigningKey.parse(changed)


@pytest.mark.parametrize(
    "vkey",
    [
        *NOTES["refused keys"],
        NOTES["keys"]["peter"].replace("c74f20a3", "C74F20A3"),
        NOTES["keys"]["peter"].replace("PeterNeumann", "Peter Neumann"),
        "+e3b0c442+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "a+00000000+",
    ],
)
def test_other_keys_are_refused(vkey: str) -> None:
    with pytest.raises(MalformedError):
        VerifierKey.parse(vkey)


@given(mutated(NOTES["keys"]["peter"].encode()).map(lambda key: key.decode("utf-8", "surrogateescape")) | st.text())
def test_any_text_is_a_key_or_an_error(text: str) -> None:
    for kind in (VerifierKey, SigningKey):
        for each in (text, f"PRIVATE+KEY+{text}"):
            try:
                key = kind.parse(each)
            except MalformedError:
                continue
            assert (str(key) if isinstance(key, VerifierKey) else key.secret_text) == each


def test_a_private_key_never_shows_its_secret() -> None:
    key = SigningKey.parse(NOTES["private key"])
    assert str(key.secret) not in repr(key)
    assert "AYEKFALV" not in f"{key!r} {key}"
    for broken in (NOTES["private key"][:-1], NOTES["private key"].replace("c74f20a3", "c74f20a4")):
        with pytest.raises(MalformedError) as error:
            SigningKey.parse(broken)
        assert "AYEKFALV" not in str(error.value)


def test_a_key_has_32_bytes_and_a_name() -> None:
    for size in (0, 31, 33):
        with pytest.raises(MalformedError):
            VerifierKey("name", SignatureType.ED25519, bytes(size))
        with pytest.raises(MalformedError):
            SigningKey("name", SignatureType.ED25519, bytes(size))
    for name in ("", "a b", "a+b", "a\nb", "a\u00a0b", "a\u3000b", "a\u2028b", "a\u0085b", "\ud800", "x" * 1025):
        with pytest.raises(MalformedError):
            SigningKey.generate(name)
    assert SigningKey.generate("ключ.example") != SigningKey.generate("ключ.example")


def test_one_key_has_another_id_for_another_type() -> None:
    secret = bytes(range(32))
    log = SigningKey("name", SignatureType.ED25519, secret).verifier
    witness = SigningKey("name", SignatureType.COSIGNATURE_V1, secret).verifier
    assert log.public == witness.public
    assert log.id != witness.id


# Notes


@pytest.mark.parametrize("signed", NOTES["signed"], ids=lambda signed: signed["vkey"].split("+")[0])
def test_notes_that_others_signed_hold(signed: dict[str, str]) -> None:
    read = parse_note(signed["note"].encode())
    key = VerifierKey.parse(signed["vkey"])
    assert bytes(read).decode() == signed["note"]
    assert [each.key for each in verified(read, [key])] == [key]
    changed = Note(read.text.replace("e", "f"), read.signatures)
    with pytest.raises(RefusedError, match="does not hold"):
        verified(changed, [key])


def test_a_note_is_signed_as_go_signs_it() -> None:
    key = SigningKey.parse(NOTES["private key"])
    assert bytes(sign(TEXT, [key])).decode() == f"{TEXT}\n{BY_PETER}"
    seeded = NOTES["signed by seed"]
    seed = bytes([seeded["seed first byte, then zeros"]]) + bytes(31)
    key = SigningKey(seeded["name"], SignatureType.ED25519, seed)
    text, _, _ = seeded["note"].partition("\n\n")
    assert bytes(sign(text + "\n", [key])).decode() == seeded["note"]


def test_unknown_keys_are_ignored_and_known_ones_must_hold() -> None:
    both = note(TEXT, BY_PETER, BY_ENOCH)
    assert [each.key for each in verified(both, [PETER])] == [PETER]
    assert [each.key for each in verified(both, [ENOCH, PETER])] == [PETER, ENOCH]
    with pytest.raises(RefusedError, match="no known key"):
        verified(both, [])
    with pytest.raises(RefusedError, match="no known key"):
        verified(note(TEXT, BY_ENOCH), [PETER])
    # A key that shares a name or an id, but not both, is unknown.
    namesake = Signature("PeterNeumann", ENOCH.id, bytes(64))
    assert len(verified(both.with_signatures([namesake]), [PETER])) == 1
    double = Signature("AnotherName", PETER.id, bytes(64))
    assert len(verified(both.with_signatures([double]), [PETER])) == 1
    # One bad signature by a known key, and the whole note is refused, wherever it stands.
    for value in (bytes(64), both.signatures[0].value[:-1], both.signatures[0].value + b"\0"):
        bad = Signature("PeterNeumann", PETER.id, value)
        for signatures in ((bad, *both.signatures), (*both.signatures, bad)):
            with pytest.raises(RefusedError, match="'PeterNeumann' does not hold"):
                verified(Note(TEXT, signatures), [PETER, ENOCH])


@pytest.mark.parametrize("text", NOTES["malformed"])
def test_malformed_notes_of_go_are_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_note(text.encode())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no signatures"),
        (f"{TEXT}\n".encode(), "no signatures"),
        (f"\xff{TEXT}\n{BY_PETER}".encode("latin-1", "ignore"), "not UTF-8 at byte 0"),
        (f"{TEXT}\n{BY_PETER}".replace("\n", "\r\n").encode(), "U\\+000D"),
        (f"tab\there\n\n{BY_PETER}".encode(), "U\\+0009"),
        (f"{TEXT}\n{BY_PETER}\n".encode(), "no signatures"),
        (f"{TEXT}\n{BY_PETER}\n\n".encode(), "no signatures"),
        (f"{TEXT}\n{BY_PETER}and more\n".encode(), "'and more' is not a signature"),
        (f"{TEXT}\n{BY_PETER * 101}".encode(), "101 signatures"),
        (f"{TEXT}\n{BY_PETER.replace('— ', '- ')}".encode(), "not a signature"),
        (f"{TEXT}\n— name AAAAAA==\n".encode(), "has 4 bytes"),
        (f"{TEXT}\n— name AAAAAAB=\n".encode(), "not base64"),
        (f"{TEXT}\n— name AAAAAAA\n".encode(), "not base64"),
        (f"{TEXT}\n— name AAAA AAAA\n".encode(), "not base64"),
        (f"{TEXT}\n— name AAAAAA__\n".encode(), "not base64"),
        (f"{TEXT}\n— na\u2003me AAAAAAAA\n".encode(), "not a key name"),
        (f"{TEXT}\n—  AAAAAAAA\n".encode(), "not a key name"),
        (b"a" * 1_000_001, "1,000,001 bytes"),
    ],
)
def test_what_is_not_a_note_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        parse_note(data)


def test_a_note_may_have_many_signatures_and_empty_lines() -> None:
    read = note("one\n\n\ntwo\n", BY_PETER * MOST_SIGNATURES)
    assert read.text == "one\n\n\ntwo\n"
    assert len(read.signatures) == MOST_SIGNATURES >= 16
    assert note("\n", BY_PETER).text == "\n"
    assert note("\x7f\u0085\n", BY_PETER).text == "\x7f\u0085\n"  # only those below U+0020 are excluded


@given(st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32) | st.just("\n"), max_size=80))
def test_any_signed_text_is_read_as_it_was_written(text: str) -> None:
    made = sign(text + "\n", [LOG])
    read = parse_note(bytes(made))
    assert read == made
    assert [each.key for each in verified(read, [LOG.verifier])] == [LOG.verifier]


@given(mutated(bytes(COSIGNED)) | st.binary(max_size=60))
@example(bytes(COSIGNED))
def test_any_bytes_are_a_note_or_an_error(data: bytes) -> None:
    try:
        read = parse_note(data)
    except MalformedError:
        return
    assert bytes(read) == data
    try:
        holding = verified(read, [LOG.verifier, WITNESS.verifier])
    except RefusedError:
        return
    assert read.text == COSIGNED.text
    assert {each.signature for each in holding} <= set(COSIGNED.signatures)


def test_only_a_text_that_a_note_can_have_is_signed() -> None:
    for text in ("no newline", "", "a\tb\n", "\ud800\n"):
        with pytest.raises(ValueError, match="text of a note"):
            sign(text, [LOG])
    with pytest.raises(ValueError, match="no key"):
        sign(TEXT, [])
    with pytest.raises(ValueError, match="needs a time"):
        signature_by(WITNESS, TEXT)


# Cosignatures


def test_a_cosignature_of_sigsum_is_made_and_holds() -> None:
    given_ = NOTES["cosigned"]
    seed = bytes([given_["seed first byte, then zeros"]]) + bytes(31)
    key = SigningKey(given_["name"], SignatureType.COSIGNATURE_V1, seed)
    assert str(signature_by(key, given_["text"], given_["time"])) == given_["line"]
    read = note(given_["text"], given_["line"], *given_["of another key"])
    assert [(each.key, each.time) for each in verified(read, [key.verifier])] == [(key.verifier, 1234)]
    assert cosigned_at(given_["text"], key.verifier, read.signatures[0].value) == 1234


@given(st.integers(1, 2**63 - 1))
def test_any_time_of_a_cosignature_is_read_back_and_no_other_holds(time: int) -> None:
    cosignature = cosign(str(CHECKPOINT), WITNESS, time)
    assert len(cosignature) == 72
    assert cosigned_at(str(CHECKPOINT), WITNESS.verifier, cosignature) == time
    other = (time ^ 1).to_bytes(8, "big") + cosignature[8:]
    for bad in (other, cosignature[:-1], cosignature + b"\0", b"", b"\x80" + cosignature[1:]):
        assert cosigned_at(str(CHECKPOINT), WITNESS.verifier, bad) is None
    assert cosigned_at(str(CHECKPOINT) + "more\n", WITNESS.verifier, cosignature) is None


def test_a_cosignature_beyond_the_last_time_fails_though_it_was_signed() -> None:
    time = 2**63
    message = f"cosignature/v1\ntime {time}\n{CHECKPOINT}".encode()
    assert cosigned_at(str(CHECKPOINT), WITNESS.verifier, time.to_bytes(8, "big") + WITNESS.sign(message)) is None


def test_only_a_witness_cosigns_and_at_a_time() -> None:
    for time in (0, -1, 2**63):
        with pytest.raises(ValueError, match="no time"):
            cosign(str(CHECKPOINT), WITNESS, time)
    with pytest.raises(ValueError, match="not the key of a witness"):
        cosign(str(CHECKPOINT), LOG, 1)
    with pytest.raises(ValueError, match="not the key of a witness"):
        cosigned_at(str(CHECKPOINT), LOG.verifier, bytes(72))


def test_a_log_and_a_witness_with_one_key_do_not_stand_for_each_other() -> None:
    witness = SigningKey(LOG.name, SignatureType.COSIGNATURE_V1, LOG.secret)
    plain = sign(str(CHECKPOINT), [LOG])
    claimed = Signature(LOG.name, witness.verifier.id, bytes(8) + plain.signatures[0].value)
    with pytest.raises(RefusedError):
        verified(Note(plain.text, (claimed,)), [witness.verifier])


# Checkpoints


def test_a_checkpoint_as_go_writes_it() -> None:
    given_ = NOTES["checkpoint of hello world"]
    checkpoint = Checkpoint(given_["origin"], given_["size"], leaf_hash(b"hello world"))
    assert str(checkpoint) == given_["text"]
    assert parse_checkpoint(given_["text"]) == checkpoint


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.mark.parametrize(
    "text",
    [
        *NOTES["refused checkpoints"],
        "",
        "\n",
        f"log\n01\n{ROOT}\n",
        f"log\n+1\n{ROOT}\n",
        f"log\n 1\n{ROOT}\n",
        f"log\n1_0\n{ROOT}\n",
        f"log\n٣\n{ROOT}\n",
        f"log\n1٣\n{ROOT}\n",
        f"log\n9223372036854775808\n{ROOT}\n",
        f"log\n1\n{ROOT[:-1]}\n",
        f"log\n1\n{ROOT[:-2]}J=\n",
        "log\n1\nAAAA\n",
        f"log\n1\n{ROOT}\n\n",
        f"log\n1\n{ROOT}\n\nextension\n",
        f"log\n1\n{ROOT}\nextension",
        f"lo\tg\n1\n{ROOT}\n",
        f"log\n1\r\n{ROOT}\n",
    ],
)
def test_other_checkpoints_are_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_checkpoint(text)


LINE = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32), min_size=1, max_size=20)


@given(LINE, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(LINE, max_size=3))
def test_any_checkpoint_is_read_as_it_was_written(origin: str, size: int, root: bytes, more: list[str]) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(more))
    assert parse_checkpoint(str(checkpoint)) == checkpoint


@given(mutated(str(CHECKPOINT).encode()).map(lambda text: text.decode("utf-8", "surrogateescape")) | st.text())
def test_any_text_is_a_checkpoint_or_an_error(text: str) -> None:
    try:
        checkpoint = parse_checkpoint(text)
    except MalformedError:
        return
    assert str(checkpoint) == text


def test_there_is_no_checkpoint_of_what_cannot_be() -> None:
    for origin, size, root, more in [
        ("log", -1, bytes(32), ()),
        ("log", 2**63, bytes(32), ()),
        ("log", 1, bytes(31), ()),
        ("", 1, bytes(32), ()),
        ("a\nb", 1, bytes(32), ()),
        ("log", 1, bytes(32), ("",)),
        ("log", 1, bytes(32), ("a\rb",)),
    ]:
        with pytest.raises(ValueError, match=r"no tree has|a root of|is a line"):
            Checkpoint(origin, size, root, more)


def test_signature_lines_alone_are_read_as_a_witness_answers_them() -> None:
    lines = "".join(map(str, COSIGNED.signatures))
    assert parse_signatures(lines) == COSIGNED.signatures
    for other in ("", "\n", lines[:-1], lines + "\n", lines * 51):
        with pytest.raises(MalformedError):
            parse_signatures(other)
