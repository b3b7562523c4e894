"""Illinois' act: what developers owe (430 ILCS 185/10 to 20), and what a breach can cost (185/18(e), 185/25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plimsoll.law.language.duty import (
    After,
    Always,
    Duty,
    Each,
    Event,
    Every,
    Keep,
    Listed,
    NotBefore,
    Over,
    Recipient,
    Sent,
    Since,
    Within,
)
from plimsoll.law.language.expression import (
    Fact,
    Flag,
    Happened,
    OneOf,
    Reading,
    Some,
    TermIs,
    all_of,
    not_,
)
from plimsoll.law.language.spans import days, hours, years
from plimsoll.law.texts.deployment import DEPLOYED
from plimsoll.law.texts.frontier_duties import (
    BY_LARGE,
    LARGE,
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
    ATTORNEY_GENERAL,
    disclosure_statement,
    federal_route,
    imminent_risk_report,
    incident_report,
    internal_use_summary,
)
from plimsoll.law.texts.frontier_penalties import civil_penalty, without_statement

FIRST_DAY = date(2027, 1, 1)
FRAMEWORKS_FROM = date(2028, 1, 1)
PREEMPTED = Reading("us-il-aisma-preempted", "whether federal law preempts the duties of Illinois' act")
AGENCY = Recipient(
    "agency",
    (
        "iema-ohs",
        "iema",
        "il-agency",
        "us-il-agency",
        "il-iema",
        "us-il-iema",
        "emergency-management-agency",
        "illinois-emergency-management-agency",
        "office-of-homeland-security",
    ),
)
BOTH = (AGENCY, replace(ATTORNEY_GENERAL, aliases=(*ATTORNEY_GENERAL.aliases, "il-ag", "us-il-attorney-general")))
WITH_THE_FRAMEWORK = Flag(
    says="185/10(b) has no date of its own: it is read to begin with the framework that it speaks of (185/10(a))"
)
AGREED = Flag(says="another schedule counts only once the agency has agreed to it; until then the three months stay")
WHOLE_ACT = Flag(
    says="the federal route covers the whole act so far as the federal rule goes, audits included (185/17)"
)

CIVIL_PENALTY = civil_penalty("185/25(a)", later=3)
PENALTIES = (CIVIL_PENALTY,)
STATEMENT_PENALTIES = (CIVIL_PENALTY, without_statement("185/18(e)"))

INDEPENDENT = all_of(
    OneOf("kind", ("third-party", "independent"), True, "the audit is taken as a third party's"),
    not_(Fact("financial_interest", False, "that neither has a financial interest in the other is taken as so")),
)
AUDIT_BEGINS = NotBefore(After(days(90), Since(LARGE, looked_from=FIRST_DAY)), FRAMEWORKS_FROM)

AUDITS = (
    Duty(
        id="annual-audit",
        of="organization",
        at="185/10(d)",
        says="Retain each year a competent third party, without financial interest either way, for an independent "
        "audit of compliance; begin in 2028, or 90 days after first being large if that is later.",
        when=LARGE,
        due=Every(years(1), AUDIT_BEGINS),
        shown_by=Listed("audits", "received_at", holds=INDEPENDENT, asks="the report of an independent audit"),
        sanctions=PENALTIES,
        first_day=FRAMEWORKS_FROM,
        flags=(Flag(says="the first audit is read as due within a year from the day on which the duty begins"),),
    ),
    Duty(
        id="publish-audit",
        of="organization",
        at="185/10(d)(4)(A)",
        says="Within 30 days of receiving the audit report, publish a high-level summary of it and a redacted copy, "
        "and send that copy to the agency and the Attorney General.",
        when=LARGE,
        due=Within(days(30), Each("audits", "received_at")),
        shown_by=Sent("sent", also=("published_at",)),
        to=BOTH,
        sanctions=PENALTIES,
        first_day=FRAMEWORKS_FROM,
    ),
    Duty(
        id="retain-audit",
        of="model",
        at="185/10(d)(3)",
        says="Keep the unredacted audit report for as long as the frontier model is deployed and five years more.",
        when=all_of(TermIs("frontier-model"), BY_LARGE, Some("audits", Happened("received_at"))),
        due=Always(),
        keep=Keep(years(5), Over((Each("uses", "until", DEPLOYED),)), of=("audits",)),
        first_day=FRAMEWORKS_FROM,
    ),
)

DUTIES: tuple[Duty, ...] = unless_preempted(
    PREEMPTED,
    (
        framework("185/10(a)", PENALTIES, first_day=FRAMEWORKS_FROM),
        framework_review("185/10(b)(1)", WITH_THE_FRAMEWORK, first_day=FRAMEWORKS_FROM),
        publish_modified_framework("185/10(b)(2)", days(30), PENALTIES, WITH_THE_FRAMEWORK, first_day=FRAMEWORKS_FROM),
        transparency_report("185/10(c)(1)-(3)", PENALTIES, machine_readable=True),
        *AUDITS,
        internal_use_summary("185/10(e)", (AGENCY,), PENALTIES, Happened("agreed_at"), AGREED),
        no_false_statement("185/10(f)(1)", PENALTIES, about_framework=False),
        no_false_statement("185/10(f)(1)", PENALTIES, about_framework=True),
        redactions("185/10(g)", PENALTIES),
        incident_report("185/15(c)", hours(72), Event("reasonable_belief_at"), BOTH, PENALTIES),
        imminent_risk_report("185/15(c)", PENALTIES),
        federal_route("185/17(b)", (AGENCY,), PENALTIES, WHOLE_ACT),
        disclosure_statement("185/18(a)-(b)", "US-IL", AGENCY, years(1), STATEMENT_PENALTIES),
        no_retaliation("185/20(a)-(b)"),
        notice_of_rights("185/20(d)"),
        anonymous_channel("185/20(e)(1)"),
        concern_updates("185/20(e)(1)"),
        concern_sharing("185/20(e)(2)"),
    ),
)
