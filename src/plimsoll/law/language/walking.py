"""Going through an expression: everything in it, each line, each judgment, each reading."""

from __future__ import annotations

from collections.abc import Iterator

from plimsoll.law.language.expression import (
    AllOf,
    AnyOf,
    Compare,
    Expression,
    Judged,
    Not,
    Some,
    The,
)
from plimsoll.law.language.lines import Line


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Give what stands directly below an expression."""
    match expression:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case The(holds=holds) | Some(holds=holds):
            return (holds,)
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


def lines_in(expression: Expression) -> Iterator[Line]:
    """Give every line that an expression compares with."""
    for each in expressions_in(expression):
        if isinstance(each, Compare) and isinstance(each.line, Line):
            yield each.line
