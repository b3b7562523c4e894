"""AB 2013 and SB 942 beyond statuses: what a breach can cost, and which doubts are told where they bear."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plimsoll import assess
from plimsoll.assessment.duties import DutyAnswer, duties

ON = date(2026, 10, 31)


def facts(**model: Any) -> dict[str, Any]:
    released = {"from": "2026-03-01", "audience": "public", "in": ["US-CA"]}
    return {
        "organization": {"id": "lab", "operates_in": ["US-CA"]},
        "models": [
            {"id": "m", "modalities": ["image-from-text"], "uses": [released], "monthly_users": 2_000_000} | model
        ],
    }


def duty(name: str, law: str, given: dict[str, Any]) -> DutyAnswer:
    return duties(given, law=law, on=ON).find("m", name)


def test_sb_942_costs_so_much_a_day() -> None:
    answer = duty("latent-disclosure", "us-ca-sb942", facts(marking={"latent": False})).to_dict()
    assert (answer["status"], answer["penalty_reach"], answer["grade"]) == ("breached", "yes", "fragment")
    [penalty] = answer["exposure"]
    assert penalty["first"] == penalty["later"] == {"low": "5000", "high": "5000", "currency": "USD", "per": "day"}


def test_ab_2013_names_no_penalty() -> None:
    answer = duty("training-data-documentation", "us-ca-ab2013", facts()).to_dict()
    assert (answer["status"], answer["penalty_reach"], answer["exposure"]) == ("breached", "no", [])
    assert any("names no penalty" in flag for flag in answer["flags"])
    assert any("xAI v. Bonta" in flag for flag in answer["flags"])
    assert answer["lacking"] == ["publications: training-data-documentation.published_at"]


def test_an_item_that_is_lacking_is_named() -> None:
    given = facts()
    given["publications"] = [
        {"kind": "training-data-documentation", "model": "m", "published_at": "2026-02-01", "fields": ["size"]}
    ]
    lacking = duty("training-data-documentation", "us-ca-ab2013", given).to_dict()["lacking"]
    assert len(lacking) == 11
    assert any("synthetic-data" in each for each in lacking)


@pytest.mark.parametrize(("audience", "told"), [("third-party", True), ("public", False)])
def test_that_third_parties_are_the_public_is_told_where_it_decides(audience: str, told: bool) -> None:
    given = facts(uses=[{"from": "2026-03-01", "audience": audience, "in": ["US-CA"]}])
    flags = duty("training-data-documentation", "us-ca-ab2013", given).flags
    assert any("third parties alone" in flag for flag in flags) is told


@pytest.mark.parametrize(("users", "told"), [(1_000_000, True), (2_000_000, False)])
def test_a_bill_that_would_strike_the_line_is_told_below_it(users: int, told: bool) -> None:
    found = assess(facts(monthly_users=users), law="us-ca-sb942", on=ON).find("m", "covered-system")
    assert any("SB 1000" in flag for flag in found.flags) is told


@pytest.mark.parametrize("open_weights", [True, False])
def test_whoever_offers_weights_hears_of_hosting(open_weights: bool) -> None:
    given = facts(licence={"weights_public": open_weights}, marking={"latent": True})
    flags = duty("latent-disclosure", "us-ca-sb942", given).flags
    assert any("22757.3.2" in flag for flag in flags) is open_weights
