"""What providers of systems owe by the class: the assessment that a system is not high-risk, registration, Art 16.

What deployers owe (Arts 26, 27 and 49(3)), and importers and distributors, is not read here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from plimsoll.law.language.duty import Always, Before, By, Cases, Duty, Event, OnDay, Own, Recipient, Undated
from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Fact,
    Flag,
    Given,
    Grade,
    Includes,
    OneOf,
    TermIs,
    all_of,
    not_,
)
from plimsoll.law.language.sanction import Cap, Sanction, Sum
from plimsoll.law.texts.eu_ai_act_high_risk.definitions import SCOPE
from plimsoll.law.texts.eu_ai_act_high_risk.edition import (
    PUBLIC_AUTHORITIES_COMPLY_BY,
    Edition,
    changed,
    older,
    reached,
    untouched,
)

EU_DATABASE = Recipient("eu-database", ("commission",))
_MOST = Cap(Sum(Fraction(15_000_000), "EUR"), Fraction(3, 100), "worldwide_turnover")
FINE = Sanction(
    id="fine",
    at="Art 99(4)",
    says="Fine under the law of a member state: the higher of a share of the worldwide turnover of the preceding "
    "financial year and a fixed sum; for small and medium-sized firms, the lower (Art 99(6)).",
    first=_MOST,
    later=_MOST,
    enforced_from=date(2025, 8, 2),
    grade=Grade.FRAGMENT,
)

BEGINS_WITH_ITS_CLASS = Flag(
    says="Art 113 delays Sections 1 to 3 of Chapter III, but not Section 5, where registration stands: read as owed "
    "from when the classification applies on which it rests"
)
NATIONALLY = Flag(
    says="a system of Annex III, point 2, is registered at national level, not in the EU database (Art 49(5))",
    when=Includes("purposes", "critical-infrastructure-safety"),
)
NOT_PUBLIC = Flag(
    says="in law enforcement, migration and border control it is registered where the public cannot look (Art 49(4))",
    when=Fact("for_public_authority"),
)
NO_FINE_NAMED = Flag(
    says="Art 99(4) does not name this duty; one who classifies a system wrongly to avoid the requirements is fined "
    "(Art 80(7))"
)


BEFORE_PLACING = Cases(((Given("placed_at"), Before(Event("placed_at"))), (ANYTHING, Undated())))
"""While no day of placing is given, it is still to be done, with no day."""


def _owed_by_older(before: date) -> Cases:
    """An older system that has changed owes it from the change; one for public authorities, by a later day."""
    return Cases(
        (
            (all_of(older(before), changed(before)), By(Event("significantly_changed_at"))),
            (older(before), By(OnDay(PUBLIC_AUTHORITIES_COMPLY_BY))),
            *BEFORE_PLACING.cases,
        )
    )


def _standing(before: date) -> Cases:
    """Owed at all times; of an older system for public authorities that has not changed, from a later day on."""
    return Cases(((untouched(before), By(OnDay(PUBLIC_AUTHORITIES_COMPLY_BY))), (ANYTHING, Always())))


def _held_not_high_risk(name: str, at: str, says: str, shown: str, edition: Edition, flags: Iterable[Flag]) -> Duty:
    return Duty(
        id=name,
        of="deployment",
        at=at,
        says=says,
        when=all_of(*SCOPE, TermIs("in-annex-iii"), TermIs("derogated")),
        due=BEFORE_PLACING,
        shown_by=Own(shown),
        to=(EU_DATABASE,) if shown == "registered_at" else (),
        grade=edition.grade,
        flags=(NO_FINE_NAMED, *flags),
    )


def _provider(name: str, route: Expression, before: date, first_day: date, edition: Edition) -> Duty:
    return Duty(
        id=name,
        of="deployment",
        at="Art 16",
        says="See to it that the system meets the requirements (Arts 8 to 15): risk management, data, documentation, "
        "logs, instructions, human oversight, accuracy and cybersecurity; have quality management, conformity "
        "assessment, declaration and CE marking.",
        when=all_of(TermIs("high-risk-system"), route, reached(before)),
        due=_standing(before),
        sanctions=(FINE,),
        first_day=first_day,
        grade=edition.grade,
    )


def duties(edition: Edition) -> tuple[Duty, ...]:
    """Give the duties as one text of the Act has them."""
    return (
        _held_not_high_risk(
            "not-high-risk-assessment",
            "Art 6(4)",
            "Document, before the system is placed on the market or put into service, why it is held not to be "
            "high-risk though Annex III lists it, for authorities on request.",
            "held_not_high_risk_at",
            edition,
            (),
        ),
        _held_not_high_risk(
            "not-high-risk-registration",
            "Art 49(2)",
            "Register provider and system in the EU database before a system that is held not to be high-risk is "
            "placed on the market or put into service.",
            "registered_at",
            edition,
            (BEGINS_WITH_ITS_CLASS, NOT_PUBLIC),
        ),
        Duty(
            id="registration",
            of="deployment",
            at="Art 49(1)",
            says="Register provider and system before a high-risk system of Annex III is placed on the market or put "
            "into service.",
            when=all_of(
                TermIs("high-risk-system"), TermIs("high-risk-by-annex-iii"), reached(edition.older_by_annex_iii)
            ),
            due=_owed_by_older(edition.older_by_annex_iii),
            shown_by=Own("registered_at"),
            to=(EU_DATABASE,),
            sanctions=(FINE,),
            grade=edition.grade,
            flags=(BEGINS_WITH_ITS_CLASS, NATIONALLY, NOT_PUBLIC),
        ),
        _provider(
            "provider-obligations",
            TermIs("high-risk-by-annex-iii"),
            edition.older_by_annex_iii,
            edition.annex_iii_from,
            edition,
        ),
        _provider(
            "product-provider-obligations",
            all_of(TermIs("high-risk-by-annex-i"), not_(OneOf("product.kind", edition.section_b)).at("Art 2(2)")),
            edition.older_by_annex_i,
            edition.annex_i_from,
            edition,
        ),
    )
