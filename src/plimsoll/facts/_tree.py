"""The nodes of a facts file, and what its three readers share: places, limits and refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from plimsoll.errors import InputError, Place

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 200_000
MAX_KEY = 256
# Below 640, the least limit on digits that Python can be told to keep when it turns text into an int.
MAX_LITERAL = 500
MAX_EXPONENT = 400

Kind = Literal["null", "bool", "int", "float", "text", "date", "datetime"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written: text without its quotes, a number as its literal without underscores.

    An integer written in hexadecimal, octal or binary is held in decimal.
    """

    text: str
    kind: Kind
    line: int
    column: int


@dataclass(slots=True)
class Sequence:
    """A list of values and where it starts."""

    items: list[Node]
    line: int
    column: int


@dataclass(slots=True)
class Mapping:
    """Values by key, where each key stands (line and column) and where the mapping starts."""

    entries: dict[str, Node]
    keys: dict[str, tuple[int, int]]
    line: int
    column: int


Node = Scalar | Sequence | Mapping

_SURROGATE = re.compile("[\ud800-\udfff]")
_DECIMAL_INT = re.compile(r"[-+]?[0-9]+")


def shown(text: str, limit: int = 60) -> str:
    """Give `text` in quotes, cut short, for a message."""
    return f"'{text}'" if len(text) <= limit else f"'{text[:limit]}…'"


class Lines:
    """Turns an offset into a text into a line and a column, both from 1.

    It goes on from the offset asked for last, since a reader asks from the start to the end.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._start, self._offset = 1, 0, 0

    def at(self, offset: int) -> tuple[int, int]:
        """Give the line and the column of `offset`."""
        if offset < self._offset:
            self._line, self._start, self._offset = 1, 0, 0
        if passed := self._text.count("\n", self._offset, offset):
            self._line += passed
            self._start = self._text.rfind("\n", self._offset, offset) + 1
        self._offset = offset
        return self._line, offset - self._start + 1


class Intake:
    """One reading of one file: its name, how many values it has held so far, and the refusals."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes = 0

    def error(self, what: str, mend: str, line: int, column: int) -> InputError:
        """Make the error that stands at a line and a column of this file."""
        return InputError(what, mend, Place(self.name, line, column))

    def admit(self, line: int, column: int, depth: int, nodes: int = 1) -> None:
        """Count `nodes` more values, the deepest of them `depth` levels below the root."""
        if depth > MAX_DEPTH:
            raise self.error(f"values are nested more than {MAX_DEPTH} deep", "write the facts flatter", line, column)
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self.error(
                f"the file holds more than {MAX_NODES} values",
                "leave out what the facts do not need",
                line,
                column,
            )

    def text(self, text: str, line: int, column: int) -> Scalar:
        """Make a text value."""
        self._check_text(text, line, column)
        return Scalar(text, "text", line, column)

    def key(self, mapping: Mapping, key: str, line: int, column: int) -> None:
        """Enter the place of a new key of `mapping`."""
        self._check_text(key, line, column)
        if len(key) > MAX_KEY:
            raise self.error(f"a key is longer than {MAX_KEY} characters", "shorten the key", line, column)
        if key in mapping.keys:
            first = mapping.keys[key][0]
            raise self.error(
                f"the key {shown(key)} stands twice, first on line {first}",
                "keep one of the two",
                line,
                column,
            )
        mapping.keys[key] = (line, column)

    def number(self, literal: str, line: int, column: int) -> Scalar:
        """Make a number from a literal that is already known to be one, without underscores."""
        kind: Kind = "int"
        in_range = len(literal) <= MAX_LITERAL
        if in_range and literal[:2] in ("0x", "0o", "0b"):
            literal = str(int(literal, 0))
        elif in_range and not _DECIMAL_INT.fullmatch(literal):
            kind = "float"
            exponent = literal.lower().partition("e")[2]
            in_range = abs(int(exponent or 0)) <= MAX_EXPONENT
        if not in_range:
            raise self.error("a number out of any range", "check its digits and its exponent", line, column)
        return Scalar(literal, kind, line, column)

    def no_number(self, literal: str, line: int, column: int) -> InputError:
        """Make the error for an infinity or a not-a-number."""
        what = "is not a number" if "nan" in literal.lower() else "is infinite"
        return self.error(f"{shown(literal)} {what}", "leave the key out where the figure is unknown", line, column)

    def empty(self) -> InputError:
        """Make the error for a file that holds nothing."""
        return InputError("the file is empty", "`plimsoll facts new` prints one to fill in", Place(self.name, 1, 1))

    def _check_text(self, text: str, line: int, column: int) -> None:
        if _SURROGATE.search(text):
            raise self.error(
                "an escape names half of a surrogate pair, which is no character",
                "write the character itself",
                line,
                column,
            )
