"""The high-risk class: flags, sections, grades, needs, and what the two texts say apart; verdicts are vectors."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plimsoll import assess, duties
from plimsoll.assessment.answers import Determination
from plimsoll.law.texts import version_named
from plimsoll.law.texts.eu_ai_act_high_risk import annexes

LAW = "eu-ai-act-high-risk"
ON = date(2026, 11, 22)


def deployed(**given: Any) -> dict[str, Any]:
    return {"models": [{"id": "m"}], "deployments": [{"id": "d", "model": "m", "in": ["EU"]} | given]}


def found(subject: str = "d", term: str = "high-risk-system", law: str = LAW, **given: Any) -> Determination:
    return assess(deployed(**given), law=law, on=ON).find(subject, term)


@pytest.mark.parametrize(
    ("given", "section"),
    [
        ({"purposes": "recruitment"}, "Annex III(4)(a)"),
        ({"purposes": "creditworthiness"}, "Annex III(5)(b)"),
        ({"purposes": "recruitment", "in": ["US-CA"]}, "Art 2(1)"),
        ({"purposes": "recruitment", "exclusively_for": "scientific-research"}, "Art 2(6)"),
        ({"purposes": "recruitment", "exclusively_for": "military-or-national-security"}, "Art 2(3)"),
    ],
)
def test_the_section_that_decides(given: dict[str, Any], section: str) -> None:
    assert found(**given).at == section


def test_what_is_not_said_of_the_derogation_is_told() -> None:
    says = "the derogation of Art 6(3) is taken as not shown: no limited task is given (deployments.d.confined_to)"
    assert says in found(purposes="recruitment").flags
    assert says not in found(purposes="recruitment", confined_to=[], profiles_people=True).flags


@pytest.mark.parametrize("purpose", ["emotion-recognition", "crime-profiling", "asylum-visa-or-residence"])
def test_what_annex_iii_lists_in_so_far_as_it_is_permitted(purpose: str) -> None:
    assert annexes.PERMITTED in found(purposes=purpose, for_public_authority=True).flags
    assert annexes.PERMITTED not in found(purposes="recruitment").flags


def test_a_system_against_fraud_that_scores_credit_too() -> None:
    assert annexes.ALSO_AGAINST_FRAUD in found(purposes=["creditworthiness", "fraud-detection"]).flags
    assert annexes.ALSO_AGAINST_FRAUD not in found(purposes=["creditworthiness"]).flags


def test_a_system_placed_before_the_rules_is_marked() -> None:
    def marked(**given: Any) -> bool:
        answer = assess(deployed(purposes="recruitment", **given), law=LAW, on=date(2028, 6, 1))
        return any("Art 111(2)" in flag for flag in answer.find("d", "high-risk-system").flags)

    assert marked(placed_at="2027-12-01")
    assert not marked(placed_at="2027-12-02")
    assert marked(placed_at="2027-11-01", significantly_changed_at="2027-12-01")
    assert not marked(placed_at="2027-11-01", significantly_changed_at="2027-12-02")


def test_of_a_model_it_is_an_inference() -> None:
    assert found("m", "high-risk", purposes="recruitment").grade == "inference"
    assert found(purposes="recruitment").grade == "text"


def test_unknown_comes_with_what_would_settle_it() -> None:
    nothing = assess({"models": [{"id": "m"}], "organization": {"id": "o", "operates_in": ["EU"]}}, law=LAW, on=ON)
    assert nothing.find("m", "high-risk").needs[0].facts == ("deployments",)
    assert found(purposes=["other"], product={"kind": "lifts", "part": "whole"}).needs[0].facts == (
        "deployments.d.product.third_party_assessment",
    )
    assert found(purposes="public-benefits", product={"kind": "none"}).needs[0].facts == (
        "deployments.d.for_public_authority",
    )
    judged = found(
        purposes="elections", confined_to="preparatory-task", profiles_people=False, product={"kind": "none"}
    )
    assert judged.needs[0].facts == ("judgments.significant-risk.d",)


def test_the_two_texts_differ_by_their_days_and_by_machinery() -> None:
    original, amended = (version_named(f"{LAW}@{v}", ON) for v in ("2024-07-12", "2026-07-27"))
    assert (original.first_day, amended.first_day) == (date(2026, 8, 2), date(2027, 12, 2))
    products = [next(d for d in v.duties if d.id == "product-provider-obligations") for v in (original, amended)]
    assert [d.first_day for d in products] == [date(2027, 8, 2), date(2028, 8, 2)]
    assert [t.name for t in original.terms] == [t.name for t in amended.terms]


@pytest.mark.parametrize(
    ("day", "version", "status"),
    [
        (date(2024, 7, 11), "2026-07-27", "proposed"),
        (date(2024, 7, 12), "2024-07-12", "enacted"),
        (date(2026, 7, 26), "2024-07-12", "enacted"),
        (date(2026, 7, 27), "2026-07-27", "enacted"),
        (date(2027, 12, 1), "2026-07-27", "enacted"),
        (date(2027, 12, 2), "2026-07-27", "in-force"),
    ],
)
def test_which_text_a_day_takes(day: date, version: str, status: str) -> None:
    taken = version_named(LAW, day)
    assert (taken.version, taken.status_on(day)) == (version, status)


def test_the_provider_owes_and_can_be_fined() -> None:
    facts = deployed(purposes="recruitment", provider="maker", placed_at="2027-12-02")
    owed = duties(facts, law=LAW, on=date(2028, 1, 1)).find("d", "registration").to_dict()
    assert (owed["by"], owed["to"], owed["penalty_reach"]) == ("maker", ["eu-database"], "yes")
    assert owed["exposure"][0]["first"] == {"low": "15e6", "high": None, "currency": "EUR", "per": "violation"}


def test_no_fine_is_named_for_what_is_held_not_to_be_high_risk() -> None:
    facts = deployed(purposes="recruitment", confined_to="preparatory-task", profiles_people=False)
    owed = duties(facts, law=LAW, on=date(2028, 1, 1)).find("d", "not-high-risk-registration").to_dict()
    assert (owed["exposure"], owed["penalty_reach"]) == ([], "no")
    assert any("Art 80(7)" in flag for flag in owed["flags"])
