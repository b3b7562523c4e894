"""The fourth reading: an expression over a scene, as a formula for the solver.

It follows `ground.Reader`, expression for expression; where that one finds a fact, this one names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import z3

from plimsoll.law.language.comparison import Bounded, Compare, Revised, Stated
from plimsoll.law.language.examine.cast import Thing
from plimsoll.law.language.examine.figures import Figures
from plimsoll.law.language.examine.leaf import At, Leaf
from plimsoll.law.language.examine.logic import Formula
from plimsoll.law.language.examine.scene import Scene
from plimsoll.law.language.expression import (
    AllOf,
    AnyOf,
    Begun,
    Controlled,
    Dated,
    Designated,
    Expression,
    Fact,
    Given,
    Happened,
    Includes,
    InPlace,
    Judged,
    Known,
    Never,
    Not,
    OneOf,
    Only,
    Past,
    Reaches,
    Reading,
    Some,
    Switch,
    TermIs,
    The,
)
from plimsoll.law.language.lines import Line, Over
from plimsoll.law.language.statute import Version


class Symbolic:
    """Reads the terms of one version over a scene; `leaves` are what it came upon, once each."""

    def __init__(self, scene: Scene, version: Version, overs: Mapping[Line, Over] | None = None) -> None:
        self.scene = scene
        self.version = version
        self.figures = Figures(scene, version.law, overs)
        self.leaves: dict[tuple[int, str, str], Leaf] = {}
        self.read_terms: dict[tuple[str, str], Formula] = {}
        self._where_needed: set[int] = set()

    def term(self, name: str, thing: Thing) -> Formula:
        """Give the formula under which a term holds of a subject."""
        key = (name, thing.path)
        if key not in self.read_terms:
            term = self.version.by_name[name]
            organization = thing if thing is self.scene.organization else None
            self.read_terms[key] = self.read(term.means, At(thing, term.at, organization))
        return self.read_terms[key]

    def read(self, expression: Expression, at: At) -> Formula:
        """Give the formula of any expression of the language."""
        if expression.section:
            at = at.within(expression.section)
        formula = _READERS[type(expression)](self, expression, at)
        if type(expression) in _LEAVES:
            key = (id(expression), at.thing.path, at.organization.path if at.organization else "")
            self.leaves.setdefault(key, Leaf(expression, at, formula, at.through))
        return formula

    def related(self, relation: str, at: At) -> list[tuple[Formula, At]] | None:
        """All that can stand in a relation to a thing, each with whether it does; `None`: no room for such here."""
        scene, thing = self.scene, at.thing

        def placed(found: list[tuple[Formula, Thing]]) -> list[tuple[Formula, At]]:
            return [(there, At(each, at.section, at.organization)) for there, each in found]

        def through(found: list[tuple[Formula, Thing]]) -> list[tuple[Formula, At]]:
            return [(there, At(each, at.section, at.organization, through=True)) for there, each in found]

        if relation in ("developed", "trained"):
            runs = {run.of: run.exists for run in scene.runs}
            return [
                (
                    z3.And(m.exists, self.figures.by(m, thing), *([runs[m]] if relation == "trained" else [])),
                    At(m, at.section, thing),
                )
                for m in scene.chain
            ]
        if relation == "answerable":
            if thing.subject not in scene.chain:
                return placed([(scene.logic.truth(True), scene.organization)])
            others = scene.others_made[thing.subject.path]
            return placed([(z3.Not(others), scene.organization), (others, scene.party)])
        if relation == "harms":
            return placed([(scene.harm_of_incident, scene.harm)])
        if relation == "deployments":
            return placed([(scene.deployment.exists, scene.deployment)] if thing is scene.chain[0] else [])
        hung = {"uses": scene.uses, "reach": scene.reaches, "exemptions": scene.exemptions}
        if relation in hung:
            entry = hung[relation].get(thing.path)
            return placed([(entry.exists, entry)]) if entry else []
        if thing not in scene.chain:
            return None
        place = scene.chain.index(thing)
        before = scene.chain[place + 1 :]
        own = scene.others_made[thing.path]
        match relation:
            case "derived_from":
                return placed([(d.exists, d) for d in scene.derivations if d.of is thing])
            case "runs":
                return placed([(run.exists, run) for run in scene.runs if run.of is thing])
            case "lineage_runs":
                return placed([(run.exists, run) for run in scene.runs[place:]])
            case "originals":
                return through([(z3.And(m.exists, scene.others_made[m.path] != own), m) for m in before])
            case "predecessors":
                return through([(z3.And(m.exists, scene.others_made[m.path] == own), m) for m in before])
            case "descendants":
                return placed([(z3.And(thing.exists, m.exists), m) for m in reversed(scene.chain[:place])])
        return None

    def _all(self, expression: AllOf, at: At) -> Formula:
        asked = {id(part): judged for part in expression.parts if (judged := _asked_of_a_person(part))}
        self._where_needed |= {id(judged) for judged in asked.values()}
        parts = {id(part): self.read(part, at) for part in expression.parts}
        for key, judged in asked.items():  # where the rest does not hold, nobody needs to judge
            rest = [formula for other, formula in parts.items() if other != key]
            given = self.scene.judging(self.version.law, judged.term, at.thing.id).given
            self.scene.axioms.append(z3.Implies(self.scene.logic.all(rest), given))
        return self.scene.logic.all(parts.values())

    def _any(self, expression: AnyOf, at: At) -> Formula:
        return self.scene.logic.any(self.read(part, at) for part in expression.parts)

    def _not(self, expression: Not, at: At) -> Formula:
        return z3.Not(self.read(expression.part, at))

    def _never(self, expression: Never, at: At) -> Formula:
        return self.scene.logic.truth(False)

    def _term_is(self, expression: TermIs, at: At) -> Formula:
        return self.term(expression.term, at.thing)

    def _the(self, expression: The, at: At) -> Formula:
        scene, thing = self.scene, at.thing
        named: Thing | None = None
        derivations: list[int] = []
        if expression.relation == "model":
            derivations = [n for n, d in enumerate(scene.derivations) if d is thing]
            named = scene.chain[derivations[0] + 1] if derivations else scene.chain[0]
        elif expression.relation == "incident":
            named = scene.incident
        elif expression.relation == "developer":
            named = scene.organization
        elif expression.relation == "cluster":
            named = scene.cluster
        assert named is not None
        return self.read(expression.holds, At(named, at.section, at.organization, through=bool(derivations)))

    def _some(self, expression: Some, at: At) -> Formula:
        found = self.related(expression.relation, at)
        if found is None:
            return self.scene.open(f"{at.thing.path} {expression.relation} {id(expression.holds)}")
        ways = [z3.And(there, self.read(expression.holds, each)) for there, each in found]
        if expression.relation in _MORE:
            ways.append(self.scene.open(f"{at.thing.path} more {expression.relation} {id(expression.holds)}"))
        return self.scene.logic.any(ways)

    def _judged(self, expression: Judged, at: At) -> Formula:
        if at.thing is self.scene.party:
            return self.scene.logic.truth(bool(expression.presumed))
        judging = self.scene.judging(self.version.law, expression.term, at.thing.id)
        if expression.otherwise is not None:
            otherwise = self.read(expression.otherwise, at)
        elif expression.presumed is not None:
            otherwise = self.scene.logic.truth(expression.presumed)
        else:
            if id(expression) not in self._where_needed:
                self.scene.axioms.append(judging.given)  # nothing stands in for it
            return judging.verdict
        return z3.If(judging.given, judging.verdict, otherwise)

    def _switch(self, expression: Switch, at: At) -> Formula:
        return z3.If(self.read(expression.reading, at), self.read(expression.on, at), self.read(expression.off, at))

    def _known(self, expression: Known, at: At) -> Formula:
        return self.read(expression.part, at)

    def _fact(self, expression: Fact, at: At) -> Formula:
        if at.thing is self.scene.party:
            return self.scene.logic.truth(bool(expression.presumed))
        return self.scene.truth(at.thing, expression.path, expression.presumed)

    def _one_of(self, expression: OneOf, at: At) -> Formula:
        if at.thing is self.scene.party:  # nothing is known of it: what is presumed
            return self.scene.logic.truth(bool(expression.presumed))
        if expression.path == "phase":
            return self.scene.logic.any(self.scene.open(f"{at.thing.path} is {phase}") for phase in expression.values)
        return self.scene.one_of(at.thing, expression.path, expression.values)

    def _includes(self, expression: Includes, at: At) -> Formula:
        return self.scene.member(at.thing, expression.path, expression.value)

    def _only(self, expression: Only, at: At) -> Formula:
        return self.scene.only(at.thing, expression.path, expression.values)

    def _compare(self, expression: Compare, at: At) -> Formula:
        return self.figures.compare(expression, at.thing, at.organization)

    def _happened(self, expression: Happened, at: At) -> Formula:
        day = self.scene.day(at.thing, expression.path)
        if expression.absent is None:
            self.scene.axioms.append(day.given)
        come = z3.And(day.given, day.symbol <= self.scene.on)
        return z3.Or(come, z3.Not(day.given)) if expression.absent else come

    def _dated(self, expression: Dated, at: At) -> Formula:
        day = self.scene.day(at.thing, expression.path)
        self.scene.axioms.append(day.given)
        return day.symbol < expression.before.toordinal()

    def _past(self, expression: Past, at: At) -> Formula:
        return self.scene.on >= expression.day.toordinal()

    def _reaches(self, expression: Reaches, at: At) -> Formula:
        return self.scene.member(self.scene.organization, "operates_in", expression.place)

    def _begun(self, expression: Begun, at: At) -> Formula:
        runs = [run for run in self.scene.runs if run.of is at.thing]
        by = [self.figures.by(at.thing, at.organization)] if at.organization else []
        return self.scene.logic.any(z3.And(self.scene.begun(run), *by) for run in runs)

    def _designated(self, expression: Designated, at: At) -> Formula:
        return self.scene.act(self.version.law, expression.name).present

    def _reading(self, expression: Reading, at: At) -> Formula:
        return self.scene.reading(expression.name, expression.default)

    def _controlled(self, expression: Controlled, at: At) -> Formula:
        return self.scene.truth(at.thing, "controlled")

    def _stated(self, expression: Stated, at: At) -> Formula:
        # What was paid is not always known; compute and price are, in a scene.
        return self._open(expression, at) if expression.amount.figure == "spent" else self.scene.logic.truth(True)

    def _bounded(self, expression: Bounded, at: At) -> Formula:
        return z3.Not(self._open(expression, at))

    def _open(self, expression: Expression, at: At) -> Formula:
        return self.scene.open(f"{at.thing.path} {type(expression).__name__} {id(expression)}")


_READERS: dict[type[Expression], Callable[[Symbolic, Any, At], Formula]] = {
    AllOf: Symbolic._all,
    AnyOf: Symbolic._any,
    Not: Symbolic._not,
    Never: Symbolic._never,
    TermIs: Symbolic._term_is,
    The: Symbolic._the,
    Some: Symbolic._some,
    Judged: Symbolic._judged,
    Switch: Symbolic._switch,
    Known: Symbolic._known,
    Fact: Symbolic._fact,
    OneOf: Symbolic._one_of,
    Includes: Symbolic._includes,
    Only: Symbolic._only,
    Compare: Symbolic._compare,
    Happened: Symbolic._happened,
    Dated: Symbolic._dated,
    Past: Symbolic._past,
    Reaches: Symbolic._reaches,
    Begun: Symbolic._begun,
    Designated: Symbolic._designated,
    Reading: Symbolic._reading,
    Controlled: Symbolic._controlled,
    Stated: Symbolic._stated,
    Revised: Symbolic._open,
    Bounded: Symbolic._bounded,
    Given: Symbolic._open,
    InPlace: Symbolic._open,
}


def _asked_of_a_person(expression: Expression) -> Judged | None:
    """The judgment that an expression, or its opposite, is, if nothing stands in for it."""
    part = expression.part if isinstance(expression, Not) else expression
    bare = isinstance(part, Judged) and part.otherwise is None and part.presumed is None
    return part if isinstance(part, Judged) and bare else None


_OF_MODELS = ("derived_from", "originals", "predecessors", "descendants", "developed", "trained")
_MORE = frozenset({*_OF_MODELS, "uses", "runs", "lineage_runs", "reach", "exemptions", "deployments", "harms"})
"""Relations in which more could stand than a scene has room for."""
_INNER = (AllOf, AnyOf, Not, The, Some, Switch, Known, Never)
_LEAVES = frozenset(_READERS) - frozenset(_INNER)
