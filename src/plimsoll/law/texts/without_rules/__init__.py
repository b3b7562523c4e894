"""What was read beside the laws, and has nothing to compute: said, so that nobody takes silence for an answer."""

from __future__ import annotations

from datetime import date

from plimsoll.law.texts.without_rules.california import CALIFORNIA
from plimsoll.law.texts.without_rules.elsewhere import ELSEWHERE
from plimsoll.law.texts.without_rules.instrument import Instrument

AS_OF = date(2026, 11, 22)
"""The day on which each stood as is said here."""

WITHOUT_RULES: tuple[Instrument, ...] = (*CALIFORNIA, *ELSEWHERE)

__all__ = ["AS_OF", "WITHOUT_RULES", "Instrument"]
