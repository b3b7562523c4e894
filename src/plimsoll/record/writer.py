"""The one writer: what many ask to append goes into one transaction, and is acknowledged once that is durable."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from plimsoll.errors import InputError
from plimsoll.ledger.checkpoint import Checkpoint, parse_checkpoint
from plimsoll.ledger.edge import Edge
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.ledger.keys import SignatureType, SigningKey, VerifierKey
from plimsoll.ledger.note import parse_note, sign, verified
from plimsoll.record.entry import LARGEST_SEALED, PERSONAL, Draft, instant, written
from plimsoll.record.store import Store
from plimsoll.record.transaction import EntryRow, Head, SealedRow, Transaction
from plimsoll.vault.keyring import DataKey, Keyring
from plimsoll.vault.sealing import commitment, seal

Step = Callable[[Transaction], Sequence[Draft]]
"""Looks at the record as it stands in the transaction, and says what to append; it may refuse by raising."""

MOST_AT_ONCE = 1_024
"""Requests that one transaction serves."""
_MOST_DRAFTS = 8_192
"""Drafts after which a transaction takes no further request, so that memory has room for it."""
_GLANCE = 0.0001
"""Seconds between one look at who waits and the next."""
_PATIENCE = 0.1
"""Seconds after which one that waits looks by itself whether it is its turn."""
_BACKWARDS = timedelta(seconds=5)
"""By how much a clock may go back, as clocks do that are being set; the time of entries stands still meanwhile."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An acknowledgement: the entry is durable, and in the tree of a signed checkpoint of `size` entries."""

    sequence: int
    time: str
    leaf: bytes
    size: int


class _Request:
    """What one caller asks for, and what became of it."""

    def __init__(self, step: Step, drafts: int, *, looks: bool) -> None:
        self.step, self.drafts, self.looks = step, drafts, looks
        self.woken = threading.Event()
        """Set when it is done, or is the next to lead."""
        self.receipts: list[Receipt] | None = None
        self.error: BaseException | None = None

    @property
    def done(self) -> bool:
        return self.receipts is not None or self.error is not None

    def answer(self) -> list[Receipt]:
        if self.error is not None:
            raise self.error
        assert self.receipts is not None
        return self.receipts


class Writer:
    """Appends to a store, for any number of threads; other processes take their turns through the store's lock.

    Whoever finds no transaction under way makes one for all that wait, so that one sync to the disk serves many.
    """

    def __init__(
        self, store: Store, keyring: Keyring, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store, self._keyring, self._clock = store, keyring, clock
        self._origin = keyring.origin
        secret = keyring.signing_key().private_bytes_raw()
        self._signing = SigningKey(self._origin, SignatureType.ED25519, secret)
        self._waiting: deque[_Request] = deque()
        self._turn = threading.Lock()
        self._last = 1, 0.0
        """How many the last transaction served, and the seconds that it took."""
        self._epoch: int | None = None
        self._edge = Edge()

    def append(self, drafts: Sequence[Draft]) -> list[Receipt]:
        """Seal drafts, in their order and next to each other; when it returns they are durable and in a checkpoint.

        Raises:
            InputError: they cannot be sealed (too large, the clock set back, the disk full); then none is.
        """
        return self._asked(_Request(lambda _: drafts, len(drafts), looks=False))

    def apply(self, step: Step) -> list[Receipt]:
        """Seal what a step says, in the transaction in which it looked; what it raises goes to the caller.

        Raises:
            InputError: as for `append`.
        """
        return self._asked(_Request(step, 0, looks=True))

    def _asked(self, request: _Request) -> list[Receipt]:
        self._waiting.append(request)
        while not request.done:
            if self._turn.acquire(blocking=False):
                try:
                    if not request.done:
                        self._gather()
                        self._commit()
                finally:
                    self._turn.release()
                with contextlib.suppress(IndexError):
                    self._waiting[0].woken.set()
            else:
                request.woken.wait(_PATIENCE)
                request.woken.clear()
        return request.answer()

    def _gather(self) -> None:
        """Wait a moment for as many as were served last: they come back at about the same time, and share a sync."""
        number, lasted = self._last
        until = time.perf_counter() + lasted / 2
        while len(self._waiting) < number and time.perf_counter() < until:
            time.sleep(_GLANCE)

    def _next(self) -> list[_Request]:
        """Take the requests of one transaction: whoever looks at the record comes first in it, and sees all before."""
        served: list[_Request] = []
        drafts = 0
        while self._waiting and len(served) < MOST_AT_ONCE and not (served and self._waiting[0].looks):
            served.append(self._waiting.popleft())
            drafts += served[-1].drafts
            if drafts >= _MOST_DRAFTS:
                break
        return served

    def _commit(self) -> None:
        """Serve all that wait, in one transaction: each is told what became of it, whatever happens."""
        served, began = self._next(), time.perf_counter()
        try:
            self._serve(served)
        finally:
            for request in served:
                request.woken.set()
            self._last = len(served), time.perf_counter() - began

    def _serve(self, served: Sequence[_Request]) -> None:
        try:
            with self._store.writing() as transaction:
                was, moved = transaction.standing()
                if moved:
                    raise InputError("this store takes no more entries", f"it goes on at {moved}", self._store.place)
                mine = was.epoch == self._epoch and was.size == self._edge.size
                edge = self._edge if mine else self._loaded(was, transaction)
                self._check_past(edge)
                batch = _Batch(self._keyring, self._origin, was.size, self._time(was))
                for request in served:
                    batch.take(request, transaction)
                if batch.entries:
                    growth = edge.grow(batch.leaves)
                    edge = growth.edge
                    transaction.put_entries(batch.entries)
                    transaction.put_tiles(growth.tiles)
                    transaction.put_sealed(batch.sealed)
                    transaction.forget(batch.forgotten)
                    now = Head(edge.size, was.epoch + (not mine), batch.time, self._checkpoint(edge))
                    if not transaction.advance(was, now):
                        raise InputError("another writer went on meanwhile", "try again: nothing of this was recorded")
            if batch.entries:
                with contextlib.suppress(OSError):  # the entries are durable; the next head will be remembered
                    self._keyring.remember(edge.size, edge.root)
        except BaseException as error:
            self._epoch = None
            for request in served:
                request.error = request.error or error
            if not isinstance(error, Exception):
                raise
            return
        if batch.entries:
            self._epoch, self._edge = now.epoch, edge
        batch.acknowledge(edge.size)

    def _loaded(self, was: Head, transaction: Transaction) -> Edge:
        """Load the edge as another writer left it; it must be the one that was signed."""
        edge = Edge.load(was.size, transaction.tile)
        note = parse_note(was.checkpoint.encode())
        verified(note, [VerifierKey.parse(self._keyring.vkey)])
        if parse_checkpoint(note.text) != Checkpoint(self._origin, edge.size, edge.root):
            raise InputError("the tree of the store is not that of its checkpoint", "`plimsoll verify` says more")
        return edge

    def _check_past(self, edge: Edge) -> None:
        """Refuse to go on from a state that is older than, or another than, the last one signed with these keys."""
        last = self._keyring.remembered()
        if last is not None and (last[0] > edge.size or (last[0] == edge.size and last[1] != edge.root)):
            raise InputError(
                f"the store was rolled back or split: it has {edge.size} entries, and a checkpoint of {last[0]} "
                "others was signed",
                "find out who put back a copy of it; nothing of this was recorded",
                self._store.place,
            )

    def _checkpoint(self, edge: Edge) -> str:
        return bytes(sign(str(Checkpoint(self._origin, edge.size, edge.root)), [self._signing])).decode()

    def _time(self, was: Head) -> str:
        """Give the time for new entries: never before the last."""
        now = self._clock()
        last = datetime.fromisoformat(was.time)
        if now < last - _BACKWARDS:
            raise InputError(
                f"the clock says {instant(now)}, and the last entry was sealed at {was.time}",
                "set the clock right; nothing of this was recorded",
            )
        return instant(max(now, last))


class _Batch:
    """The entries of one transaction, as they are made."""

    def __init__(self, keyring: Keyring, origin: str, size: int, time: str) -> None:
        self._keyring, self._origin, self.time = keyring, origin, time
        self._first = size
        self.entries: list[EntryRow] = []
        self.leaves: list[bytes] = []
        self.sealed: list[SealedRow] = []
        self._forgets: list[int] = []
        self._requests: list[tuple[_Request, int, int]] = []

    def take(self, request: _Request, transaction: Transaction) -> None:
        """Make the entries that a request asks for; one that fails leaves the others as they are."""
        first, values = len(self.entries), len(self.sealed)
        try:
            drafts = request.step(transaction)
            keys = self._keys(drafts)
            for draft in drafts:
                self._add(draft, keys)
        except SQLAlchemyError:  # the database itself: there is nothing left to go on with for the others
            raise
        except Exception as error:
            del self.entries[first:], self.leaves[first:], self.sealed[values:]
            request.error = error
            return
        self._forgets += [sequence for draft in drafts for sequence in draft.forgets]
        self._requests.append((request, first, len(self.entries)))

    @property
    def forgotten(self) -> list[tuple[int, str]]:
        """The sealed values that go: sequence and field."""
        return [(sequence, PERSONAL) for sequence in self._forgets]

    def acknowledge(self, size: int) -> None:
        """Tell every request that its entries are durable."""
        for request, first, end in self._requests:
            request.receipts = [Receipt(self._first + i, self.time, self.leaves[i], size) for i in range(first, end)]

    def _keys(self, drafts: Iterable[Draft]) -> dict[tuple[str, str, str], DataKey]:
        wanted = {self._whose(draft) for draft in drafts if draft.personal or draft.actor is not None}
        return self._keyring.data_keys(wanted) if wanted else {}

    def _whose(self, draft: Draft) -> tuple[str, str, str]:
        return draft.subject, draft.kind, self.time[:4]

    def _add(self, draft: Draft, keys: dict[tuple[str, str, str], DataKey]) -> None:
        sequence = self._first + len(self.entries)
        texts = [*draft.personal] if draft.actor is None else [*draft.personal, draft.actor]
        sealing = None
        if texts:
            key = keys[self._whose(draft)]
            ciphertext = seal(list(texts), key.id, key.secret, self._origin, sequence, PERSONAL)
            if len(ciphertext) > LARGEST_SEALED:
                raise InputError(
                    f"the texts of {draft.kind.removeprefix('facts/')} {draft.subject!r} come to {len(ciphertext):,} "
                    f"bytes, and a sealed value has room for {LARGEST_SEALED:,}",
                    "leave out what the facts do not need",
                )
            sealing = {"commitment": commitment(ciphertext), "key": key.id}
            self.sealed.append((sequence, PERSONAL, key.id, ciphertext))
        data = written(draft, sequence, self.time, sealing, None if draft.actor is None else len(texts) - 1)
        effective = draft.effective.isoformat() if draft.effective else None
        self.entries.append((sequence, self.time, draft.kind, draft.subject, effective, data))
        self.leaves.append(leaf_hash(data))
