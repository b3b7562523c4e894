"""The keys of one log: data keys that can be destroyed, the signing key, and the head last signed."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plimsoll.errors import InputError, Place
from plimsoll.vault.custody import Custody, Wrapped
from plimsoll.vault.key_database import connected, created, damaged, replaced_data_keys
from plimsoll.vault.key_memory import KeyMemory
from plimsoll.vault.key_wrapping import WrongKeyError, new_key, unwrap, wrap
from plimsoll.vault.log_identity import vkey_of
from plimsoll.vault.private_files import outside
from plimsoll.vault.remembered_head import RememberedHead

Whose = tuple[str, str, str]
"""What one data key is for: a subject, a retention class (the kind of entry), a period (the calendar year)."""

_ONE_KEY = "SELECT wrapped FROM data_keys WHERE id = ?"
_ONE_IN_USE = "SELECT id FROM data_keys WHERE subject = ? AND retention = ? AND period = ? AND aside = ''"


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key: its id, 32 hexadecimal digits, and its 32 bytes."""

    id: str
    secret: bytes = field(repr=False)


class Known(NamedTuple):
    """A data key that the keyring holds for a subject."""

    id: str
    retention: str
    period: str


class Keyring:
    """The key database of one log: a root key wraps the epoch's key, and that the data keys and the signing key.

    Safe between threads and between processes; each process opens its own (a connection does not outlive a fork). Every
    change is on disk when its call returns. Wrapping is AES key wrap (RFC 3394) throughout.

    Secrets that were handed out, or that Python has not yet reused the memory of, are beyond the reach of `destroy`.
    """

    def __init__(self, path: Path, custody: Custody, connection: sqlite3.Connection, head: RememberedHead) -> None:
        """By `make` and `open` only."""
        self._path, self._custody, self._database, self._head = path, custody, connection, head
        self._lock = threading.RLock()
        self._memory = KeyMemory()
        self._seen = -1
        ((self.origin, self.vkey),) = self._database.execute("SELECT origin, vkey FROM log")

    def __repr__(self) -> str:
        return f"Keyring({str(self._path)!r}, {self._custody!r})"

    @classmethod
    def make(cls, path: Path, custody: Custody, origin: str, *, away_from: Path | None = None) -> Self:
        """Make a keyring with a new signing key for the log `origin`, under a root key of its own where custody can.

        `away_from` is the data directory, in which no keyring may lie. Raises InputError where the file exists, or the
        place, the origin or the custody will not do.
        """
        outside(path, away_from)
        if _head_of(path).exists() and not path.exists():
            place = Place(str(_head_of(path)))
            raise InputError("the head of another log is remembered here", "remove this file, or name another", place)
        signing = new_key()
        vkey = vkey_of(origin, Ed25519PrivateKey.from_private_bytes(signing).public_key())

        def fill(database: sqlite3.Connection) -> None:
            epoch = new_key()
            wrapped = custody.wrap(epoch, custody.rotate() if custody.destroys else None)
            database.execute("INSERT INTO epochs VALUES (1, ?, ?)", (wrapped.generation, wrapped.data))
            database.execute("INSERT INTO log VALUES (1, ?, ?, ?)", (origin, vkey, wrap(epoch, signing)))

        created(path, fill)
        return cls.open(path, custody, away_from=away_from)

    @classmethod
    def open(cls, path: Path, custody: Custody, *, away_from: Path | None = None) -> Self:
        """Open a keyring, and finish the destruction of root keys that a crash cut short.

        Raises InputError where there is none, where others may use it, or where it is damaged or belongs to another
        root key.
        """
        outside(path, away_from)
        with ExitStack() as undo:
            database = connected(path)
            undo.callback(database.close)
            head = RememberedHead(_head_of(path))
            undo.callback(head.close)
            with damaged(path):
                keyring = cls(path, custody, database, head)
            keyring.signing_key()  # shows that the custody is the right one, before anything is destroyed in it
            keyring._retire_prepared()
            keyring._finish()
            undo.pop_all()
        return keyring

    def close(self) -> None:
        """Close the database, and forget every key."""
        with self._lock:
            self._memory.forget()
            self._database.close()
            self._head.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def custody(self) -> Custody:
        """Who keeps the root key."""
        return self._custody

    @property
    def epoch(self) -> int:
        """The number of the key epoch, from 1; each rotation and each destruction begins the next."""
        with self._reading():
            return self._epoch_row()[0]

    def signing_key(self) -> Ed25519PrivateKey:
        """The private key of the log, whose public one is in `vkey`."""
        with self._reading():
            ((wrapped,),) = self._database.execute("SELECT signing FROM log")
            key = Ed25519PrivateKey.from_private_bytes(self._unwrapped(wrapped))
        if vkey_of(self.origin, key.public_key()) != self.vkey:
            raise self._damage("its signing key is another")
        return key

    def data_keys(self, wanted: Iterable[Whose]) -> dict[Whose, DataKey]:
        """The data key of each (subject, retention class, period), made where there is none.

        All that are new are on disk, in one transaction, before this returns.
        """
        triples = dict.fromkeys(wanted)
        with self._lock:
            with self._reading():
                found = {whose: key for whose in triples if (key := self._found(whose))}
            missing = [whose for whose in triples if whose not in found]
            if missing:
                with self._writing():  # another process may have made one since
                    found |= {whose: self._found(whose) or self._made(whose) for whose in missing}
                for whose in missing:
                    self._memory.keep_id(whose, found[whose].id)
                    self._memory.keep_secret(found[whose].id, found[whose].secret)
        return {whose: found[whose] for whose in triples}

    def data_key(self, id: str) -> bytes | None:
        """The 32 bytes of a data key, or None where it was destroyed or never was."""
        with self._lock:
            with damaged(self._path):
                self._notice()
            if id in self._memory.secrets:
                return self._memory.secrets[id]
            with self._reading():
                return self._secret(id)

    def secrets(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The 32 bytes of each data key that there is, in one look; those destroyed are left out."""
        with self._reading():
            return {id: secret for id in ids if (secret := self._secret(id)) is not None}

    def known(self, subject: str) -> list[Known]:
        """The data keys held for a subject, in order of retention class and period."""
        with self._reading():
            rows = self._database.execute(
                "SELECT id, retention, period FROM data_keys WHERE subject = ? ORDER BY retention, period, aside",
                (subject,),
            )
            return [Known(*row) for row in rows]

    def rotate(self) -> int:
        """Wrap every key anew, for a new epoch under a new root key, and destroy the old one; the new epoch's number.

        Raises InputError where the custody has no new root key, and then nothing has changed.
        """
        with self._lock:
            if self._custody.destroys:
                return self._next_epoch()
            with self._reading():
                _, wrapped = self._epoch_row()
            if (generation := self._custody.rotate()) == wrapped.generation:
                raise InputError("the newest root key is in use already", "give the custody another, then rotate again")
            return self._next_epoch(generation=generation)

    def destroy(self, ids: Iterable[str]) -> int:
        """Destroy data keys for good; the number of the epoch that no longer has them.

        In one transaction the keys go and a new epoch begins, under a new root key where the custody `destroys`; then
        the old root key is destroyed. So a copy of the key database made before opens nothing, unless the custody
        cannot destroy. Ids that are gone already are fine: called again after a crash, it finishes.
        """
        with self._lock:
            with self._reading():
                gone = [(id,) for id in ids if self._database.execute(_ONE_KEY, (id,)).fetchone()]
            if gone:
                return self._next_epoch(gone)
            self._finish()
            return self.epoch

    def set_aside(self, ids: Iterable[str]) -> None:
        """Let data keys seal nothing more; they still open what they sealed, until they are destroyed.

        Whoever asks for the key of the same subject, class and period is given a new one.
        """
        with self._writing():
            self._memory.forget()
            self._database.executemany("UPDATE data_keys SET aside = id WHERE id = ?", [(id,) for id in ids])

    def remember(self, size: int, root: bytes) -> None:
        """Remember the last checkpoint signed; only ever forwards. Not synced to disk: see `RememberedHead`."""
        self._head.remember(size, root)

    def remembered(self) -> tuple[int, bytes] | None:
        """The size and root of the last checkpoint signed, as remembered; None before the first."""
        return self._head.remembered()

    def _prepared_root(self) -> str:
        """A new root key, noted in the database before it wraps anything: after a crash it is known, and destroyed."""
        self._retire_prepared()
        with self._writing():
            generation = self._custody.rotate()
            self._database.execute("INSERT INTO prepared VALUES (?)", (generation,))
        return generation

    def _retire_prepared(self) -> None:
        with self._reading():
            left = self._database.execute("SELECT 1 FROM prepared").fetchone()
        if left:
            with self._writing():
                self._database.execute("INSERT OR IGNORE INTO retired SELECT generation FROM prepared")
                self._database.execute("DELETE FROM prepared")

    def _next_epoch(self, gone: Iterable[tuple[str]] = (), generation: str | None = None) -> int:
        """Begin an epoch without the keys that are to go, under a new root key where the custody destroys the old."""
        begun = False
        while not begun:
            if self._custody.destroys:
                generation = self._prepared_root()
            with self._writing():
                ours = self._database.execute("DELETE FROM prepared WHERE generation = ?", (generation,)).rowcount
                # Another process may have taken it for what a crash left, and destroyed it: then once more.
                begun = ours > 0 or not self._custody.destroys
                if begun:
                    self._memory.forget()
                    self._database.executemany("DELETE FROM data_keys WHERE id = ?", gone)
                    number = self._begin_epoch(generation)
        self._finish()
        return number

    def _begin_epoch(self, generation: str | None) -> int:
        """Wrap all that is left under a new epoch's key, within a transaction; the epoch's number."""
        number, old = self._epoch_row()
        old_key, key = self._key_of_epoch(), new_key()
        wrapped = self._custody.wrap(key, generation)
        try:
            rows = [
                (*rest, wrap(key, unwrap(old_key, data)))
                for *rest, data in self._database.execute("SELECT * FROM data_keys ORDER BY id")
            ]
            ((signing,),) = self._database.execute("SELECT signing FROM log")
            signing = wrap(key, unwrap(old_key, signing))
        except WrongKeyError:
            raise self._damage("a key in it does not unwrap") from None
        replaced_data_keys(self._database, rows)
        self._database.execute("UPDATE log SET signing = ?", (signing,))
        self._database.execute("DELETE FROM epochs")
        self._database.execute("INSERT INTO epochs VALUES (?, ?, ?)", (number + 1, wrapped.generation, wrapped.data))
        if wrapped.generation != old.generation:
            self._database.execute("INSERT OR IGNORE INTO retired VALUES (?)", (old.generation,))
        self._memory.epoch = None
        return number + 1

    def _finish(self) -> None:
        """Destroy the root keys that no epoch needs any more; again after a crash, or beside another process."""
        with self._reading():
            retired = self._database.execute("SELECT generation FROM retired").fetchall()
        for (generation,) in retired:
            self._custody.destroy(generation)
        if retired:
            with self._writing():
                self._database.executemany("DELETE FROM retired WHERE generation = ?", retired)

    def _found(self, whose: Whose) -> DataKey | None:
        id = self._memory.ids.get(whose)
        if id is None:
            row = self._database.execute(_ONE_IN_USE, whose).fetchone()
            if row is None:
                return None
            id = str(row[0])
            self._memory.keep_id(whose, id)
        secret = self._secret(id)
        return None if secret is None else DataKey(id, secret)

    def _made(self, whose: Whose) -> DataKey:
        key = DataKey(secrets.token_hex(16), new_key())
        self._database.execute(
            "INSERT INTO data_keys VALUES (?, ?, ?, ?, '', ?)", (key.id, *whose, wrap(self._key_of_epoch(), key.secret))
        )
        return key

    def _secret(self, id: str) -> bytes | None:
        secret = self._memory.secrets.get(id)
        if secret is None:
            row = self._database.execute(_ONE_KEY, (id,)).fetchone()
            if row is None:
                return None
            secret = self._unwrapped(row[0])
            self._memory.keep_secret(id, secret)
        return secret

    def _unwrapped(self, wrapped: bytes) -> bytes:
        try:
            return unwrap(self._key_of_epoch(), wrapped)
        except WrongKeyError:
            raise self._damage("a key in it does not unwrap") from None

    def _key_of_epoch(self) -> bytes:
        """The epoch's key, unwrapped once; within a transaction, in which no other process can end the epoch."""
        number, wrapped = self._epoch_row()
        if self._memory.epoch is None or self._memory.epoch[0] != number:
            self._memory.epoch = number, self._custody.unwrap(wrapped)
        return self._memory.epoch[1]

    def _epoch_row(self) -> tuple[int, Wrapped]:
        rows = self._database.execute("SELECT number, generation, wrapped FROM epochs").fetchall()
        if len(rows) != 1:
            raise self._damage("it has no one epoch")
        number, generation, data = rows[0]
        return number, Wrapped(generation, data)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One state of the database throughout."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One change of the database, on disk when it ends; no other process writes meanwhile."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._lock, damaged(self._path):
            self._database.execute(begin)
            try:
                self._notice()
                yield
                self._database.execute("COMMIT")
            except BaseException:
                self._memory.forget()
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def _notice(self) -> None:
        """Forget what another process may have changed. Within a transaction this also fixes the state that it sees."""
        ((version,),) = self._database.execute("PRAGMA data_version")
        if version != self._seen:
            self._memory.forget()
            self._seen = version

    def _damage(self, what: str) -> InputError:
        return InputError(f"the keyring is damaged: {what}", "restore the newest copy of it", Place(str(self._path)))


def log_of(path: Path) -> tuple[str, str]:
    """The origin and the public key of the log whose keyring this is; no key is unwrapped.

    Raises InputError where it cannot be read.
    """
    with damaged(path), closing(connected(path)) as database:
        ((origin, vkey),) = database.execute("SELECT origin, vkey FROM log")
    return str(origin), str(vkey)


def _head_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-head")
