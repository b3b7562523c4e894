"""A bundle: a record, or part of it, that anyone can check offline."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path

from plimsoll.errors import InputError, Place
from plimsoll.ledger.canonical import canonical
from plimsoll.ledger.keys import SignatureType, SigningKey
from plimsoll.ledger.note import parse_note, sign
from plimsoll.ledger.tiles import TILE_WIDTH, entries_path, tile_path, tiles_of, write_bundle
from plimsoll.ledger.tlog_proof import TlogProof
from plimsoll.record.archive import Archive
from plimsoll.record.entry import Entry, instant
from plimsoll.record.keeping import check_subject
from plimsoll.record.record import Record
from plimsoll.record.transaction import Transaction

FORMAT = "plimsoll/bundle/1"
Progress = Callable[[int, int], None]
"""Told how many entries of how many are in."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """What went into a bundle."""

    entries: int
    size: int
    values: int
    opened: int


def write(
    record: Record,
    out: Path,
    *,
    subjects: Sequence[str] = (),
    disclose: bool = False,
    policy: bytes | None = None,
    progress: Progress = lambda done, of: None,
) -> Bundled:
    """Write the whole record, or what is about some subjects, with what it takes to check it.

    With `disclose` the data keys go along, so that whoever has the bundle reads the personal values in it.

    Raises:
        InputError: the file cannot be written, or nothing is recorded about a subject.
    """
    if out.exists():
        raise InputError("there is a file of that name", "choose another: a bundle overwrites nothing", Place(str(out)))
    try:
        with record.store.reading() as transaction, Archive(out, _signing(record)) as archive:
            return _Bundle(record, transaction, archive, policy, progress).write(subjects, disclose)
    except OSError as error:
        mend = "choose another place for the bundle"
        raise InputError((error.strerror or "it cannot be written").lower(), mend, Place(str(out))) from None


class _Bundle:
    """The members of one bundle, as they are written."""

    def __init__(
        self, record: Record, transaction: Transaction, archive: Archive, policy: bytes | None, progress: Progress
    ) -> None:
        self._record, self._transaction, self._archive, self._progress = record, transaction, archive, progress
        self._head = transaction.head()
        self._policy = policy or f"log {record.keyring.vkey}\nquorum none\n".encode()

    def write(self, subjects: Sequence[str], disclose: bool) -> Bundled:
        archive = self._archive
        archive.add("README.txt", resources.files("plimsoll.record").joinpath("bundle_readme.txt").read_bytes())
        archive.add("checkpoint", self._head.checkpoint.encode())
        archive.add("policy", self._policy)
        chosen = self._chosen(subjects) if subjects else None
        if chosen is None:
            self._whole()
        else:
            self._part(chosen)
        keys: set[str] = set()
        values = self._ciphertexts(None if chosen is None else {entry.sequence for entry in chosen}, keys)
        opened = self._disclosed(keys) if disclose else []
        archive.add("opened.jsonl", b"".join(opened))
        archive.add("manifest.json", self._manifest(None if chosen is None else [e.sequence for e in chosen]))
        return Bundled(self._head.size if chosen is None else len(chosen), self._head.size, values, len(opened))

    def _whole(self) -> None:
        """Every entry and every tile, as tlog-tiles has them."""
        rows = self._transaction.rows()
        size = self._head.size
        for number in range(-(-size // TILE_WIDTH)):
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            data = [row[-1] for row in islice(rows, width)]
            if len(data) < width:
                raise InputError("entries of the record are missing", "`plimsoll verify` says which")
            self._archive.add(entries_path(number, width), write_bundle(data))
            self._progress(number * TILE_WIDTH + width, size)
        for level, number, width in tiles_of(size):
            self._archive.add(tile_path(level, number, width), self._transaction.tile(level, number)[: 32 * width])

    def _part(self, chosen: Sequence[Entry]) -> None:
        """Some entries, each with its proof."""
        tree = self._record.tree(self._transaction)
        checkpoint = parse_note(self._head.checkpoint.encode())
        for entry in chosen:
            self._archive.add(f"entry/{entry.sequence}.json", entry.data)
        for done, entry in enumerate(chosen, 1):
            path = tuple(tree.inclusion_proof(entry.sequence))
            proof = TlogProof(entry.sequence, path, checkpoint)
            self._archive.add(f"proof/{entry.sequence}.tlog-proof", bytes(proof))
            self._progress(done, len(chosen))

    def _chosen(self, subjects: Sequence[str]) -> list[Entry]:
        """What is about some subjects, and the first entry, which says whose log this is."""
        for subject in subjects:
            check_subject(self._transaction, subject)
        found = list(self._transaction.entries(subjects=[*subjects, self._record.origin]))
        return [entry for entry in found if entry.subject in subjects or entry.sequence == 0]

    def _ciphertexts(self, chosen: set[int] | None, keys: set[str]) -> int:
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for sequence, field, key, ciphertext in self._transaction.all_sealed():
                if chosen is None or sequence in chosen:
                    count += 1
                    keys.add(key)
                    held = base64.b64encode(ciphertext).decode()
                    yield canonical({"ciphertext": held, "field": field, "key": key, "sequence": sequence}) + b"\n"

        self._archive.add_parts("sealed.jsonl", lines(), 1_000 * self._head.size)
        return count

    def _disclosed(self, keys: set[str]) -> list[bytes]:
        secrets = {key: self._record.keyring.data_key(key) for key in sorted(keys)}
        return [
            canonical({"key": key, "secret": base64.b64encode(secret).decode()}) + b"\n"
            for key, secret in secrets.items()
            if secret is not None
        ]

    def _manifest(self, chosen: list[int] | None) -> bytes:
        return canonical(
            {
                "custody": self._record.keyring.custody.words,
                "entries": "all" if chosen is None else chosen,
                "files": self._archive.digests,
                "format": FORMAT,
                "made": instant(self._record.clock()),
                "origin": self._record.origin,
                "size": self._head.size,
                "vkey": self._record.keyring.vkey,
            }
        )


def _signing(record: Record) -> Callable[[str], bytes]:
    key = SigningKey(record.origin, SignatureType.ED25519, record.keyring.signing_key().private_bytes_raw())
    return lambda digest: bytes(sign(f"{FORMAT}\n{record.origin}\n{digest}\n", [key]))
