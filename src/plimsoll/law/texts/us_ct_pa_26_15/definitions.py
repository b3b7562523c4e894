"""Connecticut's Public Act 26-15, of which no copy was read: two tests, four duties, one penalty, as reported."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from plimsoll.law.language.duty import (
    Duty,
)
from plimsoll.law.language.expression import Grade, Reading
from plimsoll.law.language.sanction import Cap, Sanction, Sum
from plimsoll.law.language.statute import Version
from plimsoll.law.texts.frontier_duties import unless_preempted
from plimsoll.law.texts.frontier_employees import anonymous_channel, concern_sharing, no_retaliation
from plimsoll.law.texts.frontier_terms import Law, classified, graded

ACT = "P.A. 26-15"
CHANNEL_FROM = date(2027, 1, 1)
PREEMPTED = Reading("us-ct-pa-26-15-preempted", "whether federal law preempts the duties of Connecticut's act")

TERMS = Law(
    foundation_model=ACT,
    marks=(ACT, ACT, ACT),
    frontier_model=ACT,
    frontier_developer=ACT,
    large_frontier_developer=ACT,
)
CIVIL_PENALTY = Sanction(
    id="civil-penalty",
    at=ACT,
    says="Civil penalty in an action of the Attorney General.",
    first=Cap(Sum(Fraction(1_000))),
    later=Cap(Sum(Fraction(1_000))),
    grade=Grade.SECONDARY,
)
PENALTIES = (CIVIL_PENALTY,)

DUTIES: tuple[Duty, ...] = unless_preempted(
    PREEMPTED,
    (
        no_retaliation(ACT, PENALTIES, grade=Grade.SECONDARY),
        anonymous_channel(ACT, PENALTIES, first_day=CHANNEL_FROM, grade=Grade.SECONDARY),
        concern_sharing(ACT, PENALTIES, first_day=CHANNEL_FROM, grade=Grade.SECONDARY),
    ),
)

VERSION = Version(
    law="us-ct-pa-26-15",
    version="2026-05-27",
    short="CT 26-15",
    title="Public Act 26-15 (SB 5), protection of employees of frontier developers",
    terms=graded(classified(TERMS), Grade.SECONDARY),
    duties=DUTIES,
    headline=("frontier-model",),
    standing=((date(2026, 5, 27), "enacted"), (date(2026, 10, 1), "in-force")),
    first_day=date(2026, 10, 1),
    copy="none: accounts of law firms and trackers",
    defects=("no copy was read: whether it reaches only developers in Connecticut is not known, and not asked",),
)
