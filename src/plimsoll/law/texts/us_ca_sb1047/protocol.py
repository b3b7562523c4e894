"""SB 1047: the safety and security protocol, what it must say, and what is done with it."""

from __future__ import annotations

from plimsoll.law.language.duty import (
    Always,
    Before,
    Duty,
    Each,
    Earliest,
    Every,
    Keep,
    Listed,
    Noted,
    OrElse,
    Recipient,
    Timing,
    TrainingBegins,
    Within,
)
from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Fact,
    Flag,
    Grade,
    Happened,
    Judged,
    OneOf,
    Some,
    all_of,
    not_,
)
from plimsoll.law.language.sanction import Sanctions
from plimsoll.law.language.spans import Span, years
from plimsoll.law.texts.itemised import has_items
from plimsoll.law.texts.us_ca_sb1047.triggers import NO_LONGER_AVAILABLE, PROTOCOL, judged_broken
from plimsoll.law.texts.us_ca_sb1047.words import given_or

ITEMS = (
    "protections",
    "compliance-requirements",
    "testing-procedure",
    "post-training-modifications",
    "further-models",
    "meeting-obligations",
    "safeguards",
    "shutdown-conditions",
    "modification-procedure",
)
"""The nine items of 22603(a)(3)(A)-(I) in the enrolled print, in its order."""
EARLIER_ITEMS = (
    "protections",
    "compliance-requirements",
    "testing-procedure",
    "post-training-modifications",
    "replication-detail",
    "safeguards",
    "shutdown-conditions",
    "modification-procedure",
)
"""The items of (b)(4) as far as they are known."""
GROUNDS = ("public-safety", "trade-secret", "confidential")
PUBLISHED_DOCUMENTS = ("safety-and-security-protocol", "audit-report")


def written_protocol(
    at: str,
    when: Expression,
    due: Timing,
    items: tuple[str, ...],
    sanctions: Sanctions,
    grade: Grade,
    *flags: Flag,
) -> Duty:
    """A written and separate protocol with all its items is there before training."""
    return Duty(
        id="written-protocol",
        of="model",
        at=at,
        says="Have a written and separate safety and security protocol that covers every item asked for, before "
        "training begins.",
        when=when,
        due=due,
        shown_by=Listed(
            "protocols", "effective", PROTOCOL, has_items("elements", items), else_at="published_at",
            asks="protocols: a safety and security protocol",
        ),
        sanctions=sanctions,
        grade=grade,
        flags=flags,
    )  # fmt: skip


def follow_protocol(at: str, when: Expression, sanctions: Sanctions, grade: Grade) -> Duty:
    """It is implemented as written, with senior people answering for it."""
    return Duty(
        id="follow-protocol",
        of="model",
        at=at,
        says="Implement the protocol as written, with senior personnel designated to ensure, monitor and report that "
        "employees and contractors comply.",
        when=when,
        due=Always(broken=judged_broken("protocol-not-followed", "was the protocol not implemented as written?")),
        sanctions=sanctions,
        grade=grade,
    )


def review_protocol(at: str, when: Expression, sanctions: Sanctions, grade: Grade) -> Duty:
    """It is reviewed each year."""
    return Duty(
        id="protocol-review",
        of="model",
        at=at,
        says="Review the protocol each year for changes of the model's capabilities and of best practice, and modify "
        "it if necessary.",
        when=when,
        due=Every(
            years(1),
            OrElse(
                Earliest((Each("protocols", "published_at", PROTOCOL), Each("protocols", "effective", PROTOCOL))),
                TrainingBegins(),
            ),
        ),
        shown_by=Listed("protocols", "reviewed_at", PROTOCOL),
        sanctions=sanctions,
        grade=grade,
    )


def publish_protocol(at: str, when: Expression, sanctions: Sanctions) -> Duty:
    """A redacted copy is published before training."""
    return Duty(
        id="publish-protocol",
        of="model",
        at=at,
        says="Conspicuously publish a redacted copy of the protocol before training begins.",
        when=when,
        due=Before(TrainingBegins()),
        shown_by=Listed("protocols", "published_at", PROTOCOL, asks="protocols.published_at"),
        to=(Recipient("public"),),
        sanctions=sanctions,
    )


def send_protocol(at: str, when: Expression, due: Timing, to: Recipient, sanctions: Sanctions, grade: Grade) -> Duty:
    """A copy goes to the authority before training."""
    return Duty(
        id="send-protocol",
        of="model",
        at=at,
        says="Send a copy of the protocol to the authority before training begins.",
        when=when,
        due=due,
        shown_by=Listed(
            "notifications",
            "at",
            all_of(OneOf("kind", ("protocol", "safety-and-security-protocol")), to.addressed),
            asks=f"notifications: protocol to {to.code}",
        ),
        to=(to,),
        sanctions=sanctions,
        grade=grade,
    )


MATERIAL = given_or(
    "material",
    Judged("material-modification", "is a modification of the protocol a material one, where nothing says so?"),
)


def publish_modified_protocol(at: str, within: Span, when: Expression, sanctions: Sanctions) -> Duty:
    """A material modification is published."""
    return Duty(
        id="publish-modified-protocol",
        of="model",
        at=at,
        says="Conspicuously publish an updated redacted copy of a materially modified protocol.",
        when=when,
        due=Within(within, Each("protocols", "at", MATERIAL, inner="modifications", whose=PROTOCOL)),
        shown_by=Noted(("published_at",)),
        to=(Recipient("public"),),
        sanctions=sanctions,
    )


def send_modified_protocol(
    at: str, within: Span, when: Expression, to: Recipient, sanctions: Sanctions, grade: Grade, *, material: bool
) -> Duty:
    """A modified one goes to the authority."""
    return Duty(
        id="send-modified-protocol",
        of="model",
        at=at,
        says="Send an updated copy of a modified protocol to the authority.",
        when=when,
        due=Within(
            within,
            Each("protocols", "at", MATERIAL if material else ANYTHING, inner="modifications", whose=PROTOCOL),
        ),
        shown_by=Listed(
            "notifications",
            "at",
            all_of(OneOf("kind", ("modified-protocol",)), to.addressed),
            asks=f"notifications: modified-protocol to {to.code}",
            after=True,
        ),
        to=(to,),
        sanctions=sanctions,
        grade=grade,
    )


def retain_protocol(at: str, when: Expression, to: Recipient, sanctions: Sanctions) -> Duty:
    """The unredacted text is kept as long as the model is available, and five years more."""
    return Duty(
        id="retain-protocol",
        of="model",
        at=at,
        says="Keep the unredacted protocol, with records and dates of every update, as long as the model is available "
        "for commercial, public or foreseeably public use, and five years more.",
        when=when,
        due=Always(),
        keep=Keep(
            years(5),
            NO_LONGER_AVAILABLE,
            lost=Some(
                "protocols",
                all_of(PROTOCOL, not_(Fact("unredacted_kept", True, "the unredacted protocol is taken as kept"))),
            ),
            of=("protocols",),
        ),
        to=(to,),
        sanctions=sanctions,
    )


def protocol_access(at: str, when: Expression, to: Recipient, sanctions: Sanctions) -> Duty:
    """The authority sees the unredacted text when it asks."""
    return Duty(
        id="protocol-access",
        of="model",
        at=at,
        says="Give the authority access to the unredacted protocol on request; what is disclosed so is exempt from the "
        "Public Records Act.",
        when=when,
        due=Always(broken=judged_broken("protocol-access-refused", "was access to the unredacted protocol refused?")),
        to=(to,),
        sanctions=sanctions,
    )


def redactions(at: str, when: Expression, sanctions: Sanctions) -> Duty:
    """What is published is redacted on three grounds only."""
    return Duty(
        id="redactions",
        of="organization",
        at=at,
        says="Redact the published protocol and audit report only as reasonably necessary for public safety, trade "
        "secrets or information that is confidential by law.",
        when=all_of(when, Some("redactions", all_of(OneOf("document", PUBLISHED_DOCUMENTS), Happened("at")))),
        due=Always(
            broken=Some(
                "redactions",
                all_of(OneOf("document", PUBLISHED_DOCUMENTS), Happened("at"), not_(OneOf("ground", GROUNDS))),
            )
        ),
        sanctions=sanctions,
    )


NO_ITEMS = Flag(says="the items of the protocol are known for this print only from secondary sources")
