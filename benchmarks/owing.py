"""All duties of one large organization: every law, law by law, and where the time goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from organization import INCIDENTS, MODELS, organization
from timing import turn_by_turn

from plimsoll.assessment.duties import duties
from plimsoll.facts.reading import read_facts
from plimsoll.law.texts import STATUTES

ROUNDS = 9
ON = date(2026, 11, 22)


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Time all duties under all laws, vetoed ones too, and under each alone; in one run, turn by turn."""
    given = organization()
    facts = read_facts([given])
    laws = [statute.id for statute in STATUTES]
    answer = duties(facts, law=laws, on=ON)
    plain = answer.to_dict()
    calls: dict[str, Callable[[], object]] = {
        "reading the facts": lambda: read_facts([given]),
        "all duties, every law": lambda: duties(facts, law=laws, on=ON),
        "giving the answer as plain values": answer.to_dict,
        "limit: the same answer through json alone": lambda: json.loads(json.dumps(plain)),
        **{f"of which {law}": partial(duties, facts, law=law, on=ON) for law in laws},
    }
    counted: dict[str, int] = {}
    for each in answer.duties:
        counted[each.law] = counted.get(each.law, 0) + 1
    return {
        "models": MODELS,
        "incidents": INCIDENTS,
        "entries of evidence": sum(len(listed) for listed in facts.filed.values()),
        "duties": len(answer.duties),
        "duties by law": counted,
        "rounds": rounds,
        "times": {name: spread.to_dict() for name, spread in turn_by_turn(calls, rounds).items()},
    }
