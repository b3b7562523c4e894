"""SB 1047: statements and certifications of compliance, who may sign them, and when they are due."""

from __future__ import annotations

from plimsoll.law.language.duty import (
    Duty,
    Each,
    Earliest,
    Every,
    Listed,
    Over,
    Recipient,
    Timing,
    Within,
)
from plimsoll.law.language.expression import (
    Expression,
    Flag,
    Grade,
    Happened,
    Judged,
    OneOf,
    Some,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.sanction import Sanctions
from plimsoll.law.language.spans import days, years
from plimsoll.law.language.statute import Term
from plimsoll.law.texts.us_ca_sb1047.triggers import (
    AVAILABLE,
    CONTROLLED_DERIVATIVE,
    COVERED,
    FIRST_USE,
    MADE_AVAILABLE,
    OWED_OF_COVERED,
    USE,
)
from plimsoll.law.texts.us_ca_sb1047.words import base_is, derives

STATEMENT = OneOf(
    "kind",
    ("statement-of-compliance", "certification-of-compliance", "annual-certification", "annual-statement",
     "first-statement"),
)  # fmt: skip


def _spelled(*titles: str) -> tuple[str, ...]:
    """Titles as codes and as people write them."""
    return tuple(
        dict.fromkeys(
            form
            for title in titles
            for form in (title, title.replace("-", " "), title.replace("-", " ").title(), title.upper())
        )
    )


HIGH_ENOUGH = _spelled(
    "chief-technology-officer", "cto", "chief-executive-officer", "ceo", "president", "chair-of-the-board",
    "executive-chair",
)  # fmt: skip
"""The chief technology officer, and offices that are clearly senior to it."""
TOO_LOW = _spelled(
    "vice-president", "vp", "senior-vice-president", "svp", "associate-vice-president",
    "deputy-chief-technology-officer",
    "deputy-cto", "director", "senior-director", "manager", "program-manager", "engineer", "researcher",
    "research-scientist", "counsel", "paralegal", "assistant", "intern", "employee",
)  # fmt: skip
"""Offices that are clearly not."""

SIGNED = any_of(
    OneOf("signed_by.title", HIGH_ENOUGH, True, "the signature is taken as that of the chief technology officer or of "
          "a more senior officer"),
    all_of(
        not_(OneOf("signed_by.title", TOO_LOW)),
        Judged("senior-enough-to-sign", "is who signed the chief technology officer or a more senior corporate "
               "officer?"),
    ),
)  # fmt: skip

covered_by_a_statement = Term(
    "covered-by-a-statement",
    "model",
    "22603(h)(2)",
    any_of(
        all_of(COVERED, Some("statements", all_of(STATEMENT, Happened("filed_at")))),
        derives(base_is("covered-by-a-statement")),
    ),
    "A statement was filed for the covered model, or for the one from which it derives.",
    public=False,
)


def first_statement(at: str, to: Recipient, sanctions: Sanctions) -> Duty:
    """A statement is filed thirty days after the first use or release."""
    new_derivative = all_of(CONTROLLED_DERIVATIVE, not_(derives(base_is("covered-by-a-statement")))).at("22603(h)(2)")
    return Duty(
        id="first-statement",
        of="model",
        at=at,
        says="File a statement of compliance no more than 30 days after the first use for anything but training, "
        "evaluation or compliance with law, or the first release; for a derivative, unless one was filed for the "
        "covered model.",
        when=all_of(any_of(OWED_OF_COVERED, new_derivative), Some("uses", USE)),
        due=Within(days(30), FIRST_USE),
        shown_by=Listed("statements", "filed_at", STATEMENT, SIGNED, asks="statements: statement-of-compliance"),
        to=(to,),
        sanctions=sanctions,
    )


_IN_USE_SINCE = Earliest(
    (
        Each("uses", "from_", AVAILABLE),
        Each("descendants", "from_", AVAILABLE, inner="uses", whose=CONTROLLED_DERIVATIVE),
    )
)
_OUT_OF_USE = Over(
    (
        Each("uses", "until", AVAILABLE),
        Each("descendants", "until", AVAILABLE, inner="uses", whose=CONTROLLED_DERIVATIVE),
    )
)
TWELVE_MONTHS = Flag(says="the text gives no day for an annual statement: twelve months after the last one are taken")


def annual_statement(at: str, to: Recipient, sanctions: Sanctions) -> Duty:
    """A statement is filed each year, as long as the model or a derivative in control is in use."""
    return Duty(
        id="annual-statement",
        of="model",
        at=at,
        says="File a statement of compliance each year, signed by the chief technology officer or a more senior "
        "officer, on the harms that the model may cause, the risk that the protocol does not suffice, and how the "
        "officer verified compliance; as long as the model or a derivative that the developer controls is in or "
        "available for commercial or public use. Not under penalty of perjury.",
        when=all_of(
            OWED_OF_COVERED,
            any_of(MADE_AVAILABLE, Some("descendants", all_of(CONTROLLED_DERIVATIVE, MADE_AVAILABLE))),
        ),
        due=Every(years(1), _IN_USE_SINCE, until=_OUT_OF_USE, lapses=True),
        shown_by=Listed("statements", "filed_at", STATEMENT, SIGNED, asks="statements: statement-of-compliance"),
        to=(to,),
        sanctions=sanctions,
        flags=(TWELVE_MONTHS,),
    )


def annual_certification(
    at: str, when: Expression, due: Timing, to: Recipient, sanctions: Sanctions, grade: Grade, *flags: Flag
) -> Duty:
    """What the earlier prints ask for in its place."""
    return Duty(
        id="annual-statement",
        of="model",
        at=at,
        says="File an annual certification of compliance, signed by the chief technology officer or a more senior "
        "officer, on the hazardous capabilities, the outcome of testing, and the risk that the protocol does not "
        "suffice.",
        when=when,
        due=due,
        shown_by=Listed("statements", "filed_at", STATEMENT, SIGNED, asks="statements: annual-certification"),
        to=(to,),
        sanctions=sanctions,
        grade=grade,
        flags=flags,
    )
