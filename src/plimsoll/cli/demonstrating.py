"""The demo: the main job on public models, as a table, a report and pictures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from plimsoll.assessment.answers import Determination
from plimsoll.cli.answering import times
from plimsoll.cli.printing import say, table
from plimsoll.demo.making import Made, make
from plimsoll.demo.measured import COMPUTE, COST, Measured, margin_of, unmeasured
from plimsoll.errors import InputError
from plimsoll.law.language.statute import Version


def demo_command(out: Path, on: date) -> None:
    """Assess the reference models, print the table and the answers, write the report and the pictures."""
    started = time.perf_counter()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "it cannot be made").lower()
        raise InputError(f"--out {out}: {reason}", "name a folder that can be written to") from None
    made = make(out, on)
    _print_table(made)
    for answer in made.report.answers:
        say()
        say(answer.question, bold=True)
        for paragraph in answer.paragraphs:
            say(paragraph)
    say()
    for path in made.written:
        say(f"wrote {path}")
    for note in made.notes:
        say(note)
    say(
        f"{len(made.models)} models under {len(made.versions)} texts "
        f"in {time.perf_counter() - started:.1f} s. Not legal advice."
    )


def _print_table(made: Made) -> None:
    groups = _alike(made)
    header = ["model", "released", "compute", "cost", *map(_heading, groups)]
    shown = [[*_facts(m, made), *(m.answers[group[0].name].verdict for group in groups)] for m in made.models]
    table(header, shown)
    say()
    named = "; ".join(
        f"{_heading(group)}: {', '.join(f'{v.name}, {v.status_on(made.on)}' for v in group)}" for group in groups
    )
    say(
        "compute and cost as times the line (x); texts that say the same of every model share a column; SB 1047 in "
        f"three prints of a bill that never became law. {named}",
        dim=True,
    )


def _alike(made: Made) -> list[list[Version]]:
    """The texts, those together that give every model here the same verdict."""
    groups: dict[tuple[str, ...], list[Version]] = {}
    for version in made.versions:
        verdicts = tuple(m.answers[version.name].verdict for m in made.models)
        groups.setdefault((version.law, *verdicts) if version.never_law else verdicts, []).append(version)
    return list(groups.values())


def _heading(group: Sequence[Version]) -> str:
    first = group[0]
    name = f"{first.short} {first.version[:7]}" if first.never_law else first.short
    return name if len(group) == 1 else f"{name} +{len(group) - 1}"


def _facts(model: Measured, made: Made) -> list[str]:
    answers = [model.answers[v.name] for v in made.versions]
    released = model.released.isoformat() if model.released else "?"
    return [model.name, released, _ratio(answers, COMPUTE), _ratio(answers, COST)]


def _ratio(answers: Sequence[Determination], fact: str) -> str:
    for determination in answers:
        margin = margin_of(determination, fact)
        if margin is not None and margin.ratio is not None and not unmeasured(margin.value):
            return times(margin.ratio)
    return "?"
