"""What a breach can cost: sanctions of the language read against facts, apart from whether there is a breach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from plimsoll.facts.evidence import Violation
from plimsoll.facts.facts import Facts, Filed, Subject
from plimsoll.facts.incidents import Incident
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization
from plimsoll.facts.quantities import Interval, Quantity
from plimsoll.law.language.completions import settle
from plimsoll.law.language.expression import ANYTHING, Expression
from plimsoll.law.language.moments import Clocks
from plimsoll.law.language.points import Point
from plimsoll.law.language.reasons import Truth, combine
from plimsoll.law.language.relations import answerable, the_one
from plimsoll.law.language.sanction import Cap, Sanction


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that a penalty can come to; `None` at an end that is not known."""

    amount: Interval
    currency: str
    per: str


@dataclass(frozen=True, slots=True)
class Exposed:
    """One sanction: whether it reaches, and how much it can come to, the first time, later, and in all."""

    sanction: Sanction
    reach: Truth
    first: Limit | None
    later: Limit | None
    total: Limit | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A violation that was found or admitted: which of its kind it is, and what it exposes to."""

    path: str
    violation: Violation
    ordinal: int | None
    """From 1 on, among those of the same party that a penalty reaches or may reach, in order of time."""
    exposed: tuple[Exposed, ...]


def exposed(clocks: Clocks, sanctions: Sequence[Sanction], subject: Subject, day: date) -> list[Exposed]:
    """Say which sanctions a breach of a duty by this subject would meet, if it fell on a day."""
    point = Point.of(subject)
    party = clocks.facts.party(answerable(clocks.facts, subject))
    model = subject if isinstance(subject, Model) else _model_of(clocks.facts, subject)
    found = []
    for sanction in sanctions:
        in_time = _enforced(clocks, sanction) and (sanction.since is None or day >= sanction.since)
        whom = _holds(clocks, sanction.whom, party, day)
        reach = combine("all", [in_time, whom, _read(clocks, sanction.what, point)])
        found.append(_with_limits(clocks, sanction, reach, party, model))
    return found


def violations(clocks: Clocks, sanctions: Sequence[Sanction]) -> list[Counted]:
    """Say of each violation of the law what it exposes to, first and later ones told apart."""
    law = clocks.version.law
    listed = [f for f in clocks.facts.filed["violations"] if _of(f.entry).law.partition("@")[0] == law]
    counted: dict[str | None, int] = {}
    found = []
    for filed in sorted(listed, key=lambda f: _moment(_of(f.entry))):
        violation = _of(filed.entry)
        reached = tuple(_met_by(clocks, sanction, filed) for sanction in sanctions)
        ordinal = None
        if any(each.reach is not False and each.sanction.penalty for each in reached):
            ordinal = counted[filed.organization] = counted.get(filed.organization, 0) + 1
        found.append(Counted(filed.path, violation, ordinal, reached))
    return found


def _met_by(clocks: Clocks, sanction: Sanction, filed: Filed) -> Exposed:
    violation = _of(filed.entry)
    model = clocks.facts.models.get(violation.model or "")
    party = clocks.facts.party(clocks.facts.developer_of(model) if model else filed.organization)
    in_time: Truth = _enforced(clocks, sanction)
    if in_time and sanction.since is not None:
        in_time = None if violation.at is None else violation.at.latest.date() >= sanction.since
    point = Point(violation, filed.path, filed.path, sanction.at)
    reach = combine(
        "all",
        [
            in_time,
            _holds(clocks, sanction.whom, party, _moment(violation)),
            _read(clocks, sanction.of_violation, point),
        ],
    )
    return _with_limits(clocks, sanction, reach, party, model)


def _enforced(clocks: Clocks, sanction: Sanction) -> bool:
    return sanction.enforced_from is None or clocks.on >= sanction.enforced_from


def _of(entry: object) -> Violation:
    assert isinstance(entry, Violation)
    return entry


def _moment(violation: Violation) -> date:
    return violation.at.earliest.date() if violation.at else date.max


def _model_of(facts: Facts, subject: Subject) -> Model | None:
    found = the_one(facts, "model", subject) if isinstance(subject, Incident) else None
    return found if isinstance(found, Model) else None


def _holds(clocks: Clocks, whom: Expression, party: Organization | None, day: date) -> Truth:
    """Whether it is one whom a sanction reaches: by a status that turns with the year, in the year of the breach."""
    if whom is ANYTHING:
        return True
    if party is not None and day.year < clocks.on.year and clocks.turns_with_the_year(whom):
        return clocks.read(whom, Point.of(party), date(day.year, 12, 31)).truth
    return None if party is None else _read(clocks, whom, Point.of(party))


def _read(clocks: Clocks, expression: Expression, point: Point) -> Truth:
    return True if expression is ANYTHING else settle(clocks.reader.read(expression, point))


def _with_limits(
    clocks: Clocks, sanction: Sanction, reach: Truth, party: Organization | None, model: Model | None
) -> Exposed:
    first, later, total = (
        None if cap is None else _limit(clocks, cap, party, model)
        for cap in (sanction.first, sanction.later, sanction.total)
    )
    return Exposed(sanction, reach, first, later, total)


def _limit(clocks: Clocks, cap: Cap, party: Organization | None, model: Model | None) -> Limit:
    """A sum, a share of a figure, or the higher of the two; a figure that is not known gives no upper end."""
    fixed = cap.sum.amount if cap.sum else None
    currency = cap.sum.currency if cap.sum else "USD"
    if cap.share is None:
        return Limit(Interval(fixed, fixed), currency, cap.per)
    figure = _training_cost(clocks, model) if cap.share_of == "training.cost" else _turnover(clocks, party, currency)
    low = None if figure.low is None else figure.low * cap.share
    high = None if figure.high is None else figure.high * cap.share
    if fixed is not None:
        low = fixed if low is None else max(low, fixed)
        high = None if high is None else max(high, fixed)
    return Limit(Interval(low, high), currency, cap.per)


def _training_cost(clocks: Clocks, model: Model | None) -> Interval:
    """The market price of the compute of a model's own training."""
    runs = model.runs if model else None
    if not runs:
        return Interval(None, None)
    known = [_interval(run.cost, clocks.on, "USD") for run in runs]
    low = sum((i.low for i in known if i.low is not None), Fraction(0))
    highs = [i.high for i in known]
    return Interval(low, None if None in highs else sum((h for h in highs if h is not None), Fraction(0)))


def _turnover(clocks: Clocks, party: Organization | None, currency: str) -> Interval:
    """The worldwide turnover of the preceding year, where it is given in the currency of the cap."""
    by_year = (party.worldwide_turnover if party else None) or {}
    return _interval(by_year.get(clocks.on.year - 1), clocks.on, currency)


def _interval(quantity: Quantity | None, on: date, currency: str) -> Interval:
    estimate = quantity.known_on(on) if quantity is not None else None
    return estimate.interval if estimate is not None and estimate.currency == currency else Interval(None, None)
