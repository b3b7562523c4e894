"""SB 1047 as introduced on 2024-02-07: definitions, and the positive safety determination."""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.comparison import Measure
from plimsoll.law.language.expression import (
    ANYTHING,
    Fact,
    Includes,
    Judged,
    OneOf,
    Reading,
    Some,
    TermIs,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import (
    instant,
    operations,
    usd,
)
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.texts.counted_runs import WHOLE, WHOLE_WITH_SILENT_PHASES, counting_silent_phases
from plimsoll.law.texts.us_ca_sb1047 import clusters
from plimsoll.law.texts.us_ca_sb1047.earlier_duties import INTRODUCED
from plimsoll.law.texts.us_ca_sb1047.exemption import determined_exempt
from plimsoll.law.texts.us_ca_sb1047.triggers import ORGANIZATION_TERMS
from plimsoll.law.texts.us_ca_sb1047.words import (
    FIRST_DAY,
    LAW,
    NEVER_LAW,
    TRAINING_START,
    cluster,
    derives,
    mass_casualties,
    model_is,
    training_operations,
)

TRAINING_LINE = operations("1e26").called("training-operations")
HARM_LINE = usd("500e6")
YARDSTICK = Reading(
    "2024-is-the-yardstick",
    "whether 2024 in the text is the yardstick of the computing power, not the year of the run",
)


covered_model = Term(
    "covered-model",
    "model",
    "22602(f)",
    any_of(
        all_of(
            counting_silent_phases(
                on=training_operations(WHOLE_WITH_SILENT_PHASES) > TRAINING_LINE,
                off=training_operations(WHOLE) > TRAINING_LINE,
            ),
            any_of(
                all_of(TRAINING_START >= instant("2024-01-01"), TRAINING_START < instant("2025-01-01")).flagged(
                    "in 2024 is read of the start of training, whatever part of it came later"
                ),
                YARDSTICK,
            ),
        ).at("(1)"),
        Judged(
            "similar-performance",
            "could it reasonably be expected to perform similarly on the benchmarks commonly used for "
            "state-of-the-art foundation models?",
        ).at("(1)"),
        Judged(
            "similar-general-capability",
            "is it below the threshold on a specific benchmark, but of otherwise similar general capability?",
            otherwise=Judged("similar-performance", "is it of similar performance or general capability?"),
        ).at("(2)"),
    ),
    "Trained with more than 10^26 operations in 2024, or of similar performance, or of similar general capability.",
)
derivative_model = Term(
    "covered-model-derivative",
    "model",
    "22602(i)",
    derives().at("(1)"),
    "Derivative model: a copy of another model, modified or not, or its combination with other software.",
)
developer = Term(
    "developer",
    "organization",
    "22602(j)",
    all_of(not_(OneOf("kind", ("government",))).at("22602(r)"), Some("developed", ANYTHING)),
    "A nongovernmental person that creates, owns or otherwise has responsibility for a model; platforms, clusters, "
    "developers of applications and end users are not.",
)
computing_cluster = Term(
    "computing-cluster",
    "cluster",
    "22602(d)",
    cluster(
        "22602(r)",
        any_of(
            Fact("trains_ai"),
            Judged("capacity-for-training", "is its capacity one for training AI, though it cannot be used for it?"),
        ),
    ).flagged("the text says gigabits without a unit of time: a second is read into it"),
    "Machines joined by a network of more than 100 gigabits, with a maximum of 10^20 operations a second for training.",
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
                Judged("sustained-unsafe-behaviour", "was it a sustained sequence of unsafe behaviour?"),
            ).at("(1)"),
            Includes("routes", "weights-exfiltrated").at("(2)"),
            all_of(
                Includes("routes", "control-failure"),
                Judged("limits-hazardous-capability", "did the controls limit access to a hazardous capability?"),
            ).at("(3)"),
            all_of(
                Includes("routes", "unauthorized-use"),
                Judged("uses-hazardous-capability", "was a hazardous capability used?"),
            ).at("(4)"),
        ),
    ),
    "Sustained unsafe autonomous behaviour, loss of the weights, critical failure of controls, or unauthorized use, "
    "of a covered model; no test of increased risk.",
)
critical_harm = Term(
    "critical-harm",
    "harm",
    "22602(n)",
    all_of(
        model_is("covered-model", "covered-model-derivative"),
        not_(OneOf("model_role", ("none",))),
        any_of(
            all_of(OneOf("kind", ("cbrn",)), mass_casualties()).at("(1)(A)"),
            all_of(OneOf("kind", ("cyberattack",)), Fact("critical_infrastructure"), Measure("damage") >= HARM_LINE).at(
                "(1)(B)"
            ),
            all_of(
                OneOf("model_role", ("conducts",)),
                OneOf("human_oversight", ("limited", "none")),
                Judged("crime-if-human", "would it violate the Penal Code if done by a human?"),
                Measure("damage") >= HARM_LINE,
            ).at("(1)(C)"),
            Judged("comparable-severity", "is it another threat of comparable severity?").at("(1)(D)"),
        ),
    ),
    "A harm that a hazardous capability enables: mass casualties by a CBRN weapon, at least $500,000,000 of damage by "
    "cyberattacks on critical infrastructure or by autonomous conduct that would be a crime, or comparable.",
)
limited_duty_exemption = Term(
    "limited-duty-exemption",
    "model",
    "22602(s)",
    all_of(TermIs("covered-model"), not_(TermIs("covered-model-derivative")), determined_exempt("22603")),
    "Positive safety determination: for a covered model that is no derivative, a hazardous capability can reasonably "
    "be excluded.",
)

VERSION = Version(
    law=LAW,
    version="2024-02-07",
    short="SB 1047",
    title="Safe and Secure Innovation for Frontier Artificial Intelligence Systems Act (introduced)",
    terms=(
        covered_model,
        derivative_model,
        limited_duty_exemption,
        developer,
        computing_cluster,
        incident,
        critical_harm,
        clusters.sufficient_compute(TRAINING_LINE),
        *ORGANIZATION_TERMS,
    ),
    headline=("covered-model",),
    standing=((date(2024, 2, 7), "proposed"), (date(2024, 6, 5), "superseded")),
    first_day=FIRST_DAY,
    duties=(*INTRODUCED, *clusters.INTRODUCED),
    never_law=NEVER_LAW,
    copy="a bill-text data set, February 2024; two passages are missing from it",
)
