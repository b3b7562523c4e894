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
    possible = z3.Solver()
    possible.add(*background, holds)
    conditions = _Conditions(background, holds, literals)
    told: list[Formula] = []
    for _ in range(most):
        if possible.check() != z3.sat:
            return
        model = possible.model()
        truths = [bool(z3.is_true(model.eval(each.formula, model_completion=True))) for each in literals]
        chosen = conditions.fewest(truths)
        if chosen is None:  # what the text asks of the subject does not tell: it is shown, without words for it
            yield Region((), tuple(told), (said("its conditions do not tell when; the witness is one such case"),))
            return
        formulas = tuple(literals[n].formula == z3.BoolVal(truths[n]) for n in chosen)
        kind = frozenset((literals[n].kind, truths[n]) for n in chosen)
        yield Region(formulas, tuple(told), tuple(conditions.words(chosen, truths)), kind)
        told.append(z3.Not(z3.And(*formulas)))
        possible.add(told[-1])


class _Conditions:
    """The literals, each marked, so that any of them can be taken as true or false; and whether some suffice."""

    def __init__(self, background: Sequence[Formula], holds: Formula, literals: Sequence[Literal]) -> None:
        self.literals = literals
        self.marks = [z3.Bool(f"condition {n}") for n in range(len(literals))]
        self.fails = z3.Bool("it fails")
        self.solver = z3.Solver()
        marked = (mark == each.formula for mark, each in zip(self.marks, literals, strict=True))
        self.solver.add(*background, self.fails == z3.Not(holds), *marked)

    def fewest(self, truths: Sequence[bool]) -> list[int] | None:
        """Take the conditions that tell most, as many as it needs; then drop one after the other, as long as it can."""
        for level in sorted({each.telling for each in self.literals}, reverse=True):
            taken = [n for n, each in enumerate(self.literals) if each.telling >= level]
            if not self._suffice(taken, truths):
                continue
            core = {each.get_id() for each in self.solver.unsat_core()}
            kept = [n for n in taken if self._assumed(n, truths).get_id() in core]
            for n in list(kept):
                fewer = [other for other in kept if other != n]
                if self._suffice(fewer, truths):
                    kept = fewer
            return [self._plainest(n, kept, truths) for n in kept]
        return None

    def _plainest(self, n: int, kept: list[int], truths: Sequence[bool]) -> int:
        """Of conditions that will do alike, the first; of what a model is made from, the one that says least."""
        for other, literal in enumerate(self.literals):
            instead = [other if each == n else each for each in kept]
            of_base = literal.telling == self.literals[n].telling == OF_BASE and self._says_less(other, n, truths)
            same = other < n and literal.same_but_for_its_line(self.literals[n])
            if other not in kept and (of_base or same) and self._suffice(instead, truths):
                kept[kept.index(n)] = n = other
        return n

    def _says_less(self, n: int, than: int, truths: Sequence[bool]) -> bool:
        less, more = self._assumed(n, truths), self._assumed(than, truths)
        implied = self.solver.check(more, z3.Not(less)) == z3.unsat
        return bool(implied and self.solver.check(less, z3.Not(more)) == z3.sat)

    def words(self, chosen: Sequence[int], truths: Sequence[bool]) -> Iterator[Message]:
        """Say each condition; an amount that can only lie exactly at its line is said to."""
        told: set[str] = set()
        assumed = [self._assumed(n, truths) for n in chosen]
        for n in sorted(chosen, key=lambda n: -self.literals[n].telling):
            literal = self.literals[n]
            words = literal.words if truths[n] else literal.otherwise
            level = literal.level
            if literal.compare and level is not None and self.solver.check(*assumed, z3.Not(level())) == z3.unsat:
                words = compare_words(literal.compare, "=")
            if words not in told:
                told.add(words)
                yield words

    def _suffice(self, chosen: Sequence[int], truths: Sequence[bool]) -> bool:
        assumed = [self._assumed(n, truths) for n in chosen]
        return bool(self.solver.check(self.fails, *assumed) == z3.unsat)

    def _assumed(self, n: int, truths: Sequence[bool]) -> Formula:
        return self.marks[n] if truths[n] else z3.Not(self.marks[n])
