"""The commands that measure from a cluster's own records, and total them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plimsoll.cli.options import ByOption, Format, FormatOption, LanguageOption, OutOption, RecordOption, StoreOption
from plimsoll.translation import Language

app = typer.Typer(rich_markup_mode=None)

LangDefault = Language.EN
FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files to measure from.")]
ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="ID", help="The model that all of it is of, or the rest of it.")
]
ModelFromOption = Annotated[
    str | None,
    typer.Option(
        "--model-from",
        metavar="COLUMN[=PATTERN]",
        help="The column or label that names the model; of a pattern, its first group.",
    ),
]
PhaseOption = Annotated[
    str | None, typer.Option("--phase", metavar="NAME", help="pretraining, fine-tuning, reinforcement-learning …")
]
PhaseFromOption = Annotated[
    str | None, typer.Option("--phase-from", metavar="COLUMN[=PATTERN]", help="As --model-from, for the phase.")
]
CustomerFromOption = Annotated[
    str | None, typer.Option("--customer-from", metavar="COLUMN[=PATTERN]", help="As --model-from, for the customer.")
]
ProjectFromOption = Annotated[
    str | None, typer.Option("--project-from", metavar="COLUMN[=PATTERN]", help="As --model-from, for the project.")
]
DeviceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--device",
        metavar="WORD=NAME[*N]",
        help="What a device is that the records call otherwise: volta='V100 SXM2'; N in one: p5='H100 SXM'*8; "
        "=A100 for those of no kind. May be repeated.",
    ),
]
UtilisationOption = Annotated[
    str | None,
    typer.Option(
        "--utilisation",
        metavar="SHARE",
        help="The share of the peak that was reached: 0.4, or 0.35:0.45 where it is not known better.",
        show_default="anything from 0 to 1",
    ),
]
PrecisionOption = Annotated[
    str | None,
    typer.Option(
        "--precision", metavar="NAME", help="bf16, fp8 …: whose peak it was.", show_default="any the device has"
    ),
]
CatalogueOption = Annotated[
    Path | None, typer.Option("--catalogue", metavar="FILE", help="Devices of your own, before those that ship.")
]
LeaveOutOption = Annotated[
    bool,
    typer.Option("--leave-out", help="Leave out lines that cannot be taken, and say how many and where the first is."),
]
SegmentsOption = Annotated[
    Path | None,
    typer.Option("--segments", metavar="FOLDER", help="Keep the rows there, as Parquet with the SHA-256 of each file."),
]
KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="The key of the pseudonyms of accounts and projects; made where it is not there.",
        show_default="one of your own, beside the record's keys",
    ),
]
ClearOption = Annotated[
    bool, typer.Option("--clear", help="Keep accounts and projects in the segments under their own names.")
]


@app.command(
    epilog="Example: plimsoll measure slurm jobs.txt --zone Europe/Berlin --model-from Comment --out facts.json"
)
def slurm(
    files: FilesArgument,
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="NAME", help="The cluster's time zone: Europe/Berlin.", show_default="UTC"),
    ] = None,
    gres: Annotated[
        list[str] | None,
        typer.Option(
            "--gres", metavar="NAME", help="A generic resource that is a device; may be repeated.", show_default="gpu"
        ),
    ] = None,
    tres: Annotated[
        list[str] | None,
        typer.Option(
            "--tres", metavar="ID=NAME", help="What a TRES number stands for: 1001=gres/gpu. May be repeated."
        ),
    ] = None,
    model: ModelOption = None,
    model_from: ModelFromOption = None,
    phase: PhaseOption = None,
    phase_from: PhaseFromOption = None,
    customer_from: CustomerFromOption = None,
    project_from: ProjectFromOption = None,
    device: DeviceOption = None,
    utilisation: UtilisationOption = None,
    precision: PrecisionOption = None,
    catalogue: CatalogueOption = None,
    cost: Annotated[
        bool, typer.Option("--cost", help="The cost too: device-hours at the market price of the first day.")
    ] = False,
    prices: Annotated[
        Path | None, typer.Option("--prices", metavar="FILE", help="As --cost, by a survey of prices of your own.")
    ] = None,
    leave_out: LeaveOutOption = False,
    segments: SegmentsOption = None,
    key: KeyOption = None,
    clear: ClearOption = False,
    out: OutOption = None,
    record: RecordOption = False,
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Operations from Slurm's accounting: what sacct printed (--parsable2), or what jobcomp/filetxt wrote."""
    from plimsoll.cli import measuring_usage as usage

    arguments = {
        "zone": zone,
        "gres": gres,
        "tres": usage.as_names(tres, "--tres", "1001=gres/gpu"),
        "model": model,
        "model_from": usage.as_column(model_from),
        "phase": phase,
        "phase_from": usage.as_column(phase_from),
        "customer_from": usage.as_column(customer_from),
        "project_from": usage.as_column(project_from),
        "devices": usage.as_names(device, "--device", "volta='V100 SXM2'"),
        "utilisation": usage.as_utilisation(utilisation),
        "precision": precision,
        "cost": cost,
        "leave_out": leave_out,
    }
    wanted = usage.Wanted(out, record, store, by, segments, key, clear, format, lang)
    usage.usage_command("slurm", files, arguments, catalogue, wanted, prices)


@app.command(epilog="Example: plimsoll measure focus march.csv --model-from Tags.model --out facts.json")
def focus(
    files: FilesArgument,
    cost: Annotated[
        str, typer.Option("--cost", metavar="COLUMN", help="What was paid: EffectiveCost, or BilledCost.")
    ] = "EffectiveCost",
    device_from: Annotated[
        str | None,
        typer.Option(
            "--device-from",
            metavar="COLUMN[=PATTERN]",
            help="What names the kind of instance, for --device; without it, no device time is known.",
        ),
    ] = None,
    model: ModelOption = None,
    model_from: ModelFromOption = None,
    phase: PhaseOption = None,
    phase_from: PhaseFromOption = None,
    customer_from: CustomerFromOption = None,
    project_from: ProjectFromOption = None,
    device: DeviceOption = None,
    utilisation: UtilisationOption = None,
    precision: PrecisionOption = None,
    catalogue: CatalogueOption = None,
    leave_out: LeaveOutOption = False,
    segments: SegmentsOption = None,
    key: KeyOption = None,
    clear: ClearOption = False,
    out: OutOption = None,
    record: RecordOption = False,
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """What was actually paid, from bills in the FinOps FOCUS format (CSV or Parquet), by model and currency."""
    from plimsoll.cli import measuring_usage as usage

    arguments = {
        "cost": cost,
        "device_from": usage.as_column(device_from),
        "model": model,
        "model_from": usage.as_column(model_from),
        "phase": phase,
        "phase_from": usage.as_column(phase_from),
        "customer_from": usage.as_column(customer_from),
        "project_from": usage.as_column(project_from),
        "devices": usage.as_names(device, "--device", "p5.48xlarge='H100 SXM*8'"),
        "utilisation": usage.as_utilisation(utilisation),
        "precision": precision,
        "leave_out": leave_out,
    }
    wanted = usage.Wanted(out, record, store, by, segments, key, clear, format, lang)
    usage.usage_command("focus", files, arguments, catalogue, wanted)


@app.command(epilog="Example: plimsoll measure dcgm range.json --model-from pod='^(acme-[0-9]+)' --precision bf16")
def dcgm(
    files: FilesArgument,
    metric: Annotated[
        str | None,
        typer.Option("--metric", metavar="NAME", help="Which metric it is, where the series of an answer do not say."),
    ] = None,
    gap: Annotated[
        int | None,
        typer.Option(
            "--gap",
            metavar="SECONDS",
            help="Samples further apart say nothing of the time between.",
            show_default="five times the usual distance",
        ),
    ] = None,
    model: ModelOption = None,
    model_from: ModelFromOption = None,
    phase: PhaseOption = None,
    phase_from: PhaseFromOption = None,
    customer_from: CustomerFromOption = None,
    project_from: ProjectFromOption = None,
    device: DeviceOption = None,
    precision: PrecisionOption = None,
    catalogue: CatalogueOption = None,
    leave_out: LeaveOutOption = False,
    segments: SegmentsOption = None,
    key: KeyOption = None,
    clear: ClearOption = False,
    out: OutOption = None,
    record: RecordOption = False,
    by: ByOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """At most how many operations devices did, from DCGM's metrics in Prometheus (text format, or query_range JSON)."""
    from plimsoll.cli import measuring_usage as usage

    arguments = {
        "metric": metric,
        "gap_ms": None if gap is None else gap * 1000,
        "model": model,
        "model_from": usage.as_column(model_from),
        "phase": phase,
        "phase_from": usage.as_column(phase_from),
        "customer_from": usage.as_column(customer_from),
        "project_from": usage.as_column(project_from),
        "devices": usage.as_names(device, "--device", "volta='V100 SXM2'"),
        "precision": precision,
        "leave_out": leave_out,
    }
    wanted = usage.Wanted(out, record, store, by, segments, key, clear, format, lang)
    usage.usage_command("dcgm", files, arguments, catalogue, wanted)


@app.command("usage", epilog="Example: plimsoll measure usage march april --by model,day")
def usage_totals(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER…", help="Folders that --segments wrote.")],
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="NAMES",
            help="model, phase, customer, project, device, source, state, currency, day; with commas between.",
        ),
    ] = "model",
    accounts: Annotated[
        Path | None,
        typer.Option("--accounts", metavar="FILE", help="Names, one a line: the table shows them for pseudonyms."),
    ] = None,
    key: KeyOption = None,
    format: FormatOption = Format.TABLE,
    lang: LanguageOption = LangDefault,
) -> None:
    """Totals of rows that were kept: device time and money, a day's share of each job exact to the millisecond."""
    from plimsoll.cli.measuring_usage import totals_command

    totals_command(folders, by, accounts, key, format, lang)
