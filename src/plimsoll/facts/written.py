"""Facts written down as a facts file, an entry a line: for people to read, and for any YAML 1.2 reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from plimsoll.facts.quantities import Unit, exact, written

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]*")
_NUMBER = re.compile(r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?")
_COUNTED = frozenset(["operations", "peak_operations_per_s"])
_LARGEST_SUM = 10**15
_WORDS = frozenset(["true", "false", "null", "~"])


def facts_text(facts: Mapping[str, Any]) -> str:
    """Write the content of a facts file."""
    return "\n".join(facts_lines(facts)) + "\n"


def facts_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """Give the content of a facts file line by line."""
    for key, value in facts.items():
        if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
            yield f"{key}:"
            for each in value:
                yield f"  - {_flow(each)}"
        else:
            yield f"{key}: {_flow(value, key)}"


def _flow(value: Any, key: str = "") -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{name}: {_flow(each, str(name))}" for name, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(each, key) for each in value) + "]"
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float() | Decimal():
            number = exact(value)
            unit = Unit.OPERATIONS if key in _COUNTED or abs(number) >= _LARGEST_SUM else Unit.MONEY
            return written(number, unit)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and not _NUMBER.fullmatch(text) and text.lower() not in _WORDS
    return text if plain and not text.endswith(":") else f'"{"".join(map(_quoted, text))}"'


def _quoted(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
