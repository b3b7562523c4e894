"""What an amount comes to: sums over runs, figures of a subject, instants; as forms over what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, cast

from plimsoll.facts.facts import Facts
from plimsoll.facts.incidents import Incident
from plimsoll.facts.instants import Instant, end_of
from plimsoll.facts.models import Model, TrainingRun
from plimsoll.facts.organization import Organization
from plimsoll.facts.quantities import Quantity, Unit
from plimsoll.law.language.comparison import Amount, Measure, OfYear, Runs, Scaled, Total, TrainingStart
from plimsoll.law.language.lines import seconds
from plimsoll.law.language.reasons import Form, Truth, Variable
from plimsoll.messages import said

_ZERO = Form((), Fraction(0))
_UNITS = {"operations": Unit.OPERATIONS, "cost": Unit.MONEY, "spent": Unit.MONEY}
_MEASURED = {
    "operations": Unit.OPERATIONS,
    "network_gbit_s": Unit.GIGABITS_PER_SECOND,
    "peak_operations_per_s": Unit.OPERATIONS_PER_SECOND,
    "casualties": Unit.PEOPLE,
    "monthly_users": Unit.PEOPLE,
}
_FINE_TUNING = "fine-tuning"


@dataclass(frozen=True, slots=True)
class Amounted:
    """An amount read against facts."""

    name: str
    form: Form
    unit: Unit
    notes: tuple[str, ...]


def form(
    amount: Amount, subject: Any, organization: Organization | None, facts: Facts, on: date, path: str = ""
) -> Amounted:
    """Read an amount of a subject; `path` names the facts of one that has no id of its own."""
    match amount:
        case Total():
            return _total(amount, cast("Model", subject), organization, facts, on)
        case Scaled():
            inner = form(amount.amount, subject, organization, facts, on, path)
            return Amounted(inner.name, _ZERO.plus(inner.form, amount.factor), inner.unit, inner.notes)
        case Measure():
            fact = f"{path or _kind(subject) + '.' + subject.id}.{amount.path}"
            got, notes = _figure(getattr(subject, amount.path), fact, fact, on, "latest")
            unit = _MEASURED.get(amount.path, Unit.MONEY)
            return Amounted(amount.path, got, unit, notes)
        case OfYear():
            year = on.year - amount.years_before
            by_year: dict[int, Quantity | None] = getattr(subject, amount.path) or {}
            path = f"organization.{amount.path}.{year}"
            got, notes = _figure(by_year.get(year), path, path, on, "latest")
            return Amounted(f"{amount.path}.{year}", got, Unit.MONEY, notes)
        case TrainingStart():
            return training_start(facts, cast("Model", subject), None)
        case _:
            raise TypeError(f"not an amount: {amount!r}")


def _total(total: Total, model: Model, organization: Organization | None, facts: Facts, on: date) -> Amounted:
    lineage = {
        "own": lambda: [model],
        "bases": lambda: facts.lineage_of(model)[1:],
        "whole": lambda: facts.lineage_of(model),
        "developer's": lambda: [model, *facts.predecessors_of(model)],
        "others'": lambda: facts.originals_of(model),
    }[total.runs.lineage]()
    now = end_of(on)
    constant = Fraction(0)
    unknown: list[tuple[Variable, Fraction]] = []
    notes: tuple[str, ...] = ()
    for each in lineage:
        runs = each.runs
        if runs is None:
            fact = f"models.{each.id}.training"
            unknown.append((Variable(f"{fact} {total.figure}", fact, Fraction(0), None), Fraction(1)))
            continue
        for i, run in enumerate(runs):
            counting = counts(total.runs, run, each, organization, facts, now)
            if counting is False:
                continue
            path = f"models.{each.id}.training[{i}].{total.figure}"
            key = path if total.estimate == "latest" else f"{path} at first"
            part, noted = _figure(getattr(run, total.figure), key, path, on, total.estimate)
            if isinstance(counting, str):  # all of it or nothing, as a fact that is open has it
                tells = f"models.{each.id}.training[{i}].{counting}"
                part = Form(
                    ((Variable(f"{key} by {counting}", tells, Fraction(0), part.interval.high), Fraction(1)),),
                    Fraction(0),
                )
            constant = constant + part.constant if constant else part.constant
            unknown += part.terms
            notes += noted
    return Amounted(total.name, Form(tuple(unknown), constant), _UNITS[total.figure], notes)


def phase_of(run: TrainingRun, model: Model) -> str:
    """The phase of a run: as given, else fine-tuning for what derives by fine-tuning, else pretraining."""
    if run.phase is not None:
        return run.phase
    tuned = any(_FINE_TUNING in (d.how or ()) for d in model.derivations)
    return _FINE_TUNING if tuned else "pretraining"


def counts(
    runs: Runs, run: TrainingRun, model: Model, organization: Organization | None, facts: Facts, now: datetime
) -> bool | str:
    """Whether a run counts; or the fact of the run that would tell."""
    phase = phase_of(run, model)
    if runs.phases is not None and phase not in runs.phases:
        return False
    if phase == "synthetic-data" and not runs.public_data:
        if run.synthetic_data_public is None:
            return "synthetic_data_public"
        if run.synthetic_data_public:
            return False
    if runs.ended:
        return run.ended is not None and run.ended.earliest <= now
    if not runs.planned and (run.planned or (run.started is not None and run.started.earliest > now)):
        return False
    own = organization is not None and (run.by or facts.developer_of(model)) == organization.id
    if runs.by_organization and not own:
        return False
    straddles = not runs.planned and run.started is not None and run.started.latest > now
    return "started" if straddles else True


def _figure(quantity: Quantity | None, key: str, fact: str, on: date, which: str) -> tuple[Form, tuple[str, ...]]:
    """A figure as a form; an absent one lies anywhere from zero up."""
    anywhere = Form(((Variable(key, fact, Fraction(0), None), Fraction(1)),), Fraction(0))
    if quantity is None:
        return anywhere, ()
    estimate = quantity.first if which == "first" else quantity.known_on(on)
    notes: tuple[str, ...] = ()
    if estimate.currency != "USD":
        note = said(
            "{fact} is in {currency}: not compared with an amount in USD", fact=fact, currency=estimate.currency
        )
        return anywhere, (note,)
    if len(quantity.estimates) > 1 and which == "latest":
        day = estimate.origin.as_of
        notes = (said("{fact}: the estimate of {day} is used; another one is kept beside it", fact=fact, day=day),)
    value = estimate.interval.exact
    if value is not None:
        return Form((), value), notes
    low = estimate.interval.low if estimate.interval.low is not None else Fraction(0)
    variable = Variable(key, fact, low, estimate.interval.high)
    return Form(((variable, Fraction(1)),), Fraction(0)), notes


def stated(total: Total, model: Model) -> bool:
    """Whether a figure is given for at least one of the model's own runs."""
    return any(getattr(run, total.figure) is not None for run in model.runs or ())


def revised(total: Total, model: Model) -> bool:
    """Whether a figure of one of the model's own runs was estimated more than once."""
    figures = (getattr(run, total.figure) for run in model.runs or ())
    return any(figure is not None and len(figure.estimates) > 1 for figure in figures)


def takes_part(facts: Facts, model: Model, organization: str) -> bool:
    """Whether an organization runs some of a model's training; where no run is known, whether it develops it."""
    developer = facts.developer_of(model)
    if model.runs is None:
        return developer == organization
    return any((run.by or developer) == organization for run in model.runs)


def training_start(facts: Facts, model: Model, now: datetime | None) -> Amounted:
    """The start of a model's own training: that of its earliest run; without `now`, unbounded above."""
    # What was made without training of its own began when what it was made from did.
    trained = next((m for m in facts.lineage_of(model) if m.runs != []), model)
    starts: list[tuple[str, Instant | None, bool]] = [
        (f"models.{trained.id}.training[{i}].started", run.started, run.planned)
        for i, run in enumerate(trained.runs or ())
    ] or [(f"models.{trained.id}.training", None, True)]
    name = "training.started"
    if all(when is not None and when.known for _, when, _ in starts):
        first = min(when.earliest for _, when, _ in starts if when)
        return Amounted(name, Form((), seconds(first)), Unit.SECONDS, ())
    open_runs = [(fact, when) for fact, when, _ in starts if when is None or not when.known]
    latest = [when.latest for _, when, _ in starts if when]
    if now is not None and any(when is None and not planned for _, when, planned in starts):
        latest.append(now)  # a run that was done has begun
    earliest = [when.earliest for _, when, _ in starts if when]
    low = seconds(min(earliest)) if len(earliest) == len(starts) else None
    high = seconds(min(latest)) if latest else None
    fact = open_runs[0][0]
    return Amounted(name, Form(((Variable(fact, fact, low, high), Fraction(1)),), Fraction(0)), Unit.SECONDS, ())


def occurrence(incident: Incident | None, harm: str, now: datetime) -> Amounted:
    """When an incident (or that of a harm, where it names one) happened, by the end of the day asked about."""
    fact = f"incidents.{incident.id}.occurred_at" if incident else f"harms.{harm}.incident"
    when = incident.occurred_at if incident else None
    if when is not None and when.known:
        return Amounted("occurred_at", Form((), seconds(when.earliest)), Unit.SECONDS, ())
    low = seconds(when.earliest) if when else None
    high = seconds(when.latest if when else now)
    return Amounted(
        "occurred_at", Form(((Variable(fact, fact, low, high), Fraction(1)),), Fraction(0)), Unit.SECONDS, ()
    )


def begun(facts: Facts, model: Model, organization: Organization | None, now: datetime) -> tuple[Truth, str]:
    """Whether training has begun (by the organization, where one is asked about), and the fact that tells."""
    runs = model.runs
    if runs is None:
        return None, f"models.{model.id}.training"
    truth: Truth = False
    fact = f"models.{model.id}.training"
    for i, run in enumerate(runs):
        if organization is not None and (run.by or facts.developer_of(model)) != organization.id:
            continue
        when = run.started
        if when is None and run.planned:
            truth, fact = None, f"models.{model.id}.training[{i}].started"
        elif when is None or when.latest <= now:
            return True, fact
        elif when.earliest <= now:
            truth, fact = None, f"models.{model.id}.training[{i}].started"
    return truth, fact


def _kind(subject: Any) -> str:
    return f"{type(subject).__name__.lower()}s"
