"""Branches that nothing can reach: a way in which a term could hold, and of which no facts can make it so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from plimsoll.law.language.examine.examined import Examined
from plimsoll.law.language.examine.finding import Finding
from plimsoll.law.language.examine.leaf import At
from plimsoll.law.language.examine.logic import Formula, impossible
from plimsoll.law.language.expression import AllOf, AnyOf, Expression, Never, Not, Some, TermIs
from plimsoll.law.language.speech import condition_words
from plimsoll.law.language.statute import Term
from plimsoll.law.language.walking import expressions_in
from plimsoll.messages import said


def unreachable(text: Examined) -> Iterator[Finding]:
    """Give the terms, and the branches of terms, that cannot hold, whatever the facts, the day and the readings."""
    terms = [term for term in text.version.terms if term.of in text.subjects and not isinstance(term.means, Never)]
    search = _Search(text)
    for term in terms:
        if not search.possible(term, [text.holds(term)]):
            search.dead_terms.add(term.name)
    for term in terms:
        subject = text.subjects[term.of]
        if term.name in search.dead_terms:
            if not search.mentions_dead(term.means):
                says = said("nothing can be a {term}: what it asks for cannot hold at once", term=said(term.name))
                yield text.finding("unreachable", (term,), says, text.about(subject), [text.shown(term, holds=False)])
            continue
        organization = subject if subject is text.scene.organization else None
        for branch, section, around in search.dead(term, term.means, At(subject, term.at, organization), []):
            says = said(
                "nothing can be a {term} by this: {branch}", term=said(term.name), branch=condition_words(branch)
            )
            yield replace(text.finding("unreachable", (term,), says, around, ()), at=(section,))


class _Search:
    """Looks for what cannot hold where everything around it does."""

    def __init__(self, text: Examined) -> None:
        self.text = text
        self.dead_terms: set[str] = set()

    def mentions_dead(self, expression: Expression) -> bool:
        """Whether a term that cannot hold is asked for: what follows from that is not told again."""
        asked = (each for each in expressions_in(expression) if isinstance(each, TermIs))
        return any(each.term in self.dead_terms for each in asked)

    def dead(
        self, term: Term, expression: Expression, at: At, around: Sequence[Formula]
    ) -> Iterator[tuple[Expression, str, list[Formula]]]:
        """Give what cannot hold, outermost first, with its section and with what holds around it."""
        if expression.section:
            at = at.within(expression.section)
        reading = self.text.reading
        match expression:
            case AllOf(parts=parts):
                for part in parts:
                    beside = [reading.read(other, at) for other in parts if other is not part]
                    yield from self.dead(term, part, at, [*around, *beside])
            case AnyOf(parts=parts):
                for part in parts:
                    if self.possible(term, [*around, reading.read(part, at)]):
                        yield from self.dead(term, part, at, around)
                    elif not isinstance(part, Never) and not self.mentions_dead(part) and self.possible(term, around):
                        yield part, at.within(part.section).section if part.section else at.section, list(around)
            case Not(part=part):
                yield from self.dead(term, part, at, [])
            case Some(relation=relation, holds=holds):
                for there, each in (reading.related(relation, at) or ())[:1]:
                    if self.possible(term, [*around, there, reading.read(holds, each)]):
                        yield from self.dead(term, holds, each, [*around, there])
                    elif not self.mentions_dead(holds) and self.possible(term, [*around, there]):
                        yield expression, at.section, [*around, there]

    def possible(self, term: Term, wanted: Sequence[Formula]) -> bool:
        """Whether there are such facts: on the day, read as by default and before any act; or else at all."""
        text, subject = self.text, self.text.subjects[term.of]
        if text.satisfiable([subject.exists, *text.absent_but(None), *wanted]):
            return True
        return not impossible(text.scene.logic.solver(*text.scene.axioms, subject.exists, *wanted))
