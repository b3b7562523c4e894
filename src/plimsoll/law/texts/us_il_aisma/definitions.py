"""The Artificial Intelligence Safety Measures Act: definitions (430 ILCS 185/5)."""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.expression import Reaches, not_
from plimsoll.law.language.statute import Reference, Version
from plimsoll.law.texts.frontier_terms import Incidents, Law, classified, incidental, no_government
from plimsoll.law.texts.us_il_aisma.duties import DUTIES, FIRST_DAY

SCOPE = (
    Reaches("US-IL")
    .at("185/18(a)")
    .flagged(
        "the act has no section on scope: that it speaks of models developed, deployed or operated in Illinois is "
        "taken from 185/18(a)",
        when=not_(Reaches("US-IL")),
    ),
)

TERMS = Law(
    foundation_model="185/5 Foundation model",
    marks=("185/5 Foundation model (1)", "185/5 Foundation model (2)", "185/5 Foundation model (3)"),
    frontier_model="185/5 Frontier model",
    frontier_developer="185/5 Frontier developer",
    large_frontier_developer="185/5 Large frontier developer",
    scope=SCOPE,
    person=(no_government("185/5 Person"),),
)
INCIDENTS = Incidents(
    catastrophic_risk="185/5 Catastrophic risk",
    ways=("185/5 Catastrophic risk (1)", "185/5 Catastrophic risk (2)", "185/5 Catastrophic risk (3)"),
    exclusions=(
        "185/5 Catastrophic risk exclusion (1)",
        "185/5 Catastrophic risk exclusion (2)",
        "185/5 Catastrophic risk exclusion (3)",
    ),
    critical_safety_incident="185/5 Critical safety incident",
    routes=(
        "185/5 Critical safety incident (1)",
        "185/5 Critical safety incident (2)",
        "185/5 Critical safety incident (3)",
        "185/5 Critical safety incident (4)",
    ),
    scope=SCOPE,
)

VERSION = Version(
    law="us-il-aisma",
    version="2026-08-21",
    short="IL AISMA",
    title="Artificial Intelligence Safety Measures Act (P.A. 104-538, as amended by P.A. 104-466)",
    terms=(*classified(TERMS), *incidental(INCIDENTS)),
    duties=DUTIES,
    headline=("frontier-model",),
    standing=((date(2026, 7, 6), "enacted"), (date(2027, 1, 1), "in-force")),
    first_day=FIRST_DAY,
    copy="snapshot of the Illinois Compiled Statutes of 2026-08-21",
    defects=("185/18(e): a large frontier model is read as a large frontier developer's frontier model",),
    references=(
        Reference(at="185/15(f)(2)", to="185/10(e)", about="internal-use-summary"),
        Reference(at="185/15(f)(3)", to="185/10(d)", about="annual-audit"),
        Reference(at="185/15(f)(5)", to="185/30", about="no-retaliation"),
        Reference(at="185/18(e)", to="185/5", about="large-frontier-model"),
        Reference(at="185/25(a)", to="185/10(f)", about="no-false-statement-on-risk"),
        Reference(at="185/25(a)", to="185/10(d)", about="annual-audit"),
        Reference(at="185/25(a)", to="185/15", about="incident-report"),
    ),
)
