"""What an expression and a reason say, in words (messages, so that they can be said in another language)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from plimsoll.facts.quantities import Interval, Unit, written
from plimsoll.law.language.comparison import (
    Amount,
    Bounded,
    Compare,
    Measure,
    OfYear,
    Revised,
    Scaled,
    Stated,
    Total,
    TrainingStart,
)
from plimsoll.law.language.expression import (
    AllOf,
    AnyOf,
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
    Known,
    Never,
    Not,
    OneOf,
    Only,
    Past,
    Reaches,
    Reading,
    Relation,
    Some,
    Switch,
    TermIs,
    The,
)
from plimsoll.law.language.lines import Line, Over
from plimsoll.law.language.reasons import Inequality, Reason
from plimsoll.messages import Message, both, either, listed, said

_OVER = {
    ">": said("more than"),
    ">=": said("at least"),
    "<": said("less than"),
    "<=": said("at most"),
    "=": said("exactly"),
}
_RELATIONS = {
    "derived_from": said("it is made from another model"),
    "runs": said("it has a training run"),
    "lineage_runs": said("it, or what it descends from, has a training run"),
    "originals": said("it descends from a model of another developer"),
    "predecessors": said("it descends from a model of its own developer"),
    "developed": said("it develops a model"),
    "trained": said("it trains a model"),
    "exemptions": said("an exemption was determined for it"),
    "comparators": said("it was compared with a model"),
    "answerable": said("somebody answers for it"),
    "descendants": said("another model descends from it"),
    "harms": said("a harm came of it"),
    "uses": said("it is used, or released"),
    "deployments": said("it is put to work in a system"),
    "reach": said("it was known what its training would come to"),
    "reports": said("something was reported"),
}


def amount_words(amount: Amount) -> Message:
    """Name an amount."""
    match amount:
        case Total(name=name, estimate="first"):
            return said("{amount} as first estimated", amount=figure_words(name))
        case Total(name=name) | Measure(path=name):
            return figure_words(name)
        case Scaled(amount=inner, factor=factor):
            return said("{factor} x {amount}", factor=written(factor), amount=amount_words(inner))
        case OfYear(path=path, years_before=1):
            return said("{figure} of the preceding calendar year", figure=figure_words(path))
        case OfYear(path=path):
            return figure_words(path)
        case TrainingStart():
            return said("start of training")
    raise TypeError(f"not an amount: {amount!r}")


def figure_words(name: str) -> Message:
    """Name a figure of the facts, or one of a year, as in `annual_gross_revenue.2025`."""
    figure, _, year = name.rpartition(".")
    if year.isdecimal():
        return said("{figure} {year}", figure=figure_words(figure), year=year)
    return said(name.replace("_", " ").replace(".", " "))


def fact_words(path: str) -> Message:
    """Name a fact by its path."""
    return said(path.replace("_", " ").replace(".", ": "))


def line_words(value: Fraction, unit: Unit) -> str:
    """Write a number of a law with its unit."""
    if unit is Unit.SECONDS:
        return _moment(value)
    if unit is Unit.MONEY:
        whole, rest = divmod(value, 1)
        return f"${int(whole):,}" + (written(rest).removeprefix("0") if rest and rest.denominator < 10**12 else "")
    if unit is Unit.NUMBER:
        return written(value)
    number = written(value, unit)
    if "/" in number:
        number = f"{written(Fraction(value.numerator), unit)}/{value.denominator}"
    return said("{number} {unit}", number=number, unit=said(unit.value))


def value_words(value: Interval, unit: Unit) -> str:
    """Write an amount, or the interval in which it lies."""
    if value.exact is not None:
        return line_words(value.exact, unit)
    if value.high is None:
        return said("{low} or more", low=line_words(value.low, unit)) if value.low else said("unknown")
    if value.low is None:
        return said("{high} or less", high=line_words(value.high, unit))
    return said("{low} to {high}", low=line_words(value.low, unit), high=line_words(value.high, unit))


def comparison_words(amount: Message, over: Over, line: str) -> Message:
    """Say how an amount stands to what it is compared with."""
    return said("{amount}: {over} {line}", amount=amount, over=_OVER[over], line=line)


def expression_words(expression: Expression) -> Message:
    """Say in one line what an expression asks for, without its parts."""
    match expression:
        case AllOf():
            return said("all of these")
        case AnyOf():
            return said("any of these")
        case Not():
            return said("not this")
        case Never(says=says):
            return said(says)
        case Compare(amount=amount, over=over, line=line):
            other = _line(line) if isinstance(line, Line) else amount_words(line)
            return comparison_words(amount_words(amount), over, other)
        case Fact(path=path):
            return fact_words(path)
        case OneOf(path=path, values=values):
            return said("{fact} is {values}", fact=fact_words(path), values=either(values))
        case Includes(path=path, value=value):
            return said("{fact} includes {value}", fact=fact_words(path), value=value)
        case Judged(term=term, asks=asks):
            return said("judgment {term}: {question}", term=term, question=said(asks))
        case Reading(name=name, says=says):
            return said("reading {name}: {question}", name=name, question=said(says))
        case TermIs(term=term):
            return said(term)
        case The(relation="model"):
            return said("of its model")
        case The(relation="incident"):
            return said("of its incident")
        case The(relation="developer"):
            return said("of its developer")
        case The(relation="cluster"):
            return said("of its cluster")
        case Some(relation="answerable"):
            return said("{relation}, of whom", relation=_RELATIONS["answerable"])
        case Some(relation=relation):
            return said("{relation}, of which", relation=_relation(relation))
        case Switch(reading=reading):
            return said("as read by {reading}", reading=reading.name)
        case Revised(amount=amount):
            return said("{amount} was estimated more than once", amount=amount_words(amount))
        case Known():
            return said("the facts given show this")
        case Stated(amount=amount):
            return said("{amount} is given", amount=amount_words(amount))
        case Happened(path=path):
            return said("{event} has come", event=fact_words(path.rstrip("_")))
        case Dated(path=path, before=day):
            return said("{event} lies before {day}", event=fact_words(path.rstrip("_")), day=day)
        case Past(day=day):
            return said("the day asked about is {day} or later", day=day)
        case Given(path=path):
            return said("{fact} is given", fact=fact_words(path))
        case Bounded(amount=amount):
            return said("{amount} is known or can be estimated", amount=amount_words(amount))
        case Only(path=path, values=values):
            return said("{fact} has nothing but {values}", fact=fact_words(path), values=listed(values))
        case InPlace(path=path, place=place):
            return said("{fact}: a place within {place}", fact=fact_words(path), place=place)
        case Begun():
            return said("training has begun")
        case Reaches(place=place):
            return said("it is developed, used or offered in {place}", place=place)
        case Controlled():
            return said("its developer controls it")
        case Designated(name=name):
            return said("an authority has designated it: {name}", name=name)
    raise TypeError(f"not an expression: {expression!r}")


def condition_words(expression: Expression) -> Message:
    """Say an expression whole, in one line, as far as it is one of facts: its parts joined."""
    match expression:
        case AllOf(parts=()):
            return said("anything")
        case AllOf(parts=parts):
            return said(both(map(condition_words, parts)))
        case AnyOf(parts=parts):
            return said("({parts})", parts=either(map(condition_words, parts)))
        case Not(part=part):
            return said("not ({part})", part=condition_words(part))
        case Some(holds=holds) | The(holds=holds) if holds != AllOf(()):
            return said("{relation} {holds}", relation=expression_words(expression), holds=condition_words(holds))
    return expression_words(expression)


def reason_words(reason: Reason) -> Message:
    """Say what a node of the tree of reasons found."""
    condition = reason.condition
    if isinstance(condition, Inequality):
        return said(
            "{amount} {value}: {over} {line}?",
            amount=figure_words(condition.name),
            value=value_words(condition.value.interval, condition.unit),
            over=_OVER[condition.over],
            line=value_words(condition.line.interval, condition.unit),
        )
    if isinstance(reason.expression, Some) and not reason.parts:
        return _relation(reason.expression.relation)
    if reason.connective == "term":
        return said("{subject} is a {term}", subject=reason.subject, term=said(reason.term))
    return expression_words(reason.expression)


def _relation(relation: Relation) -> Message:
    return _RELATIONS.get(relation) or said("{entries} are listed for it", entries=fact_words(relation))


def _line(line: Line) -> str:
    words = line_words(line.value, line.unit)
    if line.indexation:
        words = said("{line} (indexed from {day})", line=words, day=line.indexation.begins)
    if line.delegation:
        words = said(
            "{line} (from {day} as set by the agency under the name {name})",
            line=words,
            day=line.delegation.begins,
            name=line.name,
        )
    return words


def _moment(value: Fraction) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(value * 10**6))
    return moment.date().isoformat() if value % 86400 == 0 else moment.isoformat().replace("+00:00", "Z")
