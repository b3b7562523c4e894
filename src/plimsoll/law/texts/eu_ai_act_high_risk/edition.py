"""In what the two texts of the Act differ here: days, and which risks of a product count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plimsoll.law.language.expression import Dated, Expression, Fact, Given, Grade, Happened, all_of, any_of, not_
from plimsoll.law.texts.eu_ai_act_high_risk.annexes import MACHINERY, OTHER_PRODUCTS

PUBLIC_AUTHORITIES_COMPLY_BY = date(2030, 8, 2)


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of the Act: from when the rules on high-risk systems apply, and to which of the older systems."""

    annex_iii_from: date
    annex_i_from: date
    older_by_annex_iii: date
    """Placed before this day: older, for a system of Annex III (Art 111(2))."""
    older_by_annex_i: date
    other_risks_count: bool
    """Whether an assessment that has nothing to do with health and safety makes a product one of Art 6(1)."""
    section_b: tuple[str, ...]
    """Products of Annex I of which the Act asks little beyond the class (Art 2(2))."""
    grade: Grade
    """How well its own wording is grounded."""


ORIGINAL = Edition(
    annex_iii_from=date(2026, 8, 2),
    annex_i_from=date(2027, 8, 2),
    older_by_annex_iii=date(2026, 8, 2),
    older_by_annex_i=date(2026, 8, 2),
    other_risks_count=True,
    section_b=OTHER_PRODUCTS,
    grade=Grade.TEXT,
)
AMENDED = Edition(
    annex_iii_from=date(2027, 12, 2),
    annex_i_from=date(2028, 8, 2),
    older_by_annex_iii=date(2027, 12, 2),
    older_by_annex_i=date(2028, 8, 2),
    other_risks_count=False,
    section_b=(*OTHER_PRODUCTS, *MACHINERY),
    grade=Grade.FRAGMENT,
)


def older(before: date) -> Expression:
    """Placed on the market or put into service before the rules on it apply."""
    return all_of(
        Given("placed_at", "no day of placing is given: it is taken as not placed yet"), Dated("placed_at", before)
    ).at("Art 111(2)")


def changed(since: date) -> Expression:
    """Its design has changed significantly since the rules on it apply."""
    return all_of(Happened("significantly_changed_at"), not_(Dated("significantly_changed_at", since))).at("Art 111(2)")


def untouched(before: date) -> Expression:
    """An older system that has not changed."""
    return all_of(older(before), not_(changed(before)))


def reached(before: date) -> Expression:
    """The duties reach it: it is no older system, or one that has changed, or one for a public authority."""
    return any_of(not_(older(before)), changed(before), Fact("for_public_authority")).at("Art 111(2)")
