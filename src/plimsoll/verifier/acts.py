"""What special entries do to others: they must point to what is there, and certificates must be signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plimsoll.verifier.base64s import decoded
from plimsoll.verifier.canonical import written
from plimsoll.verifier.entries import read_entry
from plimsoll.verifier.erasures import Erasures
from plimsoll.verifier.findings import Findings
from plimsoll.verifier.kinds import check_value
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.notes import VKey

_FORESEEN = frozenset((b"eras", b"with"))
_FAR = 256
"""`kind` stands within so many bytes: an actor, a day and a format before it are short."""


class Acts:
    """Special entries: seen once to know erasures and what is withdrawn, then checked in order with all others."""

    def __init__(self, origin: str, vkey: VKey | None, whole: bool, findings: Findings) -> None:
        self._origin, self._vkey, self._whole, self._findings = origin, vkey, whole, findings
        self.erasures = Erasures()
        self.withdrawn: dict[int, str | None] = {}
        """Entries that are withdrawn, with their subjects once they were passed."""
        self._holds: set[tuple[str, str]] = set()

    def foresee(self, entries: Iterator[tuple[int, bytes]]) -> None:
        """Look at all entries before any is checked. One that is not in its form is found out later."""
        mark = b'"kind":"'
        for _, data in entries:
            start = data.find(mark, 0, _FAR) + 8
            if data[start : start + 4] in _FORESEEN:
                self._foresee(data)

    def _foresee(self, data: bytes) -> None:
        try:
            _, _, _, kind, sequence, subject, _, value = read_entry(data)
            check_value(kind, value)
        except MalformedError:
            return
        if kind == "erasure":
            self.erasures.add(sequence, subject, value["keys"])
        elif kind == "withdrawal":
            self.withdrawn[value["entry"]] = None

    def check(self, sequence: int, kind: str, subject: str, value: dict[str, Any]) -> None:
        """Check a special entry whose value is in its form; MalformedError says what is wrong with it."""
        if (sequence == 0) != (kind == "record"):
            raise MalformedError("begins a record, which only entry 0 does" if sequence else "does not begin a record")
        match kind:
            case "record":
                if self._vkey is not None and value["key"] != str(self._vkey):
                    raise MalformedError("names another key of the log than the one it is verified with")
            case "withdrawal":
                self._withdrawal(sequence, subject, value["entry"])
            case "hold":
                self._holds.add((subject, value["hold"]))
            case "release":
                if self._whole and (subject, value["hold"]) not in self._holds:
                    raise MalformedError("releases a hold that no entry before it puts on its subject")
                self._holds.discard((subject, value["hold"]))
            case "erasure":
                known = self.erasures.at.get(sequence)
                if known is None or known.subject != subject or known.keys != frozenset(value["keys"]):
                    raise MalformedError("is an erasure that changed while the record was read")
            case "certificate":
                self._certificate(sequence, subject, value)
        if kind in ("record", "keys") and subject != self._origin:
            raise MalformedError("is not about the log itself, as its kind must be")

    def _withdrawal(self, sequence: int, subject: str, entry: int) -> None:
        of = self.withdrawn.get(entry)
        if entry >= sequence or (of is None and self._whole):
            raise MalformedError(f"withdraws entry {entry}, which does not exist before it")
        if of is not None and of != subject:
            raise MalformedError(f"withdraws entry {entry}, which is about another subject")

    def _certificate(self, sequence: int, subject: str, value: dict[str, Any]) -> None:
        at = value["erasure"]
        erasure = self.erasures.at.get(at)
        if at >= sequence or (erasure is None and self._whole):
            raise MalformedError(f"certifies the erasure in entry {at}, which does not exist before it")
        if erasure is not None and (erasure.subject != subject or erasure.keys != frozenset(value["keys"])):
            raise MalformedError(f"certifies other keys or another subject than the erasure in entry {at}")
        signed = {
            "certificate": {key: item for key, item in value.items() if key != "signature"},
            "format": "plimsoll/certificate/1",
            "origin": self._origin,
            "subject": subject,
        }
        if self._vkey is not None and not self._vkey.verifies(decoded(value["signature"]), written(signed)):
            raise MalformedError("is a certificate whose signature does not verify")
        self.erasures.certify(at)
