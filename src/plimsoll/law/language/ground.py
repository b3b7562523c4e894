"""Reading an expression against facts, for one subject on one day: the tree of reasons, by Kleene's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any

from plimsoll.facts.facts import Facts, Subject
from plimsoll.facts.incidents import Harm, Incident
from plimsoll.facts.instants import Instant, end_of
from plimsoll.facts.models import Model, Use
from plimsoll.facts.organization import Organization
from plimsoll.facts.quantities import Unit
from plimsoll.law.language import amounts
from plimsoll.law.language.expression import (
    AllOf,
    Amount,
    AnyOf,
    Begun,
    Compare,
    Controlled,
    Dated,
    Designated,
    Expression,
    Fact,
    Grade,
    Happened,
    Includes,
    Judged,
    Known,
    Never,
    Not,
    OneOf,
    Reaches,
    Reading,
    Revised,
    Some,
    Stated,
    Switch,
    TermIs,
    The,
)
from plimsoll.law.language.lines import Line, Period, periods, seconds
from plimsoll.law.language.reasons import Form, Inequality, Reason, Symbol, Truth, combine
from plimsoll.law.language.relations import Point, offered, path_of, reach, related, the_one
from plimsoll.law.language.statute import Term, Version

_INCOMPLETE = {
    "harms": "harms",
    "incidents": "incidents",
    "concerns": "concerns",
    "uses": "*.uses",
    "licensees": "*.licensees",
}
"""The list that is not complete, by relation; otherwise it is that of the models."""
_HIGHEST = 2
"""Generations of a lineage that are read together."""


@dataclass
class Reader:
    """Reads the terms of one version of a law against facts, as things stood at the end of a day."""

    version: Version
    facts: Facts
    on: date
    brief: bool = False
    """Only verdicts are asked for: what a part has decided is not read further."""
    _terms: dict[tuple[str, str], Reason] = field(default_factory=dict)
    _periods: dict[int, list[Period]] = field(default_factory=dict)
    _amounts: dict[tuple[int, str, str], amounts.Amounted] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The end of the day asked about."""
        return end_of(self.on)

    def term(self, name: str, subject: Subject) -> Reason:
        """Read a term of a subject; each is read once."""
        key = (name, subject.id)
        found = self._terms.get(key)
        if found is None:
            term = self.version.by_name[name]
            found = self._terms[key] = self._term(term, subject)
        return found

    def _term(self, term: Term, subject: Subject) -> Reason:
        organization = subject if isinstance(subject, Organization) else None
        point = Point(subject, path_of(subject), subject.id, term.at, organization)
        body = self.read(term.means, point)
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
        return _node(expression, point, "all", tuple(parts))

    def _any(self, expression: AnyOf, point: Point) -> Reason:
        return _node(expression, point, "any", self._either((part, point) for part in expression.parts))

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

    def _never(self, expression: Never, point: Point) -> Reason:
        return Reason(expression, point.section, point.id, "is", False)

    def _fact(self, expression: Fact, point: Point) -> Reason:
        fact = f"{point.path}.{expression.path}"
        value = point.reach(expression.path)
        presumption = ""
        if value is None and expression.presumed is not None:
            value, presumption = expression.presumed, expression.presumption
        return _leaf(expression, point, Symbol(fact, fact, presumption=presumption), value)

    def _one_of(self, expression: OneOf, point: Point) -> Reason:
        fact = f"{point.path}.{expression.path}"
        value = point.reach(expression.path)
        truth: Truth = None if value is None else value in expression.values
        presumption = ""
        if truth is None and expression.presumed is not None:
            truth, presumption = expression.presumed, expression.presumption
        key = f"{fact} in {expression.values}"
        return _leaf(expression, point, Symbol(key, fact, values=expression.values, presumption=presumption), truth)

    def _includes(self, expression: Includes, point: Point) -> Reason:
        fact = f"{point.path}.{expression.path}"
        values = point.reach(expression.path)
        truth = None if values is None else expression.value in values
        presumption = ""
        if truth is None and expression.presumed is not None:
            truth, presumption = expression.presumed, expression.presumption
        return _leaf(expression, point, Symbol(f"{fact}: {expression.value}", fact, presumption=presumption), truth)

    def _judged(self, expression: Judged, point: Point) -> Reason:
        law = self.version.law
        fact = f"judgments.{expression.term}.{point.id}"
        verdict = self.judgment(expression.term, point.id)
        if verdict is None and expression.otherwise is not None:
            return self.read(expression.otherwise, point)
        presumption = ""
        if verdict is None and expression.presumed is not None:
            verdict, presumption = expression.presumed, expression.presumption
        symbol = Symbol(f"{law}/{fact}", fact, "judgment", presumption=presumption)
        return _leaf(expression, point, symbol, verdict)

    def judgment(self, term: str, subject: str) -> Truth:
        """Give the last judgment of a term by the day asked about: of this version, or of the law at large."""
        verdict: Truth = None
        last: datetime | None = None
        for judgment in self.facts.judgments:
            if (judgment.term, judgment.subject) != (term, subject):
                continue
            if judgment.law not in (self.version.law, self.version.name):
                continue
            at = judgment.at.latest if judgment.at else None
            if at is not None and at > self.now:
                continue
            if last is None or (at is not None and at >= last):
                verdict, last = judgment.verdict == "yes", at or last
        return verdict

    def _reading(self, expression: Reading, point: Point) -> Reason:
        chosen = self.facts.readings.get(expression.name)
        key = f"readings.{expression.name}"
        taken = expression.default if chosen is None else chosen
        return _leaf(expression, point, Symbol(key, key, "reading", presumption=expression.says), taken)

    def _term_is(self, expression: TermIs, point: Point) -> Reason:
        found = self.term(expression.term, point.subject)
        if found.height > _HIGHEST:
            return self._from_afar(expression, point, found)
        if point.section and expression.section:
            return Reason(expression, point.section, point.id, "all", found.truth, (found,))
        return found

    def _from_afar(self, expression: TermIs, point: Point, found: Reason) -> Reason:
        """A term that goes through many generations, as one fact: less is told, nothing is guessed."""
        open_leaf = next((n for n in found.walk() if n.connective == "is" and n.truth is None and n.condition), None)
        fact = open_leaf.condition.facts[0] if open_leaf and open_leaf.condition else point.path
        symbol = Symbol(f"{expression.term} of {point.id}", fact)
        return _leaf(expression, point, symbol, found.truth)

    def _the(self, expression: The, point: Point) -> Reason:
        named = the_one(self.facts, expression.relation, point.subject)
        if named is None:
            fact = f"{point.path}.{expression.relation}"
            return _leaf(expression, point, Symbol(f"{fact}: {expression.holds!r}", fact), None)
        return self.read(expression.holds, point.at(named))

    def _some(self, expression: Some, point: Point) -> Reason:
        found, complete = related(self.facts, expression.relation, point)
        parts = [*self._either((expression.holds, each) for each in found)]
        if not complete:
            fact = _INCOMPLETE.get(expression.relation, "models").replace("*", point.path)
            key = f"{fact}: {expression.relation} {expression.holds!r}"
            parts.append(_leaf(expression, point, Symbol(key, fact), None))
        return _node(expression, point, "any", tuple(parts))

    def _known(self, expression: Known, point: Point) -> Reason:
        key = f"{point.path} shows {expression.part!r}"
        shown = self.read(expression.part, point).truth is True
        return _leaf(expression, point, Symbol(key, point.path, "record"), shown)

    def _stated(self, expression: Stated, point: Point) -> Reason:
        stated = amounts.stated(expression.amount, point.subject)
        key = f"{point.path} states {expression.amount.figure}"
        return _leaf(expression, point, Symbol(key, key, "record"), stated)

    def _revised(self, expression: Revised, point: Point) -> Reason:
        key = f"{point.path} revises {expression.amount.figure}"
        truth = amounts.revised(expression.amount, point.subject)
        return _leaf(expression, point, Symbol(key, key, "record"), truth)

    def _switch(self, expression: Switch, point: Point) -> Reason:
        reading = self.read(expression.reading, point)
        if self.read(expression.where, point).truth is False:
            return self.read(expression.on if reading.truth else expression.off, point)
        off = Reason(expression.reading, point.section, point.id, "not", not reading.truth, (reading,))
        ways = (
            _node(expression, point, "all", (reading, self.read(expression.on, point))),
            _node(expression, point, "all", (off, self.read(expression.off, point))),
        )
        either = _node(expression, point, "any", ways)
        either.grade = Grade.INFERENCE  # which reading is right, no text says
        return either

    def _happened(self, expression: Happened, point: Point) -> Reason:
        key = f"{point.path}.{expression.path}"
        when = point.reach(expression.path)
        happened: Truth = None
        if when is None:
            happened = expression.absent
        elif when.earliest > self.now:
            happened = False
        elif when.latest <= self.now:
            happened = True
        return _leaf(expression, point, Symbol(key, key), happened)

    def _lies(self, expression: Dated, point: Point) -> Reason:
        fact = f"{point.path}.{expression.path.rstrip('_')}"
        when = point.reach(expression.path)
        truth: Truth = None
        if when is not None:
            sides = [_on_or_after(when, day) for day in (expression.since, expression.before) if day is not None]
            if expression.before is not None:
                sides[-1] = None if sides[-1] is None else not sides[-1]
            truth = combine("all", sides)
        return _leaf(expression, point, Symbol(f"{fact} {expression.since} {expression.before}", fact), truth)

    def _reaches(self, expression: Reaches, point: Point) -> Reason:
        if isinstance(point.subject, Use):
            truth, fact = offered(self.facts, expression.place, point)
        else:
            truth, fact = reach(self.facts, expression.place, point.subject)
        return _leaf(expression, point, Symbol(f"{fact} {expression.place}", fact), truth)

    def _controlled(self, expression: Controlled, point: Point) -> Reason:
        model, fact = point.subject, f"{point.path}.controlled"
        truth, presumption = model.controlled, ""
        own = self.facts.developer_of(model) == self.facts.home.get(model.id)
        if truth is None and own:
            truth, presumption = True, "the model is taken as controlled by its developer"
        return _leaf(expression, point, Symbol(fact, fact, presumption=presumption), truth)

    def _designated(self, expression: Designated, point: Point) -> Reason:
        made = any(
            act.sets == expression.name
            and act.law in (self.version.law, self.version.name)
            and act.model in (None, point.id)
            and (act.effective is None or act.effective <= self.on)
            for act in self.facts.regulations
        )
        fact = f"regulations.{expression.name}.{point.id}"
        return _leaf(expression, point, Symbol(fact, fact, "record"), made)

    def _begun(self, expression: Begun, point: Point) -> Reason:
        truth, fact = amounts.begun(self.facts, point.subject, point.organization, self.now)
        return _leaf(expression, point, Symbol(f"begun {fact}", fact), truth)

    def _compare(self, expression: Compare, point: Point) -> Reason:
        amount = self._amount(expression.amount, point)
        if not isinstance(expression.line, Line):
            other = self._amount(expression.line, point)
            return self._inequality(expression, point, amount, other.form, expression.over, other.notes)
        line = expression.line
        found = self._periods.get(id(line))
        if found is None:
            acts = [a for a in self.facts.regulations if a.law in (self.version.law, self.version.name)]
            found = self._periods[id(line)] = periods(line, acts)
        if len(found) == 1:
            constant = Form((), found[0].value)
            return self._inequality(expression, point, amount, constant, expression.over, found[0].notes)
        return self._dated(expression, point, amount, found)

    def _amount(self, amount: Amount, point: Point) -> amounts.Amounted:
        """Read an amount of a subject; each is read once. Texts are never unloaded, so an id stays its amount's."""
        key = (id(amount), point.id, point.organization.id if point.organization else "")
        found = self._amounts.get(key)
        if found is None:
            found = amounts.form(amount, point.subject, point.organization, self.facts, self.on)
            self._amounts[key] = found
        return found

    def _dated(self, expression: Compare, point: Point, amount: amounts.Amounted, found: list[Period]) -> Reason:
        """A line that changed: what the amount is compared with depends on when the thing began."""
        moment = self._moment(point)
        span = moment.form.interval
        ends = [period.begins for period in found[1:]]
        possible = [
            (period, end)
            for period, end in zip(found, [*ends, None], strict=True)
            if (period.begins is None or span.high is None or span.high >= period.begins)
            and (end is None or span.low is None or span.low < end)
        ]
        notes = tuple(dict.fromkeys(note for period, _ in possible for note in period.notes))
        if len({(period.value, period.over) for period, _ in possible}) == 1:
            period = possible[0][0]
            over = period.over or expression.over
            return self._inequality(expression, point, amount, Form((), period.value), over, notes)
        cases: list[Reason] = []
        for period, end in possible:
            inside: list[Reason] = []
            if period.begins is not None:
                inside.append(self._when(expression, point, moment, ">=", period.begins))
            if end is not None:
                inside.append(self._when(expression, point, moment, "<", end))
            over, constant = period.over or expression.over, Form((), period.value)
            compared = self._inequality(expression, point, amount, constant, over, period.notes)
            cases.append(_node(expression, point, "all", (*(r for r in inside if r.truth is None), compared)))
        return _node(expression, point, "any", tuple(cases))

    def _moment(self, point: Point) -> amounts.Amounted:
        if isinstance(point.subject, Model):
            return amounts.training_start(self.facts, point.subject, self.now)
        subject = point.subject
        incident = self.facts.incidents.get(subject.incident or "") if isinstance(subject, Harm) else subject
        if isinstance(subject, Incident | Harm):
            return amounts.occurrence(incident, subject.id, self.now)
        return amounts.Amounted("on", Form((), seconds(self.now)), Unit.SECONDS, ())

    def _when(self, expression: Compare, point: Point, moment: amounts.Amounted, over: Any, begins: Fraction) -> Reason:
        return self._inequality(expression, point, moment, Form((), begins), over, ())

    def _inequality(
        self, expression: Compare, point: Point, amount: amounts.Amounted, line: Form, over: Any,
        notes: tuple[str, ...],
    ) -> Reason:  # fmt: skip
        difference = amount.form.minus(line)
        condition = Inequality(difference, over, amount.name, amount.form, line, amount.unit)
        said = (*amount.notes, *notes)
        return Reason(expression, point.section, point.id, "is", condition.truth(), condition=condition, notes=said)


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


def _on_or_after(when: Instant, day: date) -> Truth:
    start = datetime.combine(day, time.min, UTC)
    if when.earliest >= start:
        return True
    return False if when.latest < start else None


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


def _node(expression: Expression, point: Point, connective: Any, parts: tuple[Reason, ...]) -> Reason:
    truth = combine(connective, [part.truth for part in parts])
    return Reason(expression, point.section, point.id, connective, truth, parts)


def _leaf(expression: Expression, point: Point, symbol: Symbol, truth: Truth) -> Reason:
    return Reason(expression, point.section, point.id, "is", truth, condition=symbol)


_READERS: dict[type[Expression], Callable[[Reader, Any, Point], Reason]] = {
    AllOf: Reader._all,
    AnyOf: Reader._any,
    Not: Reader._not,
    Never: Reader._never,
    Fact: Reader._fact,
    OneOf: Reader._one_of,
    Includes: Reader._includes,
    Judged: Reader._judged,
    Reading: Reader._reading,
    TermIs: Reader._term_is,
    The: Reader._the,
    Happened: Reader._happened,
    Dated: Reader._lies,
    Reaches: Reader._reaches,
    Controlled: Reader._controlled,
    Designated: Reader._designated,
    Some: Reader._some,
    Known: Reader._known,
    Stated: Reader._stated,
    Revised: Reader._revised,
    Switch: Reader._switch,
    Begun: Reader._begun,
    Compare: Reader._compare,
}
