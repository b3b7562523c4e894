"""The EU AI Act's chapter on general-purpose AI models, applicable since 2025-08-02."""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.eu_ai_act_gpai import version

STATUTE = Statute(
    id="eu-ai-act-gpai",
    title="EU AI Act, Chapter V: general-purpose AI models",
    place="EU",
    versions=(version.VERSION,),
)
