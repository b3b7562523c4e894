"""What is asked of a store, and put into it, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from plimsoll.record.entry import Entry, read
from plimsoll.record.tables import about, entries, head, sealed, tiles

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log goes: its size, whose turn it is to write, the time of the last entry, the signed checkpoint."""

    size: int
    epoch: int
    time: str
    checkpoint: str


class Transaction:
    """One transaction on a store; all that it reads stands at one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # What stands there.

    def about(self) -> dict[str, str]:
        """What the store says of itself."""
        return {row.name: row.value for row in self._connection.execute(select(about))}

    def head(self) -> Head:
        """How far the log goes."""
        row = self._connection.execute(select(head)).one()
        return Head(row.size, row.epoch, row.time, row.checkpoint)

    def tile(self, level: int, number: int) -> bytes:
        """The stored hashes of a tile; none where there is no such tile."""
        where = and_(tiles.c.level == level, tiles.c.number == number)
        found = self._connection.execute(select(tiles.c.hashes).where(where)).scalar_one_or_none()
        return bytes(found) if found is not None else b""

    def all_tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Every tile, by level and number."""
        asked = select(tiles).order_by(tiles.c.level, tiles.c.number)
        for row in self._streamed(asked):
            yield row.level, row.number, bytes(row.hashes)

    def entry(self, sequence: int) -> Entry | None:
        """One entry."""
        found = self._connection.execute(select(entries.c.entry).where(entries.c.sequence == sequence)).scalar()
        return None if found is None else read(bytes(found))

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
        """
        asked = select(entries.c.entry).order_by(entries.c.sequence)
        if subjects:
            asked = asked.where(entries.c.subject.in_(subjects))
        if kinds:
            asked = asked.where(entries.c.kind.in_(kinds))
        if kind_like:
            asked = asked.where(entries.c.kind.like(kind_like))
        if until:
            asked = asked.where(entries.c.time <= until)
        if last:
            asked = asked.order_by(None).order_by(entries.c.sequence.desc()).limit(last)
            rows = self._connection.execute(asked).all()
            yield from (read(bytes(row.entry)) for row in reversed(rows))
            return
        for row in self._streamed(asked):
            yield read(bytes(row.entry))

    def rows(self, first: int = 0) -> Iterator[tuple[int, str, str, str, str | None, bytes]]:
        """Every entry in order from one on: sequence, time, kind, subject, effective, and its bytes."""
        asked = select(entries).where(entries.c.sequence >= first).order_by(entries.c.sequence)
        for row in self._streamed(asked):
            yield row.sequence, row.time, row.kind, row.subject, row.effective, bytes(row.entry)

    def subjects(self) -> list[str]:
        """Every subject."""
        return list(self._connection.execute(select(entries.c.subject).distinct()).scalars())

    def ciphertext(self, sequence: int, field: str) -> bytes | None:
        """A sealed value; none where it is gone."""
        where = and_(sealed.c.sequence == sequence, sealed.c.field == field)
        found = self._connection.execute(select(sealed.c.ciphertext).where(where)).scalar_one_or_none()
        return None if found is None else bytes(found)

    def all_sealed(self) -> Iterator[tuple[int, str, str, bytes]]:
        """Every sealed value, in order: sequence, field, key, ciphertext."""
        for row in self._streamed(select(sealed).order_by(sealed.c.sequence, sealed.c.field)):
            yield row.sequence, row.field, row.key, bytes(row.ciphertext)

    def sealed_under(self, keys: Sequence[str]) -> list[tuple[int, str]]:
        """Which sealed values lie under some keys: sequence and field."""
        asked = select(sealed.c.sequence, sealed.c.field).where(sealed.c.key.in_(keys)).order_by(sealed.c.sequence)
        return [(row.sequence, row.field) for row in self._connection.execute(asked)]

    # What is put in.

    def begin(self, names: Mapping[str, str], first: Head) -> None:
        """Make the rows that a new store has."""
        self._connection.execute(insert(about), [{"name": name, "value": value} for name, value in names.items()])
        self._connection.execute(insert(head), [{"one": 1, **_columns(first)}])

    def put_entries(self, new: Sequence[Mapping[str, Any]]) -> None:
        """Put in entries: the columns of the table, by name."""
        self._connection.execute(insert(entries), new)

    def put_sealed(self, new: Sequence[Mapping[str, Any]]) -> None:
        """Put in sealed values: the columns of the table, by name."""
        if new:
            self._connection.execute(insert(sealed), new)

    def put_tiles(self, new: Mapping[tuple[int, int], bytes]) -> None:
        """Put in tiles; one that stood is replaced."""
        for level, number in new:  # few are there already: the last of each level
            self._connection.execute(delete(tiles).where(and_(tiles.c.level == level, tiles.c.number == number)))
        rows = [{"level": level, "number": number, "hashes": held} for (level, number), held in new.items()]
        self._connection.execute(insert(tiles), rows)

    def say(self, name: str, value: str) -> None:
        """Put down something about the store."""
        self._connection.execute(insert(about), [{"name": name, "value": value}])

    def forget(self, values: Sequence[tuple[int, str]]) -> None:
        """Take sealed values out."""
        for sequence, field in values:
            self._connection.execute(delete(sealed).where(and_(sealed.c.sequence == sequence, sealed.c.field == field)))

    def advance(self, was: Head, now: Head) -> bool:
        """Move the head on; false where it is no longer where it was, which another writer has seen to."""
        where = and_(head.c.one == 1, head.c.size == was.size, head.c.epoch == was.epoch)
        return self._connection.execute(update(head).where(where).values(**_columns(now))).rowcount == 1

    def cosign(self, checkpoint: str) -> None:
        """Put a checkpoint with more signatures in the place of the one that stands."""
        self._connection.execute(update(head).where(head.c.one == 1).values(checkpoint=checkpoint))

    def count(self) -> int:
        """How many entries there are."""
        return int(self._connection.execute(select(func.count()).select_from(entries)).scalar_one())

    def _streamed(self, asked: Any) -> Iterator[Any]:
        with self._connection.execute(asked.execution_options(yield_per=_AT_ONCE)) as result:
            yield from result


def _columns(of: Head) -> dict[str, Any]:
    return {"size": of.size, "epoch": of.epoch, "time": of.time, "checkpoint": of.checkpoint}
