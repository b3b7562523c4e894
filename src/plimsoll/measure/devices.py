"""The catalogue of devices: what one can do at most in a second, by precision, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError, Place
from plimsoll.facts.quantities import exact
from plimsoll.facts.reading import open_facts

PRECISIONS = ("fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "int8", "fp4", "int4")
_GRADES = ("text", "fragment", "secondary", "recollection", "inference")
_MARKS = re.compile(r"[^a-z0-9.]+")
_FAMILIES = {"H100": "NVIDIA H100", "V100": "NVIDIA V100"}
UNTOLD = "(kind not told)"
"""Ends the name of a family of devices, where which of them it was is not known."""


@dataclass(frozen=True, slots=True)
class Device:
    """One kind of device. `peak` is operations a second by precision, dense: the least and the most it may be."""

    name: str
    peak: Mapping[str, tuple[Fraction, Fraction]]
    source: str
    grade: str

    def peak_operations_per_s(self, precision: str | None = None) -> tuple[Fraction, Fraction]:
        """The least and the most that its peak can be: between all precisions where which one ran is unknown.

        Raises:
            InputError: it has no such precision.
        """
        if precision is None:
            return min(low for low, _ in self.peak.values()), max(high for _, high in self.peak.values())
        if precision not in self.peak:
            raise InputError(
                f"no peak of {self.name} in {precision} is known",
                f"name one of {', '.join(self.peak)}, or leave it out",
            )
        return self.peak[precision]


class Catalogue:
    """Devices by their names. A name that several kinds share (H100) stands for whichever of them it may be."""

    def __init__(self, devices: Sequence[tuple[Sequence[str], Device]]) -> None:
        self.devices = [device for _, device in devices]
        self._named: dict[str, Device] = {}
        for names, device in devices:
            for name in names:
                self._named.setdefault(_plain(name), device)

    def find(self, name: str) -> Device | None:
        """The device of a name, in whatever letters and marks; None where it is not known."""
        device = self._named.get(_plain(name))
        if device is None and name.strip().upper() in _FAMILIES:
            device = self._family(name.strip().upper())
        return device

    def _family(self, name: str) -> Device:
        kinds = [each for each in self.devices if each.name.startswith(f"{_FAMILIES[name]} ")]
        peaks = {p: [each.peak[p] for each in kinds if p in each.peak] for p in kinds[0].peak}
        peak = {p: (min(low for low, _ in each), max(high for _, high in each)) for p, each in peaks.items()}
        return Device(f"{_FAMILIES[name]} {UNTOLD}", peak, kinds[0].source, "inference")


def catalogue(extra: Path | None = None) -> Catalogue:
    """The devices that ship, and those of a file in the same form, which come first.

    Raises:
        InputError: the file cannot be read, or something in it is wrong.
    """
    return _shipped() if extra is None else Catalogue([*_read(extra), *_entries()])


@cache
def _shipped() -> Catalogue:
    return Catalogue(_entries())


@cache
def _entries() -> tuple[tuple[Sequence[str], Device], ...]:
    return tuple(_read(Path(str(files(__package__).joinpath("devices.yaml")))))


def _read(path: Path) -> list[tuple[Sequence[str], Device]]:
    source = open_facts([path])[0]
    if not isinstance(source.value, list):
        raise InputError("is no list of devices", "write it as the catalogue that ships", Place(str(path)))
    return [_device(each, source.place((n,))) for n, each in enumerate(source.value)]


def _device(value: Any, place: Place) -> tuple[Sequence[str], Device]:
    mend = "write {names: [NAME], peak: {bf16: 989e12}, source: WHERE, grade: secondary}"
    if not isinstance(value, dict) or not isinstance(value.get("peak"), dict) or not value["peak"]:
        raise InputError("is no device with a peak", mend, place)
    names = value.get("names")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise InputError("has no names", mend, place)
    if unknown := [str(p) for p in value["peak"] if p not in PRECISIONS]:
        raise InputError(f"has a peak in {unknown[0]}", f"precisions are {', '.join(PRECISIONS)}", place)
    if value.get("grade", "recollection") not in _GRADES or not isinstance(value.get("source"), str):
        raise InputError("does not say where its peak is from", mend, place)
    try:
        peak = {precision: (exact(number), exact(number)) for precision, number in value["peak"].items()}
    except (TypeError, ValueError):
        raise InputError("has a peak that is no number", mend, place) from None
    if min(peak.values())[0] <= 0:
        raise InputError("has a peak that is not above zero", mend, place)
    return names, Device(names[0], peak, value["source"], value.get("grade", "recollection"))


def _plain(name: str) -> str:
    return _MARKS.sub("", name.lower())
