"""The EU AI Act on high-risk AI systems: what a model is put to work for, whatever its size."""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.eu_ai_act_high_risk.version import AMENDED, ORIGINAL

STATUTE = Statute(
    id="eu-ai-act-high-risk",
    title="EU AI Act, Article 6: high-risk AI systems",
    place="EU",
    versions=(ORIGINAL, AMENDED),
)
