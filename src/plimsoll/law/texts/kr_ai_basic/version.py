"""Korea's framework act and its decree: the safety duties of models at or above a line of compute.

Read in secondary sources alone. The decree says "or more", where the laws of other places say "more than".
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from plimsoll.law.language.comparison import Runs, Total
from plimsoll.law.language.duty import (
    Always,
    Duty,
    Listed,
    Recipient,
)
from plimsoll.law.language.expression import Expression, Grade, OneOf, Reaches, TermIs, all_of
from plimsoll.law.language.lines import operations
from plimsoll.law.language.sanction import Cap, Sanction, Sum
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.texts.counted_runs import TRAINS, counting_silent_phases

LAW = "kr-ai-basic"
APPLIES = date(2026, 1, 22)
COMPUTE_LINE = operations("1e26")
MSIT = Recipient("msit", ("ministry-of-science-and-ict",))


def _cumulative(phases: frozenset[str] | None) -> Expression:
    return Total("training.operations", "operations", Runs(phases, "whole", planned=False)) >= COMPUTE_LINE


frontier_model = Term(
    "frontier-model",
    "model",
    "Art 32(1)",
    all_of(
        Reaches("KR").at("Art 4(1)"),
        counting_silent_phases(on=_cumulative(None), off=_cumulative(TRAINS)),
    ),
    "An AI model trained with 10^26 operations or more in all: the act's safety duties apply to it.",
    grade=Grade.SECONDARY,
)

FINE = Sanction(
    id="administrative-fine",
    at="Art 43",
    says="Administrative fine, after a period of at least one year in which none is imposed.",
    first=Cap(Sum(Fraction(30_000_000), "KRW")),
    later=Cap(Sum(Fraction(30_000_000), "KRW")),
    enforced_from=date(2027, 1, 22),
    grade=Grade.SECONDARY,
)

DUTIES: tuple[Duty, ...] = (
    Duty(
        id="lifecycle-risk-management",
        of="model",
        at="Art 32(1)",
        says="Identify, assess and mitigate risks over the whole life of the model.",
        when=TermIs("frontier-model"),
        due=Always(),
        shown_by=Listed("evaluations", "at"),
        sanctions=(FINE,),
        grade=Grade.SECONDARY,
    ),
    Duty(
        id="incident-monitoring",
        of="model",
        at="Art 32(1)",
        says="Have a system that watches for, and responds to, safety incidents.",
        when=TermIs("frontier-model"),
        due=Always(),
        sanctions=(FINE,),
        grade=Grade.SECONDARY,
    ),
    Duty(
        id="safety-results",
        of="model",
        at="Art 32(2)",
        says="Submit the results to the Ministry of Science and ICT.",
        when=TermIs("frontier-model"),
        due=Always(),
        shown_by=Listed("notifications", "at", all_of(OneOf("kind", ("safety-results",)), MSIT.addressed)),
        to=(MSIT,),
        sanctions=(FINE,),
        grade=Grade.RECOLLECTION,
    ),
)

VERSION = Version(
    law=LAW,
    version="2026-01-22",
    short="Korea",
    title="Framework Act on the Development of Artificial Intelligence, with its decree",
    terms=(frontier_model,),
    duties=DUTIES,
    headline=("frontier-model",),
    standing=((date(2025, 1, 21), "enacted"), (APPLIES, "in-force")),
    first_day=APPLIES,
    copy="none: secondary sources",
    defects=("the numbers of the articles are from recollection",),
)
