"""A measurement: the facts that came out, how they were reached, how far off they may be, and how to do it again."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import file_digest
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError, Place
from plimsoll.version import __version__

FORMAT = "plimsoll/measurement/1"

Method = Callable[[Sequence[Path], Mapping[str, Any]], "Measurement"]
"""Measures from files and arguments alone: the same ones give the same facts, whoever asks and whenever."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was read: its name without folders, its SHA-256 in hexadecimal, its size in bytes."""

    name: str
    sha256: str
    size: int

    @classmethod
    def of(cls, path: Path) -> Input:
        """Read a file's digest.

        Raises:
            InputError: it cannot be read.
        """
        try:
            with path.open("rb") as file:
                return cls(path.name, file_digest(file, "sha256").hexdigest(), path.stat().st_size)
        except OSError as error:
            raise InputError(
                f"cannot be read ({error.strerror})", "name a file that is there", Place(str(path))
            ) from None


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one measurement found. `facts` is plain data as in a facts file; what is open is an interval."""

    kind: str
    """Which way of measuring: `hardware`, `plan`, `slurm`, `training` …"""
    arguments: Mapping[str, Any]
    """JSON data; with the inputs, all that it takes to measure again."""
    inputs: tuple[Input, ...]
    method: str
    """One sentence: how the figures were reached."""
    error: str
    """One sentence: how far off they may be, and why."""
    facts: Mapping[str, Any]
    """A facts file: `format` and lists of entries."""
    notes: tuple[str, ...] = ()
    """What was assumed, left out, or not known: one line each."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """JSON data for whoever wants to look closer; no rule reads it."""
    code: str = ""
    """The version of Plimsoll that measured."""

    def to_dict(self) -> dict[str, Any]:
        """JSON data in the format `plimsoll/measurement/1`. Numbers that are not whole stay as they are."""
        return {
            "format": FORMAT,
            "kind": self.kind,
            "code": self.code or f"plimsoll {__version__}",
            "method": self.method,
            "error": self.error,
            "arguments": dict(self.arguments),
            "inputs": [{"name": each.name, "sha256": each.sha256, "size": each.size} for each in self.inputs],
            "facts": dict(self.facts),
            "notes": list(self.notes),
            "details": dict(self.details),
        }

    def as_facts_file(self) -> str:
        """The facts alone, as a facts file in JSON, of which every number is exact."""
        return json.dumps(self.facts, indent=2, ensure_ascii=False, default=_number) + "\n"


def operations(low: Fraction | int, high: Fraction | int, best: Fraction | int | None = None, **origin: str) -> Any:
    """A figure of operations, whole, its bounds rounded outwards; `origin`: its source, method, by, as_of."""
    return _figure(math.floor(low), None if best is None else round(best), math.ceil(high), origin)


def money(
    low: Fraction | int, high: Fraction | int, best: Fraction | int | None = None, currency: str = "USD", **origin: str
) -> Any:
    """A figure of money, in whole hundredths, its bounds rounded outwards."""
    bounds = math.floor(low * 100), None if best is None else round(best * 100), math.ceil(high * 100)
    in_units = [None if each is None else each // 100 if each % 100 == 0 else each / 100 for each in bounds]
    currencies = {} if currency == "USD" else {"currency": currency}
    return _figure(in_units[0], in_units[1], in_units[2], currencies | origin)


def _figure(low: Any, best: Any, high: Any, beside: Mapping[str, str]) -> Any:
    if low == high:
        return {"value": low, **beside} if beside else low
    between = {} if best is None else {"best": best}
    return {"low": low, **between, "high": high, **beside}


def _number(value: object) -> int | float:
    raise TypeError(f"a {type(value).__name__} has no place in facts: write whole numbers, or floats")
