"""Connecticut's Public Act 26-15 (2026): protection of those who disclose dangers at frontier developers.

Its part on marking synthetic content is not written down here.
"""

from plimsoll.law.language.statute import Statute
from plimsoll.law.texts.us_ct_pa_26_15 import definitions

STATUTE = Statute(
    id="us-ct-pa-26-15",
    title="Connecticut Public Act 26-15 (SB 5), frontier developers",
    place="US-CT",
    versions=(definitions.VERSION,),
)
