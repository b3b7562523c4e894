"""Entries: their canonical form, their keys and what stands under each, the sealed values in them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from plimsoll.verifier.canonical import read_with_fractions
from plimsoll.verifier.malformed import MalformedError

LONGEST = 65_535
_FORMAT = "plimsoll/entry/1"
_KEYS = ["actor", "effective", "format", "kind", "sequence", "subject", "time", "value"]
_KIND = re.compile(r"[a-z][a-z_-]*(?:/[a-z][a-z_-]*)?", re.ASCII)
_TIME = re.compile(r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z", re.ASCII).fullmatch
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII).fullmatch
_KEY_ID = re.compile(r"[0-9a-f]{32}", re.ASCII).fullmatch

Envelope = tuple[Any, str | None, str, str, int, str, str, dict[str, Any]]
"""Actor, effective, format, kind, sequence, subject, time, value: in the order of their keys."""
Seal = tuple[str, str]
"""Key id, commitment: of the one value that an entry may seal."""
Marks = tuple[int, Seal | None]
"""How many personal texts its marks speak of at least, and the value that seals them."""
NO_MARKS: Marks = 0, None
_DEEPER = frozenset((dict, list, float))
PERSONAL = "personal"
FIELD = "/personal"
"""Where the sealed value of an entry stands, from its `value`."""


def read_entry(data: bytes) -> Envelope:
    """What the entry says; MalformedError names the key that is wrong. `actor` and what is in `value` are not read."""
    if len(data) > LONGEST:
        raise MalformedError(f"is longer than {LONGEST:,} bytes")
    entry = read_with_fractions(data)
    if type(entry) is not dict or list(entry) != _KEYS:
        raise MalformedError("has not exactly the keys of an entry")
    found: Envelope = tuple(entry.values())  # each is looked at below
    _, effective, format, kind, sequence, subject, time, value = found
    if format != _FORMAT:
        raise MalformedError(f"is not of format {_FORMAT}")
    if type(kind) is not str or not _is_kind(kind):
        raise MalformedError("is of a kind that is not in its form")
    if type(sequence) is not int or sequence < 0:
        raise MalformedError("has a sequence that is not a whole number from 0")
    if type(subject) is not str or not subject:
        raise MalformedError("has a subject that is not text")
    if type(time) is not str or not _is_time(time):
        raise MalformedError("has a time that is not in its form")
    if effective is not None and (type(effective) is not str or not _is_day(effective)):
        raise MalformedError("has a day under effective that is none")
    if type(value) is not dict:
        raise MalformedError("has a value that is not an object")
    return found


def marks_of(actor: object, value: dict[str, Any]) -> Marks:
    """The marks in an entry; MalformedError names the field where one is not in its form or not in its place."""
    places = [-1]
    seal = _seal(value[PERSONAL]) if PERSONAL in value else None
    parts: list[Any] = [[item for key, item in value.items() if key != PERSONAL]]
    for part in parts:  # by types, a whole list or object at a time: most of what is in them needs no look
        items = part
        if type(part) is dict:
            if len(part) == 1:
                [(key, item)] = part.items()
                if key == "$personal" and type(item) is int and item >= 0:
                    places.append(item)
                    continue
                if key == "$number" and type(item) is str:
                    continue
            if next(iter(part), "a") < "%" and _has_mark(part):  # keys are sorted: first those with a dollar sign
                where = _field_of(part, value, "")
                raise MalformedError(f"has a mark at {where} that is not in its form, or has no place there")
            items = part.values()
        kinds = set(map(type, items))
        if not kinds.isdisjoint(_DEEPER):
            if float in kinds:
                raise MalformedError("holds a number that is not whole")
            parts += [item for item in items if type(item) is dict or type(item) is list]
    if actor is not None:
        place = actor.get("$personal") if type(actor) is dict and len(actor) == 1 else None
        if type(place) is not int or place < 0:
            raise MalformedError("has an actor that is neither a mark nor null")
        places.append(place)
    texts = max(places) + 1
    if texts and seal is None:
        raise MalformedError("has marks of personal text, but none is sealed with it")
    return texts, seal


@lru_cache(4096)
def _is_kind(kind: str) -> bool:
    """Whether it can be a kind; one that came after this verifier is none the worse for it."""
    return _KIND.fullmatch(kind) is not None


def is_key_id(value: object) -> bool:
    """Whether it is the id of a data key: 32 hexadecimal digits."""
    return type(value) is str and _is_key_id(value)


@lru_cache(4096)
def _is_key_id(value: str) -> bool:
    return _KEY_ID(value) is not None


def is_time(value: object) -> bool:
    """Whether it is a time to three decimals of a second, UTC."""
    return type(value) is str and _is_time(value)


def is_day(value: object) -> bool:
    """Whether it is a day of the calendar, `2026-03-01`."""
    return type(value) is str and _is_day(value)


@lru_cache(4096)
def _is_time(value: str) -> bool:
    return _TIME(value, 10) is not None and _is_day(value[:10])


@lru_cache(4096)
def _is_day(value: str) -> bool:
    if not _DAY(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _has_mark(part: dict[str, Any]) -> bool:
    return any(key[:1] == "$" for key in part)


def _field_of(part: object, value: object, field: str) -> str | None:
    """The RFC 6901 pointer of a part, itself and not its like, in a value."""
    if value is part:
        return field
    steps = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
    for key, item in steps:
        found = _field_of(part, item, f"{field}/{str(key).replace('~', '~0').replace('/', '~1')}")
        if found is not None:
            return found
    return None


def _seal(value: Any) -> Seal:
    inner = value.get("$sealed") if type(value) is dict and len(value) == 1 else None
    if type(inner) is dict and len(inner) == 2:
        commitment, key = inner.get("commitment"), inner.get("key")
        if type(commitment) is str and len(commitment) == 44 and type(key) is str and _is_key_id(key):
            return key, commitment
    raise MalformedError("has at /personal what is not a sealed value")
