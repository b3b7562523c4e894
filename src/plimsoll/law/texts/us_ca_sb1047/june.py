"""SB 1047 as it stood on 2024-06-05: compute and cost, with the limited duty exemption.

No copy of the whole print was read: grades run from a fragment down to recollection.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from plimsoll.law.language.comparison import Runs, Stated, Total
from plimsoll.law.language.expression import (
    Expression,
    Fact,
    Grade,
    Includes,
    Judged,
    OneOf,
    Some,
    TermIs,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import operations, usd
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.texts.us_ca_sb1047 import clusters, introduced
from plimsoll.law.texts.us_ca_sb1047.earlier_duties import JUNE
from plimsoll.law.texts.us_ca_sb1047.exemption import determined_exempt
from plimsoll.law.texts.us_ca_sb1047.triggers import ORGANIZATION_TERMS
from plimsoll.law.texts.us_ca_sb1047.words import (
    FINE_TUNING_OPERATIONS,
    FIRST_DAY,
    LAW,
    NEVER_LAW,
    ORIGINAL_OPERATIONS,
    assessed_cost,
    base_is,
    cluster,
    derives,
    made_by,
    model_is,
    trained_with,
    training_operations,
)

TRAINING_LINE = operations("1e26").called("training-operations")
TRAINING_COST_LINE = (
    usd("100e6").called("training-cost").indexed(begins="2026-01-01", nearest=100, section="22602(f)(1)")
)
ORIGINAL_SHARE = Fraction(1, 4)


def _by_training(runs: Runs) -> Expression:
    spent = Total("training.spent", "spent", runs)
    exceeds = assessed_cost("training.cost", runs, lambda cost: cost > TRAINING_COST_LINE)
    # "At the time of training" can mean the price at its start, or what it came to cost.
    disputed = all_of(
        Stated(spent),
        any_of(all_of(exceeds, not_(spent > TRAINING_COST_LINE)), all_of(not_(exceeds), spent > TRAINING_COST_LINE)),
    )
    judged = Judged(
        "cost-at-the-time-of-training",
        "does the cost at the time of training exceed the line, where price at the start and price paid disagree?",
    )
    return all_of(
        training_operations(runs) > TRAINING_LINE,
        any_of(all_of(not_(disputed), exceeds), all_of(disputed, judged)),
    )


covered_model = Term(
    "covered-model",
    "model",
    "22602(f)(1)",
    trained_with(_by_training, where=derives(not_(base_is("covered-model")))),
    "Trained with more than 10^26 operations, at a cost that would exceed $100,000,000 at average cloud prices.",
    Grade.FRAGMENT,
)
derivative_model = Term(
    "covered-model-derivative",
    "model",
    "22602",
    any_of(
        derives(made_by("unmodified-copy")),
        derives(made_by("other-post-training-modification")),
        derives(made_by("combined-with-software")),
        all_of(
            derives(made_by("fine-tuning")),
            not_(ORIGINAL_OPERATIONS.times(ORIGINAL_SHARE) < FINE_TUNING_OPERATIONS),
        ).graded(Grade.RECOLLECTION),
    ),
    "Derivative model: a copy, modified or not, or a combination with other software; not one fine-tuned with more "
    "than 25 % of the original training compute.",
    Grade.RECOLLECTION,
)
developer = Term(
    "developer",
    "organization",
    "22602",
    all_of(not_(OneOf("kind", ("government",))), Some("developed", TermIs("covered-model"))),
    "A nongovernmental person that creates, owns or otherwise has responsibility for a covered model.",
    Grade.RECOLLECTION,
)
computing_cluster = Term(
    "computing-cluster",
    "cluster",
    "22602(d)",
    cluster("22602", Fact("trains_ai")),
    "Machines joined by a network of more than 100 Gbit/s, at least 10^20 operations a second, usable for training AI.",
    Grade.FRAGMENT,
)
incident = Term(
    "artificial-intelligence-safety-incident",
    "incident",
    "22602(c)",
    all_of(
        model_is("covered-model"),
        any_of(
            all_of(
                Includes("routes", "autonomous-behaviour"),
                Judged(
                    "materially-increases-risk",
                    "does it materially increase the risk that a hazardous capability is used?",
                ),
            ).at("(1)"),
            all_of(Includes("routes", "weights-exfiltrated"), not_(model_is("limited-duty-exemption"))).at("(2)"),
            Includes("routes", "control-failure").at("(3)"),
            all_of(
                Includes("routes", "unauthorized-use"),
                Judged("uses-hazardous-capability", "was a hazardous capability used?"),
            ).at("(4)"),
        ),
    ),
    "Autonomous behaviour that materially increases the risk, loss of the weights of a model without an exemption, "
    "critical failure of controls, unauthorized use of a hazardous capability.",
    Grade.FRAGMENT,
)
critical_harm = replace(introduced.critical_harm, grade=Grade.RECOLLECTION)
limited_duty_exemption = Term(
    "limited-duty-exemption",
    "model",
    "22602",
    all_of(TermIs("covered-model"), not_(TermIs("covered-model-derivative")), determined_exempt("22603")),
    "For a covered model that is no derivative, if the developer can give reasonable assurance that it has no "
    "hazardous capability and will not come close to one; optional.",
    Grade.RECOLLECTION,
)

VERSION = Version(
    law=LAW,
    version="2024-06-05",
    short="SB 1047",
    title="Safe and Secure Innovation for Frontier Artificial Intelligence Models Act (as amended 2024-06-05)",
    terms=(
        covered_model,
        derivative_model,
        limited_duty_exemption,
        developer,
        computing_cluster,
        incident,
        critical_harm,
        clusters.sufficient_compute(TRAINING_LINE, Grade.SECONDARY),
        *ORGANIZATION_TERMS,
    ),
    headline=("covered-model",),
    standing=((date(2024, 6, 5), "proposed"), (date(2024, 6, 20), "superseded")),
    first_day=FIRST_DAY,
    duties=(*JUNE, *clusters.JUNE),
    never_law=NEVER_LAW,
    copy="none, only a fragment of an amended print, and secondary sources",
)
