"""Which text of a fact may name a person: all of it, but for what its type says cannot.

Numbers, instants, ids, places and the words of a list are in clear. So is a `Word`, where it is written as the laws'
own words are (small letters, digits, hyphens). Anything else that is text (a name, a reason, a note, who said it) is
taken for personal, so that a new field is closed until somebody opens it.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, TypeGuard

from pydantic import StringConstraints

from plimsoll.facts.entries import Entry, InClear
from plimsoll.facts.figures import Figure

MARK = "$personal"
"""The key of what stands in the place of a personal text: `{"$personal": 2}`, its place in the list of them."""
GONE = "(erased)"
"""What stands for a text that was erased where something has to stand."""

_TEXTS_OF_A_FIGURE = ("source", "by", "method")


def parted(fact: Mapping[str, Any], entry: type[Entry]) -> tuple[dict[str, Any], list[str]]:
    """Part a plain fact into what may stand in clear, with marks, and the texts that may name a person."""
    texts: list[str] = []
    return _entry_parted(fact, entry, texts), texts


def joined(value: Any, texts: Sequence[str] | None) -> Any:
    """Put the texts back; none: they were erased, and what can be left out is."""
    if marked(value):
        return GONE if texts is None else texts[value[MARK]]
    if isinstance(value, Mapping):
        stays = {key: each for key, each in value.items() if texts is not None or key in _KEPT or not marked(each)}
        return {key: joined(each, texts) for key, each in stays.items()}
    if isinstance(value, list):
        return [joined(each, texts) for each in value]
    return value


_KEPT = frozenset({"kind", "to", "law", "term", "sets", "document"})
"""Keys that an entry must have; what is no word there was sealed."""


def marked(value: object) -> TypeGuard[Mapping[str, int]]:
    """Whether a value is a mark."""
    return isinstance(value, Mapping) and value.keys() == {MARK}


def _entry_parted(value: Mapping[str, Any], entry: type[Entry], texts: list[str]) -> dict[str, Any]:
    hints = _hints(entry)
    return {key: _parted(each, hints.get(key, str), texts) for key, each in value.items()}


def _parted(value: Any, hint: Any, texts: list[str]) -> Any:
    arms = _arms(hint)
    listed = next((typing.get_args(arm.of)[0] for arm in arms if arm.origin is list), None)
    if isinstance(value, list):
        return [_parted(each, hint if listed is None else listed, texts) for each in value]  # a figure has no list type
    if listed is not None:  # one, written without its list
        return _parted(value, listed, texts)
    if isinstance(value, str):
        return value if any(_in_clear(arm, value) for arm in arms) else _mark(value, texts)
    if isinstance(value, Mapping):
        return _mapping_parted(value, hint, arms, texts)
    return value


def _mapping_parted(value: Mapping[str, Any], hint: Any, arms: Sequence[_Arm], texts: list[str]) -> dict[str, Any]:
    for arm in arms:
        if isinstance(arm.of, type) and issubclass(arm.of, Entry):
            return _entry_parted(value, arm.of, texts)
        if arm.origin is dict:
            return {key: _parted(each, typing.get_args(arm.of)[1], texts) for key, each in value.items()}
        if any(isinstance(each, Figure) for each in arm.marks):
            return {k: _mark(v, texts) if k in _TEXTS_OF_A_FIGURE and v is not None else v for k, v in value.items()}
    return {key: _parted(each, hint, texts) for key, each in value.items()}  # an instant's low and high


def _mark(text: str, texts: list[str]) -> dict[str, int]:
    texts.append(text)
    return {MARK: len(texts) - 1}


class _Arm(typing.NamedTuple):
    """One type that a field may have, with what it is annotated with."""

    of: Any
    marks: tuple[Any, ...]

    @property
    def origin(self) -> Any:
        return typing.get_origin(self.of)


def _in_clear(arm: _Arm, text: str) -> bool:
    if arm.origin is Literal or (arm.of is not str and arm.origin is None):
        return True  # a word of a list, an instant, a day, a figure
    for mark in arm.marks:
        if isinstance(mark, InClear):
            return mark.pattern.fullmatch(text) is not None
        if isinstance(mark, StringConstraints) and mark.pattern:
            return True  # an id or a place, by its pattern
    return False


@cache
def _hints(entry: type[Entry]) -> dict[str, Any]:
    hints = typing.get_type_hints(entry, include_extras=True)
    return {info.alias or name: hints[name] for name, info in entry.model_fields.items()}


@cache
def _arms(hint: Any) -> tuple[_Arm, ...]:
    if typing.get_origin(hint) is typing.Annotated:
        inner, *marks = typing.get_args(hint)
        return tuple(_Arm(arm.of, (*arm.marks, *marks)) for arm in _arms(inner))
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return tuple(arm for each in typing.get_args(hint) if each is not type(None) for arm in _arms(each))
    return (_Arm(hint, ()),)
