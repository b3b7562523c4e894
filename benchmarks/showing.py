"""The figures as tables: on a terminal, and in Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from rich.console import Console
from rich.table import Table

MARKS = {"right": "✓", "wrong": "✗", "weaker": "~", "none": "–"}
LEGEND = (
    "✓ right, ✗ wrong, ~ weaker (unknown where the facts decide), – no answer (an error). "
    "Each cell is the word that the engine gave."
)
_STYLES = {"✓": "green", "✗": "bold red", "~": "yellow", "–": "yellow"}


@dataclass
class Grid:
    """A table before it is known where it will be shown."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    note: str = ""

    def __rich__(self) -> Table:
        table = Table(title=f"\n{self.title}", title_justify="left", title_style="bold", box=None, pad_edge=False)
        table.caption, table.caption_justify = self.note or None, "left"
        for i, column in enumerate(self.columns):
            numeric = bool(i) and all(row[i][:1].isdigit() or not row[i] for row in self.rows)
            table.add_column(column, justify="right" if numeric else "left", overflow="fold")
        for row in self.rows:
            table.add_row(*(f"[{_STYLES[cell[0]]}]{cell}[/]" if cell[:1] in _STYLES else cell for cell in row))
        return table

    def markdown(self) -> str:
        """Write it for a README."""
        lines = [f"## {self.title}", "", _row(self.columns), _row(["---"] * len(self.columns)), *map(_row, self.rows)]
        return "\n".join([*lines, *(["", self.note] if self.note else []), ""])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def console() -> Console:
    """Give a console wide enough for the answers."""
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False)


def decisions_tables(found: dict[str, Any]) -> Iterator[Grid]:
    """What each engine answers; how long a decision takes; what comes before."""
    cases = found["answers"]
    answers = Grid(f"Answers to: {found['rule']}", ["engine", *(case["case"] for case in cases)], note=LEGEND)
    answers.rows.append(["right answer", *(case["right"] for case in cases)])
    answers.rows += [[name, *(_cell(case["said"][name]) for case in cases)] for name in cases[0]["said"]]
    yield answers
    explains = found["comes with the answer"]
    for case, engines in found["decisions"].items():
        grid = Grid(
            f"One decision, facts ready: {case}",
            ["engine", "least µs", "median µs", "most µs", "times ours", "by least", "answer", "what comes with it"],
        )
        for name, f in engines.items():
            figures = [_micro(f[key]) for key in ("least_us", "median_us", "most_us")]
            figures += [_times(f[key]) for key in ("times_ours", "times_ours_least")]
            grid.rows.append([name, *figures, f["answer"], explains[name]])
        grid.rows += [[name, "", "", "", "", "", why, ""] for name, why in found["not installed"].items()]
        yield grid
    ready = Grid("Before the first decision, once", ["what", "ms"])
    ready.rows += [[f"{name}: import it and get the rule ready", f"{ms:.1f}"] for name, ms in found["ready"].items()]
    ready.rows += [[f"plimsoll: {name}", f"{f['median_us'] / 1e3:.3f}"] for name, f in found["reading"].items()]
    yield ready


def startup_tables(found: dict[str, Any]) -> Iterator[Grid]:
    """What a process costs, and where its time goes."""
    grid = Grid("Whole processes, ms", ["command", "least", "median", "most", "of the processor, median"])
    for name, f in found["processes"].items():
        wall, processor = f["wall"], f["processor"]
        spans = [wall["least_us"], wall["median_us"], wall["most_us"], processor["median_us"]]
        grid.rows.append([name, *(f"{us / 1e3:.0f}" for us in spans)])
    yield grid
    parts = list(dict.fromkeys(part for split in found["split"].values() for part in split))
    inside = Grid("Inside plimsoll assess, ms", ["part", *found["split"]])
    inside.rows += [[part, *(f"{split[part]:.1f}" for split in found["split"].values())] for part in parts]
    inside.note = "In one fresh process each, without the start of the interpreter and its end; the median of several."
    yield inside
    for command, imports in found["imports"].items():
        total, modules = imports["total_ms"], imports["modules"]
        pairs = {
            "package": imports["own time by package, ms"],
            "module": imports["own time by module, ms"],
            "module, with all it asks for": imports["cumulative, ms"],
        }
        columns = [column for name in pairs for column in (name, "ms")]
        own = Grid(f"Imports of {command}: {modules} modules, {total} ms", columns)
        for row in zip_longest(*(pair.items() for pair in pairs.values()), fillvalue=("", "")):
            own.rows.append([str(cell) for pair in row for cell in pair])
        own.note = "By `-X importtime`, which itself slows imports down."
        yield own


def _cell(said: dict[str, str]) -> str:
    return f"{MARKS[said['is']]} {said['word']}" if "is" in said else said["word"]


def _times(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < 0.01 else f"{ratio:.2f}"


def _micro(us: float) -> str:
    return f"{us:.2f}" if us < 10 else f"{us:.0f}"


def duties_table(found: dict[str, Any]) -> Grid:
    """All duties of one organization, law by law."""
    grid = Grid("Duties", ["what", "duties", "least", "median", "most"])
    for name, spread in found["times"].items():
        law = name.removeprefix("of which ")
        count = found["duties"] if law.startswith("all duties") else found["duties by law"].get(law, "")
        ms = [f"{spread[f'{key}_us'] / 1e3:.1f} ms" for key in ("least", "median", "most")]
        grid.rows.append([name, str(count), *ms])
    grid.note = (
        f"One organization: {found['models']} models, {found['incidents']} incidents, {found['entries of evidence']} "
        "entries of evidence over three years; every law, the vetoed one too. No other tool was found that computes "
        "such duties; the limit is the answer itself, written and read as JSON."
    )
    return grid


def examining_table(found: dict[str, Any]) -> Grid:
    """What an examination of each text takes, and of the slowest pairs of laws."""
    grid = Grid("Examining", ["what", "findings", "least", "median", "most"])
    times = found["times"]
    pairs = sorted(found["pairs"], key=lambda pair: -times[pair]["median_us"])
    limit = next(name for name in times if name.startswith("limit"))
    for name in (*found["texts"], *pairs[:8], limit):
        ms = [f"{times[name][f'{key}_us'] / 1e3:.1f} ms" for key in ("least", "median", "most")]
        said = f"law diff {name}" if name in pairs else name if name is limit else f"law check {name}"
        grid.rows.append([said, str(found["findings"][name]), *ms])
    grid.note = (
        f"Each text alone, and the slowest of {len(pairs)} pairs; in one process, witnesses read back and pruned. No "
        "other tool was found that examines a law so; the limit is z3 alone on two numbers, with a counterexample."
    )
    return grid


def population_tables(found: dict[str, Any]) -> Iterator[Grid]:
    """One rule over a table in every engine, and every term of every text over one."""
    one = found["one rule"]
    grid = Grid(
        f"A table of {one['rows']:,} models: {one['rule']}",
        ["engine", "least ms", "median ms", "million rows a second", "rows wrong", "of which"],
    )
    for name, figures in one["engines"].items():
        wrong = one["wrong"].get(name, {})
        kinds = "; ".join(f"{kind}: {count}" for kind, count in wrong.items() if kind != "in all")
        speed = str(figures["million rows a second, median"])
        cells = [f"{figures['least_ms']:.2f}", f"{figures['median_ms']:.2f}", speed]
        grid.rows.append([name, *cells, str(wrong["in all"]) if wrong else "", kinds])
    grid.rows += [[name, "", "", "", "", f"not installed: {why}"] for name, why in one["not installed"].items()]
    grid.note = (
        "plimsoll reads the whole definition from the text, on one core, with figures as text in hand; the others "
        "compare two floats. Reading both columns once is what memory allows."
    )
    yield grid
    every = Grid(
        "Every term of every text over a table, two cores",
        [
            "models",
            "of which derived",
            "organizations",
            "texts",
            "terms",
            "reading s",
            "every term s",
            "most memory MB",
        ],
    )
    for run in found["every term"]:
        names = ("rows", "of which derived", "organizations", "texts", "terms", "reading the table, s", "every term, s")
        every.rows.append([*(str(run[name]) for name in names), str(run["most memory, MB"])])
    every.note = (
        "A made-up table in the proportions of the public ones, with more facts; half of the verdicts are unknown. "
        "Derived models are what takes time: much is unknown of their bases."
    )
    yield every
