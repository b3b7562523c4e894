"""Branches that nothing can reach: a way in which a term could hold, and of which no facts can make it so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import z3

from plimsoll.law.language.examine.examined import Examined
from plimsoll.law.language.examine.finding import Finding
from plimsoll.law.language.examine.leaf import At
from plimsoll.law.language.examine.scene import Formula
from plimsoll.law.language.expression import AllOf, AnyOf, Expression, Never, Not, Some, The
from plimsoll.law.language.speech import condition_words
from plimsoll.law.language.statute import Term
from plimsoll.messages import said


def unreachable(text: Examined) -> Iterator[Finding]:
    """Give the branches of a text's terms that cannot hold, whatever the facts, the day and the readings."""
    for term in text.version.terms:
        subject = text.subjects.get(term.of)
        if subject is None:
            continue
        text.holds(term)
        organization = subject if subject is text.scene.organization else None
        branches = _Branches(text, term)
        for expression, section, around in branches.dead(term.means, At(subject, term.at, organization), []):
            says = said(
                "nothing can be a {term} by this: {branch}", term=said(term.name), branch=condition_words(expression)
            )
            found = text.finding("unreachable", (term,), says, [*text.about(subject), *around], ())
            yield Finding(found.kind, found.terms, (section,), found.says, found.facts)


class _Branches:
    """Looks through a term for branches that cannot hold where everything around them does."""

    def __init__(self, text: Examined, term: Term) -> None:
        self.text = text
        self.subject = text.subjects[term.of]

    def dead(
        self, expression: Expression, at: At, around: Sequence[Formula]
    ) -> Iterator[tuple[Expression, str, list[Formula]]]:
        """Give what cannot hold, outermost first, with its section and with what holds around it."""
        if expression.section:
            at = at.within(expression.section)
        reading = self.text.reading
        match expression:
            case Never():
                return
            case AllOf(parts=parts):
                for part in parts:
                    beside = [reading.read(other, at) for other in parts if other is not part]
                    yield from self.dead(part, at, [*around, *beside])
            case AnyOf(parts=parts):
                for part in parts:
                    if self._possible([*around, reading.read(part, at)]):
                        yield from self.dead(part, at, around)
                    elif not isinstance(part, Never) and self._possible(around):
                        yield part, at.within(part.section).section if part.section else at.section, list(around)
            case Not(part=part):
                yield from self.dead(part, at, [])
            case Some(relation=relation, holds=holds):
                for there, each in (reading.related(relation, at) or ())[:1]:
                    yield from self.dead(holds, each, [*around, there])
            case The():
                return

    def _possible(self, wanted: Sequence[Formula]) -> bool:
        """Whether there are such facts: on the day, read as by default and before any act; or else at all."""
        text = self.text
        if text.satisfiable([self.subject.exists, *text.absent_but(None), *wanted]):
            return True
        solver = z3.Solver()
        solver.add(*text.scene.axioms, self.subject.exists, *wanted)
        return bool(solver.check() != z3.unsat)
