"""On what the duties of SB 1047 turn: who must answer, which use counts, and what was begun under the law."""

from __future__ import annotations

from plimsoll.law.language.duty import Each, Earliest, Event, First, Moment, Over, Recipient, Within
from plimsoll.law.language.expression import (
    Begun,
    Controlled,
    Expression,
    Fact,
    Happened,
    Judged,
    OneOf,
    Some,
    TermIs,
    The,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import instant
from plimsoll.law.language.spans import hours
from plimsoll.law.language.statute import Term
from plimsoll.law.texts.us_ca_sb1047.words import FIRST_DAY, TRAINING_START, by_a_person

ATTORNEY_GENERAL = Recipient("attorney-general", ("ag", "california-attorney-general"))
FRONTIER_MODEL_DIVISION = Recipient("frontier-model-division", ("fmd",))

COVERED = TermIs("covered-model")
DERIVATIVE = all_of(TermIs("covered-model-derivative"), not_(COVERED))
"""At the line where a model is both, its duties follow the covered model."""

BY_A_PERSON = by_a_person("answers for it")
FEDERAL_CONTRACT = Judged(
    "federal-contract-conflict",
    "would the duties of 22603 strictly conflict with a contract with a federal entity, in all that is done with it?",
    False,
)
OWED_OF_COVERED = all_of(COVERED, BY_A_PERSON, not_(FEDERAL_CONTRACT).at("22603(j)"))
"""The developer of a covered model owes the duties of 22603 of it."""
TRAINED_UNDER_THE_LAW = not_(TRAINING_START < instant(FIRST_DAY.isoformat()))
"""What must precede training binds no model whose training had begun when the law began."""

_A_PERSON = not_(OneOf("kind", ("government",), False, "the organization is taken as a person, not as government")).at(
    "22602(m)"
)
develops = Term(
    "develops-covered-model",
    "organization",
    "22603",
    all_of(_A_PERSON, Some("developed", COVERED)),
    "An organization that is the developer of a covered model.",
    public=False,
)
has_begun_one = Term(
    "has-begun-covered-model",
    "organization",
    "22603",
    all_of(_A_PERSON, Some("developed", all_of(COVERED, Begun()))),
    "The developer of a covered model whose training has begun.",
    public=False,
)
ORGANIZATION_TERMS = (develops, has_begun_one)
"""Steps on which the duties of an organization turn; no answer lists them."""
DEVELOPS = TermIs(develops.name)
HAS_BEGUN_ONE = TermIs(has_begun_one.name)
OF_ITS_DEVELOPER = Some("predecessors", COVERED)
"""Whoever answers for a copy is the developer of the covered model of which it is one."""
CONTROLLED_DERIVATIVE = all_of(DERIVATIVE, Controlled(), OF_ITS_DEVELOPER, BY_A_PERSON)
BY_DEVELOPER = The("developer", DEVELOPS)

USE = OneOf("audience", ("public", "commercial", "third-party", "internal"))
"""Any use but training and evaluating it: productive use inside counts."""
FIRST_USE = First(Each("uses", "from_", USE))
IN_USE = Some("uses", all_of(USE, Happened("from_", absent=None)))
AVAILABLE = any_of(
    OneOf("audience", ("public", "commercial")),
    all_of(
        OneOf("audience", ("third-party",)),
        Judged("foreseeably-public-use", "is the use by third parties a commercial, public or foreseeably public one?"),
    ),
)
"""Available for commercial, public or foreseeably public use."""
MADE_AVAILABLE = Some("uses", AVAILABLE)
NO_LONGER_AVAILABLE: Moment = Over((Each("uses", "until", AVAILABLE),))
"""From when on the five years of keeping run; they start anew where a withdrawn model returns."""

WITHIN_72_HOURS = Within(hours(72), Earliest((Event("learned_at"), Event("reasonable_belief_at"))))
"""Of an incident: from learning of it, or of facts that give a reasonable belief that it happened."""

PROTOCOL = OneOf("kind", ("safety-and-security-protocol",))
TRAINING_DONE = all_of(
    Some("runs", Happened("ended")), not_(Some("runs", all_of(not_(Fact("planned")), not_(Happened("ended")))))
)


def judged_broken(term: str, asks: str) -> Expression:
    """Broken where a person has judged so; a standing duty that nobody has judged broken stands."""
    return Judged(term, asks, False)
