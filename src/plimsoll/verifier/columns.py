"""What a store keeps of an entry beside its bytes, which must be what the entry itself says."""

from __future__ import annotations

from collections.abc import Iterator

from plimsoll.verifier.evidence import Columns
from plimsoll.verifier.findings import Findings

_NAMES = ("sequence", "time", "kind", "subject", "effective")


class ColumnsBeside:
    """Rows beside entries, in order of sequence; None where no rows are kept."""

    def __init__(self, rows: Iterator[Columns] | None, findings: Findings) -> None:
        self._rows, self._findings = rows, findings
        self._ahead = next(rows, None) if rows is not None else None

    @property
    def are_kept(self) -> bool:
        """Whether there are any rows to compare."""
        return self._rows is not None

    def check(self, sequence: int, time: str, kind: str, subject: str, effective: str | None) -> None:
        """Compare the row of an entry with the entry."""
        if self._rows is None:
            return
        row = self._ahead
        if row == (sequence, time, kind, subject, effective):
            self._ahead = next(self._rows, None)
            return
        self._pass_strays(sequence)
        row = self._ahead
        if row is None or row[0] != sequence:
            self._findings.add(sequence, f"the columns of entry {sequence} are missing")
            return
        said = (sequence, time, kind, subject, effective)
        for name, column, own in zip(_NAMES, row, said, strict=True):
            if column != own:
                self._findings.add(sequence, f"the column {name} of entry {sequence} is not what the entry says")
        self._ahead = next(self._rows, None)

    def pass_over(self, sequence: int) -> None:
        """Let go of the row of an entry that could not be read."""
        self._pass_strays(sequence)
        if self._rows is not None and self._ahead is not None and self._ahead[0] == sequence:
            self._ahead = next(self._rows, None)

    def end(self) -> None:
        """Whatever is left belongs to no entry."""
        self._pass_strays(1 << 64)

    def _pass_strays(self, sequence: int) -> None:
        while self._rows is not None and self._ahead is not None and self._ahead[0] < sequence:
            self._findings.add(self._ahead[0], f"the columns of entry {self._ahead[0]} belong to no entry")
            self._ahead = next(self._rows, None)
