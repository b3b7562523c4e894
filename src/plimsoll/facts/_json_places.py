"""Reads strict JSON (RFC 8259) into nodes with places."""

from __future__ import annotations

import json
import re

from plimsoll.errors import InputError
from plimsoll.facts._tree import Intake, Kind, Lines, Mapping, Node, Scalar, Sequence

_SPACE = re.compile(r"[ \t\n\r]*+")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?")
_WORD = re.compile(r"-?[A-Za-z]++")
_WORDS: dict[str, Kind] = {"null": "null", "true": "bool", "false": "bool"}


def read_json(text: str, intake: Intake) -> Node:
    """Read one JSON document."""
    return _Scanner(text, intake).document()


class _Scanner:
    def __init__(self, text: str, intake: Intake) -> None:
        self.text = text
        self.intake = intake
        self.lines = Lines(text)
        self.at = 0

    def document(self) -> Node:
        node = self.value(0)
        if self.peek():
            raise self.error("there is more after the end of the document")
        return node

    def peek(self) -> str:
        """Pass over white space and give the next character, or nothing at the end."""
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        return self.text[self.at : self.at + 1]

    def error(self, problem: str, at: int | None = None) -> InputError:
        at = self.at if at is None else at
        if at >= len(self.text):
            problem += ", but the file ends here"
        return self.intake.error(
            f"not valid JSON: {problem}",
            "mend it there; JSON has no comments and no comma after the last item",
            *self.lines.at(at),
        )

    def value(self, depth: int) -> Node:
        first = self.peek()
        line, column = self.lines.at(self.at)
        self.intake.admit(line, column, depth)
        if first == "{":
            return self.mapping(depth, line, column)
        if first == "[":
            return self.sequence(depth, line, column)
        if first == '"':
            return self.intake.text(self.string(), line, column)
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            return self.intake.number(number[0], line, column)
        return self.word(line, column)

    def word(self, line: int, column: int) -> Scalar:
        found = _WORD.match(self.text, self.at)
        word = found[0] if found else ""
        if word in ("NaN", "Infinity", "-Infinity"):
            raise self.intake.no_number(word, line, column)
        if word not in _WORDS:
            raise self.error("a value is expected")
        self.at += len(word)
        return Scalar(word, _WORDS[word], line, column)

    def string(self) -> str:
        found = _STRING.match(self.text, self.at)
        assert found is not None
        end = found.end()
        stop = self.text[end : end + 1]
        if stop == "\\":
            raise self.error("a backslash begins no escape that JSON has", end)
        if stop == "\t":
            raise self.error("a tab within text must be written \\t", end)
        if stop != '"':
            raise self.error("text lacks its closing quote", self.at)
        token = self.text[self.at : end + 1]
        self.at = end + 1
        return str(json.loads(token)) if "\\" in token else token[1:-1]

    def sequence(self, depth: int, line: int, column: int) -> Sequence:
        items: list[Node] = []
        self.at += 1
        if self.peek() != "]":
            items.append(self.value(depth + 1))
            while self.peek() == ",":
                self.at += 1
                items.append(self.value(depth + 1))
            if self.peek() != "]":
                raise self.error("a comma or ']' is expected")
        self.at += 1
        return Sequence(items, line, column)

    def mapping(self, depth: int, line: int, column: int) -> Mapping:
        mapping = Mapping({}, {}, line, column)
        self.at += 1
        if self.peek() != "}":
            self.entry(mapping, depth)
            while self.peek() == ",":
                self.at += 1
                self.entry(mapping, depth)
            if self.peek() != "}":
                raise self.error("a comma or '}' is expected")
        self.at += 1
        return mapping

    def entry(self, mapping: Mapping, depth: int) -> None:
        if self.peek() != '"':
            raise self.error("a key in double quotes is expected")
        place = self.lines.at(self.at)
        key = self.string()
        self.intake.key(mapping, key, *place)
        if self.peek() != ":":
            raise self.error("a colon is expected after the key")
        self.at += 1
        mapping.entries[key] = self.value(depth + 1)
