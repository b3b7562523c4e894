from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_vectors import vectors
from mutations import mutated
from plimsoll.errors import InputError
from plimsoll.ledger.checkpoint import Checkpoint, parse_checkpoint
from plimsoll.ledger.edge import Edge
from plimsoll.ledger.hashing import EMPTY_ROOT, leaf_hash
from plimsoll.ledger.keys import SignatureType, SigningKey, VerifierKey
from plimsoll.ledger.note import Note, Signature, parse_note, parse_signatures, sign, verified
from plimsoll.ledger.refusals import MalformedError
from plimsoll.ledger.tree import Tree
from plimsoll.ledger.witness import (
    SIZE,
    TEXT,
    Answer,
    Request,
    Seen,
    Submission,
    add_checkpoint,
    decide,
    origin_hash,
    parse_request,
)
from plimsoll.ledger.witness_folder import KEY_FILE, STATE_FILE, Witness

TORCHWOOD = vectors("witness")
LOG = SigningKey("log.example/1", SignatureType.ED25519, bytes(32))
SIGNER = SigningKey("witness.example/w1", SignatureType.COSIGNATURE_V1, bytes(31) + b"\x01")
LEAVES = [leaf_hash(b"%d" % index) for index in range(600)]
FORKED = [*LEAVES[:5], *(leaf_hash(b"another %d" % index) for index in range(595))]


class History:
    """A log's tree at every size."""

    def __init__(self, leaves: list[bytes]) -> None:
        tiles = dict(Edge().grow(leaves).tiles)
        self.tree = Tree(len(leaves), lambda level, index: tiles[level, index])

    def note(self, size: int, key: SigningKey = LOG, origin: str = LOG.name) -> Note:
        return sign(str(Checkpoint(origin, size, self.tree.root(size))), [key])

    def request(self, old: int, size: int) -> bytes:
        return bytes(Request(old, tuple(self.tree.consistency_proof(old, size)), self.note(size)))


TRUE = History(LEAVES)
FALSE = History(FORKED)


class Known:
    """A witness's state in memory, over the pure core."""

    def __init__(self, keys: dict[str, list[VerifierKey]] | None = None) -> None:
        self.keys = {LOG.name: [LOG.verifier]} if keys is None else keys
        self.seen: dict[str, Seen] = {}

    def ask(self, body: bytes, now: int = 1) -> Answer:
        answer = add_checkpoint(body, lambda origin: self.keys.get(origin, []), self.seen.get, SIGNER, now)
        if answer.seen:
            self.seen[parse_checkpoint(parse_note(answer.seen.note).text).origin] = answer.seen
        else:
            assert answer.status != 200
        return answer


def cosigned(answer: Answer, checkpoint: Note, key: VerifierKey = SIGNER.verifier) -> int | None:
    assert answer.status == 200
    assert answer.content_type == TEXT
    (holding,) = verified(Note(checkpoint.text, parse_signatures(answer.body.decode())), [key])
    return holding.time


def test_litewitness_and_ours_answer_alike() -> None:
    origin = TORCHWOOD["origin"]
    key = VerifierKey(origin, SignatureType.ED25519, bytes.fromhex(TORCHWOOD["log public key"]))
    witness = Known({origin: [key]})
    for step in TORCHWOOD["steps"]:
        answer = witness.ask(step["body"].encode())
        # For an origin that it does not know litewitness answers 403, and the specification says 404. Its invalid
        # signature is base64 whose unused bits are not zero, which is not taken for a signature here.
        expected = {"unknown log": 404, "invalid signature": 400}.get(step["asserts"].split('"')[1], step["status"])
        assert answer.status == expected, step
        if expected == 409:
            assert answer.body.decode() == step["asserts"].split('"')[1].replace("\\n", "\n")
            assert answer.content_type == SIZE
    assert witness.seen[origin].size == 5


def test_a_log_of_another_name_than_its_origin_is_cosigned() -> None:
    given_ = TORCHWOOD["go.sum"]
    witness = Known({given_["origin"]: [VerifierKey.parse(given_["vkey"])]})
    answer = witness.ask(given_["body"].encode(), now=1679315147)
    assert cosigned(answer, parse_request(given_["body"].encode()).checkpoint) == 1679315147
    assert witness.seen[given_["origin"]].size == given_["size"]


def test_checkpoints_that_go_on_are_cosigned() -> None:
    witness = Known()
    for now, (old, size) in enumerate([(0, 0), (0, 5), (5, 5), (5, 256), (256, 257), (257, 600), (600, 600)], 1):
        answer = witness.ask(TRUE.request(old, size), now)
        assert cosigned(answer, TRUE.note(size)) == now
        seen = witness.seen[LOG.name]
        assert (seen.size, seen.root) == (size, TRUE.tree.root(size))
        served = parse_note(seen.note)
        assert [each.key for each in verified(served, [LOG.verifier, SIGNER.verifier])] == [
            LOG.verifier,
            SIGNER.verifier,
        ]


def test_the_checkpoint_served_has_the_signatures_that_were_checked_and_no_others() -> None:
    witness = Known()
    stranger = Signature("stranger.example", b"\1\2\3\4", b"signature")
    signed = TRUE.note(5).with_signatures([stranger])
    assert witness.ask(bytes(Request(0, (), signed))).status == 200
    assert [each.name for each in parse_note(witness.seen[LOG.name].note).signatures] == [LOG.name, SIGNER.name]


PROOF = tuple(TRUE.tree.consistency_proof(5, 9))


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        (b"", 400, "not an add-checkpoint request"),
        (b"old 5\n\n", 400, "no signatures"),
        (b"old 05\n\n" + bytes(TRUE.note(9)), 400, "not a number"),
        (b"old -5\n\n" + bytes(TRUE.note(9)), 400, "not a number"),
        (b"new 5\n\n" + bytes(TRUE.note(9)), 400, "not an add-checkpoint request"),
        (b"old 5\nAAAA\n\n" + bytes(TRUE.note(9)), 400, "hash 1 of the proof has 3 bytes"),
        (b"old 5\n!\n\n" + bytes(TRUE.note(9)), 400, "not base64"),
        (b"old 5\n\xff\n\n" + bytes(TRUE.note(9)), 400, "not ASCII"),
        (bytes(Request(5, (bytes(32),) * 64, TRUE.note(9))), 400, "64 hashes"),
        (bytes(Request(5, PROOF, sign("no checkpoint\n", [LOG]))), 400, "not a checkpoint"),
        (bytes(Request(10, (), TRUE.note(9))), 400, "larger than the checkpoint's, 9"),
        (bytes(Request(5, PROOF, TRUE.note(9, origin="elsewhere"))), 404, "no log 'elsewhere'"),
        (bytes(Request(5, PROOF, TRUE.note(9, key=SigningKey.generate("other")))), 403, "no known key"),
        (bytes(Request(5, PROOF, Note(TRUE.note(9).text, TRUE.note(8).signatures))), 403, "does not hold"),
        (bytes(Request(0, (), TRUE.note(9))), 409, "5\n"),
        (bytes(Request(4, (), TRUE.note(9))), 409, "5\n"),
        (bytes(Request(6, tuple(TRUE.tree.consistency_proof(6, 9)), TRUE.note(9))), 409, "5\n"),
        (bytes(Request(0, (), TRUE.note(4))), 409, "5\n"),
        (bytes(Request(4, (), TRUE.note(4))), 409, "5\n"),
        (bytes(Request(5, (), TRUE.note(9))), 422, "proof has 0 hashes"),
        (bytes(Request(5, PROOF[:-1], TRUE.note(9))), 422, "proof has"),
        (bytes(Request(5, (*PROOF, bytes(32)), TRUE.note(9))), 422, "proof has"),
        (bytes(Request(5, (bytes(32), *PROOF[1:]), TRUE.note(9))), 422, "not shown to go on"),
        (bytes(Request(5, PROOF, FALSE.note(9))), 422, "not shown to go on"),
        (bytes(Request(5, PROOF[:1], TRUE.note(5))), 422, "proof has 1 hashes"),
        (bytes(Request(5, (), sign(str(Checkpoint(LOG.name, 5, bytes(32))), [LOG]))), 422, "not shown to go on"),
    ],
)
def test_each_fault_has_its_status(body: bytes, status: int, text: str) -> None:
    witness = Known()
    witness.ask(TRUE.request(0, 5))
    before = dict(witness.seen)
    answer = witness.ask(body)
    assert (answer.status, text in answer.body.decode()) == (status, True), answer
    assert answer.content_type == (SIZE if status == 409 else TEXT)
    assert witness.seen == before
    assert cosigned(witness.ask(TRUE.request(5, 9)), TRUE.note(9))


@pytest.mark.parametrize(
    ("size", "root", "proof"),
    [(0, bytes(32), ()), (9, bytes(32), (bytes(32),)), (0, EMPTY_ROOT, (bytes(32),))],
)
def test_a_first_checkpoint_needs_no_proof_and_an_empty_tree_its_root(
    size: int, root: bytes, proof: tuple[bytes, ...]
) -> None:
    signed = sign(str(Checkpoint(LOG.name, size, root)), [LOG])
    witness = Known()
    assert witness.ask(bytes(Request(0, proof, signed))).status == 422
    assert witness.seen == {}


@given(mutated(TRUE.request(5, 9)) | st.binary(max_size=60))
def test_any_body_has_an_answer_and_only_the_true_one_is_cosigned(body: bytes) -> None:
    witness = Known()
    witness.ask(TRUE.request(0, 5))
    answer = witness.ask(body)
    assert answer.status in (200, 400, 403, 404, 409, 422)
    if answer.status == 200:
        assert parse_request(body).checkpoint.text == TRUE.note(9).text
    try:
        request = parse_request(body)
    except MalformedError:
        assert answer.status == 400
    else:
        assert bytes(request) == body


# The folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "witness"


@pytest.fixture
def witness(folder: Path) -> Witness:
    made = Witness.create(folder, "witness.example/w1")
    made.trust(LOG.verifier)
    return made


def test_a_witness_goes_on_where_it_left_off(folder: Path, witness: Witness) -> None:
    assert cosigned(witness.add_checkpoint(TRUE.request(0, 5), 7), TRUE.note(5), witness.key) == 7
    again = Witness(folder)
    assert again.key == witness.key
    assert again.logs() == [(LOG.name, LOG.verifier)]
    assert again.add_checkpoint(TRUE.request(0, 9)).body == b"5\n"
    assert again.add_checkpoint(FALSE.request(5, 9)).status == 200  # the two histories part after the fifth entry
    assert witness.add_checkpoint(TRUE.request(9, 600)).status == 422
    served = parse_note(witness.latest(origin_hash(LOG.name)) or b"")
    assert served.text == FALSE.note(9).text
    assert len(verified(served, [LOG.verifier, witness.key])) == 2
    assert witness.latest(origin_hash("elsewhere")) is None


def test_making_a_witness_again_changes_nothing_and_what_broke_off_is_finished(folder: Path, witness: Witness) -> None:
    witness.add_checkpoint(TRUE.request(0, 5))
    with pytest.raises(InputError, match="there is a witness already"):
        Witness.create(folder, "another")
    assert Witness(folder).key == witness.key
    assert Witness(folder).add_checkpoint(TRUE.request(0, 9)).body == b"5\n"
    broken_off = folder.parent / "broken off"
    broken_off.mkdir()
    sqlite3.connect(broken_off / STATE_FILE).close()
    assert Witness.create(broken_off, "another").logs() == []


def test_the_time_is_the_clocks(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.9)
    assert cosigned(witness.add_checkpoint(TRUE.request(0, 5)), TRUE.note(5), witness.key) == 1_800_000_000


def test_a_log_may_have_two_keys_and_another_origin(witness: Witness) -> None:
    second = SigningKey.generate("second.example")
    witness.trust(second.verifier, LOG.name)
    witness.trust(second.verifier, LOG.name)
    assert [key for _, key in witness.logs()] == [LOG.verifier, second.verifier]
    signed = TRUE.note(5, key=second)
    assert witness.add_checkpoint(bytes(Request(0, (), signed))).status == 200
    with pytest.raises(MalformedError, match="type 0x04"):
        witness.trust(witness.key)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_private_key_is_its_owners_alone(folder: Path, witness: Witness) -> None:
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / KEY_FILE).chmod(0o640)
    with pytest.raises(InputError, match=r"witness\.key: others may read"):
        Witness(folder)


def test_a_folder_that_is_no_witness_is_refused(folder: Path, witness: Witness) -> None:
    with pytest.raises(InputError, match="there is a witness already"):
        Witness.create(folder, "another")
    with pytest.raises(MalformedError, match="not a key name"):
        Witness.create(folder / "new", "a name")
    assert not (folder / "new").exists()
    with pytest.raises(InputError, match=r"witness\.key: cannot be read"):
        Witness(folder / "new")
    with pytest.raises(InputError, match="cannot be written"):
        Witness.create(folder / KEY_FILE / "below", "name")
    (folder / STATE_FILE).unlink()
    with pytest.raises(InputError, match=r"witness\.sqlite3: .* missing"):
        Witness(folder)
    for bad in (b"\xff", b"", b"PRIVATE+KEY+", LOG.secret_text.encode()):
        (folder / KEY_FILE).write_bytes(bad)
        with pytest.raises(InputError, match=r"witness\.key: not"):
            Witness(folder)


def test_what_was_not_stored_is_not_cosigned(folder: Path, witness: Witness) -> None:
    with sqlite3.connect(folder / STATE_FILE) as state:
        state.execute("CREATE TRIGGER full BEFORE INSERT ON seen BEGIN SELECT raise(ABORT, 'disk full'); END")
    state.close()
    with pytest.raises(sqlite3.Error, match="disk full"):
        witness.add_checkpoint(TRUE.request(0, 5))
    assert witness.latest(origin_hash(LOG.name)) is None


def test_what_is_cosigned_outlasts_a_power_cut(witness: Witness) -> None:
    with witness._transaction() as state:
        extra = 3
        assert state.execute("PRAGMA synchronous").fetchone() == (extra,)


def test_two_histories_asked_at_once_are_never_both_cosigned(folder: Path, witness: Witness) -> None:
    answers: list[tuple[int, bytes, Answer]] = []
    lock = threading.Lock()
    start = threading.Barrier(4)

    def press(history: History, own: Witness) -> None:
        """Bring checkpoint after checkpoint, from wherever the witness says that it is."""
        start.wait()
        old = 0
        for size in range(6, 40):
            for _ in range(3):
                if old > size:
                    break
                answer = own.add_checkpoint(history.request(old, size))
                with lock:
                    answers.append((size, history.tree.root(size), answer))
                if answer.status != 409:
                    old = size if answer.status == 200 else old
                    break
                old = int(answer.body)

    threads = [
        threading.Thread(target=press, args=(history, own))
        for history in (TRUE, FALSE)
        for own in (witness, Witness(folder))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    roots: dict[int, set[bytes]] = {}
    for size, root, answer in answers:
        assert answer.status in (200, 409, 422)
        if answer.status == 200:
            roots.setdefault(size, set()).add(root)
    assert roots
    assert all(len(each) == 1 for each in roots.values())
    winner = TRUE if TRUE.tree.root(min(roots)) in roots[min(roots)] else FALSE
    assert all(roots[size] == {winner.tree.root(size)} for size in roots)
    latest = parse_checkpoint(parse_note(witness.latest(origin_hash(LOG.name)) or b"").text)
    assert latest.size == max(roots)


def test_between_check_and_update_no_other_request_comes_in(
    witness: Witness, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The race of c2sp.org/tlog-witness: a shorter request, stalled after its check, must not roll a longer one back.
    witness.add_checkpoint(TRUE.request(0, 5))
    checked, go_on = threading.Event(), threading.Event()

    def stalled(submission: Submission, seen: Seen | None, signer: SigningKey, now: int) -> Answer:
        answer = decide(submission, seen, signer, now)
        if threading.current_thread() is first:
            checked.set()
            go_on.wait(0.3)
        return answer

    monkeypatch.setattr("plimsoll.ledger.witness_folder.decide", stalled)
    answers: dict[str, Answer] = {}
    first = threading.Thread(target=lambda: answers.update(short=witness.add_checkpoint(TRUE.request(5, 9))))
    second = threading.Thread(target=lambda: answers.update(long=Witness(folder).add_checkpoint(TRUE.request(5, 50))))
    first.start()
    checked.wait(5)
    second.start()
    first.join()
    go_on.set()
    second.join()
    assert (answers["short"].status, answers["long"].status) == (200, 409)
    assert answers["long"].body == b"9\n"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20), st.integers(0, 20)), max_size=12))
def test_any_requests_never_roll_a_witness_back(
    tmp_path_factory: pytest.TempPathFactory, requests: list[tuple[bool, int, int]]
) -> None:
    witness = Witness.create(tmp_path_factory.mktemp("witness") / "w", "witness.example/w1")
    witness.trust(LOG.verifier)
    size, root = 0, EMPTY_ROOT
    for true, first, second in requests:
        old, new = min(first, second), max(first, second)
        history = TRUE if true else FALSE
        answer = witness.add_checkpoint(history.request(old, new))
        # Between trees of one size the proof is empty, and from none any tree goes on.
        goes_on = old == size and (old == 0 or history.tree.root(old) == root)
        assert answer.status == (200 if goes_on else 409 if old != size else 422)
        if goes_on:
            size, root = new, history.tree.root(new)
