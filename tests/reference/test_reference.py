"""The reference facts: real models, each figure with its source, and nothing that a source does not carry."""

from __future__ import annotations

from datetime import date

import pytest

from plimsoll.facts.quantities import Estimate
from plimsoll.reference import reference_facts, reference_files

FACTS = reference_facts()
TODAY = date(2026, 11, 22)
ESTIMATES: list[tuple[str, Estimate]] = [
    (f"{model.id}.{name}", estimate)
    for model in FACTS.models.values()
    for run in model.runs or ()
    for name, quantity in (("operations", run.operations), ("cost", run.cost))
    if quantity is not None
    for estimate in quantity.estimates
]


def test_there_are_many_and_of_every_year() -> None:
    released = [u.from_.earliest.date() for m in FACTS.models.values() for u in m.uses or () if u.from_]
    assert len(FACTS.models) >= 50
    assert {day.year for day in released} == {2022, 2023, 2024, 2025, 2026}
    assert max(released) <= TODAY


@pytest.mark.parametrize(
    "model",
    [
        *("llama-3-8b", "llama-3-70b", "llama-3-1-405b", "gemma-2b", "gemma-7b", "gemma-2-9b", "gemma-2-27b"),
        *("qwen2-72b", "yi-34b", "gpt-4", "gpt-4o"),
    ],
)
def test_the_models_that_the_argument_named_are_there(model: str) -> None:
    assert model in FACTS.models


@pytest.mark.parametrize(("name", "estimate"), ESTIMATES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(ESTIMATES)])
def test_every_figure_says_where_it_is_from(name: str, estimate: Estimate) -> None:
    origin = estimate.origin
    assert origin.source, name
    assert origin.source.startswith("https://"), name
    assert origin.by, name
    assert origin.method, name
    assert origin.as_of is not None, name
    assert origin.as_of <= TODAY, name
    assert estimate.interval.low is not None, name
    assert estimate.interval.high is not None, name


def test_every_model_says_where_its_other_facts_are_from() -> None:
    for model in FACTS.models.values():
        assert model.origin is not None, model.id
        assert model.origin.source, model.id
        assert model.licence is not None, model.id
        assert model.licence.weights_public is not None, model.id


def test_an_estimate_that_changed_is_kept_with_both_dates() -> None:
    grok = FACTS.models["grok-3"].training
    assert grok is not None
    assert grok[0].operations is not None
    days = [e.origin.as_of for e in grok[0].operations.estimates]
    assert len(days) == 2
    assert days == sorted(days, key=lambda d: d or date.min)


def test_what_nobody_published_stays_unknown() -> None:
    unknown = [m.id for m in FACTS.models.values() if all(r.operations is None for r in m.runs or ())]
    assert len(unknown) > 10


def test_each_file_is_of_one_developer() -> None:
    assert len(reference_files()) == len(FACTS.organizations)
