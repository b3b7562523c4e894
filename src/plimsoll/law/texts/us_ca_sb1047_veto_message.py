"""The governor's message of 2024-09-29 on vetoing SB 1047: three things about use that he missed in the bill.

A message, no law: it defines nothing and binds nobody. It is written down here so that what it asks for, to judge
by use and not by size, can be tried. Which settings, decisions and data it means, it does not say.
"""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.expression import (
    Expression,
    Grade,
    Includes,
    Judged,
    OneOf,
    Only,
    Some,
    TermIs,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.statute import Statute, Term, Version

LAW = "us-ca-sb1047-veto-message"
SENT = date(2024, 9, 29)
NO_LAW = (
    "us-ca-sb1047-veto-message is a governor's message of 2024-09-29, never a law or a bill: it names what to look at, "
    "and binds nobody"
)
NOT_DEFINED = "the message defines neither its settings nor its decisions nor its data: what counts is an inference"

HIGH_RISK_SETTINGS = (
    "critical-infrastructure",
    "health-care",
    "law-enforcement",
    "justice",
    "migration",
    "education",
    "employment",
    "finance",
    "public-services",
    "transport",
    "product-safety",
)
"""Settings that law elsewhere holds to be of high risk; the message names none."""


def _factor(name: str, says: str, asks: str, listed: Expression, other: Expression) -> Term:
    """One of the three: a judgment, and where nobody has judged, what the facts list; of anything else, unknown."""
    judged = Judged(name, asks, otherwise=any_of(listed, all_of(other, Judged(name, asks))))
    return Term(name, "deployment", "Message", judged.graded(Grade.INFERENCE), says, Grade.FRAGMENT)


high_risk_environment = _factor(
    "high-risk-environment",
    "Deployed in a high-risk environment.",
    "is it deployed in an environment of high risk?",
    OneOf("setting", HIGH_RISK_SETTINGS),
    OneOf("setting", ("other",)),
)
critical_decision_making = _factor(
    "critical-decision-making",
    "Involved in critical decisions.",
    "is it involved in critical decisions?",
    not_(Only("decisions", ("other",))),
    Includes("decisions", "other"),
)
sensitive_data_use = _factor(
    "sensitive-data-use",
    "Uses sensitive data.",
    "does it use sensitive data?",
    not_(Only("sensitive_data", ("other",))),
    Includes("sensitive_data", "other"),
)
FACTORS = (high_risk_environment, critical_decision_making, sensitive_data_use)

reached_by_use = Term(
    "reached-by-use",
    "model",
    "Message",
    Some("deployments", any_of(*(TermIs(factor.name) for factor in FACTORS))).flagged(NOT_DEFINED),
    "Put to work in a high-risk environment, in critical decisions, or on sensitive data, whatever its size.",
    Grade.INFERENCE,
)

STATUTE = Statute(
    id=LAW,
    title="California SB 1047 (2024), the governor's veto message: by use, not by size",
    place="US-CA",
    versions=(
        Version(
            law=LAW,
            version="2024-09-29",
            short="Veto message",
            title="Message of the Governor of California returning SB 1047 without signature: no law",
            terms=(reached_by_use, *FACTORS),
            headline=("reached-by-use",),
            standing=((SENT, "proposed"),),
            first_day=SENT,
            copy="none: the sentence that names the three, as the press and law firms quote it",
            never_law=NO_LAW,
        ),
    ),
)
