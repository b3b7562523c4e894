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
    """Give everything that the terms of a version say."""
    for term in version.terms:
        yield from expressions_in(term.means)


def expressions_of_duties(version: Version) -> Iterator[Expression]:
    """Give everything that the duties of a version say: when they are owed, and all that their words ask for."""
    for duty in version.duties:
        yield from _within(duty)


def _within(word: object) -> Iterator[Expression]:
    if isinstance(word, Expression):
        yield from expressions_in(word)
    elif isinstance(word, tuple):
        for each in word:
            yield from _within(each)
    elif is_dataclass(word):
        for each in fields(word):
            yield from _within(getattr(word, each.name))


def lines_of(version: Version) -> list[Line]:
    """Give every line of a version, each once."""
    compared = (e.line for e in expressions_of(version) if isinstance(e, Compare))
    return list(dict.fromkeys(line for line in compared if isinstance(line, Line)))


def readings_of(version: Version) -> list[Reading]:
    """Give every switch between readings of a version, each once."""
    said = (*expressions_of(version), *expressions_of_duties(version))
    return list(dict.fromkeys(e for e in said if isinstance(e, Reading)))


def designations_of(version: Version) -> list[str]:
    """Give the names of what an authority can designate under a version, each once."""
    said = (*expressions_of(version), *expressions_of_duties(version))
    return list(dict.fromkeys(e.name for e in said if isinstance(e, Designated)))


def judgments_asked(version: Version) -> list[str]:
    """Give the terms of the judgments that the terms and duties of a version ask for, each once."""
    said = (*expressions_of(version), *expressions_of_duties(version))
    return list(dict.fromkeys(e.term for e in said if isinstance(e, Judged)))


def judgments_of(expression: Expression) -> list[Judged]:
    """Give every judgment that an expression asks for, each term once."""
    asked = (e for e in expressions_in(expression) if isinstance(e, Judged))
    return list({judged.term: judged for judged in asked}.values())
