"""Printing an assessment: one row a subject and law, or everything as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from plimsoll.assessment.answers import Assessment, Determination
from plimsoll.assessment.assess import assess
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say, table
from plimsoll.errors import InputError
from plimsoll.facts.quantities import Interval, approximate
from plimsoll.law.language.explain import Margin
from plimsoll.law.texts import version_named

_SHORT = {
    "training.operations": "compute",
    "training.cost": "cost",
    "network_gbit_s": "network",
    "peak_operations_per_s": "peak operations",
}


def assess_command(files: Sequence[str], laws: Sequence[str] | None, on: date, all_terms: bool, format: Format) -> None:
    """Assess facts files and print the answer."""
    if not files:
        raise InputError(
            "no facts are given", "name a facts file, or - for standard input; `plimsoll facts new` prints one"
        )
    answer = assess(list(files), law=laws, on=on)
    if format is Format.JSON:
        print_json(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
        return
    shown = answer.determinations if all_terms else _headlines(answer)
    _print_table(shown)
    _print_notes(shown, answer.unread, on)
    rest = len(answer.determinations) - len(shown)
    if rest:
        say(f"{rest} more answers, on other terms and subjects: --all shows them.", dim=True)


def _headlines(answer: Assessment) -> list[Determination]:
    """The headline term of each law for models; where there is no model, everything."""
    headline: dict[str, tuple[str, ...]] = {}
    for d in answer.determinations:
        headline.setdefault(d.law, version_named(f"{d.law}@{d.version}", answer.on).headline)
    shown = [d for d in answer.determinations if d.term in headline[d.law]]
    return shown or list(answer.determinations)


def _print_table(determinations: Sequence[Determination]) -> None:
    """One row a determination: verdict, section, how near the lines, what would settle an unknown."""
    header = ("subject", "law", "term", "verdict", "at", "times the line, or what would settle it")
    table(header, [(d.subject, f"{d.law} {d.status}", d.term, d.verdict, d.at, detail(d)) for d in determinations])


def detail(determination: Determination) -> str:
    """The ratio to each line; for an unknown, what would settle it."""
    said = ", ".join(filter(None, map(_ratio, determination.margins)))
    if determination.needs:
        asked = " or ".join(" and ".join(_facts(each.facts, determination)) for each in determination.asks)
        said = f"{said}; needs {asked}" if said else f"needs {asked}"
    return said


def _facts(facts: Sequence[str], determination: Determination) -> list[str]:
    """Facts without the part that the row already says; the three marks of a foundation model as one."""
    own = (f"models.{determination.subject}.", f"incidents.{determination.subject}.", f"harms.{determination.subject}.")
    short = [next((f.removeprefix(o) for o in own if f.startswith(o)), f) for f in facts]
    return list(dict.fromkeys(f.partition(".foundation.")[0] if ".foundation." in f else _mark(f) for f in short))


def _mark(fact: str) -> str:
    return "foundation" if fact.startswith("foundation.") else fact


def _ratio(margin: Margin) -> str:
    whose, _, name = margin.fact.rpartition("/")
    name = _SHORT.get(name) or name.replace("_", " ").replace(".", " ")
    name = f"{whose} {name}" if whose else name
    ratio = margin.ratio
    if ratio is None or (ratio.high is None and not ratio.low):
        return f"{name} unknown"
    return f"{name} {times(ratio)}"


def times(ratio: Interval) -> str:
    """A ratio as people say it: 0.63x, 0.5-1.2x; beside the line, as many digits as it takes not to touch it."""
    low, high = ratio.low, ratio.high
    if low is None or high is None:
        end = low if high is None else high
        return f"{_digits(end)}x or {'more' if high is None else 'less'}" if end is not None else "unknown"
    return f"{_digits(low)}x" if low == high else f"{_digits(low)}-{_digits(high)}x"


def _digits(value: Fraction) -> str:
    for digits in range(3, 17):
        text = f"{approximate(value):.{digits}g}"
        if float(text) != 1 or value == 1:
            return text
    return "just above 1" if value > 1 else "just below 1"


def _print_notes(determinations: Sequence[Determination], unread: Sequence[str], on: date) -> None:
    notes: dict[str, list[str]] = {}
    for d in determinations:
        for flag in d.flags:
            notes.setdefault(flag, []).append(d.subject)
    for note in unread:
        notes[note] = []
    if notes:
        say()
        say("flags", bold=True)
    for flag, subjects in notes.items():
        about = list(dict.fromkeys(subjects))
        say(f"- {flag}" + ("" if len(about) > 3 or not about else f" ({', '.join(about)})"), indent="  ")
    counted = {v: sum(d.verdict == v for d in determinations) for v in ("yes", "no", "unknown")}
    said = ", ".join(f"{n} {v}" for v, n in counted.items())
    say()
    say(f"{said}; as of the end of {on}, UTC. Not legal advice.", dim=True)
