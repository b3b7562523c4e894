"""From measured models to what the pictures and the table show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plimsoll.assessment.answers import Determination
from plimsoll.demo.measured import COMPUTE, COST, Measured, lines_of_headline, margins_of_headline, unmeasured
from plimsoll.demo.pictures import Mark, Region, TimeLine, load_line, record_by_year
from plimsoll.demo.plotted import Theme, Verdict
from plimsoll.demo.report import Cell, Column, LawStatus, Ratio, Row
from plimsoll.demo.saying import load_line_title, record_title
from plimsoll.demo.words import dollars, operations
from plimsoll.law.language.explain import Margin
from plimsoll.law.language.statute import Version

NAMED = frozenset(
    {
        "llama-3-8b", "llama-3-70b", "llama-3-1-405b", "gemma-2b", "gemma-7b", "gemma-2-9b", "gemma-2-27b",
        "qwen2-72b", "yi-34b", "gpt-3-5", "gpt-4", "gpt-4o", "gpt-4-5", "gpt-5", "gemini-1-0-ultra", "grok-3", "grok-4",
        "claude-3-opus", "claude-3-7-sonnet", "deepseek-v3", "mistral-large-2", "falcon-180b", "bloom-176b",
        "palm-540b", "llama-2-70b", "llama-4-behemoth", "kimi-k2", "nemotron-4-340b", "gpt-oss-120b", "phi-4",
    }
)  # fmt: skip
"""Models that an argument over the law has named, and those that mark the field's edges: these get a label."""
_LINE_NAMES = {COMPUTE: "compute line", COST: "cost line"}


def marks(models: Sequence[Measured], law: str) -> list[Mark]:
    """Every model as it is drawn, coloured by one law's verdict."""
    return [
        Mark(
            id=m.model.id,
            name=m.name,
            developer=m.developer,
            released=m.released,
            operations=m.operations,
            cost=m.cost,
            open_weights=m.open_weights,
            verdict=m.answers[law].verdict,
            named=m.model.id in NAMED,
        )
        for m in models
    ]


def regions(versions: Sequence[Version], on: date) -> list[Region]:
    """Where each law's covered region lies, from the law's own lines."""
    found = []
    for version in versions:
        lines = margins_of_headline(version, on)
        compute, cost = float(lines[COMPUTE].line), lines[COST].line if COST in lines else None
        level = operations(compute)
        said = f"{level} operations or more" if lines[COMPUTE].over == ">=" else f"above {level} operations"
        found.append(
            Region(
                law=version.law,
                label=version.short,
                status=version.status_on(on),
                operations_above=compute,
                cost_above=None if cost is None else float(cost),
                detail=said if cost is None else f"{said} and {dollars(float(cost))}",
            )
        )
    return found


def time_lines(versions: Sequence[Version], on: date) -> list[TimeLine]:
    """Each law's line for compute, from the day on which it applies, or would have."""
    return [
        TimeLine(
            law=version.law,
            label=version.short,
            status=version.status_on(on),
            operations=float(lines_of_headline(version, on)[COMPUTE]),
            starts=version.first_day,
        )
        for version in versions
    ]


def load_line_picture(models: Sequence[Measured], versions: Sequence[Version], on: date, theme: Theme) -> str:
    """The load-line picture: compute and cost of every model against the lines, by the first law's verdict."""
    first = versions[0]
    return load_line(
        marks(models, first.name),
        regions(versions, on),
        title=load_line_title(models, first),
        subtitle="Training compute and its cost at cloud prices, each with the interval in which it is believed to lie",
        asked=f"Under {first.short}, as enrolled",
        meaning=_MEANING,
        source=_SOURCE,
        theme=theme,
    )


def record_picture(models: Sequence[Measured], versions: Sequence[Version], on: date, theme: Theme) -> str:
    """The record compute of each year against the lines."""
    first = versions[0]
    line = float(lines_of_headline(first, on)[COMPUTE])
    return record_by_year(
        marks(models, first.name),
        time_lines(versions, on),
        title=record_title(models, line),
        subtitle="Training compute of public models by release, and the largest best estimate of each year",
        asked=f"Under {first.short}, as enrolled",
        meaning=_MEANING,
        source=_SOURCE,
        theme=theme,
    )


_MEANING: dict[Verdict, str] = {"yes": "covered", "no": "not covered", "unknown": "unknown"}
_SOURCE = (
    "Figures: Epoch AI (CC BY 4.0), developers' model cards and papers; each with its source in the reference facts."
)


def columns(versions: Sequence[Version], on: date) -> tuple[Column, ...]:
    """One column a text."""
    return tuple(Column(v.name, v.short, v.version, v.status_on(on)) for v in versions)


def rows(models: Sequence[Measured]) -> tuple[Row, ...]:
    """One row a model, with each text's answer."""
    return tuple(
        Row(
            id=m.model.id,
            name=m.name,
            developer=m.developer,
            released=m.released,
            open_weights=m.open_weights,
            cells={law: cell(d) for law, d in m.answers.items()},
        )
        for m in models
    )


def cell(determination: Determination) -> Cell:
    """One text's answer for one model."""
    ratios = [ratio(m) for m in determination.margins if m.fact in _LINE_NAMES]
    asked = [" and ".join(map(_asked, s.facts)) for s in determination.asks]
    return Cell(
        verdict=determination.verdict,
        ratios=tuple(r for r in ratios if r is not None),
        needs=tuple(dict.fromkeys(asked)),
        at=determination.at,
        flags=tuple(f for f in determination.flags if "never became law" not in f),
    )


def ratio(margin: Margin) -> Ratio | None:
    """A margin as a ratio; nothing, where nothing is known of the amount."""
    if margin.ratio is None or unmeasured(margin.value):
        return None
    low, high = margin.ratio.low, margin.ratio.high
    return Ratio(
        _LINE_NAMES[margin.fact],
        float(low) if low is not None else 0.0,
        float(high) if high is not None else float("inf"),
    )


def _asked(fact: str) -> str:
    """The last part of a fact's path, in words."""
    if fact.startswith("judgments."):
        return f"the judgment {fact.split('.')[1]}"
    words = {"operations": "compute", "cost": "cost", "training": "training"}
    last = fact.rsplit(".", 1)[-1]
    return words.get(last, last.replace("_", " "))


def statuses(versions: Sequence[Version], on: date) -> tuple[LawStatus, ...]:
    """Each text, and whether it binds anyone."""
    return tuple(
        LawStatus(
            law=v.law,
            version=v.version,
            name=v.title,
            status=v.status_on(on),
            first_day=v.first_day,
            note=f"read from: {v.copy}",
        )
        for v in versions
    )
