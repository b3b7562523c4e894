"""Whole processes: what a command costs from the shell, and where that time goes."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from machine import ROOT
from timing import processes

ROUNDS = 8
SPLITS = 4
REFERENCE = "src/plimsoll/reference"
ONE_MODEL = """format: plimsoll/facts/1
models:
  - id: m
    training:
      - {started: 2025-06-01, operations: 2e26, cost: 200e6}
"""
_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( *)(\S+)")
_FLOORS = {
    "python -c pass": "pass",
    'python -c "import pydantic"': "import pydantic",
    'python -c "import typer, rich.table"': "import typer, rich.table",
}


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Time whole processes turn by turn, then look into two of them."""
    reference = sorted(map(str, (ROOT / REFERENCE).glob("*.yaml")))
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one-model.yaml"
        one.write_text(ONE_MODEL, encoding="utf-8")
        plimsoll = str(Path(sys.executable).with_name("plimsoll"))
        commands = {name: [sys.executable, "-c", code] for name, code in _FLOORS.items()}
        commands["plimsoll --help"] = [plimsoll, "--help"]
        commands["plimsoll assess one-model.yaml"] = [plimsoll, "assess", str(one)]
        if reference:
            commands[f"plimsoll assess {REFERENCE}/*.yaml"] = [plimsoll, "assess", *reference]
        timed = processes(commands, rounds)
        imports = {
            "plimsoll --help": _imports(["--help"]),
            "plimsoll assess one-model.yaml": _imports(["assess", str(one)]),
        }
        splits = {"one-model.yaml": _splits([str(one)])}
        if reference:
            splits[f"{REFERENCE}/*.yaml"] = _splits(reference)
    return {
        "rounds": rounds,
        "reference files": len(reference),
        "processes": {
            name: {"wall": p.wall.to_dict(), "processor": p.processor.to_dict()} for name, p in timed.items()
        },
        "imports": imports,
        "split": splits,
    }


def _imports(arguments: Sequence[str]) -> dict[str, Any]:
    """What `-X importtime` says: own time by package, and the packages that were first to be asked for."""
    command = [sys.executable, "-X", "importtime", "-m", "plimsoll", *arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found = [
        (name, int(own), int(cumulative), len(indent))
        for own, cumulative, indent, name in (m.groups() for m in map(_LINE.match, said.splitlines()) if m)
    ]
    by_package: dict[str, int] = {}
    whole: dict[str, int] = {}
    for name, own, cumulative, _ in found:
        by_package[_package(name)] = by_package.get(_package(name), 0) + own
        whole[name] = max(cumulative, whole.get(name, 0))
    top = sorted(whole.items(), key=lambda item: -item[1])
    return {
        "total_ms": round(sum(own for _, own, _, _ in found) / 1e3, 1),
        "modules": len(found),
        "own time by package, ms": _greatest(by_package, 12),
        "cumulative, ms": {name: round(spent / 1e3, 1) for name, spent in top[:16]},
    }


def _package(name: str) -> str:
    first = name.partition(".")[0]
    return "standard library" if first in sys.stdlib_module_names or first.startswith("_") else first


def _greatest(spent: dict[str, int], most: int) -> dict[str, float]:
    ordered = sorted(spent.items(), key=lambda item: -item[1])
    return {name: round(micro / 1e3, 1) for name, micro in ordered[:most]}


def _splits(files: Sequence[str]) -> dict[str, float]:
    """The parts of `assess` inside fresh processes: the median of several, in milliseconds."""
    taken = []
    for _ in range(SPLITS):
        done = subprocess.run([sys.executable, __file__, "--split", *files], capture_output=True, text=True, check=True)
        taken.append(json.loads(done.stdout))
    return {part: round(statistics.median(t[part] for t in taken) * 1e3, 2) for part in taken[0]}


def split(files: Sequence[str]) -> dict[str, float]:
    """Take `plimsoll assess` apart, in this process: importing, reading, deciding, printing."""
    spent: dict[str, float] = {}
    clock = time.perf_counter()

    def lap(part: str) -> None:
        nonlocal clock
        now = time.perf_counter()
        spent[part] = now - clock
        clock = now

    import plimsoll.cli.commands  # noqa: F401

    lap("importing the command line")
    from plimsoll.facts.reading import read_facts

    lap("importing the facts")
    from plimsoll.assessment.assess import assess

    lap("importing the laws")
    from plimsoll.cli.answering import assessment_table

    lap("importing the printing")
    facts = read_facts(files)
    lap("reading the facts")
    answer = assess(facts)
    lap("deciding and explaining")
    from rich.console import Console

    headlines = [d for d in answer.determinations if d.term in ("covered-model", "frontier-model")]
    Console(width=140, file=StringIO()).print(assessment_table(headlines))
    lap("printing the table")
    json.dumps(answer.to_dict(), ensure_ascii=False, indent=2)
    lap("instead: everything as JSON")
    return spent


if __name__ == "__main__":
    if sys.argv[1:2] == ["--split"]:
        print(json.dumps(split(sys.argv[2:])))
    else:
        from showing import console, startup_tables

        for table in startup_tables(measure()):
            console().print(table)
