"""A facts file as a tree whose every value knows its place."""

from __future__ import annotations

import codecs
import json
import re
from collections import abc
from decimal import Decimal
from pathlib import PurePath
from typing import Literal

from plimsoll.errors import InputError, Place
from plimsoll.facts._json_places import read_json
from plimsoll.facts._toml_places import read_toml
from plimsoll.facts._tree import MAX_BYTES, Intake, Mapping, Node, Scalar, Sequence
from plimsoll.facts._yaml_places import read_yaml

__all__ = [
    "Form",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "form_of",
    "place_of",
    "plain",
    "read_document",
]

Form = Literal["yaml", "json", "toml"]

_READERS: dict[Form, abc.Callable[[str, Intake], Node]] = {
    "yaml": read_yaml,
    "json": read_json,
    "toml": read_toml,
}
_SUFFIXES: dict[str, Form] = {
    "": "yaml",
    ".": "yaml",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".toml": "toml",
}
# The longer marks first: that of UTF-32 begins with that of UTF-16.
_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BARE_KEY = re.compile(r"[\w-]+")


def form_of(name: str) -> Form:
    """Tell the form of a file by its name; one without a suffix, or `-`, is read as YAML."""
    suffix = PurePath(name).suffix
    form = _SUFFIXES.get(suffix.lower())
    if form is None:
        raise InputError(
            f"the suffix '{suffix}' names no form of facts file",
            "name the file .yaml, .yml, .json or .toml",
            Place(name),
        )
    return form


def read_document(data: bytes, name: str, form: Form) -> Node:
    """Read the bytes of the facts file `name`; whatever cannot be taken is an `InputError`."""
    intake = Intake(name)
    text = _decoded(data, intake)
    if not text.strip():
        raise intake.empty()
    try:
        return _READERS[form](text, intake)
    except RecursionError:
        # The readers stop at their own limit; this is for a caller that is itself deep down.
        raise InputError("values are nested too deep to be read here", "write the facts flatter", Place(name)) from None


def plain(node: Node) -> object:
    """Give the tree as dicts, lists, text, `int`, `Decimal`, `bool` and `None`; dates stay text."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    match node.kind:
        case "null":
            return None
        case "bool":
            return node.text.lower() == "true"
        case "int":
            return int(node.text)
        case "float":
            return Decimal(node.text)
        case _:
            return node.text


def place_of(root: Node, path: abc.Sequence[str | int], name: str) -> Place:
    """Give the place of the deepest value along `path` that exists, with the whole path as its key.

    For an entry of a mapping that is the place of its key.
    """
    node: Node | None = root
    line, column = root.line, root.column
    key = ""
    for part in path:
        if isinstance(node, Mapping):
            part = str(part)  # a year, say, is a whole number to the caller and text here
            line, column = node.keys.get(part, (line, column))
            node = node.entries.get(part)
        elif isinstance(node, Sequence) and isinstance(part, int) and 0 <= part < len(node.items):
            node = node.items[part]
            line, column = node.line, node.column
        else:
            node = None
        key += _step(part, first=not key)
    return Place(name, line, column, key)


def _step(part: str | int, *, first: bool) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    word = part if _BARE_KEY.fullmatch(part) else json.dumps(part)
    return word if first else f".{word}"


def _decoded(data: bytes, intake: Intake) -> str:
    """Give the text of `data`, which must be UTF-8, with or without a byte order mark."""
    if len(data) > MAX_BYTES:
        raise InputError(
            f"the file is larger than {MAX_BYTES // 2**20} MiB",
            "leave out what the facts do not need",
            Place(intake.name),
        )
    for mark, encoding in _OTHER_MARKS:
        if data.startswith(mark):
            raise intake.error(f"the file is {encoding} text", "save the file as UTF-8", 1, 1)
    marked = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    if control := _CONTROL.search(data):
        what, mend = "a binary file, not text", "give a text file, saved as UTF-8"
        raise _byte_error(data, control.start(), marked, intake, what, mend)
    try:
        return data[marked:].decode("utf-8")
    except UnicodeDecodeError as error:
        what, mend = "not UTF-8 text", "save the file as UTF-8"
        raise _byte_error(data, marked + error.start, marked, intake, what, mend) from None


def _byte_error(data: bytes, offset: int, marked: int, intake: Intake, what: str, mend: str) -> InputError:
    line = data.count(b"\n", 0, offset) + 1
    start = max(data.rfind(b"\n", 0, offset) + 1, marked)
    column = len(data[start:offset].decode("utf-8", errors="replace")) + 1
    return intake.error(f"{what}: byte 0x{data[offset]:02x} at line {line} (byte offset {offset})", mend, line, column)
