"""Where something holds: the fewest conditions that make it so, region by region, until none is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import z3

from plimsoll.law.language.examine.literals import OF_BASE, Literal, compare_words
from plimsoll.law.language.examine.scene import Formula
from plimsoll.messages import Message, said

_MOST = 12
"""Regions after which one more is no news."""


@dataclass(frozen=True, slots=True)
class Region:
    """Conditions, as formulas and in words, those that tell most first."""

    formulas: tuple[Formula, ...]
    apart: tuple[Formula, ...]
    """That what is there lies in none of the regions told before."""
    words: tuple[Message, ...]
    kind: frozenset[tuple[str, bool]] = frozenset()
    """The same for regions that only numbers tell apart."""


def regions(
    background: Sequence[Formula], holds: Formula, literals: Sequence[Literal], most: int = _MOST
) -> Iterator[Region]:
    """Give the regions of a scene in which something holds, against a background.

    Each is a smallest set of conditions under which it must hold (a prime implicant), and together they are all
    places where it can.
    """
    possible, certain = z3.Solver(), z3.Solver()
    possible.add(*background, holds)
    certain.add(*background)
    marks = [z3.Bool(f"condition {n}") for n in range(len(literals))]
    fails = z3.Bool("it fails")
    certain.add(fails == z3.Not(holds), *(mark == each.formula for mark, each in zip(marks, literals, strict=True)))
    told: list[Formula] = []
    for _ in range(most):
        if possible.check() != z3.sat:
            return
        model = possible.model()
        truths = [bool(z3.is_true(model.eval(each.formula, model_completion=True))) for each in literals]
        assumed = [mark if truth else z3.Not(mark) for mark, truth in zip(marks, truths, strict=True)]
        kept = _fewest(certain, fails, assumed, [each.telling for each in literals])
        if kept is None:  # what the text asks of the subject does not tell: it is shown, without words for it
            yield Region((), tuple(told), (said("its conditions do not tell when; the witness is one such case"),))
            return
        chosen = [n for n, each in enumerate(assumed) if any(each.eq(k) for k in kept)]
        formulas = tuple(literals[n].formula == z3.BoolVal(truths[n]) for n in chosen)
        words = _words(certain, kept, [(literals[n], truths[n]) for n in chosen])
        kind = frozenset((literals[n].kind, truths[n]) for n in chosen)
        yield Region(formulas, tuple(told), tuple(words), kind)
        told.append(z3.Not(z3.And(*formulas)))
        possible.add(told[-1])


def _fewest(
    certain: z3.Solver, fails: Formula, assumed: Sequence[Formula], telling: Sequence[int]
) -> list[Formula] | None:
    """Take the conditions that tell most, as many as it needs; then drop one after the other, as long as it can."""
    for level in sorted(set(telling), reverse=True):
        kept = [each for each, tells in zip(assumed, telling, strict=True) if tells >= level]
        if certain.check(fails, *kept) != z3.unsat:
            continue
        core = certain.unsat_core()
        kept = [each for each in kept if any(each.eq(c) for c in core)]
        for each in list(kept):
            fewer = [other for other in kept if not other.eq(each)]
            if certain.check(fails, *fewer) == z3.unsat:
                kept = fewer
        return _weaker(certain, fails, kept, [a for a, tells in zip(assumed, telling, strict=True) if tells == OF_BASE])
    return None


def _weaker(certain: z3.Solver, fails: Formula, kept: list[Formula], of_base: Sequence[Formula]) -> list[Formula]:
    """Of what a model is made from, say no more than it takes: one region in place of several that lie within it."""
    for n, each in enumerate(kept):
        if not any(each.eq(other) for other in of_base):
            continue
        for other in of_base:
            weaker = [*kept[:n], other, *kept[n + 1 :]]
            implied = certain.check(each, z3.Not(other)) == z3.unsat and certain.check(other, z3.Not(each)) == z3.sat
            if implied and certain.check(fails, *weaker) == z3.unsat:
                kept, each = weaker, other
    return kept


def _words(certain: z3.Solver, kept: Sequence[Formula], region: Sequence[tuple[Literal, bool]]) -> Iterator[Message]:
    """Say each condition; an amount that can only lie exactly at its line is said to."""
    told: set[str] = set()
    for literal, truth in sorted(region, key=lambda pair: -pair[0].telling):
        words = literal.words if truth else literal.otherwise
        level = literal.level
        if literal.compare and level is not None and certain.check(*kept, z3.Not(level())) == z3.unsat:
            words = compare_words(literal.compare, "=")
        if words not in told:
            told.add(words)
            yield words
