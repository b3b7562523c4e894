"""SB 1047: what whoever operates a computing cluster owes of it and of its customers, 22604, in each print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from plimsoll.law.language.comparison import Measure
from plimsoll.law.language.duty import (
    Always,
    Before,
    BeforeAnew,
    Duty,
    Earliest,
    Event,
    Every,
    First,
    Keep,
    OrElse,
    Own,
    Recipient,
    Timing,
)
from plimsoll.law.language.expression import (
    Expression,
    Fact,
    Flag,
    Grade,
    TermIs,
    The,
    all_of,
    not_,
)
from plimsoll.law.language.lines import Line
from plimsoll.law.language.sanction import Sanctions
from plimsoll.law.language.spans import years
from plimsoll.law.language.statute import Term
from plimsoll.law.texts.us_ca_sb1047.enforcement import OF_EARLIER_PRINTS, OF_OPERATORS
from plimsoll.law.texts.us_ca_sb1047.triggers import ATTORNEY_GENERAL, FRONTIER_MODEL_DIVISION, judged_broken
from plimsoll.law.texts.us_ca_sb1047.words import given_or

KEPT = years(7)
RENTS = all_of(The("cluster", TermIs("computing-cluster")), TermIs("sufficient-compute"))
RECORD_DATE = Flag(says="the start of the seven years is not stated: the date of the record is taken")
LOG_TERM = Flag(says="the text gives no term for the log itself: seven years are taken")
LESS_PERSONAL_DATA = Flag(
    says="reasonable requirements may be imposed on customers so that personal information is not collected, such as "
    "corporate contacts in place of named people (22604(c))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Where a print has the duties on clusters."""

    identify: str
    assess: str
    anew: str
    log: str
    records: str
    shutdown: str
    guidance: str = ""


def sufficient_compute(line: Line, grade: Grade = Grade.TEXT) -> Term:
    """A customer uses as much as would do to train a covered model: as it is said, or told from the compute."""
    return Term(
        "sufficient-compute",
        "customer",
        "22604(a)",
        given_or("sufficient", Measure("operations") > line),
        "A customer uses compute that would be sufficient to train a covered model, whatever it is used for.",
        grade,
    )


def duties(
    at: Sections,
    *,
    intent: str,
    anew: Timing,
    again: str,
    to: tuple[Recipient, ...],
    sanctions: Sanctions,
    grade: Grade = Grade.TEXT,
) -> tuple[Duty, ...]:
    """The duties, of each customer and of the cluster; `intent` is what the customer may intend."""
    of_customer = partial(Duty, of="customer", when=RENTS, sanctions=sanctions, grade=grade)
    first_use = Before(First(Event("used_at")))
    found = [
        of_customer(
            id="customer-identification",
            at=at.identify,
            says="Obtain the prospective customer's identity, means and source of payment, contacts used for "
            "verification, and business purpose.",
            due=first_use,
            shown_by=Own("identified_at"),
            flags=(LESS_PERSONAL_DATA,) if at.guidance else (),
        ),
        of_customer(
            id="customer-intent",
            at=at.assess,
            says=f"Assess whether the prospective customer intends to use the cluster to {intent} a covered model.",
            due=first_use,
            shown_by=Own("intent_assessed_at"),
        ),
        of_customer(id="customer-validation", at=at.anew, says=again, due=anew, shown_by=Own("validated_at")),
        of_customer(
            id="customer-access-log",
            at=at.log,
            says="Keep the IP addresses used for access and administration, with the time of each.",
            due=Always(broken=not_(Fact("access_logged"))),
            flags=(LOG_TERM,),
        ),
        of_customer(
            id="customer-records",
            at=at.records,
            says="Keep appropriate records of what is done, policies included, for seven years, and give them "
            "on request.",
            due=Always(),
            keep=Keep(
                KEPT,
                OrElse(Event("recorded_at"), Event("identified_at")),
                destroyed=Event("record_deleted_at"),
            ),
            to=to,
            flags=(RECORD_DATE,),
        ),
        of_customer(
            id="customer-shutdown",
            at=at.shutdown,
            says="Be able to shut down, fully and promptly, what the customer uses to train or operate models.",
            due=Always(broken=not_(Fact("shutdown_capable"))),
        ),
        _of_cluster(
            "written-policies",
            at.identify.partition("(")[0],
            "Implement written policies and procedures for customers who use compute sufficient to train a covered "
            "model.",
            judged_broken("lacks-written-policies", "are there no written policies and procedures for such customers?"),
            sanctions,
            grade,
        ),
    ]
    if at.guidance:
        found.append(
            _of_cluster(
                "cluster-guidance",
                at.guidance,
                "Consider industry best practice and guidance of reputable bodies.",
                judged_broken("guidance-not-considered", "were best practice and guidance not considered?"),
                sanctions,
                grade,
            )
        )
    return tuple(found)


def _of_cluster(id: str, at: str, says: str, broken: Expression, sanctions: Sanctions, grade: Grade) -> Duty:
    return Duty(
        id=id,
        of="cluster",
        at=at,
        says=says,
        when=TermIs("computing-cluster"),
        due=Always(broken=broken),
        sanctions=sanctions,
        grade=grade,
    )


BEFORE_EACH_FURTHER_USE = BeforeAnew(Event("used_at"))
EACH_YEAR = Every(
    years(1), OrElse(Earliest((Event("identified_at"), Event("intent_assessed_at"))), First(Event("used_at")))
)
EVERY_USE = (
    "Before each further use by a customer that uses such compute repeatedly, validate the information and "
    "assess the intent again."
)
EVERY_YEAR = "Each year, validate the information and assess the intent again."

INTRODUCED = duties(
    Sections(
        identify="22604(a)",
        assess="22604(b)",
        anew="22604(c)",
        log="22604(a)(4)",
        records="22604(d)",
        shutdown="22604(e)",
    ),
    intent="deploy",
    anew=EACH_YEAR,
    again=EVERY_YEAR,
    to=(FRONTIER_MODEL_DIVISION, ATTORNEY_GENERAL),
    sanctions=OF_EARLIER_PRINTS,
)


_SECONDARY = ("customer-identification", "customer-records", "written-policies")
JUNE = tuple(
    replace(duty, grade=Grade.SECONDARY if duty.id in _SECONDARY else Grade.RECOLLECTION) for duty in INTRODUCED
)
"""As in the introduced print, whose lettering the press of June quoted; a later print validates before each use."""


ENROLLED = duties(
    Sections(
        identify="22604(a)(1)",
        assess="22604(a)(2)",
        anew="22604(a)(3)",
        log="22604(a)(4)",
        records="22604(a)(5)",
        shutdown="22604(a)(6)",
        guidance="22604(b)",
    ),
    intent="train",
    anew=BEFORE_EACH_FURTHER_USE,
    again=EVERY_USE,
    to=(ATTORNEY_GENERAL,),
    sanctions=OF_OPERATORS,
)
