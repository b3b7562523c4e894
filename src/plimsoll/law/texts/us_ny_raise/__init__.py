"""New York's RAISE Act, as enacted again by chapter 96 of 2026; in force from 2027-01-01.

The print first signed (chapter 699 of 2025) was repealed before it took effect and is not written down here.
"""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.us_ny_raise import definitions

STATUTE = Statute(
    id="us-ny-raise",
    title="New York RAISE Act, General Business Law article 44-B",
    place="US-NY",
    versions=(definitions.VERSION,),
)
