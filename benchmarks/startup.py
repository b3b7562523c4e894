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
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from machine import ROOT
from timing import processes

ROUNDS = 10
SPLITS = 5
REFERENCE = "src/plimsoll/reference"
ONE_MODEL = """format: plimsoll/facts/1
models:
  - id: m
    training:
      - {started: 2025-06-01, operations: 2e26, cost: 200e6}
"""
_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| *(\S+)")
FLOORS = {
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
        commands = {name: [sys.executable, "-c", code] for name, code in FLOORS.items()}
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
    """What `-X importtime` says: own time by package and by module, and the costliest modules with what they need."""
    command = [sys.executable, "-X", "importtime", "-m", "plimsoll", *arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found = [
        (name, int(own), int(cumulative))
        for own, cumulative, name in (m.groups() for m in map(_LINE.match, said.splitlines()) if m)
    ]
    by_package: dict[str, int] = {}
    for name, own, _ in found:
        by_package[_package(name)] = by_package.get(_package(name), 0) + own
    return {
        "total_ms": round(sum(own for _, own, _ in found) / 1e3, 1),
        "modules": len(found),
        "own time by package, ms": _greatest(by_package, 14),
        "own time by module, ms": _greatest({name: own for name, own, _ in found}, 14),
        "cumulative, ms": _greatest({name: cumulative for name, _, cumulative in found}, 14),
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
        done = subprocess.run([sys.executable, __file__, "--split", *files], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the command could not be taken apart: {done.stderr[-300:]}")
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

    import plimsoll.cli.commands

    lap("importing the command line")
    from plimsoll.facts.reading import read_facts

    lap("importing the facts")
    from plimsoll.assessment.assess import assess

    lap("importing the laws")
    import plimsoll.cli.answering as answering

    lap("importing the printing")
    facts = read_facts(files)
    lap("reading the facts")
    answer = assess(facts)
    lap("deciding and explaining")
    # The command again, its answer already there: what is left is reading the command and printing.
    vars(answering)["assess"] = lambda *_, **__: answer
    for part, options in (("printing the table", ()), ("instead: everything as JSON", ("--format", "json"))):
        with redirect_stdout(StringIO()):
            plimsoll.cli.commands.app(["assess", *files, *options], standalone_mode=False)
        lap(part)
    import yaml

    for file in files:
        for _ in yaml.parse(Path(file).read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            pass
    lap("limit for the reading: libyaml's events alone")
    return spent


if __name__ == "__main__":
    if sys.argv[1:2] == ["--split"]:
        print(json.dumps(split(sys.argv[2:])))
    else:
        from showing import console, startup_tables

        for table in startup_tables(measure()):
            console().print(table)
