"""Filling in a scene: facts of which all that is wanted holds, the plainest there are, in round numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from plimsoll.facts.quantities import Unit
from plimsoll.law.language.examine.cast import Constant
from plimsoll.law.language.examine.logic import Formula, same, satisfiable
from plimsoll.law.language.examine.scene import Scene
from plimsoll.law.language.examine.witness import written_down
from plimsoll.law.language.lines import Line

_USUAL = (date(2026, 6, 1), date(2026, 3, 1), date(2025, 6, 1), date(2027, 7, 1))
_MULTIPLES = (Fraction(2), Fraction(3, 2), Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(1, 10))
_OF_CHANGES = (Fraction(1, 2), Fraction(2), Fraction(3, 2), Fraction(3, 4), Fraction(1), Fraction(1, 10))
"""Multiples of a line that are tried for an amount: for a model, and for what is only made from one."""
_INDICES = (Fraction(103, 100), Fraction(11, 10), Fraction(3, 2))
_NOTHING_SPECIAL = ("company", "none", "everyday")
"""Choices that say least, tried first."""
_MOST_DIGITS = 40


def witness(scene: Scene, wanted: Sequence[Formula], on: date, lines: Iterable[Line] = ()) -> dict[str, Any] | None:
    """Give facts on a day of which all that is wanted holds; `None` where there are none.

    Every fact that a rule asks for is given. Amounts are taken from multiples of the `lines` where they can be.

    Raises:
        ValueError: an amount has no end when written out, as a third has not.
    """
    model = filled_in(scene, wanted, on, lines)
    return None if model is None else written_down(scene, model, on)


def filled_in(scene: Scene, wanted: Sequence[Formula], on: date, lines: Iterable[Line] = ()) -> Any:
    """Give a model of the solver in which all that is wanted holds, as plain as can be; `None` where there is none."""
    solver = scene.logic.solver(*scene.facts_on(on), *wanted)
    if not satisfiable(solver):
        return None
    by_unit: dict[Unit, list[Fraction]] = {Unit.OPERATIONS: [], Unit.MONEY: []}
    for line in lines:
        if not Fraction(10**12 * line.value).denominator - 1:  # a third of a line cannot be written down
            by_unit.setdefault(line.unit, []).append(line.value)
    _prefer(solver, scene, {unit: sorted({v for v in values if v}, reverse=True) for unit, values in by_unit.items()})
    solver.check()
    return solver.model()


def _prefer(solver: z3.Solver, scene: Scene, lines: Mapping[Unit, Sequence[Fraction]]) -> None:
    """Settle one open point after the other in the plainest way that is left."""
    plain = [z3.Not(act.present) for act in scene.acts.values()]
    plain += [z3.Not(judging.given) for judging in scene.judgings.values()]
    plain += [z3.Not(each) for each in scene.others_made.values()]
    plain += [z3.Not(d.exists) for d in reversed(scene.derivations)]
    _settle_all(solver, plain)
    for act in scene.acts.values():
        if act.by_year:
            _settle(solver, [act.value == scene.logic.number(index) for index in _INDICES])
    solver.check()
    there = solver.model()
    changed = z3.is_true(there.eval(scene.derivations[0].exists, model_completion=True))
    # What is not there is not written down.
    sought = [c for c in scene.constants.values() if z3.is_true(there.eval(c.thing.exists, model_completion=True))]
    members = [z3.Not(c.symbol) for c in sought if c.sort == "member"]
    _settle_all(solver, [*members, *(same(c.symbol, c.usual) for c in sought if c.usual is not None)])
    for constant in sought:
        small = changed and constant.thing is scene.runs[0]
        _settle(solver, _plain_values(scene, constant, lines, small=small))
        if constant.sort in ("amount", "count"):
            _round(solver, scene, constant.symbol)
    for act in scene.acts.values():
        _settle(solver, [act.value == scene.logic.number(line * 2) for line in lines[Unit.OPERATIONS]])
        _round(solver, scene, act.value)


def _plain_values(
    scene: Scene, constant: Constant, lines: Mapping[Unit, Sequence[Fraction]], *, small: bool
) -> list[Formula]:
    symbol = constant.symbol
    match constant.sort:
        case "day":
            absent = [] if constant.given is None else [z3.Not(constant.given)]
            return [*absent, *(symbol == day.toordinal() for day in _USUAL)]
        case "amount":
            unit = Unit.OPERATIONS if constant.key == "operations" else Unit.MONEY
            ordered, multiples = (lines[unit][::-1], _OF_CHANGES) if small else (lines[unit], _MULTIPLES)
            return [symbol == scene.logic.number(line * times) for line in ordered for times in multiples]
        case "choice":
            telling = sorted(range(len(constant.values)), key=lambda n: constant.values[n] not in _NOTHING_SPECIAL)
            return [symbol == n for n in telling]
    return []


def _settle_all(solver: z3.Solver, ways: Sequence[Formula]) -> None:
    """Settle as many points as can be, in order; half by half, since most can be settled all at once."""
    if satisfiable(solver, *ways):
        solver.add(*ways)
    elif len(ways) > 1:
        _settle_all(solver, ways[: len(ways) // 2])
        _settle_all(solver, ways[len(ways) // 2 :])


def _settle(solver: z3.Solver, ways: Iterable[Formula]) -> None:
    for way in ways:
        if satisfiable(solver, way):
            solver.add(way)
            return


def _round(solver: z3.Solver, scene: Scene, symbol: Formula) -> None:
    """Settle an amount at as few digits as will do."""
    solver.check()
    value = _fraction(solver.model().eval(symbol, model_completion=True))
    for digits in range(1, _MOST_DIGITS):
        for rounded in _rounded(value, digits):
            if satisfiable(solver, symbol == scene.logic.number(rounded)):
                solver.add(symbol == scene.logic.number(rounded))
                return


def _rounded(value: Fraction, digits: int) -> list[Fraction]:
    if not value:
        return [value]
    magnitude = len(str(int(value))) if value >= 1 else 0
    step = Fraction(10) ** (magnitude - digits)
    below = (value / step).__floor__() * step
    return [below, below + step]


def _fraction(value: Any) -> Fraction:
    return Fraction(value.as_long()) if z3.is_int_value(value) else Fraction(str(value.as_fraction()))
