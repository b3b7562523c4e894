"""The same text with another number in it: "what if the line were lower?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from plimsoll.law.language.lines import Line
from plimsoll.law.language.statute import Version


def with_lines(version: Version, changed: Mapping[Line, Fraction | Line]) -> Version:
    """Give a version in which lines have other values, or are other lines; equal lines are one, wherever they stand.

    Everything else is the very same: what says nothing of a changed line is not copied.
    """
    done: dict[int, Any] = {}
    terms = tuple(_rewritten(term, changed, done) for term in version.terms)
    duties = tuple(_rewritten(duty, changed, done) for duty in version.duties)
    return replace(version, terms=terms, duties=duties)


def _rewritten(part: Any, changed: Mapping[Line, Fraction | Line], done: dict[int, Any]) -> Any:
    if isinstance(part, Line):
        new = changed.get(part, part)
        return new if isinstance(new, Line) else replace(part, value=new)
    if not isinstance(part, tuple) and not is_dataclass(part):
        return part
    if id(part) not in done:
        if isinstance(part, tuple):
            members = [_rewritten(each, changed, done) for each in part]
            same = all(new is old for new, old in zip(members, part, strict=True))
            done[id(part)] = part if same else tuple(members)
        else:
            done[id(part)] = _dataclass_rewritten(part, changed, done)
    return done[id(part)]


def _dataclass_rewritten(part: Any, changed: Mapping[Line, Fraction | Line], done: dict[int, Any]) -> Any:
    new = {}
    for each in fields(part):
        if each.init:
            old = getattr(part, each.name)
            value = _rewritten(old, changed, done)
            if value is not old:
                new[each.name] = value
    return replace(part, **new) if new else part
