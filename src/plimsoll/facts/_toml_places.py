"""Reads TOML into nodes with places.

The standard library reads TOML but does not say where a value stands. The scanner here finds the
places and keeps the limits; the library then has the last word on what is valid TOML.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress

from plimsoll.errors import InputError
from plimsoll.facts._tree import MAX_DEPTH, Intake, Lines, Mapping, Node, Scalar, Sequence

_SPACE = re.compile(r"[ \t]*+")
_BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]++")
_STRING = re.compile(
    # Before 3.11.5, possessive groups lost what they had matched; these need none, as no two branches can start alike.
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
)
_ATOM = re.compile(
    r"""
      (?P<datetime>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[-+]\d\d:\d\d)?)
    | (?P<date>\d{4}-\d\d-\d\d)
    | (?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)
    | (?P<bool>true|false)
    | (?P<no_number>[-+]?(?:inf|nan))
    | (?P<number>0x[0-9A-Fa-f_]++|0o[0-7_]++|0b[01_]++|[-+]?\d[\d_]*+(?:\.[\d_]++)?(?:[eE][-+]?[\d_]++)?)
    """,
    re.VERBOSE | re.ASCII,
)
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


class _LostError(Exception):
    """The scanner met what it cannot read, at the offset it had reached."""


def read_toml(text: str, intake: Intake) -> Node:
    """Read one TOML document."""
    text = text.replace("\r\n", "\n")  # as the library does; no column moves
    scanner = _Scanner(text, intake)
    root: Mapping | None = None
    with suppress(_LostError):
        root = scanner.document()
    try:
        tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise _syntax(str(error), text, intake) from None
    if root is None:
        raise scanner.error("this is TOML of a form that is not read here", "write it in a simpler form")
    if not root.entries:
        raise intake.empty()
    return root


def _syntax(message: str, text: str, intake: Intake) -> InputError:
    found = _WHERE.search(message)
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    else:
        line, column = Lines(text).at(len(text))
    problem = message[: found.start()] if found else message
    problem = problem[:1].lower() + problem[1:100]
    if found and not found[1]:
        problem += ", at the end of the file"
    return intake.error(f"not valid TOML: {problem}", "check the quotes, brackets and '=' there", line, column)


class _Scanner:
    """Finds places in valid TOML; of other text it only promises an error in the end."""

    def __init__(self, text: str, intake: Intake) -> None:
        self.text = text
        self.intake = intake
        self.lines = Lines(text)
        self.at = 0
        self.root = Mapping({}, {}, 1, 1)
        self.headed: dict[int, int] = {}  # id of a table -> the line of its header

    def error(self, what: str, mend: str) -> InputError:
        return self.intake.error(what, mend, *self.lines.at(self.at))

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def take(self, token: str) -> bool:
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise _LostError

    def document(self) -> Mapping:
        self.intake.admit(1, 1, 0)
        table, depth = self.root, 0
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table, depth = self.header()
            else:
                self.pair(table, depth)
            self.skip(_SPACE)
            if self.at < len(self.text) and self.text[self.at] not in "\n#":
                raise _LostError
            self.skip(_BLANK)
        return self.root

    def header(self) -> tuple[Mapping, int]:
        line, column = self.lines.at(self.at)
        in_array = self.take("[[")
        if not in_array:
            self.expect("[")
        self.skip(_SPACE)
        *parents, (key, offset) = self.dotted_key()
        self.expect("]]" if in_array else "]")
        table, depth = self.walk(self.root, 0, parents)
        known = table.entries.get(key)
        if known is None:
            self.intake.key(table, key, *self.lines.at(offset))
        new = Mapping({}, {}, line, column)
        if in_array:
            if known is None:
                self.intake.admit(line, column, depth + 1)
                known = table.entries[key] = Sequence([], line, column)
            if not isinstance(known, Sequence):
                raise _LostError
            self.intake.admit(line, column, depth + 2)
            known.items.append(new)
            return new, depth + 2
        if known is None:
            self.intake.admit(line, column, depth + 1)
            known = table.entries[key] = new
        if not isinstance(known, Mapping):
            raise _LostError
        if id(known) in self.headed:
            raise self.intake.error(
                f"the table [{key}] stands twice, first on line {self.headed[id(known)]}",
                "keep one of the two",
                line,
                column,
            )
        self.headed[id(known)] = line
        return known, depth + 1

    def walk(self, table: Mapping, depth: int, keys: list[tuple[str, int]]) -> tuple[Mapping, int]:
        """Go down from `table`, making the tables that are missing."""
        for key, offset in keys:
            node = table.entries.get(key)
            depth += 1
            if node is None:
                line, column = self.lines.at(offset)
                self.intake.key(table, key, line, column)
                self.intake.admit(line, column, depth)
                node = table.entries[key] = Mapping({}, {}, line, column)
            elif isinstance(node, Sequence) and node.items:
                # A header below an array of tables belongs to the array's latest table.
                node = node.items[-1]
                depth += 1
            if not isinstance(node, Mapping):
                raise _LostError
            table = node
        return table, depth

    def dotted_key(self) -> list[tuple[str, int]]:
        keys: list[tuple[str, int]] = []
        while not keys or self.take("."):
            self.skip(_SPACE)
            if len(keys) > MAX_DEPTH:
                raise self.error(f"a key has more than {MAX_DEPTH} parts", "write the facts flatter")
            offset = self.at
            if bare := _BARE_KEY.match(self.text, offset):
                self.at = bare.end()
                keys.append((bare[0], offset))
            else:
                keys.append((self.string(), offset))
            self.skip(_SPACE)
        return keys

    def pair(self, table: Mapping, depth: int) -> None:
        *parents, (key, offset) = self.dotted_key()
        self.expect("=")
        self.skip(_SPACE)
        table, depth = self.walk(table, depth, parents)
        self.intake.key(table, key, *self.lines.at(offset))
        table.entries[key] = self.value(depth + 1)

    def value(self, depth: int) -> Node:
        line, column = self.lines.at(self.at)
        self.intake.admit(line, column, depth)
        first = self.text[self.at : self.at + 1]
        if first == "[":
            return self.array(depth, line, column)
        if first == "{":
            return self.inline_table(depth, line, column)
        if first in ('"', "'"):
            return self.intake.text(self.string(), line, column)
        return self.atom(line, column)

    def array(self, depth: int, line: int, column: int) -> Sequence:
        items: list[Node] = []
        self.expect("[")
        self.skip(_BLANK)
        while not self.take("]"):
            items.append(self.value(depth + 1))
            self.skip(_BLANK)
            if not self.take(",") and not self.text.startswith("]", self.at):
                raise _LostError
            self.skip(_BLANK)
        return Sequence(items, line, column)

    def inline_table(self, depth: int, line: int, column: int) -> Mapping:
        table = Mapping({}, {}, line, column)
        self.expect("{")
        self.skip(_BLANK)
        while not self.take("}"):
            self.pair(table, depth)
            self.skip(_BLANK)
            if not self.take(",") and not self.text.startswith("}", self.at):
                raise _LostError
            self.skip(_BLANK)
        return table

    def string(self) -> str:
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise _LostError
        token = found[0]
        if token[0] == '"' and "\\" in token:
            try:
                text = str(tomllib.loads("text = " + token)["text"])
            except ValueError:
                raise _LostError from None
        elif token[:3] in ('"""', "'''"):
            text = token[3:-3].removeprefix("\n")
        else:
            text = token[1:-1]
        self.at = found.end()
        return text

    def atom(self, line: int, column: int) -> Scalar:
        found = _ATOM.match(self.text, self.at)
        if found is None:
            raise _LostError
        text = found[0]
        if found["no_number"]:
            raise self.intake.no_number(text, line, column)
        if found["time"]:
            raise self.error("a time of day is no fact read here", "write a date, or put it in quotes")
        self.at = found.end()
        if found["number"]:
            return self.intake.number(text.replace("_", ""), line, column)
        if found["bool"]:
            return Scalar(text, "bool", line, column)
        return Scalar(text, "datetime" if found["datetime"] else "date", line, column)
