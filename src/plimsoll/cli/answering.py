"""Printing an assessment: one row a subject and law, or everything as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from plimsoll.assessment.answers import Assessment, Determination
from plimsoll.assessment.assess import assess
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_flags, print_json, say, table
from plimsoll.cli.shortening import shortened
from plimsoll.facts.facts import Facts
from plimsoll.facts.quantities import Interval, approximate
from plimsoll.law.language.explain import Margin
from plimsoll.law.language.speech import figure_words
from plimsoll.law.texts import version_named
from plimsoll.messages import Message, both, either, listed, said
from plimsoll.translation import Language

_SHORT = {
    "training.operations": said("compute"),
    "training.cost": said("cost"),
    "network_gbit_s": said("network"),
    "peak_operations_per_s": said("peak operations"),
}


def assess_command(
    facts: Facts | list[str], laws: Sequence[str] | None, on: date, all_terms: bool, format: Format, lang: Language
) -> None:
    """Assess facts, or facts files, and print the answer."""
    answer = assess(facts, law=laws, on=on)
    if format is Format.JSON:
        print_json(answer.to_dict(), lang)
        return
    shown = answer.determinations if all_terms else _headlines(answer)
    _print_table(shown, lang)
    _print_notes(shown, answer.unread, on, lang)
    rest = len(answer.determinations) - len(shown)
    if rest:
        say(said("{rest} more answers, on other terms and subjects: --all shows them.", rest=rest), lang, dim=True)


def _headlines(answer: Assessment) -> list[Determination]:
    """The headline term of each law for models; where there is no model, everything."""
    headline: dict[str, tuple[str, ...]] = {}
    for d in answer.determinations:
        headline.setdefault(d.law, version_named(f"{d.law}@{d.version}", answer.on).headline)
    shown = [d for d in answer.determinations if d.term in headline[d.law]]
    return shown or list(answer.determinations)


def _print_table(determinations: Sequence[Determination], lang: Language) -> None:
    """One row a determination: verdict, section, how near the lines, what would settle an unknown."""
    header = (
        said("subject"),
        said("law"),
        said("term"),
        said("verdict"),
        said("at"),
        said("times the line, or what would settle it"),
    )
    table(header, [_row(d) for d in determinations], lang)


def _row(d: Determination) -> tuple[str, ...]:
    law = said("{law} {status}", law=d.law, status=said(d.status))
    return d.subject, law, said(d.term), said(d.verdict), d.at, detail(d)


def detail(determination: Determination) -> str:
    """The ratio to each line; for an unknown, what would settle it."""
    measured = listed(map(_ratio, determination.margins)) if determination.margins else ""
    if not determination.needs:
        return measured
    asked = either(both(shortened(each.facts, determination.subject)) for each in determination.asks)
    if not measured:
        return said("needs {facts}", facts=asked)
    return said("{measured}; needs {facts}", measured=measured, facts=asked)


def _ratio(margin: Margin) -> Message:
    whose, _, name = margin.fact.rpartition("/")
    figure = _SHORT.get(name) or figure_words(name)
    if whose:
        figure = said("{subject} {figure}", subject=whose, figure=figure)
    ratio = margin.ratio
    if ratio is None or (ratio.high is None and not ratio.low):
        return said("{figure} unknown", figure=figure)
    return said("{figure} {times}", figure=figure, times=times(ratio))


def times(ratio: Interval) -> Message:
    """A ratio as people say it: 0.63x, 0.5-1.2x; beside the line, as many digits as it takes not to touch it."""
    low, high = ratio.low, ratio.high
    if low is not None and high is not None:
        if low == high:
            return said("{times}x", times=_digits(low))
        return said("{low}-{high}x", low=_digits(low), high=_digits(high))
    if low is not None:
        return said("{low}x or more", low=_digits(low))
    return said("{high}x or less", high=_digits(high)) if high is not None else said("unknown")


def _digits(value: Fraction) -> str:
    for digits in range(3, 17):
        text = f"{approximate(value):.{digits}g}"
        if float(text) != 1 or value == 1:
            return text
    return said("just above 1") if value > 1 else said("just below 1")


def _print_notes(determinations: Sequence[Determination], unread: Sequence[str], on: date, lang: Language) -> None:
    print_flags([(flag, d.subject) for d in determinations for flag in d.flags], unread, lang)
    counted = {v: sum(d.verdict == v for d in determinations) for v in ("yes", "no", "unknown")}
    say()
    summary = said(
        "{yes} yes, {no} no, {unknown} unknown; as of the end of {on}, UTC. Not legal advice.", **counted, on=on
    )
    say(summary, lang, dim=True)
