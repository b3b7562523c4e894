"""The reference models as measured: one entry a model, with its place against every line of every text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from plimsoll.assessment.answers import Determination
from plimsoll.assessment.assess import assess
from plimsoll.demo.pictures import Estimate
from plimsoll.facts.facts import Facts
from plimsoll.facts.models import Model
from plimsoll.facts.quantities import Interval
from plimsoll.law.language.explain import Margin
from plimsoll.law.language.statute import Version
from plimsoll.law.texts import STATUTES

COMPUTE = "training.operations"
COST = "training.cost"


@dataclass(frozen=True, slots=True)
class Measured:
    """A model, when it came out, what it carries, and each text's answer for it by LAW@VERSION."""

    model: Model
    developer: str
    released: date | None
    operations: Estimate | None
    cost: Estimate | None
    answers: Mapping[str, Determination]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.model.name or self.model.id

    @property
    def open_weights(self) -> bool | None:
        """Whether its weights are public; `None` where unknown."""
        return self.model.licence.weights_public if self.model.licence else None


def all_versions() -> list[Version]:
    """Every text that draws a line through the compute of training, in the order of the laws."""
    versions = (version for statute in STATUTES for version in statute.versions)
    shown = (version for version in versions if version.headline)
    return [version for version in shown if COMPUTE in lines_of_headline(version, version.first_day)]


def measure(facts: Facts, on: date) -> list[Measured]:
    """Read every text on every model."""
    versions = all_versions()
    answer = assess(facts, law=[version.name for version in versions], on=on)
    headline = {version.name: version.headline[0] for version in versions}
    by_model: dict[str, dict[str, Determination]] = {}
    for d in answer.determinations:
        law = f"{d.law}@{d.version}"
        if d.term == headline[law]:
            by_model.setdefault(d.subject, {})[law] = d
    found = [_measured(facts, model, by_model[model.id], on) for model in facts.models.values()]
    return sorted(found, key=lambda m: (m.released or date.max, m.name))


def _measured(facts: Facts, model: Model, answers: Mapping[str, Determination], on: date) -> Measured:
    organization = facts.organizations.get(facts.developer_of(model) or "")
    uses = [use.from_.earliest.date() for use in model.uses or () if use.from_]
    return Measured(
        model=model,
        developer=(organization.name or organization.id) if organization else "",
        released=min(uses, default=None),
        operations=_estimate(facts, model, "operations", _margin(answers, COMPUTE), on),
        cost=_estimate(facts, model, "cost", _margin(answers, COST), on),
        answers=answers,
    )


def _margin(answers: Mapping[str, Determination], fact: str) -> Margin | None:
    margins = (m for d in answers.values() for m in d.margins if m.fact == fact)
    return next(margins, None)


def _estimate(facts: Facts, model: Model, figure: str, margin: Margin | None, on: date) -> Estimate | None:
    """What is plotted: the interval that the law was read on, with the sum of the best guesses.

    A sum of which one part is not known at all is not known.
    """
    if margin is None or margin.value.high is None or margin.value.low is None:
        return None
    low, high = margin.value.low, margin.value.high
    best = _best(facts, model, figure, on)
    return Estimate(float(low), float(high), float(best) if best is not None and low <= best <= high else None)


def _best(facts: Facts, model: Model, figure: str, on: date) -> Fraction | None:
    total = Fraction(0)
    for each in facts.lineage_of(model):
        for run in each.runs or ():
            quantity = getattr(run, figure)
            if quantity is None:
                return None
            estimate = quantity.known_on(on)
            best = estimate.best if estimate.best is not None else estimate.interval.exact
            if best is None:
                return None
            total += best
    return total or None


def unmeasured(value: Interval) -> bool:
    """Whether nothing at all is known of an amount."""
    return value.high is None and not value.low


def margin_of(determination: Determination, fact: str) -> Margin | None:
    """The margin of a determination to its line for compute or cost."""
    return next((m for m in determination.margins if m.fact == fact), None)


def lines_of_headline(version: Version, on: date) -> dict[str, Fraction]:
    """The lines of a version's headline term, as the law itself puts them to a model of which nothing is known."""
    return {fact: margin.line for fact, margin in margins_of_headline(version, on).items()}


def margins_of_headline(version: Version, on: date) -> dict[str, Margin]:
    """The lines of a version's headline term, each with how it is compared."""
    probe = {"models": [{"id": "any", "foundation": True, "training": [{"phase": "pretraining"}]}]}
    answer = assess([probe], law=version.name, on=on)
    margins: dict[str, Margin] = {}
    for margin in answer.find("any", version.headline[0]).margins:
        margins.setdefault(margin.fact, margin)  # the first of a fact is the term's own, others those of its steps
    return margins


def sort_by_compute(models: Sequence[Measured]) -> list[Measured]:
    """Largest best estimate first; those without one last."""
    return sorted(models, key=lambda m: -((m.operations.centre or 0) if m.operations else 0))
