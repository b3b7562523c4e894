"""A law over a whole table: one coverage rule beside other engines, and every term of every text.

`python benchmarks/population.py` prints the figures, and keeps them in results/. The peers that install beside each
other run here; OpenFisca and PolicyEngine run in processes of their own, PolicyEngine also in an environment of its
own. OPENFISCA_PYTHON and POLICYENGINE_PYTHON name others.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from machine import commit, machine, version
from population_table import rich_table

from plimsoll.assessment.population.reading import Population, population
from plimsoll.law.language.vectorise.determining import determined
from plimsoll.law.texts import STATUTES, version_named

HERE = Path(__file__).resolve().parent
RULE = "us-ca-sb1047@2024-09-03", "covered-model"
DAY = date(2026, 11, 22)
ROWS = 1_000_000
ROUNDS = 15
OPERATIONS_LINE, COST_LINE = 1e26, 1e8
PACKAGES = ("numpy", "pyarrow", "polars", "duckdb")
PEERS = {
    "openfisca": os.environ.get("OPENFISCA_PYTHON", sys.executable),
    "policyengine": os.environ.get(
        "POLICYENGINE_PYTHON", str(HERE.parent / ".venv-bench-policyengine" / "bin" / "python")
    ),
}
NO, YES, UNKNOWN = 0, 1, 2
SPECIAL = {  # what stands on a line or just beyond it: operations, cost, and the right answer
    "operations exactly on the line": ("1e26", "200000000", NO),
    "one operation more": ("100000000000000000000000001", "200000000", YES),
    "a hundred-millionth more": ("1.00000001e26", "200000000", YES),
    "cost exactly on the line": ("2e26", "100000000", NO),
    "a cent more": ("2e26", "100000000.01", YES),
}


def two_columns(rows: int) -> tuple[pyarrow.Table, np.ndarray[Any, Any], dict[str, slice]]:
    """Give a table of two figures as text, the right answers, and where each kind of row stands.

    Three rows in ten have no compute, five in ten no cost. The other engines get the same figures as floats.
    """
    chance = np.random.default_rng(26)
    operations = 10 ** chance.uniform(24, 27, rows)
    cost = 10 ** chance.uniform(6, 9.5, rows)
    texts = [np.char.mod("%.12e", figures).astype(object) for figures in (operations, cost)]
    missing = [chance.random(rows) < 0.3, chance.random(rows) < 0.5]
    where: dict[str, slice] = {}
    special = np.full(rows, -1)
    for i, (name, (o, c, answer)) in enumerate(SPECIAL.items()):
        where[name] = slice(i * rows // 5000, (i + 1) * rows // 5000)
        texts[0][where[name]], texts[1][where[name]], special[where[name]] = o, c, answer
        for each in missing:
            each[where[name]] = False
    above: list[Any] = [
        np.where(gone, UNKNOWN, np.array([float(t) for t in text]) > line)
        for text, gone, line in zip(texts, missing, (OPERATIONS_LINE, COST_LINE), strict=True)
    ]
    right: np.ndarray[Any, Any] = np.where(
        (above[0] == NO) | (above[1] == NO), NO, np.where((above[0] == 1) & (above[1] == 1), YES, UNKNOWN)
    )
    right = np.where(special >= 0, special, right)
    where["a figure is missing and the other does not decide"] = slice(5 * rows // 5000, rows)
    columns = [pyarrow.array(text, mask=gone) for text, gone in zip(texts, missing, strict=True)]
    return pyarrow.table(dict(zip(("training.operations", "training.cost"), columns, strict=True))), right, where


class Peer:
    """An engine in a process and an environment of its own."""

    def __init__(self, name: str, python: str, folder: Path) -> None:
        command = [python, str(HERE / "population_peer.py"), name, str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        if self.process.stdout.readline().strip() != "ready":
            raise OSError(f"{name} did not get ready")
        self.answers = np.load(folder / f"answers-{name}.npy").astype(np.uint8)

    def time(self, what: str) -> float:
        """Time one calculation, in seconds."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def rule(rows: int = ROWS) -> dict[str, Any]:
    """One rule over a table, in every engine that is here."""
    source, right, where = two_columns(rows)
    began = time.perf_counter()
    people = population(source, "figures.parquet")
    read = time.perf_counter() - began
    operations, cost = (_floats(source.column(name)) for name in source.column_names)
    calls, answers, missing = _here(people, operations, cost)
    times: dict[str, list[float]] = {name: [] for name in calls}
    with tempfile.TemporaryDirectory() as folder:
        np.save(Path(folder) / "operations.npy", operations)
        np.save(Path(folder) / "cost.npy", cost)
        peers: dict[str, Peer] = {}
        for name, python in PEERS.items():
            try:
                peers[name] = Peer(name, python, Path(folder))
            except (OSError, EOFError) as error:
                missing[name] = str(error)
        for name, peer in peers.items():
            times |= {f"{name}, the rule alone": [], f"{name}, with its inputs": []}
            answers[f"{name}, the rule alone"] = answers[f"{name}, with its inputs"] = peer.answers
        order = list(times)
        chance = random.Random(26)
        for _ in range(ROUNDS):
            chance.shuffle(order)
            for name in order:
                engine, _, how = name.partition(", ")
                if engine in peers:
                    times[name].append(peers[engine].time("rule" if how == "the rule alone" else "whole"))
                else:
                    began = time.perf_counter()
                    calls[name]()
                    times[name].append(time.perf_counter() - began)
        for peer in peers.values():
            peer.process.kill()
    return {
        "rule": f"{RULE[1]} of {RULE[0]}: operations > 10^26 and cost > $100,000,000",
        "rows": rows,
        "reading the table, s": round(read, 3),
        "engines": {name: _figures(taken, rows) for name, taken in times.items()},
        "wrong": {name: _wrong(found, right, where) for name, found in answers.items()},
        "not installed": missing,
    }


def _floats(column: pyarrow.ChunkedArray) -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = column.cast(pyarrow.float64()).to_numpy()
    return found


def _here(
    people: Population, operations: np.ndarray[Any, Any], cost: np.ndarray[Any, Any]
) -> tuple[dict[str, Callable[[], object]], dict[str, Any], dict[str, str]]:
    version = version_named(RULE[0], DAY)

    def ours() -> Any:
        return determined(people.table, [(version, [RULE[1]])], DAY, threads=1)

    def masks() -> Any:
        must = (operations > OPERATIONS_LINE) & (cost > COST_LINE)
        may = ~(operations <= OPERATIONS_LINE) & ~(cost <= COST_LINE)
        return np.where(may & ~must, np.uint8(UNKNOWN), must)

    calls: dict[str, Callable[[], object]] = {
        "plimsoll": ours,
        "NumPy, three-valued masks by hand": masks,
        "NumPy, two values": lambda: (operations > OPERATIONS_LINE) & (cost > COST_LINE),
        "reading both columns once": lambda: (operations.max(), cost.max()),
    }
    answers: dict[str, Any] = {
        "plimsoll": people.by_row(ours().of_models[RULE]),
        "NumPy, three-valued masks by hand": masks(),
        "NumPy, two values": ((operations > OPERATIONS_LINE) & (cost > COST_LINE)).astype(np.uint8),
    }
    missing: dict[str, str] = {}
    arrow = pyarrow.table(
        {"operations": pyarrow.array(operations, from_pandas=True), "cost": pyarrow.array(cost, from_pandas=True)}
    )
    try:
        import polars as pl

        frame = pl.from_arrow(arrow)
        assert isinstance(frame, pl.DataFrame)
        covered = (pl.col("operations") > OPERATIONS_LINE) & (pl.col("cost") > COST_LINE)
        calls["polars"] = lambda: frame.select(covered)
        answers["polars"] = _nulls(frame.select(covered).to_arrow().column(0))
    except ImportError as error:
        missing["polars"] = str(error)
    try:
        import duckdb

        connection = duckdb.connect()
        connection.execute("create table figures as select * from arrow")
        query = f"select operations > {OPERATIONS_LINE:e} and cost > {COST_LINE:e} as covered from figures"
        # DuckDB keeps no column that it makes; writing it into a table is what an answer for every row costs.
        calls["duckdb"] = lambda: connection.execute(f"create or replace temp table found as {query}")
        answers["duckdb"] = _nulls(connection.sql(query).to_arrow_table().column(0))
    except ImportError as error:
        missing["duckdb"] = str(error)
    return calls, answers, missing


def _nulls(column: pyarrow.ChunkedArray) -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = column.cast(pyarrow.uint8()).fill_null(UNKNOWN).to_numpy()
    return found


def _figures(taken: list[float], rows: int) -> dict[str, float]:
    least, median = min(taken), statistics.median(taken)
    return {
        "least_ms": round(least * 1e3, 3),
        "median_ms": round(median * 1e3, 3),
        "million rows a second, median": round(rows / median / 1e6, 1),
    }


def _wrong(found: Any, right: Any, where: dict[str, slice]) -> dict[str, int]:
    """How many rows of each kind an engine gets wrong."""
    kinds = {name: int((found[at] != right[at]).sum()) for name, at in where.items()}
    return {**{name: count for name, count in kinds.items() if count}, "in all": int((found != right).sum())}


def every_term(rows: int, derived: float) -> dict[str, Any]:
    """Every term of every text over a table; to be run in a process of its own, whose memory is told."""
    import resource

    source = rich_table(rows, derived)
    began = time.perf_counter()
    people = population(source, "models.parquet")
    read = time.perf_counter() - began
    wanted = [
        (v, names)
        for s in STATUTES
        for v in s.versions
        if (names := [t.name for t in v.terms if t.public and t.of in ("model", "organization")])
    ]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    found = determined(people.table, wanted, DAY)
    return {
        "rows": rows,
        "of which derived": int((people.table.bases >= 0).any(axis=1).sum()),
        "organizations": people.table.organizations,
        "texts": len(wanted),
        "terms": sum(len(names) for _, names in wanted),
        "reading the table, s": round(read, 2),
        "every term, s": round(time.perf_counter() - began, 2),
        "most memory before, MB": before // 1024,
        "most memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "unknown, a share": round(float(np.mean([(c == UNKNOWN).mean() for c in found.of_models.values()])), 3),
    }


def measure() -> dict[str, Any]:
    """Both measurements."""
    return {"one rule": rule(), "every term": [_apart(ROWS, share) for share in (0.0, 0.02, 0.1)]}


def _apart(rows: int, derived: float) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "population.py"), "every-term", str(rows), str(derived)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, print, keep."""
    if sys.argv[1:2] == ["every-term"]:
        print(json.dumps(every_term(int(sys.argv[2]), float(sys.argv[3]))))
        return
    about: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "plimsoll at commit": commit(),
        "machine": machine(),
        "versions": {name: version(name) for name in ("plimsoll-ai", *PACKAGES)},
    }
    text = json.dumps({**about, "figures": measure()}, indent=2, ensure_ascii=False)
    (HERE / "results" / f"population-{about['date']}.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
