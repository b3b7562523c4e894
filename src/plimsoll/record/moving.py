"""Moving a record to another store: the same bytes, the same root, and no writer left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from plimsoll.errors import InputError
from plimsoll.ledger.checkpoint import parse_checkpoint
from plimsoll.ledger.edge import Edge
from plimsoll.ledger.note import parse_note
from plimsoll.record.record import Record
from plimsoll.record.store import Store
from plimsoll.record.transaction import Transaction

T = TypeVar("T")
_AT_ONCE = 2_000
Progress = Callable[[int, int], None]


def move(record: Record, address: str, progress: Progress = lambda done, of: None) -> Store:
    """Copy a record to a new store, hold its root against the checkpoint, and close the old one to writers.

    The old store says where the record went to whoever opens it. While it is copied nobody else writes to it.

    Raises:
        InputError: there is a record at the address already, or what arrived is not what was sent.
    """
    if address == record.store.address:
        raise InputError("the record is there already", "name another place", record.store.place)
    with record.store.writing() as source:
        about, head = source.about(), source.head()
        about.pop("format")

        def fill(target: Transaction) -> None:
            _copy(source, target, lambda done: progress(done, head.size))
            root = parse_checkpoint(parse_note(head.checkpoint.encode()).text).root
            if target.count() != head.size or Edge.load(head.size, target.tile).root != root:
                raise InputError("the copy would have another root", "`plimsoll verify` says why; it stays where it is")

        new = Store.make(address, about, head, fill)
        source.say("moved", new.place.file)
    return new


def _copy(source: Transaction, target: Transaction, progress: Callable[[int], None]) -> None:
    done = 0
    for rows in _batches(source.rows()):
        target.put_entries(rows)
        done += len(rows)
        progress(done)
    for tiles in _batches(source.all_tiles()):
        target.put_tiles({(level, number): hashes for level, number, hashes in tiles})
    for values in _batches(source.all_sealed()):
        target.put_sealed(values)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _AT_ONCE)):
        yield batch
