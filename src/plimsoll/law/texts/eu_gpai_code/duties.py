"""The code of practice, Safety and Security chapter: what a signatory undertakes for models with systemic risk."""

from __future__ import annotations

from plimsoll.law.language.duty import (
    AllOfThem,
    Always,
    Before,
    Both,
    Cases,
    Duty,
    Each,
    Event,
    Every,
    First,
    Keep,
    Listed,
    Reported,
    Within,
)
from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Happened,
    Judged,
    OneOf,
    Some,
    TermIs,
    The,
    all_of,
)
from plimsoll.law.language.spans import business_days, days, months, years
from plimsoll.law.texts.eu_ai_act_gpai.providing import AI_OFFICE, FIRST_PLACING, PLACED, PROVIDES
from plimsoll.law.texts.eu_ai_act_gpai.serious_incidents import (
    CRITICAL_INFRASTRUCTURE,
    CYBERSECURITY,
    DEATH,
    OTHER_HARM,
    SERIOUS,
    by,
)
from plimsoll.law.texts.frontier_duties import FRAMEWORK

SIGNED = Happened("code_of_practice.signed")
TO_AI_OFFICE = AI_OFFICE.addressed

_BOUND = all_of(The("developer", SIGNED), TermIs("gpai-systemic-risk"), PROVIDES)
_PLACED = all_of(_BOUND, PLACED)
_DEVELOPS = all_of(SIGNED, Some("developed", all_of(TermIs("gpai-systemic-risk"), PROVIDES)))
_INCIDENT = all_of(The("developer", SIGNED), The("model", all_of(TermIs("gpai-systemic-risk"), PROVIDES)), SERIOUS)
_CLOCK = Event("model_involvement_aware_at")


def _told(*kinds: str, after: bool = False) -> Listed:
    """A notice of one of these kinds to the AI Office."""
    return Listed("notifications", "at", all_of(OneOf("kind", kinds), TO_AI_OFFICE), after=after)


def _initial(count: int) -> Within:
    return Within(days(count), _CLOCK)


def _report(kind: str, *others: str) -> Expression:
    return all_of(OneOf("kind", (kind, *others)), TO_AI_OFFICE)


_INITIAL_KINDS = ("initial-incident-report", "incident-report")
_NOTIFIED = First(Each("notifications", "at", OneOf("kind", ("systemic-risk",))))

FIVE_YEARS = Keep(years(5), AllOfThem((Event("occurred_at"), Each("reports", "at"))))
"""Measure 9.4: from the document or the incident, whichever is later."""

DUTIES: tuple[Duty, ...] = (
    Duty(
        id="framework-confirmation",
        of="model",
        at="Measure 1.1",
        says="Have a safety and security framework confirmed four weeks after the notification of systemic risk at the "
        "latest, and two weeks before placing the model on the market.",
        when=_BOUND,
        due=Both((Within(days(28), _NOTIFIED), Before(FIRST_PLACING, days(-14)))),
        shown_by=Listed("protocols", "effective", FRAMEWORK),
    ),
    Duty(
        id="framework-assessment",
        of="model",
        at="Measure 1.3",
        says="Assess the framework, and update it as needed, at least every twelve months from placing on the market.",
        when=_PLACED,
        due=Every(months(12), FIRST_PLACING),
        shown_by=Listed("protocols", "reviewed_at", FRAMEWORK),
    ),
    Duty(
        id="framework-access",
        of="organization",
        at="Measure 1.4",
        says="Give the AI Office unredacted access to the framework within five business days of its confirmation.",
        when=_DEVELOPS,
        due=Within(business_days(5), Each("protocols", "effective", FRAMEWORK)),
        shown_by=_told("framework", "frontier-framework", after=True),
        to=(AI_OFFICE,),
    ),
    Duty(
        id="publish-modified-framework",
        of="organization",
        at="Measure 1.4",
        says="Give the AI Office unredacted access to an updated framework within five business days of the update's "
        "confirmation; it need not be published.",
        when=_DEVELOPS,
        due=Within(business_days(5), Each("protocols", "at", inner="modifications")),
        shown_by=_told("framework", "frontier-framework", "framework-update", after=True),
        to=(AI_OFFICE,),
    ),
    Duty(
        id="risk-process",
        of="model",
        at="Measures 1.2, 7.6",
        says="Complete the full process of systemic risk assessment and mitigation before placing the model on the "
        "market.",
        when=_PLACED,
        due=Before(FIRST_PLACING),
        shown_by=Listed("evaluations", "at", OneOf("kind", ("systemic-risk",))),
    ),
    Duty(
        id="model-report",
        of="model",
        at="Measure 7.7",
        says="Report on the model to the AI Office by the time it is placed on the market; in good faith, with an "
        "interim report, up to fifteen business days later.",
        when=_PLACED,
        due=Cases(
            (
                (
                    Some("notifications", all_of(OneOf("kind", ("interim-model-report",)), Happened("at"))),
                    Within(business_days(15), FIRST_PLACING),
                ),
                (ANYTHING, Before(FIRST_PLACING)),
            )
        ),
        shown_by=_told("model-report"),
        to=(AI_OFFICE,),
    ),
    Duty(
        id="model-report-update",
        of="model",
        at="Measure 7.6",
        says="Update the model report of the most capable models at least every six months.",
        when=all_of(
            _PLACED,
            Judged(
                "report-update-needed",
                "is it among the most capable models, changed, and not soon replaced nor similarly safe?",
            ),
        ),
        due=Every(
            months(6), First(Each("notifications", "at", all_of(OneOf("kind", ("model-report",)), TO_AI_OFFICE)))
        ),
        shown_by=_told("model-report-update", "model-report"),
        to=(AI_OFFICE,),
    ),
    Duty(
        id="initial-incident-report",
        of="incident",
        at="Measure 9.3",
        says="Send the AI Office an initial report of a serious incident, as soon after awareness of the model's part "
        "as its gravest consequence asks.",
        when=_INCIDENT,
        due=Cases(
            (
                (by(*CRITICAL_INFRASTRUCTURE), _initial(2)),
                (by(*CYBERSECURITY), _initial(5)),
                (by(*DEATH), _initial(10)),
                (by(*OTHER_HARM), _initial(15)),
            )
        ),
        shown_by=Reported("initial-incident-report", ("incident-report",)),
        to=(AI_OFFICE,),
        keep=FIVE_YEARS,
    ),
    Duty(
        id="intermediate-incident-report",
        of="incident",
        at="Measure 9.3",
        says="Report again at least every four weeks after the initial report, until the incident is resolved.",
        when=_INCIDENT,
        due=Every(
            days(28),
            First(Each("reports", "at", _report(*_INITIAL_KINDS))),
            until=Event("resolved_at"),
        ),
        shown_by=Listed("reports", "at", _report("intermediate-incident-report")),
        to=(AI_OFFICE,),
    ),
    Duty(
        id="final-incident-report",
        of="incident",
        at="Measure 9.3",
        says="Send a final report, with the root cause and how such incidents are watched for, within 60 days of its "
        "resolution.",
        when=all_of(_INCIDENT, Happened("resolved_at")),
        due=Within(days(60), Event("resolved_at")),
        shown_by=Reported("final-incident-report"),
        to=(AI_OFFICE,),
    ),
    Duty(
        id="incident-records",
        of="incident",
        at="Measure 9.4",
        says="Keep the records of a serious incident for five years from the record or from the incident, whichever is "
        "later.",
        when=_INCIDENT,
        due=Always(),
        keep=FIVE_YEARS,
    ),
    Duty(
        id="documentation-kept",
        of="model",
        at="Measure 10.1",
        says="Keep the documentation of the model for ten years after placing it on the market.",
        when=_PLACED,
        due=Always(),
        keep=Keep(years(10), FIRST_PLACING),
    ),
    Duty(
        id="published-summary",
        of="model",
        at="Measure 10.2",
        says="Publish summaries of the framework and of the model report if, and as far as, systemic risk asks for it.",
        when=all_of(
            _PLACED, Judged("publication-needed", "is publication needed to assess or mitigate systemic risk?")
        ),
        due=Always(),
        shown_by=Listed("publications", "published_at", OneOf("kind", ("framework-summary", "model-report-summary"))),
    ),
)
