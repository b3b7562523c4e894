"""What a verifier says of a record."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from plimsoll.verifier.base64s import encoded
from plimsoll.verifier.findings import Finding
from plimsoll.verifier.trust import Witness

FORMAT = "plimsoll/verification/1"
Verdict = Literal["intact", "tampered"]
EntryVerdict = Literal["intact", "erased by policy", "tampered"]
_MOST_ERASED = 1000
"""So many erased entries are listed in `to_dict`; the number is always there."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a record, and all that it rests on. It holds no personal value."""

    origin: str
    size: int | None
    """Entries that the checkpoint signs; None where it cannot be read."""
    root: bytes | None
    """32 bytes, as the checkpoint signs it."""
    vkey: str | None
    vkey_given: bool
    """False: the key is the record's own word, which shows only that the record agrees with itself."""
    custody: str
    whole: bool
    """False: a part, verified proof by proof."""
    entries: int
    values_there: int
    values_erased: int
    values_opened: int
    witnesses: tuple[Witness, ...]
    quorum_met: bool | None
    """None without a policy."""
    policy_given: bool
    findings: tuple[Finding, ...]
    findings_number: int
    """All that were found, also those not kept in words."""
    notes: tuple[str, ...]
    """Not wrong, yet to be known."""
    tampered_entries: frozenset[int] = field(repr=False)
    erased_entries: array[int] = field(repr=False)
    """Sequence of the entry of each value erased by policy, ascending."""
    erased_by: array[int] = field(repr=False)
    """Sequence of the erasure that covers each."""

    @property
    def verdict(self) -> Verdict:
        """`tampered` where anything was found, else `intact`."""
        return "tampered" if self.findings_number else "intact"

    def verdict_of(self, sequence: int) -> EntryVerdict:
        """The verdict on one entry that was there."""
        if sequence in self.tampered_entries:
            return "tampered"
        return "erased by policy" if self._erasure_at(sequence) is not None else "intact"

    def erasure_of(self, sequence: int) -> int | None:
        """The erasure that covers the missing values of an entry; None where none is missing by policy."""
        at = self._erasure_at(sequence)
        return None if at is None else self.erased_by[at]

    def to_dict(self) -> dict[str, Any]:
        """JSON data in the format `plimsoll/verification/1`."""
        erased = sorted(set(zip(self.erased_entries, self.erased_by, strict=True)))
        return {
            "format": FORMAT,
            "verdict": self.verdict,
            "origin": self.origin,
            "size": self.size,
            "root": None if self.root is None else encoded(self.root),
            "vkey": self.vkey,
            "vkey_given": self.vkey_given,
            "custody": self.custody,
            "whole": self.whole,
            "entries": self.entries,
            "values": {"there": self.values_there, "erased": self.values_erased, "opened": self.values_opened},
            "witnesses": [{"name": w.name, "key": w.key, "time": _utc(w.time)} for w in self.witnesses],
            "quorum": {"met": self.quorum_met, "policy_given": self.policy_given},
            "findings": [{"entry": finding.entry, "what": finding.what} for finding in self.findings],
            "more_findings": self.findings_number - len(self.findings),
            "erased": [{"entry": entry, "erasure": erasure} for entry, erasure in erased[:_MOST_ERASED]],
            "more_erased": max(0, len(erased) - _MOST_ERASED),
            "notes": list(self.notes),
        }

    def lines(self) -> list[str]:
        """The same in plain words, for a person."""
        what = "record" if self.whole else "part of the record"
        of = "" if self.size is None else f" of {self.size:,}"
        found = [f"{self.verdict}: {what} {self.origin}, {_count(self.entries, 'entry', 'entries')}{of}"]
        found += [f"  {finding.what}" for finding in self.findings]
        if self.findings_number > len(self.findings):
            found.append(f"  and {self.findings_number - len(self.findings):,} more")
        values = f"values: {self.values_there:,} there, {self.values_erased:,} erased by policy"
        found.append(f"{values}, {self.values_opened:,} opened")
        if self.root is not None:
            found.append(f"root: {encoded(self.root)}")
        found.append(f"key: {self.vkey}" if self.vkey else "key: none")
        if not self.vkey_given:
            found.append("  the record's own word: it shows only that the record agrees with itself; give the key")
        found += [f"witness: {w.name} ({w.key}), {_utc(w.time)}" for w in self.witnesses]
        if not self.witnesses:
            found.append("witnesses: none; whoever holds the signing key could have rewritten this record")
        if self.quorum_met is not None:
            whose = "the given policy" if self.policy_given else "its own policy"
            found.append(f"quorum of {whose}: {'met' if self.quorum_met else 'not met'}")
        if self.custody:
            found.append(f"custody of the keys: {_printable(self.custody)}")
        return [_printable(line) for line in (*found, *(f"note: {note}" for note in self.notes))]

    def _erasure_at(self, sequence: int) -> int | None:
        at = bisect_left(self.erased_entries, sequence)
        return at if at < len(self.erased_entries) and self.erased_entries[at] == sequence else None


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _utc(time: int) -> str | int:
    try:
        return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return time


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
