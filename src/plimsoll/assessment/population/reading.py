"""From a file to a table that the language reads: facts in columns, bases joined by id, organizations gathered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow
from numpy.typing import NDArray
from pyarrow import compute

from plimsoll.assessment.population.cells import Cells
from plimsoll.assessment.population.columns import Columns
from plimsoll.assessment.population.files import opened
from plimsoll.assessment.population.joining import Parties, Who, joined
from plimsoll.assessment.population.mapping import Mapped, Told, mapped
from plimsoll.assessment.population.paths import MOST_ENTRIES, Path
from plimsoll.errors import InputError, Place
from plimsoll.facts.models import Foundation
from plimsoll.law.language.vectorise.columns import Coded, Column, Figures
from plimsoll.law.language.vectorise.lineage import CircleError, TooDeepError
from plimsoll.law.language.vectorise.table import Table, in_order

_MARKS = tuple(Foundation.model_fields)


@dataclass(frozen=True)
class Population:
    """Models in a table: who each row is, and what is told of it."""

    file: str
    table: Table
    count: int
    """Rows of the file; bases outside it are rows of the table only."""
    ids: pyarrow.Array
    """By row of the file."""
    years: NDArray[np.int64] | None
    """By row of the file; 0 where it tells none."""
    source: str
    outside: int
    """Bases that are not in the file."""

    def by_row(self, found: NDArray[Any]) -> NDArray[Any]:
        """Put what was found of the rows of the table into the order of the file."""
        origins = self.table.origins
        in_file = origins >= 0
        ordered = np.empty(self.count, found.dtype)
        ordered[origins[in_file]] = found[in_file]
        return ordered


def read_population(file: str, columns: str | None = None) -> Population:
    """Read a table of models (CSV or Parquet), its columns as `columns` or its header says.

    Raises:
        InputError: the first thing that is wrong, with file, row and column. Nothing is half read.
    """
    return population(opened(file), file, columns)


def population(source: pyarrow.Table, file: str, columns: str | None = None) -> Population:
    """The same of a table that is in memory already.

    Raises:
        InputError: as `read_population`.
    """
    mapping = mapped(source.column_names, file, columns)
    reading = _Reading(source, file, mapping)
    who = joined(reading.columns.cells, mapping, source.num_rows, file)
    table = reading.table(who)
    try:
        table = in_order(table)
        if table.derived:
            _ = table.lineage
    except CircleError as circle:
        named = " -> ".join(str(who.ids[int(table.origins[row])]) for row in [*circle.rows, circle.rows[0]][:8])
        raise InputError(
            f"a cycle in derived_from: {named}",
            "take one of these links out: no model descends from itself",
            Place(file, key=f"row {int(table.origins[circle.rows[0]]) + 1}"),
        ) from None
    except TooDeepError:
        raise InputError("lineages too long to be kept", "split the table", Place(file)) from None
    years = _years(reading.columns.cells(mapping.year)) if mapping.year else None
    return Population(file, table, source.num_rows, who.ids, years, mapping.source, len(who.outside))


class _Reading:
    def __init__(self, source: pyarrow.Table, file: str, mapping: Mapped) -> None:
        self.file, self.mapping = file, mapping
        self.count = source.num_rows
        self.columns = Columns(source, file)

    def table(self, who: Who) -> Table:
        """Give the table, its rows as they stand in the file, with bases outside it after them."""
        of_models: dict[str, Column] = {}
        of_organizations: dict[str, Column] = {}
        for path, told in self._by_path().items():
            column = self.columns.made(path, told)
            where = of_organizations if path.of_organization else of_models
            if path.name == "foundation":
                assert isinstance(column, Coded)
                for mark in _MARKS:  # what a row says of a single mark goes before what it says of all
                    each = Coded(column.codes, [getattr(value, mark) for value in column.values])
                    single = where.get(f"foundation.{mark}")
                    where[f"foundation.{mark}"] = self.columns.first(
                        [single, each] if isinstance(single, Coded) else [each]
                    )
            elif path.attribute not in ("name", "organization.name"):
                where[path.attribute] = column
        for slot in range(1, who.bases.shape[1]):  # one column that names several bases says of all how
            if "derived_from[0].how" in of_models and not self._told(f"derived_from[{slot}].how"):
                how = of_models["derived_from[0].how"]
                of_models[f"derived_from[{slot}].how"] = how.taken(
                    np.where(who.bases[:, slot] >= 0, np.arange(self.count), -1)
                )
        self._check(of_models, who)
        if of_organizations:
            of_organizations = self._gathered(of_organizations, who.parties)
        table = Table(
            count=self.count,
            columns=of_models,
            developers=who.parties.developers,
            parties=who.parties.names,
            organizations=who.parties.organizations,
            organization_columns=of_organizations,
            by=who.parties.by,
            bases=who.bases,
            origins=np.arange(self.count),
        )
        return _with_outside(table, who) if who.outside else table

    def _told(self, name: str) -> bool:
        return any(told.path.name == name for told in self.mapping.told)

    def _by_path(self) -> dict[Path, list[Told]]:
        found: dict[Path, list[Told]] = {}
        for told in self.mapping.told:
            found.setdefault(told.path, []).append(told)
        # Single marks of a foundation model are read before all together.
        return dict(sorted(found.items(), key=lambda item: item[0].name == "foundation"))

    def _check(self, columns: Mapping[str, Column], who: Who) -> None:
        for path, column in columns.items():
            if path.startswith("derived_from[") and isinstance(column, Coded):
                slot = int(path[13 : path.index("]")])
                there = who.bases[:, slot] >= 0 if slot < who.bases.shape[1] else np.zeros(self.count, np.bool_)
                odd = (column.codes >= 0) & ~there
                if odd.any() and slot == 0:
                    row = int(np.flatnonzero(odd)[0])
                    what = "how it was made, without the model from which"
                    raise InputError(what, "give derived_from.model", Place(self.file, key=f"row {row + 1}"))
        for name, first, last in (("training", "started", "ended"), ("uses", "from_", "until")):
            for slot in range(MOST_ENTRIES):
                begins, ends = columns.get(f"{name}[{slot}].{first}"), columns.get(f"{name}[{slot}].{last}")
                if isinstance(begins, Coded) and isinstance(ends, Coded):
                    self._in_order(begins, ends, f"{name}[{slot}].{last.rstrip('_')}", first.rstrip("_"))

    def _in_order(self, begins: Coded, ends: Coded, path: str, first: str) -> None:
        earliest = np.array([*(v.earliest.date().toordinal() for v in begins.values), 0])[begins.codes]
        latest = np.array([*(v.latest.date().toordinal() for v in ends.values), 0])[ends.codes]
        odd = (begins.codes >= 0) & (ends.codes >= 0) & (earliest > latest)
        if odd.any():
            place = Place(self.file, key=f"row {int(np.flatnonzero(odd)[0]) + 1}")
            raise InputError(f"{path} lies before {first}", "correct one of the two", place)

    def _gathered(self, columns: Mapping[str, Column], parties: Parties) -> dict[str, Column]:
        """Facts of organizations: whichever of its rows gives one, and all that do alike."""
        found: dict[str, Column] = {}
        developers = parties.developers
        for path, column in columns.items():
            given = ~np.isnan(column.low) if isinstance(column, Figures) else column.codes >= 0
            if (given & (developers < 0)).any():
                row = int(np.flatnonzero(given & (developers < 0))[0])
                what = f"organization.{path} without a developer"
                raise InputError(what, "give the developer", Place(self.file, key=f"row {row + 1}"))
            rows = np.flatnonzero(given)
            first = np.full(parties.organizations, -1, np.int64)
            first[developers[rows[::-1]]] = rows[::-1]
            of_first = first[developers[rows]]
            if isinstance(column, Figures):
                odd = (column.low[rows] != column.low[of_first]) | (column.high[rows] != column.high[of_first])
            else:
                odd = column.codes[rows] != column.codes[of_first]
            if odd.any():
                row = int(rows[np.flatnonzero(odd)[0]])
                what = f"organization.{path} is told of {parties.names[developers[row]]!r} in two ways"
                mend = f"it stands otherwise in row {int(first[developers[row]]) + 1}; correct one of the two"
                raise InputError(what, mend, Place(self.file, key=f"row {row + 1}"))
            found[path] = column.taken(first)
        return found


def _with_outside(table: Table, who: Who) -> Table:
    """Add a row for each base outside the file, of which nothing is known."""
    rows = np.concatenate([np.arange(table.count), np.full(len(who.outside), -1, np.int64)])
    bases = np.concatenate([table.bases, np.full((len(who.outside), table.bases.shape[1]), -1, np.int64)])
    nobody = np.full(len(who.outside), -1, np.int32)
    return replace(
        table,
        count=len(rows),
        columns={path: column.taken(rows) for path, column in table.columns.items()},
        developers=np.concatenate([table.developers, nobody]),
        by={slot: np.concatenate([by, nobody]) for slot, by in table.by.items()},
        bases=bases,
        origins=rows,
    )


def _years(cells: Cells) -> NDArray[np.int64]:
    """The year that each cell begins with; 0 where it tells none."""
    texts = compute.utf8_slice_codeunits(cells.texts(), 0, 4)
    year = compute.if_else(compute.match_substring_regex(texts, "^[12][0-9]{3}$"), texts, "0")
    found: NDArray[np.int64] = compute.fill_null(compute.cast(year, pyarrow.int64()), 0).to_numpy(zero_copy_only=False)
    return found
