"""The AI Act on general-purpose AI models: what is one, which carry systemic risk, who becomes a provider.

Regulation (EU) 2024/1689, Chapter V, as of Regulation (EU) 2026/1744, with the Commission's guidelines
C(2025) 7719. A step that is not public classifies a model wherever it is; the public terms add the Act's scope.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from plimsoll.facts.quantities import Unit
from plimsoll.law.language.comparison import Bounded, Compare, Measure, Runs, Total
from plimsoll.law.language.expression import (
    ANYTHING,
    Designated,
    Expression,
    Fact,
    Grade,
    Happened,
    Includes,
    Judged,
    Not,
    Only,
    Reaches,
    Some,
    TermIs,
    The,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import Line, operations
from plimsoll.law.language.statute import Term
from plimsoll.law.texts.counted_runs import TRAINS

LAW = "eu-ai-act-gpai"

GENERAL_PURPOSE_LINE = operations("1e23")
SYSTEMIC_RISK_LINE = (
    operations("1e25").called("systemic-risk-operations").set_by_agency(begins="2025-08-02", section="Art 51(3)")
)
A_THIRD = Fraction(1, 3)
A_THIRD_OF_SYSTEMIC_RISK = Line(SYSTEMIC_RISK_LINE.value * A_THIRD, Unit.OPERATIONS)
A_THIRD_OF_GENERAL_PURPOSE = Line(GENERAL_PURPOSE_LINE.value * A_THIRD, Unit.OPERATIONS)

IN_SCOPE = Reaches("EU").at("Art 2(1)")
CUMULATIVE = TRAINS | {"synthetic-data"}
"""What adds to a model's capabilities (Guidelines, Annex): evaluations, exploration, teachers and reward models not."""


def _cumulative(lineage: Literal["whole", "developer's", "others'"] = "whole", *, ended: bool = False) -> Runs:
    """Count what adds up over a model's life, upstream weights included and public synthetic data left out."""
    return Runs(CUMULATIVE, lineage, public_data=False, ended=ended)


TRAINING = Total("training.operations", "operations", Runs(TRAINS, "whole"))
"""Guidelines 115: what contributes directly to the updates of parameters."""
CUMULATIVE_TRAINING = Total("training.operations", "operations", _cumulative())
DONE = Total("training.operations", "operations", _cumulative(ended=True))
MODIFICATION = Total("modification.operations", "operations", _cumulative("developer's"))
ORIGINAL = Total("original.operations", "operations", _cumulative("others'"))

BEYOND_THE_LINE = CUMULATIVE_TRAINING > SYSTEMIC_RISK_LINE
DONE_BEYOND_THE_LINE = DONE > SYSTEMIC_RISK_LINE
KNOWN_BEYOND_THE_LINE = Measure("operations") > SYSTEMIC_RISK_LINE
"""Of a day on which it was known what the total would come to."""


def _known(exceeds: Compare) -> Some:
    return Some("reach", all_of(Happened("at"), exceeds))


_MODALITIES = ("text", "speech", "image-from-text", "video-from-text")
_MODALITY_TAKEN = "its modalities are not given: taken as those of a general-purpose model"
_WIDE = not_(Fact("narrow_task_only", False, "it is taken as not made for a narrow task alone"))
_AS_GENERAL = Fact("exceptionally_general", False, "it is taken as not as general without the criterion")
"""Each rebuts what the criterion indicates; a rebuttal that nobody gives has not happened."""


def _puts_out(*, taken: bool = False) -> Expression:
    presumed, said = (True, _MODALITY_TAKEN) if taken else (None, "")
    return any_of(*(Includes("modalities", each, presumed, said) for each in _MODALITIES))


def _judged(otherwise: Expression) -> Judged:
    """Guidelines 20: the criterion can be rebutted either way; where nobody has judged, a fact decides."""
    return Judged(
        "general-purpose",
        "does it display significant generality, and perform a wide range of distinct tasks competently?",
        otherwise=otherwise,
    )


_INDICATIVE = all_of(
    any_of(TRAINING > GENERAL_PURPOSE_LINE, _known(Measure("operations") > GENERAL_PURPOSE_LINE)), _puts_out()
).at("Guidelines 17")

general_purpose = Term(
    "general-purpose",
    "model",
    "Art 3(63)",
    any_of(
        all_of(_INDICATIVE, _judged(_WIDE).at("Guidelines 20")),
        all_of(not_(_INDICATIVE), _judged(_AS_GENERAL).at("Guidelines 20")),
    ),
    "Of significant generality: by indication, more than 10^23 operations and text, speech, images or video put out.",
    public=False,
)
_CAPABLE = any_of(_puts_out(taken=True), _AS_GENERAL)

modified = Term(
    "modified-beyond-a-third",
    "model",
    "Guidelines 60",
    all_of(
        Some("originals", ANYTHING),
        all_of(_CAPABLE, _judged(_WIDE)).at("Art 3(63)"),
        any_of(
            all_of(Bounded(ORIGINAL), ORIGINAL > GENERAL_PURPOSE_LINE, MODIFICATION > ORIGINAL.times(A_THIRD)),
            all_of(
                not_(Bounded(ORIGINAL)),
                any_of(
                    all_of(TermIs("original-with-systemic-risk"), MODIFICATION > A_THIRD_OF_SYSTEMIC_RISK),
                    all_of(not_(TermIs("original-with-systemic-risk")), MODIFICATION > A_THIRD_OF_GENERAL_PURPOSE),
                ),
            ).at("Guidelines 61"),
        ),
    ),
    "Made from another's model with more than a third of the operations that went into it; where those can be neither "
    "known nor estimated, more than a third of the line that the original passed.",
    public=False,
)
original_with_systemic_risk = Term(
    "original-with-systemic-risk",
    "model",
    "Guidelines 61",
    Some(
        "originals",
        Judged(
            "gpai-systemic-risk", "is the original a model with systemic risk?", otherwise=TermIs("with-systemic-risk")
        ),
    ),
    "Made from a model of another developer that carries systemic risk.",
    public=False,
)
presumed = Term(
    "presumed-systemic-risk",
    "model",
    "Art 51(2)",
    any_of(
        all_of(BEYOND_THE_LINE, TermIs("general-purpose")),
        all_of(_known(KNOWN_BEYOND_THE_LINE), TermIs("general-purpose"))
        .at("Art 52(1)")
        .graded(Grade.INFERENCE)
        .flagged("the presumption is read to begin when it is known that the line will be passed"),
        all_of(TermIs("modified-beyond-a-third"), TermIs("original-with-systemic-risk")).at("Guidelines 62"),
    ),
    "A general-purpose model trained with more than 10^25 operations in all, or known to come to that; or one made by "
    "a modification of a model with systemic risk that is large enough.",
    public=False,
)
with_systemic_risk = Term(
    "with-systemic-risk",
    "model",
    "Art 51",
    any_of(
        all_of(
            TermIs("presumed-systemic-risk"),
            Not(Designated("systemic-risk-rebutted")).at("Art 52(3)"),
        ),
        Designated("systemic-risk").at("Art 51(1)(b)"),
        Some("predecessors", TermIs("with-systemic-risk"))
        .at("Guidelines 2.2")
        .flagged("what its own provider makes of a model is the same model over its life"),
        Some("derived_from", all_of(Includes("how", "unmodified-copy"), The("model", TermIs("with-systemic-risk"))))
        .at("Art 51")
        .graded(Grade.INFERENCE),
    ),
    "Presumed to carry systemic risk, unless the Commission has accepted that it does not, or designated so.",
    public=False,
)

gpai_model = Term(
    "gpai-model",
    "model",
    "Art 3(63)",
    all_of(IN_SCOPE, TermIs("general-purpose")),
    "A general-purpose AI model: by indication, trained with more than 10^23 operations and able to put out text, "
    "speech, or images or video from text; not one that can do a narrow task alone, but also one that is as general "
    "otherwise.",
)
gpai_systemic_risk = Term(
    "gpai-systemic-risk",
    "model",
    "Art 51",
    all_of(IN_SCOPE, TermIs("with-systemic-risk")),
    "A general-purpose AI model with systemic risk: presumed above 10^25 operations over its life, or designated by "
    "the Commission.",
)
provider_by_modification = Term(
    "gpai-provider-by-modification",
    "model",
    "Guidelines 60",
    all_of(IN_SCOPE, TermIs("modified-beyond-a-third")),
    "A modification of another's general-purpose model that is large enough to make the one who modifies its provider, "
    "for the modification alone: more than a third of the operations of the original.",
)

_ALLOWED = ("attribution", "share-alike", "safety", "safety-terms", "acceptable-use", "notice")
_BARRED = (
    "non-commercial",
    "research-only",
    "no-distribution",
    "no-modification",
    "user-threshold",
    "separate-commercial-licence",
    "dual-licence",
    "paid-support",
    "provider-hosted-only",
)
open_source_exemption = Term(
    "open-source-exemption",
    "model",
    "Art 53(2)",
    all_of(
        IN_SCOPE,
        not_(TermIs("with-systemic-risk")),
        all_of(
            Fact("licence.free_access"),
            *(not_(Includes("licence.restrictions", each)) for each in _BARRED),
            any_of(
                Only("licence.restrictions", _ALLOWED),
                Judged(
                    "licence-limits-allowed",
                    "are the licence's other limits only attribution, share-alike or proportionate safety terms?",
                ),
            ),
        ).at("Guidelines 4.2.1"),
        all_of(not_(Fact("licence.monetised")), not_(Fact("licence.personal_data_required"))).at("Guidelines 4.2.2"),
        all_of(Fact("licence.weights_public"), Fact("licence.architecture_public"), Fact("licence.usage_public")).at(
            "Guidelines 4.2.3"
        ),
    ),
    "Released under a free and open-source licence that lets anyone access, use, modify and distribute it, with "
    "weights, architecture and usage public and nothing asked in return; never a model with systemic risk.",
)

TERMS = (
    gpai_model,
    gpai_systemic_risk,
    provider_by_modification,
    open_source_exemption,
    general_purpose,
    modified,
    original_with_systemic_risk,
    presumed,
    with_systemic_risk,
)
