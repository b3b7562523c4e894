"""From the cells of a table to facts: figures in floats with their text at hand, other facts by their few values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow
from numpy.typing import NDArray
from pyarrow import compute

from plimsoll.assessment.population.paths import Path
from plimsoll.errors import InputError, Place
from plimsoll.facts.facts import Facts
from plimsoll.facts.instants import parse_instant
from plimsoll.facts.quantities import Interval, Unit, exact
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.vectorise.columns import Coded

_LARGEST = 1e300
"""What lies beyond is kept as this in floats; no line of a law comes near, and text holds the value."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of a table, by its name, and where errors about it are told."""

    file: str
    name: str
    column: pyarrow.ChunkedArray

    def wrong(self, row: int, what: str, mend: str) -> InputError:
        """An error about one of its cells; rows are counted from 1, without the header."""
        return InputError(what, mend, Place(self.file, key=f"row {row + 1}, {self.name}"))

    @property
    def given(self) -> NDArray[np.bool_]:
        """Where it says anything."""
        text = self.texts() if self._is_text else self.column
        found: NDArray[np.bool_] = compute.is_valid(text).to_numpy(zero_copy_only=False)
        if pyarrow.types.is_floating(self.column.type):
            found = found & ~np.isnan(self.column.to_numpy().astype(np.float64))
        return found

    @property
    def floats(self) -> bool:
        """Whether it holds floats, so that equal ones are equal numbers."""
        return bool(pyarrow.types.is_float64(self.column.type))

    @property
    def _is_text(self) -> bool:
        kind = self.column.type
        return bool(
            pyarrow.types.is_string(kind)
            or pyarrow.types.is_large_string(kind)
            or pyarrow.types.is_dictionary(kind)
            or pyarrow.types.is_list(kind)
            or pyarrow.types.is_large_list(kind)
        )

    def texts(self) -> pyarrow.Array:
        """Every cell as text without the space around it; an empty one is null."""
        kind, column = self.column.type, self.column.combine_chunks()
        if isinstance(column, pyarrow.ChunkedArray):
            column = column.chunk(0) if column.num_chunks else pyarrow.array([], kind)
        if pyarrow.types.is_dictionary(kind):
            column = column.dictionary_decode()
        elif pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind):
            joined = compute.binary_join(compute.cast(column, pyarrow.list_(pyarrow.string())), ";")
            # A list that is given and empty is not one that is absent.
            return compute.if_else(compute.equal(compute.list_value_length(column), 0), ";", joined)
        elif pyarrow.types.is_timestamp(kind):
            if kind.tz is None:
                raise self.wrong(0, "a time without a zone", "store times with their zone, as UTC")
            column = compute.strftime(compute.cast(column, pyarrow.timestamp("us", "UTC")), "%Y-%m-%dT%H:%M:%SZ")
        if not pyarrow.types.is_string(column.type):
            column = compute.cast(column, pyarrow.string())
        column = compute.utf8_trim_whitespace(column)
        return compute.if_else(compute.equal(column, ""), None, column)

    def coded(self, parse: Callable[[str], Any]) -> Coded:
        """Give its distinct values, each parsed once (`ValueError`: what; how to mend it), and their codes."""
        encoded = compute.dictionary_encode(self.texts())
        codes = compute.fill_null(encoded.indices, -1).to_numpy().astype(np.int32)
        values: list[Any] = []
        for i, text in enumerate(encoded.dictionary.to_pylist()):
            try:
                values.append(parse(text))
            except ValueError as error:
                what, _, mend = str(error).partition("; ")
                row = int(np.flatnonzero(codes == i)[0])
                raise self.wrong(row, what, mend or "correct it, or leave it empty where it is unknown") from None
        return Coded(codes, values)

    def numbers(self, unit: Unit | None) -> tuple[NDArray[np.float64], Callable[[int], Fraction | None]]:
        """Give its numbers as floats, NaN where it is empty, and each exactly as it is written."""
        kind = self.column.type
        if pyarrow.types.is_boolean(kind) or pyarrow.types.is_temporal(kind):
            raise self.wrong(0, f"a column of {kind} where numbers are expected", "store it as numbers or as text")
        plain = pyarrow.types.is_float64(kind) or pyarrow.types.is_integer(kind) or pyarrow.types.is_decimal(kind)
        # A float32 is the number that it is written as, which a float64 does not hold.
        column = self.column.combine_chunks() if plain else self.texts()
        if isinstance(column, pyarrow.ChunkedArray):
            column = column.chunk(0)
        written = _written(column)
        try:
            floats = compute.cast(column, pyarrow.float64(), safe=False).to_numpy(zero_copy_only=False)
        except pyarrow.ArrowInvalid:
            floats = self._one_by_one(column)
        empty = compute.is_null(column).to_numpy(zero_copy_only=False)
        floats = np.where(empty, np.nan, floats)
        odd = ~empty & ~np.isfinite(floats)
        if pyarrow.types.is_float64(kind):
            odd &= ~np.isnan(floats)  # how other tools write that a number is missing
        self._check(floats, odd | (floats < 0), written, unit)
        beyond = floats > _LARGEST
        return (np.where(beyond, _LARGEST, floats) if beyond.any() else floats), written

    def _one_by_one(self, column: pyarrow.Array) -> NDArray[np.float64]:
        found = np.full(len(column), np.nan)
        for row, text in enumerate(column.to_pylist()):
            if text is not None:
                try:
                    found[row] = float(exact(Decimal(text)))
                except (InvalidOperation, OverflowError):
                    raise self.wrong(
                        row, f"{text[:60]!r} where a number is expected", "write the number alone, as 1.2e26"
                    ) from None
                except ValueError as error:
                    raise self.wrong(row, f"{text[:60]!r}: {error}", "leave it empty where it is unknown") from None
        return found

    def _check(
        self,
        floats: NDArray[np.float64],
        odd: NDArray[np.bool_],
        written: Callable[[int], Fraction | None],
        unit: Unit | None,
    ) -> None:
        if unit is Unit.PEOPLE:
            odd = odd | (floats % 1 != 0) & ~np.isnan(floats)
        for row in np.flatnonzero(odd):
            try:
                value = written(int(row))
            except (ValueError, InvalidOperation):
                mend = "leave it empty where it is unknown"
                raise self.wrong(int(row), "no finite number of a size that quantities have", mend) from None
            if value is not None and value < 0:
                raise self.wrong(int(row), f"{floats[row]:g} is less than zero", "write a number from 0 up")
            if value is not None and unit is Unit.PEOPLE and value.denominator != 1:
                raise self.wrong(int(row), f"{floats[row]:g} is no number of people", "write a whole number")


def _written(column: pyarrow.Array) -> Callable[[int], Fraction | None]:
    known: dict[Any, Fraction] = {}

    def written(place: int) -> Fraction | None:
        value = column[place].as_py()
        if value is None or value != value:
            return None
        found = known.get(value)
        if found is None:
            found = known[value] = exact(Decimal(value) if isinstance(value, str) else value)
        return found

    return written


def interval(
    low: Callable[[int], Fraction | None] | None, high: Callable[[int], Fraction | None] | None
) -> Callable[[int], Interval | None]:
    """Give the exact interval at a place, of what is written at its ends; equal ones are the same object."""
    known: dict[tuple[int, int], Interval] = {}
    kept: list[Fraction | None] = []

    def written(place: int) -> Interval | None:
        ends = low(place) if low else None, high(place) if high else None
        if ends == (None, None):
            return None
        key = (id(ends[0]), id(ends[1]))
        found = known.get(key)
        if found is None:
            kept.extend(ends)  # so that no other fraction gets the same id
            found = known[key] = Interval(*ends)
        return found

    return written


def parser(path: Path, split: str) -> Callable[[str], Any]:
    """Give what reads one value of a fact from text: as a facts file would, and refused as there."""

    def parse(text: str) -> Any:
        if path.holds == "instant" and not path.of_organization:
            return parse_instant(text)
        return validated(path, _plain(path, text, split))

    return parse


def _plain(path: Path, text: str, split: str) -> object:
    if path.holds == "truth":
        if text.lower() not in ("true", "false"):
            raise ValueError(f"{text[:60]!r} where true or false is expected; write true or false, or leave it empty")
        return text.lower() == "true"
    if path.holds == "words":
        return [word.strip() for word in text.split(split) if word.strip()]
    return text


def validated(path: Path, value: object) -> Any:
    """Check one value of a fact as a facts file would.

    Raises:
        ValueError: what is wrong; how to mend it.
    """
    steps = path.name.replace("]", "").replace("[", ".").split(".")
    given: Any = value
    for step in reversed([s for s in steps if not s.isdigit()]):
        given = {step: given}
    listed = path.name.partition("[")[0]
    if path.of_organization:
        given = {"organization": {"id": "x", **given["organization"]}}
    else:
        if listed != path.name:
            inner = {"model": "y", **given[listed]} if listed == "derived_from" else given[listed]
            given = {listed: [inner]}
        given = {"models": [{"id": "x", **given}, {"id": "y"}]}
    try:
        facts = read_facts([{"format": "plimsoll/facts/1", **given}])
    except InputError as error:
        raise ValueError(f"{error.what}; {error.mend}") from None
    return _reached(facts, path)


def _reached(facts: Facts, path: Path) -> Any:
    at: Any = facts.organizations["x"] if path.of_organization else facts.models["x"]
    for step in path.attribute.split("."):
        name, _, number = step.partition("[")
        at = getattr(at, name)
        if number:
            at = at[0]
    return at


def chosen(masks: Sequence[NDArray[np.bool_]], count: int) -> NDArray[np.int8]:
    """Give for each row the first of several sources that it has, or -1."""
    found = np.full(count, -1, np.int8)
    for i, mask in reversed(list(enumerate(masks))):
        found[mask] = i
    return found
