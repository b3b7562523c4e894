"""A session with a record, all that it acknowledges, and what must then be true whatever happened on the way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from plimsoll.errors import InputError
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.record import erasing, keeping
from plimsoll.record.entry import Draft
from plimsoll.record.evidence import StoreEvidence
from plimsoll.record.record import Record
from plimsoll.record.writer import Receipt
from plimsoll.verifier import Head, Verification, verify

TODAY = date(2026, 11, 25)
ORIGIN = "example.com/record"
GONE = "gone"
Tell = Callable[[str], None]


class Place:
    """A folder with the data of a record, its keys, and its root key; and a template to begin from again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve() / "place"
        self._template = folder.resolve() / "template"
        self.data = self.folder / "data"
        self._folders: list[Path] = []
        os.environ["PLIMSOLL_KEYS"] = str(self.folder / "keys")
        os.environ["XDG_CONFIG_HOME"] = str(self.folder / "configuration")
        self.folder.mkdir(parents=True, exist_ok=True)

    def keep(self) -> None:
        """What is here now is what to begin from."""
        shutil.rmtree(self._template, ignore_errors=True)
        shutil.copytree(self.folder, self._template)

    def again(self) -> None:
        """Begin from it."""
        self.empty()
        shutil.copytree(self._template, self.folder)

    def keep_folders(self) -> None:
        """Whatever folders are here now stay, when everything else goes."""
        self._folders = [path for path in self.folder.rglob("*") if path.is_dir()]

    def bare(self) -> None:
        """Leave only the folders."""
        self.empty()
        for path in [self.folder, *self._folders]:
            path.mkdir(mode=0o700)

    def empty(self) -> None:
        """Take away what is here."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def files(self) -> dict[str, bytes]:
        """Every file here, by its path."""
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


def draft(name: str, *texts: str, subject: str = "") -> Draft:
    """Draft a fact, with texts that may name a person."""
    subject = subject or name
    fact = {"id": name, **({"notes": {"$personal": 0}} if texts else {})}
    return Draft("facts/incidents", subject, {"fact": fact, "of": None}, personal=texts)


def began(place: Place, entries: int) -> None:
    """Make a record of some entries, the first ones about what is to be erased."""
    with Record.make(str(place.data), ORIGIN) as record:
        record.append([draft(f"gone-{n}", f"Jane Gone {n}", subject=GONE) for n in range(3)])
        record.append([draft(f"before-{n}", *[f"Joan Before {n}"] * (n % 2)) for n in range(entries - 4)])
    place.keep()


def session(place: Place, tell: Tell) -> None:
    """Append, hold, release, erase, rotate keys; tell of each acknowledgement as it comes."""

    def told(receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            tell(f"entry {receipt.sequence} {receipt.leaf.hex()}")

    with Record.open(str(place.data)) as record:
        told(record.append([draft("one-0", "Jane One")]))
        told(record.append([draft("three-0", "Jane Three"), draft("three-1"), draft("three-2", "A", "B")]))
        held = keeping.hold(record, "one-0", "2026-CV-1", "because Jane asked", "Ada Actor")
        assert held is not None
        told([held])
        told(record.append([draft(f"forty-{n}", *[f"Joan Forty {n}"] * (n % 4 == 0)) for n in range(40)]))
        told([keeping.release(record, "one-0", "2026-CV-1")])
        certificate = erasing.erase(record, GONE, TODAY, "Ada Actor").certificate
        assert certificate is not None
        tell(f"entry {certificate.sequence} {leaf_hash(certificate.data).hex()}")
        tell(f"erased {GONE}")
        epoch = record.keyring.rotate()
        told(record.append([Draft("keys", ORIGIN, {"custody": "file", "epoch": epoch})]))
        assert record.store._folding is not None
        record.store._folding.fold("PASSIVE")
        told(record.append([draft("last-0", "Jane Last")]))


def make(place: Place, tell: Tell) -> None:
    """Make a record, and append."""
    with Record.make(str(place.data), ORIGIN) as record:
        tell("made")
        for receipt in record.append([draft("one-0", "Jane One")]):
            tell(f"entry {receipt.sequence} {receipt.leaf.hex()}")


def check_made(place: Place, told: Sequence[str]) -> None:
    """Check a record that was being made: once told of, it is there; before, it is there whole, or can be made."""
    if "made" not in told:
        try:
            Record.open(str(place.data)).close()
        except InputError:
            Record.make(str(place.data), ORIGIN).close()
    check(place, Acknowledged.read([line for line in told if line != "made"]), [])


BATCHES = {"one": 1, "three": 3, "forty": 40, "last": 1}


@dataclass
class Acknowledged:
    """What was acknowledged: leaves by sequence, in the order told, and whether the subject was erased."""

    leaves: dict[int, str] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    erased: bool = False

    @classmethod
    def read(cls, lines: Iterator[str] | Sequence[str]) -> Acknowledged:
        """Read what was told; the last line may have been cut short by a kill."""
        found = cls()
        for what, _, rest in (line.partition(" ") for line in lines):
            if what == "entry":
                sequence, _, leaf = rest.partition(" ")
                assert int(sequence) not in found.leaves, "acknowledged twice"
                found.leaves[int(sequence)] = leaf
                found.order.append(int(sequence))
            else:
                found.erased = True
        return found


def check(place: Place, acknowledged: Acknowledged, ciphertexts: Sequence[bytes]) -> None:
    """Check all that must be true of a record after whatever happened."""
    with Record.open(str(place.data)) as record:
        _check_entries(record, acknowledged)
        _verified(record)
        certificates = erasing.finish(record)
        assert not (certificates and acknowledged.erased), "acknowledged as erased, and it was not finished"
        receipts = record.append([draft("afterwards-0", "Jane Afterwards"), draft("afterwards-1")])
        found = _verified(record)
        assert not found.notes, found.notes
        assert receipts[-1].sequence + 1 == found.entries
        erased = found.values_erased > 0
        assert erased or not acknowledged.erased
        _check_texts(record)
    if erased:
        for name, content in place.files().items():
            assert not any(held in content for held in ciphertexts), f"{name} holds what was erased"


def ciphertexts_of(place: Place, subject: str) -> list[bytes]:
    """The ciphertexts about a subject."""
    with Record.open(str(place.data)) as record, record.store.reading() as transaction:
        about = {entry.sequence for entry in transaction.entries(subjects=[subject])}
        return [held for sequence, _, _, held in transaction.all_sealed() if sequence in about]


def verified(record: Record, *, keys: bool = True) -> Verification:
    """What the verifier says, with the keys at hand and what they remember."""
    with record.store.reading() as transaction:
        ids = {key for _, _, key, _ in transaction.all_sealed()} if keys else set()
        remembered = record.keyring.remembered()
        return verify(
            StoreEvidence(transaction, "", record.keyring.secrets(ids)),
            vkeys=[record.keyring.vkey],
            remembered=Head(*remembered) if remembered else None,
            every_key=keys,
        )


def _verified(record: Record) -> Verification:
    found = verified(record)
    assert found.verdict == "intact", found.findings
    assert found.values_opened == found.values_there
    return found


def _check_entries(record: Record, acknowledged: Acknowledged) -> None:
    with record.store.reading() as transaction:
        entries = list(transaction.entries())
        size = transaction.head().size
    assert [entry.sequence for entry in entries] == list(range(size)), "one is missing, or stands twice"
    assert acknowledged.order == sorted(acknowledged.order), "acknowledged out of order"
    for sequence, leaf in acknowledged.leaves.items():
        assert sequence < size, f"entry {sequence} was acknowledged and is lost"
        assert leaf_hash(entries[sequence].data).hex() == leaf, f"entry {sequence} is another than acknowledged"
    for name, number in BATCHES.items():
        there = [e.value["fact"]["id"] for e in entries if e.kind == "facts/incidents" and e.subject.startswith(name)]
        assert there in ([], [f"{name}-{n}" for n in range(number)]), f"half of a batch is there: {there}"


def _check_texts(record: Record) -> None:
    with record.store.reading() as transaction:
        for entry in transaction.entries(kinds=["facts/incidents"]):
            texts = record.texts(transaction, entry)
            if texts is None:
                assert entry.subject == GONE, f"the texts of {entry.subject} are lost"
            assert all(text.startswith("J") or text in "AB" for text in texts or ())
