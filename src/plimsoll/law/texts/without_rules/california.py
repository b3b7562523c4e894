"""The rest of California's September 2024 package on generative AI, and what would change it.

Of the bills usually counted, AB 2013 and SB 942 are read as laws of their own.
"""

from __future__ import annotations

from plimsoll.law.language.expression import Grade
from plimsoll.law.texts.without_rules.instrument import Instrument, Status

NOTHING_OF_DEVELOPERS = "It asks nothing of a developer of models."
OF_FEATURES = "It turns on what a feature is used for, case by case; no fact here tells."
OF_OTHERS = "It binds others than developers, by facts of theirs that no facts file holds."


def _bill(
    name: str, title: str, status: Status, note: str, checks: str, why: str, grade: Grade = Grade.RECOLLECTION
) -> Instrument:
    return Instrument(f"us-ca-{name}", "US-CA", title, status, note, checks, why, grade)


CALIFORNIA: tuple[Instrument, ...] = (
    _bill(
        "ab2885",
        "AB 2885 (2024): one definition of artificial intelligence",
        "in force",
        "",
        "Nothing: the definition is the same in the other acts.",
        "A definition alone has no duty.",
    ),
    _bill(
        "ab1008",
        "AB 1008 (2024): personal information in AI systems, under the CCPA",
        "in force",
        "Since 2025-01-01.",
        "Whether requests for access, deletion and opt-out reach models that can put out personal information.",
        "Whether a model holds personal information is a finding, and the CCPA's own tests are not read here.",
        Grade.SECONDARY,
    ),
    _bill(
        "sb896",
        "SB 896 (2024): risk analysis of generative AI by the state",
        "in force",
        "",
        "Nothing; a contact for the Office of Emergency Services may be kept.",
        "It binds state bodies.",
        Grade.SECONDARY,
    ),
    _bill(
        "ab2602",
        "AB 2602 (2024): contracts for digital replicas of a performer (Labor 927)",
        "in force",
        "",
        "Whether a voice or likeness was trained on with consent to specific uses, and with counsel or a union.",
        OF_FEATURES,
    ),
    _bill(
        "ab1836",
        "AB 1836 (2024): digital replicas of dead personalities (Civ. Code 3344.1)",
        "in force",
        "",
        "Whether the estate agreed before a replica is made.",
        OF_FEATURES,
    ),
    _bill(
        "ab2655",
        "AB 2655 (2024): deceptive election content on large platforms",
        "blocked",
        "Held preempted as to the platforms that sued (E.D. Cal., August 2025).",
        "Nothing.",
        OF_OTHERS,
        Grade.SECONDARY,
    ),
    _bill(
        "ab2839",
        "AB 2839 (2024): deceptive media in election advertising",
        "blocked",
        "Preliminarily enjoined since 2024-10-02, but for its rule on audio alone; the final ruling was not read.",
        "Nothing that could be enforced.",
        OF_OTHERS,
    ),
    _bill(
        "ab2355",
        "AB 2355 (2024): labels on AI-made political advertisements",
        "in force",
        "",
        "Whether what was generated can be exported as such.",
        OF_OTHERS,
    ),
    _bill(
        "sb926",
        "SB 926 (2024): intimate images made by AI",
        "in force",
        "",
        "Whether intimate images of people who can be recognised are refused or detected.",
        OF_FEATURES,
    ),
    _bill(
        "sb981",
        "SB 981 (2024): reports of intimate digital forgeries on social media",
        "in force",
        "",
        "Only if the developer runs a social platform: intake, hiding, and the time to decide.",
        OF_OTHERS,
    ),
    _bill(
        "sb1381",
        "SB 1381 (2024): child sexual abuse material made by AI",
        "in force",
        "",
        "Whether generation is blocked, training sets are scanned and findings escalated.",
        "A crime is no duty with a date; the check belongs to the evaluation of models.",
    ),
    _bill(
        "ab1831",
        "AB 1831 (2024): child sexual abuse material made by AI, companion bill",
        "in force",
        "",
        "As for SB 1381.",
        "A crime is no duty with a date; the check belongs to the evaluation of models.",
    ),
    _bill(
        "sb1120",
        "SB 1120 (2024): AI in decisions of health insurers",
        "in force",
        "",
        "Whether such a customer gets logs, and a flag that a human decided.",
        OF_OTHERS,
    ),
    _bill(
        "ab3030",
        "AB 3030 (2024): generative AI in messages to patients",
        "in force",
        "",
        "Whether a disclaimer and a human contact can be put into such messages.",
        OF_OTHERS,
        Grade.SECONDARY,
    ),
    _bill(
        "sb1288", "SB 1288 (2024): a working group on AI in schools", "signed", "", "Nothing.", NOTHING_OF_DEVELOPERS
    ),
    _bill(
        "ab2876",
        "AB 2876 (2024): AI literacy in curricula",
        "signed",
        "",
        "Nothing.",
        NOTHING_OF_DEVELOPERS,
        Grade.SECONDARY,
    ),
    _bill(
        "ab2905",
        "AB 2905 (2024): artificial voices in automatic calls",
        "signed",
        "In some counts of the package, in place of another.",
        "Whether a call is announced as made with an artificial voice.",
        OF_OTHERS,
    ),
    _bill(
        "sb1000",
        "SB 1000 (2026): would recast the AI Transparency Act",
        "not established",
        "It had reached the governor in September 2026; what became of it was not found.",
        "As for SB 942, without its line of users, with another tool and no visible mark.",
        "It was no law on the day of reading, as far as could be found.",
        Grade.SECONDARY,
    ),
)
