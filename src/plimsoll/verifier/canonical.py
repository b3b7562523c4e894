"""RFC 8785, for JSON whose only numbers are whole and within 2^53 - 1: told apart fast, written slowly."""

from __future__ import annotations

import json
import re

import orjson

from plimsoll.verifier.malformed import MalformedError

_FAST = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_LIMIT = 2**53 - 1
_BEYOND_THE_PLANE = re.compile(rb"[\xf0-\xf4]").search
"""Keys with such letters sort otherwise by UTF-16, as RFC 8785 wants, than by bytes, as orjson does."""


def written(value: object) -> bytes:
    """The RFC 8785 form of `value`; MalformedError for a number that is not whole or lies beyond 2^53 - 1."""
    try:
        return _text(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedError("holds half a letter") from error


def read(data: bytes) -> object:
    """The value whose RFC 8785 form `data` is; MalformedError for any other bytes, and for fractions."""
    value = read_with_fractions(data)
    nodes = [value]
    for node in nodes:
        if type(node) is dict or type(node) is list:
            nodes += node.values() if type(node) is dict else node
        elif type(node) is float:
            raise MalformedError("holds a number that is not whole")
    return value


def read_with_fractions(data: bytes) -> object:
    """The same, but fractions may be in it: for whoever looks at every part of it anyway."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedError("is not JSON") from error
    try:
        again = orjson.dumps(value, option=_FAST)
    except TypeError as error:  # orjson.JSONEncodeError
        raise MalformedError("holds a whole number beyond 2^53 - 1 or is nested more than 250 deep") from error
    if (again != data or (not data.isascii() and _BEYOND_THE_PLANE(data))) and written(value) != data:
        raise MalformedError("is not in its RFC 8785 form")
    return value


def _text(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, int):
        if not -_LIMIT <= value <= _LIMIT:
            raise MalformedError("holds a whole number beyond 2^53 - 1")
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_text(key)}:{_text(value[key])}" for key in keys) + "}"
    raise MalformedError("holds a number that is not whole")
