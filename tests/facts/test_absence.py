"""What absence means, line by line of the interface, as far as reading decides it.

The lines on acts of an authority, rebuttals and evidence that is not listed are the laws' to apply: here it is
only shown that a list that is absent and one that is empty can be told apart, or need not be.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from plimsoll.errors import InputError
from plimsoll.facts.documents import plain, read_document
from plimsoll.facts.facts import Facts
from plimsoll.facts.file import LISTS_OF_ENTRIES, FactsFile
from plimsoll.facts.models import Model, TrainingRun
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.amounts import phase_of
from plimsoll.law.language.relations import answerable

FULL: Any = plain(read_document((Path(__file__).parent / "full.yaml").read_bytes(), "full.yaml", "yaml"))


def model(**given: object) -> Model:
    """Read one model that may derive from `base`."""
    return read_facts([{"models": [{"id": "base"}, {"id": "x", **given}]}]).models["x"]


def run(**given: object) -> TrainingRun:
    runs = model(training=[given]).runs
    assert runs is not None
    return runs[0]


# "The least that works."


def test_the_least_that_works() -> None:
    facts = read_facts([{"models": [{"id": "x", "training": [{"operations": 1.2e26}]}]}])
    runs = facts.models["x"].runs
    assert runs is not None
    assert [found.operations and found.operations.first.interval.exact for found in runs] == [12 * 10**25]
    assert runs[0].cost is None


# "A fact that is absent, or null, is unknown: never zero, never false."


def places_of_null(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every key of the example but those that an entry cannot do without."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    here = [path] if path and isinstance(path[-1], str) else []
    return [*here, *(found for key, each in items for found in places_of_null(each, (*path, key)))]


@pytest.mark.parametrize("path", places_of_null(FULL), ids=lambda path: ".".join(map(str, path)))
def test_null_is_absent(path: tuple[Any, ...]) -> None:
    """Each key of the example once with null, once taken out: the same facts, or the same refusal."""

    def outcome(content: Any) -> Facts | str:
        try:
            return read_facts([content])
        except InputError as error:
            return error.what

    null, absent = copy.deepcopy(FULL), copy.deepcopy(FULL)
    *way, last = path
    in_null, in_absent = null, absent
    for step in way:
        in_null, in_absent = in_null[step], in_absent[step]
    in_null[last] = None
    del in_absent[last]
    assert outcome(null) == outcome(absent)


UNKNOWN = [
    "developer",
    "controlled",
    "foundation",
    "modalities",
    "narrow_task_only",
    "exceptionally_general",
    "training",
    "derived_from",
    "uses",
    "known_to_reach",
    "licence",
]


@pytest.mark.parametrize("key", UNKNOWN)
def test_what_is_absent_of_a_model_is_unknown(key: str) -> None:
    assert getattr(model(), key) is None
    assert getattr(model(**{key: None}), key) is None


# "A list that is given is complete; a list that is absent is unknown."


@pytest.mark.parametrize("key", ["modalities", "training", "uses"])
def test_an_empty_list_is_not_an_absent_one(key: str) -> None:
    assert getattr(model(**{key: []}), key) == []
    assert getattr(model(), key) is None


@pytest.mark.parametrize("name", LISTS_OF_ENTRIES)
def test_facts_know_which_lists_were_given(name: str) -> None:
    assert read_facts([{name: []}]).given == {name}
    assert read_facts([{name: None}]).given == set()
    assert read_facts([{}]).given == set()


def test_a_list_that_one_of_several_files_gives_is_given() -> None:
    assert read_facts([{"incidents": []}, {"models": [], "incidents": None}]).given == {"incidents", "models"}


# "A year that a map does not hold is unknown."


def test_a_year_that_is_null_is_not_held() -> None:
    organization = {"id": "a", "annual_gross_revenue": {2024: None, 2025: 800e6}, "worldwide_turnover": {}}
    read = read_facts([{"organization": organization}]).organizations["a"]
    assert read.annual_gross_revenue is not None
    assert list(read.annual_gross_revenue) == [2025]
    assert read.worldwide_turnover == {}


@pytest.mark.parametrize("year", [2025, "2025"])
def test_a_year_may_be_quoted(year: int | str) -> None:
    read = read_facts([{"organization": {"id": "a", "annual_gross_revenue": {year: 1}}}]).organizations["a"]
    assert list(read.annual_gross_revenue or ()) == [2025]


# "Acts of an authority ... that are not listed have not happened." "Evidence ... that is not listed is lacking."


@pytest.mark.parametrize("given", [{}, {"regulations": None}, {"regulations": []}])
def test_an_act_that_is_not_listed_has_not_happened(given: dict[str, object]) -> None:
    assert read_facts([given]).regulations == []


@pytest.mark.parametrize("given", [{}, {"exemptions": None}, {"exemptions": []}])
def test_evidence_that_is_not_listed_is_lacking(given: dict[str, object]) -> None:
    assert read_facts([given]).exemptions == []


# "`developer` of a model defaults to the organization, `by` of a run to the model's developer;
# parties named there need no entry of their own."


@pytest.mark.parametrize(
    ("organization", "developer", "developed_by"),
    [
        ({"id": "acme"}, None, "acme"),
        ({"id": "acme"}, "acme", "acme"),
        ({"id": "acme"}, "meta", "meta"),  # without an entry
        (None, "meta", "meta"),
        (None, None, None),
    ],
)
def test_the_developer_defaults_to_the_organization(
    organization: dict[str, object] | None, developer: str | None, developed_by: str | None
) -> None:
    facts = read_facts([{"organization": organization, "models": [{"id": "x", "developer": developer}]}])
    assert facts.developer_of(facts.models["x"]) == developed_by


def test_the_organization_is_that_of_the_models_own_file() -> None:
    facts = read_facts(
        [
            {"organization": {"id": "meta"}, "models": [{"id": "base"}]},
            {"organization": {"id": "acme"}, "models": [{"id": "x"}], "clusters": [{"id": "c"}]},
        ]
    )
    assert {each.id: facts.developer_of(each) for each in facts.models.values()} == {"base": "meta", "x": "acme"}
    assert answerable(facts, facts.clusters["c"]) == "acme"


def test_who_ran_the_training_is_left_open_for_the_developer() -> None:
    assert run().by is None
    assert run(by="cloud-lab").by == "cloud-lab"  # without an entry


# "`controlled` defaults to true for the organization's own models; `cost_reasonably_assessed` to true; both with a
# flag where they decide": so reading keeps apart what was given and what was not.


def test_a_default_with_a_flag_is_left_to_the_laws() -> None:
    assert model().controlled is None
    assert model(controlled=False).controlled is False
    assert run().cost_reasonably_assessed is None
    assert run(cost_reasonably_assessed=False).cost_reasonably_assessed is False


# "`how` is one value or a list, and complete."


@pytest.mark.parametrize(
    ("how", "read"),
    [
        ("fine-tuning", ["fine-tuning"]),
        (["fine-tuning"], ["fine-tuning"]),
        (["fine-tuning", "combined-with-software"], ["fine-tuning", "combined-with-software"]),
        ([], []),
        (None, None),
    ],
)
def test_how_is_one_value_or_a_list(how: object, read: list[str] | None) -> None:
    (derivation,) = model(derived_from={"model": "base", "how": how}).derivations
    assert derivation.how == read


# "`derived_from` absent: the model descends from no other."


@pytest.mark.parametrize(
    ("derived_from", "bases"),
    [
        (None, []),
        ([], []),
        ({"model": "base"}, ["base"]),
        ([{"model": "base"}], ["base"]),
        ([{"model": "base"}, {"model": "base", "how": "unmodified-copy"}], ["base", "base"]),
    ],
)
def test_a_model_descends_from_none_or_one_or_several(derived_from: object, bases: list[str]) -> None:
    assert [d.model for d in model(derived_from=derived_from).derivations] == bases


# "`phase` absent: pretraining, or fine-tuning where `how` is fine-tuning."


@pytest.mark.parametrize(
    ("how", "given", "phase"),
    [
        (None, None, "pretraining"),
        ("fine-tuning", None, "fine-tuning"),
        (["combined-with-software", "fine-tuning"], None, "fine-tuning"),
        ("other-post-training-modification", None, "pretraining"),
        ("fine-tuning", "pretraining", "pretraining"),
        (None, "evaluation", "evaluation"),
    ],
)
def test_the_phase_defaults_by_how(how: object, given: str | None, phase: str) -> None:
    read = model(derived_from={"model": "base", "how": how}, training=[{"phase": given}])
    assert [phase_of(found, read) for found in read.runs or ()] == [phase]


def test_a_model_that_descends_from_no_other_is_pretrained() -> None:
    assert phase_of(run(), model()) == "pretraining"


# "`planned` absent: false."


@pytest.mark.parametrize(("given", "planned"), [({}, False), ({"planned": None}, False), ({"planned": True}, True)])
def test_a_run_is_not_planned_unless_it_says_so(given: dict[str, object], planned: bool) -> None:
    assert run(**given).planned is planned


# "An unmodified copy has no training of its own."


@pytest.mark.parametrize(
    ("derived_from", "runs"),
    [
        (None, None),  # unknown
        ({"model": "base", "how": "unmodified-copy"}, 0),
        ({"model": "base", "how": "combined-with-software"}, 0),  # complete: it was not fine-tuned
        ({"model": "base", "how": "fine-tuning"}, None),
        ({"model": "base", "how": ["combined-with-software", "fine-tuning"]}, None),
        ({"model": "base"}, None),  # how it derives is unknown
        ([{"model": "base", "how": "unmodified-copy"}, {"model": "base"}], None),
    ],
)
def test_a_copy_has_no_training_of_its_own(derived_from: object, runs: int | None) -> None:
    found = model(derived_from=derived_from).runs
    assert (None if found is None else len(found)) == runs


def test_training_that_is_given_is_its_training() -> None:
    assert model(training=[]).runs == []
    assert len(model(training=[{}], derived_from={"model": "base", "how": "fine-tuning"}).runs or ()) == 1


# "An event's instant ... that is absent or null has not happened."


@pytest.mark.parametrize("given", [{}, {"resolved_at": None}])
def test_an_event_without_its_instant_has_not_happened(given: dict[str, object]) -> None:
    assert read_facts([{"incidents": [{"id": "i", **given}]}]).incidents["i"].resolved_at is None


# Shorthands.


@pytest.mark.parametrize(
    ("given", "marks"),
    [
        (True, (True, True, True)),
        (False, (False, False, False)),
        ({"broad_data": True}, (True, None, None)),
        ({}, (None, None, None)),
    ],
)
def test_foundation_true_stands_for_its_three_marks(given: object, marks: tuple[bool | None, ...]) -> None:
    found = model(foundation=given).foundation
    assert found is not None
    assert (found.broad_data, found.general_output, found.adaptable) == marks


def test_a_reading_that_is_null_is_not_chosen() -> None:
    assert read_facts([{"readings": {"x": None, "y": False}}]).readings == {"y": False}


def test_every_list_of_entries_is_a_list_of_the_file() -> None:
    others = {"format", "organization", "holidays", "readings", "origin", "notes"}
    assert {*LISTS_OF_ENTRIES} | others == {*FactsFile.model_fields}
