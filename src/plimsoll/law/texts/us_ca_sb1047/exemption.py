"""The exemption that the prints before 2024-06-20 had: determined, certified, and what to do when it was an error.

In February it is the positive safety determination, from April on the limited duty exemption.
"""

from __future__ import annotations

from plimsoll.law.language.duty import (
    Always,
    Before,
    Both,
    Cases,
    Duty,
    Each,
    First,
    Listed,
    Timing,
    TrainingBegins,
    TrainingEnds,
    Undated,
    Within,
)
from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Flag,
    Grade,
    Happened,
    Judged,
    OneOf,
    Some,
    TermIs,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.spans import days
from plimsoll.law.texts.us_ca_sb1047.enforcement import OF_EARLIER_PRINTS
from plimsoll.law.texts.us_ca_sb1047.triggers import (
    AVAILABLE,
    BY_A_PERSON,
    COVERED,
    FRONTIER_MODEL_DIVISION,
    TRAINING_DONE,
    judged_broken,
)


def determined(section: str) -> Expression:
    """Of an exemption: the developer determined it, not unreasonably; the ground is what it certified."""
    certified = "as the developer determined and is to certify"
    return all_of(
        Judged(
            "lower-on-all-relevant-benchmarks",
            "is its performance lower on all relevant benchmarks than that of the model compared with?",
            presumed=True,
            presumption=f"lower performance on all relevant benchmarks is taken {certified}",
        ).at(f"{section}(a)(2)"),
        not_(
            Some(
                "comparators",
                any_of(
                    all_of(COVERED, not_(Some("exemptions", ANYTHING))),
                    all_of(
                        not_(COVERED),
                        not_(
                            Judged(
                                "manifestly-lacks-hazardous-capabilities",
                                "does the model compared with manifestly lack hazardous capabilities?",
                                presumed=True,
                                presumption=f"the model compared with is taken to lack them {certified}",
                            )
                        ),
                    ),
                ),
            )
        ).at(f"{section}(a)(2)"),
        not_(
            Judged(
                "unreasonable-determination",
                "did the determination leave reasonably foreseeable harms or weaknesses of testing aside?",
                presumed=False,
                presumption="the determination is taken as not shown to be unreasonable",
            )
        ).at(f"{section}(h)"),
    )


def determined_exempt(section: str) -> Expression:
    """The model is exempt: so determined, and not found to be an error."""
    return Some(
        "exemptions",
        all_of(determined(section), not_(Happened("error_found_at")).at(f"{section}(a)")).flagged(
            "no certification under penalty of perjury is listed", when=not_(Happened("certified_at"))
        ),
    )


NON_DERIVATIVE = all_of(COVERED, not_(TermIs("covered-model-derivative")), BY_A_PERSON)
"""The duties before and after training attach to models that are no derivatives."""
NOT_EXEMPT = all_of(NON_DERIVATIVE, not_(TermIs("limited-duty-exemption")))
EXEMPT_UNTIL_FOUND_WRONG = Some("exemptions", determined("22603"))
"""Together with `NOT_EXEMPT`: the determination was an error in good faith."""
BY_TESTING = OneOf("basis", ("capability-testing",), False, "")
BEFORE_TRAINING: Timing = Cases(((EXEMPT_UNTIL_FOUND_WRONG, Undated()), (ANYTHING, Before(TrainingBegins()))))
"""An error in good faith is taken as compliance, so what should have preceded training is only to be made up for."""

ERROR_FOUND = all_of(NON_DERIVATIVE, Some("exemptions", Happened("error_found_at")))
AFTER_TRAINING: Timing = Cases(((TRAINING_DONE, Within(days(30), TrainingEnds())), (ANYTHING, Undated())))
THIRTY_DAYS = Flag(says="the 30 days from the end of training are recalled, not confirmed in any copy")

determine_exemption = Duty(
    id="determine-exemption",
    of="model",
    at="22603(a)",
    says="Before training, determine with all covered guidance whether a positive safety determination can be made.",
    when=NON_DERIVATIVE,
    due=Always(broken=judged_broken("no-determination-made", "was it not determined whether one can be made?")),
    sanctions=OF_EARLIER_PRINTS,
)


def certify_exemption(grade: Grade) -> Duty:
    """On qualifying, before training, the basis is certified."""
    return Duty(
        id="certify-exemption",
        of="model",
        at="22603(a)(3)",
        says="On determining that the model is exempt, and before training, certify the basis to the Frontier Model "
        "Division under penalty of perjury.",
        when=all_of(NON_DERIVATIVE, Some("exemptions", all_of(not_(BY_TESTING), determined("22603")))),
        due=Before(TrainingBegins()),
        shown_by=Listed("exemptions", "certified_at", not_(BY_TESTING), asks="exemptions.certified_at"),
        to=(FRONTIER_MODEL_DIVISION,),
        sanctions=OF_EARLIER_PRINTS,
        grade=grade,
    )


def certify_after_training(*, dated: bool) -> Duty:
    """Where testing after training shows that it qualifies, that is certified."""
    widespread = First(Each("uses", "from_", AVAILABLE))
    window = Both((Within(days(90), TrainingEnds()), Within(days(30), widespread)))
    return Duty(
        id="certify-exemption-after-training",
        of="model",
        at="22603(c)",
        says="Where capability testing after training shows that the model is exempt, certify that, with basis, method "
        "and results, to the Frontier Model Division under penalty of perjury.",
        when=all_of(NON_DERIVATIVE, Some("exemptions", all_of(BY_TESTING, determined("22603")))),
        due=Cases(((TRAINING_DONE, window), (ANYTHING, Undated()))) if dated else Undated(),
        shown_by=Listed("exemptions", "certified_at", BY_TESTING, asks="exemptions.certified_at"),
        to=(FRONTIER_MODEL_DIVISION,),
        sanctions=OF_EARLIER_PRINTS,
        grade=Grade.RECOLLECTION if dated else Grade.SECONDARY,
    )


report_exemption_error = Duty(
    id="report-exemption-error",
    of="model",
    at="22603(a)(4)",
    says="Report that the exemption was an error in good faith to the Frontier Model Division within 30 days of "
    "completing training, to be taken as having complied.",
    when=ERROR_FOUND,
    due=AFTER_TRAINING,
    shown_by=Listed("exemptions", "reported_at", Happened("error_found_at"), asks="exemptions.reported_at"),
    to=(FRONTIER_MODEL_DIVISION,),
    sanctions=OF_EARLIER_PRINTS,
    grade=Grade.RECOLLECTION,
    flags=(THIRTY_DAYS,),
)
cease_operation = Duty(
    id="cease-operation",
    of="model",
    at="22603(a)(4)",
    says="On such an error, cease to operate the model until the duties before training are complied with.",
    when=ERROR_FOUND,
    due=AFTER_TRAINING,
    shown_by=Listed("exemptions", "ceased_at", Happened("error_found_at"), asks="exemptions.ceased_at"),
    sanctions=OF_EARLIER_PRINTS,
    grade=Grade.RECOLLECTION,
    flags=(Flag(says="no day is given for ceasing: that of the report is taken"), THIRTY_DAYS),
)
