"""What an expression asks of the facts themselves: the leaves of the tree of reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from plimsoll.facts.instants import parse_instant
from plimsoll.facts.models import Use
from plimsoll.law.language import amounts
from plimsoll.law.language.expression import (
    Begun,
    Controlled,
    Dated,
    Designated,
    Expression,
    Fact,
    Given,
    Happened,
    Includes,
    InPlace,
    Judged,
    Never,
    OneOf,
    Only,
    Past,
    Reaches,
    Reading,
)
from plimsoll.law.language.places import names, offered, reach
from plimsoll.law.language.points import AsOf, Point
from plimsoll.law.language.reasons import Reason, Symbol, Truth
from plimsoll.messages import said


def presuming(
    expression: Fact | OneOf | Includes | Judged,
    point: Point,
    truth: Truth,
    key: str,
    fact: str,
    kind: Literal["fact", "judgment"] = "fact",
    values: tuple[str, ...] = (),
) -> Reason:
    """Give a leaf; where its truth is not known and the expression presumes one, that one, and what it rests on."""
    presumption = ""
    if truth is None and expression.presumed is not None:
        truth, presumption = expression.presumed, expression.presumption
    return point.leaf(expression, Symbol(key, fact, kind, values, presumption), truth)


def _never(as_of: AsOf, expression: Never, point: Point) -> Reason:
    return Reason(expression, point.section, point.id, "is", False)


def _fact(as_of: AsOf, expression: Fact, point: Point) -> Reason:
    fact = f"{point.path}.{expression.path}"
    return presuming(expression, point, point.reach(expression.path), fact, fact)


def _one_of(as_of: AsOf, expression: OneOf, point: Point) -> Reason:
    fact = f"{point.path}.{expression.path}"
    value = point.reach(expression.path)
    truth = None if value is None else value in expression.values
    return presuming(expression, point, truth, f"{fact} in {expression.values}", fact, values=expression.values)


def _includes(as_of: AsOf, expression: Includes, point: Point) -> Reason:
    fact = f"{point.path}.{expression.path}"
    values = point.reach(expression.path)
    truth = None if values is None or (expression.inventory and not values) else expression.value in values
    return presuming(expression, point, truth, f"{fact}: {expression.value}", fact)


def _only(as_of: AsOf, expression: Only, point: Point) -> Reason:
    fact = f"{point.path}.{expression.path}"
    values = point.reach(expression.path)
    truth: Truth = None if values is None else set(values) <= set(expression.values)
    return point.leaf(expression, Symbol(f"{fact}: only {expression.values}", fact), truth)


def _in_place(as_of: AsOf, expression: InPlace, point: Point) -> Reason:
    fact = f"{point.path}.{expression.path}"
    named = point.reach(expression.path)
    truth = names(expression.place, None if named is None else [named])
    return point.leaf(expression, Symbol(f"{fact} {expression.place}", fact), truth)


def _given(as_of: AsOf, expression: Given, point: Point) -> Reason:
    given, fact = point.reach(expression.path) is not None, f"{point.path}.{expression.path}"
    presumption = "" if given else expression.presumption
    return point.leaf(expression, Symbol(f"{fact} is given", fact, "record", presumption=presumption), given)


def _happened(as_of: AsOf, expression: Happened, point: Point) -> Reason:
    key = f"{point.path}.{expression.path}"
    when = point.reach(expression.path)
    happened: Truth = None
    if isinstance(when, date):
        when = parse_instant(when.isoformat())
    if when is None:
        happened = expression.absent
    elif when.earliest > as_of.now:
        happened = False
    elif when.latest <= as_of.now:
        happened = True
    return point.leaf(expression, Symbol(key, key), happened)


def _dated(as_of: AsOf, expression: Dated, point: Point) -> Reason:
    fact = f"{point.path}.{expression.path.rstrip('_')}"
    when = point.reach(expression.path)
    edge = datetime.combine(expression.before, time.min, UTC)
    truth: Truth = None
    if when is not None and (when.latest < edge or when.earliest >= edge):
        truth = when.latest < edge
    return point.leaf(expression, Symbol(f"{fact} before {expression.before}", fact), truth)


def _past(as_of: AsOf, expression: Past, point: Point) -> Reason:
    key = f"day asked about: {expression.day}"
    return point.leaf(expression, Symbol(key, key, "record"), as_of.on >= expression.day)


def _reaches(as_of: AsOf, expression: Reaches, point: Point) -> Reason:
    if isinstance(point.subject, Use):
        truth, fact = offered(as_of.facts, expression.place, point)
    else:
        truth, fact = reach(as_of.facts, expression.place, point.subject)
    return point.leaf(expression, Symbol(f"{fact} {expression.place}", fact), truth)


def _controlled(as_of: AsOf, expression: Controlled, point: Point) -> Reason:
    model, fact = point.subject, f"{point.path}.controlled"
    truth, presumption = model.controlled, ""
    own = as_of.facts.developer_of(model) == as_of.facts.home.get(model.id)
    if truth is None and own:
        truth, presumption = True, "the model is taken as controlled by its developer"
    return point.leaf(expression, Symbol(fact, fact, presumption=presumption), truth)


def _begun(as_of: AsOf, expression: Begun, point: Point) -> Reason:
    truth, fact = amounts.begun(as_of.facts, point.subject, point.organization, as_of.now)
    return point.leaf(expression, Symbol(f"begun {fact}", fact), truth)


def _designated(as_of: AsOf, expression: Designated, point: Point) -> Reason:
    made = any(
        act.sets == expression.name
        and act.model in (None, point.id)
        and (act.effective is None or act.effective <= as_of.on)
        for act in as_of.acts
    )
    fact = f"regulations.{expression.name}.{point.id}"
    presumption = "" if made else said("no such act of an authority is listed: it is taken as not made")
    return point.leaf(expression, Symbol(fact, fact, "record", presumption=presumption), made)


def _reading(as_of: AsOf, expression: Reading, point: Point) -> Reason:
    chosen = as_of.facts.readings.get(expression.name)
    key = f"readings.{expression.name}"
    taken = expression.default if chosen is None else chosen
    return point.leaf(expression, Symbol(key, key, "reading", presumption=expression.says), taken)


LEAVES: dict[type[Expression], Callable[[AsOf, Any, Point], Reason]] = {
    Never: _never,
    Fact: _fact,
    OneOf: _one_of,
    Includes: _includes,
    Only: _only,
    InPlace: _in_place,
    Given: _given,
    Happened: _happened,
    Dated: _dated,
    Past: _past,
    Reaches: _reaches,
    Controlled: _controlled,
    Begun: _begun,
    Designated: _designated,
    Reading: _reading,
}
