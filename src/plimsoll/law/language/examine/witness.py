"""A scene that the solver has filled in, written down as the content of a facts file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import z3

from plimsoll.law.language.examine.cast import OTHER, OWN, Constant, Thing
from plimsoll.law.language.examine.logic import Formula
from plimsoll.law.language.examine.scene import Scene

_SHORT = 10**15
"""Whole numbers below this are written as such; larger ones as 2e26."""


def written_down(scene: Scene, model: Any, on: date) -> dict[str, Any]:
    """Write down a scene as a model of the solver fills it in."""
    return _Written(scene, model, on).facts()


class _Written:
    """A filled-in scene, entry by entry."""

    def __init__(self, scene: Scene, model: Any, on: date) -> None:
        self.scene = scene
        self.model = model
        self.on = on

    def facts(self) -> dict[str, Any]:
        scene = self.scene
        facts: dict[str, Any] = {"format": "plimsoll/facts/1"}
        facts["organization"] = {"id": OWN, **self._entry(scene.organization)}
        facts["organization"].setdefault("kind", "company")
        facts["models"] = [self._model(n, m) for n, m in enumerate(scene.chain) if self._true(m.exists)]
        exemptions = [(m, e) for m in scene.chain if self._true((e := scene.exemptions[m.path]).exists)]
        if exemptions:
            facts["exemptions"] = [{"model": m.id, **self._entry(e)} for m, e in exemptions]
        for thing, more in (
            (scene.incident, {"model": "model"}),
            (scene.harm, {"model": "model"}),
            (scene.cluster, {}),
            (scene.customer, {}),
            (scene.contract_term, {}),
            (scene.deployment, {"model": "model"}),
        ):
            if self._true(thing.exists):
                listed = thing.path.partition(".")[0]
                facts[listed] = [{"id": thing.id, **more, **self._entry(thing)}]
        if self._asked(scene.deployment):
            facts.setdefault("deployments", [])  # a list that is not given is unknown
        if "harms" in facts and self._true(scene.harm_of_incident):
            facts["harms"][0]["incident"] = scene.incident.id
        if judgments := self._judgments():
            facts["judgments"] = judgments
        if acts := self._acts():
            facts["regulations"] = acts
        return facts

    def _model(self, n: int, model: Thing) -> dict[str, Any]:
        scene = self.scene
        entry: dict[str, Any] = {"id": model.id}
        if self._true(scene.others_made[model.path]):
            entry["developer"] = OTHER
        for derivation in scene.derivations:
            if derivation.of is model and self._true(derivation.exists):
                made = self._entry(derivation)
                how = made["how"]
                entry["derived_from"] = {"model": scene.chain[n + 1].id, "how": how if len(how) > 1 else how[0]}
        entry |= self._entry(model)
        entry["training"] = [self._run(run) for run in scene.runs if run.of is model and self._true(run.exists)]
        if not entry["training"]:
            del entry["training"]
        for name, hung in (("uses", scene.uses), ("known_to_reach", scene.reaches)):
            if self._asked(hung[model.path]):
                there = self._true(hung[model.path].exists)
                entry[name] = [self._entry(hung[model.path])] if there else []
                if not entry[name] and name != "uses":
                    del entry[name]
        return entry

    def _run(self, run: Thing) -> dict[str, Any]:
        entry = self._entry(run)
        entry.pop("spent", None)  # that it is given at all is beyond the scene
        if entry.pop("ended", False):
            entry["ended"] = self.on.isoformat()
        if "started" in entry and entry["started"] > self.on.isoformat():
            entry["planned"] = True
        return entry

    def _asked(self, thing: Thing) -> bool:
        """Whether any rule asks whether there is one."""
        return any(c.thing is thing for c in self.scene.constants.values())

    def _entry(self, thing: Thing) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        for constant in self.scene.constants.values():
            if constant.thing is thing:
                self._put(entry, constant)
        return entry

    def _put(self, entry: dict[str, Any], constant: Constant) -> None:
        path, _, member = constant.key.partition("=")
        *steps, key = path.split(".")
        by_year = steps and key.isdecimal()
        for step in steps:
            entry = entry.setdefault(step, {})
        key = key.rstrip("_")
        value = self._value(constant.symbol)
        match constant.sort:
            case "member":
                listed = entry.setdefault(key, [])
                if value:
                    listed.append(member)
            case "choice":
                entry[key] = constant.values[value]
            case "day":
                if constant.given is None or self._true(constant.given):
                    entry[key] = date.fromordinal(value).isoformat()
            case "amount" if by_year:
                entry[str(self.on.year - int(key))] = plain_number(value)
            case "amount":
                entry[key] = plain_number(value)
            case _:
                entry[key] = value

    def _judgments(self) -> list[dict[str, str]]:
        return [
            {
                "law": each.law,
                "term": each.term,
                "subject": each.subject if each.subject != "organization" else OWN,
                "verdict": "yes" if self._true(each.verdict) else "no",
            }
            for each in self.scene.judgings.values()
            if self._true(each.given) and self._there(each.subject)
        ]

    def _there(self, subject: str) -> bool:
        things = [*self.scene.chain, *(c.thing.subject for c in self.scene.constants.values())]
        return all(self._true(thing.exists) for thing in things if thing.id == subject)

    def _acts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for act in self.scene.acts.values():
            if not self._true(act.present):
                continue
            entry: dict[str, Any] = {"law": act.law, "sets": act.sets}
            value = plain_number(self._value(act.value))
            if act.by_year:
                entry["by_year"] = {str(act.effective.year): value}
            else:
                entry["effective"] = act.effective.isoformat()
                entry["value"] = value
            found.append(entry)
        return found

    def _true(self, formula: Formula) -> bool:
        return bool(z3.is_true(self.model.eval(formula, model_completion=True)))

    def _value(self, symbol: Formula) -> Any:
        value = self.model.eval(symbol, model_completion=True)
        if z3.is_bool(value):
            return bool(z3.is_true(value))
        return value.as_long() if z3.is_int(value) else Fraction(str(value.as_fraction()))


def plain_number(value: Fraction) -> int | float:
    """Give a number that a facts file holds exactly: short where that is exact, else whole."""
    short = float(value)
    if Fraction(Decimal(repr(short))) == value:
        return int(value) if value.denominator == 1 and value < _SHORT else short
    if value.denominator != 1:
        raise ValueError(f"{value} cannot be written down in full")
    return int(value)
