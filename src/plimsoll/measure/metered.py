"""What a meter wrote of a training, read again: the facts must be what its table of signatures comes to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError, Place
from plimsoll.measure.account import Account
from plimsoll.measure.measurement import FORMAT, Input, Measurement
from plimsoll.measure.training import measured

_MEND = "name a file that the meter wrote, plimsoll-measurement.json"


def measure(files: Sequence[Path], arguments: Mapping[str, Any]) -> Measurement:
    """Read the measurement of a training, and sum its table anew. `model` gives the model another id.

    Raises:
        InputError: it is no such file, or its facts are not what the table in it comes to.
    """
    if len(files) != 1:
        raise InputError(f"{len(files)} files where one measurement of a training is read", _MEND)
    place = Place(str(files[0]))
    said = _read(files[0], place)
    try:
        (model,) = said["facts"]["models"]
        base = model.get("derived_from", {}).get("model")
        account = Account.from_dict(said["details"])
        ended = any("ended" in run for run in model["training"])
        again = measured(
            account, model["id"], derived_from=base, ended=ended, versions=dict(said["details"]["versions"])
        )
    except (KeyError, TypeError, ValueError, AttributeError, LookupError):
        raise InputError("is no measurement of a training that can be read", _MEND, place) from None
    if json.loads(json.dumps(again.facts)) != said["facts"]:
        raise InputError(
            "its facts are not what its table of signatures comes to", "it was altered: measure anew", place
        )
    facts = dict(again.facts)
    if arguments.get("model"):
        facts["models"] = [{**model, "id": arguments["model"]}]
    return replace(
        again, arguments=arguments, inputs=(Input.of(files[0]),), facts=facts, code=str(said.get("code", ""))
    )


def _read(path: Path, place: Place) -> dict[str, Any]:
    try:
        said = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", _MEND, place) from None
    except (ValueError, RecursionError):
        raise InputError("is not JSON", _MEND, place) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT or said.get("kind") != "training":
        raise InputError("is no measurement of a training", _MEND, place)
    return said
