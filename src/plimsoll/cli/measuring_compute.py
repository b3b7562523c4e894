"""Measuring from device time, and planning: what was asked on the command line becomes arguments of a measurement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from plimsoll.cli.measuring import told
from plimsoll.cli.options import Format, day
from plimsoll.cli.printing import say, table
from plimsoll.errors import InputError
from plimsoll.facts.quantities import Unit, exact, written
from plimsoll.measure.measurement import Measurement
from plimsoll.messages import said
from plimsoll.translation import Language

Lines = tuple[Sequence[str], Sequence[str] | None, date]
"""Facts files beside what is planned, the laws that are meant, and the day on which they are read."""
_HEADER = (said("model"), said("phase"), said("what"), said("at least"), said("best guess"), said("at most"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to become of a measurement, besides being shown."""

    out: Path | None
    record: bool
    store: str | None
    by: str | None
    format: Format
    lang: Language

    def tell(self, found: Measurement) -> None:
        """Show it, and keep it as was asked."""
        told(found, rows(found), _HEADER, self.out, self.record, self.store, self.by, self.format, self.lang)


def training_command(file: Path, model: str | None, kept: Kept) -> None:
    """Read what a meter wrote."""
    from plimsoll.measure.metered import measure

    kept.tell(measure([file], {} if model is None else {"model": model}))


def hardware_command(
    files: Sequence[Path],
    one: Mapping[str, Any],
    model: str,
    phase: str,
    catalogue: Path | None,
    prices: Path | None,
    kept: Kept,
) -> None:
    """Measure from device time."""
    from plimsoll.measure.hardware import measure

    arguments: dict[str, Any] = {"model": model, "phase": phase}
    if one["device"] is not None:
        share = None if one["utilisation"] is None else _share(one["utilisation"])
        period = {key: each for key, each in one.items() if each is not None} | {"devices": one["devices"]}
        arguments["periods"] = [period | ({} if share is None else {"utilisation": share})]
    given = list(files)
    for name, file in (("catalogue", catalogue), ("prices", prices)):
        if file is not None:
            arguments[name] = len(given)
            given.append(file)
    kept.tell(measure(given, arguments))


def plan_command(config: Path | None, given: Mapping[str, Any], beside: Lines, prices: Path | None, kept: Kept) -> None:
    """Plan a training, and lay it beside the legal lines."""
    from plimsoll.measure.plan import measure

    files = [each for each in (config, prices) if each is not None]
    arguments = {key: each for key, each in given.items() if each is not None and each != ""}
    for key in ("tokens", "sequence", "parameters"):
        if key in arguments:
            arguments[key] = _whole(arguments[key], key)
    if "utilisation" in arguments:
        arguments["utilisation"] = float(_number(arguments["utilisation"], "--utilisation"))
    if "started" in arguments:
        arguments["started"] = day(arguments["started"], "--started").isoformat()
    if config is not None:
        arguments["config"] = 0
    elif "parameters" not in arguments:
        raise InputError("there is nothing to plan from", "name the model's config.json, or give --parameters")
    if prices is not None:
        arguments["prices"] = len(files) - 1
    found = measure(files, arguments)
    lines = _lines(found, *beside)
    if kept.format is Format.JSON:
        kept.tell(_with_lines(found, lines))
        return
    kept.tell(found)
    say()
    say(said("How much of each legal line the model would have used:"), kept.lang, bold=True)
    header = (said("law"), said("term"), said("verdict"), said("what"), said("line"), said("share of the line"))
    table(header, [_line_row(each) for each in lines], kept.lang)


def rows(found: Measurement) -> list[tuple[str, ...]]:
    """A row for each figure of each run that a measurement gives."""
    return [
        (model["id"], run.get("phase", ""), name, *_bounds(run[what], unit))
        for model in found.facts.get("models", ())
        for run in model["training"]
        for what, unit, name in (
            ("operations", Unit.OPERATIONS, said("compute")),
            ("cost", Unit.MONEY, said("cost")),
            ("spent", Unit.MONEY, said("spent")),
        )
        if what in run
    ]


def _bounds(figure: Any, unit: Unit) -> tuple[str, ...]:
    """The least, the best guess, the most; empty where there is none. One number stands as the best guess."""
    if not isinstance(figure, dict):
        figure = {"value": figure}
    currency = f" {figure['currency']}" if "currency" in figure else ""
    if "value" in figure:
        value = figure["value"]
        shown = written(exact(value), unit) if unit is Unit.MONEY else _shown(value, unit)
        return "", shown + currency, ""
    return tuple(_shown(figure[each], unit) + currency if each in figure else "" for each in ("low", "best", "high"))


def _shown(number: Any, unit: Unit) -> str:
    """Four digits are more than any such figure is good for."""
    return written(Fraction(f"{float(exact(number)):.3e}"), unit)


def _lines(found: Measurement, facts: Sequence[str], law: Sequence[str] | None, on: date) -> list[dict[str, Any]]:
    """Every line of compute and cost that a law holds the model against, once it is trained as planned."""
    from plimsoll import assess

    done = [{**model, "training": [_done(run) for run in model["training"]]} for model in found.facts["models"]]
    subjects = {model["id"] for model in done}
    answer = assess([*facts, {**found.facts, "models": done}], law=law, on=on).to_dict()
    return [
        {
            "law": f"{each['law']}@{each['version']}",
            "status": each["status"],
            "term": each["term"],
            "verdict": each["verdict"],
            "fact": margin["fact"],
            "line": margin["line"],
            "share": margin["ratio"],
        }
        for each in answer["determinations"]
        if each["subject"] in subjects
        for margin in each["margins"]
        if margin["fact"].endswith(("operations", "cost"))
    ]


def _done(run: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in run.items() if key != "planned"}


def _with_lines(found: Measurement, lines: Sequence[Mapping[str, Any]]) -> Measurement:
    from dataclasses import replace

    return replace(found, details={**found.details, "lines": list(lines)})


def _line_row(line: Mapping[str, Any]) -> tuple[str, ...]:
    name = line["law"].partition("@")[0]
    law = name if line["status"] != "vetoed" else said("{law} (vetoed)", law=name)
    return law, line["term"], said(line["verdict"]), line["fact"], line["line"], _used(line["share"] or {})


def _used(share: Mapping[str, float | None]) -> str:
    low, high = (None if share.get(bound) is None else _part(float(share[bound] or 0)) for bound in ("low", "high"))
    if low is None or high is None:
        return said("unknown") if low is None else said("at least {share}", share=low)
    return low if low == high else f"{low} – {high}"


def _part(share: float) -> str:
    return f"{share:.2%}" if share < 10 else f"{share:,.1f} x"


def _share(text: str) -> Any:
    parts = [float(_number(each, "--utilisation")) for each in text.split(":")]
    if len(parts) == 1:
        return parts[0]
    if len(parts) > 3:
        raise InputError(f"--utilisation {text[:20]!r} has more than three parts", "write 0.4, or 0.35:0.45")
    return {"low": parts[0], "high": parts[-1]} | ({"best": parts[1]} if len(parts) == 3 else {})


def _whole(text: str, name: str) -> int:
    number = _number(text, f"--{name}")
    if number != int(number):
        raise InputError(f"--{name} {text[:20]!r} is no whole number", "write it as 15e12 or 4096")
    return int(number)


def _number(text: str, name: str) -> Decimal:
    try:
        number = Decimal(text)
        if number.is_finite() and abs(number.adjusted()) < 60:
            return number
    except InvalidOperation:
        pass
    raise InputError(f"{name} {text[:20]!r} is no number", "write it as 0.4 or 15e12")
