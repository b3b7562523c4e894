"""The code of practice of July 2025: it takes its terms from the AI Act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plimsoll.law.language.statute import Version
from plimsoll.law.texts.eu_ai_act_gpai import definitions
from plimsoll.law.texts.eu_ai_act_gpai.providing import APPLIES
from plimsoll.law.texts.eu_gpai_code.duties import DUTIES

VERSION = Version(
    law="eu-gpai-code",
    version="2025-07-10",
    short="EU Code",
    title="Code of Practice for general-purpose AI, Safety and Security chapter (voluntary: it binds who signed)",
    terms=tuple(replace(term, public=False) for term in definitions.TERMS),
    terms_of=(definitions.LAW,),
    duties=DUTIES,
    headline=(),
    standing=((date(2025, 7, 10), "enacted"), (APPLIES, "in-force")),
    first_day=APPLIES,
    copy="none: Measures 1.1 to 1.4, 7.4 to 7.7, 8, 9 and 10 in conversion",
    defects=(
        "a voluntary instrument: nothing in it is law, and following it gives no presumption of conformity",
        "the reporting form asks neither when the provider became aware nor when it reports: keep both",
    ),
)
