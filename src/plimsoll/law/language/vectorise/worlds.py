"""Ways to fill in all that is unknown: where two come out differently, a verdict is open."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.acts import Regulation
from plimsoll.law.language.comparison import Compare
from plimsoll.law.language.expression import (
    Controlled,
    Dated,
    Expression,
    Fact,
    Happened,
    Includes,
    Judged,
    Not,
    OneOf,
    Reaches,
    Some,
    Switch,
    TermIs,
)
from plimsoll.law.language.lines import Line, periods
from plimsoll.law.language.statute import Version
from plimsoll.law.language.walking import parts_of

HOW_MANY = 24
_MOST_LINES = 3
_NEAR = Fraction(1, 10**6)


def name_of(expression: Expression) -> str:
    """Name what a leaf asks, alike wherever *decide* takes it for the same symbol."""
    match expression:
        case Fact(path=path) | Happened(path=path):
            return path
        case Controlled():
            return "controlled"
        case Includes(path=path, value=value):
            return f"{path}: {value}"
        case Dated(path=path, before=before):
            return f"{path} before {before}"
        case Judged(term=term):
            return f"judgments.{term}"
        case Reaches(place=place):
            return f"operates_in {place}"
        case Some(relation=relation, holds=holds):
            return f"{relation} {holds!r}"
    return f"{type(expression).__name__} {expression!r}"


@dataclass(frozen=True, slots=True)
class World:
    """One way: every amount at one end or beside a line, every symbol as its name and the number of the world say.

    The first few lead a term toward no or yes, by the sign with which it asks for a symbol; the others pick.
    """

    number: int
    signs: Mapping[str, frozenset[bool]]
    values: Mapping[str, Mapping[bool, Sequence[str]]]
    """Of a fact with several values: those asked for, by the sign."""
    lines: Mapping[str, Sequence[Fraction]]
    """Of a figure: values beside those with which it is compared."""

    @property
    def uniform(self) -> bool:
        """Whether all figures are at the same end."""
        return self.number < 4

    def ends(self, rows: NDArray[np.int64], figure: str) -> NDArray[np.int64]:
        """At which end a figure of each row is taken: 0 its lowest, 1 its highest, else beside a line."""
        if self.uniform:
            return np.full(len(rows), self.number % 2, np.int64)
        mixed: NDArray[np.int64] = (rows + zlib.crc32(figure.encode()) % 1024) * 2654435761 >> (self.number + 8)
        return mixed % (2 + len(self.lines_of(figure)))

    def lines_of(self, figure: str) -> Sequence[Fraction]:
        """The values on which a figure is taken too, as far as it can have them."""
        return self.lines.get(figure.rpartition(".")[2], ())

    def holds(self, expression: Expression) -> bool:
        """Whether what a leaf asks holds, where it is open."""
        if isinstance(expression, OneOf):
            return self._value(expression.path) in expression.values
        return self.picks(name_of(expression))

    def picks(self, name: str) -> bool:
        """Whether the symbol of a name holds."""
        signs = self.signs.get(name, frozenset())
        if self.number < 4 and len(signs) == 1:
            return (True in signs) is self._toward
        return (zlib.crc32(name.encode()) >> self.number) % 2 == 1

    @property
    def _toward(self) -> bool:
        return self.number in (1, 2)

    def _value(self, path: str) -> str:
        asked = self.values.get(path, {})
        if self.number < 4:
            led = asked.get(self._toward, ())
            return led[self.number // 2 % len(led)] if led else ""
        every = [*dict.fromkeys([*asked.get(True, ()), *asked.get(False, ())]), ""]
        return every[zlib.crc32(f"{path} {self.number}".encode()) % len(every)]


def worlds(version: Version, term: str, acts: Sequence[Regulation]) -> Iterator[World]:
    """Give ways to fill in what is unknown, as a term asks for it."""
    signs: dict[str, set[bool]] = {}
    values: dict[str, dict[bool, list[str]]] = {}
    lines: dict[str, list[Fraction]] = {}
    for expression, sign in _signed(version, term):
        if isinstance(expression, Compare) and isinstance(expression.line, Line):
            figure = str(getattr(expression.amount, "figure", "") or getattr(expression.amount, "path", ""))
            lines.setdefault(figure, []).extend(period.value for period in periods(expression.line, acts))
        elif isinstance(expression, OneOf):
            values.setdefault(expression.path, {}).setdefault(sign, []).extend(expression.values)
        else:
            signs.setdefault(name_of(expression), set()).add(sign)
    fixed = {name: frozenset(both) for name, both in signs.items()}
    kept = {
        figure: [side for line in sorted(set(found))[:_MOST_LINES] for side in _beside(line)]
        for figure, found in lines.items()
    }
    for number in range(HOW_MANY):
        yield World(number, fixed, values, kept)


def _beside(line: Fraction) -> Iterator[Fraction]:
    """Values on both sides of a line, near it, and far enough for floats to tell them from it."""
    yield line * (1 - _NEAR)
    yield line * (1 + _NEAR)


def _signed(version: Version, term: str) -> Iterator[tuple[Expression, bool]]:
    """Everything that a term says, with the sign under which it says it: negated twice is not negated."""
    seen: set[tuple[str, bool]] = set()
    waiting: list[tuple[Any, bool]] = [(version.by_name[term].means, True)]
    while waiting:
        expression, sign = waiting.pop()
        yield expression, sign
        if isinstance(expression, TermIs):
            if (expression.term, sign) not in seen:
                seen.add((expression.term, sign))
                waiting.append((version.by_name[expression.term].means, sign))
        elif isinstance(expression, Switch):  # the reading is known, and where it matters is not asked
            waiting += [(expression.on, sign), (expression.off, sign)]
        else:
            below = not sign if isinstance(expression, Not) else sign
            waiting += [(part, below) for part in parts_of(expression)]
