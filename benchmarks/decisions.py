"""One rule, several engines: what each answers, and how long a decision takes."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cases import ANSWERED, TIMED
from engines import ANSWERING, DAY, TIMING, Plimsoll, PlimsollValues, asking, prepared
from timing import turn_by_turn

ROUNDS = 60
OURS = Plimsoll.name


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Ask every engine every case, then time them turn by turn."""
    kinds = tuple(dict.fromkeys((*ANSWERING, *TIMING)))
    ready, took, absent = prepared(kinds)
    ours = ready[OURS]
    by_values = ready[PlimsollValues.name]
    assert isinstance(ours, Plimsoll)
    assert isinstance(by_values, PlimsollValues)
    _check(ours)
    shown = {kind.name: kind for kind in ANSWERING}
    answers = [
        {
            "case": case.name,
            "right": case.right,
            "said": {
                name: _marked(ready[name].answer(case), case.right) if name in ready else {"word": absent[name]}
                for name in shown
            },
        }
        for case in ANSWERED
    ]
    timed = {}
    for case in TIMED:
        calls = {kind.name: asking(ready[kind.name], case) for kind in TIMING if kind.name in ready}
        spreads = turn_by_turn(calls, rounds)
        timed[case.name] = {
            name: {
                **spread.to_dict(),
                "times_ours": round(spread.median / spreads[OURS].median, 5),
                "times_ours_least": round(spread.least / spreads[OURS].least, 5),
                "answer": ready[name].answer(case)[0],
            }
            for name, spread in spreads.items()
        }
    return {
        "rule": "training operations > 10^26 and cost > $100,000,000",
        "law": "us-ca-sb1047@2024-09-03",
        "on": DAY.isoformat(),
        "rounds": rounds,
        "answers": answers,
        "decisions": timed,
        "comes with the answer": {kind.name: kind.explains for kind in TIMING},
        "not installed": absent,
        "ready": {name: round(seconds * 1e3, 3) for name, seconds in took.items() if name in _firsts(ready)},
        "reading": _reading(by_values, rounds),
    }


def _check(ours: Plimsoll) -> None:
    """Make sure that what is timed is what `assess` answers, word for word."""
    for case in (*ANSWERED, *TIMED):
        facts = ours.given(case)
        whole = ours.assessing.assess(facts, law="us-ca-sb1047@2024-09-03", on=DAY).find("m", "covered-model").to_dict()
        alone = ours.ask(facts).to_dict()
        whole["flags"] = [flag for flag in whole["flags"] if "was vetoed" not in flag]
        if whole != alone:
            raise RuntimeError(f"the decision timed is not the one that assess gives: {case.name}")


def _marked(said: tuple[str, str], right: str) -> dict[str, str]:
    """Judge an answer: right, wrong, weaker (unknown where the facts decide), or none at all."""
    word, means = said
    found = {"nothing": "none", "unknown": "weaker", right: "right"}.get(means, "wrong")
    return {"word": word, "means": means, "is": found}


def _firsts(ready: Mapping[str, Any]) -> set[str]:
    """The first of each engine: the later ones find it imported."""
    seen: dict[str | None, str] = {}
    for name, engine in ready.items():
        seen.setdefault(engine.package, name)
    return {name for package, name in seen.items() if package}


def _reading(ours: PlimsollValues, rounds: int) -> dict[str, Any]:
    """What comes before a decision: reading its facts from a mapping and from a file."""
    case = TIMED[0]
    run = f"operations: {case.operations}, cost: {case.cost}"
    yaml = f"format: plimsoll/facts/1\nmodels:\n  - id: m\n    training:\n      - {{started: 2025-06-01, {run}}}\n"
    mapping = ours.mapping(case)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.yaml"
        file.write_text(yaml, encoding="utf-8")
        calls = {
            "facts of one model from a mapping": lambda: ours.read_facts([mapping]),
            "facts of one model from a YAML file": lambda: ours.read_facts([file]),
        }
        return {name: spread.to_dict() for name, spread in turn_by_turn(calls, rounds).items()}


if __name__ == "__main__":
    from showing import console, decisions_tables

    for table in decisions_tables(measure()):
        console().print(table)
