"""Differences: facts on which two texts part, that one reaches and the other does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import z3

from plimsoll.law.language.examine.examined import Examined, values_asked
from plimsoll.law.language.examine.finding import Finding, FindingKind
from plimsoll.law.language.examine.literals import Literal, literals_of
from plimsoll.law.language.examine.regions import regions
from plimsoll.law.language.examine.saying import where
from plimsoll.law.language.examine.scene import Formula, Scene
from plimsoll.law.language.statute import Term, Version
from plimsoll.messages import Message, said

_MOST = 2
"""Regions told of one difference between two terms: of what is made from nothing, and of what is made from a model."""
Pair = tuple[Term | None, Term | None]


def differences(first: Version, second: Version, on: date) -> Iterator[Finding]:
    """Give the facts on which the terms of two texts differ: those of the same name, and those that stand for each."""
    scene = Scene(values_asked(first, second))
    texts = Examined(first, scene, on), Examined(second, scene, on)
    for one, other in _pairs(first, second):
        yield from _only(texts, "only-first", one, other)
        yield from _only(texts[::-1], "only-second", other, one)


def _pairs(first: Version, second: Version) -> Iterator[Pair]:
    """Terms of the same name and subject; where the texts are two laws, also the first headline terms of each."""
    theirs = {term.name: term for term in second.terms if term.public}
    ours = {term.name: term for term in first.terms if term.public}
    heads = [(ours.get(a), theirs.get(b)) for a in first.headline[:1] for b in second.headline[:1] if a != b]
    yield from (pair for pair in heads if pair[0] and pair[1] and pair[0].of == pair[1].of)
    for name, term in ours.items():
        other = theirs.get(name)
        if other is not None and other.of == term.of:
            yield term, other
        elif first.law == second.law:
            yield term, None
    if first.law == second.law:
        yield from ((None, term) for name, term in theirs.items() if name not in ours)


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
    told: list[Formula] = []
    passes: list[list[Formula]] = [within]
    if term.of in ("model", "organization"):
        passes = [[*within, z3.Not(derived)], [*within, derived]]
    for more in (*passes, []):
        if told and not more:
            break  # that one law does not apply there at all is told where nothing else parts them
        for region in regions([*background, *more, *told], apart, literals, _MOST):
            told.append(z3.Not(z3.And(*region.formulas)))
            says = said(
                "{term} under {law}, and {not_term} under {other}{where}",
                term=said(term.name),
                law=text.version.name,
                not_term=_no(term, other),
                other=against.version.name,
                where=where(region),
            )
            wanted = [*background, *more, apart, *region.formulas, *region.apart, *told[:-1]]
            yield text.finding(kind, terms, says, wanted, shows, against.lines)


def _no(term: Term, other: Term | None) -> Message:
    if other is None:
        return said("no such term as {term}", term=said(term.name))
    return said("not {term}", term=said(other.name))


def _together(of_each: Sequence[Sequence[Literal]]) -> list[Literal]:
    """What both texts ask, each condition once."""
    told = {literal.formula.get_id(): literal for literals in of_each for literal in literals}
    return sorted(told.values(), key=lambda literal: literal.telling)
