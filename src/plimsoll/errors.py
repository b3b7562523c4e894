"""The one kind of error that a person is meant to read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file and, where known, line and column (from 1) and the key's path."""

    file: str
    line: int | None = None
    column: int | None = None
    key: str = ""

    def __str__(self) -> str:
        position = "".join(f":{n}" for n in (self.line, self.column) if n is not None)
        return _printable(f"{self.file}{position}" + (f": {self.key}" if self.key else ""))


class InputError(Exception):
    """Input or a call that cannot be taken: what is wrong, where, and how to mend it, in one line.

    The command line prints it on standard error and exits with status 2.
    """

    def __init__(self, what: str, mend: str, place: Place | None = None) -> None:
        self.what = _one_line(what)
        self.mend = _one_line(mend)
        self.place = place
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.what}; {self.mend}"


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    """Fold control characters and line breaks away, so that input cannot forge a second line."""
    return "".join(c if c.isprintable() else " " for c in text)
