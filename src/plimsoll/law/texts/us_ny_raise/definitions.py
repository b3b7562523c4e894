"""The RAISE Act, chapter 96 of 2026: definitions, scope and exceptions (Gen. Bus. Law 1420, 1425, 1426)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plimsoll.law.language.expression import Judged, Known, OneOf, Reaches, Some, all_of, any_of, not_
from plimsoll.law.language.statute import Reference, Version
from plimsoll.law.texts.frontier_terms import Incidents, Law, classified, incidental, no_government
from plimsoll.law.texts.us_ny_raise.duties import DUTIES

COMMERCIAL = Known(Some("developed", Some("uses", OneOf("audience", ("commercial",)))))
RESEARCH = Judged("academic-research", "is it engaged here in academic research on artificial intelligence models?")
TAKEN = "what the university does is taken as academic research"
ACADEMIC = all_of(
    OneOf("kind", ("accredited-university",), False, "the exception of 1426(1) is taken as not shown"),
    OneOf("established_in", ("US-NY",), True, "the university is taken as one in New York"),
    any_of(
        all_of(not_(COMMERCIAL), replace(RESEARCH, presumed=True, presumption=TAKEN)),
        all_of(COMMERCIAL, RESEARCH),
    ),
)
SCOPE = (Reaches("US-NY").at("1425"), not_(Some("answerable", ACADEMIC)).at("1426(1)").scoping())

TERMS = Law(
    foundation_model="1420(6)",
    marks=("(a)", "(b)", "(c)"),
    frontier_model="1420(9)",
    frontier_developer="1420(8)",
    large_frontier_developer="1420(10)",
    scope=SCOPE,
    person=(no_government("1420(14)"),),
)
INCIDENTS = Incidents(
    catastrophic_risk="1420(3)",
    ways=("(a)(i)", "(a)(ii)", "(a)(iii)"),
    exclusions=("1420(3)(b)(i)", "1420(3)(b)(ii)", "1420(3)(b)(iii)"),
    critical_safety_incident="1420(4)",
    routes=("(a)", "(b)", "(c)", "(d)"),
    scope=SCOPE,
)

VERSION = Version(
    law="us-ny-raise",
    version="2026-03-27",
    short="NY RAISE",
    title="Responsible AI Safety and Education (RAISE) Act (chapter 96 of the Laws of 2026)",
    terms=(*classified(TERMS), *incidental(INCIDENTS)),
    duties=DUTIES,
    headline=("frontier-model",),
    standing=((date(2026, 3, 27), "enacted"), (date(2027, 1, 1), "in-force")),
    first_day=date(2027, 1, 1),
    copy="extraction of the official PDF of the bill (S8828, chapter 96 of the Laws of 2026), August 2026",
    defects=("1428(5): a large frontier model is read as a large frontier developer's frontier model",),
    references=(
        Reference(at="1422(6)", to="1421", about="internal-use-summary"),
        Reference(at="1427(1)", to="1421", about="no-false-statement-on-risk"),
        Reference(at="1427(1)", to="1422", about="incident-report"),
        Reference(at="1428(5)", to="1420", about="large-frontier-model"),
    ),
)
