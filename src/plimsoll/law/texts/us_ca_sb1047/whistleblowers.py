"""SB 1047 as enrolled: those who speak up, 22607.

Employees are also contractors, subcontractors and unpaid advisors who work on the risk of critical harm, and
corporate officers (22607(g)). The Attorney General or the Labor Commissioner may release a complaint, redacted,
where that serves the public (22607(c)).
"""

from __future__ import annotations

from dataclasses import replace

from plimsoll.law.language.duty import (
    Always,
    Cases,
    Duty,
    Event,
    Every,
    Keep,
    Listed,
    Since,
)
from plimsoll.law.language.expression import (
    ANYTHING,
    Fact,
    Flag,
    Happened,
    Includes,
    Judged,
    OneOf,
    Some,
    all_of,
    any_of,
)
from plimsoll.law.language.spans import years
from plimsoll.law.texts import frontier_employees
from plimsoll.law.texts.frontier_employees import NOTICE, POSTED, THROUGH_CHANNEL
from plimsoll.law.texts.us_ca_sb1047.enforcement import OF_EMPLOYERS
from plimsoll.law.texts.us_ca_sb1047.triggers import BY_DEVELOPER, DEVELOPS, HAS_BEGUN_ONE, judged_broken

PROTECTED = all_of(
    any_of(Includes("to", "attorney-general"), Includes("to", "labor-commissioner")),
    OneOf("about", ("noncompliance", "unreasonable-risk")),
)
"""A disclosure to one of two authorities, of noncompliance or of the risk of any model, covered or not."""
ACKNOWLEDGED = Some("notifications", all_of(NOTICE, Happened("at"), Fact("acknowledged")))
SENT = Some("notifications", all_of(NOTICE, Happened("at")))
NO_PRESUMPTION = Judged(
    "notice-not-clear",
    "is the notice, without the presumption that acknowledged receipt gives, less than a clear one?",
)

notice_of_rights = Duty(
    id="notice-of-rights",
    of="organization",
    at="22607(d)",
    says="Give clear notice of their rights to all employees who work on covered models and derivatives: presumed "
    "where it is posted at all times and also reaches new and remote staff, or is received in writing and acknowledged "
    "each year.",
    when=DEVELOPS,
    due=Cases(
        (
            (POSTED, Always()),
            (ACKNOWLEDGED, Every(years(1), Since(HAS_BEGUN_ONE))),
            (SENT, Always(broken=NO_PRESUMPTION)),
            (ANYTHING, Every(years(1), Since(HAS_BEGUN_ONE))),
        )
    ),
    shown_by=Listed("notifications", "at", NOTICE, Fact("acknowledged"), asks="publications: notice-of-rights"),
    sanctions=OF_EMPLOYERS,
    flags=(
        Flag(
            says="that new and remote staff get an equivalent notice is taken: the facts tell of posting",
            when=POSTED,
        ),
    ),
)

DUTIES: tuple[Duty, ...] = (
    replace(
        frontier_employees.no_retaliation("22607(a)(1)-(2)"),
        says="Neither prevent, by terms of employment or by enforcing them, nor punish a disclosure to the Attorney "
        "General or the Labor Commissioner; contractors and subcontractors are bound alike.",
        when=DEVELOPS,
        sanctions=OF_EMPLOYERS,
    ),
    Duty(
        id="protected-disclosure",
        of="concern",
        at="22607(a)(1)-(2)",
        says="Neither prevent nor punish this disclosure to the Attorney General or the Labor Commissioner.",
        when=all_of(BY_DEVELOPER, PROTECTED),
        due=Always(broken=judged_broken("prevents-or-retaliates", "was this disclosure prevented or punished?")),
        sanctions=OF_EMPLOYERS,
    ),
    Duty(
        id="no-misleading-statement",
        of="organization",
        at="22607(a)(3)",
        says="Make no false or materially misleading statement about the protocol that breaks state law.",
        when=DEVELOPS,
        due=Always(
            broken=judged_broken(
                "misleading-statement-on-protocol", "was a false or materially misleading statement on it made?"
            )
        ),
        sanctions=OF_EMPLOYERS,
    ),
    notice_of_rights,
    replace(frontier_employees.anonymous_channel("22607(e)(1)"), when=DEVELOPS, sanctions=OF_EMPLOYERS),
    replace(
        frontier_employees.concern_updates("22607(e)(1)(A)"),
        when=all_of(BY_DEVELOPER, THROUGH_CHANNEL),
        sanctions=OF_EMPLOYERS,
    ),
    replace(
        frontier_employees.concern_sharing("22607(e)(2)"),
        says="Share disclosures and responses each quarter with officers and directors who are not implicated; of a "
        "contractor's misconduct, tell the contractor's as well.",
        when=all_of(BY_DEVELOPER, THROUGH_CHANNEL),
        sanctions=OF_EMPLOYERS,
    ),
    Duty(
        id="concern-records",
        of="concern",
        at="22607(e)(2)",
        says="Keep the disclosure, and each response, for at least seven years from when it was made.",
        when=all_of(BY_DEVELOPER, THROUGH_CHANNEL),
        due=Always(),
        keep=Keep(years(7), Event("received_at"), destroyed=Event("record_deleted_at")),
        sanctions=OF_EMPLOYERS,
        flags=(Flag(says="each response is to be kept seven years from its own day"),),
    ),
)
