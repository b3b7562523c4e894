"""Going through an expression: everything in it, its lines, judgments and readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from plimsoll.law.language.expression import (
    AllOf,
    AnyOf,
    Compare,
    Designated,
    Expression,
    Judged,
    Not,
    Reading,
    Some,
    Switch,
    The,
)
from plimsoll.law.language.lines import Line
from plimsoll.law.language.statute import Version


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Give what stands directly below an expression."""
    match expression:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case The(holds=holds) | Some(holds=holds):
            return (holds,)
        case Switch(reading=reading, on=on, off=off, where=where):
            return (reading, on, off, where)
        case Judged(otherwise=otherwise) if otherwise is not None:
            return (otherwise,)
    return ()


def expressions_in(expression: Expression) -> Iterator[Expression]:
    """Give an expression and everything below it, also the conditions of flags."""
    yield expression
    for flag in expression.flags:
        if flag.when is not None:
            yield from expressions_in(flag.when)
    for part in parts_of(expression):
        yield from expressions_in(part)


def expressions_of(version: Version) -> Iterator[Expression]:
    """Give everything that the terms of a version say, and its duties."""
    for term in version.terms:
        yield from expressions_in(term.means)
    for duty in version.duties:
        yield from _expressions_within(duty)


def _expressions_within(part: object) -> Iterator[Expression]:
    """Give every expression in a duty, whatever part of it holds it."""
    if isinstance(part, Expression):
        yield from expressions_in(part)
    elif isinstance(part, tuple):
        for each in part:
            yield from _expressions_within(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _expressions_within(getattr(part, field.name))


def lines_of(version: Version) -> list[Line]:
    """Give every line of a version, each once."""
    compared = (e.line for e in expressions_of(version) if isinstance(e, Compare))
    return list(dict.fromkeys(line for line in compared if isinstance(line, Line)))


def designations_of(version: Version) -> list[str]:
    """Give the name of every designation that an authority can make under a version, each once."""
    return list(dict.fromkeys(e.name for e in expressions_of(version) if isinstance(e, Designated)))


def readings_of(version: Version) -> list[Reading]:
    """Give every switch between readings of a version, each once."""
    return list(dict.fromkeys(e for e in expressions_of(version) if isinstance(e, Reading)))


def judgments_of(expression: Expression) -> list[Judged]:
    """Give every judgment that an expression asks for, each term once."""
    asked = (e for e in expressions_in(expression) if isinstance(e, Judged))
    return list({judged.term: judged for judged in asked}.values())
