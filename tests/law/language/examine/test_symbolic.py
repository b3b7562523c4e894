"""The fourth reading says what the first says: every term of every text, on scenes that the solver fills in."""

import random
from datetime import date

import pytest
import z3

from plimsoll.assessment.assess import subjects_of
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.completions import settle
from plimsoll.law.language.examine.examined import Examined, values_asked
from plimsoll.law.language.examine.filling import filled_in
from plimsoll.law.language.examine.scene import OWN, Scene
from plimsoll.law.language.examine.witness import written_down
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.statute import Version
from plimsoll.law.texts import STATUTES

DAY = date(2026, 11, 22)
VERSIONS = [version for statute in STATUTES for version in statute.versions]
SCENES = 20


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_a_filled_in_scene_reads_as_the_facts_that_it_is_written_down_as(version: Version) -> None:
    text = Examined(version, Scene(values_asked(version)), DAY)
    scene, chance = text.scene, random.Random(version.name)
    subjects = {thing.id if thing is not scene.organization else OWN: thing for thing in text.subjects.values()}
    compared = 0
    for _ in range(SCENES):
        wanted = [thing.exists for thing in text.subjects.values()]
        solver = z3.Solver()
        solver.add(*scene.facts_on(DAY), *wanted)
        leaves = list(text.reading.leaves.values())
        for leaf in chance.sample(leaves, min(len(leaves), 30)):
            wish = leaf.formula if chance.random() < 0.6 else z3.Not(leaf.formula)
            if solver.check(wish) == z3.sat:
                solver.add(wish)
                wanted.append(wish)
        model = filled_in(scene, wanted, DAY, text.lines)
        facts = read_facts([written_down(scene, model, DAY)])
        reader = Reader(version, facts, DAY)
        for kind, there in subjects_of(facts):
            for subject in there:
                for term in (t for t in text.terms if t.of == kind and subject.id in subjects):
                    verdict = settle(reader.term(term.name, subject))
                    formula = text.holds(term, subjects[subject.id])
                    assert verdict is z3.is_true(model.eval(formula, model_completion=True)), (term.name, facts)
                    compared += 1
    assert compared >= SCENES or not text.terms
