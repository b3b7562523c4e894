"""SB 1047 as enrolled: what the developer of a covered model owes of it, 22603, audits apart."""

from __future__ import annotations

from plimsoll.law.language.duty import (
    Always,
    Before,
    Duty,
    Every,
    Keep,
    Listed,
    Reported,
    TrainingBegins,
)
from plimsoll.law.language.expression import (
    Begun,
    Controlled,
    Expression,
    Fact,
    Flag,
    Grade,
    Judged,
    OneOf,
    Some,
    TermIs,
    The,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.spans import days, years
from plimsoll.law.texts.us_ca_sb1047.absent import absent
from plimsoll.law.texts.us_ca_sb1047.enforcement import OF_DEVELOPERS, OF_INCIDENTS, REASONABLE_CARE
from plimsoll.law.texts.us_ca_sb1047.protocol import (
    ITEMS,
    follow_protocol,
    protocol_access,
    publish_modified_protocol,
    publish_protocol,
    redactions,
    retain_protocol,
    review_protocol,
    send_modified_protocol,
    send_protocol,
    written_protocol,
)
from plimsoll.law.texts.us_ca_sb1047.statements import annual_statement, first_statement
from plimsoll.law.texts.us_ca_sb1047.triggers import (
    ATTORNEY_GENERAL,
    BY_A_PERSON,
    CONTROLLED_DERIVATIVE,
    DERIVATIVE,
    DEVELOPS,
    FEDERAL_CONTRACT,
    FIRST_USE,
    IN_USE,
    NO_LONGER_AVAILABLE,
    OF_ITS_DEVELOPER,
    OWED_OF_COVERED,
    TRAINED_UNDER_THE_LAW,
    USE,
    WITHIN_72_HOURS,
    judged_broken,
)

CARE = Flag(says=REASONABLE_CARE)
TRAINED_NOW = all_of(OWED_OF_COVERED, TRAINED_UNDER_THE_LAW)
"""What is to be there before training, and to stay, binds models whose training began under the law."""
USED = all_of(OWED_OF_COVERED, Some("uses", USE))
ASSESSMENT = OneOf("kind", ("critical-harm-assessment", "critical-harm"), True, "the evaluation is taken as one of "
                   "critical harm")  # fmt: skip
REPLICABLE = Fact("replicable", True, "tests are taken as recorded in enough detail to be replicated")
ONE_DRILL_SUCCEEDED = Some("drills", Fact("complete", True, "the drill is taken as complete"))


def standing(id: str, at: str, says: str, when: Expression, term: str, asks: str, *flags: Flag) -> Duty:
    """A duty that holds at all times, broken where a person judges so."""
    return Duty(
        id=id,
        of="model",
        at=at,
        says=says,
        when=when,
        due=Always(broken=judged_broken(term, asks)),
        sanctions=OF_DEVELOPERS,
        flags=flags,
    )


shutdown_capability = Duty(
    id="shutdown-capability",
    of="model",
    at="22603(a)(2)(A)",
    says="Be able to promptly shut down the training and all copies that the developer controls.",
    when=all_of(
        any_of(all_of(OWED_OF_COVERED, Controlled()), all_of(CONTROLLED_DERIVATIVE, not_(FEDERAL_CONTRACT))),
        TRAINED_UNDER_THE_LAW,
    ),
    due=Always(
        broken=all_of(
            Some("drills", not_(Fact("complete", True))),
            not_(ONE_DRILL_SUCCEEDED),
            Judged("lacks-shutdown-capability", "does an incomplete drill show that full shutdown is not possible?"),
        )
    ),
    shown_by=Listed("drills", "at", holds=Fact("complete", True)),
    sanctions=OF_DEVELOPERS,
)

prohibition = Duty(
    id="no-unreasonable-risk",
    of="model",
    at="22603(c)",
    says="Neither use nor make available a covered model or derivative of which there is an unreasonable risk that it "
    "will cause or materially enable a critical harm.",
    when=any_of(OWED_OF_COVERED, all_of(DERIVATIVE, OF_ITS_DEVELOPER, BY_A_PERSON, not_(FEDERAL_CONTRACT))),
    due=Always(
        broken=all_of(
            IN_USE,
            Judged(
                "unreasonable-risk",
                "is there an unreasonable risk that it will cause or materially enable a critical harm?",
            ),
        )
    ),
    sanctions=OF_DEVELOPERS,
    flags=(CARE,),
)

incident_report = Duty(
    id="incident-report",
    of="incident",
    at="22603(g)",
    says="Report the incident within 72 hours of learning of it, or of facts that give a reasonable belief that it "
    "happened.",
    when=all_of(
        The(
            "model",
            any_of(OWED_OF_COVERED, all_of(CONTROLLED_DERIVATIVE, not_(FEDERAL_CONTRACT))),
        ),
        TermIs("artificial-intelligence-safety-incident"),
    ),
    due=WITHIN_72_HOURS,
    shown_by=Reported("incident-report"),
    to=(ATTORNEY_GENERAL,),
    sanctions=OF_INCIDENTS,
)

BEFORE_TRAINING: tuple[Duty, ...] = (
    standing(
        "cybersecurity",
        "22603(a)(1)",
        "Before training and from then on, protect the model and the derivatives in control against unauthorized "
        "access, misuse and unsafe modification, in proportion to the risk, also by advanced persistent threats.",
        TRAINED_NOW,
        "inadequate-cybersecurity",
        "are the cybersecurity protections less than reasonable?",
    ),
    shutdown_capability,
    standing(
        "shutdown-with-care",
        "22603(a)(2)(B)",
        "When shutting down, weigh as appropriate the risk of disrupting critical infrastructure.",
        TRAINED_NOW,
        "disruption-not-weighed",
        "was a shutdown enacted without weighing the disruption of critical infrastructure?",
    ),
    written_protocol("22603(a)(3)", OWED_OF_COVERED, Before(TrainingBegins()), ITEMS, OF_DEVELOPERS, Grade.TEXT),
    follow_protocol("22603(a)(4)", TRAINED_NOW, OF_DEVELOPERS, Grade.TEXT),
    retain_protocol("22603(a)(5)", TRAINED_NOW, ATTORNEY_GENERAL, OF_DEVELOPERS),
    review_protocol("22603(a)(6)", TRAINED_NOW, OF_DEVELOPERS, Grade.TEXT),
    publish_protocol("22603(a)(7)(A)", OWED_OF_COVERED, OF_DEVELOPERS),
    send_protocol(
        "22603(a)(7)(A)", OWED_OF_COVERED, Before(TrainingBegins()), ATTORNEY_GENERAL, OF_DEVELOPERS, Grade.TEXT
    ),
    redactions("22603(a)(7)(A)(ii)", DEVELOPS, OF_DEVELOPERS),
    protocol_access("22603(a)(7)(B)", TRAINED_NOW, ATTORNEY_GENERAL, OF_DEVELOPERS),
    publish_modified_protocol("22603(a)(7)(D)", days(30), OWED_OF_COVERED, OF_DEVELOPERS),
    send_modified_protocol(
        "22603(a)(7)(D)", days(30), OWED_OF_COVERED, ATTORNEY_GENERAL, OF_DEVELOPERS, Grade.TEXT, material=True
    ),
    standing(
        "other-measures",
        "22603(a)(8)",
        "Take reasonable care to implement other appropriate measures against unreasonable risks of critical harm.",
        TRAINED_NOW,
        "no-reasonable-care-in-measures",
        "was reasonable care not taken to implement other appropriate measures?",
        CARE,
    ),
)

BEFORE_USE: tuple[Duty, ...] = (
    Duty(
        id="assess-critical-harm",
        of="model",
        at="22603(b)(1)",
        says="Before the first use or release, assess whether the model can reasonably cause or materially enable a "
        "critical harm.",
        when=USED,
        due=Before(FIRST_USE),
        shown_by=Listed("evaluations", "at", holds=ASSESSMENT, asks="evaluations: critical-harm-assessment"),
        sanctions=OF_DEVELOPERS,
        flags=(Flag(says="the text names the covered model alone: derivatives are not assessed apart"),),
    ),
    Duty(
        id="retain-tests",
        of="model",
        at="22603(b)(2)",
        says="Record the tests and results of the assessment so that others can replicate them, and keep them as long "
        "as the model is available for commercial, public or foreseeably public use, and five years more.",
        when=USED,
        due=Always(),
        shown_by=Listed("evaluations", "at", ASSESSMENT),
        keep=Keep(
            years(5),
            NO_LONGER_AVAILABLE,
            lost=all_of(
                Some("evaluations", all_of(ASSESSMENT, not_(REPLICABLE))),
                not_(Some("evaluations", all_of(ASSESSMENT, REPLICABLE))),
            ),
            of=("evaluations",),
        ),
        sanctions=OF_DEVELOPERS,
    ),
    standing(
        "safeguards",
        "22603(b)(3)",
        "Take reasonable care to implement appropriate safeguards against critical harm by the model and derivatives, "
        "before the first use or release.",
        USED,
        "no-reasonable-care-in-safeguards",
        "was reasonable care not taken to implement appropriate safeguards?",
        CARE,
    ),
    standing(
        "attribution",
        "22603(b)(4)",
        "Take reasonable care, as far as reasonably possible, that what the model and derivatives do can be attributed "
        "to them accurately and reliably.",
        USED,
        "no-reasonable-care-in-attribution",
        "was reasonable care not taken that actions can be attributed?",
        CARE,
    ),
)

ALWAYS: tuple[Duty, ...] = (
    prohibition,
    Duty(
        id="annual-reevaluation",
        of="model",
        at="22603(d)",
        says="Each year, evaluate anew the procedures, policies, protections, capabilities and safeguards.",
        when=all_of(OWED_OF_COVERED, Begun()),
        due=Every(years(1), TrainingBegins()),
        shown_by=Listed("evaluations", "at", OneOf("kind", ("reevaluation", "annual-reevaluation"))),
        sanctions=OF_DEVELOPERS,
    ),
    annual_statement("22603(f)(1)", ATTORNEY_GENERAL, OF_DEVELOPERS),
    incident_report,
    first_statement("22603(h)(1)", ATTORNEY_GENERAL, OF_DEVELOPERS),
    standing(
        "consider-guidance",
        "22603(i)",
        "Consider industry best practice and guidance of the national institutes, the agency and other reputable "
        "bodies.",
        OWED_OF_COVERED,
        "guidance-not-considered",
        "were best practice and guidance not considered?",
    ),
)

NO_EXEMPTION = "this version has no limited duty exemption: it was removed in June 2024"
DUTIES: tuple[Duty, ...] = (
    *BEFORE_TRAINING,
    *BEFORE_USE,
    *ALWAYS,
    absent("certify-exemption", "model", "22603", NO_EXEMPTION),
    absent("report-exemption-error", "model", "22603", NO_EXEMPTION),
    absent("cease-operation", "model", "22603", NO_EXEMPTION),
)
