"""SB 1047 before 2024-06-20: what the developer of a covered model without an exemption owes, 22603 and 22605."""

from __future__ import annotations

from plimsoll.law.language.duty import (
    Always,
    By,
    Duty,
    DutyOf,
    Each,
    Every,
    First,
    Listed,
    Reported,
    TrainingBegins,
    Undated,
)
from plimsoll.law.language.expression import (
    Begun,
    Expression,
    Flag,
    Grade,
    Happened,
    Judged,
    OneOf,
    Some,
    TermIs,
    The,
    all_of,
)
from plimsoll.law.language.spans import business_days, years
from plimsoll.law.texts.us_ca_sb1047.absent import absent
from plimsoll.law.texts.us_ca_sb1047.enforcement import OF_EARLIER_PRINTS
from plimsoll.law.texts.us_ca_sb1047.exemption import (
    BEFORE_TRAINING,
    NOT_EXEMPT,
    cease_operation,
    certify_after_training,
    certify_exemption,
    determine_exemption,
    report_exemption_error,
)
from plimsoll.law.texts.us_ca_sb1047.protocol import (
    EARLIER_ITEMS,
    NO_ITEMS,
    follow_protocol,
    review_protocol,
    send_modified_protocol,
    send_protocol,
    written_protocol,
)
from plimsoll.law.texts.us_ca_sb1047.statements import annual_certification
from plimsoll.law.texts.us_ca_sb1047.triggers import (
    AVAILABLE,
    BY_A_PERSON,
    COVERED,
    FRONTIER_MODEL_DIVISION,
    TRAINED_UNDER_THE_LAW,
    TRAINING_DONE,
    WITHIN_72_HOURS,
    judged_broken,
)

RELEASED = Some("uses", all_of(AVAILABLE, Happened("from_", absent=None)))
COMMERCIAL = OneOf("audience", ("commercial",))
RISK = Judged(
    "unreasonable-risk",
    "does an unreasonable risk remain that its hazardous capabilities, or those of a derivative, cause critical harm?",
)
DATE_PRESCRIBED = Flag(
    says="the Frontier Model Division would prescribe form and date: twelve months from the start of training, and "
    "after each certification, are taken"
)


def _standing(id: str, at: str, says: str, broken: Expression, grade: Grade, when: Expression = NOT_EXEMPT) -> Duty:
    return Duty(
        id=id,
        of="model",
        at=at,
        says=says,
        when=all_of(when, TRAINED_UNDER_THE_LAW),
        due=Always(broken=broken),
        sanctions=OF_EARLIER_PRINTS,
        grade=grade,
    )


def _package(protocol: Grade, numbered: Grade) -> tuple[Duty, ...]:
    """Subdivision (b): what is to be there before training, unless exempt; its numbers are recalled."""
    return (
        _standing(
            "cybersecurity",
            "22603(b)(1)",
            "Before training, protect the model against theft, misuse and escape of its weights, also by advanced "
            "persistent threats.",
            judged_broken("inadequate-cybersecurity", "are the cybersecurity protections inadequate?"),
            protocol,
        ),
        _standing(
            "shutdown-capability",
            "22603(b)(2)",
            "Before training, be able to promptly enact a full shutdown.",
            judged_broken("lacks-shutdown-capability", "is a full shutdown not possible promptly?"),
            protocol,
        ),
        _standing(
            "covered-guidance",
            "22603(b)(3)",
            "Implement all covered guidance.",
            judged_broken("guidance-not-implemented", "is some covered guidance not implemented?"),
            protocol,
        ),
        written_protocol(
            "22603(b)(4)",
            NOT_EXEMPT,
            BEFORE_TRAINING,
            EARLIER_ITEMS,
            OF_EARLIER_PRINTS,
            protocol,
            NO_ITEMS,
        ),
        follow_protocol("22603(b)(5)", all_of(NOT_EXEMPT, TRAINED_UNDER_THE_LAW), OF_EARLIER_PRINTS, numbered),
        send_protocol("22603(b)(6)", NOT_EXEMPT, BEFORE_TRAINING, FRONTIER_MODEL_DIVISION, OF_EARLIER_PRINTS, protocol),
        review_protocol("22603(b)(7)", all_of(NOT_EXEMPT, TRAINED_UNDER_THE_LAW), OF_EARLIER_PRINTS, numbered),
        send_modified_protocol(
            "22603(b)(8)",
            business_days(10),
            NOT_EXEMPT,
            FRONTIER_MODEL_DIVISION,
            OF_EARLIER_PRINTS,
            Grade.RECOLLECTION,
            material=False,
        ),
        _standing(
            "no-training-at-unreasonable-risk",
            "22603(b)(9)",
            "Do not begin training where an unreasonable risk remains that hazardous capabilities cause critical harm.",
            all_of(Begun(), RISK),
            numbered,
        ),
    )


def _after_training(grade: Grade, recalled: Grade) -> tuple[Duty, ...]:
    """Subdivisions (c) to (e): testing, safeguards before release, looking again."""
    return (
        Duty(
            id="capability-testing",
            of="model",
            at="22603(c)",
            says="After training, test the capabilities by the protocol to see whether the model is now exempt.",
            when=all_of(NOT_EXEMPT, TRAINING_DONE),
            due=Undated(),
            shown_by=Listed(
                "evaluations", "at", OneOf("kind", ("capability-testing",)), asks="evaluations: capability-testing"
            ),
            sanctions=OF_EARLIER_PRINTS,
            grade=grade,
        ),
        _standing(
            "safeguards",
            "22603(d)",
            "Before commercial, public or widespread use, implement reasonable safeguards: against use of hazardous "
            "capabilities for critical harm, against derivatives made for it, and for attribution.",
            all_of(RELEASED, judged_broken("no-reasonable-safeguards", "are reasonable safeguards lacking?")),
            grade,
        ),
        _standing(
            "requirements-of-derivatives",
            "22603(d)",
            "Give reasonable requirements to those who make derivatives, before such use.",
            all_of(RELEASED, judged_broken("no-requirements-of-derivatives", "were none given?")),
            recalled,
        ),
        _standing(
            "no-unreasonable-risk",
            "22603(d)",
            "Do not put the model to commercial, public or widespread use where an unreasonable risk remains.",
            all_of(RELEASED, RISK),
            grade,
        ),
        _standing(
            "periodic-reevaluation",
            "22603(e)",
            "Evaluate periodically anew the procedures, policies, protections, capabilities and safeguards.",
            judged_broken("not-reevaluated", "was there no periodic evaluation?"),
            recalled,
        ),
    )


def _filings(certification: Grade, incidents: Grade, prices: Grade) -> tuple[Duty, ...]:
    """Subdivisions (f) and (g), and 22605."""
    return (
        annual_certification(
            "22603(f)",
            all_of(NOT_EXEMPT, Begun()),
            Every(years(1), TrainingBegins()),
            FRONTIER_MODEL_DIVISION,
            OF_EARLIER_PRINTS,
            certification,
            DATE_PRESCRIBED,
        ),
        Duty(
            id="incident-report",
            of="incident",
            at="22603(g)",
            says="Report the incident as soon as possible, no later than 72 hours after learning of it, or of facts "
            "that give a reasonable belief that it happened.",
            when=all_of(The("model", all_of(COVERED, BY_A_PERSON)), TermIs("artificial-intelligence-safety-incident")),
            due=WITHIN_72_HOURS,
            shown_by=Reported("incident-report"),
            to=(FRONTIER_MODEL_DIVISION,),
            sanctions=OF_EARLIER_PRINTS,
            grade=incidents,
        ),
        Duty(
            id="price-schedule",
            of="model",
            at="22605(a)",
            says="Publish a transparent and uniform price schedule for commercial access, and do not discriminate "
            "unlawfully.",
            when=all_of(COVERED, BY_A_PERSON, Some("uses", COMMERCIAL)),
            due=By(First(Each("uses", "from_", COMMERCIAL))),
            shown_by=Listed(
                "publications", "published_at", OneOf("kind", ("price-schedule",)), asks="publications: price-schedule"
            ),
            sanctions=OF_EARLIER_PRINTS,
            grade=prices,
        ),
    )


_LATER: tuple[tuple[str, DutyOf, str, str], ...] = (
    ("publish-protocol", "model", "22603(b)", "the protocol goes to the Frontier Model Division alone"),
    ("publish-modified-protocol", "model", "22603(b)", "a modified protocol goes to the Frontier Model Division"),
    ("retain-protocol", "model", "22603(b)", "no time of keeping the protocol is known for this print"),
    ("retain-tests", "model", "22603(c)", "no time of keeping tests is known for this print"),
    ("first-statement", "model", "22603(f)", "this print asks for no statement on first use"),
    ("annual-audit", "organization", "22603", "this print asks for no audit"),
    ("publish-audit", "organization", "22603", "this print asks for no audit"),
)
_NOT_YET = tuple(absent(id, of, at, why, Grade.SECONDARY) for id, of, at, why in _LATER)
"""What later prints ask for; one passage of the introduced print, and most of that of June, was not read."""

INTRODUCED: tuple[Duty, ...] = (
    determine_exemption,
    certify_exemption(Grade.TEXT),
    absent("report-exemption-error", "model", "22603(a)", "the introduced print has no rule on errors in good faith"),
    absent("cease-operation", "model", "22603(a)", "the introduced print has no rule on errors in good faith"),
    *_package(Grade.SECONDARY, Grade.RECOLLECTION),
    *_after_training(Grade.SECONDARY, Grade.RECOLLECTION),
    certify_after_training(dated=False),
    *_filings(Grade.TEXT, Grade.TEXT, Grade.TEXT),
    *_NOT_YET,
)
JUNE: tuple[Duty, ...] = (
    certify_exemption(Grade.SECONDARY),
    report_exemption_error,
    cease_operation,
    *_package(Grade.SECONDARY, Grade.RECOLLECTION),
    *_after_training(Grade.SECONDARY, Grade.RECOLLECTION),
    certify_after_training(dated=True),
    *_filings(Grade.SECONDARY, Grade.SECONDARY, Grade.SECONDARY),
    *_NOT_YET,
)
