"""California AB 2013 (2024), training-data transparency for generative AI: Civ. Code 3110-3111.

No copy of the chapter was read, only excerpts of its sections on public mirrors, and secondary sources.
"""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.duty import (
    Before,
    By,
    Cases,
    Duty,
    Each,
    First,
    Listed,
    OnDay,
)
from plimsoll.law.language.expression import (
    ANYTHING,
    Dated,
    Flag,
    Grade,
    Includes,
    Judged,
    OneOf,
    Reaches,
    Some,
    TermIs,
    all_of,
    not_,
)
from plimsoll.law.language.statute import Statute, Term, Version
from plimsoll.law.texts.deployment import DEPLOYED
from plimsoll.law.texts.generative import CALIFORNIA, GENERATIVE, OFFERED_TO_CALIFORNIANS
from plimsoll.law.texts.itemised import has_items

LAW = "us-ca-ab2013"
FIRST_DAY = date(2026, 1, 1)
RELEASED_SINCE = date(2022, 1, 1)

ITEMS = (
    "sources-or-owners",
    "purpose",
    "size",
    "data-point-types",
    "intellectual-property",
    "purchased-or-licensed",
    "personal-information",
    "aggregate-consumer-information",
    "cleaning-and-processing",
    "collection-period",
    "first-use-dates",
    "synthetic-data",
)
"""The items of 3111(a)(1) to (12), in its order."""


covered_system = Term(
    "covered-system",
    "model",
    "3111",
    all_of(
        Reaches(CALIFORNIA),
        GENERATIVE.at("3110(c)"),
        not_(Some("derived_from", Includes("how", "unmodified-copy"))).at("3110(b)"),
        not_(Some("uses", all_of(DEPLOYED, Dated("from_", before=RELEASED_SINCE)))),
        not_(
            Judged(
                "exempt-purpose",
                "does it serve security and integrity alone, or the operation of aircraft, or, for a federal body "
                "alone, national defence?",
                presumed=False,
                presumption="the exemptions of 3111(b) are taken as not shown",
            )
        )
        .at("3111(b)")
        .graded(Grade.SECONDARY),
    ),
    "A generative AI system or service available to Californians, released or substantially modified since "
    "2022-01-01, three exemptions apart; a substantial modification is an entry of its own.",
    Grade.FRAGMENT,
)

NAMES_NO_PENALTY = Flag(says="the act names no penalty: how it is enforced, other law says")
CHALLENGED = Flag(
    says="challenged in court (xAI v. Bonta): a preliminary injunction was denied, and an appeal (9th Cir. "
    "No. 26-1591) was pending in August 2026; secondary sources"
)
LATER_ITEMS = Flag(says="items 10 to 12 (collection period, first use, synthetic data) were not read in the text")
THIRD_PARTIES_ARE_PUBLIC = Flag(
    says="a release to third parties alone is taken as made available to the public",
    when=not_(Some("uses", OneOf("audience", ("public", "commercial")))),
)

TRAINING_DATA_DOCUMENTATION = Duty(
    id="training-data-documentation",
    of="model",
    at="3111(a)",
    says="Post on the developer's website documentation of the training data, twelve items, before each release of a "
    "system or of a substantial modification; by 2026-01-01 for what was out before.",
    when=all_of(TermIs("covered-system"), Some("uses", OFFERED_TO_CALIFORNIANS)),
    due=Cases(
        (
            (Some("uses", all_of(OFFERED_TO_CALIFORNIANS, Dated("from_", before=FIRST_DAY))), By(OnDay(FIRST_DAY))),
            (ANYTHING, Before(First(Each("uses", "from_", OFFERED_TO_CALIFORNIANS)))),
        )
    ),
    shown_by=Listed(
        "publications",
        "published_at",
        OneOf("kind", ("training-data-documentation", "training-data-summary")),
        has_items("fields", ITEMS),
    ),
    grade=Grade.FRAGMENT,
    flags=(NAMES_NO_PENALTY, CHALLENGED, LATER_ITEMS, THIRD_PARTIES_ARE_PUBLIC),
)

STATUTE = Statute(
    id=LAW,
    title="California AB 2013 (2024), training-data transparency",
    place=CALIFORNIA,
    versions=(
        Version(
            law=LAW,
            version="2024-09-28",
            short="AB 2013",
            title="Generative artificial intelligence: training data transparency (Stats. 2024 ch. 817)",
            terms=(covered_system,),
            duties=(TRAINING_DATA_DOCUMENTATION,),
            headline=("covered-system",),
            standing=((date(2024, 9, 28), "enacted"), (FIRST_DAY, "in-force")),
            first_day=FIRST_DAY,
            copy="none: excerpts of the sections on public mirrors, and secondary sources",
        ),
    ),
)
