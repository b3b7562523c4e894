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


@app.command(epilog="Example: plimsoll measure weights models/base models/tuned --facts mine.yaml --out lineage.json")
def weights(
    folders: Annotated[
        list[str],
        typer.Argument(
            metavar="[ID=]FOLDER…",
            help="Folders of models: of one, of several, or the hub's cache; ID= names one as your facts do.",
        ),
    ],
    facts: Annotated[
        list[Path] | None,
        typer.Option("--facts", metavar="FILE", help="A facts file with training runs of some; may be repeated."),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option("--manifest", metavar="OUT", help="Write the model's manifest, as OpenSSF model signing has it."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="PEM", help="Sign the manifest with this private key (EC): OUT is a model.sig."),
    ] = None,
    public_key: Annotated[
        list[Path] | None,
        typer.Option(
            "--public-key", metavar="PEM", help="Whose model.sig each folder has to carry; one of several may be."
        ),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FOLDER", help="Draw the lineage there, as SVG and PNG.")
    ] = None,
    out: OutOption = None,
    record: RecordOption = False,
    store: StoreOption = None,
    by: ByOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Find which model descends from which, from weights and the files beside them, and who added how much.

    Cards, configurations of models, adapters (PEFT) and merges (mergekit) say what a model is made from; tensors that
    are equal byte for byte show it. Each step is told with how it is known, and contradictions are named. A base that
    is named and not there leaves the chain open: what it carries is unknown, unless a facts file tells. `org/name`
    becomes the id `org--name`.

    A folder with a model.sig is held against it: what differs is named, nothing is written, and the exit status is 1.
    The facts that come out have `derived_from` for each model; `plimsoll assess` reads them.
    """
    from plimsoll.cli.measuring_weights import weights_command

    weights_command(
        folders, facts or [], manifest, key, public_key or [], picture, out, record, store, by, format, lang
    )
