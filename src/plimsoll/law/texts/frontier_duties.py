"""Duties that the frontier acts of California, New York and Illinois share, each written once.

A law says at which section it has one, how long it gives, whom it tells, and where it differs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plimsoll.law.language.duty import (
    Always,
    Before,
    By,
    Duty,
    Each,
    Every,
    First,
    Keep,
    Listed,
    Noted,
    Since,
    Within,
)
from plimsoll.law.language.expression import (
    Fact,
    Flag,
    Happened,
    Judged,
    Never,
    OneOf,
    Reading,
    Some,
    Switch,
    TermIs,
    The,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.sanction import Sanctions
from plimsoll.law.language.spans import Span, years
from plimsoll.law.texts.deployment import DEPLOYED, DEPLOYMENT
from plimsoll.law.texts.itemised import has_items

FRONTIER_DEVELOPER = TermIs("frontier-developer")
LARGE = TermIs("large-frontier-developer")
BY_FRONTIER_DEVELOPER = The("developer", FRONTIER_DEVELOPER)
BY_LARGE = The("developer", LARGE)

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


def unless_preempted(reading: Reading, duties: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """Give duties that fall away under a reading by which federal law preempts them; no text says that it does."""
    gone, nowhere = Never("federal law is taken to preempt it"), Never("no federal text that does so was found")
    return tuple(replace(duty, when=Switch(reading, on=gone, off=duty.when, where=nowhere)) for duty in duties)


def framework(at: str, sanctions: Sanctions, *flags: Flag, first_day: date | None = None) -> Duty:
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
        flags=flags,
    )


def framework_review(at: str, *flags: Flag, first_day: date | None = None) -> Duty:
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
        flags=flags,
    )


def publish_modified_framework(
    at: str, within: Span, sanctions: Sanctions, *flags: Flag, first_day: date | None = None
) -> Duty:
    """It publishes a material modification, and why."""
    return Duty(
        id="publish-modified-framework",
        of="organization",
        at=at,
        says="Publish a materially modified framework, with a justification of the modification.",
        when=LARGE,
        due=Within(within, Each("protocols", "at", Fact("material"), inner="modifications", whose=FRAMEWORK)),
        shown_by=Noted(("published_at", "justification_published_at")),
        sanctions=sanctions,
        first_day=first_day,
        flags=flags,
    )


def transparency_report(at: str, sanctions: Sanctions, *, machine_readable: bool = False) -> Duty:
    """A frontier developer publishes a transparency report when it deploys; a large one adds four summaries."""
    summaries = has_items("summaries", REPORT_SUMMARIES)
    if machine_readable:
        taken = "the summaries are taken as machine-readable"
        summaries = all_of(summaries, Fact("machine_readable", presumed=True, presumption=taken))
    return Duty(
        id="transparency-report",
        of="model",
        at=at,
        says="Publish a transparency report with seven fields before, or together with, deploying a new or "
        "substantially modified frontier model; a large frontier developer adds summaries of the risk assessments, "
        "their results, the extent of third-party evaluation and the other steps taken under the framework.",
        when=all_of(TermIs("frontier-model"), BY_FRONTIER_DEVELOPER, Some("uses", DEPLOYED)),
        due=Before(DEPLOYMENT),
        shown_by=Listed(
            "publications",
            "published_at",
            OneOf("kind", ("transparency-report",)),
            has_items("fields", REPORT_FIELDS),
            further=((BY_LARGE, summaries),),
        ),
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
        keep=Keep(
            years(5), Each("redactions", "at"), Each("redactions", "unredacted_destroyed_at"), of=("redactions",)
        ),
        sanctions=sanctions,
    )
