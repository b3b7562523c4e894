"""Run every benchmark, print the tables and keep the figures: `make bench`."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import decisions
import examining
import measuring
import owing
import population
import recording
import startup
import using
import weighing
from engines import ByHand, PlainPython, Plimsoll, PlimsollVerdict
from machine import commit, machine, versions
from recording_tables import recording_tables
from showing import Grid, console, decisions_tables, duties_table, examining_table, population_tables, startup_tables

RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    """Measure, print, keep."""
    began = time.perf_counter()
    out = console()
    about: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "plimsoll at commit": commit(),
        "machine": machine(),
        "versions": versions(),
    }
    out.print("measuring decisions ...")
    decided = decisions.measure()
    out.print("measuring whole processes ...")
    started = startup.measure()
    out.print("measuring duties ...")
    owed = owing.measure()
    out.print("measuring examinations ...")
    examined = examining.measure()
    out.print("measuring populations ...")
    counted = population.measure()
    out.print("measuring the sealed record ...")
    recorded = recording.measure()
    out.print("measuring totals of usage ...")
    used = using.measure()
    out.print("measuring the digesting of weights ...")
    weighed = weighing.measure()
    out.print("measuring the compute meter ...")
    metered = measuring.measure()
    tables = [
        _about(about),
        _limits(decided, started),
        *decisions_tables(decided),
        duties_table(owed),
        examining_table(examined),
        *population_tables(counted),
        *recording_tables(recorded),
        using.using_table(used),
        weighing.weighing_table(weighed),
        *measuring.measuring_tables(metered),
        *startup_tables(started),
    ]
    for table in tables:
        out.print(table)
    RESULTS.mkdir(exist_ok=True)
    kept = {
        "decisions": decided,
        "duties": owed,
        "examining": examined,
        "population": counted,
        "recording": recorded,
        "startup": started,
        "using": used,
        "weighing": weighed,
        "measuring": metered,
    }
    for name, found in kept.items():
        text = json.dumps({**about, "figures": found}, indent=2, ensure_ascii=False)
        (RESULTS / f"{name}-{about['date']}.json").write_text(text + "\n", encoding="utf-8")
    (RESULTS / "README.md").write_text(_readme(tables), encoding="utf-8")
    out.print(f"\nkept in benchmarks/results; {time.perf_counter() - began:.0f} s in all")


def _about(about: dict[str, Any]) -> Grid:
    grid = Grid("The run", ["what", "which"])
    grid.rows += [["date", about["date"]], ["plimsoll at commit", about["plimsoll at commit"]]]
    grid.rows += [[name, str(value)] for name, value in about["machine"].items()]
    grid.rows += [[name, value] for name, value in about["versions"].items()]
    load, cores = about["machine"]["load at the start"], about["machine"]["cores"]
    if load and cores and load > cores / 4:
        grid.note = (
            "Something else was running when this began. Medians suffer from that, zen's above all, since it hands its "
            "work to threads: read the least, or run again on a quiet machine."
        )
    return grid


def _limits(decided: dict[str, Any], started: dict[str, Any]) -> Grid:
    """Ours beside what no implementation in this language gets below."""
    grid = Grid("Ours, and the physical limit", ["what", "ours, median", "limit", "limit, median", "times the limit"])
    for case, engines in decided["decisions"].items():
        for ours, limit in ((Plimsoll, ByHand), (PlimsollVerdict, ByHand), (Plimsoll, PlainPython)):
            if ours.name in engines and limit.name in engines:
                median, least = (engines[kind.name]["median_us"] for kind in (ours, limit))
                grid.rows.append(_beside(f"{ours.name}: {case}", limit.name, median, least, "µs"))
    spent = {name: p["wall"]["median_us"] / 1e3 for name, p in started["processes"].items()}
    bare, *packages = list(spent)[: len(startup.FLOORS)]
    for command in list(spent)[len(startup.FLOORS) :]:
        for limit_name in (bare, packages[-1]) if "--help" in command else (bare, packages[0]):
            grid.rows.append(_beside(command, limit_name, spent[command], spent[limit_name], "ms"))
    grid.note = (
        "Plain Python compares two numbers and is wrong at the line; by hand, exact intervals is the rule written out "
        "over intervals of rationals, exact and three-valued, and explains nothing."
    )
    return grid


def _beside(what: str, limit: str, ours: float, least: float, unit: str) -> list[str]:
    digits = 2 if least < 10 else 0
    return [what, f"{ours:.0f} {unit}", limit, f"{least:.{digits}f} {unit}", f"{ours / least:.1f}"]


def _readme(tables: list[Grid]) -> str:
    head = (
        "# The last run\n\nWritten by `make bench`. How to read it, and what is not fair about it, stands in "
        "[../README.md](../README.md).\nTimes are of a small shared machine: compare within a run, not between runs.\n"
    )
    return "\n".join([head, *(table.markdown() for table in tables)])


if __name__ == "__main__":
    main()
