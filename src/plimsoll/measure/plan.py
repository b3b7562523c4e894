"""Operations and cost of a training before it runs, from the model's configuration and the number of tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError, Place
from plimsoll.facts.quantities import exact
from plimsoll.measure.architecture import Architecture, architecture
from plimsoll.measure.devices import catalogue
from plimsoll.measure.hardware import Period
from plimsoll.measure.measurement import Input, Measurement, operations
from plimsoll.measure.passes import Way, operations_of_a_token
from plimsoll.measure.prices import cost_of, survey
from plimsoll.messages import said

METHODS = ("full", "lora", "qlora", "head")
_ROUGH = Fraction(1, 4)
"""How far 6 x parameters x tokens may be off: attention and head are not in it, a tied embedding is counted."""


def measure(files: Sequence[Path], arguments: Mapping[str, Any]) -> Measurement:
    """Plan a training.

    Arguments: `tokens`, `sequence` (positions a token may attend to: the length of a packed sequence), `method`,
    `rank`, `targets`, `checkpointing`; `config` and `prices`, their places in `files`; or `parameters` in the place of
    a configuration; `model`, `base`, `started`; `device`, `utilisation`, `precision` for time and cost.

    Raises:
        InputError: the configuration is of no kind that is known, or an argument is not in its form.
    """
    tokens = _whole(arguments, "tokens")
    notes: list[str] = []
    details: dict[str, Any] = {}
    if arguments.get("config") is None:
        low, best, high = _rough(_whole(arguments, "parameters"), tokens)
        method = said("6 x parameters x tokens")
        error = said("a quarter either way: attention, the head and what is frozen are not in it")
        needed = high
    else:
        path = files[arguments["config"]]
        found = architecture(_config(path), Place(str(path)))
        if found.beside:
            notes.append(said("not counted: what {keys} describe; images and sound come on top", keys=found.beside))
        way = _way(arguments, found)
        sequence = _whole(arguments, "sequence")
        all_positions = operations_of_a_token(found, way, Fraction(sequence))
        causal = operations_of_a_token(found, way, Fraction(sequence + 1, 2))
        low, best, high = tokens * causal.model, tokens * all_positions.model, tokens * all_positions.executed
        needed = high
        method = said("every matrix product of the architecture, forward and backward, by what is trained")
        error = said(
            "from attention counted as far back as it looks, nothing twice, to attention counted whole, as kernels' "
            "formulas do, and blocks that run again counted again"
        )
        details = {
            "model_type": found.model_type,
            "a token": {"forward": int(all_positions.forward), "backward": int(all_positions.backward)},
            "model operations": int(tokens * all_positions.model),
            "executed operations": int(tokens * all_positions.executed),
        }
    run: dict[str, Any] = {
        "phase": "fine-tuning" if arguments.get("base") else "pretraining",
        "operations": operations(low, high, best, method=method),
        "planned": True,
    }
    if arguments.get("started"):
        run["started"] = arguments["started"]
    if arguments.get("device"):
        cost, why = _cost(files, arguments, needed, run, details)
        run |= {} if cost is None else {"cost": cost}
        notes += why
    model: dict[str, Any] = {"id": arguments.get("model", "planned"), "training": [run]}
    if arguments.get("base"):
        model["derived_from"] = {"model": arguments["base"], "how": "fine-tuning"}
    return Measurement(
        kind="plan",
        arguments=arguments,
        inputs=tuple(Input.of(file) for file in files),
        method=method,
        error=error,
        facts={"format": "plimsoll/facts/1", "models": [model]},
        notes=tuple(notes),
        details=details,
    )


def _rough(parameters: int, tokens: int) -> tuple[Fraction, Fraction, Fraction]:
    middle = Fraction(6 * parameters * tokens)
    return middle * (1 - _ROUGH), middle, middle * (1 + _ROUGH)


def _way(arguments: Mapping[str, Any], found: Architecture) -> Way:
    method = arguments.get("method", "full")
    if method not in METHODS:
        raise InputError(f"{method!r} is no way of training", f"name one of {', '.join(METHODS)}")
    ranks: dict[str, int] = {}
    if method in ("lora", "qlora"):
        names = {linear.name for block in found.blocks for linear in block.linears}
        targets = arguments.get("targets") or sorted(names)
        if unknown := sorted(set(targets) - names):
            raise InputError(
                f"{found.model_type} has no map {unknown[0]!r} for an adapter",
                f"name some of {', '.join(sorted(names))}",
            )
        ranks = dict.fromkeys(targets, _whole(arguments, "rank"))
    again = bool(arguments.get("checkpointing"))
    trained = {"full": "full", "head": "head"}.get(method, "adapters")
    return Way(trained, ranks, again, inputs_require_gradients=again and trained == "adapters")


def _cost(
    files: Sequence[Path], arguments: Mapping[str, Any], needed: Fraction, run: dict[str, Any], details: dict[str, Any]
) -> tuple[Any, list[str]]:
    """The cost at the market price, from the device time that the operations take at a share of the peak."""
    device = catalogue().find(arguments["device"])
    if device is None:
        return None, [said("cost unknown: no catalogue has {device}", device=arguments["device"])]
    share = exact(arguments.get("utilisation") or 0)
    if not 0 < share <= 1:
        return None, [said("cost unknown: the share of the peak that is reached is not told")]
    peak, most = device.peak_operations_per_s(arguments.get("precision") or "bf16")
    hours = needed / (peak * share) / 3600
    details["device hours"] = round(float(hours), 1)
    started = date.fromisoformat(run["started"]) if "started" in run else None
    quotes = survey(None if arguments.get("prices") is None else files[arguments["prices"]])
    period = Period(device, arguments["device"], Fraction(1), hours, (share, share, share), None, started)
    notes: list[str] = [
        said("peak of {device}: {source} ({grade})", device=device.name, source=device.source, grade=device.grade)
    ]
    if peak != most:
        notes.append(said("{device}: the slowest of its kinds is taken, which costs the most time", device=device.name))
    cost, why = cost_of([period], quotes, started)
    return cost, notes + why


def _config(path: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a config.json", Place(str(path))) from None
    except (ValueError, RecursionError):
        raise InputError("is not JSON", "name the config.json of a model", Place(str(path))) from None
    if not isinstance(value, dict):
        raise InputError("is no configuration", "name the config.json of a model", Place(str(path)))
    return value


def _whole(arguments: Mapping[str, Any], name: str) -> int:
    value = arguments.get(name)
    if type(value) is not int or value <= 0:
        raise InputError(f"{name} is not told", f"give --{name} as a number above zero")
    return value
