"""Reads YAML into nodes with places, by the core schema of YAML 1.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamStartEvent,
)

from plimsoll.errors import InputError
from plimsoll.facts._tree import Intake, Lines, Mapping, Node, Scalar, Sequence, shown

_CORE = "tag:yaml.org,2002:"
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})
# YAML takes none of the first; the reader below takes the others, three line breaks that no editor
# shows, for ends of line, and would count lines by them.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\x85\u2028\u2029]")


class _Anchored(NamedTuple):
    node: Node
    nodes: int
    height: int


def read_yaml(text: str, intake: Intake) -> Node:
    """Read one YAML document."""
    if found := _UNWANTED.search(text):
        code = f"{ord(found[0]):04X}"
        raise intake.error(
            f"the character U+{code} cannot stand in YAML",
            f"remove it, or write it in double quotes as \\u{code}",
            *Lines(text).at(found.start()),
        )
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # A generator, which can be closed; PyYAML's stubs say only iterator.
        with closing(yaml.parse(text, Loader=loader)) as events:  # type: ignore[type-var]
            return _Composer(events, intake).document()
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, text, intake) from None
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: the reader written in Python lets it through for an escape beyond Unicode.
        raise intake.error(f"not valid YAML: {str(error)[:100]}", "mend or remove it", 1, 1) from None


def _syntax(error: yaml.MarkedYAMLError, text: str, intake: Intake) -> InputError:
    problem = (error.problem or "it cannot be read")[:100]
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else Lines(text).at(len(text))
    if error.context and error.context_mark and error.problem:
        problem += f", {error.context[:60]} begun on line {error.context_mark.line + 1}"
    if "tab character" in problem or (mark and text[mark.index : mark.index + 1] == "\t"):
        mend = "indent with spaces, not tabs"
    else:
        mend = "check the indentation, quotes, brackets and colons there"
    return intake.error(f"not valid YAML: {problem}", mend, line, column)


def _place(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


class _Composer:
    """Builds the tree from the reader's events, so that it can stop as soon as a limit is passed."""

    def __init__(self, events: Iterator[Event], intake: Intake) -> None:
        self.events = events
        self.intake = intake
        self.anchors: dict[str, _Anchored | None] = {}  # None while the anchored value is being read
        self.deepest = 0

    def document(self) -> Node:
        event = next(self.events)
        while isinstance(event, (StreamStartEvent, DocumentStartEvent)):
            event = next(self.events)
        if not isinstance(event, NodeEvent):
            raise self.intake.empty()
        root = self.node(event, 0)
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                raise self.intake.error(
                    "the file holds more than one document", "keep one facts file to a file", *_place(event)
                )
        if isinstance(root, Scalar) and root.kind == "null" and not root.text:
            raise self.intake.empty()
        return root

    def node(self, event: Event, depth: int) -> Node:
        line, column = _place(event)
        if isinstance(event, AliasEvent):
            return self.alias(event.anchor or "", depth, line, column)
        assert isinstance(event, NodeEvent)
        start = self.intake.nodes
        self.intake.admit(line, column, depth)
        anchor = event.anchor
        if anchor is not None:
            if anchor in self.anchors:
                raise self.intake.error(
                    f"the anchor {shown('&' + anchor)} is set twice",
                    "give each anchor its own name",
                    line,
                    column,
                )
            self.anchors[anchor] = None
        deepest, self.deepest = self.deepest, depth
        node = self.bare_node(event, depth, line, column)
        if anchor is not None:
            self.anchors[anchor] = _Anchored(node, self.intake.nodes - start, self.deepest - depth)
        self.deepest = max(deepest, self.deepest)
        return node

    def bare_node(self, event: NodeEvent, depth: int, line: int, column: int) -> Node:
        if isinstance(event, ScalarEvent):
            return self.scalar(event, line, column)
        assert isinstance(event, CollectionStartEvent)
        is_mapping = isinstance(event, MappingStartEvent)
        if event.tag not in (None, _CORE + ("map" if is_mapping else "seq")):
            raise self.tag_error(event.tag, line, column)
        return self.mapping(depth, line, column) if is_mapping else self.sequence(depth, line, column)

    def alias(self, anchor: str, depth: int, line: int, column: int) -> Node:
        known = self.anchors.get(anchor)
        if known is None:
            state = "stands inside the value it names" if anchor in self.anchors else "names no anchor before it"
            raise self.intake.error(f"the alias {shown('*' + anchor)} {state}", "write the value out", line, column)
        # An alias counts for all it stands for, so that a few lines cannot grow into millions of values.
        self.intake.admit(line, column, depth + known.height, known.nodes)
        self.deepest = max(self.deepest, depth + known.height)
        return known.node

    def sequence(self, depth: int, line: int, column: int) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return Sequence(items, line, column)

    def mapping(self, depth: int, line: int, column: int) -> Mapping:
        mapping = Mapping({}, {}, line, column)
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self.key(event)
            self.intake.key(mapping, key, *_place(event))
            mapping.entries[key] = self.node(next(self.events), depth + 1)
        return mapping

    def key(self, event: Event) -> str:
        line, column = _place(event)
        if isinstance(event, ScalarEvent):
            if event.anchor is not None:
                raise self.intake.error("an anchor stands on a key", "put it on the value, or remove it", line, column)
            if event.value == "<<" and not event.style:
                raise self.intake.error("merge keys (<<) are not read", "write the keys out", line, column)
            scalar = self.scalar(event, line, column)
            if scalar.kind in ("text", "int"):
                return scalar.text
        raise self.intake.error(
            "a key must be text or a whole number", "write the key as text, in quotes", line, column
        )

    def scalar(self, event: ScalarEvent, line: int, column: int) -> Scalar:
        text, tag = event.value, event.tag
        if tag == _CORE + "str" or (tag is None and event.style):
            return self.intake.text(text, line, column)
        if tag is None:
            return self.plain_scalar(text, line, column)
        if tag not in {_CORE + kind for kind in ("null", "bool", "int", "float")}:
            raise self.tag_error(tag, line, column)
        scalar = self.plain_scalar(text, line, column)
        if tag == _CORE + "float" and scalar.kind == "int":
            return replace(scalar, kind="float")
        if tag != _CORE + scalar.kind:
            raise self.intake.error(
                f"the tag !!{tag.removeprefix(_CORE)} does not fit the value {shown(text)}",
                "remove the tag",
                line,
                column,
            )
        return scalar

    def plain_scalar(self, text: str, line: int, column: int) -> Scalar:
        if text in _NULLS:
            return Scalar(text, "null", line, column)
        if text in _BOOLS:
            return Scalar(text, "bool", line, column)
        if text[0] in "+-.0123456789":
            if _NUMBER.fullmatch(text):
                return self.intake.number(text, line, column)
            if _NO_NUMBER.fullmatch(text):
                raise self.intake.no_number(text, line, column)
        return self.intake.text(text, line, column)

    def tag_error(self, tag: str, line: int, column: int) -> InputError:
        name = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
        return self.intake.error(f"the tag {shown(name)} is not read here", "remove the tag", line, column)
