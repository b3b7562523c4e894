"""An expression read against facts: the same tree, with a three-valued verdict at every node.

`True`, `False` and `None` (unknown) are Kleene's; what they leave open, `completions` decides exactly.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from plimsoll.facts.quantities import Interval, Unit
from plimsoll.law.language.expression import Expression, Grade
from plimsoll.law.language.lines import Over

Truth = bool | None
_MINUS = Fraction(-1)


@dataclass(frozen=True, slots=True)
class Variable:
    """An amount that is not known exactly: an interval, and the fact that would settle it."""

    key: str
    fact: str
    low: Fraction | None
    high: Fraction | None

    def __hash__(self) -> int:
        return hash(self.key)  # hashing large rationals is slow, and the key tells variables apart


@dataclass(frozen=True, slots=True)
class Form:
    """A sum of multiples of variables, and a constant."""

    terms: tuple[tuple[Variable, Fraction], ...]
    constant: Fraction

    @property
    def interval(self) -> Interval:
        """All values that it can take."""
        if not self.terms:
            return Interval(self.constant, self.constant)
        low: Fraction | None = self.constant
        high: Fraction | None = self.constant
        for variable, factor in self.terms:
            ends = (variable.low, variable.high) if factor > 0 else (variable.high, variable.low)
            low = None if low is None or ends[0] is None else low + factor * ends[0]
            high = None if high is None or ends[1] is None else high + factor * ends[1]
        return Interval(low, high)

    def minus(self, other: Form) -> Form:
        """Take another away."""
        return self.plus(other, _MINUS) if other.terms else Form(self.terms, self.constant - other.constant)

    def plus(self, other: Form, factor: Fraction = Fraction(1)) -> Form:
        """Add a multiple of another."""
        terms = dict(self.terms)
        for variable, times in other.terms:
            terms[variable] = terms.get(variable, Fraction(0)) + factor * times
        kept = tuple((v, f) for v, f in terms.items() if f)
        return Form(kept, self.constant + factor * other.constant)


@dataclass(frozen=True, slots=True)
class Inequality:
    """A form stands to zero as `over` says. `name`, `value` and `line` are how people see it."""

    form: Form
    over: Over
    name: str
    value: Form
    line: Form
    unit: Unit

    @property
    def key(self) -> object:
        """What makes two of them the same condition."""
        form = self.form  # as integers: hashing large rationals is slow
        terms = tuple((v.key, f.numerator, f.denominator) for v, f in form.terms)
        return terms, form.constant.numerator, form.constant.denominator, self.over

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that would settle it."""
        return tuple(dict.fromkeys(v.fact for v, _ in self.form.terms))

    def at_end(self, *, high: bool) -> bool:
        """Whether it holds with every variable at its highest, or at its lowest."""
        total = self.form.constant
        for variable, factor in self.form.terms:
            end = variable.high if high else variable.low
            total += factor * (end if end is not None else _BEYOND if high else -_BEYOND)
        return {">": total > 0, ">=": total >= 0, "<": total < 0, "<=": total <= 0, "=": total == 0}[self.over]

    def truth(self) -> Truth:
        """Whether it holds for all, for none, or for some values."""
        at = self.form.interval
        # Only the sign matters, and a numerator has it: comparing whole fractions is slow.
        low = None if at.low is None else at.low.numerator
        high = None if at.high is None else at.high.numerator
        match self.over:
            case ">":
                return _sure(low is not None and low > 0, high is not None and high <= 0)
            case ">=":
                return _sure(low is not None and low >= 0, high is not None and high < 0)
            case "<":
                return _sure(high is not None and high < 0, low is not None and low >= 0)
            case "<=":
                return _sure(high is not None and high <= 0, low is not None and low > 0)
            case "=":
                apart = (low is not None and low > 0) or (high is not None and high < 0)
                return _sure(low == high == 0, apart)


_BEYOND = Fraction(10**60)
"""Stands for an end that has no bound: no line of a law lies that far."""


def _sure(yes: bool, no: bool) -> Truth:
    return True if yes else False if no else None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A fact or judgment that holds or not. `values` are those it asks for, where there are several."""

    key: str
    fact: str
    kind: Literal["fact", "judgment", "reading", "record"] = "fact"
    values: tuple[str, ...] = ()
    presumption: str = ""
    """What to say where its truth was taken, not given."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that would settle it."""
        return (self.fact,)


Condition = Inequality | Symbol
Turns = dict[Hashable, "tuple[Reason, Truth]"]
"""By key, a leaf whose truth was taken, and the verdict if it were the other way round."""


@dataclass(slots=True, eq=False)
class Reason:
    """One node of the tree of reasons."""

    expression: Expression
    section: str
    subject: str
    connective: Literal["all", "any", "not", "term", "is"]
    truth: Truth
    parts: tuple[Reason, ...] = ()
    condition: Condition | None = None
    notes: tuple[str, ...] = ()
    grade: Grade | None = None
    term: str = ""
    law: str = ""
    height: int = 0
    """For a term: through how many other subjects, one below the other, its verdict goes."""
    settled: bool = False
    """Whether `truth` is the exact answer (`completions.settle` has looked)."""
    turns: Turns | None = field(default=None, repr=False)
    """What was taken and decides it (`explain` has looked)."""

    @property
    def key(self) -> Hashable:
        """What makes two leaves the same condition."""
        return self.condition.key if self.condition else id(self)

    def walk(self) -> Iterator[Reason]:
        """Give every node once, parents first."""
        seen: set[int] = set()
        stack = [self]
        while stack:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            stack.extend(reversed(node.parts))

    @property
    def bearing(self) -> tuple[Reason, ...]:
        """The parts on which the verdict of this node rests."""
        if self.connective not in ("all", "any"):
            return self.parts
        alike = tuple(part for part in self.parts if part.truth is self.truth)
        # None is alike where unknown parts together make the verdict certain ("p or not p").
        return alike or tuple(part for part in self.parts if part.truth is None)


def combine(connective: Literal["all", "any"], truths: Iterator[Truth] | list[Truth]) -> Truth:
    """Kleene's tables: any false makes all_of false, any true makes any_of true."""
    dominant = connective == "any"
    unknown = False
    for truth in truths:
        if truth is dominant:
            return dominant
        unknown = unknown or truth is None
    return None if unknown else not dominant
