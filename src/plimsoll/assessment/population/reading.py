"""From a file to a table that the language reads: facts in columns, bases joined by id, organizations gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow
from numpy.typing import NDArray
from pyarrow import compute

from plimsoll.assessment.population.cells import Cells, chosen, interval, parser, validated
from plimsoll.assessment.population.files import opened
from plimsoll.assessment.population.joining import Parties, Who, joined
from plimsoll.assessment.population.mapping import Mapped, Source, Told, mapped
from plimsoll.assessment.population.paths import Path
from plimsoll.errors import InputError, Place
from plimsoll.facts.instants import Instant, span
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
    who = joined(reading.cells, mapping, source.num_rows, file)
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
    years = _years(reading.cells(mapping.year)) if mapping.year else None
    return Population(file, table, source.num_rows, who.ids, years, mapping.source, len(who.outside))


class _Reading:
    def __init__(self, source: pyarrow.Table, file: str, mapping: Mapped) -> None:
        self.source, self.file, self.mapping = source, file, mapping
        self.count = source.num_rows
        self._cells: dict[str, Cells] = {}

    def cells(self, name: str) -> Cells:
        """Give a column by its name."""
        if name not in self._cells:
            self._cells[name] = Cells(self.file, name, self.source.column(name))
        return self._cells[name]

    def table(self, who: Who) -> Table:
        """Give the table, its rows as they stand in the file, with bases outside it after them."""
        of_models: dict[str, Column] = {}
        of_organizations: dict[str, Column] = {}
        for path, told in self._by_path().items():
            column = self._column(path, told)
            where = of_organizations if path.of_organization else of_models
            if path.name == "foundation":
                assert isinstance(column, Coded)
                for mark in _MARKS:  # what a row says of a single mark goes before what it says of all
                    each = Coded(column.codes, [getattr(value, mark) for value in column.values])
                    single = where.get(f"foundation.{mark}")
                    where[f"foundation.{mark}"] = self._first([single, each] if isinstance(single, Coded) else [each])
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

    def _column(self, path: Path, told: Sequence[Told]) -> Column:
        by_end = {each.end: each.sources for each in told}
        if path.holds == "figure":
            return self._figures(path, by_end)
        if path.holds == "instant" and set(by_end) != {""}:
            return self._spans(path, by_end)
        return self._coded(path, by_end[""])

    # Facts with few values.

    def _coded(self, path: Path, sources: Sequence[Source]) -> Coded:
        return self._first([self._from(path, source) for source in sources])

    def _first(self, columns: Sequence[Coded]) -> Coded:
        """The first that a row has."""
        if len(columns) == 1:
            return columns[0]
        which = chosen([column.codes >= 0 for column in columns], self.count)
        codes = np.full(self.count, -1, np.int32)
        values: list[Any] = []
        for i, column in enumerate(columns):
            codes = np.where(which == i, column.codes + np.int32(len(values)), codes)
            values += column.values
        return Coded(codes.astype(np.int32), values)

    def _from(self, path: Path, source: Source) -> Coded:
        if source.value is not None:
            try:
                value = validated(path, _as_told(path, source.value))
            except ValueError as error:
                what, _, mend = str(error).partition("; ")
                raise InputError(what, mend, Place(self.file, key=path.name)) from None
            column = Coded(np.zeros(self.count, np.int32), [value])
        else:
            cells = self.cells(source.column or source.at_most or "")
            column = cells.coded(self._parser(path, source))
        if source.where is not None:
            given = self.cells(source.where).given
            column = Coded(np.where(given, column.codes, np.int32(-1)), column.values)
        return _without_nothing(column)

    def _parser(self, path: Path, source: Source) -> Callable[[str], Any]:
        plain = parser(path, source.split)
        if source.words is not None:
            words = source.words

            def parse(text: str) -> Any:
                parts = [text] if path.holds != "words" else [w.strip() for w in text.split(source.split) if w.strip()]
                found = [words.get(part) for part in parts]
                if any(each is None for each in found):
                    return None
                return validated(path, found if path.holds == "words" else found[0])

            return parse
        if source.not_before is not None:
            first = source.not_before

            def until(text: str) -> Instant:
                last: Instant = plain(text)
                if last.latest < first.earliest:
                    raise ValueError(f"{text!r} lies before {first.written}; correct one of the two")
                return span(first, last)

            return until
        return plain

    def _spans(self, path: Path, by_end: Mapping[str, Sequence[Source]]) -> Coded:
        """Spans of time, beside the times of rows that have one."""
        if set(by_end) - {""} != {"low", "high"}:
            what = f"a span of time has two ends ({path.name})"
            raise InputError(what, "give its low and its high column", Place(self.file))
        spans = self._span(path, *(self._coded(path, by_end[end]) for end in ("low", "high")))
        if "" not in by_end:
            return spans
        times = self._coded(path, by_end[""])
        self._not_both(path, spans.codes >= 0, times.codes >= 0)
        codes = np.where(times.codes >= 0, times.codes, spans.codes + np.int32(len(times.values)))
        codes = np.where((times.codes < 0) & (spans.codes < 0), np.int32(-1), codes)
        return Coded(codes.astype(np.int32), [*times.values, *spans.values])

    def _not_both(self, path: Path, ends: NDArray[np.bool_], one: NDArray[np.bool_]) -> None:
        """Refuse a row that gives one value, and ends too."""
        if (ends & one).any():
            place = Place(self.file, key=f"row {int(np.flatnonzero(ends & one)[0]) + 1}")
            raise InputError(f"more than one value for {path.name}", "give either one value, or low and high", place)

    def _span(self, path: Path, low: Coded, high: Coded) -> Coded:
        key = np.where((low.codes >= 0) & (high.codes >= 0), low.codes.astype(np.int64) * len(high.values), -1)
        key = np.where(key >= 0, key + high.codes, -1)
        half = (low.codes >= 0) != (high.codes >= 0)
        if half.any():
            row = int(np.flatnonzero(half)[0])
            what = f"one end of {path.name} without the other"
            raise InputError(what, "give both, or leave both empty", Place(self.file, key=f"row {row + 1}"))
        found, codes = np.unique(key, return_inverse=True)
        values: list[Any] = []
        for each in found:
            if each < 0:
                values.append(None)
                continue
            value = span(low.values[each // len(high.values)], high.values[each % len(high.values)])
            if value.earliest > value.latest:
                row = int(np.flatnonzero(key == each)[0])
                what = f"{path.name}: low is later than high"
                raise InputError(what, "exchange the two", Place(self.file, key=f"row {row + 1}"))
            values.append(value)
        return _without_nothing(Coded(codes.reshape(-1).astype(np.int32), values))

    # Figures.

    def _figures(self, path: Path, by_end: Mapping[str, Sequence[Source]]) -> Figures:
        columns = {
            end: self._merged([self._figure(path, source) for source in sources]) for end, sources in by_end.items()
        }
        low, high, best, one = (columns.get(end) for end in ("low", "high", "best", ""))
        found = [] if low is None and high is None else [self._between(path, low, high)]
        found += [] if best is None else [best]
        if one is not None:
            for ends in found:
                self._not_both(path, ~np.isnan(ends.low), ~np.isnan(one.low))
            found.append(one)
        return self._merged(found)

    def _figure(self, path: Path, source: Source) -> Figures:
        name = source.column or source.at_most
        if name is None:
            try:
                quantity = validated(path, source.value)
            except ValueError as error:
                what, _, mend = str(error).partition("; ")
                raise InputError(what, mend, Place(self.file, key=path.name)) from None
            at = quantity.estimates[-1].interval
            floats = np.full(self.count, float(at.low or 0))
            found = Figures(floats, floats, lambda place: at)
        else:
            cells = self.cells(name)
            floats, written = cells.numbers(path.unit)
            gaps = bool(np.isnan(floats).any())
            if source.at_most:
                low = np.where(np.isnan(floats), np.nan, 0.0)
                found = Figures(low, floats, interval(None, written), gaps=gaps)
            else:
                found = Figures(floats, floats, interval(written, written), gaps=gaps, alike=cells.floats)
        if source.where is None:
            return found
        given = self.cells(source.where).given
        return found.taken(np.where(given, np.arange(self.count), -1))

    def _merged(self, columns: Sequence[Figures]) -> Figures:
        """The first that a row has."""
        if len(columns) == 1:
            return columns[0]
        which = chosen([~np.isnan(column.low) for column in columns], self.count)
        low, high = np.full(self.count, np.nan), np.full(self.count, np.nan)
        for i, column in enumerate(columns):
            low = np.where(which == i, column.low, low)
            high = np.where(which == i, column.high, high)
        same = all(column.high is column.low for column in columns)
        return Figures(
            low, low if same else high, lambda row: columns[which[row]].exact(row) if which[row] >= 0 else None
        )

    def _between(self, path: Path, low: Figures | None, high: Figures | None) -> Figures:
        nothing = np.full(self.count, np.nan)
        lows, highs = low.low if low else nothing, high.high if high else nothing
        absent = np.isnan(lows) & np.isnan(highs)
        lows = np.where(absent, np.nan, np.where(np.isnan(lows), 0.0, lows))
        highs = np.where(absent, np.nan, np.where(np.isnan(highs), np.inf, highs))
        written = interval(
            (lambda row: _end(low, row)) if low else None, (lambda row: _end(high, row)) if high else None
        )
        doubtful = lows > highs * (1 - 1e-9)
        if low and high and low.alike and high.alike:
            doubtful = lows > highs
        for row in np.flatnonzero(doubtful):
            at = written(int(row))
            if at is not None and at.low is not None and at.high is not None and at.low > at.high:
                what = f"{path.name}: low is greater than high"
                raise InputError(what, "low <= high must hold", Place(self.file, key=f"row {row + 1}"))
        return Figures(lows, highs, written)

    # What has to fit together.

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
            for slot in range(50):
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


def _end(column: Figures, row: int) -> Any:
    at = column.exact(row)
    return None if at is None else at.low


def _as_told(path: Path, value: object) -> object:
    return [value] if path.holds == "words" and not isinstance(value, list) else value


def _without_nothing(column: Coded) -> Coded:
    """A value of `None` is an absent one."""
    if all(value is not None for value in column.values):
        return column
    kept = [value for value in column.values if value is not None]
    places = np.cumsum([value is not None for value in column.values]) - 1
    renumbered = np.array([*(p if v is not None else -1 for p, v in zip(places, column.values, strict=True)), -1])
    return Coded(renumbered[column.codes].astype(np.int32), kept)


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
