"""Penalties that the frontier acts of New York and Illinois share, each written once."""

from __future__ import annotations

from fractions import Fraction

from plimsoll.law.language.sanction import Cap, Sanction, Sum
from plimsoll.law.texts.frontier_duties import LARGE


def first_and_later(at: str) -> Sanction:
    """Up to one million dollars for a first violation, three for each later one; large frontier developers only."""
    return Sanction(
        id="civil-penalty",
        at=at,
        says="Civil penalty, by the severity of the violation, in an action of the Attorney General; of large frontier "
        "developers only, and higher from the second violation on.",
        whom=LARGE,
        first=Cap(Sum(Fraction(1_000_000))),
        later=Cap(Sum(Fraction(3_000_000))),
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
