"""Going through an expression: everything in it, its lines, judgments and readings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass

from plimsoll.law.language.comparison import Compare, OfYear
from plimsoll.law.language.duty import Duty
from plimsoll.law.language.expression import (
    AllOf,
    AnyOf,
    Designated,
    Expression,
    Judged,
    Known,
    Not,
    Reading,
    Some,
    Switch,
    TermIs,
    The,
)
from plimsoll.law.language.lines import Line
from plimsoll.law.language.statute import Term, Version


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Give what stands directly below an expression."""
    match expression:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return parts
        case Not(part=part) | Known(part=part):
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
    """Give everything that the terms and duties of a version say."""
    for term in version.terms:
        yield from expressions_in(term.means)
    for duty in version.duties:
        yield from expressions_of_duty(duty)


def expressions_of_duty(duty: Duty) -> Iterator[Expression]:
    """Give everything that a duty says: when it is owed, its clock, its evidence, its sanctions."""
    yield from _expressions_within(duty)


def _expressions_within(part: object) -> Iterator[Expression]:
    if isinstance(part, Expression):
        yield from expressions_in(part)
    elif isinstance(part, tuple):
        for each in part:
            yield from _expressions_within(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from _expressions_within(getattr(part, each.name))


def steps_of(version: Version, term: Term) -> list[Term]:
    """Give the steps that a term takes and no answer lists, with the steps that those take."""
    found: dict[str, Term] = {}
    queue = [term]
    for each in queue:
        for expression in expressions_in(each.means):
            step = version.by_name[expression.term] if isinstance(expression, TermIs) else None
            if step is not None and not step.public and step.name not in found:
                found[step.name] = step
                queue.append(step)
    return list(found.values())


def judgments_of(version: Version, term: Term) -> list[Judged]:
    """Give every judgment that a term asks for, itself or in its steps, each once."""
    return judgments_among(e for each in (term, *steps_of(version, term)) for e in expressions_in(each.means))


def terms_by_year(version: Version) -> frozenset[str]:
    """Name the terms that ask for a figure by calendar year, themselves or through other terms."""
    below = {term.name: list(expressions_in(term.means)) for term in version.terms}
    found: set[str] = set()
    while True:
        more = {name for name, parts in below.items() if name not in found and asks_by_year(parts, found)}
        if not more:
            return frozenset(found)
        found |= more


def asks_by_year(parts: Iterable[Expression], terms: Collection[str]) -> bool:
    """Whether one of the parts is such a figure, or names one of these terms."""
    return any(
        (isinstance(each, Compare) and isinstance(each.amount, OfYear))
        or (isinstance(each, TermIs) and each.term in terms)
        for each in parts
    )


def lines_of(version: Version) -> list[Line]:
    """Give every line of a version, each once."""
    compared = (e.line for e in expressions_of(version) if isinstance(e, Compare))
    return list(dict.fromkeys(line for line in compared if isinstance(line, Line)))


def readings_of(version: Version) -> list[Reading]:
    """Give every switch between readings of a version, each once."""
    return list(dict.fromkeys(e for e in expressions_of(version) if isinstance(e, Reading)))


def designations_of(version: Version) -> list[str]:
    """Name everything that an authority can designate under a version, each once."""
    return list(dict.fromkeys(e.name for e in expressions_of(version) if isinstance(e, Designated)))


def judgments_among(expressions: Iterable[Expression]) -> list[Judged]:
    """Give every judgment among expressions, each term once."""
    asked = (e for e in expressions if isinstance(e, Judged))
    return list({judged.term: judged for judged in asked}.values())
