"""Reading an expression against facts, for one subject on one day: the tree of reasons, by Kleene's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plimsoll.facts.facts import Subject
from plimsoll.law.language.comparison import Bounded, Compare, Revised, Stated
from plimsoll.law.language.expression import (
    AllOf,
    AnyOf,
    Expression,
    Grade,
    Judged,
    Known,
    Not,
    Some,
    Switch,
    TermIs,
    The,
)
from plimsoll.law.language.leaves import LEAVES, presuming
from plimsoll.law.language.measuring import Measuring
from plimsoll.law.language.points import Point
from plimsoll.law.language.reasons import Reason, Symbol, Truth
from plimsoll.law.language.relations import related, the_one
from plimsoll.law.language.statute import Term

_INCOMPLETE = {
    "harms": "harms",
    "uses": "*.uses",
    "deployments": "deployments",
    "licensees": "*.licensees",
}
"""The list that is not complete, by relation; otherwise it is that of the models."""
_HIGHEST = 2
"""Generations of a lineage that are read together."""


@dataclass
class Reader(Measuring):
    """Reads the terms of one version of a law against facts, as things stood at the end of a day."""

    brief: bool = False
    """Only verdicts are asked for: what a part has decided is not read further."""
    _terms: dict[tuple[str, str], Reason] = field(default_factory=dict)
    _open_facts: dict[int, str] = field(default_factory=dict)

    def term(self, name: str, subject: Subject) -> Reason:
        """Read a term of a subject; each is read once."""
        key = (name, subject.id)
        found = self._terms.get(key)
        if found is None:
            term = self.version.by_name[name]
            found = self._terms[key] = self._term(term, subject)
        return found

    def _term(self, term: Term, subject: Subject) -> Reason:
        body = self.read(term.means, Point.of(subject, term.at))
        reason = Reason(term.means, term.at, subject.id, "term", body.truth, (body,), grade=term.grade, term=term.name)
        reason.law, reason.height = self.version.name, _height(body, subject.id)
        return reason

    def read(self, expression: Expression, point: Point) -> Reason:
        """Read any expression of the language."""
        if expression.section:
            point = point.within(expression.section)
        reason = _READERS[type(expression)](self, expression, point)
        if expression.grade is not None or expression.flags:
            self._mark(reason, expression, point)
        return reason

    def _mark(self, reason: Reason, expression: Expression, point: Point) -> None:
        """Add grade and flags; a clause that a given fact rules out has neither to answer for."""
        idle = _ruled_out(reason)
        if expression.grade is not None and reason.grade is None and not idle:
            reason.grade = expression.grade
        for flag in expression.flags:
            shown = not idle if flag.when is None else self.read(flag.when, point).truth is True
            if shown:
                reason.notes = (*reason.notes, flag.says)

    def _all(self, expression: AllOf, point: Point) -> Reason:
        parts: list[Reason] = []
        for part in expression.parts:
            parts.append(self.read(part, point))
            if (self.brief and parts[-1].truth is False) or _ruled_out(parts[-1]):
                break  # whatever the other parts say, a fact that was given decides
        return point.node(expression, "all", tuple(parts))

    def _any(self, expression: AnyOf, point: Point) -> Reason:
        return point.node(expression, "any", self._either((part, point) for part in expression.parts))

    def _either(self, alternatives: Iterable[tuple[Expression, Point]]) -> tuple[Reason, ...]:
        parts: list[Reason] = []
        for expression, point in alternatives:
            parts.append(self.read(expression, point))
            if self.brief and parts[-1].truth is True:
                break
        return tuple(parts)

    def _not(self, expression: Not, point: Point) -> Reason:
        part = self.read(expression.part, point)
        truth = None if part.truth is None else not part.truth
        return Reason(expression, point.section, point.id, "not", truth, (part,))

    def _judged(self, expression: Judged, point: Point) -> Reason:
        verdict = self.judgment(expression.term, point.id)
        if verdict is None and expression.otherwise is not None:
            return self.read(expression.otherwise, point)
        fact = f"judgments.{expression.term}.{point.id}"
        return presuming(expression, point, verdict, f"{self.version.law}/{fact}", fact, "judgment")

    def judgment(self, term: str, subject: str) -> Truth:
        """Give the last judgment of a term by the day asked about: of this version, or of the law at large."""
        verdict: Truth = None
        last: datetime | None = None
        for judgment in self.facts.judgments:
            if (judgment.term, judgment.subject) != (term, subject):
                continue
            if not self.version.hears(judgment.law):
                continue
            at = judgment.at.latest if judgment.at else None
            if at is not None and at > self.now:
                continue
            if last is None or (at is not None and at >= last):
                verdict, last = judgment.verdict == "yes", at or last
        return verdict

    def _term_is(self, expression: TermIs, point: Point) -> Reason:
        found = self.term(expression.term, point.subject)
        if found.height > _HIGHEST:
            return self._from_afar(expression, point, found)
        if point.section and expression.section:
            return Reason(expression, point.section, point.id, "all", found.truth, (found,))
        return found

    def _from_afar(self, expression: TermIs, point: Point, found: Reason) -> Reason:
        """A term that goes through many generations, as one fact: less is told, nothing is guessed."""
        fact = point.path if found.truth is not None else self._open_fact(found, point.path)
        symbol = Symbol(f"{expression.term} of {point.id}", fact)
        return point.leaf(expression, symbol, found.truth)

    def _open_fact(self, found: Reason, path: str) -> str:
        """The first open fact below a term; each term is looked through once."""
        fact = self._open_facts.get(id(found))
        if fact is None:
            leaf = next((n for n in found.walk() if n.connective == "is" and n.truth is None and n.condition), None)
            fact = self._open_facts[id(found)] = leaf.condition.facts[0] if leaf and leaf.condition else path
        return fact

    def _the(self, expression: The, point: Point) -> Reason:
        named = the_one(self.facts, expression.relation, point.subject)
        if named is None:
            fact = f"{point.path}.{expression.relation}"
            return point.leaf(expression, Symbol(f"{fact}: {expression.holds!r}", fact), None)
        return self.read(expression.holds, point.at(named))

    def _some(self, expression: Some, point: Point) -> Reason:
        found, complete = related(self.facts, expression.relation, point)
        parts = [*self._either((expression.holds, each) for each in found)]
        if not complete:
            fact = _INCOMPLETE.get(expression.relation, "models").replace("*", point.path)
            key = f"{fact}: {expression.relation} {expression.holds!r}"
            parts.append(point.leaf(expression, Symbol(key, fact), None))
        return point.node(expression, "any", tuple(parts))

    def _known(self, expression: Known, point: Point) -> Reason:
        key = f"{point.path} shows {expression.part!r}"
        shown = self.read(expression.part, point).truth is True
        return point.leaf(expression, Symbol(key, point.path, "record"), shown)

    def _switch(self, expression: Switch, point: Point) -> Reason:
        reading = self.read(expression.reading, point)
        if self.read(expression.where, point).truth is False:
            return self.read(expression.on if reading.truth else expression.off, point)
        off = Reason(expression.reading, point.section, point.id, "not", not reading.truth, (reading,))
        ways = (
            point.node(expression, "all", (reading, self.read(expression.on, point))),
            point.node(expression, "all", (off, self.read(expression.off, point))),
        )
        either = point.node(expression, "any", ways)
        either.grade = Grade.INFERENCE  # which reading is right, no text says
        return either


def _ruled_out(reason: Reason) -> bool:
    """Whether a part is false for a fact that was given: no figure, and nothing that was merely taken."""
    if reason.truth is not False:
        return False
    match reason.connective:
        case "is":
            condition = reason.condition
            return isinstance(condition, Symbol) and condition.kind != "reading" and not condition.presumption
        case "all":
            return any(_ruled_out(part) for part in reason.parts)
        case "any":
            return all(_ruled_out(part) for part in reason.parts)
    return False


def _height(body: Reason, subject: str) -> int:
    """Through how many other subjects it goes, one below the other."""
    height = 0
    stack = [body]
    while stack:
        node = stack.pop()
        if node.connective == "term":
            height = max(height, node.height + (node.subject != subject))
        else:
            stack.extend(node.parts)
    return height


_READERS: dict[type[Expression], Callable[[Reader, Any, Point], Reason]] = {
    **LEAVES,
    Compare: Reader.compare,
    Bounded: Reader.bounded,
    Stated: Reader.stated,
    Revised: Reader.revised,
    AllOf: Reader._all,
    AnyOf: Reader._any,
    Not: Reader._not,
    TermIs: Reader._term_is,
    The: Reader._the,
    Some: Reader._some,
    Judged: Reader._judged,
    Switch: Reader._switch,
    Known: Reader._known,
}
