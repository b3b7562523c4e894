"""Amounts of a subject against lines and against each other, as the lines stood when the thing began."""

from __future__ import annotations

from dataclasses import dataclass, field

from plimsoll.facts.incidents import Harm, Incident
from plimsoll.facts.models import Model
from plimsoll.facts.quantities import Unit
from plimsoll.law.language import amounts
from plimsoll.law.language.amounts import Amounted
from plimsoll.law.language.comparison import Amount, Bounded, Compare, Revised, Stated
from plimsoll.law.language.lines import Line, Over, Period, periods, seconds
from plimsoll.law.language.points import AsOf, Point
from plimsoll.law.language.reasons import Form, Inequality, Reason, Symbol


@dataclass
class Measuring(AsOf):
    """Measures amounts; each amount of a subject, and the periods of each line, are read once."""

    _periods: dict[int, list[Period]] = field(default_factory=dict, kw_only=True)
    _amounts: dict[tuple[int, str, str], Amounted] = field(default_factory=dict, kw_only=True)

    def compare(self, expression: Compare, point: Point) -> Reason:
        """Compare an amount with a line, or with another."""
        amount = self._amount(expression.amount, point)
        if not isinstance(expression.line, Line):
            other = self._amount(expression.line, point)
            return self._inequality(expression, point, amount, other.form, expression.over, other.notes)
        line = expression.line
        found = self._periods.get(id(line))
        if found is None:
            found = self._periods[id(line)] = periods(line, self.acts)
        if len(found) == 1:
            constant = Form((), found[0].value)
            return self._inequality(expression, point, amount, constant, expression.over, found[0].notes)
        return self._in_its_period(expression, point, amount, found)

    def bounded(self, expression: Bounded, point: Point) -> Reason:
        """Say whether the facts bound an amount from above."""
        form = self._amount(expression.amount, point).form
        key = f"{point.path} {expression.amount.name} is bounded"
        return point.leaf(expression, Symbol(key, key, "record"), form.interval.high is not None)

    def stated(self, expression: Stated, point: Point) -> Reason:
        """Say whether a figure is given."""
        stated = amounts.stated(expression.amount, point.subject)
        key = f"{point.path} states {expression.amount.figure}"
        return point.leaf(expression, Symbol(key, key, "record"), stated)

    def revised(self, expression: Revised, point: Point) -> Reason:
        """Say whether a figure was estimated more than once."""
        key = f"{point.path} revises {expression.amount.figure}"
        truth = amounts.revised(expression.amount, point.subject)
        return point.leaf(expression, Symbol(key, key, "record"), truth)

    def _amount(self, amount: Amount, point: Point) -> Amounted:
        """Read an amount of a subject; each is read once. Texts are never unloaded, so an id stays its amount's."""
        key = (id(amount), point.id + point.path, point.organization.id if point.organization else "")
        found = self._amounts.get(key)
        if found is None:
            found = amounts.form(amount, point.subject, point.organization, self.facts, self.on, point.path)
            self._amounts[key] = found
        return found

    def _in_its_period(self, expression: Compare, point: Point, amount: Amounted, found: list[Period]) -> Reason:
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
                inside.append(self._inequality(expression, point, moment, Form((), period.begins), ">="))
            if end is not None:
                inside.append(self._inequality(expression, point, moment, Form((), end), "<"))
            over, constant = period.over or expression.over, Form((), period.value)
            compared = self._inequality(expression, point, amount, constant, over, period.notes)
            cases.append(point.node(expression, "all", (*(r for r in inside if r.truth is None), compared)))
        return point.node(expression, "any", tuple(cases))

    def _moment(self, point: Point) -> Amounted:
        """When the thing began that a line measures, as far as the law asks."""
        if isinstance(point.subject, Model):
            return amounts.training_start(self.facts, point.subject, self.now)
        subject = point.subject
        incident = self.facts.incidents.get(subject.incident or "") if isinstance(subject, Harm) else subject
        if isinstance(subject, Incident | Harm):
            return amounts.occurrence(incident, subject.id, self.now)
        return Amounted("on", Form((), seconds(self.now)), Unit.SECONDS, ())

    def _inequality(
        self, expression: Compare, point: Point, amount: Amounted, line: Form, over: Over, notes: tuple[str, ...] = ()
    ) -> Reason:
        difference = amount.form.minus(line)
        condition = Inequality(difference, over, amount.name, amount.form, line, amount.unit)
        said = (*amount.notes, *notes)
        return Reason(expression, point.section, point.id, "is", condition.truth(), condition=condition, notes=said)
