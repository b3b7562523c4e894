"""SB 53: what developers owe (22757.12, 22757.13, Labor 1107.1), and what a breach can cost (22757.15)."""

from __future__ import annotations

from plimsoll.law.language.duty import (
    Duty,
    Event,
    Recipient,
)
from plimsoll.law.language.expression import Flag, Reading
from plimsoll.law.language.sanction import Sanction
from plimsoll.law.language.spans import days
from plimsoll.law.texts.frontier_duties import (
    framework,
    framework_review,
    no_false_statement,
    publish_modified_framework,
    redactions,
    transparency_report,
    unless_preempted,
)
from plimsoll.law.texts.frontier_employees import (
    anonymous_channel,
    concern_sharing,
    concern_updates,
    no_retaliation,
    notice_of_rights,
)
from plimsoll.law.texts.frontier_filings import (
    BOTH_CLOCKS,
    federal_route,
    imminent_risk_report,
    incident_report,
    internal_use_summary,
)
from plimsoll.law.texts.frontier_penalties import civil_penalty

PREEMPTED = Reading("us-ca-sb53-preempted", "whether federal law preempts the duties of California's act")
OES = Recipient(
    "office-of-emergency-services",
    ("oes", "cal-oes", "caloes", "ca-oes", "us-ca-oes", "california-office-of-emergency-services"),
)
CADENCE = Flag(
    says="the text does not say from when the three months are counted: they are counted from the law's first day"
)

INJUNCTION = Sanction(
    id="injunction",
    at="Labor 1107.1(f)-(h)",
    says="Injunctive relief, and attorney's fees for a plaintiff who wins; shown to be a contributing factor, the "
    "developer has to prove the contrary by clear and convincing evidence.",
    penalty=False,
)
PENALTIES = (civil_penalty("22757.15"),)
RELIEF = (INJUNCTION,)

DUTIES: tuple[Duty, ...] = unless_preempted(
    PREEMPTED,
    (
        framework("22757.12(a)", PENALTIES),
        framework_review("22757.12(b)(1)"),
        publish_modified_framework("22757.12(b)(2)", days(30), PENALTIES),
        transparency_report("22757.12(c)(1)-(2)", PENALTIES),
        internal_use_summary("22757.12(d)", (OES,), PENALTIES, OES.addressed, CADENCE),
        no_false_statement("22757.12(e)(1)(A)", PENALTIES, about_framework=False),
        no_false_statement("22757.12(e)(1)(B)", PENALTIES, about_framework=True),
        redactions("22757.12(f)", PENALTIES),
        incident_report("22757.13(c)(1)", days(15), Event("discovered_at"), (OES,), PENALTIES),
        imminent_risk_report("22757.13(c)(2)", PENALTIES, BOTH_CLOCKS),
        federal_route("22757.13(i)", (OES,), PENALTIES),
        no_retaliation("Labor 1107.1(a)-(b)", RELIEF),
        notice_of_rights("Labor 1107.1(d)", RELIEF),
        anonymous_channel("Labor 1107.1(e)(1)", RELIEF),
        concern_updates("Labor 1107.1(e)(1)", RELIEF),
        concern_sharing("Labor 1107.1(e)(2)", RELIEF),
    ),
)
