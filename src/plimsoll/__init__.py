"""Plimsoll: the load line for AI models.

`assess` answers which legal lines a model crosses, and why; `duties`, what is owed, when, and to whom. `examine` finds
what a text leaves open, and `compare` where two texts part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plimsoll.version import __version__

if TYPE_CHECKING:
    from plimsoll.assessment.answers import Assessment as Assessment
    from plimsoll.assessment.answers import Determination as Determination
    from plimsoll.assessment.assess import assess as assess
    from plimsoll.assessment.duties import Duties as Duties
    from plimsoll.assessment.duties import DutyAnswer as DutyAnswer
    from plimsoll.assessment.duties import duties as duties
    from plimsoll.assessment.examining import Examination as Examination
    from plimsoll.assessment.examining import compare as compare
    from plimsoll.assessment.examining import examine as examine
    from plimsoll.errors import InputError as InputError

__all__ = [
    "Assessment",
    "Determination",
    "Duties",
    "DutyAnswer",
    "Examination",
    "InputError",
    "__version__",
    "assess",
    "compare",
    "duties",
    "examine",
]

_HOMES = {
    "assess": "plimsoll.assessment.assess",
    "Assessment": "plimsoll.assessment.answers",
    "Determination": "plimsoll.assessment.answers",
    "duties": "plimsoll.assessment.duties",
    "Duties": "plimsoll.assessment.duties",
    "DutyAnswer": "plimsoll.assessment.duties",
    "Examination": "plimsoll.assessment.examining",
    "compare": "plimsoll.assessment.examining",
    "examine": "plimsoll.assessment.examining",
    "InputError": "plimsoll.errors",
}


def __getattr__(name: str) -> object:
    # Imported on first use: `plimsoll --help` should not wait for the laws.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
