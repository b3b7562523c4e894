"""SB 1047 as enrolled on 2024-09-03 and vetoed on 2024-09-29: definitions and coverage, Bus. & Prof. 22602."""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.comparison import Runs
from plimsoll.law.language.expression import (
    Expression,
    Fact,
    Grade,
    Never,
    OneOf,
    Reading,
    Some,
    TermIs,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import operations, usd
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.texts.counted_runs import OWN
from plimsoll.law.texts.us_ca_sb1047 import audits, clusters, developer_duties, harms, whistleblowers
from plimsoll.law.texts.us_ca_sb1047.cross_references import POWERS, REFERENCES
from plimsoll.law.texts.us_ca_sb1047.developer_duties import NO_EXEMPTION
from plimsoll.law.texts.us_ca_sb1047.enforcement import void_contract_term
from plimsoll.law.texts.us_ca_sb1047.statements import covered_by_a_statement
from plimsoll.law.texts.us_ca_sb1047.triggers import ORGANIZATION_TERMS
from plimsoll.law.texts.us_ca_sb1047.words import (
    FINE_TUNING_COST,
    FINE_TUNING_OPERATIONS,
    FIRST_DAY,
    LAW,
    NEVER_LAW,
    assessed_cost,
    base_is,
    cluster,
    derives,
    made_by,
    trained_with,
    training_operations,
)

TRAINING_LINE = (
    operations("1e26")
    .called("training-operations")
    .set_by_agency(
        begins="2027-01-01",
        section="22602(e)(1)(B)",
        over=">",
        says="once the agency sets the line, the text names no comparison: more than is read into it "
        "(22602(e)(1)(B)(i)(I))",
        unsaid=True,
    )
)
FINE_TUNING_LINE = (
    operations("3e25")
    .called("fine-tuning-operations")
    .set_by_agency(begins="2027-01-01", section="22602(e)(1)(B)(i)(II)", over=">")
)
DERIVATIVE_LINE = (
    operations("3e25").called("fine-tuning-operations").set_by_agency(begins="2027-01-01", section="22602(f)(3)(A)(ii)")
)
TRAINING_COST_LINE = (
    usd("100e6")
    .called("training-cost")
    .indexed(begins="2026-01-01", nearest=100, section="22602(e)(2)")
    .not_delegated("Gov. 11547.6(d)")
)
FINE_TUNING_COST_LINE = (
    usd("10e6")
    .called("fine-tuning-cost")
    .indexed(begins="2026-01-01", nearest=100, section="22602(e)(2)")
    .not_delegated("Gov. 11547.6(d)")
)
DERIVATIVE_COST_LINE = usd("10e6").called("fine-tuning-cost").not_delegated("Gov. 11547.6(d)")

DERIVATIVE_MAY_BE_TUNED = Reading(
    "fine-tuning-a-derivative-counts",
    "whether fine-tuning a covered model derivative makes a covered model, as (i) and (j) suggest and (e) does not say",
)
AT_THE_LINE = all_of(
    derives(made_by("fine-tuning")),
    FINE_TUNING_OPERATIONS >= FINE_TUNING_LINE,
    FINE_TUNING_OPERATIONS <= DERIVATIVE_LINE,
)
BETWEEN_THE_AMOUNTS = all_of(
    derives(made_by("fine-tuning")),
    FINE_TUNING_COST > DERIVATIVE_COST_LINE,
    FINE_TUNING_COST <= FINE_TUNING_COST_LINE,
)
BOTH_TERMS = (
    "drafting defect: at exactly the fine-tuning line a model is both a covered model (equal to or greater) and a "
    "covered model derivative (not exceeding); its duties follow the covered model"
)


def _by_training(runs: Runs) -> Expression:
    return all_of(
        training_operations(runs) > TRAINING_LINE,
        assessed_cost("training.cost", runs, lambda cost: cost > TRAINING_COST_LINE),
    )


def _made_from_covered(how: str) -> Expression:
    """Made so from a covered model; or from what was itself made from one, where the text does not say as much."""
    again = derives(
        made_by(how), not_(base_is("covered-model-or-its-copy")), base_is("covered-model-or-descendant")
    ).flagged(
        "made from what is itself a changed copy of a covered model: whether that is still a copy of the covered model "
        "is arguable, above all where the change made neither a covered model nor a derivative"
    )
    return any_of(derives(made_by(how), base_is("covered-model-or-its-copy")), again.graded(Grade.INFERENCE))


covered_by_training = Term(
    "covered-by-training",
    "model",
    "22602(e)(1)(A)(i)",
    all_of(
        not_(derives(base_is("covered-model-or-descendant"))),
        trained_with(_by_training, where=derives()),
    ),
    "Trained with more computing power than the line, at a cost above the line.",
    public=False,
)
covered_or_copy = Term(
    "covered-model-or-its-copy",
    "model",
    "22602(e)",
    any_of(
        TermIs("covered-model"),
        derives(made_by("unmodified-copy"), base_is("covered-model-or-its-copy")),
    ),
    "A covered model, or an unmodified copy of one: what is done to the copy is done to the model.",
    public=False,
)
descends = Term(
    "covered-model-or-descendant",
    "model",
    "22602(f)",
    any_of(TermIs("covered-model"), derives(base_is("covered-model-or-descendant"))),
    "A covered model, or anything made from one in any number of steps.",
    public=False,
)
covered_model = Term(
    "covered-model",
    "model",
    "22602(e)",
    any_of(
        TermIs("covered-by-training").at("(1)(A)(i)"),
        all_of(
            derives(
                made_by("fine-tuning"),
                any_of(
                    base_is("covered-model-or-its-copy"),
                    all_of(DERIVATIVE_MAY_BE_TUNED, base_is("covered-model-derivative")),
                ),
            ),
            FINE_TUNING_OPERATIONS >= FINE_TUNING_LINE,
            assessed_cost("fine-tuning.cost", OWN, lambda cost: cost > FINE_TUNING_COST_LINE),
        )
        .at("(1)(A)(ii)")
        .flagged(BOTH_TERMS, when=AT_THE_LINE)
        .flagged("(e)(2) speaks of one amount: it is read to index both amounts of (e)", when=BETWEEN_THE_AMOUNTS),
    ),
    "Trained with more than 10^26 operations costing more than $100,000,000 at the start of training; or made by "
    "fine-tuning a covered model with at least 3x10^25 operations costing more than $10,000,000.",
)
covered_model_derivative = Term(
    "covered-model-derivative",
    "model",
    "22602(f)",
    any_of(
        derives(made_by("unmodified-copy"), base_is("covered-model-or-its-copy")).at("(1)"),
        derives(made_by("unmodified-copy"), base_is("covered-model-derivative"))
        .at("(1)")
        .graded(Grade.INFERENCE)
        .flagged("a copy of a derivative is read as the derivative that it copies"),
        _made_from_covered("other-post-training-modification").at("(2)"),
        all_of(
            derives(made_by("fine-tuning"), base_is("covered-model-or-descendant")),
            FINE_TUNING_OPERATIONS <= DERIVATIVE_LINE,
            assessed_cost("fine-tuning.cost", OWN, lambda cost: cost > DERIVATIVE_COST_LINE),
        )
        .at("(3)")
        .flagged(BOTH_TERMS, when=AT_THE_LINE)
        .flagged(
            "drafting defect: (f) has no clause on indexation, so its amount stays while that of (e) moves",
            when=BETWEEN_THE_AMOUNTS,
        ),
        _made_from_covered("combined-with-software").at("(4)"),
    )
    .flagged(
        "chains of fine-tunes are unclear: (e) speaks of fine-tuning a covered model, (i) and (j) also of a derivative",
        when=derives(base_is("covered-model-derivative"), not_(base_is("covered-model"))),
    )
    .flagged(
        "a fine-tune that costs no more than the line is neither a covered model nor a derivative under (f)(3); "
        "whether a product built on it falls under (f)(2) or (f)(4) is arguable",
        when=all_of(
            derives(made_by("fine-tuning"), base_is("covered-model-or-descendant")),
            FINE_TUNING_COST <= DERIVATIVE_COST_LINE,
        ),
    )
    .flagged(
        "not controlled by the developer: outside full shutdown and incident reports (22602(k), 22603(g))",
        when=not_(Fact("controlled")),
    ),
    "A copy of a covered model: unmodified, changed otherwise than by fine-tuning, fine-tuned with no more than "
    "3x10^25 operations costing more than $10,000,000, or combined with other software.",
)
developer = Term(
    "developer",
    "organization",
    "22602(i)",
    all_of(
        not_(OneOf("kind", ("government",))).at("22602(m)"),
        Some(
            "trained",
            any_of(
                TermIs("covered-by-training"),
                all_of(
                    derives(
                        made_by("fine-tuning"),
                        any_of(base_is("covered-model-or-its-copy"), base_is("covered-model-derivative")),
                    ),
                    FINE_TUNING_OPERATIONS > FINE_TUNING_LINE,
                    assessed_cost("fine-tuning.cost", OWN, lambda cost: cost > FINE_TUNING_COST_LINE),
                ),
            ).flagged(
                "drafting defect: at exactly the fine-tuning line there can be a covered model without a developer, "
                "since (i) asks for more than the amounts in (e)",
                when=all_of(AT_THE_LINE, TermIs("covered-model")),
            ),
        ),
    ),
    "A nongovernmental person that performs the initial training of a covered model, or fine-tunes one (or a "
    "derivative) with more than the amounts of (e).",
)
computing_cluster = Term(
    "computing-cluster",
    "cluster",
    "22602(d)",
    cluster("22602(m)", Fact("trains_ai")),
    "Machines joined by a network of more than 100 Gbit/s, with a theoretical maximum of at least 10^20 operations "
    "a second, that can be used for training AI; read with 22604, which binds a person that operates one.",
)
limited_duty_exemption = Term(
    "limited-duty-exemption",
    "model",
    "22603",
    Never(NO_EXEMPTION),
    "There is no such route in this version.",
)

VERSION = Version(
    law=LAW,
    version="2024-09-03",
    short="SB 1047",
    title="Safe and Secure Innovation for Frontier Artificial Intelligence Models Act (enrolled)",
    terms=(
        covered_model,
        covered_model_derivative,
        limited_duty_exemption,
        developer,
        computing_cluster,
        harms.incident,
        harms.critical_harm,
        clusters.sufficient_compute(TRAINING_LINE),
        void_contract_term,
        covered_by_a_statement,
        covered_by_training,
        covered_or_copy,
        descends,
        *ORGANIZATION_TERMS,
    ),
    headline=("covered-model",),
    standing=((date(2024, 9, 3), "proposed"), (date(2024, 9, 29), "vetoed")),
    first_day=FIRST_DAY,
    duties=(*developer_duties.DUTIES, *audits.DUTIES, *clusters.ENROLLED, *whistleblowers.DUTIES),
    never_law=NEVER_LAW,
    copy="CommonAccord, hand-reformatted from the official site, September 2024",
    powers=POWERS,
    references=REFERENCES,
)
