"""California SB 1047 (2024): three of its prints. It was vetoed and never became law."""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.us_ca_sb1047 import enrolled, introduced, june

STATUTE = Statute(
    id="us-ca-sb1047",
    title="California SB 1047 (2024), vetoed",
    place="US-CA",
    versions=(introduced.VERSION, june.VERSION, enrolled.VERSION),
)
