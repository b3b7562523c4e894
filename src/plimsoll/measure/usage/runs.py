"""A measurement of usage, start to end: files are read to rows, what is told twice is settled, the rest totalled."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from plimsoll.errors import InputError
from plimsoll.measure.devices import PRECISIONS, catalogue
from plimsoll.measure.measurement import Input, Measurement
from plimsoll.measure.prices import survey
from plimsoll.measure.usage.pseudonyms import Pseudonyms
from plimsoll.measure.usage.reading import PHASES, Account, Reading
from plimsoll.measure.usage.rows import Row
from plimsoll.measure.usage.segments import Manifest, Writer, keep
from plimsoll.measure.usage.settling import settled, without
from plimsoll.measure.usage.spool import asked, usage
from plimsoll.measure.usage.totals import totals
from plimsoll.measure.usage.training import BY, told, utilisation

Reader = Callable[[Sequence[Reading]], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where rows are to be kept as segments, and the key of the pseudonyms in them; None: names in clear."""

    folder: Path
    key: bytes | None


def measured(
    kind: str,
    files: Sequence[Path],
    arguments: Mapping[str, Any],
    read: Reader,
    keeping: Keeping | None = None,
    advance: Callable[[int], None] = lambda read: None,
) -> Measurement:
    """Measure from files of records, which `read` makes rows of; keep the rows where that is wanted.

    Arguments, beside those of the reader: `utilisation` (`{low, best, high}`, shares of the peak as text; without it
    anything from nothing to the peak), `precision` (without it, any that the device has), `catalogue` (the place among
    `files` of a catalogue of devices), `cost` (whether the cost of device time is wanted), `prices` (the place of a
    survey of prices for it; without it, the one that ships).

    Raises:
        InputError: as `read`; no file is given, one is given twice, or an argument is none.
    """
    at = arguments.get("catalogue")
    known = catalogue(None if at is None else files[at])
    priced = arguments.get("prices")
    wanted = priced is not None or bool(arguments.get("cost"))
    quotes = survey(None if priced is None else files[priced]) if wanted else ()
    records = [file for n, file in enumerate(files) if n not in (at, priced)]
    inputs = tuple(Input.of(file) for file in files)
    _check(records, [each for n, each in enumerate(inputs) if n not in (at, priced)], arguments)
    if keeping is not None and keeping.folder.exists():
        raise InputError(f"{keeping.folder} is there already", "segments never change: name a new folder")
    pseudonyms = Pseudonyms(os.urandom(32) if keeping is None else keeping.key)
    account = Account()
    with TemporaryDirectory() as name:
        folder = Path(name) / "read"
        folder.mkdir()
        with Writer(folder) as writer:
            readings = [
                Reading(file, n, arguments, account, pseudonyms, known, advance) for n, file in enumerate(records)
            ]
            for row in read(readings):
                writer.add(row)
        if dropped := settled(kind, folder, records, bool(arguments.get("leave_out")), account):
            settled_folder = Path(name) / "settled"
            settled_folder.mkdir()
            with Writer(settled_folder) as writer:
                without(dropped, folder, writer)
            folder = settled_folder
        manifest = Manifest(kind, tuple(writer.segments), tuple({"sha256": i.sha256, "size": i.size} for i in inputs))
        with asked([folder / each.file for each in writer.segments]) as answer:
            found = answer(totals(usage(), BY))
        kept = None if keeping is None else manifest
        measurement = told(kind, found, inputs, arguments, known, account, kept, quotes)
        if keeping is not None:
            keep(folder, keeping.folder, manifest)
    return measurement


def _check(records: Sequence[Path], inputs: Sequence[Input], arguments: Mapping[str, Any]) -> None:
    if not records:
        raise InputError("no file of records is given", "name at least one")
    seen: dict[str, Path] = {}
    for path, each in zip(records, inputs, strict=True):
        if each.sha256 in seen:
            raise InputError(f"{path} holds the same as {seen[each.sha256]}", "name one of the two")
        seen[each.sha256] = path
    if (phase := arguments.get("phase")) is not None and phase not in PHASES:
        raise InputError(f"{str(phase)[:40]!r} is no phase", f"name one of {', '.join(PHASES)}")
    if (precision := arguments.get("precision")) is not None and precision not in PRECISIONS:
        raise InputError(f"{str(precision)[:40]!r} is no precision", f"name one of {', '.join(PRECISIONS)}")
    utilisation(arguments)
