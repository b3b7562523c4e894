"""Sealed values: each commitment against its ciphertext, and each ciphertext against an entry."""

from __future__ import annotations

from array import array
from binascii import b2a_base64
from collections.abc import Iterator
from hashlib import sha256

from plimsoll.verifier.entries import FIELD, Marks, Seal
from plimsoll.verifier.erasures import Erasures
from plimsoll.verifier.findings import Findings
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.opening import BLOCK, OVERHEAD, Opener

NO_MORE = 1 << 64


class Values:
    """The ciphertexts that are there, laid against entries in order."""

    def __init__(
        self,
        stream: Iterator[tuple[int, str, str, bytes]],
        erasures: Erasures,
        opener: Opener,
        findings: Findings,
        every_key: bool = False,
    ) -> None:
        self._every_key = every_key
        self._stream, self._erasures, self._opener, self._findings = stream, erasures, opener, findings
        self.there = 0
        self.opened = 0
        self.erased_entries = array("Q")
        """Sequence of the entry, for each value erased by policy."""
        self.erased_by = array("Q")
        """Sequence of the erasure that covers it."""
        self._field = self._key = ""
        self._ciphertext = b""
        self.next = -1
        """Sequence of the next ciphertext; NO_MORE after the last."""
        self._advance()

    def check(self, sequence: int, subject: str, marks: Marks) -> None:
        """Lay the ciphertexts of an entry against the value sealed in it."""
        texts, seal = marks
        found = False
        while self.next <= sequence:
            if seal is None or found or self.next < sequence or self._field != FIELD:
                what = f"a ciphertext for entry {self.next} at {self._field} belongs to no value of it"
                self._findings.add(self.next, what)
            elif self._key != seal[0]:
                found = True
                self._findings.add(sequence, f"the value of entry {sequence} at {FIELD} stands under another key")
            else:
                found = True
                self._present(sequence, subject, texts, seal)
            self._advance()
        if seal is not None and not found:
            self._missing(sequence, subject, seal[0])

    def pass_over(self, sequence: int) -> None:
        """Let go of the ciphertexts of an entry that could not be read."""
        while self.next <= sequence:
            self._advance()

    def end(self) -> None:
        """Whatever is left belongs to no entry."""
        self.check(NO_MORE - 1, "", (0, None))

    def _advance(self) -> None:
        before = self.next
        step = next(self._stream, None)
        if step is None:
            self.next = NO_MORE
            return
        self.next, self._field, self._key, self._ciphertext = step
        if self.next < before:
            self._findings.add(None, f"the ciphertext of entry {self.next} at {self._field} stands out of order")

    def _present(self, sequence: int, subject: str, texts: int, seal: Seal) -> None:
        key, commitment = seal
        ciphertext = self._ciphertext
        if b2a_base64(sha256(ciphertext).digest(), newline=False).decode() != commitment:
            what = f"the ciphertext of entry {sequence} at {FIELD} is not the one that the entry commits to"
            self._findings.add(sequence, what)
            return
        self.there += 1
        if (len(ciphertext) - OVERHEAD) % BLOCK or len(ciphertext) <= OVERHEAD:
            what = f"the ciphertext of entry {sequence} at {FIELD} is not padded to a multiple of {BLOCK} bytes"
            self._findings.add(sequence, what)
            return
        if self._erasures.of(key):
            self._still_there(sequence, subject, key)
        if key in self._opener.keys:
            try:
                self._opener.check(sequence, key, ciphertext, texts)
            except MalformedError as error:
                self._findings.add(sequence, f"the value of entry {sequence} at {FIELD} {error}")
            else:
                self.opened += 1
        elif self._every_key and not self._erasures.of(key):
            what = (
                f"the value of entry {sequence} at {FIELD} cannot be opened: its key is gone and no erasure covers it"
            )
            self._findings.add(sequence, what)

    def _still_there(self, sequence: int, subject: str, key: str) -> None:
        by = self._erasures.covering(key, subject, sequence)
        if by is not None:
            what = f"the value of entry {sequence} at {FIELD} was erased by entry {by}"
            self._findings.add(sequence, f"{what}, but its ciphertext is still there")
        elif all(erasure.sequence <= sequence for erasure in self._erasures.of(key)):
            before = self._erasures.of(key)[0].sequence
            what = f"the value of entry {sequence} at {FIELD} is sealed under a key that entry {before} destroyed"
            self._findings.add(sequence, what)

    def _missing(self, sequence: int, subject: str, key: str) -> None:
        by = self._erasures.covering(key, subject, sequence)
        if by is None:
            what = f"the value of entry {sequence} at {FIELD} is gone and no erasure covers it"
            self._findings.add(sequence, what)
        else:
            self.erased_entries.append(sequence)
            self.erased_by.append(by)
