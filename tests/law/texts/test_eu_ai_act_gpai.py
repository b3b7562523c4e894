"""The EU AI Act on general-purpose models: what a breach can cost, and what an answer shows of the lines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plimsoll.assessment.assess import assess
from plimsoll.assessment.duties import duties
from plimsoll.law.texts import eu_ai_act_gpai, eu_gpai_code

ACT = "eu-ai-act-gpai"


def facts(turnover: float | None = None, currency: str = "EUR", **model: Any) -> dict[str, Any]:
    organization: dict[str, Any] = {"id": "lab", "operates_in": ["EU"], "established_in": "FR"}
    if turnover is not None:
        organization["worldwide_turnover"] = {2025: {"amount": turnover, "currency": currency}}
    m = {
        "id": "m",
        "modalities": ["text"],
        "narrow_task_only": False,
        "training": [{"operations": 2e24}],
        "uses": [{"from": "2026-06-01", "audience": "public", "in": ["EU"]}],
    }
    return {"organization": organization, "models": [m | model]}


@pytest.mark.parametrize(
    ("turnover", "currency", "low", "high"),
    [
        (200e6, "EUR", "15e6", "15e6"),
        (500e6, "EUR", "15e6", "15e6"),
        (501e6, "EUR", "15.03e6", "15.03e6"),
        (2e9, "EUR", "60e6", "60e6"),
        (2e9, "USD", "15e6", None),
        (None, "", "15e6", None),
    ],
)
def test_c21_the_cap_is_the_higher_of_two(turnover: float | None, currency: str, low: str, high: str | None) -> None:
    owed = duties(facts(turnover, currency), law=ACT, on=date(2026, 9, 1)).find("m", "training-content-summary")
    assert owed.status == "breached"
    (fine,) = owed.to_dict()["exposure"]
    assert (fine["id"], fine["at"], fine["reach"]) == ("fine", "Art 101", "yes")
    assert fine["first"] == fine["later"] == {"low": low, "high": high, "currency": "EUR", "per": "violation"}


@pytest.mark.parametrize(("on", "reach"), [(date(2026, 8, 1), "no"), (date(2026, 8, 2), "yes")])
def test_fines_reach_from_the_day_on_which_the_commission_enforces(on: date, reach: str) -> None:
    owed = duties(facts(2e9), law=ACT, on=on).find("m", "technical-documentation")
    assert owed.status == "overdue", "what a breach can cost does not change whether there is one"
    assert owed.to_dict()["penalty_reach"] == reach


def test_c05_the_figure_to_report_is_in_the_answer() -> None:
    planned = facts(training=[], known_to_reach=[{"operations": 1.2e25, "at": "2026-09-01"}], uses=[])
    found = assess(planned, law=ACT, on=date(2026, 9, 10)).find("m", "gpai-systemic-risk")
    margins = [(m["fact"], m["value"]["low"], m["line"]) for m in found.to_dict()["margins"]]
    assert ("operations", "1.2e25", "1e25") in margins
    assert found.grade == "inference", "that planning is enough is read from the duty to notify"


def test_margins_show_each_line_once() -> None:
    answer = assess(facts(), law=ACT, on=date(2026, 9, 1))
    lines = [(m["fact"], m["line"]) for m in answer.find("m", "gpai-systemic-risk").to_dict()["margins"]]
    assert lines == [("training.operations", "1e25"), ("training.operations", "1e23")]


def test_the_section_on_scope_where_the_act_does_not_reach() -> None:
    away = facts(uses=[])
    away["organization"]["operates_in"] = ["US-CA"]
    answer = assess(away, law=ACT, on=date(2026, 9, 1))
    for term in ("gpai-model", "gpai-systemic-risk", "gpai-provider-by-modification", "open-source-exemption"):
        found = answer.find("m", term)
        assert (found.verdict, found.at) == ("no", "Art 2(1)")


def test_a_rebuttal_that_nobody_gives_has_not_happened_and_a_flag_says_so() -> None:
    unsaid = facts(narrow_task_only=None)
    found = assess(unsaid, law=ACT, on=date(2026, 9, 1)).find("m", "gpai-model")
    assert found.verdict == "yes"
    assert "it is taken as not made for a narrow task alone (models.m.narrow_task_only)" in found.flags


def test_the_need_of_an_open_classification_is_told() -> None:
    unsaid = facts(modalities=None)
    found = assess(unsaid, law=ACT, on=date(2026, 9, 1)).find("m", "gpai-model")
    assert found.verdict == "unknown"
    assert found.to_dict()["needs"][0] == ["models.m.modalities"]


def test_a_use_without_places_is_told() -> None:
    anywhere = facts(uses=[{"from": "2026-06-01", "audience": "public"}])
    owed = duties(anywhere, law=ACT, on=date(2026, 9, 1)).find("m", "technical-documentation")
    assert owed.status == "overdue"
    assert any("wherever its developer operates" in flag for flag in owed.flags)


def test_a_modification_is_owed_for_itself_alone() -> None:
    tuned = facts(derived_from={"model": "base", "how": "fine-tuning"})
    tuned["models"].append({"id": "base", "developer": "other", "training": [{"operations": 5e24}]})
    owed = duties(tuned, law=ACT, on=date(2026, 9, 1)).find("m", "technical-documentation")
    assert owed.status == "overdue"
    assert "owed for the modification alone (Guidelines 60)" in owed.flags


def test_a_serious_incident_has_no_number_of_days_in_the_act() -> None:
    with_incident = facts(training=[{"operations": 2e25}]) | {
        "incidents": [{"id": "i", "model": "m", "routes": ["death"], "model_involvement_aware_at": "2026-08-20"}]
    }
    owed = duties(with_incident, law=ACT, on=date(2026, 9, 1)).find("i", "incident-report")
    assert (owed.status, owed.due) == ("due", None)
    assert any("no number of days" in flag for flag in owed.flags)


def test_the_code_takes_the_acts_terms_and_shows_none_of_them() -> None:
    (act,), (code,) = eu_ai_act_gpai.STATUTE.versions, eu_gpai_code.STATUTE.versions
    assert [t.name for t in code.terms] == [t.name for t in act.terms]
    assert not any(t.public for t in code.terms)
    assert assess(facts(), law="eu-gpai-code", on=date(2026, 9, 1)).determinations == ()


def test_a_judgment_under_the_act_counts_for_the_code() -> None:
    signed = facts(training=[{"operations": 2e25}])
    signed["organization"]["code_of_practice"] = {"signed": "2025-09-01"}
    on = date(2026, 9, 1)
    assert duties(signed, law="eu-gpai-code", on=on).find("m", "model-report").status == "breached"
    judged = {"law": ACT, "term": "general-purpose", "subject": "m", "verdict": "no", "at": "2026-01-01"}
    assert (
        duties(signed | {"judgments": [judged]}, law="eu-gpai-code", on=on).find("m", "model-report").status
        == "not-triggered"
    )
    assert assess(signed | {"judgments": [judged]}, on=on).unread == ()
