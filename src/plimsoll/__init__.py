"""Plimsoll: the load line for AI models.

`assess` answers which legal lines a model crosses, and why; `duties`, what is owed, when, and to whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from plimsoll.assessment.answers import Assessment as Assessment
    from plimsoll.assessment.answers import Determination as Determination
    from plimsoll.assessment.assess import assess as assess
    from plimsoll.assessment.duties import Duties as Duties
    from plimsoll.assessment.duties import DutyAnswer as DutyAnswer
    from plimsoll.assessment.duties import duties as duties
    from plimsoll.errors import InputError as InputError

__all__ = ["Assessment", "Determination", "Duties", "DutyAnswer", "InputError", "assess", "duties"]

_HOMES = {
    "assess": "plimsoll.assessment.assess",
    "Assessment": "plimsoll.assessment.answers",
    "Determination": "plimsoll.assessment.answers",
    "duties": "plimsoll.assessment.duties",
    "Duties": "plimsoll.assessment.duties",
    "DutyAnswer": "plimsoll.assessment.duties",
    "InputError": "plimsoll.errors",
}


def __getattr__(name: str) -> object:
    # Imported on first use: `plimsoll --help` should not wait for the laws.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
