"""Differences: facts on which two texts part, that one reaches and the other does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import z3

from plimsoll.law.language.examine.examined import Examined, scene_of
from plimsoll.law.language.examine.finding import Finding, FindingKind
from plimsoll.law.language.examine.literals import Literal, literals_of
from plimsoll.law.language.examine.logic import Formula
from plimsoll.law.language.examine.regions import regions
from plimsoll.law.language.examine.saying import where
from plimsoll.law.language.statute import Term, Version
from plimsoll.messages import Message, said

_MOST = 3
"""Regions told of one difference between two terms: of what is made from nothing, and of what is made from a model."""
_FROM_NOTHING, _FROM_A_MODEL = said("it is made from no other model"), said("it is made from another model")
Pair = tuple[Term | None, Term | None]


def differences(first: Version, second: Version, on: date) -> Iterator[Finding]:
    """Give the facts on which the terms of two texts differ: those of the same name, and those that stand for each."""
    scene = scene_of(on, first, second)
    texts = Examined(first, scene, on), Examined(second, scene, on)
    for one, other in pairs(first, second):
        yield from _only(texts, "only-first", one, other)
        yield from _only(texts[::-1], "only-second", other, one)


def pairs(first: Version, second: Version) -> Iterator[Pair]:
    """Give the terms to compare: of the same name and subject; of two laws, also what each calls models and makers."""
    theirs = {term.name: term for term in second.terms if term.public}
    ours = {term.name: term for term in first.terms if term.public}
    if first.law != second.law:
        yield from _standing_for_each(first, second)
    for name, term in ours.items():
        other = theirs.get(name)
        if other is not None and other.of == term.of:
            yield term, other
        elif first.law == second.law:
            yield term, None
    if first.law == second.law:
        yield from ((None, term) for name, term in theirs.items() if name not in ours)


def _standing_for_each(first: Version, second: Version) -> Iterator[Pair]:
    """The headline terms of two laws, and their first terms of organizations, where they have other names."""
    heads = [[text.by_name[name] for name in text.headline[:1]] for text in (first, second)]
    makers = [[t for t in text.terms if t.of == "organization" and t.public][:1] for text in (first, second)]
    for ours, theirs in (heads, makers):
        yield from ((one, other) for one in ours for other in theirs if one.name != other.name and one.of == other.of)


def _only(texts: Sequence[Examined], kind: FindingKind, term: Term | None, other: Term | None) -> Iterator[Finding]:
    if term is None:
        return
    text, against = texts
    subject = text.subjects.get(term.of)
    if subject is None:
        return
    apart = text.holds(term)
    shows = [text.shown(term, holds=True)]
    terms = [term]
    if other is not None:
        apart = z3.And(apart, z3.Not(against.holds(other)))
        shows.append(against.shown(other, holds=False))
        terms.append(other)
    names = [each.name for each in terms]
    literals = _together([literals_of(each.reading, subject, names, named=True) for each in texts])
    scene = text.scene
    background = [*scene.facts_on(text.on), *scene.usual(), *scene.judged_alike(), *text.absent_but(None)]
    background += text.about(subject)
    within = [*text.in_scope([term]), *against.in_scope([other] if other else [])]
    derived = scene.derivations[0].exists
    passes: list[tuple[list[Formula], list[Message]]] = [(within, [])]
    if term.of in ("model", "organization"):
        passes = [([*within, z3.Not(derived)], [_FROM_NOTHING]), ([*within, derived], [_FROM_A_MODEL])]
    told = 0
    for more, first in (*passes, ([], [])):
        if told and not more:
            break  # that one law does not apply there at all is told where nothing else parts them
        for region in regions(text.reading, [*background, *more], apart, literals, most=_MOST):
            told += 1
            says = said(
                "{term} under {law}, and {not_term} under {other}{where}",
                term=said(term.name),
                law=text.version.name,
                not_term=_no(term, other),
                other=against.version.name,
                where=where(region, *first),
            )
            wanted = [*background, *more, apart, *region.formulas, *region.apart]
            yield text.finding(kind, terms, says, wanted, shows, region, against.lines)


def _no(term: Term, other: Term | None) -> Message:
    if other is None:
        return said("no such term as {term}", term=said(term.name))
    return said("not {term}", term=said(other.name))


def _together(of_each: Sequence[Sequence[Literal]]) -> list[Literal]:
    """What both texts ask, each condition once."""
    told = {literal.formula.get_id(): literal for literals in of_each for literal in literals}
    return sorted(told.values(), key=lambda literal: literal.telling)
