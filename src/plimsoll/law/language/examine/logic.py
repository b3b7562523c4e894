"""The solver's words, in a context of their own: what it answers turns on nothing that was asked of it before."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import z3

Formula = Any
"""A z3 expression; z3 brings no types."""


class Logic:
    """Makes constants, numbers, joined formulas and solvers of one context."""

    def __init__(self) -> None:
        self.context = z3.Context()

    def truth(self, value: bool) -> Formula:
        """Give true, or false."""
        return z3.BoolVal(value, self.context)

    def boolean(self, name: str) -> Formula:
        """Give an unknown that holds or not."""
        return z3.Bool(name, self.context)

    def integer(self, name: str) -> Formula:
        """Give an unknown whole number."""
        return z3.Int(name, self.context)

    def real(self, name: str) -> Formula:
        """Give an unknown number."""
        return z3.Real(name, self.context)

    def number(self, value: Fraction) -> Formula:
        """Give an exact rational."""
        return z3.RealVal(str(value), self.context)

    def all(self, parts: Iterable[Formula]) -> Formula:
        """Each of these holds; of none, true."""
        given = list(parts)
        return z3.And(*given) if given else self.truth(True)

    def any(self, parts: Iterable[Formula]) -> Formula:
        """At least one of these holds; of none, false."""
        given = list(parts)
        return z3.Or(*given) if given else self.truth(False)

    def solver(self, *formulas: Formula) -> z3.Solver:
        """Give a solver that has been told these."""
        solver = z3.Solver(ctx=self.context)
        solver.add(*formulas)
        return solver


def same(formula: Formula, truth: bool) -> Formula:
    """Say that a formula holds, or that it does not."""
    return formula if truth else z3.Not(formula)


def satisfiable(solver: z3.Solver, *also: Formula) -> bool:
    """Whether what a solver was told can hold, together with more."""
    return bool(solver.check(*also) == z3.sat)


def impossible(solver: z3.Solver, *also: Formula) -> bool:
    """Whether what a solver was told cannot hold together with more; false where the solver gives up."""
    return bool(solver.check(*also) == z3.unsat)
