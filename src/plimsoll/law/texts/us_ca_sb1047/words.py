"""Words that the versions of SB 1047 share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from plimsoll.law.language.comparison import Compare, Measure, Revised, Runs, Total, TrainingStart
from plimsoll.law.language.expression import (
    AnyOf,
    Expression,
    Fact,
    Includes,
    Judged,
    Not,
    OneOf,
    Reading,
    Some,
    Switch,
    TermIs,
    The,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import gigabits_per_second, operations_per_second, people
from plimsoll.law.texts.counted_runs import BASES, OWN, WHOLE, WHOLE_WITH_SILENT_PHASES, counting_silent_phases

LAW = "us-ca-sb1047"
FIRST_DAY = date(2025, 1, 1)
"""The day on which a statute of 2024 without an urgency clause takes effect; the bill never did."""

NEVER_LAW = "us-ca-sb1047 was vetoed on 2024-09-29 and never became law: read as if it had taken effect on 2025-01-01"

FINE_TUNING_OPERATIONS = Total("fine-tuning.operations", "operations", OWN)
FINE_TUNING_COST = Total("fine-tuning.cost", "cost", OWN)
ORIGINAL_OPERATIONS = Total("original.operations", "operations", BASES)
TRAINING_START = TrainingStart()

LATER_COMPUTE = Reading(
    "later-compute-is-training",
    "whether compute added to a model that is not covered is training, and adds to that of the model below it",
    default=True,
)
FIRST_ASSESSMENT = Reading(
    "first-assessment-stays",
    "whether the first assessment of the cost stays when the compute comes to more, or the quantity is priced anew",
)


def trained_with(test: Callable[[Runs], Expression], where: Expression) -> Expression:
    """Read a test of training over the runs that count, under each reading of which do.

    `where` says of which derivatives it is contested whether the compute below them counts.
    """
    return counting_silent_phases(
        on=test(WHOLE_WITH_SILENT_PHASES),
        off=Switch(LATER_COMPUTE, on=test(WHOLE), off=test(OWN), where=where),
    )


def training_operations(runs: Runs) -> Total:
    """Operations of the training of a model."""
    return Total("training.operations", "operations", runs)


def assessed_cost(name: str, runs: Runs, exceeds: Callable[[Total], Compare]) -> AnyOf:
    """A test of cost as reasonably assessed by the developer: an unreasonable assessment gets no deference."""
    latest, first = Total(name, "cost", runs), Total(name, "cost", runs, "first")
    test = Switch(FIRST_ASSESSMENT, on=exceeds(first), off=exceeds(latest), where=Revised(latest))
    unreasonable = Some(
        "runs",
        not_(Fact("cost_reasonably_assessed", True, "the cost is taken as reasonably assessed by the developer")),
    )
    judged = Judged(
        "cost-exceeds-the-line", "does the cost, assessed reasonably at average cloud prices, exceed the line?"
    )
    return any_of(all_of(not_(unreasonable), test), all_of(unreasonable, judged))


def made_by(how: str) -> Includes:
    """The derivation was made so."""
    return Includes("how", how)


def derives(*holds: Expression) -> Some:
    """It derives directly from another model, in a way of which all this holds."""
    return Some("derived_from", all_of(*holds))


def base_is(term: str) -> The:
    """Of a derivation: the model that it starts from is one of these."""
    return The("model", TermIs(term))


def model_is(*terms: str) -> The:
    """The model of an incident or harm is one of these."""
    return The("model", any_of(*(TermIs(term) for term in terms)))


def by_a_person(does: str) -> Not:
    """The chapter binds a person, which a government body is not."""
    taken = f"whoever {does} is taken as a person, not as government"
    return not_(Some("answerable", OneOf("kind", ("government",), False, taken)))


def cluster(person: str, trains: Expression) -> Expression:
    """Machines joined and fast enough, that train, operated by a person in the sense of the section named."""
    return all_of(
        by_a_person("operates it").at(person),
        Measure("network_gbit_s") > gigabits_per_second("100"),
        Measure("peak_operations_per_s") >= operations_per_second("1e20"),
        trains,
    )


def mass_casualties() -> Expression:
    """The text does not define them; nobody hurt is none."""
    hurt = not_(Measure("casualties").equals(people("0")))
    return all_of(hurt, Judged("mass-casualties", "do the casualties amount to mass casualties?"))


def given_or(path: str, otherwise: Expression) -> Expression:
    """A yes-or-no fact where it is given, else what stands in for it."""
    return all_of(Fact(path, True), any_of(Fact(path, False), otherwise))
