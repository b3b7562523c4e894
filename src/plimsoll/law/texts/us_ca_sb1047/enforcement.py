"""SB 1047: what a breach can cost, 22606 of the enrolled print and what is known of the earlier ones.

Whether there was reasonable care turns, among other things, on the quality of the protocol, on how faithfully it
was followed, on how it compares with those for comparably powerful models, and on how well risks were
investigated, documented, evaluated and managed: relevant, not conclusive (22606(b)).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from plimsoll.law.language.comparison import Measure
from plimsoll.law.language.expression import (
    Fact,
    Grade,
    Happened,
    Includes,
    Judged,
    OneOf,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import usd
from plimsoll.law.language.sanction import Cap, Sanction, Sanctions, Sum
from plimsoll.law.language.statute import Term

REASONABLE_CARE = (
    "reasonable care is judged by, among other things, the quality of the protocol, how faithfully it was followed, "
    "whether it was inferior, comparable or superior to those for comparably powerful models, and the rigour with "
    "which risks were managed: relevant, not conclusive (22606(b))"
)
STALE_REFERENCE = (
    "drafting defect: 22606(a)(3) points to 22603(e)(6) for the auditor's duty, which is the publication of the "
    "report; the ban on misrepresentation stands in (e)(7)"
)
SHARE_OF_COMPUTE = (
    "the base is the market price of the compute at the time of training, while coverage takes the price at its start"
)

_HARM = ("death-or-bodily-harm", "harm-to-property", "theft-of-property", "imminent-public-threat")
_OPERATOR_SECTIONS = ("22604", *(f"22604({x})" for x in ("a", "b", "c")), *(f"22604(a)({n})" for n in range(1, 7)))
_AUDITOR_SECTIONS = ("22603(e)", *(f"22603(e)({n})" for n in range(1, 8)))
_LABOR_SECTIONS = (
    "22607",
    *(f"22607({x})" for x in ("a", "d", "e")),
    *(f"22607(a)({n})" for n in range(1, 4)),
    "22607(e)(1)",
    "22607(e)(2)",
)

CIVIL_PENALTY = Sanction(
    id="civil-penalty",
    at="22606(a)(1)",
    says="Civil penalty of up to 10 % of the cost of the compute used to train the covered model, 30 % for a later "
    "violation, where the violation did harm or is an imminent threat to public safety, from 2026 on. Affiliates "
    "are jointly liable where their structure was set up to limit liability unreasonably and would frustrate "
    f"recovery (22606(c)(2)). For the record: {SHARE_OF_COMPUTE}.",
    what=Judged(
        "violation-did-harm",
        "did the breach cause death, bodily harm, harm to property or its theft, or is it an imminent threat to the "
        "public?",
    ),
    of_violation=any_of(*(Includes("caused", harm) for harm in _HARM)),
    first=Cap(share=Fraction(10, 100), share_of="training.cost"),
    later=Cap(share=Fraction(30, 100), share_of="training.cost"),
    since=date(2026, 1, 1),
)
OF_AN_INCIDENT = replace(
    CIVIL_PENALTY,
    what=any_of(
        Fact("death_or_injury"), not_(Measure("property_loss") <= usd("0")), Happened("imminent_risk_discovered_at")
    ),
)
"""The gate told from what came of the incident."""
LABOR_PENALTY = Sanction(
    id="labor-code-penalty",
    at="22606(a)(2)",
    says="The civil penalty that Labor Code 1102.5(f) specifies, where the violation would be one of the Labor Code.",
    what=Judged("violates-labor-code", "would the breach be a violation of the Labor Code?"),
    of_violation=all_of(
        OneOf("section", _LABOR_SECTIONS),
        Judged("violates-labor-code", "would the violation be one of the Labor Code?"),
    ),
    first=Cap(per=""),
)
_FIXED = Sanction(
    id="",
    at="22606(a)(3)",
    says="",
    first=Cap(Sum(Fraction(50_000))),
    later=Cap(Sum(Fraction(100_000))),
    total=Cap(Sum(Fraction(10_000_000)), per="related violations"),
)
OPERATOR_PENALTY = replace(
    _FIXED,
    id="operator-penalty",
    says="Civil penalty of whoever operates a computing cluster: up to $50,000 for a first violation, $100,000 for a "
    "later one, $10,000,000 for related violations together.",
    of_violation=OneOf("section", _OPERATOR_SECTIONS),
)
AUDITOR_PENALTY = replace(
    _FIXED,
    id="auditor-penalty",
    says="Civil penalty of an auditor, in the amounts for operators of clusters, for a knowing misrepresentation, or "
    f"for breaking another rule on audits intentionally or recklessly. For the record: {STALE_REFERENCE}.",
    of_violation=OneOf("section", _AUDITOR_SECTIONS),
)


def _relief(id: str, at: str, says: str) -> Sanction:
    return Sanction(id=id, at=at, says=says, penalty=False)


RELIEF: Sanctions = (
    _relief("injunction", "22606(a)(4)", "Injunctive or declaratory relief; neither harm nor the year 2026 is needed."),
    _relief("damages", "22606(a)(5)", "Monetary damages, and punitive damages under Civil Code 3294(a)."),
    _relief("fees-and-costs", "22606(a)(6)", "The Attorney General's fees and costs."),
    _relief("other-relief", "22606(a)(7)", "Any other relief that the court finds appropriate."),
)
"""What the Attorney General can ask for besides penalties, which go to a fund for public rights (22606(d))."""

OF_DEVELOPERS: Sanctions = (CIVIL_PENALTY, *RELIEF)
OF_INCIDENTS: Sanctions = (OF_AN_INCIDENT, *RELIEF)
OF_OPERATORS: Sanctions = (CIVIL_PENALTY, OPERATOR_PENALTY, *RELIEF)
OF_AUDITORS: Sanctions = (CIVIL_PENALTY, AUDITOR_PENALTY, *RELIEF)
OF_EMPLOYERS: Sanctions = (
    CIVIL_PENALTY,
    LABOR_PENALTY,
    *RELIEF,
    _relief(
        "employee-injunction",
        "22607(b)",
        "A harmed employee can ask for temporary or preliminary relief under Labor Code 1102.61 and 1102.62.",
    ),
)

OF_EARLIER_PRINTS: Sanctions = (
    Sanction(
        id="fines",
        at="22606",
        says="Limited fines in an action of the Attorney General; the amounts were not read.",
        first=Cap(per=""),
        grade=Grade.SECONDARY,
    ),
    Sanction(
        id="injunction",
        at="22606",
        says="An injunction, which can go as far as the deletion of the model.",
        penalty=False,
        grade=Grade.SECONDARY,
    ),
)

void_contract_term = Term(
    "void-contract-term",
    "contract-term",
    "22606(c)(1)",
    any_of(
        OneOf("effect", ("waives", "precludes", "burdens")),
        all_of(
            OneOf("effect", ("shifts-liability",)),
            any_of(
                Fact("for_access"),
                all_of(
                    OneOf("with_whom", ("customers", "users")),
                    Fact("for_access", True, "a term with customers is taken as given in exchange for access or use"),
                ),
            ),
        ),
    ),
    "A term that waives, precludes or burdens liability under the chapter, or shifts it to another in exchange for "
    "access or use, is void.",
)
