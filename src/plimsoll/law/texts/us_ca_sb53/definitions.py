"""SB 53, the Transparency in Frontier Artificial Intelligence Act: definitions.

Bus. & Prof. 22757.11; Labor 1107 restates two of them more widely.
"""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.expression import (
    Begun,
    Expression,
    Fact,
    Grade,
    Includes,
    Judged,
    Measure,
    OfYear,
    OneOf,
    Reading,
    Runs,
    Some,
    Switch,
    TermIs,
    The,
    Total,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import operations, people, usd
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.texts.counted_runs import TRAINS, counting_silent_phases
from plimsoll.law.texts.us_ca_sb53.duties import DUTIES

LAW = "us-ca-sb53"
COMPUTE_LINE = operations("1e26")
REVENUE_LINE = usd("500e6")
CASUALTIES_LINE = people("50")
DAMAGE_LINE = usd("1e9")

CUMULATIVE_UPSTREAM = Reading(
    "cumulative-upstream",
    "whether the compute of the models below it counts toward what a person used to train a frontier model",
)


def _operations(runs: Runs, *, silent: bool = False) -> Total:
    phases = None if silent else TRAINS
    return Total("training.operations", "operations", Runs(phases, runs.lineage, runs.planned, runs.by_organization))


def _exceeds(runs: Runs) -> Expression:
    return counting_silent_phases(
        on=_operations(runs, silent=True) > COMPUTE_LINE, off=_operations(runs) > COMPUTE_LINE
    )


foundation_model = Term(
    "foundation-model",
    "model",
    "22757.11(f)",
    any_of(
        all_of(
            Fact("foundation.broad_data").at("(1)"),
            Fact("foundation.general_output").at("(2)"),
            Fact("foundation.adaptable").at("(3)"),
        ),
        Some(
            "derived_from",
            all_of(Includes("how", "unmodified-copy"), The("model", TermIs("foundation-model"))),
        ).graded(Grade.INFERENCE),
    ),
    "Trained on broad data, designed for generality of output, adaptable to a wide range of tasks.",
)
frontier_model = Term(
    "frontier-model",
    "model",
    "22757.11(i)",
    all_of(TermIs("foundation-model"), _exceeds(Runs(lineage="whole", planned=False))),
    "A foundation model trained with more than 10^26 operations, later fine-tuning, reinforcement learning and other "
    "material modifications of a preceding model included.",
)
frontier_developer = Term(
    "frontier-developer",
    "organization",
    "22757.11(h)",
    Some(
        "trained",
        all_of(
            TermIs("foundation-model"),
            Begun(),
            Switch(
                CUMULATIVE_UPSTREAM,
                on=_exceeds(Runs(lineage="whole")),
                off=_exceeds(Runs(by_organization=True)),
                where=Some("derived_from", all_of()),
            ).graded(Grade.INFERENCE),
        ),
    ),
    "A person that trained, or began to train, a frontier model, and used or intends to use that much compute itself.",
)
large_frontier_developer = Term(
    "large-frontier-developer",
    "organization",
    "22757.11(j)",
    all_of(TermIs("frontier-developer"), OfYear("annual_gross_revenue", 1) > REVENUE_LINE),
    "A frontier developer whose gross revenue, with its affiliates, exceeded $500,000,000 in the calendar year before.",
)


def _catastrophic(model_term: str, section: str) -> Expression:
    """The risk that came true: how much harm, by which of three ways, three exclusions apart."""
    return all_of(
        The("model", TermIs(model_term)),
        any_of(Measure("casualties") > CASUALTIES_LINE, Measure("damage") > DAMAGE_LINE),
        any_of(
            all_of(
                OneOf("kind", ("cbrn",)),
                OneOf("model_role", ("conducts", "precise-instructions", "expert-assistance")),
            ).at(f"{section}(1)(A)"),
            all_of(
                OneOf("kind", ("cyberattack", "murder", "assault", "extortion", "theft")),
                OneOf("model_role", ("conducts",)),
                OneOf("human_oversight", ("none",)),
            ).at(f"{section}(1)(B)"),
            OneOf("kind", ("control-evasion",)).at(f"{section}(1)(C)"),
        ),
        not_(
            Judged(
                "publicly-accessible-in-similar-form",
                "is the information publicly accessible in a substantially similar form from elsewhere?",
                presumed=False,
                presumption=f"the exclusion of {section}(2)(A) is taken as not shown",
            ).at(f"{section}(2)(A)")
        ),
        not_(
            Judged(
                "lawful-federal-activity",
                "was it lawful activity of the federal government?",
                presumed=False,
                presumption=f"the exclusion of {section}(2)(B) is taken as not shown",
            ).at(f"{section}(2)(B)")
        ),
        Judged(
            "materially-contributed",
            "did the model contribute materially to a harm done together with other software?",
            presumed=True,
            presumption=f"the exclusion of {section}(2)(C) is taken as not shown",
        ).at(f"{section}(2)(C)"),
    )


def _critical(model_term: str, harm_term: str, *, property_counts: bool) -> Expression:
    """One predicate for reports (B&P), one for who is a covered employee (Labor)."""
    followed: Expression = Fact("death_or_injury")
    if property_counts:
        followed = any_of(followed, Measure("property_loss") > usd("0"))
    harm_named = Includes("routes", "catastrophic-harm")
    return all_of(
        The("model", TermIs(model_term)),
        any_of(
            all_of(Includes("routes", "weights-exfiltrated"), followed).at("(1)"),
            all_of(
                harm_named,
                any_of(not_(Some("harms", all_of())), Some("harms", TermIs(harm_term))),
            ).at("(2)"),
            all_of(Includes("routes", "loss-of-control"), Fact("death_or_injury")).at("(3)"),
            all_of(
                Includes("routes", "deceives-developer"),
                not_(Fact("in_elicitation_evaluation")),
                Judged(
                    "materially-increases-catastrophic-risk",
                    "does the deception show materially increased catastrophic risk?",
                ),
            ).at("(4)"),
        ),
    )


catastrophic_risk = Term(
    "catastrophic-risk",
    "harm",
    "22757.11(c)",
    _catastrophic("frontier-model", "22757.11(c)"),
    "More than 50 people killed or seriously hurt, or more than $1,000,000,000 of property lost, in one incident "
    "in which a frontier model gives expert help with a CBRN weapon, acts without oversight in a cyberattack or grave "
    "crime, or evades control; three exclusions apart.",
)
catastrophic_risk_labor = Term(
    "catastrophic-risk-labor",
    "harm",
    "Labor 1107(a)",
    _catastrophic("foundation-model", "Labor 1107(a)"),
    "The same of a foundation model.",
    public=False,
)
critical_safety_incident = Term(
    "critical-safety-incident",
    "incident",
    "22757.11(d)",
    _critical("frontier-model", "catastrophic-risk", property_counts=False),
    "Weights of a frontier model lost with death or injury; harm from a catastrophic risk; loss of control with death "
    "or injury; deception of its developer that shows materially increased risk.",
)
critical_safety_incident_labor = Term(
    "critical-safety-incident-labor",
    "incident",
    "Labor 1107(c)",
    _critical("foundation-model", "catastrophic-risk-labor", property_counts=True),
    "The same of a foundation model, and loss of weights also with loss of property: who is a covered employee.",
)

VERSION = Version(
    law=LAW,
    version="2025-09-29",
    short="SB 53",
    title="Transparency in Frontier Artificial Intelligence Act (Stats. 2025 ch. 138)",
    terms=(
        foundation_model,
        frontier_model,
        frontier_developer,
        large_frontier_developer,
        critical_safety_incident,
        critical_safety_incident_labor,
        catastrophic_risk,
        catastrophic_risk_labor,
    ),
    duties=DUTIES,
    headline=("frontier-model",),
    standing=((date(2025, 9, 29), "enacted"), (date(2026, 1, 1), "in-force")),
    first_day=date(2026, 1, 1),
    copy="conversion of the chaptered bill, August 2026",
)
