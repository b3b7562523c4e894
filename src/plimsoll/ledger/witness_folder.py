"""A witness's folder: its private key, the logs that it knows, and what it has cosigned of each."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from plimsoll.errors import InputError, Place
from plimsoll.ledger.keys import SignatureType, SigningKey, VerifierKey
from plimsoll.ledger.refusals import MalformedError
from plimsoll.ledger.witness import Answer, Seen, decide, examine, origin_hash

KEY_FILE = "witness.key"
"""The private key, readable by its owner alone."""

STATE_FILE = "witness.sqlite3"
"""The known logs and the latest cosigned checkpoint of each."""

_LARGEST_KEY_FILE = 4096
_WAIT = 10.0
_TABLES = """
CREATE TABLE IF NOT EXISTS log (origin TEXT NOT NULL, vkey TEXT NOT NULL, PRIMARY KEY (origin, vkey)) STRICT;
CREATE TABLE IF NOT EXISTS seen (
  origin TEXT PRIMARY KEY, origin_hash TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, root BLOB NOT NULL,
  note BLOB NOT NULL
) STRICT;
"""


class Witness:
    """A witness at work. Threads and processes may share a folder: decisions about checkpoints wait for one another."""

    def __init__(self, folder: Path) -> None:
        """Open a folder that `create` made.

        Raises:
            InputError: no such folder, a key that others may read, or a key file that is not one.
        """
        self._state = folder / STATE_FILE
        self._signer = _read_key(folder / KEY_FILE)
        if not self._state.is_file():
            raise InputError("the witness's state is missing", "restore the whole folder", Place(str(self._state)))

    @classmethod
    def create(cls, folder: Path, name: str) -> Witness:
        """Make a folder with a new key of that name, such as `witness.example/w1`, and no known logs.

        Raises:
            InputError: the folder has a witness already, or cannot be written.
            MalformedError: not a key name.
        """
        key = SigningKey.generate(name, SignatureType.COSIGNATURE_V1)
        path = folder / KEY_FILE
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # The key comes last, and only where there is none: with it, the folder is a witness.
            with closing(sqlite3.connect(folder / STATE_FILE)) as state:
                state.executescript(_TABLES)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(f"{key.secret_text}\n")
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            raise InputError("there is a witness already", "choose another folder", Place(str(path))) from None
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"cannot be written: {reason}", "choose another folder", Place(str(folder))) from None
        return cls(folder)

    @property
    def key(self) -> VerifierKey:
        """The public key, to give to logs and to those who check them."""
        return self._signer.verifier

    def trust(self, key: VerifierKey, origin: str | None = None) -> None:
        """Take checkpoints signed by that key from now on; the log's origin is the key's name unless another is given.

        Raises:
            MalformedError: a key of a type other than 0x01.
        """
        if key.type != SignatureType.ED25519:
            raise MalformedError(f"the key {key.name} has type 0x{key.type:02x}", "a log's key has type 0x01")
        with self._transaction() as state:
            state.execute("INSERT OR IGNORE INTO log VALUES (?, ?)", (key.name if origin is None else origin, str(key)))

    def logs(self) -> list[tuple[str, VerifierKey]]:
        """Give the known logs: origin and key, in order of origin."""
        with self._connection() as state:
            rows = state.execute("SELECT origin, vkey FROM log ORDER BY origin, vkey").fetchall()
        return [(origin, VerifierKey.parse(vkey)) for origin, vkey in rows]

    def add_checkpoint(self, body: bytes, now: int | None = None) -> Answer:
        """Answer an add-checkpoint request; what was cosigned is on disk before this returns.

        Args:
            body: the body of the request.
            now: seconds since 1970; the clock's if not given.

        Raises:
            sqlite3.Error: the state could not be read or written; nothing was cosigned.
        """
        examined = examine(body, self._keys_of)
        if isinstance(examined, Answer):
            return examined
        origin = examined.checkpoint.origin
        with self._transaction() as state:
            row = state.execute("SELECT size, root, note FROM seen WHERE origin = ?", (origin,)).fetchone()
            answer = decide(
                examined, Seen(*row) if row else None, self._signer, int(time.time()) if now is None else now
            )
            if answer.seen:
                state.execute(
                    "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)",
                    (origin, origin_hash(origin), answer.seen.size, answer.seen.root, answer.seen.note),
                )
        return answer

    def latest(self, hashed_origin: str) -> bytes | None:
        """Give the latest cosigned checkpoint, a signed note, of the log whose origin has that SHA-256 in hex."""
        with self._connection() as state:
            row = state.execute("SELECT note FROM seen WHERE origin_hash = ?", (hashed_origin,)).fetchone()
        return row[0] if row else None

    def _keys_of(self, origin: str) -> list[VerifierKey]:
        with self._connection() as state:
            rows = state.execute("SELECT vkey FROM log WHERE origin = ?", (origin,)).fetchall()
        return [VerifierKey.parse(vkey) for (vkey,) in rows]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._state, timeout=_WAIT, isolation_level=None)) as state:
            # EXTRA is FULL, and the journal's removal is on disk too: else a power cut could undo the last commit.
            state.execute("PRAGMA synchronous = EXTRA")
            yield state

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock from before the first reading, so that nothing changes between check and update."""
        with self._connection() as state:
            state.execute("BEGIN IMMEDIATE")
            yield state
            state.execute("COMMIT")  # an exception skips this, and closing rolls back


def _read_key(path: Path) -> SigningKey:
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(_LARGEST_KEY_FILE)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", "make a witness there first", place) from None
    if os.name == "posix" and mode & 0o077:
        raise InputError("others may read the private key", "make it your own: chmod 600", place)
    try:
        key = SigningKey.parse(text.decode("utf-8").removesuffix("\n"))
    except UnicodeDecodeError:
        raise InputError("not a private key", "restore it from a copy", place) from None
    except MalformedError as error:
        raise InputError(error.what, error.mend, place) from None
    if key.type != SignatureType.COSIGNATURE_V1:
        raise InputError("not the key of a witness", "its type is 0x04", place)
    return key
