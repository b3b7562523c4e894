"""The answers in words, each computed from the determinations: nothing here knows a result beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plimsoll.assessment.answers import Assessment
from plimsoll.demo import words
from plimsoll.demo.measured import COMPUTE, COST, Measured, lines_of_headline, margin_of, sort_by_compute, unmeasured
from plimsoll.demo.report import Answer, Figure
from plimsoll.law.language.explain import Margin
from plimsoll.law.language.statute import Version

ARGUED = ("llama-3-8b", "llama-3-70b", "llama-3-1-405b", "gemma-2b", "gemma-7b", "gemma-2-9b", "gemma-2-27b")
"""The models that were said to meet the thresholds."""


def load_line_title(models: Sequence[Measured], version: Version) -> str:
    """What the load-line picture shows, in one line."""
    covered = [m for m in models if m.answers[version.name].verdict == "yes"]
    unknown = [m for m in models if m.answers[version.name].verdict == "unknown"]
    if not covered:
        return f"{version.short}'s line: no public model surely above it, {len(unknown)} that might be"
    return f"{version.short}'s line: {words.count(len(covered), 'public model')} above it, {len(unknown)} that might be"


def record_title(models: Sequence[Measured], line: float) -> str:
    """When the record first rose above the line, by best estimate."""
    above = [m.released for m in models if m.released and m.operations and (m.operations.best or 0) > line]
    if not above:
        return "The record has not risen above the line"
    return f"By best estimate, the record rose above the line in {min(above).year}"


def answers(
    models: Sequence[Measured], vetoed: Version, in_force: Version, all_terms: Assessment, on: date
) -> tuple[Answer, ...]:
    """The questions that everybody in the argument asked, answered."""
    return (
        _argued(models, vetoed),
        _crossing(models, vetoed, on),
        _reached(models, in_force, all_terms),
        _not_known(models),
    )


def _argued(models: Sequence[Measured], version: Version) -> Answer:
    by_id = {m.model.id: m for m in models}
    chosen = [by_id[i] for i in ARGUED if i in by_id]
    reached = [m for m in chosen if m.answers[version.name].verdict != "no"]
    nearest = max(chosen, key=lambda m: _high(m, version, COMPUTE))
    sentences = [f"{m.name}: {_ratios(m, version)}." for m in chosen]
    verdict = (
        f"No. Each of them fails the test of compute, so none is a covered model under {version.short} "
        f"({version.status_on(version.standing[-1][0])}, never law)."
        if not reached
        else f"Not all of them fail: {', '.join(m.name for m in reached)}."
    )
    furthest = min(chosen, key=lambda m: _high(m, version, COMPUTE))
    return Answer(
        question=f"Do Llama 3 and Gemma meet {version.short}'s thresholds, as was claimed?",
        paragraphs=(
            verdict,
            f"The nearest, {nearest.name}, is at {_of(nearest, version, COMPUTE)} of the compute line. {furthest.name} "
            f"would have to be trained {1 / _high(furthest, version, COMPUTE):,.0f} times over to touch it.",
            " ".join(sentences),
        ),
        figures=tuple(Figure(_of(m, version, COMPUTE), f"{m.name}: share of the compute line") for m in chosen[:3]),
    )


def _crossing(models: Sequence[Measured], version: Version, on: date) -> Answer:
    line = float(lines_of_headline(version, on)[COMPUTE])
    surely = [m for m in models if m.operations and m.operations.low > line]
    best = sort_by_compute([m for m in models if m.operations and (m.operations.best or 0) > line and m not in surely])
    might = [m for m in models if m.operations and m.operations.high > line and m not in surely and m not in best]
    blank = [m for m in models if m.operations is None]
    listed = [f"{m.name} ({words.operations((m.operations and m.operations.best) or 0)})" for m in best]
    names = ", ".join(m.name for m in surely)
    first = f"For certain: {names}." if surely else "For certain, on what is published: none."
    return Answer(
        question=f"Which models do cross {words.operations(line)} operations?",
        paragraphs=(
            first,
            f"By best estimate: {', '.join(listed)}. The estimates are not the developers' own, and their intervals "
            "reach below the line."
            if listed
            else "By best estimate: none.",
            f"{words.count(len(might), 'further model')} might, at the upper end of an estimate; for "
            f"{words.count(len(blank), 'model')} nobody has published a figure. Unknown is not no.",
        ),
        figures=(
            Figure(str(len(surely)), "surely above the line"),
            Figure(str(len(best)), "above it by best estimate"),
            Figure(str(len(might) + len(blank)), "might be, or not known at all"),
        ),
    )


def _reached(models: Sequence[Measured], version: Version, all_terms: Assessment) -> Answer:
    counts = {v: [m for m in models if m.answers[version.name].verdict == v] for v in ("yes", "no", "unknown")}
    developers = [d for d in all_terms.determinations if d.law == version.law and d.term == "frontier-developer"]
    open_ones = [d.subject for d in developers if d.verdict == "unknown"]
    sure = [d.subject for d in developers if d.verdict == "yes"]
    named = f"Frontier developers for certain: {', '.join(sure) or 'none'}."
    return Answer(
        question=f"Which do the laws now in force reach? ({version.short}, since {words.day(version.first_day)})",
        paragraphs=(
            f"{version.title}: {words.count(len(counts['yes']), 'model')} surely a frontier model, "
            f"{len(counts['no'])} surely not, {len(counts['unknown'])} unknown. It has no test of cost, so the line is "
            "compute alone.",
            f"{named} Of {words.count(len(developers), 'developer')} here, "
            f"{len(developers) - len(open_ones) - len(sure)} are surely none, and for {len(open_ones)} published "
            f"figures do not tell: {', '.join(open_ones)}.",
        ),
        figures=(
            Figure(str(len(counts["yes"])), "frontier models for certain"),
            Figure(str(len(counts["unknown"])), "models whose position is unknown"),
            Figure(str(len(counts["no"])), "models surely below"),
        ),
    )


def _not_known(models: Sequence[Measured]) -> Answer:
    compute = [m for m in models if m.operations is None]
    cost = [m for m in models if m.cost is None]
    return Answer(
        question="What does nobody outside know?",
        paragraphs=(
            f"Of {words.count(len(models), 'model')} here, the compute of {len(compute)} and the cost of {len(cost)} "
            "have been neither published nor estimated in a source that could be read. A tool that takes an absent "
            "figure for zero would clear them all; here they stay unknown, with the fact that would settle each.",
        ),
    )


def _margin(model: Measured, version: Version, fact: str) -> Margin | None:
    return margin_of(model.answers[version.name], fact)


def _high(model: Measured, version: Version, fact: str) -> float:
    margin = _margin(model, version, fact)
    ratio = margin.ratio if margin else None
    return float(ratio.high) if ratio and ratio.high is not None else float("inf")


def _of(model: Measured, version: Version, fact: str) -> str:
    margin = _margin(model, version, fact)
    if margin is None or margin.ratio is None or unmeasured(margin.value):
        return "an unknown share"
    low, high = margin.ratio.low, margin.ratio.high
    return words.ratio(float(low or 0), float(high) if high is not None else float("inf"), None)


def _ratios(model: Measured, version: Version) -> str:
    cost = _of(model, version, COST)
    said = f"{_of(model, version, COMPUTE)} of the compute line"
    return f"{said}, {cost} of the cost line" if cost != "an unknown share" else f"{said}, cost not published"
