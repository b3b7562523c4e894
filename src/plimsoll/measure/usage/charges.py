"""The charges of a bill, out of CSV (comma, semicolon or tab; quoted) or Parquet, one at a time, as text."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, TextIO

from plimsoll.errors import InputError
from plimsoll.measure.usage.reading import LABELS, Labels, Reading
from plimsoll.measure.usage.text import opened
from plimsoll.messages import said

_PARQUET = b"PAR1"
_TAGS = "tags"
_DELIMITERS = ",;\t|"
_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge: the text of the columns that were asked for, empty where there is none, and of the labels."""

    fields: Mapping[str, str]
    labels: Mapping[str, str]
    digest: str
    """Of everything that its line says: two lines that are alike have one."""


def charges(reading: Reading, labels: Labels, needed: Sequence[str], useful: Sequence[str]) -> Iterator[Charge]:
    """Every charge of a file.

    Raises:
        InputError: it cannot be read; a needed column is missing; a line has more or fewer columns than the header.
    """
    lines = _of_parquet(reading) if _is_parquet(reading) else _of_csv(reading)
    names = next(lines, [])
    lower = [name.strip().lower() for name in names]
    reading.line = reading.line or 1
    if missing := [name for name in needed if name.lower() not in lower]:
        mend = "take a file in the FOCUS format, with its header"
        if missing == ["EffectiveCost"] and "billedcost" in lower:
            mend = "take what was billed: --cost BilledCost"
        raise InputError(f"there is no column {missing[0]}", mend, reading.place())
    at = {name: lower.index(name.lower()) for name in (*needed, *useful) if name.lower() in lower}
    empty = dict.fromkeys((*needed, *useful), "")
    wanted = {name: column for name in LABELS if (column := labels.column(name)) is not None}
    found = {name: _found(lower, column, reading) for name, column in wanted.items()}
    for cells in lines:
        if len(cells) != len(names):
            reading.wrong("a line has another number of columns than the header", "take the file again, whole")
            continue
        told = {name: _text(cells[n]) for name, n in at.items()}
        tags: Mapping[str, Any] | None = None
        told_labels = {}
        for name, (place, key) in found.items():
            if key is None:
                told_labels[name] = _text(cells[place])
                continue
            tags = _tags(cells[place], reading) if tags is None else tags
            told_labels[name] = _text(tags.get(key))
        digest = sha256("\x1f".join(map(_text, cells)).encode()).hexdigest()[:32]
        yield Charge(empty | told, told_labels, digest)


def _found(names: Sequence[str], wanted: str, reading: Reading) -> tuple[int, str | None]:
    """Which column, and which of its keys."""
    if wanted.lower() in names:
        return names.index(wanted.lower()), None
    column, dot, key = wanted.partition(".")
    if dot and column.lower() == _TAGS and _TAGS in names:
        return names.index(_TAGS), key
    raise InputError(
        f"there is no column {wanted[:40]!r}", "name one that is there, or a tag as Tags.model", reading.place()
    )


def _tags(cell: Any, reading: Reading) -> Mapping[str, Any]:
    if isinstance(cell, list):  # a map of Parquet
        return dict(cell)
    if isinstance(cell, dict):
        return cell
    text = _text(cell)
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        reading.assume(said("tags that are no JSON object, taken for unknown"))
        return {}
    return found


def _is_parquet(reading: Reading) -> bool:
    try:
        with reading.path.open("rb") as file:
            return file.read(4) == _PARQUET
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", reading.place()) from None


def _of_csv(reading: Reading) -> Iterator[list[Any]]:
    with opened(reading) as file:
        header = file.readline()
        file.seek(0)
        delimiter = max(_DELIMITERS, key=header.count)
        watched = _Watched(file, reading)
        lines = csv.reader(watched, delimiter=delimiter, strict=True)
        try:
            for cells in lines:
                reading.line = lines.line_num
                if cells:
                    yield cells
        except csv.Error:
            reading.line = lines.line_num
            raise InputError(
                "ends within a quoted text, or has a quote where none belongs", "take it again, whole", reading.place()
            ) from None
        if not watched.ended:
            reading.assume(said("the last line has no end; if the file was cut there, its last column may be short"))


class _Watched:
    """The lines of a file, remembering whether the last one ended."""

    def __init__(self, file: TextIO, reading: Reading) -> None:
        self._file, self._reading = file, reading
        self.ended = True

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self._reading.advance(len(line))
            self.ended = line.endswith("\n")
            yield line


def _of_parquet(reading: Reading) -> Iterator[list[Any]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(reading.path) as file:
            yield file.schema_arrow.names
            for batch in file.iter_batches(_ROWS):
                reading.advance(batch.nbytes)
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    reading.line += 1
                    yield list(cells)
    except (pa.ArrowException, OSError):
        raise InputError("is no whole Parquet file", "take it again, whole", reading.place()) from None


def _text(cell: Any) -> str:
    """A cell as a CSV would have it; of a float, the shortest text that gives it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(cell, date | Decimal | int):
        return str(cell)
    if isinstance(cell, float):
        return "" if cell != cell else repr(cell)
    if isinstance(cell, str):
        text = cell.strip()
        return "" if text.lower() in ("null", "none", "nan") else text
    return json.dumps(cell, sort_keys=True, default=str)
