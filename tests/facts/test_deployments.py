"""Deployments: what reading takes and refuses, who answers for them, and to which model they belong."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from plimsoll.errors import InputError
from plimsoll.facts.deployments import ProductKind, Purpose
from plimsoll.facts.facts import FILED
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.expression import Includes
from plimsoll.law.language.points import Point
from plimsoll.law.language.relations import answerable, related
from plimsoll.law.language.walking import expressions_in
from plimsoll.law.texts.eu_ai_act_high_risk.annexes import LISTED_IN_ANNEX_III, MACHINERY, OTHER_PRODUCTS, PRODUCTS


def facts(*deployments: dict[str, Any], **rest: Any) -> Any:
    return read_facts([{"models": [{"id": "m"}, {"id": "n"}], "deployments": [*deployments]} | rest])


def test_they_are_subjects_and_no_evidence() -> None:
    assert list(facts({"id": "d", "model": "m"}).deployments) == ["d"]
    assert "deployments" not in FILED


def test_one_purpose_needs_no_list() -> None:
    assert facts({"id": "d", "purposes": "recruitment"}).deployments["d"].purposes == ["recruitment"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"id": "d", "model": "gone"}, "no entry has the id 'gone'"),
        ({"id": "m"}, "the id 'm' is given twice"),
        ({"id": "d", "purposes": "recruting"}, "did you mean 'recruitment'?"),
        ({"id": "d", "in_": ["EU"]}, "did you mean 'in'?"),
        ({"id": "d", "product": {"kind": "lift"}}, "did you mean 'lifts'?"),
        ({"id": "d", "placed_at": "soon"}, "placed_at"),
    ],
)
def test_what_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as caught:
        facts(given)
    assert says in str(caught.value)


def test_the_provider_answers_else_the_organization() -> None:
    read = facts({"id": "d", "provider": "maker"}, {"id": "e"}, organization={"id": "acme"})
    assert [answerable(read, each) for each in read.deployments.values()] == ["maker", "acme"]


def test_a_model_has_those_that_name_it() -> None:
    read = facts({"id": "d", "model": "m"}, {"id": "e", "model": "n"}, {"id": "f"})
    found, complete = related(read, "deployments", Point.of(read.models["m"]))
    assert ([point.path for point in found], complete) == (["deployments.d"], True)
    silent = read_facts([{"models": [{"id": "m"}]}])
    assert related(silent, "deployments", Point.of(silent.models["m"])) == ([], False)


def test_every_purpose_and_product_is_one_that_the_annexes_list_or_leave_out() -> None:
    listed = {each.value for each in expressions_in(LISTED_IN_ANNEX_III) if isinstance(each, Includes)}
    left_out = {"biometric-verification", "fraud-detection", "travel-document-verification", "campaign-logistics"}
    assert set(get_args(Purpose)) == listed - {"fraud-detection"} | left_out | {"other"}
    assert {*PRODUCTS, *MACHINERY, *OTHER_PRODUCTS, "none"} == set(get_args(ProductKind))
