"""Which training runs a law counts: one ledger of runs, and each law's view of it.

The texts of California speak of the computing power used to train a model, with its later fine-tuning,
reinforcement learning and other changes. On runs that only test a model, explore, or train another (synthetic
data, a reward model, the teacher of a distillation) they are silent.
"""

from __future__ import annotations

from plimsoll.law.language.comparison import Runs
from plimsoll.law.language.expression import Expression, OneOf, Reading, Some, Switch

TRAINS = frozenset({"pretraining", "fine-tuning", "reinforcement-learning", "other"})
OWN = Runs(TRAINS)
WHOLE = Runs(TRAINS, lineage="whole")
BASES = Runs(TRAINS, lineage="bases")
WHOLE_WITH_SILENT_PHASES = Runs(None, lineage="whole")
SILENT = ("synthetic-data", "reward-model", "distillation-teacher", "evaluation", "exploratory")

SILENT_PHASES_COUNT = Reading(
    "silent-phases-count",
    "whether runs on which the text is silent (synthetic data, reward model, teacher, evaluation, exploration) count",
)


def counting_silent_phases(*, on: Expression, off: Expression) -> Switch:
    """Read one way where runs on which the text is silent count, the other way where they do not."""
    return Switch(SILENT_PHASES_COUNT, on, off, where=Some("lineage_runs", OneOf("phase", SILENT, presumed=False)))
