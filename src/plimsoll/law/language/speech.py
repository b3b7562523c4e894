"""What an expression and a reason say, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from plimsoll.facts.quantities import Interval, Unit, written
from plimsoll.law.language.expression import (
    AllOf,
    Amount,
    AnyOf,
    Begun,
    Bounded,
    Compare,
    Controlled,
    Designated,
    Expression,
    Fact,
    Given,
    Happened,
    Includes,
    InPlace,
    Judged,
    Measure,
    Never,
    Not,
    OfYear,
    OneOf,
    Only,
    Past,
    Reaches,
    Reading,
    Revised,
    Scaled,
    Some,
    Stated,
    Switch,
    TermIs,
    The,
    Total,
    TrainingStart,
)
from plimsoll.law.language.lines import Line
from plimsoll.law.language.reasons import Inequality, Reason

_OVER = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "exactly"}
_RELATIONS = {
    "derived_from": "it is made from another model, of which",
    "runs": "it has a training run, of which",
    "lineage_runs": "it, or what it descends from, has a training run, of which",
    "reach": "it was known what its training would come to, of which",
    "originals": "it descends from a model of another developer, of which",
    "predecessors": "it descends from a model of its own developer, of which",
    "developed": "it develops a model, of which",
    "trained": "it trains a model, of which",
    "exemptions": "an exemption was determined for it, of which",
    "comparators": "it was compared with a model, of which",
    "operators": "somebody operates it, of whom",
    "harms": "a harm came of it, of which",
}


def amount_words(amount: Amount) -> str:
    """Name an amount."""
    match amount:
        case Total(name=name, estimate=estimate):
            return name.replace(".", " ") + (" as first estimated" if estimate == "first" else "")
        case Scaled(amount=inner, factor=factor):
            return f"{written(factor)} x {amount_words(inner)}"
        case Measure(path=path):
            return path.replace("_", " ")
        case OfYear(path=path, years_before=1):
            return f"{path.replace('_', ' ')} of the preceding calendar year"
        case OfYear(path=path):
            return path.replace("_", " ")
        case TrainingStart():
            return "start of training"
    raise TypeError(f"not an amount: {amount!r}")


def line_words(value: Fraction, unit: Unit) -> str:
    """Write a number of a law with its unit."""
    if unit is Unit.SECONDS:
        return _moment(value)
    if unit is Unit.MONEY:
        whole, rest = divmod(value, 1)
        return f"${int(whole):,}" + (written(rest).removeprefix("0") if rest and rest.denominator < 10**12 else "")
    if unit is Unit.NUMBER:
        return written(value)
    whole = written(value, unit)
    said = whole if "/" not in whole else f"{written(Fraction(value.numerator), unit)}/{value.denominator}"
    return f"{said} {unit}"


def value_words(value: Interval, unit: Unit) -> str:
    """Write an amount, or the interval in which it lies."""
    if value.exact is not None:
        return line_words(value.exact, unit)
    if value.high is None:
        return "unknown" if not value.low else f"{line_words(value.low, unit)} or more"
    if value.low is None:
        return f"{line_words(value.high, unit)} or less"
    return f"{line_words(value.low, unit)} to {line_words(value.high, unit)}"


def expression_words(expression: Expression) -> str:
    """Say in one line what an expression asks for, without its parts."""
    match expression:
        case AllOf():
            return "all of these"
        case AnyOf():
            return "any of these"
        case Not():
            return "not this"
        case Never(says=says):
            return says
        case Compare(amount=amount, over=over, line=line):
            other = _line(line) if isinstance(line, Line) else amount_words(line)
            return f"{amount_words(amount)}: {_OVER[over]} {other}"
        case Fact(path=path):
            return path.replace("_", " ").replace(".", ": ")
        case OneOf(path=path, values=values):
            return f"{path.replace('_', ' ')} is {' or '.join(values)}"
        case Includes(path=path, value=value):
            return f"{path.replace('_', ' ')} includes {value}"
        case Judged(term=term, asks=asks):
            return f"judgment {term}: {asks}"
        case Reading(name=name, says=says):
            return f"reading {name}: {says}"
        case TermIs(term=term):
            return term
        case The(relation=relation):
            return f"of its {relation}"
        case Some(relation=relation):
            return _RELATIONS.get(relation) or f"it has {relation.replace('_', ' ')}, of which"
        case Switch(reading=reading):
            return f"as read by {reading.name}"
        case Revised(amount=amount):
            return f"{amount_words(amount)} was estimated more than once"
        case Stated(amount=amount):
            return f"{amount_words(amount)} is given"
        case Happened(path=path, before=None):
            return f"{path.replace('_', ' ')} has come"
        case Happened(path=path, before=day):
            return f"{path.rstrip('_').replace('_', ' ')} lies before {day}"
        case Past(day=day):
            return f"the day asked about is {day} or later"
        case Given(path=path):
            return f"{path.replace('_', ' ')} is given"
        case Bounded(amount=amount):
            return f"{amount_words(amount)} is known or can be estimated"
        case Only(path=path, values=values):
            return f"{path.replace('_', ' ')} has nothing but {', '.join(values)}"
        case InPlace(path=path, place=place):
            return f"{path.rstrip('_').replace('_', ' ')}: a place within {place}"
        case Begun():
            return "training has begun"
        case Reaches(place=place):
            return f"it is developed, used or offered in {place}"
        case Controlled():
            return "its developer controls it"
        case Designated(name=name):
            return f"an authority has designated it: {name}"
    raise TypeError(f"not an expression: {expression!r}")


def reason_words(reason: Reason) -> str:
    """Say what a node of the tree of reasons found."""
    condition = reason.condition
    if isinstance(condition, Inequality):
        line = value_words(condition.line.interval, condition.unit)
        value = value_words(condition.value.interval, condition.unit)
        return f"{condition.name.replace('_', ' ')} {value}: {_OVER[condition.over]} {line}?"
    if isinstance(reason.expression, Some) and not reason.parts:
        return expression_words(reason.expression).rpartition(", of")[0]
    if reason.connective == "term":
        return f"{reason.subject} is a {reason.term}"
    return expression_words(reason.expression)


def _line(line: Line) -> str:
    said = line_words(line.value, line.unit)
    if line.indexation:
        said += f" (indexed from {line.indexation.begins})"
    if line.delegation:
        said += f" (from {line.delegation.begins} as set by the agency under the name {line.name})"
    return said


def _moment(value: Fraction) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(value * 10**6))
    return moment.date().isoformat() if value % 86400 == 0 else moment.isoformat().replace("+00:00", "Z")
