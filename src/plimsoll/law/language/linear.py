"""Whether exact linear inequalities over intervals have a common solution (Fourier-Motzkin, in rationals).

A subject has a handful of unknown amounts, most of them alone in their inequality, so elimination is short.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from plimsoll.law.language.reasons import Inequality, Variable

_MOST_VARIABLES = 16
"""Amounts beyond which a system is taken as not ruled out: each elimination can square its size."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """sum(terms) + constant < 0, or <= 0 where not strict."""

    terms: tuple[tuple[Hashable, Fraction], ...]
    constant: Fraction
    strict: bool


def feasible(wanted: Iterable[tuple[Inequality, bool]]) -> bool:
    """Whether some values of the variables make each inequality as true or false as wanted.

    Each inequality alone must be open, that is, able to be both.
    """
    tied = _tied(list(wanted))
    splits = [_alternatives(inequality, truth) for inequality, truth in tied]
    variables = {v for inequality, _ in tied for v, _ in inequality.form.terms}
    if len(variables) > _MOST_VARIABLES:
        return True  # not ruled out
    box = [bound for variable in variables for bound in _box(variable)]
    return _any_solvable(splits, box)


def _tied(wanted: list[tuple[Inequality, bool]]) -> list[tuple[Inequality, bool]]:
    """Those that share a variable with another; the rest can be had in any combination."""
    users: dict[Variable, int] = {}
    for inequality, _ in wanted:
        for variable, _ in inequality.form.terms:
            users[variable] = users.get(variable, 0) + 1
    return [w for w in wanted if any(users[v] > 1 for v, _ in w[0].form.terms)]


def _any_solvable(splits: list[list[list[_Bound]]], bounds: list[_Bound]) -> bool:
    if not splits:
        return _solvable(bounds)
    return any(_any_solvable(splits[1:], bounds + choice) for choice in splits[0])


def _alternatives(inequality: Inequality, truth: bool) -> list[list[_Bound]]:
    """The ways in which an inequality can be as true or false as wanted: one, or two for "not equal"."""
    terms: tuple[tuple[Hashable, Fraction], ...] = inequality.form.terms
    constant = inequality.form.constant
    below = _Bound(terms, constant, True)
    not_above = _Bound(terms, constant, False)
    negative = tuple((v, -f) for v, f in terms)
    above = _Bound(negative, -constant, True)
    not_below = _Bound(negative, -constant, False)
    match inequality.over:
        case ">":
            return [[above]] if truth else [[not_above]]
        case ">=":
            return [[not_below]] if truth else [[below]]
        case "<":
            return [[below]] if truth else [[not_below]]
        case "<=":
            return [[not_above]] if truth else [[above]]
        case "=":
            return [[not_above, not_below]] if truth else [[below], [above]]


def _box(variable: Variable) -> list[_Bound]:
    bounds = []
    if variable.low is not None:
        bounds.append(_Bound(((variable, Fraction(-1)),), variable.low, False))
    if variable.high is not None:
        bounds.append(_Bound(((variable, Fraction(1)),), -variable.high, False))
    return bounds


def _solvable(bounds: list[_Bound]) -> bool:
    """Eliminate one variable after another; what is left are statements about constants."""
    while True:
        if any(not b.terms and (b.constant > 0 or (b.strict and b.constant == 0)) for b in bounds):
            return False
        open_bounds = _tightest(b for b in bounds if b.terms)
        if not open_bounds:
            return True
        bounds = _eliminated(open_bounds, _cheapest(open_bounds))


def _tightest(bounds: Iterable[_Bound]) -> list[_Bound]:
    """Of bounds that differ only in their constant, the one that asks most."""
    kept: dict[object, _Bound] = {}
    for bound in bounds:
        scale = abs(bound.terms[0][1])
        terms = tuple((v, f / scale) for v, f in bound.terms)
        scaled = _Bound(terms, bound.constant / scale, bound.strict)
        key = tuple((v, f.numerator, f.denominator) for v, f in terms)
        other = kept.get(key)
        if other is None or (scaled.constant, scaled.strict) > (other.constant, other.strict):
            kept[key] = scaled
    return list(kept.values())


def _cheapest(bounds: list[_Bound]) -> Hashable:
    above: dict[Hashable, int] = {}
    below: dict[Hashable, int] = {}
    for bound in bounds:
        for variable, factor in bound.terms:
            side = above if factor > 0 else below
            side[variable] = side.get(variable, 0) + 1
    return min({*above, *below}, key=lambda v: above.get(v, 0) * below.get(v, 0))


def _eliminated(bounds: list[_Bound], variable: Hashable) -> list[_Bound]:
    uppers: list[tuple[Fraction, _Bound]] = []
    lowers: list[tuple[Fraction, _Bound]] = []
    rest: list[_Bound] = []
    for bound in bounds:
        factor = dict(bound.terms).get(variable, Fraction(0))
        if not factor:
            rest.append(bound)
        elif factor > 0:
            uppers.append((factor, bound))
        else:
            lowers.append((factor, bound))
    for up, upper in uppers:
        for down, lower in lowers:
            rest.append(_sum(upper, -down, lower, up, variable))
    return rest


def _sum(first: _Bound, times: Fraction, second: _Bound, other: Fraction, without: Hashable) -> _Bound:
    terms: dict[Hashable, Fraction] = {}
    for bound, factor in ((first, times), (second, other)):
        for variable, coefficient in bound.terms:
            terms[variable] = terms.get(variable, Fraction(0)) + factor * coefficient
    kept: Mapping[Hashable, Fraction] = {v: f for v, f in terms.items() if f and v != without}
    constant = times * first.constant + other * second.constant
    return _Bound(tuple(sorted(kept.items(), key=lambda item: str(item[0]))), constant, first.strict or second.strict)
