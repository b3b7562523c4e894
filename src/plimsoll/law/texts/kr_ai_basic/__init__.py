"""Korea's framework act on artificial intelligence, in force since 2026-01-22."""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.kr_ai_basic import version

STATUTE = Statute(
    id="kr-ai-basic",
    title="Korea, Framework Act on Artificial Intelligence",
    place="KR",
    versions=(version.VERSION,),
)
