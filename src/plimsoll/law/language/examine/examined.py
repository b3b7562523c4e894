"""One text over one scene: its terms as formulas, and findings made of what the solver says of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import z3

from plimsoll.law.language.comparison import Compare, Total
from plimsoll.law.language.examine.cast import OWN, Act, Thing
from plimsoll.law.language.examine.filling import witness
from plimsoll.law.language.examine.finding import Finding, FindingKind, Shows
from plimsoll.law.language.examine.leaf import At
from plimsoll.law.language.examine.literals import literals_of
from plimsoll.law.language.examine.logic import Formula, satisfiable
from plimsoll.law.language.examine.regions import Region, regions
from plimsoll.law.language.examine.scene import Scene
from plimsoll.law.language.examine.symbolic import Symbolic
from plimsoll.law.language.expression import AllOf, Includes, OneOf, Only
from plimsoll.law.language.lines import Line, Over
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.language.walking import designations_of, expressions_of
from plimsoll.messages import Message


def scene_of(on: date, *versions: Version) -> Scene:
    """Give a scene in which every fact can have every value that the texts ask for."""
    return Scene(on, _values_asked(*versions))


def _values_asked(*versions: Version) -> Iterator[tuple[str, str]]:
    for version in versions:
        for expression in expressions_of(version):
            if isinstance(expression, Includes):
                yield expression.path, expression.value
            elif isinstance(expression, OneOf | Only):
                yield from ((expression.path, value) for value in expression.values)


class Examined:
    """The terms of one version, each read of the subject of the scene that it is of."""

    def __init__(self, version: Version, scene: Scene, on: date, overs: Mapping[Line, Over] | None = None) -> None:
        self.version = version
        self.scene = scene
        self.on = on
        self.reading = Symbolic(scene, version, overs)
        self.subjects: dict[str, Thing] = {
            "model": scene.chain[0],
            "organization": scene.organization,
            "cluster": scene.cluster,
            "incident": scene.incident,
            "harm": scene.harm,
            "customer": scene.customer,
            "contract-term": scene.contract_term,
            "deployment": scene.deployment,
        }
        self.terms = [term for term in version.terms if term.public and term.of in self.subjects]
        for term in self.terms:
            self.holds(term)
        if not self.satisfiable([]):
            raise RuntimeError(f"nothing can be asked of {version.name} on {on}: the scene contradicts itself")

    def holds(self, term: Term, thing: Thing | None = None) -> Formula:
        """Give the formula of a term; of the subject that it is of, where none is named."""
        return self.reading.term(term.name, thing or self.subjects[term.of])

    def about(self, subject: Thing) -> list[Formula]:
        """Say that a subject is there, and of the cast nothing that does not bear on it."""
        scene = self.scene
        kept: list[Thing] = [subject]
        if subject in (scene.incident, scene.harm):
            kept.append(scene.harm)
        if subject is scene.chain[0]:
            kept.append(scene.deployment)
        others = [scene.incident, scene.harm, scene.cluster, scene.customer, scene.contract_term, scene.deployment]
        return [subject.exists, *(z3.Not(other.exists) for other in others if other not in kept)]

    def in_scope(self, terms: Sequence[Term]) -> list[Formula]:
        """Say that terms are asked within the scope of the law: outside it nothing is left open."""
        found = []
        for term in terms:
            subject = self.subjects[term.of]
            at = At(subject, term.at, subject if subject is self.scene.organization else None)
            asked = term.means.parts if isinstance(term.means, AllOf) else (term.means,)
            found += [self.reading.read(part, at) for part in asked if part.scopes]
        return found

    @property
    def acts(self) -> list[Act]:
        """The acts of an authority under this law that may come and move an amount; designations move none."""
        designations = designations_of(self.version)
        acts = self.scene.acts.values()
        return [act for act in acts if act.law == self.version.law and act.sets not in designations]

    @property
    def lines(self) -> list[Line]:
        """The lines that training is measured against."""
        compared = (leaf.expression for leaf in self.reading.leaves.values())
        return [
            each.line
            for each in compared
            if isinstance(each, Compare) and isinstance(each.amount, Total) and isinstance(each.line, Line)
        ]

    def regions_under_acts(
        self, scenario: Sequence[Formula], caught: Formula, terms: Sequence[Term], unsaid: Collection[Term] = ()
    ) -> Iterator[tuple[Act | None, list[Formula], Region]]:
        """Give where a scenario's model goes uncaught before any act of an authority; then what each act lets through.

        An act that only moves the numbers of a region that was there before opens nothing. With each region stand the
        formulas of the scenario in which it lies. It is asked within the scope of the `terms`, and said without them
        and without those `unsaid`.
        """
        scene, told = self.scene, set[frozenset[tuple[str, bool]]]()
        scenario = [*scenario, *self.in_scope(terms), *scene.usual(), *self.about(scene.chain[0])]
        literals = literals_of(self.reading, scene.chain[0], {term.name for term in (*terms, *unsaid)})
        for act in (None, *self.acts):
            under = [*scene.facts_on(self.on), *scenario, *self.absent_but(act)]
            if act is not None:
                before = (act.present, scene.logic.truth(False))
                same_base = [z3.substitute(each, before) == each for each in self._of_the_base()]
                under += [act.present, z3.substitute(z3.And(*scenario, caught), before), *same_base]
            found = regions(self.reading, under, z3.Not(caught), literals, act=act)
            for region in found:
                if region.kind not in told:
                    told.add(region.kind)
                    yield act, [*under, z3.Not(caught), *region.formulas, *region.apart], region

    def _of_the_base(self) -> list[Formula]:
        """What the text says of the model from which another is made: an act that moves that opens nothing either."""
        base = self.scene.chain[1]
        return [formula for (_, path), formula in self.reading.read_terms.items() if path == base.path]

    def absent_but(self, act: Act | None) -> list[Formula]:
        """Say that no act has come but this one."""
        return [z3.Not(each.present) for each in self.scene.acts.values() if each is not act]

    def satisfiable(self, wanted: Sequence[Formula]) -> bool:
        """Say whether there are facts on the day of which all this holds."""
        return satisfiable(self.scene.logic.solver(*self.scene.facts_on(self.on), *wanted))

    def finding(
        self,
        kind: FindingKind,
        terms: Sequence[Term],
        says: Message,
        wanted: Sequence[Formula],
        shows: Sequence[Shows],
        region: Region | None = None,
        lines: Sequence[Line] = (),
        kept: Collection[str] = (),
    ) -> Finding:
        """Make a finding, with facts of which all that is wanted holds; without where none can be written down."""
        try:
            facts = witness(self.scene, wanted, self.on, [*self.lines, *lines])
        except ValueError:
            facts = None
        of_region = [Shows(*each) for each in region.terms] if region else []
        each_once = {(id(s.version), s.term, s.subject, s.holds): s for s in (*shows, *of_region)}
        reads = region.reads if region else frozenset()
        return Finding(
            kind,
            tuple(t.name for t in terms),
            tuple(t.at for t in terms),
            says,
            facts,
            tuple(each_once.values()),
            reads | frozenset(kept),
            more=region is not None and region.more,
        )

    def shown(self, term: Term, *, holds: bool) -> Shows:
        """Give what facts must show: that a term holds of its subject, or does not."""
        subject = self.subjects[term.of]
        identity = OWN if subject is self.scene.organization else subject.id
        return Shows(self.version, term.name, identity, holds)
