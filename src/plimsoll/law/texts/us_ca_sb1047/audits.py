"""SB 1047 as enrolled: yearly audits by a third party, 22603(e)."""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.duty import Always, Duty, Each, Every, Keep, Listed, Over, Sent, Since, Within
from plimsoll.law.language.expression import Expression, Fact, Flag, Grade, OneOf, Some, all_of, not_
from plimsoll.law.language.sanction import Sanctions
from plimsoll.law.language.spans import years
from plimsoll.law.texts.us_ca_sb1047.enforcement import (
    OF_AUDITORS,
    OF_DEVELOPERS,
    STALE_REFERENCE,
)
from plimsoll.law.texts.us_ca_sb1047.triggers import (
    ATTORNEY_GENERAL,
    AVAILABLE,
    COVERED,
    DEVELOPS,
    HAS_BEGUN_ONE,
    judged_broken,
)

FIRST_AUDIT = date(2026, 1, 1)
INDEPENDENT = all_of(
    OneOf("kind", ("third-party",), True, "the audit is taken as one by a third party"),
    not_(Fact("financial_interest", False, "the auditor is taken as independent")),
)
REGULATIONS = Flag(
    says="drafting defect: 22603(e)(2) points to Gov. 11547.6(d) for the audit regulations that auditors follow, which "
    "stand in (e)"
)
NO_DAY = Flag(says="the text gives no day for publishing an audit report: twelve months from its receipt are taken")


def _standing(id: str, at: str, says: str, broken: Expression, sanctions: Sanctions, *flags: Flag) -> Duty:
    return Duty(
        id=id,
        of="organization",
        at=at,
        says=says,
        when=DEVELOPS,
        due=Always(broken=broken),
        sanctions=sanctions,
        first_day=FIRST_AUDIT,
        flags=flags,
    )


DUTIES: tuple[Duty, ...] = (
    Duty(
        id="annual-audit",
        of="organization",
        at="22603(e)(1)",
        says="From 2026 on, retain each year a third-party auditor for an independent audit of compliance.",
        when=DEVELOPS,
        due=Every(years(1), Since(HAS_BEGUN_ONE)),
        shown_by=Listed("audits", "received_at", holds=INDEPENDENT, asks="audits: third-party"),
        sanctions=OF_DEVELOPERS,
        first_day=FIRST_AUDIT,
        flags=(REGULATIONS,),
    ),
    _standing(
        "auditor-access",
        "22603(e)(3)",
        "Give the auditor access to unredacted materials as needed.",
        Some("audits", not_(Fact("full_access", True, "the auditor is taken to have had access as needed"))),
        OF_DEVELOPERS,
    ),
    _standing(
        "audit-report",
        "22603(e)(4)",
        "The auditor's report assesses the steps taken to comply, names noncompliance with recommendations, assesses "
        "internal controls with the empowerment of senior personnel, and is certified by the lead auditor's signature.",
        judged_broken("audit-report-incomplete", "does an audit report lack one of its parts?"),
        OF_AUDITORS,
        REGULATIONS,
    ),
    Duty(
        id="retain-audit",
        of="organization",
        at="22603(e)(5)",
        says="Keep the unredacted audit report as long as the model is available for commercial, public or foreseeably "
        "public use, and five years more.",
        when=DEVELOPS,
        due=Always(),
        keep=Keep(
            years(5), Over((Each("developed", "until", AVAILABLE, inner="uses", whose=COVERED),)), of=("audits",)
        ),
        sanctions=OF_DEVELOPERS,
        first_day=FIRST_AUDIT,
    ),
    Duty(
        id="publish-audit",
        of="organization",
        at="22603(e)(6)",
        says="Conspicuously publish a redacted copy of the audit report and send it to the Attorney General, who may "
        "see the unredacted one on request.",
        when=DEVELOPS,
        due=Within(years(1), Each("audits", "received_at")),
        shown_by=Sent("sent", also=("published_at",)),
        to=(ATTORNEY_GENERAL,),
        sanctions=OF_DEVELOPERS,
        first_day=FIRST_AUDIT,
        grade=Grade.INFERENCE,
        flags=(NO_DAY,),
    ),
    _standing(
        "audit-honesty",
        "22603(e)(7)",
        "The auditor makes no material misrepresentation in the report knowingly.",
        judged_broken("audit-misrepresentation", "did the auditor knowingly make a material misrepresentation?"),
        OF_AUDITORS,
        Flag(says=STALE_REFERENCE),
    ),
)
