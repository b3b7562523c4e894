"""A record: the store, its keys, and what may be done with both."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Self

from plimsoll.errors import InputError, Place
from plimsoll.ledger.checkpoint import Checkpoint, parse_checkpoint
from plimsoll.ledger.edge import Edge
from plimsoll.ledger.hashing import EMPTY_ROOT
from plimsoll.ledger.keys import SignatureType, SigningKey, VerifierKey
from plimsoll.ledger.note import parse_note, sign, verified
from plimsoll.ledger.tree import Tree
from plimsoll.record import location
from plimsoll.record.entry import PERSONAL, Draft, Entry, instant
from plimsoll.record.store import Store
from plimsoll.record.transaction import Head, Transaction
from plimsoll.record.writer import Receipt, Step, Writer
from plimsoll.vault.custody import custody_at
from plimsoll.vault.keyring import Keyring, log_of
from plimsoll.vault.sealing import opened

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


class Record:
    """An open record. Its keys are on this machine, and it goes on from the last checkpoint that they signed."""

    def __init__(self, store: Store, keyring: Keyring, identity: str, clock: Clock = now) -> None:
        self.store, self.keyring, self.identity = store, keyring, identity
        self.clock = clock
        self._writer: Writer | None = None

    @classmethod
    def make(cls, address: str, origin: str, custody: str | None = None, clock: Clock = now) -> Self:
        """Make a record and its keys, and seal its first entry.

        Raises:
            InputError: there is a record already, or its keys cannot be kept where they should be.
        """
        Store.check_free(address)
        identity = secrets.token_hex(8)
        kept = custody or location.default_custody(identity)
        folder = location.data_folder(address)
        with contextlib.ExitStack() as undo:
            keyring = Keyring.make(location.keyring_path(identity), custody_at(kept, folder), origin, away_from=folder)
            undo.callback(keyring.close)
            location.note_custody(identity, kept)
            head = Head(0, 0, instant(clock()), _first_checkpoint(keyring))
            store = Store.make(address, {"record": identity, "origin": origin, "vkey": keyring.vkey}, head)
            undo.callback(store.close)
            record = cls(store, keyring, identity, clock)
            record._begin()
            undo.pop_all()
        return record

    @classmethod
    def open(cls, address: str, clock: Clock = now) -> Self:
        """Open a record with its keys.

        Raises:
            InputError: there is none, its keys are not here, or it was rolled back or split.
        """
        with contextlib.ExitStack() as undo:
            store = Store.open(address)
            undo.callback(store.close)
            with store.reading() as transaction:
                about = transaction.about()
            if moved := about.get("moved"):
                raise InputError("this record was moved", f"it goes on at {moved}", store.place)
            keyring = keyring_of(about, address)
            if keyring is None:
                mend = (
                    f"name their folder in {location.KEYS}; without them a record can be verified, not read or written"
                )
                raise InputError("the keys of this record are not on this machine", mend, store.place)
            undo.callback(keyring.close)
            record = cls(store, keyring, about["record"], clock)
            remembered = keyring.remembered()  # before the store is looked at: others may append meanwhile
            with store.reading() as transaction:
                record.check_head(transaction, remembered)
                begun = transaction.head().size > 0
            if not begun:
                record._begin()
            undo.pop_all()
        return record

    @property
    def origin(self) -> str:
        """The name of the log."""
        return str(self.keyring.origin)

    @property
    def place(self) -> str:
        """Where the store is."""
        return self.store.place.file

    @property
    def writer(self) -> Writer:
        """What appends."""
        if self._writer is None:
            self._writer = Writer(self.store, self.keyring, self.clock)
        return self._writer

    def head(self) -> Head:
        """How far the log goes now."""
        with self.store.reading() as transaction:
            return transaction.head()

    def append(self, drafts: Sequence[Draft]) -> list[Receipt]:
        """Seal drafts: see `Writer.append`."""
        return self.writer.append(drafts)

    def apply(self, step: Step) -> list[Receipt]:
        """Seal what a step says: see `Writer.apply`."""
        return self.writer.apply(step)

    def texts(self, transaction: Transaction, entry: Entry) -> list[str] | None:
        """Open the personal texts of an entry; none where they were erased.

        Raises:
            InputError: the ciphertext does not open: it was altered.
        """
        if entry.key is None:
            return []
        secret = self.keyring.data_key(entry.key)
        ciphertext = transaction.ciphertext(entry.sequence, PERSONAL) if secret is not None else None
        if secret is None or ciphertext is None:
            return None
        found = opened(ciphertext, entry.key, secret, self.origin, entry.sequence, PERSONAL)
        assert isinstance(found, list)
        return [str(text) for text in found]

    def tree(self, transaction: Transaction) -> Tree:
        """The tree as it stands in a transaction."""
        return Tree(transaction.head().size, transaction.tile)

    def check_head(self, transaction: Transaction, before: tuple[int, bytes] | None = None) -> None:
        """Hold the store against its signed checkpoint, and against the head of one that was signed before.

        Raises:
            InputError: it was altered, rolled back, or goes on from another past.
        """
        head = transaction.head()
        note = parse_note(head.checkpoint.encode())
        verified(note, [VerifierKey.parse(self.keyring.vkey)])
        checkpoint = parse_checkpoint(note.text)
        edge = Edge.load(head.size, transaction.tile)
        if (checkpoint.origin, checkpoint.size, checkpoint.root) != (self.origin, head.size, edge.root):
            raise self._altered("its tree is not that of its checkpoint")
        last = transaction.entry(head.size - 1) if head.size else None
        if head.size and (last is None or last.time != head.time):
            raise self._altered(f"its head has not the time of its last entry, {head.size - 1}")
        if before is None:
            return
        if before[0] > head.size:
            raise self._altered(
                f"it was rolled back: it ends with {head.size} entries, and a checkpoint of {before[0]} was signed"
            )
        if self.tree(transaction).root(before[0]) != before[1]:
            raise self._altered(f"it was split: its first {before[0]} entries are not those that were signed")

    def close(self) -> None:
        """Close the store and forget the keys."""
        self.store.close()
        self.keyring.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self) -> None:
        """Seal the first entry, where a crash has not let that be done when the record was made."""
        made_by = {"custody": self.keyring.custody.name, "key": self.keyring.vkey, "made_by": "plimsoll"}
        first = Draft("record", self.origin, made_by)
        self.apply(lambda transaction: [] if transaction.head().size else [first])

    def _altered(self, what: str) -> InputError:
        return InputError(what, "`plimsoll verify` says more; restore the newest copy", self.store.place)


def keyring_of(about: Mapping[str, str], address: str) -> Keyring | None:
    """Open the keys of a store, by what it says of itself; none: they are not on this machine.

    Raises:
        InputError: they are here and cannot be used, or are those of another record of the same log.
    """
    identity = about.get("record", "")
    if not location.is_identity(identity) or not location.keyring_path(identity).exists():
        _check_no_other(about, address)
        return None
    folder = location.data_folder(address)
    custody = custody_at(location.custody_of(identity), folder)
    return Keyring.open(location.keyring_path(identity), custody, away_from=folder)


def _check_no_other(about: Mapping[str, str], address: str) -> None:
    """Refuse a store that names no keys while those of its log are here: somebody may want them left unasked."""
    for path in location.keyring_paths():
        with contextlib.suppress(InputError):  # it may be damaged, and another record's
            origin, vkey = log_of(path)
            if origin == about.get("origin") or vkey == about.get("vkey"):
                break
    else:
        return
    raise InputError(
        f"the keys of {origin} are on this machine, and this store names others",
        f"if nobody altered it, name an empty folder in {location.KEYS} to verify it without keys",
        Place(address) if location.data_folder(address) else None,
    )


def _first_checkpoint(keyring: Keyring) -> str:
    key = SigningKey(keyring.origin, SignatureType.ED25519, keyring.signing_key().private_bytes_raw())
    return bytes(sign(str(Checkpoint(keyring.origin, 0, EMPTY_ROOT)), [key])).decode()
