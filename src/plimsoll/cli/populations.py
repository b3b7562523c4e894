"""Printing the assessment of a population: counts by law, what amendments changed, and files of verdicts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from plimsoll.assessment.answers import Verdict
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say, table
from plimsoll.errors import InputError
from plimsoll.facts.quantities import exact, written
from plimsoll.facts.reading import read_facts
from plimsoll.messages import Message, said
from plimsoll.translation import Language

if TYPE_CHECKING:
    from plimsoll.assessment.population.answers import Counted, Moved, PopulationAnswer

VERDICTS: tuple[Verdict, ...] = ("yes", "no", "unknown")
_MOST_NAMED = 5
_MOST_YEARS = 12
_CHANGES = {
    ("no", "yes"): said("added"),
    ("yes", "no"): said("let go"),
    ("unknown", "yes"): said("now reached for certain"),
    ("unknown", "no"): said("now out for certain"),
    ("yes", "unknown"): said("no longer certain to be reached"),
    ("no", "unknown"): said("no longer certain to be out"),
}


def population_command(
    file: str,
    facts: Sequence[str],
    laws: Sequence[str] | None,
    on: date,
    *,
    columns: str | None,
    lines: Sequence[str],
    out: Path | None,
    every_term: bool,
    format: Format,
    lang: Language,
) -> None:
    """Assess a table of models, print the counts, and write pictures and verdicts where they are wanted."""
    moved = dict(map(_line, lines))
    try:
        from plimsoll.assessment.population.assess import assess_population
        from plimsoll.assessment.population.reading import read_population
    except ModuleNotFoundError as missing:
        if missing.name not in ("numpy", "pyarrow"):
            raise
        raise InputError("populations need NumPy and PyArrow", "install plimsoll-ai[population]") from None
    beside = read_facts(facts) if facts else None
    population = read_population(file, columns)
    with _progress(population.table.count) as done:
        answer = assess_population(
            population,
            laws=laws,
            on=on,
            facts=beside,
            every_term=every_term,
            lines=moved,
            curves=out is not None,
            done=done,
        )
    wrote = _write(answer, out) if out is not None else []
    if format is Format.JSON:
        print_json(answer.to_dict(), lang)
        return
    _print(answer, lang, by_year=laws is not None and len({each.version.law for each in answer.counted}) == 1)
    for path in wrote:
        say(said("wrote {path}", path=path), lang)


def _line(text: str) -> tuple[str, Fraction]:
    name, equals, value = text.partition("=")
    try:
        number = exact(Decimal(value))
    except (InvalidOperation, ValueError):
        number = Fraction(-1)
    if not equals or number < 0:
        raise InputError(f"--line {text!r} is no line", "write it as training-operations=5e24")
    return name.strip(), number


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, where there is enough to wait for."""
    if not sys.stderr.isatty() or total < 200_000:
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("assessing", total=total)
        yield lambda rows: bar.advance(task, rows)


def _print(answer: PopulationAnswer, lang: Language, *, by_year: bool) -> None:
    header = (said("law"), said("term"), said("yes"), said("no"), said("unknown"))
    table(header, [_row(each, answer.on) for each in answer.counted], lang)
    if by_year:
        _print_years(answer.counted, lang)
    if answer.moved:
        say()
        say(said("what amendments change"), lang, bold=True)
    for change in answer.moved:
        say(_change(change, answer), lang, lead="- ", indent="  ")
    say()
    for name, value in answer.lines.items():
        say(said("with the line {name} at {value}", name=name, value=written(value)), lang)
    if answer.source:
        say(said("columns read as those of {source}", source=answer.source), lang, dim=True)
    if answer.outside:
        text = said("{n} base models are not in the table: nothing is known of them", n=answer.outside)
        say(text, lang, dim=True)
    summary = said(
        "{models} models, {organizations} organizations; as of the end of {on}, UTC. Not legal advice.",
        models=answer.rows,
        organizations=answer.organizations,
        on=answer.on,
    )
    say(summary, lang, dim=True)


def _row(each: Counted, on: date) -> tuple[str, ...]:
    law = said("{law} {status}", law=each.version.name, status=said(each.version.status_on(on)))
    return law, said(each.term), *(str(each.counts[verdict]) for verdict in VERDICTS)


def _print_years(counted: Sequence[Counted], lang: Language) -> None:
    """Verdicts by the year of the model."""
    for each in counted:
        if each.years:
            say()
            say(said("{law}: {term}, by year", law=each.version.name, term=said(each.term)), lang, bold=True)
            years = sorted(each.years, reverse=True)
            rows = [
                (str(year) if year else "?", *(str(each.years[year][verdict]) for verdict in VERDICTS))
                for year in years[:_MOST_YEARS]
            ]
            if rest := years[_MOST_YEARS:]:
                rows.append(
                    (said("earlier"), *(str(sum(each.years[y][verdict] for y in rest)) for verdict in VERDICTS))
                )
            table((said("year"), said("yes"), said("no"), said("unknown")), rows, lang)


def _change(change: Moved, answer: PopulationAnswer) -> Message:
    names = answer.names(change.rows[:_MOST_NAMED])
    rest = len(change.rows) - len(names)
    listed = ", ".join(names) + (f" … +{rest}" if rest > 0 else "")
    return said(
        "{law} {first} to {then}: {n} {change}: {names}",
        law=change.law,
        first=change.first,
        then=change.then,
        n=len(change.rows),
        change=_CHANGES[change.before, change.after],
        names=listed,
    )


def _write(answer: PopulationAnswer, out: Path) -> list[Path]:
    from plimsoll.demo.coverage import write_pictures

    try:
        out.mkdir(parents=True, exist_ok=True)
        return [_write_verdicts(answer, out), *write_pictures(answer, out)]
    except OSError as error:
        reason = (error.strerror or "it cannot be made").lower()
        raise InputError(f"--out {out}: {reason}", "name a folder that can be written to") from None


def _write_verdicts(answer: PopulationAnswer, out: Path) -> Path:
    """A row a model, a column a term."""
    import pyarrow
    from pyarrow import parquet

    from plimsoll.assessment.population.answers import WORDS

    words = pyarrow.array([WORDS[code] for code in sorted(WORDS)])
    columns = {"id": answer.ids}
    for (law, term), codes in answer.found.items():
        columns[f"{law}/{term}"] = pyarrow.DictionaryArray.from_arrays(pyarrow.array(codes), words)
    path = out / "verdicts.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    return path
