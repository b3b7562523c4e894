"""The Act as it was published in 2024, and as Regulation (EU) 2026/1744 amended it before these rules applied."""

from __future__ import annotations

from datetime import date

from plimsoll.law.language.statute import Status, Version
from plimsoll.law.texts.eu_ai_act_high_risk import edition
from plimsoll.law.texts.eu_ai_act_high_risk.definitions import LAW, terms
from plimsoll.law.texts.eu_ai_act_high_risk.duties import duties
from plimsoll.law.texts.eu_ai_act_high_risk.edition import Edition

PUBLISHED = date(2024, 7, 12)
AMENDING_ACT_IN_FORCE = date(2026, 7, 27)

_DEFECTS = (
    "the Commission's guidelines on the class, due under Art 6(5) by 2 February 2026, were still a draft in July 2026: "
    "secondary sources",
    "a general-purpose system can be used for much that its provider does not intend: only what is intended counts "
    "(Art 3(12)), and what an operator makes of it can make that operator its provider (Art 25), which is not "
    "read here",
    "what must be done before placing is not asked of a system that was placed before the rules applied: Art 111(2) "
    "speaks of high-risk systems alone",
    "what deployers, importers and distributors owe (Arts 23, 24, 26, 27, 49(3)), and what follows from serious "
    "incidents (Art 73), is not read here",
)


def _version(version: str, text: Edition, standing: tuple[tuple[date, Status], ...], title: str, copy: str) -> Version:
    return Version(
        law=LAW,
        version=version,
        short="EU high-risk",
        title=title,
        terms=terms(text),
        duties=duties(text),
        headline=("high-risk",),
        standing=standing,
        first_day=text.annex_iii_from,
        copy=copy,
        defects=(*_DEFECTS, *_OF_AMENDED) if text is edition.AMENDED else _DEFECTS,
    )


_OF_AMENDED = (
    "Art 111(2) as amended spares what was placed before the day on which Chapter III applies, of which Art 113 names "
    "several: read as the day of the system's own route",
)

ORIGINAL = _version(
    "2024-07-12",
    edition.ORIGINAL,
    ((PUBLISHED, "enacted"), (AMENDING_ACT_IN_FORCE, "superseded")),
    "Regulation (EU) 2024/1689, Arts 2, 6 and 49 and Annexes I and III, as published in 2024",
    "none: public transcriptions of the Act, read for Arts 2, 6, 49 and 111 and Annex III",
)
AMENDED = _version(
    "2026-07-27",
    edition.AMENDED,
    ((AMENDING_ACT_IN_FORCE, "enacted"), (edition.AMENDED.annex_iii_from, "in-force")),
    "Regulation (EU) 2024/1689, Arts 2, 6 and 49 and Annexes I and III, as amended by Regulation (EU) 2026/1744",
    "none: what the amending act left alone, as in the text of 2024; Arts 3(14), 6(1a) to (1c), 111(2) and 113 as "
    "quoted from the consolidated text",
)
