"""The one way to write a JSON value: RFC 8785, for values without fractions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeAlias

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | int | bool | None"
"""What has a canonical form here; no subclass of these has."""

LARGEST_INTEGER = 2**53 - 1
"""Integers beyond this, or below its negative, are not exact in every reader of JSON (RFC 7493, section 2.2)."""

DEEPEST = 100
"""Levels of lists and objects that may stand in one another."""

_SEPARATORS = (",", ":")
_by_code_point = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=_SEPARATORS, sort_keys=True
).encode
_as_it_stands = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=_SEPARATORS
).encode


def canonical(value: object) -> bytes:
    """Give the UTF-8 of the canonical form of a `JsonValue`.

    Raises:
        TypeError: a value of another type, such as float or Decimal, or a key that is not a str.
        ValueError: an int beyond ±(2^53 - 1), a lone surrogate, or more than 100 levels.
            Each says where, as a JSON pointer (RFC 6901).
    """
    try:
        # Sorting by code points is RFC 8785's by UTF-16 code units as long as no key has a character from U+E000 on.
        text = _by_code_point(value) if _check(value, DEEPEST) else _as_it_stands(_in_order(value))
        return text.encode()
    except (_NotCanonicalError, UnicodeEncodeError):
        raise next(_faults(value, "", DEEPEST)) from None


class _NotCanonicalError(Exception):
    """There is a fault somewhere; to find it takes a slower walk, which a good value is spared."""


def _check(value: object, levels: int) -> bool:
    """Check types, integers and depth; give whether sorting by code points will do."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        if -LARGEST_INTEGER <= value <= LARGEST_INTEGER:  # type: ignore[operator]
            return True
        raise _NotCanonicalError
    if not levels:
        raise _NotCanonicalError
    plain = True
    if kind is dict:
        for key, each in value.items():  # type: ignore[attr-defined]
            if type(key) is not str:
                raise _NotCanonicalError
            if not key.isascii() and max(key) >= "\ue000":
                plain = False
            if type(each) is not str and not _check(each, levels - 1):
                plain = False
        return plain
    if kind is list:
        for each in value:  # type: ignore[attr-defined]
            if type(each) is not str and not _check(each, levels - 1):
                plain = False
        return plain
    raise _NotCanonicalError


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
