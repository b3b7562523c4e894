"""A population and laws brought together for one day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from plimsoll.assessment.assess import check_acts
from plimsoll.assessment.population.answers import WORDS, Counted, Counts, Curve, Moved, PopulationAnswer, counts_of
from plimsoll.assessment.population.reading import Population
from plimsoll.errors import InputError
from plimsoll.facts.facts import Facts
from plimsoll.facts.quantities import Unit
from plimsoll.law.language.comparison import Compare, Total
from plimsoll.law.language.expression import Expression
from plimsoll.law.language.lines import Line
from plimsoll.law.language.rewriting import with_lines
from plimsoll.law.language.statute import Version
from plimsoll.law.language.vectorise.determining import determined
from plimsoll.law.language.vectorise.settling import below
from plimsoll.law.language.vectorise.verdicts import Codes
from plimsoll.law.language.walking import expressions_in, lines_of
from plimsoll.law.texts import STATUTES, version_named

_STEPS = 4
"""Values a decade at which a line is tried."""
_DECADES = 2


def assess_population(
    population: Population,
    *,
    laws: Iterable[str] | None,
    on: date,
    facts: Facts | None = None,
    every_term: bool = False,
    lines: Mapping[str, Fraction] | None = None,
    curves: bool = False,
    done: Callable[[int], None] = lambda rows: None,
) -> PopulationAnswer:
    """Determine terms of laws of a whole population, count them, and say what each amendment of a law changed.

    `laws` are LAW (in all its prints) or LAW@VERSION; all, where none is named. `facts` give what is the same for all:
    readings, and acts of authorities. `lines` move lines, by their names.

    Raises:
        InputError: a law or a line that is not known, facts that are of one model alone.
    """
    if facts is not None:
        _check(facts)
    versions = _versions(laws, on)
    moved = _moved_lines(versions, lines or {})
    wanted = [(version, _terms(version, every_term)) for version in moved]
    found = determined(population.table, wanted, on, facts, done)
    by_row = {key: population.by_row(codes) for key, codes in found.of_models.items()}
    counted = []
    for version, names in wanted:
        for name in names:
            codes = by_row.get((version.name, name))
            if codes is not None:
                years = _by_year(codes, population.years)
                counted.append(Counted(version, name, "model", counts_of(codes), years))
            else:
                of_organizations = found.of_organizations[version.name, name]
                counted.append(Counted(version, name, "organization", counts_of(of_organizations), {}))
    return PopulationAnswer(
        on=on,
        rows=population.count,
        organizations=population.table.organizations,
        outside=population.outside,
        source=population.source,
        lines=lines or {},
        counted=counted,
        moved=list(_amended(moved, by_row)),
        curves=[c for v in moved if (c := _curve(population, v, on, facts)) is not None] if curves else [],
        ids=population.ids,
        found=by_row,
    )


def _check(facts: Facts) -> None:
    told = facts.given - {"readings", "regulations", "holidays", "format"}
    if told:
        raise InputError(
            f"facts beside a population tell of {sorted(told)[0]}",
            "give what is the same for all models alone: readings and regulations; the rest belongs in the table",
        )
    check_acts(facts)


def _versions(laws: Iterable[str] | None, on: date) -> list[Version]:
    if laws is None:
        return [version for statute in STATUTES for version in statute.versions]
    found: list[Version] = []
    for name in laws:
        version = version_named(name, on)
        statute = next(each for each in STATUTES if each.id == version.law)
        found += [version] if "@" in name else statute.versions
    return list(dict.fromkeys(found))


def _terms(version: Version, every: bool) -> list[str]:
    names = [term.name for term in version.terms if term.public and term.of in ("model", "organization")]
    return names if every else [name for name in version.headline if name in names]


def _by_year(codes: Codes, years: NDArray[np.int64] | None) -> dict[int, Counts]:
    if years is None:
        return {}
    return {int(year): counts_of(codes[years == year]) for year in np.unique(years)}


def _amended(versions: Sequence[Version], found: Mapping[tuple[str, str], Codes]) -> Iterable[Moved]:
    """What changes from each print of a law to the next, of its headline term; the largest change first."""
    for first, then in pairwise(versions):
        if first.law != then.law:
            continue
        for term in then.headline:
            before, after = found.get((first.name, term)), found.get((then.name, term))
            if before is None or after is None:
                continue
            changed = [
                Moved(first.law, term, first.version, then.version, WORDS[a], WORDS[b], rows)
                for a in WORDS
                for b in WORDS
                if a != b and (rows := np.flatnonzero((before == a) & (after == b))).size
            ]
            yield from sorted(changed, key=lambda each: -len(each.rows))


def _moved_lines(versions: Sequence[Version], lines: Mapping[str, Fraction]) -> list[Version]:
    """The versions with lines elsewhere; a line goes by its name, or by that of the amount it is a line for."""
    unknown = set(lines)
    found: list[Version] = []
    for version in versions:
        changed: dict[Line, Fraction] = {}
        for name, value in lines.items():
            for line in _named(version, name):
                changed[line] = value
                unknown.discard(name)
        found.append(with_lines(version, changed) if changed else version)
    if unknown:
        known = sorted({name for version in versions for name in line_names(version)})
        raise InputError(f"no law named has a line {sorted(unknown)[0]!r}", f"its lines are {', '.join(known)}")
    return found


def line_names(version: Version) -> list[str]:
    """Name the lines of a version of models and organizations."""
    compared = [e for e in _read(version) if isinstance(e, Compare) and isinstance(e.line, Line)]
    names = [line.name for line in lines_of(version) if line.name]
    names += [e.amount.name for e in compared if isinstance(e.amount, Total)]
    return list(dict.fromkeys(names))


def _named(version: Version, name: str) -> list[Line]:
    named = [line for line in lines_of(version) if line.name == name]
    compared = [e for e in _read(version) if isinstance(e, Compare) and isinstance(e.amount, Total)]
    return named or [e.line for e in compared if isinstance(e.line, Line) and _amount_name(e) == name]


def _amount_name(compare: Compare) -> str:
    return compare.amount.name if isinstance(compare.amount, Total) else ""


def _read(version: Version) -> list[Expression]:
    terms = [term for term in version.terms if term.of in ("model", "organization")]
    return [each for term in terms for each in expressions_in(term.means)]


def _curve(population: Population, version: Version, on: date, facts: Facts | None) -> Curve | None:
    """The reach of a headline term with its line of training operations at other values, two decades either way."""
    heads = [name for name in version.headline if version.by_name[name].of == "model"]
    if not heads:
        return None
    terms = below(version, heads[:1])
    compared = [e for name in terms for e in expressions_in(version.by_name[name].means) if isinstance(e, Compare)]
    drawn = [
        e.line
        for e in compared
        if isinstance(e.line, Line) and e.line.unit is Unit.OPERATIONS and _amount_name(e) == "training.operations"
    ]
    if not drawn:
        return None
    line = max(drawn, key=lambda each: each.value)
    points: list[tuple[Fraction, Counts]] = []
    for value in _values(line.value):
        tried = version if value == line.value else with_lines(version, {line: value})
        found = determined(population.table, [(tried, heads[:1])], on, facts)
        points.append((value, counts_of(population.by_row(found.of_models[tried.name, heads[0]]))))
    return Curve(version, heads[0], line.name or "training.operations", line.unit, line.value, points)


def _values(line: Fraction) -> list[Fraction]:
    """Round values about a line, and the line itself."""
    mantissas = [Fraction(1), Fraction(18, 10), Fraction(32, 10), Fraction(56, 10)][:_STEPS]
    exponent = len(str(int(line))) - 1
    powers = range(exponent - _DECADES, exponent + _DECADES)
    return sorted({line, *(m * 10**p for p in powers for m in mantissas)})
