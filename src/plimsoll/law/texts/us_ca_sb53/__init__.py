"""California SB 53 (2025), in force since 2026-01-01."""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.us_ca_sb53 import definitions

STATUTE = Statute(
    id="us-ca-sb53",
    title="California SB 53, Transparency in Frontier Artificial Intelligence Act",
    place="US-CA",
    versions=(definitions.VERSION,),
)
