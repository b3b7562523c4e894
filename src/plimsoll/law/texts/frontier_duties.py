"""Duties that the frontier acts of California, New York and Illinois share, each written once.

A law says at which section it has one, how long it gives, whom it tells, and where it differs.
"""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.duty import (
    ANYTHING,
    Always,
    Before,
    By,
    ByPeriod,
    Cases,
    Duty,
    Each,
    Event,
    Every,
    First,
    FirstDay,
    Keep,
    Listed,
    Moment,
    Noted,
    Own,
    Recipient,
    Reported,
    Sanction,
    Since,
    Within,
)
from plimsoll.law.language.expression import (
    Expression,
    Fact,
    Flag,
    Grade,
    Happened,
    Includes,
    Judged,
    OneOf,
    Some,
    TermIs,
    The,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.spans import Span, hours, months, years

Sanctions = tuple[Sanction, ...]

FRONTIER_DEVELOPER = TermIs("frontier-developer")
LARGE = TermIs("large-frontier-developer")
BY_FRONTIER_DEVELOPER = The("developer", FRONTIER_DEVELOPER)
BY_LARGE = The("developer", LARGE)

APPROPRIATE_AUTHORITY = Recipient("appropriate-authority", ("authority", "law-enforcement", "public-safety"))

FRAMEWORK = OneOf("kind", ("frontier-framework",))
FRAMEWORK_ITEMS = (
    "standards",
    "capability-thresholds",
    "mitigations",
    "deployment-review",
    "third-party-assessment",
    "updates",
    "weight-security",
    "incident-response",
    "governance",
    "internal-use",
)
REPORT_FIELDS = (
    "website",
    "contact-mechanism",
    "release-date",
    "languages",
    "output-modalities",
    "intended-uses",
    "restrictions",
)
REPORT_SUMMARIES = ("risk-assessments", "assessment-results", "third-party-evaluators", "other-framework-steps")
REDACTION_GROUNDS = ("trade-secret", "cybersecurity", "public-safety", "national-security", "legal-compliance")

DEPLOYED = OneOf("audience", ("public", "commercial", "third-party"))
"""A use that makes the model available to third parties, not for developing or evaluating it alone."""
DEPLOYMENT = First(Each("uses", "from_", DEPLOYED))
NOT_ITEMISED = "its content is not itemised: taken as complete"


def has_items(path: str, items: tuple[str, ...]) -> Expression:
    """A document has all of these items; one that is not itemised is taken to have them, with a flag."""
    return all_of(*(Includes(path, item, presumed=True, presumption=NOT_ITEMISED) for item in items))


def framework(at: str, sanctions: Sanctions, *, first_day: date | None = None) -> Duty:
    """A large frontier developer has, follows and publishes a framework."""
    return Duty(
        id="framework",
        of="organization",
        at=at,
        says="Write, implement, follow and conspicuously publish a frontier AI framework that covers ten items.",
        when=LARGE,
        due=By(Since(LARGE)),
        shown_by=Listed("protocols", "published_at", FRAMEWORK, has_items("elements", FRAMEWORK_ITEMS)),
        sanctions=sanctions,
        first_day=first_day,
    )


def framework_review(at: str, *, first_day: date | None = None) -> Duty:
    """It reviews the framework each year."""
    return Duty(
        id="framework-review",
        of="organization",
        at=at,
        says="Review the framework, and update it as appropriate, at least once a year.",
        when=LARGE,
        due=Every(years(1), First(Each("protocols", "published_at", FRAMEWORK))),
        shown_by=Listed("protocols", "reviewed_at", FRAMEWORK),
        first_day=first_day,
    )


def publish_modified_framework(at: str, within: Span, sanctions: Sanctions, *, first_day: date | None = None) -> Duty:
    """It publishes a material modification, and why."""
    return Duty(
        id="publish-modified-framework",
        of="organization",
        at=at,
        says="Publish a materially modified framework, with a justification of the modification.",
        when=LARGE,
        due=Within(within, Each("protocols", "at", Fact("material"), inner="modifications")),
        shown_by=Noted(("published_at", "justification_published_at")),
        sanctions=sanctions,
        first_day=first_day,
    )


def transparency_report(at: str, sanctions: Sanctions) -> Duty:
    """A frontier developer publishes a transparency report when it deploys."""
    return Duty(
        id="transparency-report",
        of="model",
        at=at,
        says="Publish a transparency report with seven fields before, or together with, deploying a new or "
        "substantially modified frontier model.",
        when=all_of(TermIs("frontier-model"), BY_FRONTIER_DEVELOPER, Some("uses", DEPLOYED)),
        due=Before(DEPLOYMENT),
        shown_by=Listed(
            "publications",
            "published_at",
            OneOf("kind", ("transparency-report",)),
            has_items("fields", REPORT_FIELDS),
        ),
        sanctions=sanctions,
    )


def transparency_summaries(at: str, sanctions: Sanctions, *, machine_readable: bool = False) -> Duty:
    """A large one adds four summaries."""
    content = has_items("summaries", REPORT_SUMMARIES)
    if machine_readable:
        content = all_of(content, Fact("machine_readable", True, "the summaries are taken as machine-readable"))
    return Duty(
        id="transparency-summaries",
        of="model",
        at=at,
        says="Add to the transparency report summaries of the risk assessments, their results, the extent of "
        "third-party evaluation and the other steps taken under the framework.",
        when=all_of(TermIs("frontier-model"), BY_LARGE, Some("uses", DEPLOYED)),
        due=Before(DEPLOYMENT),
        shown_by=Listed("publications", "published_at", OneOf("kind", ("transparency-report",)), content),
        sanctions=sanctions,
    )


def internal_use_summary(at: str, to: Recipient, sanctions: Sanctions, schedule: Expression) -> Duty:
    """It sends summaries of assessments of risk from internal use, each quarter or as scheduled."""
    return Duty(
        id="internal-use-summary",
        of="organization",
        at=at,
        says="Send a summary of any assessment of catastrophic risk from internal use every three months, or on "
        "another reasonable schedule.",
        when=LARGE,
        due=ByPeriod(
            months(3),
            FirstDay(),
            Each("internal_use_assessments", "completed_at"),
            all_of(OneOf("kind", ("internal-use-schedule",)), schedule),
        ),
        shown_by=Noted(("summary_sent_at",)),
        to=(to,),
        sanctions=sanctions,
    )


def no_false_statement(at: str, sanctions: Sanctions, *, about_framework: bool) -> Duty:
    """No materially false or misleading statement on risk; of a large one, nor on its framework."""
    subject = "implementing or complying with its own framework" if about_framework else "catastrophic risk"
    term = "false-statement-on-framework" if about_framework else "false-statement-on-risk"
    return Duty(
        id=f"no-{term}",
        of="organization",
        at=at,
        says=f"Make no materially false or misleading statement about {subject}; good faith excuses.",
        when=LARGE if about_framework else FRONTIER_DEVELOPER,
        due=Always(broken=Judged(term, f"was a materially false or misleading statement made about {subject}?", False)),
        sanctions=sanctions,
    )


def redactions(at: str, sanctions: Sanctions) -> Duty:
    """Redactions stand on a ground, are described, and what was left out is kept for five years."""
    wrong = any_of(
        not_(OneOf("ground", REDACTION_GROUNDS)),
        not_(Fact("described")),
    )
    return Duty(
        id="redactions",
        of="organization",
        at=at,
        says="Redact published documents only on the grounds allowed, describe what is left out and why, and keep "
        "the unredacted text for five years.",
        when=all_of(FRONTIER_DEVELOPER, Some("redactions", Happened("at"))),
        due=Always(broken=Some("redactions", all_of(Happened("at"), wrong))),
        keep=Keep(years(5), Each("redactions", "at"), Each("redactions", "unredacted_destroyed_at")),
        sanctions=sanctions,
    )


def incident_report(at: str, within: Span, clock: Moment, to: tuple[Recipient, ...], sanctions: Sanctions) -> Duty:
    """A frontier developer reports a critical safety incident of its own model."""
    return Duty(
        id="incident-report",
        of="incident",
        at=at,
        says="Report a critical safety incident: its date, why it qualifies, a short plain statement, and whether it "
        "is tied to internal use.",
        when=all_of(TermIs("critical-safety-incident"), BY_FRONTIER_DEVELOPER),
        due=Within(within, clock),
        shown_by=Reported("incident-report"),
        to=to,
        sanctions=sanctions,
    )


def imminent_risk_report(at: str, sanctions: Sanctions, *flags: Flag) -> Duty:
    """It discloses one that poses an imminent risk within a day."""
    return Duty(
        id="imminent-risk-report",
        of="incident",
        at=at,
        says="Disclose an incident that poses an imminent risk of death or serious physical injury to an authority "
        "with jurisdiction, within 24 hours.",
        when=all_of(TermIs("critical-safety-incident"), BY_FRONTIER_DEVELOPER, Happened("imminent_risk_discovered_at")),
        due=Within(hours(24), Event("imminent_risk_discovered_at")),
        shown_by=Reported("imminent-risk-report"),
        to=(APPROPRIATE_AUTHORITY,),
        sanctions=sanctions,
        flags=flags,
    )


def no_retaliation(at: str, *, first_day: date | None = None, grade: Grade = Grade.TEXT) -> Duty:
    """No rule, contract or retaliation against protected disclosures."""
    return Duty(
        id="no-retaliation",
        of="organization",
        at=at,
        says="Neither prevent, by rule or contract, nor retaliate for, a disclosure that the law protects.",
        when=FRONTIER_DEVELOPER,
        due=Always(broken=Judged("prevents-or-retaliates", "was a protected disclosure prevented or punished?", False)),
        first_day=first_day,
        grade=grade,
    )


def notice_of_rights(at: str) -> Duty:
    """Employees are told of their rights: by a standing notice, or each year in writing."""
    posted = Some("publications", all_of(OneOf("kind", ("notice-of-rights",)), Happened("published_at")))
    return Duty(
        id="notice-of-rights",
        of="organization",
        at=at,
        says="Give covered employees clear notice of their rights: posted at all times, or in writing each year and "
        "acknowledged.",
        when=FRONTIER_DEVELOPER,
        due=Cases(((posted, Always()), (ANYTHING, Every(years(1), Since(FRONTIER_DEVELOPER))))),
        shown_by=Listed("notifications", "at", OneOf("kind", ("notice-of-rights",)), Fact("acknowledged")),
    )


THROUGH_CHANNEL = Includes("to", "internal-channel", True, "the disclosure is taken as made through the channel")


def anonymous_channel(at: str, *, first_day: date | None = None, grade: Grade = Grade.TEXT) -> Duty:
    """A large one has an anonymous internal channel."""
    return Duty(
        id="anonymous-channel",
        of="organization",
        at=at,
        says="Provide a reasonable internal process through which covered employees can disclose anonymously.",
        when=LARGE,
        due=Always(),
        first_day=first_day,
        grade=grade,
    )


def concern_updates(at: str) -> Duty:
    """The one who disclosed is told each month how it stands."""
    return Duty(
        id="concern-updates",
        of="concern",
        at=at,
        says="Tell the one who disclosed, each month, how the investigation stands and what was done.",
        when=all_of(BY_LARGE, THROUGH_CHANNEL),
        due=Every(months(1), Event("received_at"), until=Event("closed_at")),
        shown_by=Own("updates"),
    )


def concern_sharing(at: str, *, first_day: date | None = None, grade: Grade = Grade.TEXT) -> Duty:
    """Officers and directors see disclosures each quarter, except one who is accused."""
    return Duty(
        id="concern-sharing",
        of="concern",
        at=at,
        says="Share disclosures and responses with officers and directors at least each quarter, except with one who "
        "is accused in them.",
        when=all_of(BY_LARGE, THROUGH_CHANNEL),
        due=Every(months(3), Event("received_at"), until=Event("closed_at")),
        shown_by=Own("shared"),
        first_day=first_day,
        grade=grade,
    )
