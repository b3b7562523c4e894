"""SB 53: what developers owe (22757.12, 22757.13, Labor 1107.1), and what a breach can cost (22757.15)."""

from __future__ import annotations

from fractions import Fraction

from plimsoll.law.language.duty import Always, Cap, Duty, Event, Recipient, Sanction, Sum
from plimsoll.law.language.expression import Designated, Flag, OneOf, Some, all_of
from plimsoll.law.language.spans import days
from plimsoll.law.texts.frontier_duties import (
    FRONTIER_DEVELOPER,
    LARGE,
    anonymous_channel,
    concern_sharing,
    concern_updates,
    framework,
    framework_review,
    imminent_risk_report,
    incident_report,
    internal_use_summary,
    no_false_statement,
    no_retaliation,
    notice_of_rights,
    publish_modified_framework,
    redactions,
    transparency_report,
    transparency_summaries,
)

OES = Recipient("office-of-emergency-services", ("oes", "cal-oes", "caloes"))
BOTH_CLOCKS = Flag(
    says="where danger is imminent, the 24 hours are read beside the 15 days, not in their place: the text says only "
    "that one is subject to the other"
)

CIVIL_PENALTY = Sanction(
    id="civil-penalty",
    at="22757.15",
    says="Civil penalty, by the severity of the violation, in an action of the Attorney General; of large frontier "
    "developers only.",
    whom=LARGE,
    first=Cap(Sum(Fraction(1_000_000))),
    later=Cap(Sum(Fraction(1_000_000))),
)
PENALTIES = (CIVIL_PENALTY,)

DUTIES: tuple[Duty, ...] = (
    framework("22757.12(a)", PENALTIES),
    framework_review("22757.12(b)(1)"),
    publish_modified_framework("22757.12(b)(2)", days(30), PENALTIES),
    transparency_report("22757.12(c)(1)", PENALTIES),
    transparency_summaries("22757.12(c)(2)", PENALTIES),
    internal_use_summary("22757.12(d)", OES, PENALTIES, schedule=OneOf("to", (OES.code, *OES.aliases))),
    no_false_statement("22757.12(e)(1)(A)", PENALTIES, about_framework=False),
    no_false_statement("22757.12(e)(1)(B)", PENALTIES, about_framework=True),
    redactions("22757.12(f)", PENALTIES),
    incident_report("22757.13(c)(1)", days(15), Event("discovered_at"), (OES,), PENALTIES),
    imminent_risk_report("22757.13(c)(2)", PENALTIES, BOTH_CLOCKS),
    Duty(
        id="federal-route",
        of="organization",
        at="22757.13(h)-(j)",
        says="Having declared to comply by way of a designated federal rule, meet that rule.",
        when=all_of(
            FRONTIER_DEVELOPER,
            Designated("federal-route"),
            Some("notifications", OneOf("kind", ("federal-route-declaration",))),
        ),
        due=Always(),
        to=(OES,),
        sanctions=PENALTIES,
    ),
    no_retaliation("Labor 1107.1(a)-(b)"),
    notice_of_rights("Labor 1107.1(d)"),
    anonymous_channel("Labor 1107.1(e)(1)"),
    concern_updates("Labor 1107.1(e)(1)"),
    concern_sharing("Labor 1107.1(e)(2)"),
)
