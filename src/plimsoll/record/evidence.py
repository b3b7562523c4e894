"""A store as a verifier sees it: bytes in order, and nothing believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plimsoll.record.transaction import Transaction


class StoreEvidence:
    """One state of a store, inside one transaction; the keys, where they are here, open its values."""

    def __init__(self, transaction: Transaction, custody: str = "", opened: Mapping[str, bytes] | None = None) -> None:
        """Raises InputError where what holds the entries cannot be relied on: the database's structure, or the head."""
        transaction.check()
        self._transaction = transaction
        about = transaction.about()
        self.origin, self.vkey = about.get("origin", ""), about.get("vkey", "")
        self.custody = custody
        self._opened = opened or {}

    def checkpoint(self) -> bytes:
        """The signed checkpoint."""
        return self._transaction.head().checkpoint.encode()

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """Every entry: its sequence and its bytes."""
        return self._transaction.all_entries()

    def columns(self) -> Iterator[tuple[int, str, str, str, str | None]]:
        """What the store keeps of each entry beside its bytes."""
        return self._transaction.all_columns()

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Every stored tile."""
        return self._transaction.all_tiles()

    def sealed(self) -> Iterator[tuple[int, str, str, bytes]]:
        """Every ciphertext."""
        return self._transaction.all_sealed()

    def opened(self) -> Mapping[str, bytes]:
        """Data keys at hand."""
        return self._opened
