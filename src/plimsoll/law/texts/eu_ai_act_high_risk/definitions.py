"""Article 6 of the Act: which systems are high-risk, by the product they are in or by what they are for.

A step that is not public classifies a system wherever it is; the public terms add the Act's scope.
"""

from __future__ import annotations

from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Fact,
    Grade,
    Includes,
    Judged,
    OneOf,
    Reaches,
    Reading,
    Some,
    Switch,
    TermIs,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.statute import Term
from plimsoll.law.texts.eu_ai_act_high_risk.annexes import (
    COVERED_BY_ANNEX_I,
    LISTED_IN_ANNEX_III,
    PRODUCT_OR_SAFETY_COMPONENT,
)
from plimsoll.law.texts.eu_ai_act_high_risk.edition import Edition, untouched

LAW = "eu-ai-act-high-risk"

OLDER_SYSTEM = (
    "placed before the rules on it applied, and not changed significantly since: its operators' duties begin with such "
    "a change, or, where it is for public authorities, by 2 August 2030 (Art 111(2))"
)
PRODUCTS_LATER = "the rules on products of Annex I apply later than those on Annex III"
SECTORAL = (
    "a product of Annex I, Section B: it is high-risk, but of the Act little else applies (Art 2(2)); what is asked of "
    "it stands in the legislation on that product"
)


def _outside(purpose: str, presumption: str) -> Expression:
    return not_(OneOf("exclusively_for", (purpose,), presumed=False, presumption=presumption)).scoping()


SCOPE = (
    Reaches("EU").at("Art 2(1)"),
    _outside("military-or-national-security", "it is taken as not exclusively military, or for national security").at(
        "Art 2(3)"
    ),
    _outside("scientific-research", "it is taken as not made for scientific research alone").at("Art 2(6)"),
)

CONDITION_SUFFICES = Reading(
    "derogation-condition-suffices",
    "whether one of the four limited tasks of Art 6(3) is enough for the derogation, or the absence of a significant "
    "risk must be found besides",
)
_NOT_SHOWN = "the derogation of Art 6(3) is taken as not shown: no limited task is given"
LIMITED_TASK = any_of(
    *(
        Includes("confined_to", task, presumed=False, presumption=_NOT_SHOWN).at(f"Art 6(3)({letter})")
        for letter, task in (
            ("a", "narrow-procedural-task"),
            ("b", "improves-completed-activity"),
            ("c", "detects-decision-patterns"),
            ("d", "preparatory-task"),
        )
    )
)
NO_SIGNIFICANT_RISK = not_(
    Judged(
        "significant-risk",
        "does it pose a significant risk of harm to health, safety or fundamental rights, also by materially "
        "influencing the outcome of decisions?",
    )
)

in_annex_iii = Term(
    "in-annex-iii",
    "deployment",
    "Art 6(2)",
    LISTED_IN_ANNEX_III,
    "Intended for one of the purposes that Annex III lists in eight areas.",
    public=False,
)
derogated = Term(
    "derogated",
    "deployment",
    "Art 6(3)",
    all_of(
        LIMITED_TASK,
        not_(Fact("profiles_people")),
        Switch(CONDITION_SUFFICES, on=ANYTHING, off=NO_SIGNIFICANT_RISK, where=LIMITED_TASK),
    ),
    "Confined to one of four limited tasks, and without a significant risk; never where it profiles people.",
    public=False,
)


def _by_annex_iii(edition: Edition) -> Term:
    listed = all_of(TermIs("in-annex-iii"), not_(TermIs("derogated")))
    return Term(
        "high-risk-by-annex-iii",
        "deployment",
        "Art 6(2)",
        listed.flagged(OLDER_SYSTEM, when=all_of(listed, untouched(edition.older_by_annex_iii))),
        "A system of Annex III that the derogation does not take out.",
        public=False,
    )


def _by_annex_i(edition: Edition) -> Term:
    required = ("required", "for-other-risks-only") if edition.other_risks_count else ("required",)
    product = all_of(
        all_of(COVERED_BY_ANNEX_I, PRODUCT_OR_SAFETY_COMPONENT).at("Art 6(1)(a)"),
        OneOf("product.third_party_assessment", required).at("Art 6(1)(b)"),
    )
    return Term(
        "high-risk-by-annex-i",
        "deployment",
        "Art 6(1)",
        product.flagged(PRODUCTS_LATER, when=product)
        .flagged(SECTORAL, when=all_of(product, OneOf("product.kind", edition.section_b)))
        .flagged(OLDER_SYSTEM, when=all_of(product, untouched(edition.older_by_annex_i))),
        "A product that Annex I covers, or a safety component of one, where the product needs a third party's "
        "conformity assessment.",
        edition.grade,
        public=False,
    )


high_risk_system = Term(
    "high-risk-system",
    "deployment",
    "Art 6",
    all_of(*SCOPE, any_of(TermIs("high-risk-by-annex-i"), TermIs("high-risk-by-annex-iii"))),
    "An AI system that is high-risk: for the product that it is or keeps safe (Annex I), or for what it is intended to "
    "do (Annex III), unless it is confined to a limited task, poses no significant risk and profiles nobody.",
)
high_risk = Term(
    "high-risk",
    "model",
    "Art 6",
    all_of(Reaches("EU").at("Art 2(1)"), Some("deployments", TermIs("high-risk-system"))),
    "Put to work in a high-risk AI system. The Act classifies systems, not models, and asks for no size: of a model it "
    "is said where a deployment that names it is high-risk.",
    Grade.INFERENCE,
)


def terms(edition: Edition) -> tuple[Term, ...]:
    """Give the terms as one text of the Act has them."""
    return (high_risk, high_risk_system, in_annex_iii, derogated, _by_annex_i(edition), _by_annex_iii(edition))
