"""The AI Act's chapter on general-purpose models as consolidated after Regulation (EU) 2026/1744."""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.statute import Version
from plimsoll.law.texts.eu_ai_act_gpai.definitions import LAW, TERMS
from plimsoll.law.texts.eu_ai_act_gpai.duties import DUTIES
from plimsoll.law.texts.eu_ai_act_gpai.providing import APPLIES

VERSION = Version(
    law=LAW,
    version="2026-07-27",
    short="EU AI Act",
    title="Regulation (EU) 2024/1689, Chapter V, with the Commission's guidelines C(2025) 7719",
    terms=TERMS,
    duties=DUTIES,
    headline=("gpai-systemic-risk",),
    standing=((date(2024, 7, 12), "enacted"), (APPLIES, "in-force")),
    first_day=APPLIES,
    copy="none: quotations of Arts 2, 3, 51 to 55 and Annex XI, and the guidelines in conversion",
    defects=(
        "the guidelines are the Commission's reading and indicative: only the Court interprets the Act",
        "the numbers of points follow the guidelines' own cross-references; printed numbers drift by a few",
        "that a model placed before 2 August 2025 owes its notification only by 2 August 2027 is read from Art 111(3)",
    ),
)
