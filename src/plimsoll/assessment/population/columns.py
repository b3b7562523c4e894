"""Columns of facts, made of the columns of a table as a mapping says: the first source that a row has counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow
from numpy.typing import NDArray

from plimsoll.assessment.population.cells import Cells, chosen, interval, parser, validated
from plimsoll.assessment.population.mapping import Source, Told
from plimsoll.assessment.population.paths import Path
from plimsoll.errors import InputError, Place
from plimsoll.facts.instants import Instant, span
from plimsoll.law.language.vectorise.columns import Coded, Column, Figures


class Columns:
    """Makes columns of facts of one table."""

    def __init__(self, source: pyarrow.Table, file: str) -> None:
        self.source, self.file = source, file
        self.count = source.num_rows
        self._cells: dict[str, Cells] = {}

    def cells(self, name: str) -> Cells:
        """Give a column of the table by its name."""
        if name not in self._cells:
            self._cells[name] = Cells(self.file, name, self.source.column(name))
        return self._cells[name]

    def made(self, path: Path, told: Sequence[Told]) -> Column:
        """Make the column of a fact.

        Raises:
            InputError: a cell that is no such fact, with file, row and column.
        """
        by_end = {each.end: each.sources for each in told}
        if path.holds == "figure":
            return self._figures(path, by_end)
        if path.holds == "instant" and set(by_end) != {""}:
            return self._spans(path, by_end)
        return self._coded(path, by_end[""])

    # Facts with few values.

    def _coded(self, path: Path, sources: Sequence[Source]) -> Coded:
        return self.first([self._from(path, source) for source in sources])

    def first(self, columns: Sequence[Coded]) -> Coded:
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
