"""Usage rows totalled by customer and day: ours, DuckDB by hand, Polars, pandas and Spark, each in its own process.

`python benchmarks/using.py` prints the figures and keeps nothing. PLIMSOLL_BENCH_USAGE_ROWS sets how many rows.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from showing import Grid, console
from using_rows import SEGMENT, write

HERE = Path(__file__).resolve().parent
ROWS = int(os.environ.get("PLIMSOLL_BENCH_USAGE_ROWS", 100_000_000))
ROUNDS = 3
OURS, BY_HAND = "plimsoll", "duckdb"
ONCE = ("spark", "pandas")
"""Engines that take so long that they run in the first round alone."""
PART = {"pandas": 10}
"""Which part of the rows an engine gets that holds all of them in memory."""


def measure(rows: int = ROWS) -> dict[str, Any]:
    """Everything, in one run, on files that are thrown away after it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        files = write(folder, rows)
        wrote = time.perf_counter() - began
        parts: dict[str, list[Path]] = {}
        for engine, part in PART.items():
            (folder / engine).mkdir()
            parts[engine] = write(folder / engine, rows // part)
        taken: dict[str, list[dict[str, Any]]] = {}
        missing: dict[str, str] = {}
        chance = random.Random(26)
        for turn in range(ROUNDS):
            engines = [OURS, BY_HAND, "polars", *(ONCE if turn == 0 else ())]
            for engine in chance.sample(engines, len(engines)):
                if engine in missing:
                    continue
                try:
                    taken.setdefault(engine, []).append(_run(engine, parts.get(engine, files)))
                except RuntimeError as error:
                    missing[engine] = str(error)
        return {
            "rows": rows,
            "bytes": sum(file.stat().st_size for file in files),
            "files": -(-rows // SEGMENT),
            "writing them, seconds": round(wrote, 1),
            "engines": {engine: _figures(each, rows // PART.get(engine, 1)) for engine, each in taken.items()},
            "not run": missing,
        }


def _run(engine: str, files: list[Path]) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "using_engine.py"), engine, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it ended early"])[-1][:120])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _figures(taken: list[dict[str, Any]], rows: int) -> dict[str, Any]:
    seconds = [each["seconds"] for each in taken]
    return {
        "rows": rows,
        "runs": len(taken),
        "seconds": {"least": min(seconds), "median": statistics.median(seconds), "most": max(seconds)},
        "processor, seconds": min(each["processor, seconds"] or 0 for each in taken) or None,
        "most memory, MB": max(each["most memory, MB"] for each in taken),
        "groups": taken[0]["groups"],
        "digest": taken[0]["digest"],
        "version": taken[0]["version"],
    }


def using_table(found: dict[str, Any]) -> Grid:
    """Who totals how fast, in how much memory, and whether the answer is ours."""
    grid = Grid(
        f"{found['rows']:,} rows of usage totalled by customer and day ({found['bytes'] / 1e9:.2g} GB of Parquet)",
        ["who", "rows", "least s", "median s", "most s", "times by hand, least", "processor s", "memory MB", "answer"],
    )
    engines = found["engines"]
    least = engines.get(BY_HAND, {}).get("seconds", {}).get("least")
    names = {OURS: "plimsoll: Ibis on DuckDB", BY_HAND: "DuckDB, by hand", "spark": "plimsoll's expression on Spark"}
    for name, f in engines.items():
        whole = f["rows"] == found["rows"]
        right = "the same" if f["digest"] == engines.get(OURS, f)["digest"] else "another"
        grid.rows.append(
            [
                f"{names.get(name, name)} ({f['version']})",
                f"{f['rows']:,}",
                *(f"{f['seconds'][key]:.2f}" for key in ("least", "median", "most")),
                f"{f['seconds']['least'] / least:.2f}" if whole and least else "",
                f"{f['processor, seconds']:.1f}" if f["processor, seconds"] else "",
                f"{f['most memory, MB']:,}",
                right if whole else "of fewer rows",
            ]
        )
    grid.rows += [[name, "", "", "", "", "", "", "", why] for name, why in found["not run"].items()]
    grid.note = (
        "One row in ten lasts over a midnight and is parted there, to the millisecond. Each run is a process of its "
        "own; imports and Java's start are not in the seconds. pandas holds its rows in memory and gets a tenth of "
        "them; Spark's memory is Java's and Python's together. Ours gives DuckDB 700 MB; by hand, what it wants."
    )
    return grid


if __name__ == "__main__":
    console().print(using_table(measure()))
