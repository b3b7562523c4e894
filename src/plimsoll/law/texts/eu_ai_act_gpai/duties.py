"""The AI Act on general-purpose AI models: what providers owe (Arts 52 to 55), and what a breach can cost (Art 101).

The rebuttal that may go with a notification (Art 52(2)) and the request to reassess a designation (Art 52(5)) are
rights, not duties. A document counts as there from the day under which it is listed among the publications,
published or only drawn up.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from plimsoll.law.language.duty import (
    Always,
    Before,
    By,
    Cases,
    Duty,
    Each,
    Earliest,
    Keep,
    Listed,
    NotBefore,
    OnDay,
    Passed,
    Recipient,
    Reported,
    Timing,
    TrainingEnds,
    Undated,
    Within,
)
from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Flag,
    InPlace,
    OneOf,
    Past,
    Some,
    TermIs,
    The,
    all_of,
    not_,
)
from plimsoll.law.language.sanction import Cap, Sanction, Sum
from plimsoll.law.language.spans import days, years
from plimsoll.law.texts.eu_ai_act_gpai.definitions import DONE_BEYOND_THE_LINE, IN_SCOPE, KNOWN_BEYOND_THE_LINE
from plimsoll.law.texts.eu_ai_act_gpai.providing import (
    AI_OFFICE,
    APPLIES,
    COMMISSION,
    FIRST_PLACING,
    LEGACY,
    LEGACY_COMPLIES_BY,
    NOT_OPEN_SOURCE,
    PLACED,
    PROVIDES,
)
from plimsoll.law.texts.eu_ai_act_gpai.serious_incidents import SERIOUS

FINED_SINCE = date(2026, 8, 2)
_MOST = Cap(Sum(Fraction(15_000_000), "EUR"), Fraction(3, 100), "worldwide_turnover")
FINE = Sanction(
    id="fine",
    at="Art 101",
    says="Fine by the Commission, for what is done intentionally or negligently: the higher of a share of the "
    "worldwide turnover of the preceding financial year and a fixed sum.",
    first=_MOST,
    later=_MOST,
    enforced_from=FINED_SINCE,
)
FINES = (FINE,)
TEN_YEARS = Keep(years(10), FIRST_PLACING)
INTEGRATORS = Recipient("integrators", ("downstream-providers",))
NO_NUMBER = Flag(
    says="the Act gives no number of days: without undue delay; the code of practice has clocks for its signatories"
)

_PROVIDED = all_of(TermIs("gpai-model"), PROVIDES)
_PLACED = all_of(_PROVIDED, PLACED)
_PLACED_NOT_OPEN = all_of(_PLACED, NOT_OPEN_SOURCE)
_SYSTEMIC = all_of(TermIs("gpai-systemic-risk"), PROVIDES)


_STANDING = Cases(
    (
        (all_of(LEGACY, not_(Past(LEGACY_COMPLIES_BY + timedelta(days=1)))), By(OnDay(LEGACY_COMPLIES_BY))),
        (ANYTHING, Always()),
    )
)
"""Owed at all times; of what was on the market before, from a later day on."""


def _complied(then: Timing) -> Cases:
    """What was on the market before the chapter applied has until a later day (Art 111(3))."""
    return Cases(((LEGACY, By(OnDay(LEGACY_COMPLIES_BY))), (ANYTHING, then)))


def _document(kind: str) -> Listed:
    return Listed("publications", "published_at", OneOf("kind", (kind,)))


def _within_two_weeks(met: Passed | TrainingEnds) -> Within:
    """From when the line was passed, or from when it was known that it would be, whichever came first."""
    known = Each("reach", "at", KNOWN_BEYOND_THE_LINE)
    return Within(days(14), Earliest((NotBefore(known, APPLIES), NotBefore(met, APPLIES))))


def _owed(
    identity: str,
    at: str,
    says: str,
    when: Expression,
    due: Timing,
    shown_by: Listed | None = None,
    to: tuple[Recipient, ...] = (),
    keep: Keep | None = None,
) -> Duty:
    return Duty(
        id=identity, of="model", at=at, says=says, when=when, due=due, shown_by=shown_by, to=to, keep=keep,
        sanctions=FINES,
    )  # fmt: skip


DUTIES: tuple[Duty, ...] = (
    _owed(
        "systemic-risk-notification",
        "Art 52(1)",
        "Notify the Commission, within two weeks at most, that the line for systemic risk is met or will be, with the "
        "figure and how it was estimated.",
        all_of(
            IN_SCOPE,
            TermIs("presumed-systemic-risk"),
            PROVIDES,
            not_(Some("predecessors", TermIs("presumed-systemic-risk"))),
        ),
        Cases(
            (
                (LEGACY, By(OnDay(LEGACY_COMPLIES_BY))),
                (TermIs("gpai-provider-by-modification"), _within_two_weeks(TrainingEnds())),
                (ANYTHING, _within_two_weeks(Passed(DONE_BEYOND_THE_LINE))),
            )
        ),
        Listed(
            "notifications",
            "at",
            all_of(OneOf("kind", ("systemic-risk",)), COMMISSION.addressed),
        ),
        (COMMISSION,),
    ),
    _owed(
        "technical-documentation",
        "Art 53(1)(a)",
        "Draw up the model's technical documentation (Annex XI, section 1) and keep it current, for the AI Office and "
        "national authorities on request.",
        _PLACED_NOT_OPEN,
        _complied(By(FIRST_PLACING)),
        _document("technical-documentation"),
        (AI_OFFICE,),
        TEN_YEARS,
    ),
    _owed(
        "downstream-documentation",
        "Art 53(1)(b)",
        "Draw up information and documentation (Annex XII) for those who integrate the model, and keep it current.",
        _PLACED_NOT_OPEN,
        _complied(By(FIRST_PLACING)),
        _document("downstream-documentation"),
        (INTEGRATORS,),
    ),
    _owed(
        "copyright-policy",
        "Art 53(1)(c)",
        "Have a policy to comply with Union copyright law, above all to honour reservations of rights.",
        _PLACED,
        _complied(Always()),
        _document("copyright-policy"),
    ),
    _owed(
        "training-content-summary",
        "Art 53(1)(d)",
        "Publish a sufficiently detailed summary of the training content, on the AI Office's template.",
        _PLACED,
        _complied(Before(FIRST_PLACING)),
        _document("training-content-summary"),
    ),
    _owed(
        "authorised-representative",
        "Art 54",
        "From outside the Union: appoint an authorised representative in the Union, by written mandate, before placing "
        "the model on the market.",
        all_of(_PLACED, The("developer", not_(InPlace("established_in", "EU"))), NOT_OPEN_SOURCE),
        _complied(Before(FIRST_PLACING)),
        Listed(
            "notifications", "at", OneOf("kind", ("authorised-representative", "authorized-representative", "mandate"))
        ),
        (AI_OFFICE,),
        TEN_YEARS,
    ),
    _owed(
        "model-evaluation",
        "Art 55(1)(a)",
        "Evaluate the model by protocols of the state of the art, adversarial testing included and documented.",
        _SYSTEMIC,
        _STANDING,
        Listed("evaluations", "at"),
    ),
    _owed(
        "systemic-risk-mitigation",
        "Art 55(1)(b)",
        "Assess and mitigate possible systemic risks at Union level, from development to use.",
        _SYSTEMIC,
        _STANDING,
        Listed("evaluations", "at", OneOf("kind", ("systemic-risk",))),
    ),
    Duty(
        id="incident-report",
        of="incident",
        at="Art 55(1)(c)",
        says="Track, document and report serious incidents and possible corrective measures, without undue delay.",
        when=all_of(The("model", _SYSTEMIC), SERIOUS),
        due=Undated(),
        shown_by=Reported("incident-report", ("serious-incident-report", "initial-incident-report")),
        to=(AI_OFFICE,),
        sanctions=FINES,
        flags=(NO_NUMBER,),
    ),
    _owed(
        "cybersecurity",
        "Art 55(1)(d)",
        "Protect the model and its physical infrastructure by an adequate level of cybersecurity.",
        _SYSTEMIC,
        _STANDING,
    ),
    _owed(
        "systemic-risk-documentation",
        "Art 53(1)(a), Annex XI sec. 2",
        "Add to the technical documentation the evaluations, the adversarial testing and adaptations, and the system's "
        "architecture.",
        all_of(_SYSTEMIC, PLACED),
        _complied(By(FIRST_PLACING)),
        _document("systemic-risk-documentation"),
        (AI_OFFICE,),
        TEN_YEARS,
    ),
)
