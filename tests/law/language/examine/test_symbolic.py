"""The fourth reading says what the first says: every term of every text, on scenes that the solver fills in."""

import random
from dataclasses import replace
from datetime import date
from typing import get_args, get_type_hints

import pytest
import z3

from plimsoll.assessment.assess import subjects_of
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.comparison import Runs, Total
from plimsoll.law.language.completions import settle
from plimsoll.law.language.examine.cast import OWN
from plimsoll.law.language.examine.examined import Examined, scene_of
from plimsoll.law.language.examine.filling import filled_in
from plimsoll.law.language.examine.witness import written_down
from plimsoll.law.language.expression import Expression, Fact, Includes, OneOf, Relation, Some, The, all_of
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.lines import operations
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.texts import STATUTES, version_named

DAY = date(2026, 11, 22)
VERSIONS = [version for statute in STATUTES for version in statute.versions]
SCENES = 20


MODELS: tuple[Relation, ...] = ("originals", "predecessors", "descendants")
ENTRIES: tuple[tuple[Relation, Expression], ...] = (
    ("runs", Fact("cost_reasonably_assessed")),
    ("lineage_runs", Fact("cost_reasonably_assessed")),
    ("uses", OneOf("audience", ("public",))),
    ("derived_from", all_of(Includes("how", "fine-tuning"), The("model", Fact("controlled")))),
    ("deployments", Fact("profiles_people")),
    ("answerable", OneOf("kind", ("government",), False)),
)
LINEAGES: tuple[Runs, ...] = tuple(Runs(lineage=each) for each in get_args(get_type_hints(Runs)["lineage"]))
"""A text of nothing but one relation, or one sum, a term."""
RELATIONS = replace(
    version_named("kr-ai-basic", DAY),
    duties=(),
    terms=tuple(
        Term(f"some-{n}", "model", "1", means, "")
        for n, means in enumerate(
            [
                *(Some(relation, Fact("controlled")) for relation in MODELS),
                *(Some(relation, holds) for relation, holds in ENTRIES),
                *(Total("sum", "operations", runs) > operations("1e26") for runs in LINEAGES),
                *(Total("sum", "operations", replace(r, planned=False)) > operations("1e26") for r in LINEAGES),
            ]
        )
    ),
    headline=("some-0",),
)


@pytest.mark.parametrize("version", [*VERSIONS, RELATIONS], ids=lambda version: version.name)
def test_a_filled_in_scene_reads_as_the_facts_that_it_is_written_down_as(version: Version) -> None:
    text = Examined(version, scene_of(DAY, version), DAY)
    scene, chance = text.scene, random.Random(version.name)
    subjects = {thing.id if thing is not scene.organization else OWN: thing for thing in text.subjects.values()}
    compared = 0
    for _ in range(SCENES * (4 if version is RELATIONS else 1)):
        wanted = [thing.exists for thing in text.subjects.values()]
        solver = scene.logic.solver(*scene.facts_on(DAY), *wanted)
        leaves = list(text.reading.leaves.values())
        for leaf in chance.sample(leaves, min(len(leaves), 30)):
            wish = leaf.formula if chance.random() < 0.6 else z3.Not(leaf.formula)
            if solver.check(wish) == z3.sat:
                solver.add(wish)
                wanted.append(wish)
        model = filled_in(scene, wanted, DAY, text.lines)
        try:
            facts = read_facts([written_down(scene, model, DAY)])
        except ValueError:  # an amount that no facts file can hold in full, between two that lie side by side
            continue
        reader = Reader(version, facts, DAY)
        for kind, there in subjects_of(facts):
            for subject in there:
                for term in (t for t in text.terms if t.of == kind and subject.id in subjects):
                    verdict = settle(reader.term(term.name, subject))
                    formula = text.holds(term, subjects[subject.id])
                    assert verdict is z3.is_true(model.eval(formula, model_completion=True)), (term.name, facts)
                    compared += 1
    assert compared >= SCENES // 2 or not text.terms
