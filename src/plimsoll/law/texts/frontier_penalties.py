"""Penalties of the frontier acts of California, New York and Illinois, each written once."""

from __future__ import annotations

from fractions import Fraction

from plimsoll.law.language.sanction import Cap, Sanction, Sum
from plimsoll.law.texts.frontier_duties import LARGE

_MILLION = Fraction(1_000_000)


def civil_penalty(at: str, *, later: int = 1) -> Sanction:
    """Up to one million dollars, and so many for each later violation; large frontier developers only."""
    higher = ", and higher from the second violation on" if later > 1 else ""
    return Sanction(
        id="civil-penalty",
        at=at,
        says="Civil penalty, by the severity of the violation, in an action of the Attorney General; of large frontier "
        f"developers only{higher}.",
        whom=LARGE,
        first=Cap(Sum(_MILLION)),
        later=Cap(Sum(later * _MILLION)),
    )


def without_statement(at: str) -> Sanction:
    """A thousand dollars a day, and what is owed, for whoever operates without a disclosure statement."""
    daily = Cap(Sum(Fraction(1_000)), per="day")
    return Sanction(
        id="statement-penalty",
        at=at,
        says="After notice and hearing, civil penalty for each day without the disclosure statement, or without "
        "correcting false information in it, and the assessments owed; of any person.",
        first=daily,
        later=daily,
    )
