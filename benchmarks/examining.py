"""Examining texts: each alone, each two laws against each other, and the solver alone on one pair of terms."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any

import z3
from timing import Spread

from plimsoll.assessment.examining import compare, examine
from plimsoll.law.texts import STATUTES

ROUNDS = 3
ON = date(2026, 11, 22)
PRINTS = ("us-ca-sb1047@2024-06-05", "us-ca-sb1047@2024-09-03")


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Time `law check` of every text and `law diff` of every two laws, in this process, in rounds."""
    versions = [version.name for statute in STATUTES for version in statute.versions]
    pairs = [*combinations([statute.id for statute in STATUTES], 2), PRINTS]
    calls: dict[str, Callable[[], Any]] = {name: partial(examine, name, on=ON) for name in versions}
    calls |= {f"{one} and {other}": partial(compare, one, other, on=ON) for one, other in pairs}
    calls["limit: one pair of terms, numbers only, in z3 alone"] = _bare
    taken: dict[str, list[float]] = {name: [] for name in calls}
    found: dict[str, int] = {}
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.perf_counter()
            answer = call()
            taken[name].append(time.perf_counter() - began)
            found[name] = len(answer.findings) if hasattr(answer, "findings") else 1
    return {
        "rounds": rounds,
        "texts": versions,
        "pairs": [f"{one} and {other}" for one, other in pairs],
        "findings": found,
        "times": {name: Spread.of(samples).to_dict() for name, samples in taken.items()},
    }


def _bare() -> None:
    """Whether compute above a line implies compute and cost above theirs, with a counterexample: two numbers alone."""
    operations, cost = z3.Reals("operations cost")
    solver = z3.Solver()
    solver.add(operations > 10**26, z3.Not(z3.And(operations > 10**26, cost > 10**8)), cost >= 0)
    assert solver.check() == z3.sat
    solver.model()


if __name__ == "__main__":
    for name, spread in measure(1)["times"].items():
        print(f"{spread['median_us'] / 1e6:8.3f} s  {name}")
