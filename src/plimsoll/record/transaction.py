"""What is asked of a store, and put into it, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, select, update

from plimsoll.errors import InputError
from plimsoll.ledger.hashing import HASH_SIZE, leaf_hash
from plimsoll.ledger.tiles import TILE_WIDTH
from plimsoll.record import postgresql, sqlite
from plimsoll.record.entry import Entry, read
from plimsoll.record.tables import RULING, about, entries, head, sealed, tiles

_AT_ONCE = 1_000
_PAGE = 4_096
_LARGEST = 2**63 - 1
"""The largest whole number that a database has."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log goes: its size, whose turn it is to write, the time of the last entry, the signed checkpoint."""

    size: int
    epoch: int
    time: str
    checkpoint: str


EntryRow = tuple[int, str, str, str, str | None, bytes]
"""Sequence, time, kind, subject, effective, and the bytes of the entry."""
SealedRow = tuple[int, str, str, bytes]
"""Sequence, field, key, ciphertext."""
_ENTRY = ("sequence", "time", "kind", "subject", "effective", "entry")
_SEALED = ("sequence", "field", "key", "ciphertext")


class Transaction:
    """One transaction on a store; all that it reads stands at one moment.

    What takes many rows, and what every append does, goes through the driver of the database itself.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.pages = 0
        """How many pages of the database this has written, about: one for each row, or as many as it fills."""
        self._database = sqlite if connection.dialect.name == "sqlite" else postgresql
        self._streams: list[Any] = []

    def close(self) -> None:
        """Close what was not read to its end: an error may keep its reader for longer than the connection is there."""
        for stream in self._streams:
            stream.close()

    # What stands there.

    def check(self) -> None:
        """Check the database itself: that what it looks things up by, and its head, agree with what is there.

        Raises:
            InputError: it is damaged.
        """
        if self._connection.dialect.name == "sqlite":
            said = self._connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            if said != "ok":
                raise InputError("the record's database is damaged in its structure", "restore the newest copy")
        stands = self.head()
        last = select(entries.c.time, entries.c.entry).where(entries.c.sequence == stands.size - 1)
        row = self._connection.execute(last).one_or_none()
        size = stands.checkpoint.split("\n")[1:2]
        # Where the entry is not what its row says, or the checkpoint is none, the verifier has more to say.
        if size != [str(stands.size)] and size and size[0].isdecimal():
            raise _altered(
                f"the head of the store, which says {stands.size} entries where its checkpoint says {size[0]},"
            )
        if row is not None and row.time != stands.time and f'"time":"{row.time}"'.encode() in row.entry:
            raise _altered(f"the head of the store, whose time is not that of entry {stands.size - 1},")

    def about(self) -> dict[str, str]:
        """What the store says of itself.

        Raises:
            InputError: it was altered.
        """
        found = {row.name: row.value for row in self._connection.execute(select(about))}
        if any(type(each) is not str for each in (*found, *found.values())):
            raise _altered("what the store says of itself")
        return found

    def head(self) -> Head:
        """How far the log goes."""
        return self.standing()[0]

    def standing(self) -> tuple[Head, str | None]:
        """How far the log goes, and where it goes on if it was moved."""
        of = self._database.PREFIX
        moved = f"SELECT value FROM {of}about WHERE name = 'moved'"
        asked = f"SELECT size, epoch, time, checkpoint, ({moved}) FROM {of}head WHERE one = 1"
        *columns, where = self._connection.exec_driver_sql(asked).one()
        found = Head(*columns)
        if [*map(type, astuple(found))] != [int, int, str, str]:
            raise _altered("the head")
        return found, where

    def tile(self, level: int, number: int) -> bytes:
        """The stored hashes of a tile; none where there is no such tile."""
        where = and_(tiles.c.level == level, tiles.c.number == number)
        found = self._connection.execute(select(tiles.c.hashes).where(where)).scalar_one_or_none()
        return _bytes(found, f"tile {number} at level {level}") if found is not None else b""

    def all_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Every tile, by level and number.

        Raises:
            InputError: one has no such place.
        """
        for row in self._scan("tiles", "level", "number", self._database.blob("hashes"), order="level, number"):
            if type(row[0]) is not int or type(row[1]) is not int:
                raise _altered("the place of a tile")
            yield row

    def entry(self, sequence: int) -> Entry | None:
        """One entry.

        Raises:
            InputError: it was altered.
        """
        if not 0 <= sequence < _LARGEST:
            return None
        return next(self._read(self._connection.execute(_ENTRIES.where(entries.c.sequence == sequence))), None)

    def entries(
        self,
        *,
        subjects: Sequence[str] = (),
        kinds: Sequence[str] = (),
        kind_like: str = "",
        until: str = "",
        last: int = 0,
    ) -> Iterator[Entry]:
        """Entries in order: about some subjects, of some kinds, sealed by a time, the last so many.

        What is not given does not limit.

        Raises:
            InputError: one of them was altered.
        """
        asked = _ENTRIES.order_by(entries.c.sequence)
        if subjects:
            asked = asked.where(entries.c.subject.in_(subjects))
        if kinds:
            asked = asked.where(entries.c.kind.in_(kinds))
            if not any(kind.startswith("facts/") for kind in kinds):
                asked = asked.where(RULING)  # as the index has it, which is then read
        if kind_like:
            asked = asked.where(entries.c.kind.like(kind_like))
        if until:
            asked = asked.where(entries.c.time <= until)
        for entry in self._asked(asked, last):
            if (subjects and entry.subject not in subjects) or (kinds and entry.kind not in kinds):
                raise _altered("the index of the store")
            yield entry

    def _asked(self, asked: Select[tuple[int, bytes]], last: int) -> Iterator[Entry]:
        if last:
            asked = asked.order_by(None).order_by(entries.c.sequence.desc()).limit(min(last, _LARGEST))
            rows = self._connection.execute(asked).all()
            yield from self._read(reversed(rows))
            return
        yield from self._read(self._streamed(asked))

    def _read(self, rows: Iterable[Any]) -> Iterator[Entry]:
        """Read entries, each held against its hash in the tree."""
        number, tile = -1, b""
        for row in rows:
            data = _bytes(row.entry, f"entry {row.sequence}")
            if row.sequence // TILE_WIDTH != number:
                number = row.sequence // TILE_WIDTH
                tile = self.tile(0, number)
            at = HASH_SIZE * (row.sequence % TILE_WIDTH)
            if tile[at : at + HASH_SIZE] != leaf_hash(data):
                raise _altered(f"entry {row.sequence}")
            try:
                entry = read(data)
            except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
                raise _altered(f"entry {row.sequence}") from None
            yield entry

    def rows(self) -> Iterator[EntryRow]:
        """Every entry in order, with what is kept beside it."""
        return self._scan("entries", *_ENTRY[:-1], self._database.blob("entry"), order="sequence")

    def all_entries(self) -> Iterator[tuple[int, bytes]]:
        """Every entry in order: its sequence and its bytes."""
        return self._scan("entries", "sequence", self._database.blob("entry"), order="sequence")

    def all_columns(self) -> Iterator[tuple[int, str, str, str, str | None]]:
        """What is kept beside every entry, in order."""
        return self._scan("entries", *_ENTRY[:-1], order="sequence")

    def subjects(self) -> list[str]:
        """Every subject."""
        return list(self._connection.execute(select(entries.c.subject).distinct()).scalars())

    def ciphertext(self, sequence: int, field: str) -> bytes | None:
        """A sealed value; none where it is gone."""
        where = and_(sealed.c.sequence == sequence, sealed.c.field == field)
        found = self._connection.execute(select(sealed.c.ciphertext).where(where)).scalar_one_or_none()
        return None if found is None else _bytes(found, f"the sealed value of entry {sequence}")

    def all_sealed(self) -> Iterator[SealedRow]:
        """Every sealed value, in order.

        Raises:
            InputError: one has no such place.
        """
        for row in self._scan("sealed", *_SEALED[:-1], self._database.blob("ciphertext"), order="sequence, field"):
            if type(row[0]) is not int or type(row[1]) is not str or type(row[2]) is not str:
                raise _altered("the place of a sealed value")
            yield row

    def sealed_under(self, keys: Sequence[str]) -> list[tuple[int, str]]:
        """Which sealed values lie under some keys: sequence and field."""
        asked = select(sealed.c.sequence, sealed.c.field).where(sealed.c.key.in_(keys)).order_by(sealed.c.sequence)
        return [(row.sequence, row.field) for row in self._connection.execute(asked)]

    def keys_in_use(self) -> list[str]:
        """The ids of the data keys under which sealed values lie."""
        return list(self._connection.execute(select(sealed.c.key).distinct()).scalars())

    # What is put in.

    def begin(self, names: Mapping[str, str], first: Head) -> None:
        """Make the rows that a new store has."""
        self._connection.execute(insert(about), [{"name": name, "value": value} for name, value in names.items()])
        self._connection.execute(insert(head), [{"one": 1, **_columns(first)}])

    def put_entries(self, new: Sequence[EntryRow]) -> None:
        """Put in entries."""
        self._put("entries", _ENTRY, new)

    def put_sealed(self, new: Sequence[SealedRow]) -> None:
        """Put in sealed values."""
        if new:
            self._put("sealed", _SEALED, new)

    def put_tiles(self, new: Mapping[tuple[int, int], bytes]) -> None:
        """Put in tiles; one that stood is replaced."""
        self.pages += 3 * len(new)  # a tile does not fit into one page
        mark = self._database.MARK
        self._connection.exec_driver_sql(
            f"INSERT INTO {self._database.PREFIX}tiles (level, number, hashes) VALUES ({mark}, {mark}, {mark}) "
            "ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes",
            [(*place, hashes) for place, hashes in new.items()],
        )

    def say(self, name: str, value: str) -> None:
        """Put down something about the store."""
        self._connection.execute(insert(about), [{"name": name, "value": value}])

    def forget(self, values: Sequence[tuple[int, str]]) -> None:
        """Take sealed values out."""
        for sequence, field in values:
            self._connection.execute(delete(sealed).where(and_(sealed.c.sequence == sequence, sealed.c.field == field)))

    def advance(self, was: Head, now: Head) -> bool:
        """Move the head on; false where it is no longer where it was, which another writer has seen to."""
        mark = self._database.MARK
        sets = ", ".join(f"{name} = {mark}" for name in _columns(now))
        moved = self._connection.exec_driver_sql(
            f"UPDATE {self._database.PREFIX}head SET {sets} WHERE one = 1 AND size = {mark} AND epoch = {mark}",
            (*_columns(now).values(), was.size, was.epoch),
        )
        return moved.rowcount == 1

    def cosign(self, checkpoint: str) -> None:
        """Put a checkpoint with more signatures in the place of the one that stands."""
        self._connection.execute(update(head).where(head.c.one == 1).values(checkpoint=checkpoint))

    def count(self) -> int:
        """How many entries there are."""
        return int(self._connection.execute(select(func.count()).select_from(entries)).scalar_one())

    def _put(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        self.pages += len(rows) + sum(len(row[-1]) for row in rows) // _PAGE
        self._database.insert(self._connection, f"{self._database.PREFIX}{table}", columns, rows)

    def _scan(self, table: str, *columns: str, order: str) -> Iterator[Any]:
        asked = f"SELECT {', '.join(columns)} FROM {self._database.PREFIX}{table} ORDER BY {order}"
        found: Iterator[Any] = self._database.scan(self._connection, asked)
        return found

    def _streamed(self, asked: Any) -> Iterator[Any]:
        result = self._connection.execute(asked.execution_options(yield_per=_AT_ONCE))
        self._streams.append(result)
        try:
            yield from result
        finally:
            result.close()


_ENTRIES = select(entries.c.sequence, entries.c.entry)


def _bytes(value: object, what: str) -> bytes:
    """The bytes of a column; SQLite keeps whatever type was put in."""
    if not isinstance(value, bytes):
        raise _altered(what)
    return value


def _altered(what: str) -> InputError:
    return InputError(f"{what} was altered", "`plimsoll verify` says more; restore the newest copy")


def _columns(of: Head) -> dict[str, Any]:
    return {"size": of.size, "epoch": of.epoch, "time": of.time, "checkpoint": of.checkpoint}
