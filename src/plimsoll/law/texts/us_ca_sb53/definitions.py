"""SB 53, the Transparency in Frontier Artificial Intelligence Act: definitions.

Bus. & Prof. 22757.11; Labor 1107 restates two of them more widely.
"""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.statute import Reference, Version
from plimsoll.law.texts.frontier_terms import (
    Incidents,
    Law,
    catastrophic_risk,
    classified,
    critical_safety_incident,
    incidental,
)
from plimsoll.law.texts.us_ca_sb53.duties import DUTIES

TERMS = Law(
    foundation_model="22757.11(f)",
    marks=("(1)", "(2)", "(3)"),
    frontier_model="22757.11(i)",
    frontier_developer="22757.11(h)",
    large_frontier_developer="22757.11(j)",
)
REPORTED = Incidents(
    catastrophic_risk="22757.11(c)",
    ways=("(1)(A)", "(1)(B)", "(1)(C)"),
    exclusions=("22757.11(c)(2)(A)", "22757.11(c)(2)(B)", "22757.11(c)(2)(C)"),
    critical_safety_incident="22757.11(d)",
    routes=("(1)", "(2)", "(3)", "(4)"),
)
LABOR = Incidents(
    catastrophic_risk="Labor 1107(a)",
    ways=("(1)(A)", "(1)(B)", "(1)(C)"),
    exclusions=("Labor 1107(a)(2)(A)", "Labor 1107(a)(2)(B)", "Labor 1107(a)(2)(C)"),
    critical_safety_incident="Labor 1107(c)",
    routes=("(1)", "(2)", "(3)", "(4)"),
    model_term="foundation-model",
    property_counts=True,
)
INCIDENT, RISK = incidental(REPORTED)
INCIDENT_LABOR = critical_safety_incident(
    LABOR,
    "critical-safety-incident-labor",
    "catastrophic-risk-labor",
    "The same of a foundation model, and loss of weights also with loss of property: who is a covered employee.",
)
RISK_LABOR = catastrophic_risk(LABOR, "catastrophic-risk-labor", "The same of a foundation model.", public=False)

VERSION = Version(
    law="us-ca-sb53",
    version="2025-09-29",
    short="SB 53",
    title="Transparency in Frontier Artificial Intelligence Act (Stats. 2025 ch. 138)",
    terms=(*classified(TERMS), INCIDENT, INCIDENT_LABOR, RISK, RISK_LABOR),
    duties=DUTIES,
    headline=("frontier-model",),
    standing=((date(2025, 9, 29), "enacted"), (date(2026, 1, 1), "in-force")),
    first_day=date(2026, 1, 1),
    references=(
        Reference(at="22757.13(f)", to="22757.12", about="internal-use-summary"),
        Reference(at="22757.13(f)", to="Labor 1107", about="anonymous-channel"),
        Reference(at="22757.15(a)", to="22757.12(e)", about="no-false-statement-on-risk"),
        Reference(at="22757.15(a)", to="22757.13", about="incident-report"),
    ),
    copy="conversion of the chaptered bill, August 2026",
)
