"""Who is who in a table: ids of rows, developers, and the bases from which rows descend."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow
from numpy.typing import NDArray
from pyarrow import compute

from plimsoll.assessment.population.cells import Cells
from plimsoll.assessment.population.mapping import Mapped
from plimsoll.errors import InputError, Place


@dataclass(frozen=True, slots=True)
class Parties:
    """Organizations by their names: first those that develop some row, then those that only ran training."""

    names: Sequence[str]
    organizations: int
    developers: NDArray[np.int32]
    by: Mapping[int, NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Who:
    """Ids of rows, parties, and for each row the rows that it derives from; -1 is none.

    Rows beyond those of the file stand for bases outside it, by their names.
    """

    ids: pyarrow.Array
    parties: Parties
    bases: NDArray[np.int64]
    outside: Sequence[str]


def joined(cells: Callable[[str], Cells], mapping: Mapped, count: int, file: str) -> Who:
    """Join rows with each other and with their organizations.

    Raises:
        InputError: an id that is missing or stands twice, a base that is not there.
    """
    ids = _ids(cells, mapping, count)
    bases, outside = _bases(cells, mapping, ids, count, file)
    return Who(ids, _parties(cells, mapping, count), bases, outside)


def _ids(cells: Callable[[str], Cells], mapping: Mapped, count: int) -> pyarrow.Array:
    source = mapping.identity.get("id")
    if source is None or source.column is None:
        return pyarrow.array([f"row {row + 1}" for row in range(count)])
    column = cells(source.column)
    ids = column.texts()
    if ids.null_count:
        row = int(np.flatnonzero(compute.is_null(ids).to_numpy(zero_copy_only=False))[0])
        raise column.wrong(row, "a row without an id", "give every row its own")
    codes = compute.dictionary_encode(ids).indices.to_numpy()
    fresh = np.zeros(count, np.bool_)
    first = np.unique(codes, return_index=True)[1]
    fresh[first] = True
    if not fresh.all():
        row = int(np.flatnonzero(~fresh)[0])
        stands = int(first[codes[row]]) + 1
        raise column.wrong(
            row, f"the id {ids[row].as_py()!r} is given twice", f"it stands first in row {stands}; rename one"
        )
    return ids


def _bases(
    cells: Callable[[str], Cells], mapping: Mapped, ids: pyarrow.Array, count: int, file: str
) -> tuple[NDArray[np.int64], list[str]]:
    slots: list[NDArray[np.int64]] = []
    outside: dict[str, int] = {}
    for name, source in sorted(mapping.identity.items()):
        if not name.endswith(".model") or source.column is None:
            continue
        column = cells(source.column)
        texts = column.texts()
        for part in _parts(texts, source.split) if source.split in _SPLITTING else [texts]:
            found = compute.index_in(part, value_set=ids)
            at = compute.fill_null(found, -1).to_numpy().astype(np.int64)
            missing = np.flatnonzero(compute.is_valid(part).to_numpy(zero_copy_only=False) & (at < 0))
            if missing.size and not mapping.outside_bases:
                row = int(missing[0])
                mend = "add it, or let `outside_bases: unknown` in a file of columns say that such are not known"
                raise column.wrong(row, f"no row has the id {part[row].as_py()!r}", mend)
            for row in missing.tolist():
                base = part[row].as_py()
                at[row] = count + outside.setdefault(base, len(outside))
            slots.append(at)
    if slots and "id" not in mapping.identity:
        raise InputError("bases are named, and rows have no ids", "map the id of the rows", Place(file))
    bases = np.stack(slots, axis=1) if slots else np.zeros((count, 0), np.int64)
    return bases, list(outside)


_SPLITTING = (",", ";", "|")


def _parts(texts: pyarrow.Array, split: str) -> list[pyarrow.Array]:
    """The first name of each cell, the second, and so on."""
    lists = compute.split_pattern(texts, pattern=split)
    longest = compute.max(compute.list_value_length(lists)).as_py() or 1
    if longest == 1:
        return [texts]
    parts = [[_clean(each) for each in row] if row else [] for row in lists.to_pylist()]
    return [
        pyarrow.array([row[i] if i < len(row) else None for row in parts], pyarrow.string()) for i in range(longest)
    ]


def _clean(name: str) -> str | None:
    return re.sub(r"\s+", " ", name).strip() or None


def _parties(cells: Callable[[str], Cells], mapping: Mapped, count: int) -> Parties:
    names: dict[str, int] = {}

    def coded(column: Cells) -> NDArray[np.int32]:
        found = column.coded(lambda text: names.setdefault(text, len(names)))
        return np.array([*found.values, -1], np.int32)[found.codes]

    source = mapping.identity.get("developer")
    developers = coded(cells(source.column)) if source and source.column else np.full(count, -1, np.int32)
    organizations = len(names)
    by: dict[int, NDArray[np.int32]] = {}
    for name, each in sorted(mapping.identity.items()):
        slot = re.fullmatch(r"training\[(\d+)\]\.by", name)
        if slot and each.column:
            by[int(slot[1])] = coded(cells(each.column))
    return Parties(list(names), organizations, developers, by)
