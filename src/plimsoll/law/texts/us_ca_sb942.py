"""California SB 942 (2024), the AI Transparency Act, as AB 853 (2025) amended it: B&P 22757-22757.6.

No copy of the chapter was read, only sections as public mirrors quote them, and secondary sources.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from plimsoll.law.language.comparison import Measure
from plimsoll.law.language.duty import (
    Always,
    By,
    Duty,
    Each,
    Evidence,
    Listed,
    Noted,
    Since,
    Timing,
    Within,
)
from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Fact,
    Flag,
    Grade,
    Happened,
    Includes,
    Judged,
    OneOf,
    Reaches,
    Some,
    TermIs,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import people
from plimsoll.law.language.sanction import Cap, Sanction, Sum
from plimsoll.law.language.spans import hours
from plimsoll.law.language.statute import Statute, Term, Version
from plimsoll.law.texts.generative import CALIFORNIA, GENERATIVE, MEDIA, puts_out
from plimsoll.law.texts.itemised import has_items

LAW = "us-ca-sb942"
FIRST_DAY = date(2026, 8, 2)
USERS_LINE = people("1000000")

TOOL_CRITERIA = ("free", "public", "upload-or-address", "interface", "system-provenance", "no-personal-provenance")
LATENT_FIELDS = ("provider", "system-and-version", "time", "unique-identifier")

PENDING = (
    "SB 1000 (2026), which would strike the line of users, had reached the governor in September 2026; what became of "
    "it was not found: secondary sources"
)
OTHERS_OWE_TOO = (
    "not read here, since no fact tells who is one: from 2027-01-01, large online platforms (22757.3.1) and sites from "
    "which Californians download a system's code or weights (22757.3.2); from 2028-01-01, makers of capture devices "
    "(22757.3.3)"
)

MANY_USERS = Measure("monthly_users") > USERS_LINE
PUBLICLY_ACCESSIBLE = Some(
    "uses",
    all_of(
        OneOf("audience", ("public", "commercial")),
        Reaches(CALIFORNIA),
        Happened("from_", absent=None),
        not_(Happened("until")),
    ),
)

covered_system = Term(
    "covered-system",
    "model",
    "22757.1(d)",
    all_of(
        GENERATIVE.at("22757.1(f)"),
        not_(Some("derived_from", Includes("how", "unmodified-copy"))),
        MANY_USERS.flagged(PENDING, when=not_(MANY_USERS)),
        PUBLICLY_ACCESSIBLE,
        not_(
            Judged(
                "exclusively-non-user-generated",
                "does it provide nothing but games, television, films or interactive experiences that no user makes?",
                presumed=False,
                presumption="the exclusion of 22757.5 is taken as not shown",
            ).at("22757.5")
        ),
    ),
    "A generative AI system that has more than 1,000,000 visitors or users a month and is publicly accessible in "
    "California.",
    Grade.FRAGMENT,
)
covered_provider = Term(
    "covered-provider",
    "organization",
    "22757.1(d)",
    Some("developed", TermIs("covered-system")),
    "Whoever creates, codes or otherwise produces such a system.",
    Grade.FRAGMENT,
)

MAKES_MEDIA = any_of(
    *puts_out(*MEDIA),
    all_of(
        Includes("modalities", "other"),
        Judged("image-video-or-audio", "is what else it puts out image, video or audio?"),
    ),
)
"""The duties speak of image, video and audio: a system that makes text alone owes none of them."""

MARKS = all_of(TermIs("covered-system"), MAKES_MEDIA)

CIVIL_PENALTY = Sanction(
    id="civil-penalty",
    at="22757.4",
    says="Civil penalty in an action of the Attorney General, a city attorney or a county counsel; for a covered "
    "provider each day is a violation of its own.",
    first=Cap(Sum(Fraction(5_000)), per="day"),
    later=Cap(Sum(Fraction(5_000)), per="day"),
    grade=Grade.FRAGMENT,
)


def _duty(
    name: str,
    at: str,
    says: str,
    due: Timing,
    *,
    also: Expression = ANYTHING,
    shown_by: Evidence | None = None,
    flags: tuple[Flag, ...] = (),
) -> Duty:
    return Duty(
        id=name,
        of="model",
        at=at,
        says=says,
        when=MARKS if also is ANYTHING else all_of(MARKS, also),
        due=due,
        shown_by=shown_by,
        sanctions=(CIVIL_PENALTY,),
        grade=Grade.FRAGMENT,
        flags=flags,
    )


DUTIES = (
    _duty(
        "detection-tool",
        "22757.2(a)",
        "Offer, free of charge, a public tool that tells whether image, video or audio was made by the system: by "
        "upload or address, also for programs, with what is known of the system and nothing personal.",
        By(Since(MARKS)),
        shown_by=Listed(
            "publications", "published_at", OneOf("kind", ("detection-tool",)), has_items("fields", TOOL_CRITERIA)
        ),
    ),
    _duty(
        "detection-tool-privacy",
        "22757.2(b)-(c)",
        "Keep neither personal information of the tool's users, beyond what they choose to leave, nor what they submit "
        "for longer than needed.",
        Always(broken=Judged("tool-keeps-personal-data", "does the tool keep what it may not keep?", False)),
    ),
    _duty(
        "manifest-disclosure-option",
        "22757.3(a)",
        "Offer the user a clear and lasting mark that people perceive, which says that the content is AI-generated.",
        Always(broken=not_(Fact("marking.manifest_option"))),
    ),
    _duty(
        "latent-disclosure",
        "22757.3(b)",
        "Put into image, video and audio a lasting mark that the tool detects: provider, system and version, time, a "
        "unique identifier, as far as feasible and reasonable.",
        Always(broken=not_(all_of(Fact("marking.latent"), has_items("marking.latent_fields", LATENT_FIELDS)))),
        flags=(Flag(says=OTHERS_OWE_TOO, when=Fact("licence.weights_public")),),
    ),
    _duty(
        "licence-terms",
        "22757.3(c)(1)",
        "Bind each licensee by contract to keep the system able to put the latent mark in.",
        Always(broken=Some("licensees", not_(Fact("keeps_latent_mark")))),
        also=Some("licensees", ANYTHING),
    ),
    _duty(
        "revoke-licence",
        "22757.3(c)(2)",
        "Revoke the licence of one who made the system unable to put the mark in, within 96 hours of discovering it.",
        Within(hours(96), Each("licensees", "mark_disabled_discovered_at")),
        also=Some("licensees", Happened("mark_disabled_discovered_at")),
        shown_by=Noted(("revoked_at",)),
    ),
)

STATUTE = Statute(
    id=LAW,
    title="California SB 942 (2024), AI Transparency Act",
    place=CALIFORNIA,
    versions=(
        Version(
            law=LAW,
            version="2025-10-13",
            short="SB 942",
            title="California AI Transparency Act (Stats. 2024 ch. 291, as amended by AB 853, Stats. 2025 ch. 674)",
            terms=(covered_system, covered_provider),
            duties=DUTIES,
            headline=("covered-system",),
            standing=((date(2024, 9, 19), "enacted"), (FIRST_DAY, "in-force")),
            first_day=FIRST_DAY,
            copy="none: sections as public mirrors quote them, and secondary sources",
            defects=(OTHERS_OWE_TOO,),
        ),
    ),
)
