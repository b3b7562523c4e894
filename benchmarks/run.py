"""Run every benchmark, print the tables and keep the figures: `make bench`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import decisions
import startup
from machine import commit, machine, versions
from showing import Grid, console, decisions_tables, startup_tables

RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    """Measure, print, keep."""
    began = time.perf_counter()
    about = {"date": datetime.now(UTC).date().isoformat(), "commit": commit(), "machine": machine(), "versions": versions()}
    out = console()
    tables: list[Grid] = [_about(about)]
    out.print(tables[0])
    for name, module, shown in (
        ("decisions", decisions, decisions_tables),
        ("startup", startup, startup_tables),
    ):
        found = module.measure()
        fresh = list(shown(found))
        for table in fresh:
            out.print(table)
        tables += fresh
        _keep(f"{name}-{about['date']}.json", {**about, "figures": found})
        if name == "decisions":
            tables.insert(1, _limits(found, None))
        else:
            tables[1] = _limits(json.loads((RESULTS / f"decisions-{about['date']}.json").read_text())["figures"], found)
    out.print(tables[1])
    (RESULTS / "README.md").write_text(_readme(tables), encoding="utf-8")
    out.print(f"\nKept in benchmarks/results; {time.perf_counter() - began:.0f} s.")


if __name__ == "__main__":
    sys.exit(main())
