"""Who added how much: the compute and the cost of a model's own runs, and of all that it descends from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from plimsoll.facts.facts import Facts
from plimsoll.facts.models import Model
from plimsoll.facts.quantities import Estimate, Quantity


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of figures. `low` is what is known of it; `high` is `None` where a part has no upper bound or is unknown.

    Operations, or US dollars. `best` is the sum of best guesses, where every part has one. `unknown` names the models
    of whose part nothing or not all is known: a part that is unknown is never zero.
    """

    low: Fraction = Fraction(0)
    high: Fraction | None = Fraction(0)
    best: Fraction | None = Fraction(0)
    unknown: tuple[str, ...] = ()

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            None if self.best is None or other.best is None else self.best + other.best,
            (*self.unknown, *(each for each in other.unknown if each not in self.unknown)),
        )


@dataclass(frozen=True, slots=True)
class Carried:
    """What one model adds, and what it carries with all its ancestors, each counted once."""

    added: Amount
    in_all: Amount


def carried(facts: Facts, of: str) -> dict[str, Carried]:
    """Sum `operations` or `cost` over the lineage of every model, each after all that it descends from.

    Runs that are planned are left out: they have not happened.
    """
    own = {model.id: _own(model, of) for model in facts.models.values()}
    return {
        model.id: Carried(own[model.id], _sum(own[each.id] for each in facts.lineage_of(model)))
        for model in facts.ancestry_order()
    }


def _own(model: Model, of: str) -> Amount:
    if model.runs is None:
        return _unknown(model.id)
    return _sum(_figure(model.id, getattr(run, of)) for run in model.runs if not run.planned)


def _figure(identity: str, quantity: Quantity | None) -> Amount:
    if quantity is None:
        return _unknown(identity)
    latest: Estimate = quantity.estimates[-1]
    if latest.currency != "USD":
        return _unknown(identity)
    low, high = latest.interval.low, latest.interval.high
    open_ = () if high is not None else (identity,)
    return Amount(low or Fraction(0), high, latest.best if latest.best is not None else latest.interval.exact, open_)


def _unknown(identity: str) -> Amount:
    return Amount(Fraction(0), None, None, (identity,))


def _sum(amounts: Iterable[Amount]) -> Amount:
    return sum(amounts, Amount())
