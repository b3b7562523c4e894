"""The RAISE Act: what developers owe (Gen. Bus. Law 1421, 1422, 1428, 1429), and what a breach can cost (1427)."""

from __future__ import annotations

from plimsoll.law.language.duty import Always, Duty, Earliest, Event, Recipient
from plimsoll.law.language.expression import Designated, Flag, Happened, Reading
from plimsoll.law.language.spans import days, hours, years
from plimsoll.law.texts.frontier_duties import (
    FRONTIER_DEVELOPER,
    framework,
    framework_review,
    no_false_statement,
    publish_modified_framework,
    redactions,
    transparency_report,
    unless_preempted,
)
from plimsoll.law.texts.frontier_filings import (
    BOTH_CLOCKS,
    disclosure_statement,
    federal_route,
    imminent_risk_report,
    incident_report,
    internal_use_summary,
)
from plimsoll.law.texts.frontier_penalties import civil_penalty, without_statement

PREEMPTED = Reading("us-ny-raise-preempted", "whether federal law preempts the duties of New York's act")
OFFICE = Recipient(
    "office",
    (
        "dfs",
        "dfs-office",
        "ny-dfs",
        "nydfs",
        "us-ny-dfs",
        "ny-office",
        "us-ny-office",
        "raise-office",
        "department-of-financial-services",
        "new-york-department-of-financial-services",
    ),
)
IN_DETAIL = Flag(
    says="New York asks that the framework describe in detail how each item is handled, where California asks how it "
    "is approached: a framework that says only that its approach is risk-based may pass there and fail here"
)
EITHER_CLOCK = Flag(
    says="the text gives 72 hours from a determination or from facts that establish a reasonable belief: the earlier "
    "of the two is taken",
)
AGREED = Flag(says="another schedule counts only once the office has agreed to it; until then the three months stay")

CIVIL_PENALTY = civil_penalty("1427(1)", later=3)
PENALTIES = (CIVIL_PENALTY,)
STATEMENT_PENALTIES = (CIVIL_PENALTY, without_statement("1428(5)"))

DUTIES: tuple[Duty, ...] = unless_preempted(
    PREEMPTED,
    (
        framework("1421(1)", PENALTIES, IN_DETAIL),
        framework_review("1421(2)(a)"),
        publish_modified_framework("1421(2)(b)", days(30), PENALTIES),
        transparency_report("1421(3)(a)-(b)", PENALTIES),
        no_false_statement("1421(4)(a)(i)", PENALTIES, about_framework=False),
        no_false_statement("1421(4)(a)(ii)", PENALTIES, about_framework=True),
        redactions("1421(5)", PENALTIES),
        internal_use_summary("1422(2)(a)", (OFFICE,), PENALTIES, Happened("agreed_at"), AGREED),
        incident_report(
            "1422(3)(a)",
            hours(72),
            Earliest((Event("reasonable_belief_at"), Event("determined_at"))),
            (OFFICE,),
            PENALTIES,
            EITHER_CLOCK,
            copies=True,
        ),
        imminent_risk_report("1422(3)(b)", PENALTIES, BOTH_CLOCKS),
        federal_route("1422(9)", (OFFICE,), PENALTIES),
        disclosure_statement("1428(1)-(2)", "US-NY", OFFICE, years(2), STATEMENT_PENALTIES),
        Duty(
            id="office-rules",
            of="organization",
            at="1429",
            says="Follow the rules of the office, which may add duties to report or to publish.",
            when=FRONTIER_DEVELOPER,
            due=Always(),
            flags=(Flag(says="no rule of the office is written down here", when=Designated("office-rule")),),
        ),
    ),
)
