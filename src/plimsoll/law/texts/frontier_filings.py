"""What the frontier acts of California, New York and Illinois have sent to the state, each duty written once.

A law says at which section it has one, how long it gives, whom it tells, and where it differs.
"""

from __future__ import annotations

from dataclasses import replace

from plimsoll.law.language.duty import (
    Always,
    Before,
    ByPeriod,
    Cases,
    Current,
    Duty,
    Each,
    Event,
    First,
    FirstDay,
    Listed,
    Moment,
    Noted,
    Recipient,
    Reported,
    Since,
    Timing,
    Within,
)
from plimsoll.law.language.expression import (
    ANYTHING,
    Designated,
    Expression,
    Fact,
    Flag,
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
from plimsoll.law.language.sanction import Sanctions
from plimsoll.law.language.spans import Span, hours, months
from plimsoll.law.texts.frontier_duties import (
    BY_FRONTIER_DEVELOPER,
    FRONTIER_DEVELOPER,
    LARGE,
)

APPROPRIATE_AUTHORITY = Recipient(
    "appropriate-authority",
    (
        "authority",
        "law-enforcement",
        "law-enforcement-agency",
        "police",
        "fbi",
        "public-safety",
        "public-safety-agency",
        "emergency-services",
    ),
)
ATTORNEY_GENERAL = Recipient("attorney-general", ("ag", "state-attorney-general"))

BOTH_CLOCKS = Flag(
    says="where danger is imminent, the 24 hours are read beside the other clock, not in its place: the text says only "
    "that one is subject to the other"
)

DECLARED = all_of(OneOf("kind", ("federal-route-declaration",)), Happened("at"))
REVOKED = all_of(OneOf("kind", ("federal-route-revocation",)), Happened("at"))
FEDERAL_ROUTE = all_of(
    Designated("federal-route"), Some("notifications", DECLARED), not_(Some("notifications", REVOKED))
)
"""Of an organization: it complies by way of a designated federal rule, as it has declared."""
BY_FEDERAL_ROUTE = The("developer", FEDERAL_ROUTE)
FAILS_FEDERAL_RULE = Judged(
    "fails-federal-rule", "does it fail the designated federal rule that it declared to follow?"
)
FEDERAL_AUTHORITIES = ("federal", "federal-authority", "federal-authorities", "federal-government", "federal-agency")
TO_FEDERAL_AUTHORITY = all_of(OneOf("to", FEDERAL_AUTHORITIES), Happened("at"))


def internal_use_summary(
    at: str, to: tuple[Recipient, ...], sanctions: Sanctions, schedule: Expression, *flags: Flag
) -> Duty:
    """It sends summaries of assessments of risk from internal use, each quarter or as a schedule that counts says."""
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
            all_of(OneOf("kind", ("internal-use-schedule",)), Happened("at"), schedule),
        ),
        shown_by=Noted(("summary_sent_at",)),
        to=to,
        sanctions=sanctions,
        flags=flags,
    )


def incident_report(
    at: str,
    within: Span,
    clock: Moment,
    to: tuple[Recipient, ...],
    sanctions: Sanctions,
    *flags: Flag,
    copies: bool = False,
) -> Duty:
    """A frontier developer reports a critical safety incident of its own model, or takes the federal route.

    With `copies`, what goes to federal authorities on that route goes to the state at the same time.
    """
    federal: tuple[tuple[Expression, Timing], ...] = ((BY_FEDERAL_ROUTE, Always(broken=FAILS_FEDERAL_RULE)),)
    if copies:
        sent = all_of(BY_FEDERAL_ROUTE, Some("reports", TO_FEDERAL_AUTHORITY))
        federal = ((sent, Before(First(Each("reports", "at", TO_FEDERAL_AUTHORITY)))), *federal)
    return Duty(
        id="incident-report",
        of="incident",
        at=at,
        says="Report a critical safety incident: its date, why it qualifies, a short plain statement, and whether it "
        "is tied to internal use.",
        when=all_of(TermIs("critical-safety-incident"), BY_FRONTIER_DEVELOPER),
        due=Cases((*federal, (ANYTHING, Within(within, clock)))),
        shown_by=Reported("incident-report"),
        to=to,
        sanctions=sanctions,
        flags=flags,
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


def federal_route(at: str, to: tuple[Recipient, ...], sanctions: Sanctions, *flags: Flag) -> Duty:
    """Who has declared to comply by way of a designated federal rule keeps to that rule."""
    return Duty(
        id="federal-route",
        of="organization",
        at=at,
        says="Having declared to comply by way of a designated federal rule, meet that rule.",
        when=all_of(FRONTIER_DEVELOPER, FEDERAL_ROUTE),
        due=Always(broken=replace(FAILS_FEDERAL_RULE, presumed=False)),
        to=to,
        sanctions=sanctions,
        flags=flags,
    )


def disclosure_statement(at: str, place: str, to: Recipient, renewed: Span, sanctions: Sanctions) -> Duty:
    """A large one does not develop, deploy or operate in a state without a current disclosure statement."""
    used_there = Some("uses", all_of(Includes("in_", place), Happened("from_", absent=None)))
    active = all_of(LARGE, any_of(Includes("operates_in", place), Some("developed", used_there)))
    its_own = OneOf("state", (place,))
    changed = tuple(
        Each("disclosure_statements", path, its_own) for path in ("material_change_at", "ownership_transferred_at")
    )
    return Duty(
        id="disclosure-statement",
        of="organization",
        at=at,
        says="Do not develop, deploy or operate a frontier model in the state without a current disclosure statement "
        "and the fee paid; renew it in time, on transfer of ownership, and on a material change.",
        when=active,
        due=Current(renewed, Since(active), changed),
        shown_by=Listed(
            "disclosure_statements",
            "filed_at",
            its_own,
            Fact("fee_paid", presumed=True, presumption="the fee or share is taken as paid"),
            asks="a disclosure statement filed with the state",
        ),
        to=(to,),
        sanctions=sanctions,
        flags=(
            Flag(
                says="on a transfer of ownership or a material change the text gives no count of days: renewal is read "
                "as due at once",
                when=Some(
                    "disclosure_statements",
                    all_of(its_own, any_of(Happened("material_change_at"), Happened("ownership_transferred_at"))),
                ),
            ),
        ),
    )
