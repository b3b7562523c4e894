"""Lines that amounts are compared with: dated, indexed, or set later by an agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from plimsoll.facts.acts import Regulation
from plimsoll.facts.instants import parse_instant
from plimsoll.facts.quantities import Unit, exact
from plimsoll.messages import said

Over = Literal[">", ">=", "<", "<=", "="]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Indexation:
    """An amount moves with a published price index from a day on, to the nearest so many units."""

    begins: date
    nearest: Fraction
    section: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """An agency may set the amount for training that begins on or after a day; `over` is the comparison then."""

    begins: date
    section: str
    over: Over | None = None
    says: str = ""
    unsaid: bool = False
    """Whether the text names no comparison for that time, so that `over` is read into it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A number in a law. `name` is what a regulation calls it that sets it."""

    value: Fraction
    unit: Unit
    name: str = ""
    indexation: Indexation | None = None
    delegation: Delegation | None = None
    reserved: str = ""

    def called(self, name: str) -> Line:
        """Name the line, so that acts of an authority can refer to it."""
        return replace(self, name=name)

    def indexed(self, *, begins: str, nearest: int, section: str) -> Line:
        """Let it move with the price index."""
        return replace(self, indexation=Indexation(date.fromisoformat(begins), Fraction(nearest), section))

    def set_by_agency(
        self, *, begins: str, section: str, over: Over | None = None, says: str = "", unsaid: bool = False
    ) -> Line:
        """Let an agency set it later; `unsaid` where the text does not say how it then compares."""
        return replace(self, delegation=Delegation(date.fromisoformat(begins), section, over, says, unsaid))

    def not_delegated(self, section: str) -> Line:
        """Say which section withholds it from the agency."""
        return replace(self, reserved=section)


@dataclass(frozen=True, slots=True)
class Period:
    """A line as it stands for what begins at `begins` (`None`: from ever) until the next period."""

    begins: Fraction | None
    value: Fraction
    over: Over | None = None
    notes: tuple[str, ...] = ()


def periods(line: Line, acts: Sequence[Regulation]) -> list[Period]:
    """Give a line's values over time, oldest first, under the acts that an authority has made."""
    notes: tuple[str, ...] = ()
    setting = [a for a in acts if line.name and a.sets == line.name]
    if setting and line.reserved:
        void = said(
            "a regulation that sets {line} has no effect: the amount is not delegated ({section})",
            line=line.name,
            section=line.reserved,
        )
        notes = (void,)
    if line.indexation is not None:
        return _indexed(line, line.indexation, acts, notes)
    if line.delegation is not None and setting:
        dated = said(
            "the {line} line of the day on which training started is taken: the text does not date it",
            line=line.name,
        )
        notes = (*notes, dated)
    found = [Period(None, line.value, None, notes)]
    if line.delegation is not None:
        for act in sorted(setting, key=lambda a: a.effective or date.min):
            begins = max(act.effective or date.min, line.delegation.begins)
            value = act.value.estimates[-1].interval.exact if act.value else None
            if value is not None:
                then = (*notes, line.delegation.says) if line.delegation.says else notes
                found.append(Period(seconds(begins), value, line.delegation.over, then))
    return found


def _indexed(line: Line, index: Indexation, acts: Sequence[Regulation], notes: tuple[str, ...]) -> list[Period]:
    factors: dict[int, Fraction] = {}
    for act in acts:
        if act.sets == "price-index":
            for year, quantity in (act.by_year or {}).items():
                factor = quantity.estimates[-1].interval.exact
                if factor is not None and year >= index.begins.year:
                    factors[year] = factor
    found = [Period(None, line.value, None, notes)]
    if not factors or min(factors) > index.begins.year:
        assumed = said("no price index given: 1 assumed ({section})", section=index.section)
        found.append(Period(seconds(index.begins), line.value, None, (*notes, assumed)))
    for year in sorted(factors):
        value = nearest(line.value * factors[year], index.nearest)
        found.append(Period(seconds(date(year, 1, 1)), value, None, notes))
        if year + 1 not in factors:
            kept = said(
                "no price index given for {year}: that of {last} kept ({section})",
                year=year + 1,
                last=year,
                section=index.section,
            )
            found.append(Period(seconds(date(year + 1, 1, 1)), value, None, (*notes, kept)))
    return found


def nearest(value: Fraction, step: Fraction) -> Fraction:
    """Round to the nearest multiple of a step, halves up."""
    return ((value / step + Fraction(1, 2)).__floor__()) * step


def seconds(moment: date | datetime) -> Fraction:
    """Give an instant as seconds of UTC since 1970; a day counts from its start."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min, UTC)
    delta = moment - _EPOCH
    return Fraction((delta.days * 86400 + delta.seconds) * 10**6 + delta.microseconds, 10**6)


def operations(text: str) -> Line:
    """A line in integer or floating-point operations, read exactly from its text."""
    return Line(exact(Decimal(text)), Unit.OPERATIONS)


def operations_per_second(text: str) -> Line:
    """A line in operations a second."""
    return Line(exact(Decimal(text)), Unit.OPERATIONS_PER_SECOND)


def gigabits_per_second(text: str) -> Line:
    """A line in gigabits a second."""
    return Line(exact(Decimal(text)), Unit.GIGABITS_PER_SECOND)


def usd(text: str) -> Line:
    """A line in US dollars."""
    return Line(exact(Decimal(text)), Unit.MONEY)


def people(text: str) -> Line:
    """A line in persons."""
    return Line(exact(Decimal(text)), Unit.PEOPLE)


def instant(text: str) -> Line:
    """A line in time."""
    return Line(seconds(parse_instant(text).earliest), Unit.SECONDS)
