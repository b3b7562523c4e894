"""The commands that measure, and what they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plimsoll.cli import usage_commands
from plimsoll.cli.options import Format, FormatOption, LanguageOption, StoreOption
from plimsoll.translation import Language

app = typer.Typer(
    help="Measure what a model carries: operations, cost and lineage, as facts from real sources.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(usage_commands.app)

LangDefault = Language.EN
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the facts there.")]
RecordOption = Annotated[
    bool, typer.Option("--record", help="Seal the facts, and how they were measured, in the record.")
]
ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who measures; kept sealed.", show_default="your login name"),
]
FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files to measure from.")]


@app.command(epilog="Example: plimsoll measure replay 17 accounting.txt")
def replay(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The entry of a measurement: see `plimsoll log`.")],
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE…", help="The files it was measured from.")] = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Measure again what an entry says was measured; exit status 1 where it comes out otherwise."""
    from plimsoll.cli.measuring import replay_command

    replay_command(entry, files or [], store, format, lang)
