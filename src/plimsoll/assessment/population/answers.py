"""The answer of a population: verdicts counted by law, version, term and year, and what each amendment changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.assessment.answers import Verdict
from plimsoll.facts.quantities import Unit, written
from plimsoll.law.language.statute import Version
from plimsoll.law.language.vectorise.verdicts import NO, UNKNOWN, YES, Codes

FORMAT = "plimsoll/population/1"
WORDS: dict[int, Verdict] = {YES: "yes", NO: "no", UNKNOWN: "unknown"}
Counts = Mapping[Verdict, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """A term of a version: of how many it holds, of how many not, and of how many that cannot be told."""

    version: Version
    term: str
    of: str
    counts: Counts
    years: Mapping[int, Counts]
    """Of models, by the year of the row; 0 where a row tells none."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows of which one print of a bill says `before` and the next `after`."""

    law: str
    term: str
    first: str
    then: str
    before: Verdict
    after: Verdict
    rows: NDArray[np.int64]
    """Places in the file."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How many a headline term reaches, were one of its lines elsewhere."""

    version: Version
    term: str
    line: str
    unit: Unit
    drawn: Fraction
    """Where the text has the line."""
    points: Sequence[tuple[Fraction, Counts]]


@dataclass(frozen=True, slots=True)
class PopulationAnswer:
    """All that is answered of a population."""

    on: date
    rows: int
    organizations: int
    outside: int
    source: str
    lines: Mapping[str, Fraction]
    """Lines that were moved."""
    counted: Sequence[Counted]
    moved: Sequence[Moved]
    curves: Sequence[Curve]
    ids: Any
    """By row of the file: an Arrow array of text."""
    found: Mapping[tuple[str, str], Codes] = field(default_factory=dict)
    """By LAW@VERSION and term of models: a verdict a row of the file."""

    def names(self, rows: NDArray[np.int64]) -> list[str]:
        """Name rows."""
        named: list[str] = self.ids.take(rows.tolist()).to_pylist()
        return named

    def to_dict(self) -> dict[str, Any]:
        """Give the answer in plain values."""
        return {
            "format": FORMAT,
            "on": self.on.isoformat(),
            "models": self.rows,
            "organizations": self.organizations,
            "bases_outside": self.outside,
            "lines": {name: written(value) for name, value in self.lines.items()},
            "counts": [
                {
                    "law": each.version.law,
                    "version": each.version.version,
                    "status": each.version.status_on(self.on),
                    "term": each.term,
                    "of": each.of,
                    **each.counts,
                    "by_year": {str(year): dict(counts) for year, counts in each.years.items()},
                }
                for each in self.counted
            ],
            "amendments": [
                {
                    "law": each.law,
                    "term": each.term,
                    "from": each.first,
                    "to": each.then,
                    "before": each.before,
                    "after": each.after,
                    "count": len(each.rows),
                    "models": self.names(each.rows),
                }
                for each in self.moved
            ],
            "coverage": [
                {
                    "law": each.version.law,
                    "version": each.version.version,
                    "term": each.term,
                    "line": each.line,
                    "drawn": written(each.drawn, each.unit),
                    "points": [{"value": written(value, each.unit), **counts} for value, counts in each.points],
                }
                for each in self.curves
            ],
        }


def counts_of(codes: Codes) -> Counts:
    """Count verdicts."""
    found = np.bincount(codes, minlength=3)
    return {"yes": int(found[YES]), "no": int(found[NO]), "unknown": int(found[UNKNOWN])}
