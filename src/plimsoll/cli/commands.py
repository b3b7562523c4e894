"""The commands and what they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plimsoll.cli import measure_commands, record_commands
from plimsoll.cli.options import (
    AsOfOption,
    CalendarFormat,
    DutiesLawOption,
    Format,
    FormatOption,
    LanguageOption,
    LawOption,
    OnOption,
    StoreOption,
    day,
)
from plimsoll.errors import InputError
from plimsoll.translation import Language

app = typer.Typer(
    name="plimsoll",
    help="The load line for AI models: what a model carries, which legal lines it crosses, and why. Not legal advice.",
    epilog="Start with: plimsoll demo - then: plimsoll facts new > mine.yaml, and plimsoll assess mine.yaml",
    no_args_is_help=True,
    # Plain help: setting it in boxes takes longer than everything else that --help does.
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
facts_app = typer.Typer(help="Facts files.", no_args_is_help=True, rich_markup_mode=None)
schema_app = typer.Typer(help="Schemas of the files that plimsoll reads.", no_args_is_help=True, rich_markup_mode=None)
law_app = typer.Typer(
    help="The laws: what they say, in which version, and how well that is grounded.", no_args_is_help=True
)
app.add_typer(facts_app, name="facts")
app.add_typer(schema_app, name="schema")
app.add_typer(law_app, name="law")
app.add_typer(record_commands.app)
app.add_typer(measure_commands.app, name="measure")

FactsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="FACTS", help="Facts files (YAML, JSON, TOML); - is standard input.", show_default=False),
]
LangDefault = Language.EN


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    if version:
        from plimsoll import __version__

        typer.echo(f"plimsoll {__version__}")
        raise typer.Exit


@app.command(epilog="Example: plimsoll assess mine.yaml --law us-ca-sb1047 --law us-ca-sb53 --on 2026-11-22")
def assess(
    facts: FactsArgument = None,
    law: LawOption = None,
    on: OnOption = None,
    all_terms: Annotated[bool, typer.Option("--all", help="Show every term, not only the headline one.")] = False,
    population: Annotated[
        str | None,
        typer.Option("--population", metavar="FILE", help="Count over a table of models, CSV or Parquet."),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="FILE", help="Which column of the population holds which fact (YAML)."),
    ] = None,
    line: Annotated[
        list[str] | None,
        typer.Option(
            "--line",
            metavar="LINE=VALUE",
            help="For a population: a line elsewhere than the text has it; may be repeated.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="For a population: a folder for pictures and verdicts."),
    ] = None,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Say which models, organizations, clusters, incidents and harms a law reaches, why, and by how much.

    Without FACTS, those of the record are read. Unknown is an answer: it comes with the facts that would settle it.
    With --population, count whom every print of each law reaches in a table of models; FACTS then hold readings and
    regulations alone.
    """
    if population is not None:
        from plimsoll.cli.populations import population_command

        population_command(
            population,
            facts or [],
            law,
            day(on),
            columns=columns,
            lines=line or [],
            out=out,
            every_term=all_terms,
            format=format,
            lang=lang,
        )
        return
    if columns is not None or line or out is not None:
        raise InputError("--columns, --line and --out are for populations", "give the table with --population")
    from plimsoll.cli.answering import assess_command
    from plimsoll.cli.recording import facts_of

    known = facts_of(facts or [], store, day(on), None if as_of is None else day(as_of, "--as-of"))
    assess_command(known, law, day(on), all_terms, format, lang)


@app.command(epilog="Example: plimsoll duties mine.yaml --until 2027-06-30 --format ics > duties.ics")
def duties(
    facts: FactsArgument = None,
    law: DutiesLawOption = None,
    on: OnOption = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DATE", help="Leave out what falls due after this day.", show_default="no limit"
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if anything is overdue, late or breached.")
    ] = False,
    all_duties: Annotated[bool, typer.Option("--all", help="Show also what asks for nothing now.")] = False,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    format: Annotated[
        CalendarFormat, typer.Option("--format", help="How to print the answer; ics is for calendar programs.")
    ] = CalendarFormat.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Say what is owed under each law, to whom, by when, and what shows that it was done.

    A duty is not-triggered, due, met, late (done after its time), overdue (past, still to be done), breached (too
    late to mend), standing (holds always) or undetermined (the facts that would settle it are named). Without FACTS,
    those of the record are read.
    """
    from plimsoll.cli.owing import duties_command
    from plimsoll.cli.recording import facts_of

    last = None if until is None else day(until, "--until")
    known = facts_of(facts or [], store, day(on), None if as_of is None else day(as_of, "--as-of"))
    duties_command(known, law, day(on), last, whole=all_duties, strict=strict, format=format, lang=lang)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the report and the pictures.")] = Path("plimsoll-demo"),
    on: OnOption = None,
) -> None:
    """Assess public models of 2022 to 2026 under every text: a table, a report, and the load-line picture."""
    from plimsoll.cli.demonstrating import demo_command

    demo_command(out, day(on))


@facts_app.command("new")
def facts_new(
    from_config: Annotated[
        Path | None, typer.Option("--from", metavar="CONFIG", help="Fill in from a model's config.json.")
    ] = None,
) -> None:
    """Print a commented facts file to fill in."""
    from plimsoll.facts.template import facts_template

    typer.echo(facts_template(from_config), nl=False)


@schema_app.command("facts")
def schema_facts() -> None:
    """Print the JSON Schema of facts files."""
    import json

    from plimsoll.facts.schema import facts_schema

    typer.echo(json.dumps(facts_schema(), indent=2))


@law_app.command("list")
def law_list(on: OnOption = None, format: FormatOption = Format.TABLE, lang: LanguageOption = LangDefault) -> None:
    """List the laws and their versions, with their status on a day."""
    from plimsoll.cli.laws import list_command

    list_command(day(on), format, lang)


@law_app.command("show", epilog="Example: plimsoll law show us-ca-sb1047 covered-model")
def law_show(
    law: Annotated[str, typer.Argument(metavar="LAW", help="A law, or LAW@VERSION.")],
    term: Annotated[str | None, typer.Argument(metavar="TERM", help="One of its terms, or of its duties.")] = None,
    on: OnOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Show what a law says: terms, duties, lines, judgments, readings, defects; or one term or duty as written here."""
    from plimsoll.cli.showing import show_command

    show_command(law, term, day(on), format, lang)


@law_app.command("vectors")
def law_vectors(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files of vectors.")],
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Run vectors (facts with the verdicts expected) and print what differs; exit status 1 if anything does."""
    from plimsoll.cli.laws import vectors_command

    vectors_command(files, format, lang)


@law_app.command("anchor", epilog="Example: plimsoll law anchor us-ca-sb53 the-official-text.txt")
def law_anchor(
    law: Annotated[str, typer.Argument(metavar="LAW", help="A law, or LAW@VERSION.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An official text: plain text or a saved web page.")],
    on: OnOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Name the clauses of an official text that have moved from, or are missing against, what was read."""
    from plimsoll.cli.laws import anchor_command

    anchor_command(law, file, day(on), format, lang)


WitnessesOption = Annotated[
    Path | None,
    typer.Option("--witnesses", metavar="FOLDER", help="Also write each witness as a facts file of its own."),
]


@law_app.command("check", epilog="Example: plimsoll law check us-ca-sb1047@2024-09-03 --witnesses found")
def law_check(
    law: Annotated[str, typer.Argument(metavar="LAW", help="A law, or LAW@VERSION.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if anything is found.")] = False,
    witnesses: WitnessesOption = None,
    on: OnOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Find what a text leaves open, from its rules alone, each finding with facts that show it.

    A gap (something made from a model that no term catches, a model without its developer, a comparison that is
    not named), an overlap (two terms that part an amount between them, and both hold), an unreachable branch, a
    reference to a section that does not say so. `plimsoll assess` accepts each witness. It looks at models up to two
    steps from what they descend from, in one run each.
    """
    from plimsoll.cli.examining import check_command

    check_command(law, day(on), witnesses, strict=strict, format=format, lang=lang)


@law_app.command("diff", epilog="Example: plimsoll law diff us-ny-raise us-ca-sb1047")
def law_diff(
    first: Annotated[str, typer.Argument(metavar="LAW", help="A law, or LAW@VERSION.")],
    second: Annotated[str, typer.Argument(metavar="LAW", help="Another law, or another version.")],
    witnesses: WitnessesOption = None,
    on: OnOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Find facts on which two laws, or two versions of one, differ: what only the first reaches, and only the second.

    Terms of the same name are compared, and those that stand for each law in the table of `plimsoll assess`.
    """
    from plimsoll.cli.examining import diff_command

    diff_command(first, second, day(on), witnesses, format, lang)
