"""What the frontier acts owe to those who work for a developer and disclose dangers, each duty written once."""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.duty import (
    Always,
    Cases,
    Duty,
    Event,
    Every,
    Listed,
    Own,
    Since,
)
from plimsoll.law.language.expression import ANYTHING, Fact, Grade, Happened, Includes, Judged, OneOf, Some, all_of
from plimsoll.law.language.sanction import Sanctions
from plimsoll.law.language.spans import months, years
from plimsoll.law.texts.frontier_duties import (
    BY_LARGE,
    FRONTIER_DEVELOPER,
    LARGE,
)

NOTICE = OneOf("kind", ("notice-of-rights",))
POSTED = Some("publications", all_of(NOTICE, Happened("published_at")))
THROUGH_CHANNEL = Includes("to", "internal-channel", True, "the disclosure is taken as made through the channel")


def no_retaliation(at: str, sanctions: Sanctions = (), *, grade: Grade = Grade.TEXT) -> Duty:
    """No rule, contract or retaliation against protected disclosures."""
    return Duty(
        id="no-retaliation",
        of="organization",
        at=at,
        says="Neither prevent, by rule or contract, nor retaliate for, a disclosure that the law protects.",
        when=FRONTIER_DEVELOPER,
        due=Always(broken=Judged("prevents-or-retaliates", "was a protected disclosure prevented or punished?", False)),
        sanctions=sanctions,
        grade=grade,
    )


def notice_of_rights(at: str, sanctions: Sanctions = ()) -> Duty:
    """Employees are told of their rights: by a standing notice, or each year in writing."""
    return Duty(
        id="notice-of-rights",
        of="organization",
        at=at,
        says="Give covered employees clear notice of their rights: posted at all times, or in writing each year and "
        "acknowledged.",
        when=FRONTIER_DEVELOPER,
        due=Cases(((POSTED, Always()), (ANYTHING, Every(years(1), Since(FRONTIER_DEVELOPER))))),
        shown_by=Listed("notifications", "at", NOTICE, Fact("acknowledged")),
        sanctions=sanctions,
    )


def anonymous_channel(
    at: str, sanctions: Sanctions = (), *, first_day: date | None = None, grade: Grade = Grade.TEXT
) -> Duty:
    """A large one has an anonymous internal channel."""
    return Duty(
        id="anonymous-channel",
        of="organization",
        at=at,
        says="Provide a reasonable internal process through which covered employees can disclose anonymously.",
        when=LARGE,
        due=Always(),
        sanctions=sanctions,
        first_day=first_day,
        grade=grade,
    )


def concern_updates(at: str, sanctions: Sanctions = ()) -> Duty:
    """The one who disclosed is told each month how it stands."""
    return Duty(
        id="concern-updates",
        of="concern",
        at=at,
        says="Tell the one who disclosed, each month, how the investigation stands and what was done.",
        when=all_of(BY_LARGE, THROUGH_CHANNEL),
        due=Every(months(1), Event("received_at"), until=Event("closed_at")),
        shown_by=Own("updates"),
        sanctions=sanctions,
    )


def concern_sharing(
    at: str, sanctions: Sanctions = (), *, first_day: date | None = None, grade: Grade = Grade.TEXT
) -> Duty:
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
        sanctions=sanctions,
        first_day=first_day,
        grade=grade,
    )
