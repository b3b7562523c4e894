"""Witnesses: a record that was rolled back, or split in two, is caught by who saw it before."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.ledger.keys import VerifierKey
from plimsoll.ledger.witness_folder import Witness
from plimsoll.ledger.witness_server import WitnessServer
from plimsoll.record.bundling import write
from plimsoll.record.entry import Draft
from plimsoll.record.record import Record
from plimsoll.record.witnessing import ask_witness, request, take
from plimsoll.verifier import verify_bundle


def draft(subject: str) -> Draft:
    return Draft("facts/models", subject, {"fact": {"id": subject}, "of": None})


@pytest.fixture
def witness(record: Record, tmp_path: Path) -> Witness:
    made = Witness.create(tmp_path / "witness", "witness.example/w1")
    made.trust(VerifierKey.parse(record.keyring.vkey))
    return made


@pytest.fixture
def url(witness: Witness) -> Iterator[str]:
    with WitnessServer(witness) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.url
        server.shutdown()
        thread.join()


def test_a_cosigned_bundle_satisfies_a_policy_and_says_when(
    record: Record, witness: Witness, url: str, tmp_path: Path
) -> None:
    policy = f"log {record.keyring.vkey}\nwitness w1 {witness.key}\nquorum w1\n".encode()
    write(record, tmp_path / "before.zip")
    assert verify_bundle(tmp_path / "before.zip", policy=policy).quorum_met is False
    ask_witness(record, url, [witness.key])
    record.append([draft("a"), draft("b")])
    began = int(datetime.now(UTC).timestamp())
    ask_witness(record, url, [witness.key])
    ask_witness(record, url, [witness.key])  # again: its cosignature is replaced, not piled up
    write(record, tmp_path / "after.zip")
    found = verify_bundle(tmp_path / "after.zip", policy=policy)
    assert (found.verdict, found.quorum_met) == ("intact", True)
    (by,) = found.witnesses
    assert began <= by.time <= began + 60


def test_a_record_that_was_rolled_back_is_not_cosigned(
    record: Record, reopened: Callable[[], Record], witness: Witness, url: str, own_keys: Path, tmp_path: Path
) -> None:
    if record.store.remote:
        pytest.skip("a copy of a folder is what is rolled back here")
    data = Path(record.place)
    record.append([draft("a")])
    record.store.close()
    shutil.copytree(data, tmp_path / "copy")
    shutil.copytree(own_keys, tmp_path / "copy of the keys")
    record.append([draft("b"), draft("c")])
    ask_witness(record, url, [witness.key])
    record.store.close()
    for place, copy in ((data, "copy"), (own_keys, "copy of the keys")):  # the keys' memory is rolled back with it
        shutil.rmtree(place)
        shutil.copytree(tmp_path / copy, place)
    again = reopened()
    with pytest.raises(
        InputError, match=r"the witness has seen 4 entries, and the checkpoint has 2; the record was rolled"
    ):
        ask_witness(again, url, [witness.key])
    again.append([draft("x"), draft("y"), draft("z")])  # another past, now longer
    with pytest.raises(InputError, match="the witness answers 422"):
        ask_witness(again, url, [witness.key])


def test_by_hand(record: Record, witness: Witness) -> None:
    answer = witness.add_checkpoint(request(record, 0))
    (given,) = take(record, answer.body.decode(), [witness.key])
    assert given.key == witness.key
    record.append([draft("a")])
    with pytest.raises(InputError):  # it is of the checkpoint before
        take(record, answer.body.decode(), [witness.key])
    assert take(record, witness.add_checkpoint(request(record, 1)).body.decode(), [witness.key])
    with pytest.raises(InputError, match="the record has 2 entries, not 3; give the size the witness names"):
        request(record, 3)


def test_a_witness_that_is_not_there(record: Record, witness: Witness) -> None:
    with pytest.raises(InputError, match=r"http://127.0.0.1:9"):
        ask_witness(record, "http://127.0.0.1:9", [witness.key])
    assert record.append([draft("a")])[0].sequence == 1  # the record goes on without
