"""The EU's code of practice for general-purpose AI, chapter on safety and security: for those who signed it."""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.eu_gpai_code import version

STATUTE = Statute(
    id="eu-gpai-code",
    title="EU Code of Practice for general-purpose AI, Safety and Security chapter",
    place="EU",
    versions=(version.VERSION,),
)
