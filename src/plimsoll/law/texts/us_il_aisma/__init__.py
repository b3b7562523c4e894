"""Illinois' Artificial Intelligence Safety Measures Act, 430 ILCS 185; in force from 2027-01-01, in part from 2028."""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.us_il_aisma import definitions

STATUTE = Statute(
    id="us-il-aisma",
    title="Illinois Artificial Intelligence Safety Measures Act, 430 ILCS 185",
    place="US-IL",
    versions=(definitions.VERSION,),
)
