"""Amounts and lines over a scene: sums over the line of descent, and a line as it stood when the thing began."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import z3

from plimsoll.facts.models import Phase
from plimsoll.law.language.comparison import Amount, Compare, Measure, OfYear, Runs, Scaled, Total, TrainingStart
from plimsoll.law.language.examine.cast import Thing
from plimsoll.law.language.examine.logic import Formula
from plimsoll.law.language.examine.scene import Scene
from plimsoll.law.language.lines import Line, Over

_COUNTED = ("casualties", "monthly_users")
_DAY = 86400
_EPOCH = date(1970, 1, 1).toordinal()


def compared(amount: Formula, over: Over, line: Formula) -> Formula:
    """Compare two amounts."""
    return {
        ">": lambda: amount > line,
        ">=": lambda: amount >= line,
        "<": lambda: amount < line,
        "<=": lambda: amount <= line,
        "=": lambda: amount == line,
    }[over]()


class Figures:
    """Reads amounts, and comparisons, over a scene; `overs` has a line compared otherwise once an agency sets it."""

    def __init__(self, scene: Scene, law: str, overs: Mapping[Line, Over] | None = None) -> None:
        self.scene = scene
        self.law = law
        self.overs = overs or {}
        self._amounts: dict[tuple[int, str, str], Formula] = {}

    def compare(
        self, expression: Compare, thing: Thing, organization: Thing | None, over: Over | None = None
    ) -> Formula:
        """Give the formula of a comparison; of another one with the same line, where `over` names it."""
        amount = self.amount(expression.amount, thing, organization)
        line, first = expression.line, over or expression.over
        if not isinstance(line, Line):
            return compared(amount, first, self.amount(line, thing, organization))
        plain = compared(amount, first, self.scene.logic.number(line.value))
        moment = self._moment(thing)
        if line.indexation is not None:
            begins = line.indexation.begins
            act = self.scene.act(self.law, "price-index", begins, by_year=True)
            step = self.scene.logic.number(line.indexation.nearest)
            moved = (
                z3.ToReal(
                    z3.ToInt(
                        self.scene.logic.number(line.value) * act.value / step + self.scene.logic.number(Fraction(1, 2))
                    )
                )
                * step
            )
            then = compared(amount, first, moved)
        elif line.delegation is not None:
            begins = line.delegation.begins
            act = self.scene.act(self.law, line.name, begins)
            later = over or self.overs.get(line) or line.delegation.over or expression.over
            then = compared(amount, later, act.value)
        else:
            return plain
        return z3.If(z3.And(act.present, moment >= begins.toordinal()), then, plain)

    def amount(self, amount: Amount, thing: Thing, organization: Thing | None) -> Formula:
        """Give an amount of a thing as a formula; each is put together once."""
        key = (id(amount), thing.path, organization.path if organization else "")
        if key not in self._amounts:
            self._amounts[key] = self._amount(amount, thing, organization)
        return self._amounts[key]

    def _amount(self, amount: Amount, thing: Thing, organization: Thing | None) -> Formula:
        match amount:
            case Total():
                return self._total(amount, thing, organization)
            case Scaled():
                return self.scene.logic.number(amount.factor) * self.amount(amount.amount, thing, organization)
            case Measure(path=path):
                return self.scene.amount(thing, path, whole=path in _COUNTED)
            case OfYear(path=path, years_before=before):
                return self.scene.amount(thing, f"{path}.{before}")
            case TrainingStart():
                return z3.ToReal((self.training_start(thing) - _EPOCH) * _DAY)
        raise TypeError(f"not an amount: {amount!r}")

    def training_start(self, model: Thing) -> Formula:
        """Give the day on which training began; what had none of its own began when what it was made from did."""
        runs = self.scene.runs[self.scene.chain.index(model) :]
        start = self.scene.started(runs[-1])
        for run in reversed(runs[:-1]):
            start = z3.If(run.exists, self.scene.started(run), start)
        return start

    def _moment(self, thing: Thing) -> Formula:
        subject = thing.subject
        if subject in self.scene.chain:
            return self.training_start(subject)
        if subject is self.scene.incident:
            return self.scene.day(subject, "occurred_at").symbol
        if subject is self.scene.harm:
            return self.scene.day(self.scene.incident, "occurred_at").symbol
        return self.scene.on

    def lineage(self, runs: Runs, model: Thing) -> list[tuple[Thing, Formula]]:
        """Give the runs whose compute a total may count, each with whether it stands in the lineage asked for."""
        scene, place = self.scene, self.scene.chain.index(model)
        own, logic = scene.others_made[model.path], scene.logic
        found: list[tuple[Thing, Formula]] = []
        for run in scene.runs[place:]:
            same = scene.others_made[run.subject.path] == own
            first = run.subject is model
            counts = {
                "own": logic.truth(first),
                "bases": logic.truth(not first),
                "whole": logic.truth(True),
                "developer's": same,
                "others'": z3.Not(same),
            }[runs.lineage]
            found.append((run, z3.And(run.exists, counts)))
        return found

    def counts(self, runs: Runs, run: Thing, organization: Thing | None) -> Formula:
        """Say whether a run counts."""
        scene = self.scene
        needed = []
        if runs.phases is not None:
            needed.append(in_phase(scene, run, runs.phases))
        if not runs.public_data:
            made_public = z3.And(in_phase(scene, run, ("synthetic-data",)), scene.truth(run, "synthetic_data_public"))
            needed.append(z3.Not(made_public))
        if runs.ended:
            needed.append(z3.And(scene.begun(run), scene.truth(run, "ended")))
        if not runs.planned:
            needed.append(scene.begun(run))
        if runs.by_organization and organization is not None:
            needed.append(self.by(run.subject, organization))
        return scene.logic.all(needed)

    def by(self, model: Thing, organization: Thing) -> Formula:
        """Say that an organization of the cast developed a model."""
        others = self.scene.others_made[model.path]
        return others if organization is self.scene.party else z3.Not(others)

    def _total(self, total: Total, model: Thing, organization: Thing | None) -> Formula:
        nothing = self.scene.logic.number(Fraction(0))
        summed: list[Any] = [nothing]
        for run, there in self.lineage(total.runs, model):
            counted = z3.And(there, self.counts(total.runs, run, organization))
            summed.append(z3.If(counted, self.scene.amount(run, total.figure), nothing))
        return z3.Sum(summed)


def in_phase(scene: Scene, run: Thing, phases: Any) -> Formula:
    """Say that a run is of one of these phases; what is not said of it is pretraining, or fine-tuning."""
    silent = [phase for phase in get_args(Phase) if phase not in ("pretraining", "fine-tuning")]
    named = {phase: scene.open(f"{run.path} is {phase}") for phase in silent}
    unnamed = z3.Not(scene.logic.any(named.values()))
    usual = {"pretraining", "fine-tuning"} & set(phases)
    if len(usual) == 1:  # no text parts the two, but one might
        tuned = scene.logic.any(scene.member(d, "how", "fine-tuning") for d in scene.derivations if d.of is run.of)
        unnamed = z3.And(unnamed, tuned if "fine-tuning" in usual else z3.Not(tuned))
    return scene.logic.any([*([unnamed] if usual else []), *(named[phase] for phase in silent if phase in phases)])
