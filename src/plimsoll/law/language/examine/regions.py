"""Where something holds: the fewest conditions that make it so, region by region, until none is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import z3

from plimsoll.law.language.examine.cast import OWN, Act
from plimsoll.law.language.examine.literals import OF_BASE, Literal, compare_words
from plimsoll.law.language.examine.logic import Formula, impossible, same, satisfiable
from plimsoll.law.language.examine.symbolic import Symbolic
from plimsoll.law.language.speech import fact_words
from plimsoll.law.language.statute import Version
from plimsoll.messages import Message, listed, said

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
    terms: tuple[tuple[Version, str, str, bool], ...] = ()
    """The terms that it speaks of: of which version, of whom, and whether they hold."""
    reads: frozenset[str] = frozenset()
    """The facts that it speaks of, by their paths."""
    more: bool = False
    """Whether it is the last one told, and there are more."""


def regions(
    reading: Symbolic,
    background: Sequence[Formula],
    holds: Formula,
    literals: Sequence[Literal],
    *,
    most: int = _MOST,
    act: Act | None = None,
) -> Iterator[Region]:
    """Give the regions of a scene in which something holds, against a background.

    Each is a smallest set of conditions under which it must hold (a prime implicant), and together they are all
    places where it can. They are said as lines stand once the act of an authority has come, if one has.
    """
    possible = reading.scene.logic.solver(*background, holds)
    conditions = _Conditions(reading, background, holds, literals, act)
    told: list[Formula] = []
    for count in range(1, most + 1):
        if not satisfiable(possible):
            return
        model = possible.model()
        truths = [bool(z3.is_true(model.eval(each.formula, model_completion=True))) for each in literals]
        chosen = conditions.fewest(truths)
        if chosen is None:  # what the text asks of the subject does not tell: it is shown, without words for it
            words = said("its conditions do not tell when; the witness is one such case")
            yield Region((), tuple(told), (words,), more=True)
            return
        formulas = tuple(same(literals[n].formula, truths[n]) for n in chosen)
        possible.add(z3.Not(z3.And(*formulas)))
        yield Region(
            formulas,
            tuple(told),
            tuple(conditions.words(chosen, truths)),
            frozenset((literals[n].kind, truths[n]) for n in chosen),
            tuple((*term, truths[n]) for n in chosen if (term := literals[n].term)),
            frozenset(name for n in chosen for name in _facts_of(literals[n])),
            more=count == most and satisfiable(possible),
        )
        told.append(z3.Not(z3.And(*formulas)))


class _Conditions:
    """The literals, each marked, so that any of them can be taken as true or false; and whether some suffice."""

    def __init__(
        self,
        reading: Symbolic,
        background: Sequence[Formula],
        holds: Formula,
        literals: Sequence[Literal],
        act: Act | None,
    ) -> None:
        logic = reading.scene.logic
        self.reading = reading
        self.literals = literals
        self.act = act
        self.marks = [logic.boolean(f"condition {n}") for n in range(len(literals))]
        self.fails = logic.boolean("it fails")
        marked = (mark == each.formula for mark, each in zip(self.marks, literals, strict=True))
        self.solver = logic.solver(*background, self.fails == z3.Not(holds), *marked)

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
            for n in list(kept):
                self._plainest(n, kept, truths)
            return kept
        return [] if self._suffice([], truths) else None

    def _plainest(self, n: int, kept: list[int], truths: Sequence[bool]) -> None:
        """Of conditions that will do alike, keep the first; of what a model is made from, the one that says least."""
        for other, literal in enumerate(self.literals):
            if other in kept:
                continue
            instead = [other if each == n else each for each in kept]
            of_base = literal.telling == self.literals[n].telling == OF_BASE and self._says_less(other, n, truths)
            alike = self.act is None and other < n and literal.same_but_for_its_line(self.literals[n])
            if (of_base or alike) and self._suffice(instead, truths):
                kept[kept.index(n)] = n = other

    def _says_less(self, n: int, than: int, truths: Sequence[bool]) -> bool:
        less, more = self._assumed(n, truths), self._assumed(than, truths)
        return impossible(self.solver, more, z3.Not(less)) and satisfiable(self.solver, less, z3.Not(more))

    def words(self, chosen: Sequence[int], truths: Sequence[bool]) -> Iterator[Message]:
        """Say each condition; an amount that can only lie exactly at its line is said to, a list is said at once."""
        told: set[str] = set()
        assumed = [self._assumed(n, truths) for n in chosen]
        none_of = self._none_of(chosen, truths)
        for n in sorted(chosen, key=lambda n: -self.literals[n].telling):
            literal, truth = self.literals[n], truths[n]
            words = literal.said(truth, self.act)
            if literal.listed is not None and not truth:
                values = none_of[literal.listed.path]
                words = said("{fact}: none of {values}", fact=fact_words(literal.listed.path), values=listed(values))
            elif literal.compare is not None and self._is_level(literal, assumed):
                words = compare_words(literal.compare, "=", self.act)
            if words not in told:
                told.add(words)
                yield words

    def _none_of(self, chosen: Sequence[int], truths: Sequence[bool]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for n in chosen:
            asked = self.literals[n].listed
            if asked is not None and not truths[n]:
                found.setdefault(asked.path, []).append(asked.value)
        return found

    def _is_level(self, literal: Literal, assumed: Sequence[Formula]) -> bool:
        """Whether an amount can only lie exactly at its line."""
        leaf, compare = literal.leaf, literal.compare
        if leaf is None or compare is None:
            return False
        level = self.reading.figures.compare(compare, leaf.at.thing, leaf.at.organization, "=")
        return impossible(self.solver, *assumed, z3.Not(level))

    def _suffice(self, chosen: Sequence[int], truths: Sequence[bool]) -> bool:
        return impossible(self.solver, self.fails, *(self._assumed(n, truths) for n in chosen))

    def _assumed(self, n: int, truths: Sequence[bool]) -> Formula:
        return same(self.marks[n], truths[n])


def _facts_of(literal: Literal) -> Iterator[str]:
    """The facts and judgments that a condition speaks of, by their paths; a term is shown otherwise."""
    if literal.entries:
        yield literal.entries
    if literal.leaf is not None:
        for name in _names_in(literal.formula):
            if literal.compare is not None and name.endswith(".started"):
                continue  # when it began matters only to a line that moves
            kind, _, judged = name.partition(" ")
            yield f"judgments.{judged.replace('/organization', f'/{OWN}')}" if kind in ("judged", "verdict") else name


def _names_in(formula: Formula) -> Iterator[str]:
    """The names of the constants in a formula."""
    stack, seen = [formula], set[int]()
    while stack:
        each = stack.pop()
        if each.get_id() not in seen:
            seen.add(each.get_id())
            if z3.is_const(each) and each.decl().kind() == z3.Z3_OP_UNINTERPRETED:
                yield str(each.decl().name())
            stack.extend(each.children())
