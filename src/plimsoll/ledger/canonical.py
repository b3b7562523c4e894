"""The one way to write a JSON value: RFC 8785, for values without fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import orjson

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | bool | None"
"""What has a canonical form here; no subclass of these has."""

LARGEST_INTEGER = 2**53 - 1
"""Integers beyond this, or below its negative, are not exact in every reader of JSON (RFC 7493, section 2.2)."""

DEEPEST = 100
"""Levels of lists and objects that may stand in one another."""

_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)
_IN_ORDER = _OPTIONS ^ orjson.OPT_SORT_KEYS
_ALONE = frozenset((str, int, bool, type(None)))
_NESTING = frozenset((dict, list))
_PLAIN = _ALONE | _NESTING
_LATE = re.compile(rb"[\xee-\xf4]").search
"""Characters from U+E000 on: keys with them sort otherwise by UTF-16, as RFC 8785 wants, than by bytes of UTF-8."""


def canonical(value: object) -> bytes:
    """Give the UTF-8 of the canonical form of a `JsonValue`.

    Raises:
        TypeError: a value of another type, such as float or Decimal, or a key that is not a str.
        ValueError: an int beyond ±(2^53 - 1), a lone surrogate, or more than 100 levels.
            Each says where, as a JSON pointer (RFC 6901).
    """
    try:
        data = orjson.dumps(value, option=_OPTIONS)
    except TypeError:  # also what orjson cannot encode, such as a lone surrogate
        data = b""
    if not data or not _is_plain(value):
        raise next(_faults(value, "", DEEPEST))
    return orjson.dumps(_in_order(value), option=_IN_ORDER) if _LATE(data) else data


def _is_plain(value: object) -> bool:
    """Whether it is made of the types of a `JsonValue` alone, in at most 100 levels; by types, a level at a time."""
    level: list[Any] = [[value]]
    for _ in range(DEEPEST + 1):
        below: list[Any] = []
        for each in level:
            parts = each.values() if type(each) is dict else each
            kinds = set(map(type, parts))
            if not kinds <= _ALONE:
                if not kinds <= _PLAIN:
                    return False
                below += [part for part in parts if type(part) in _NESTING]
        if not below:
            return True
        level = below
    return False


def _in_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value, key=_utf_16)}
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    return value


def _utf_16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _faults(value: object, pointer: str, levels: int) -> Iterator[Exception]:
    where = f"at {pointer!a}" if pointer else "as the whole value"
    kind = type(value)
    if isinstance(value, str) and kind is str:
        if not _encodable(value):
            yield ValueError(f"a lone surrogate in text {where}")
    elif isinstance(value, int) and kind is int:
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            yield ValueError(f"an integer beyond 2^53 - 1 {where}")
    elif value is None or kind is bool:
        return
    elif isinstance(value, dict) and kind is dict:
        if not levels:
            yield ValueError(f"more than {DEEPEST} levels {where}")
        for key, each in value.items():
            if type(key) is not str:
                yield TypeError(f"a key of type {type(key).__name__} in the object {where}")
            elif not _encodable(key):
                yield ValueError(f"a lone surrogate in a key of the object {where}")
            else:
                yield from _faults(each, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", levels - 1)
    elif isinstance(value, list) and kind is list:
        if not levels:
            yield ValueError(f"more than {DEEPEST} levels {where}")
        for place, each in enumerate(value):
            yield from _faults(each, f"{pointer}/{place}", levels - 1)
    else:
        yield TypeError(f"a value of type {kind.__name__} {where}")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
