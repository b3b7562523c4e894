"""Who provides a general-purpose model in the Union, and since when: what the duties of the Act and its code share."""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.duty import Each, First, Recipient
from plimsoll.law.language.expression import (
    ANYTHING,
    Dated,
    Given,
    Grade,
    Judged,
    OneOf,
    Reaches,
    Reading,
    Some,
    Switch,
    TermIs,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.texts.deployment import DEPLOYED

APPLIES = date(2025, 8, 2)
LEGACY_COMPLIES_BY = date(2027, 8, 2)

COMMISSION = Recipient("commission", ("european-commission", "ai-office"))
AI_OFFICE = Recipient("ai-office", ("commission", "european-commission"))

INTERNAL_USE_PLACES = Reading(
    "internal-use-is-placing",
    "whether internal use that is essential to a service for others, or affects people's rights, places a model on the "
    "market (Guidelines 3.1.2); facts do not say of an internal use which it is",
)
PLACING = all_of(
    Reaches("EU").flagged(
        "a use that names no places is taken to be wherever its developer operates", when=not_(Given("in_"))
    ),
    Switch(
        INTERNAL_USE_PLACES,
        on=OneOf("audience", ("public", "commercial", "third-party", "internal")),
        off=DEPLOYED,
        where=OneOf("audience", ("internal",)),
    ),
).at("Art 3(9)")
"""Of a use: it makes the model available on the Union market."""
PLACED = Some("uses", PLACING)
FIRST_PLACING = First(Each("uses", "from_", PLACING))

LEGACY = all_of(
    Given("uses", "no use is given: it is taken as not placed on the market before the chapter applied"),
    Some("uses", all_of(PLACING, Dated("from_", before=APPLIES))),
).at("Art 111(3)")
"""Placed on the market before the chapter applied."""

FOR_RESEARCH_ALONE = Judged(
    "research-alone",
    "was it developed, and is it used, for scientific research and development alone?",
    False,
    "it is taken as not made for scientific research alone (Art 2(6))",
)
PROVIDES = all_of(
    any_of(
        not_(Some("originals", ANYTHING)),
        TermIs("gpai-provider-by-modification").flagged("owed for the modification alone (Guidelines 60)"),
    ),
    not_(FOR_RESEARCH_ALONE).at("Art 2(6)"),
)
"""Its developer is its provider: it made the model, or modified another's enough."""
NOT_OPEN_SOURCE = not_(
    all_of(
        Given("licence", "no licence is given: the open-source exemption is taken as not claimed").graded(
            Grade.INFERENCE
        ),
        TermIs("open-source-exemption"),
    )
)
