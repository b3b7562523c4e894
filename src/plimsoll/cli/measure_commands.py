"""The commands that measure, and what they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plimsoll.cli import usage_commands
from plimsoll.cli.options import (
    ByOption,
    Format,
    FormatOption,
    LanguageOption,
    LawOption,
    OnOption,
    OutOption,
    RecordOption,
    StoreOption,
    day,
)
from plimsoll.translation import Language

app = typer.Typer(
    help="Measure what a model carries: operations, cost and lineage, as facts from real sources.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(usage_commands.app)

LangDefault = Language.EN
ModelOption = Annotated[str, typer.Option("--model", metavar="ID", help="The id of the model, in the facts.")]
PhaseOption = Annotated[
    str, typer.Option("--phase", metavar="NAME", help="pretraining, fine-tuning, reinforcement-learning …")
]
StartedOption = Annotated[
    str | None,
    typer.Option("--started", metavar="DATE", help="Its first day, whose market prices make its cost."),
]
PricesOption = Annotated[
    Path | None,
    typer.Option("--prices", metavar="FILE", help="A survey of prices of your own.", show_default="a small one ships"),
]


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


@app.command(epilog="Example: plimsoll measure training out/plimsoll-measurement.json --record")
def training(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What a meter wrote: plimsoll-measurement.json.")],
    model: Annotated[
        str | None, typer.Option("--model", metavar="ID", help="The id of the model.", show_default="as in the file")
    ] = None,
    out: OutOption = None,
    record: RecordOption = False,
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Operations of a training that was metered: its table of signatures summed anew, as facts."""
    from plimsoll.cli.measuring_compute import Kept, training_command

    training_command(file, model, Kept(out, record, store, by, format, lang))


@app.command(
    epilog="Example: plimsoll measure hardware --device 'H100 SXM' --devices 1024 --hours 2000 --precision bf16"
)
def hardware(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE…",
            help="Lists of periods (YAML or JSON): device, devices, hours, utilisation, precision, started.",
        ),
    ] = None,
    device: Annotated[str | None, typer.Option("--device", metavar="NAME", help="What ran: H100 SXM, A100 …")] = None,
    devices: Annotated[float, typer.Option("--devices", metavar="N", help="How many of them.")] = 1,
    hours: Annotated[float | None, typer.Option("--hours", metavar="N", help="For how many hours each.")] = None,
    utilisation: Annotated[
        str | None,
        typer.Option(
            "--utilisation",
            metavar="SHARE",
            help="The share of the peak that was reached: 0.4, or 0.35:0.45 where it is not known better.",
            show_default="anything from 0 to 1",
        ),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(
            "--precision", metavar="NAME", help="bf16, fp8 …: whose peak it was.", show_default="any the device has"
        ),
    ] = None,
    started: StartedOption = None,
    model: ModelOption = "model",
    phase: PhaseOption = "pretraining",
    catalogue: Annotated[
        Path | None, typer.Option("--catalogue", metavar="FILE", help="Devices of your own, before those that ship.")
    ] = None,
    prices: PricesOption = None,
    out: OutOption = None,
    record: RecordOption = False,
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Operations and cost from device time: devices x hours x peak x utilisation, as wide as what is not known."""
    from plimsoll.cli.measuring_compute import Kept, hardware_command

    one = {
        "device": device,
        "devices": devices,
        "hours": hours,
        "utilisation": utilisation,
        "precision": precision,
        "started": started,
    }
    kept = Kept(out, record, store, by, format, lang)
    hardware_command(files or [], one, model, phase, catalogue, prices, kept)


@app.command(epilog="Example: plimsoll measure plan config.json --tokens 15e12 --sequence 8192")
def plan(
    config: Annotated[
        Path | None, typer.Argument(metavar="CONFIG", help="The model's config.json, as Hugging Face has it.")
    ] = None,
    tokens: Annotated[str, typer.Option("--tokens", metavar="N", help="How many tokens it is to see: 15e12.")] = "",
    sequence: Annotated[
        str, typer.Option("--sequence", metavar="N", help="Tokens in one packed sequence, over which attention runs.")
    ] = "4096",
    parameters: Annotated[
        str | None,
        typer.Option("--parameters", metavar="N", help="In the place of a configuration; then it is a rough estimate."),
    ] = None,
    method: Annotated[
        str, typer.Option("--method", metavar="NAME", help="What is trained: full, lora, qlora, or head.")
    ] = "full",
    rank: Annotated[int, typer.Option("--rank", metavar="N", help="The rank of the adapters.")] = 16,
    target: Annotated[
        list[str] | None,
        typer.Option(
            "--target", metavar="NAME", help="A map that gets an adapter: q_proj …", show_default="all linear maps"
        ),
    ] = None,
    checkpointing: Annotated[
        bool, typer.Option("--checkpointing", help="Blocks are run again on the way back, to save memory.")
    ] = False,
    model: ModelOption = "planned",
    base: Annotated[
        str | None, typer.Option("--base", metavar="ID", help="The model it starts from, as --facts name it.")
    ] = None,
    facts: Annotated[
        list[str] | None,
        typer.Option("--facts", metavar="FILE", help="What is known of its base and of yourself, for the legal lines."),
    ] = None,
    law: LawOption = None,
    on: OnOption = None,
    started: StartedOption = None,
    device: Annotated[
        str | None, typer.Option("--device", metavar="NAME", help="What it is to run on, for time and cost.")
    ] = None,
    utilisation: Annotated[
        str | None, typer.Option("--utilisation", metavar="SHARE", help="The share of the peak that you reach: 0.4.")
    ] = None,
    precision: Annotated[str, typer.Option("--precision", metavar="NAME", help="Whose peak it is.")] = "bf16",
    prices: PricesOption = None,
    out: OutOption = None,
    record: RecordOption = False,
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Operations and cost of a training to come, and how much of every legal line the model would have used."""
    from plimsoll.cli.measuring_compute import Kept, plan_command

    arguments = {
        "tokens": tokens,
        "sequence": sequence,
        "parameters": parameters,
        "method": method,
        "rank": rank,
        "targets": target,
        "checkpointing": checkpointing,
        "model": model,
        "base": base,
        "started": started,
        "device": device,
        "utilisation": utilisation,
        "precision": precision,
    }
    lines = facts or [], law, day(on)
    plan_command(config, arguments, lines, prices, Kept(out, record, store, by, format, lang))


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
