"""Terms that the frontier acts of California, New York and Illinois share, each written once.

A law says where it defines a term, how it numbers the limbs, and what its own scope leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from plimsoll.law.language.comparison import Measure, OfYear, Runs, Total
from plimsoll.law.language.expression import (
    ANYTHING,
    Begun,
    Expression,
    Fact,
    Grade,
    Includes,
    Judged,
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
from plimsoll.law.language.lines import operations, people, usd
from plimsoll.law.language.statute import Term
from plimsoll.law.texts.counted_runs import TRAINS, counting_silent_phases

COMPUTE_LINE = operations("1e26")
REVENUE_LINE = usd("500e6")
CASUALTIES_LINE = people("50")
DAMAGE_LINE = usd("1e9")

CUMULATIVE_UPSTREAM = Reading(
    "cumulative-upstream",
    "whether the compute of the models below it counts toward what a person used to train a frontier model",
)

Three = tuple[str, str, str]
Four = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """Where a law defines the terms, limb by limb, and what must hold for it to apply at all."""

    foundation_model: str
    marks: Three
    frontier_model: str
    frontier_developer: str
    large_frontier_developer: str
    scope: tuple[Expression, ...] = ()
    """Read of any subject: outside it no term holds."""
    person: tuple[Expression, ...] = ()
    """What more must hold of an organization to be a person in the sense of the law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """Where a law defines catastrophic risk and critical safety incident, limb by limb."""

    catastrophic_risk: str
    ways: Three
    exclusions: Three
    critical_safety_incident: str
    routes: Four
    model_term: str = "frontier-model"
    property_counts: bool = False
    """Whether loss of weights with loss of property is enough."""
    scope: tuple[Expression, ...] = ()


def classified(law: Law) -> tuple[Term, ...]:
    """Give the terms of models and organizations."""
    return (_foundation_model(law), _frontier_model(law), _frontier_developer(law), _large_frontier_developer(law))


def no_government(section: str) -> Expression:
    """A person in the sense of the section is a nongovernmental one."""
    taken = "the developer is taken as a person, not as government"
    return not_(OneOf("kind", ("government",), False, taken)).at(section)


def graded(terms: tuple[Term, ...], grade: Grade) -> tuple[Term, ...]:
    """Say how well terms are grounded where no text was read."""
    return tuple(replace(term, grade=grade) for term in terms)


def _within(scope: tuple[Expression, ...], holds: Expression) -> Expression:
    return all_of(*scope, holds) if scope else holds


def _exceeds(runs: Runs) -> Expression:
    def total(phases: frozenset[str] | None) -> Total:
        return Total("training.operations", "operations", replace(runs, phases=phases))

    return counting_silent_phases(on=total(None) > COMPUTE_LINE, off=total(TRAINS) > COMPUTE_LINE)


def _foundation_model(law: Law) -> Term:
    broad, general, adaptable = law.marks
    return Term(
        "foundation-model",
        "model",
        law.foundation_model,
        _within(
            law.scope,
            any_of(
                all_of(
                    Fact("foundation.broad_data").at(broad),
                    Fact("foundation.general_output").at(general),
                    Fact("foundation.adaptable").at(adaptable),
                ),
                Some(
                    "derived_from",
                    all_of(Includes("how", "unmodified-copy"), The("model", TermIs("foundation-model"))),
                ).graded(Grade.INFERENCE),
            ),
        ),
        "Trained on broad data, designed for generality of output, adaptable to a wide range of tasks.",
    )


def _frontier_model(law: Law) -> Term:
    return Term(
        "frontier-model",
        "model",
        law.frontier_model,
        all_of(*law.scope, TermIs("foundation-model"), _exceeds(Runs(lineage="whole", planned=False))),
        "A foundation model trained with more than 10^26 operations, later fine-tuning, reinforcement learning and "
        "other material modifications of a preceding model included.",
    )


def _frontier_developer(law: Law) -> Term:
    return Term(
        "frontier-developer",
        "organization",
        law.frontier_developer,
        _within(
            (*law.scope, *law.person),
            Some(
                "trained",
                all_of(
                    TermIs("foundation-model"),
                    Begun(),
                    Switch(
                        CUMULATIVE_UPSTREAM,
                        on=_exceeds(Runs(lineage="whole")),
                        off=_exceeds(Runs(by_organization=True)),
                        where=Some("derived_from", ANYTHING),
                    ).graded(Grade.INFERENCE),
                ),
            ),
        ),
        "A person that trained, or began to train, a frontier model, and used or intends to use that much compute "
        "itself.",
    )


def _large_frontier_developer(law: Law) -> Term:
    return Term(
        "large-frontier-developer",
        "organization",
        law.large_frontier_developer,
        all_of(*law.scope, TermIs("frontier-developer"), OfYear("annual_gross_revenue", 1) > REVENUE_LINE),
        "A frontier developer whose gross revenue, with its affiliates, exceeded $500,000,000 in the calendar year "
        "before.",
    )


def catastrophic_risk(cited: Incidents, name: str, says: str, *, public: bool = True) -> Term:
    """The risk that came true: how much harm, by which of three ways, three exclusions apart."""
    weapon, conduct, evasion = cited.ways
    accessible, federal, combined = cited.exclusions
    means = all_of(
        *cited.scope,
        The("model", TermIs(cited.model_term)),
        any_of(Measure("casualties") > CASUALTIES_LINE, Measure("damage") > DAMAGE_LINE),
        any_of(
            all_of(
                OneOf("kind", ("cbrn",)),
                OneOf("model_role", ("conducts", "precise-instructions", "expert-assistance")),
            ).at(weapon),
            all_of(
                OneOf("kind", ("cyberattack", "murder", "assault", "extortion", "theft")),
                OneOf("model_role", ("conducts",)),
                any_of(
                    OneOf("human_oversight", ("none",)),
                    all_of(
                        OneOf("human_oversight", ("limited",)),
                        Judged("no-meaningful-oversight", "was the limited human oversight no meaningful one?"),
                    ),
                ),
            ).at(conduct),
            OneOf("kind", ("control-evasion",)).at(evasion),
        ),
        not_(
            Judged(
                "publicly-accessible-in-similar-form",
                "is the information publicly accessible in a substantially similar form from elsewhere?",
                presumed=False,
                presumption=f"the exclusion of {accessible} is taken as not shown",
            ).at(accessible)
        ),
        not_(
            Judged(
                "lawful-federal-activity",
                "was it lawful activity of the federal government?",
                presumed=False,
                presumption=f"the exclusion of {federal} is taken as not shown",
            ).at(federal)
        ),
        Judged(
            "materially-contributed",
            "did the model contribute materially to a harm done together with other software?",
            presumed=True,
            presumption=f"the exclusion of {combined} is taken as not shown",
        ).at(combined),
    )
    return Term(name, "harm", cited.catastrophic_risk, means, says, public=public)


def critical_safety_incident(cited: Incidents, name: str, harm_term: str, says: str) -> Term:
    """Loss of weights, harm, loss of control, or deception of the developer."""
    weights, harm, control, deception = cited.routes
    followed: Expression = Fact("death_or_injury")
    if cited.property_counts:
        followed = any_of(followed, Measure("property_loss") > usd("0"))
    means = all_of(
        *cited.scope,
        The("model", TermIs(cited.model_term)),
        any_of(
            all_of(Includes("routes", "weights-exfiltrated"), followed).at(weights),
            all_of(
                Includes("routes", "catastrophic-harm"),
                any_of(not_(Some("harms", ANYTHING)), Some("harms", TermIs(harm_term))),
            ).at(harm),
            all_of(Includes("routes", "loss-of-control"), Fact("death_or_injury")).at(control),
            all_of(
                Includes("routes", "deceives-developer"),
                not_(Fact("in_elicitation_evaluation")),
                Judged(
                    "materially-increases-catastrophic-risk",
                    "does the deception show materially increased catastrophic risk?",
                ),
            ).at(deception),
        ),
    )
    return Term(name, "incident", cited.critical_safety_incident, means, says)


RISK = (
    "More than 50 people killed or seriously hurt, or more than $1,000,000,000 of property lost, in one incident "
    "in which a frontier model gives expert help with a CBRN weapon, acts without oversight in a cyberattack or grave "
    "crime, or evades control; three exclusions apart."
)
INCIDENT = (
    "Weights of a frontier model lost with death or injury; harm from a catastrophic risk; loss of control with death "
    "or injury; deception of its developer that shows materially increased risk."
)


def incidental(cited: Incidents) -> tuple[Term, ...]:
    """Give the terms of incidents and harms, of frontier models."""
    return (
        critical_safety_incident(cited, "critical-safety-incident", "catastrophic-risk", INCIDENT),
        catastrophic_risk(cited, "catastrophic-risk", RISK),
    )
