from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutations import mutated
from plimsoll.ledger.checkpoint import Checkpoint
from plimsoll.ledger.encodings import write_base64
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.ledger.keys import SignatureType, SigningKey
from plimsoll.ledger.note import sign
from plimsoll.ledger.refusals import MalformedError
from plimsoll.ledger.tlog_proof import TlogProof, parse_tlog_proof

KEY = SigningKey("log.example/1", SignatureType.ED25519, bytes(32))
NOTE = sign(str(Checkpoint("log.example/1", 109482, leaf_hash(b""))), [KEY])
HASHES = (leaf_hash(b"1"), leaf_hash(b"2"))
PROOF = TlogProof(73894, HASHES, NOTE, b"extra information")
H1, H2 = map(write_base64, HASHES)


def test_a_proof_is_written_as_the_specification_has_it() -> None:
    assert bytes(PROOF).decode() == (
        f"c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 73894\n{H1}\n{H2}\n\n{bytes(NOTE).decode()}"
    )
    assert bytes(TlogProof(0, (), NOTE)).decode() == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{bytes(NOTE).decode()}"


# The first eight are those of github.com/transparency-dev/formats, proof/tlog_proof_test.go, with a good checkpoint.
@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("wrong-header\nindex 0\n", "first line"),
        ("c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n", "extra data .* not base64"),
        ("c2sp.org/tlog-proof@v1\n\n", "no index"),
        ("c2sp.org/tlog-proof@v1\nindex notanumber\n", "the index .* not a number"),
        ("c2sp.org/tlog-proof@v1\nindex -5\n", "the index .* not a number"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n", "hash 1 .* not base64"),
        (f"c2sp.org/tlog-proof@v1\nindex 0\n{write_base64(bytes(64))}\n", "hash 1 of the proof has 64 bytes"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n" + "a" * 65 * 1024 + "\n", "hash 1 of the proof has 49920 bytes"),
        ("c2sp.org/tlog-proof@v1\nextra \nindex 0\n", "no bytes"),
        ("c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 0\n", "no index"),
        (f"c2sp.org/tlog-proof@v1\nindex 0\n{H1}\nextra AAAA\n", "hash 2"),
        ("c2sp.org/tlog-proof@v1\nindex 007\n", "not a number"),
        ("c2sp.org/tlog-proof@v1\r\nindex 0\n", "first line"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n" + f"{H1}\n" * 64, "64 hashes"),
        ("c2sp.org/tlog-proof@v1\nindex ٣\n", "ASCII"),
    ],
)
def test_other_proofs_are_refused(head: str, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        parse_tlog_proof(f"{head}\n".encode() + bytes(NOTE))


def test_a_proof_without_a_checkpoint_is_refused() -> None:
    head = b"c2sp.org/tlog-proof@v1\nindex 0\n\n"
    for rest in (b"", b"checkpoint\n", bytes(sign("not a checkpoint\n", [KEY]))):
        with pytest.raises(MalformedError):
            parse_tlog_proof(head + rest)
    with pytest.raises(MalformedError, match="bytes"):
        parse_tlog_proof(bytes(2_000_001))


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.none() | st.binary(min_size=1, max_size=50),
)
def test_any_proof_is_read_as_it_was_written(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    proof = TlogProof(index, tuple(hashes), NOTE, extra)
    assert parse_tlog_proof(bytes(proof)) == proof


@given(mutated(bytes(PROOF)) | st.binary(max_size=60))
def test_any_bytes_are_a_proof_or_an_error(data: bytes) -> None:
    try:
        proof = parse_tlog_proof(data)
    except MalformedError:
        return
    assert bytes(proof) == data


def test_there_is_no_proof_of_what_cannot_be() -> None:
    for index, hashes, extra in [(-1, (), None), (2**63, (), None), (0, (b"",), None), (0, (bytes(32),) * 64, None)]:
        with pytest.raises(ValueError, match=r"no entry has|at most 63 hashes"):
            TlogProof(index, hashes, NOTE, extra)
    with pytest.raises(ValueError, match="leave it None"):
        TlogProof(0, (), NOTE, b"")
