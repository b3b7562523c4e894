"""Spans of time: a start that may lie before or after the day asked about makes an answer unknown, not certain."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plimsoll import InputError, assess


def verdict(facts: dict[str, Any], subject: str, term: str, law: str, on: date) -> str:
    return assess(facts, law=law, on=on).find(subject, term).verdict


@pytest.mark.parametrize("started", ["2027-01-01", {"low": "2026-12-31", "high": "2027-07-01"}])
def test_a_start_after_the_day_does_not_clear_a_planned_run(started: Any) -> None:
    facts = {"models": [{"id": "m", "training": [{"operations": 2e26, "cost": 2e8, "started": started}]}]}
    assert verdict(facts, "m", "covered-model", "us-ca-sb1047", date(2025, 6, 30)) == "yes"


def test_a_start_that_straddles_the_day_leaves_open_what_was_done_by_then() -> None:
    run = {"operations": 2e26, "started": {"low": "2026-01-01", "high": "2026-12-31"}}
    facts = {"models": [{"id": "m", "foundation": True, "training": [run]}]}
    assert verdict(facts, "m", "frontier-model", "us-ca-sb53", date(2025, 12, 31)) == "no"
    answer = assess(facts, law="us-ca-sb53", on=date(2026, 6, 1)).find("m", "frontier-model")
    assert answer.verdict == "unknown"
    assert [s.facts for s in answer.needs] == [("models.m.training[0].started",)]
    assert verdict(facts, "m", "frontier-model", "us-ca-sb53", date(2027, 1, 1)) == "yes"


def test_an_error_that_may_have_been_found_leaves_an_exemption_open() -> None:
    facts = {
        "models": [{"id": "m", "training": [{"operations": 2e26, "started": "2024-03-01"}]}],
        "exemptions": [{"model": "m", "error_found_at": {"low": "2025-01-01", "high": "2026-12-31"}}],
    }
    law = "us-ca-sb1047@2024-02-07"
    assert verdict(facts, "m", "limited-duty-exemption", law, date(2024, 12, 31)) == "yes"
    assert verdict(facts, "m", "limited-duty-exemption", law, date(2026, 1, 1)) == "unknown"
    assert verdict(facts, "m", "limited-duty-exemption", law, date(2027, 1, 1)) == "no"


def test_a_harm_without_an_incident_has_no_known_day() -> None:
    facts: dict[str, Any] = {
        "models": [{"id": "m", "training": [{"operations": 2e26, "cost": 2e8, "started": "2024-06-01"}]}],
        "harms": [
            {"id": "h", "model": "m", "kind": "cyberattack", "critical_infrastructure": True, "model_role": "conducts",
             "human_oversight": "none", "damage": 505e6, "casualties": 0}
        ],
        "regulations": [{"law": "us-ca-sb1047", "sets": "price-index", "by_year": {2026: 1.03}}],
        "judgments": [
            {"law": "us-ca-sb1047", "term": term, "subject": "h", "verdict": "no"}
            for term in ("comparable-severity", "crime-if-human")
        ],
    }  # fmt: skip
    assert verdict(facts, "h", "critical-harm", "us-ca-sb1047", date(2027, 6, 1)) == "unknown"
    facts["incidents"] = [{"id": "i", "model": "m", "occurred_at": "2025-05-01"}]
    facts["harms"][0]["incident"] = "i"
    assert verdict(facts, "h", "critical-harm", "us-ca-sb1047", date(2027, 6, 1)) == "yes"
    facts["incidents"][0]["occurred_at"] = "2026-05-01"
    assert verdict(facts, "h", "critical-harm", "us-ca-sb1047", date(2027, 6, 1)) == "no"


def test_a_harm_of_no_known_incident_may_be_of_this_one() -> None:
    facts = {
        "models": [{"id": "m", "foundation": True}],
        "incidents": [{"id": "i", "model": "m", "routes": ["catastrophic-harm"]}],
        "harms": [{"id": "h"}],
    }
    found = verdict(facts, "i", "critical-safety-incident-labor", "us-ca-sb53", date(2026, 6, 1))
    assert found == "unknown"


def test_a_copy_began_when_what_it_copies_did() -> None:
    facts = {
        "models": [
            {"id": "a", "training": [{"operations": 2e26, "started": "2024-03-01"}]},
            {"id": "c", "derived_from": {"model": "a", "how": "unmodified-copy"}},
        ]
    }
    assert verdict(facts, "c", "covered-model", "us-ca-sb1047@2024-02-07", date(2026, 1, 1)) == "yes"


@pytest.mark.parametrize(
    ("started", "note"),
    [("2026-05-01", None), ("2027-05-01", "no price index given for 2027"), ("2028-05-01", None)],
)
def test_a_gap_in_the_index_is_said(started: str, note: str | None) -> None:
    facts = {
        "models": [{"id": "m", "training": [{"operations": 2e26, "cost": 2e8, "started": started}]}],
        "regulations": [{"law": "us-ca-sb1047", "sets": "price-index", "by_year": {2026: 1.03, 2028: 1.06}}],
    }
    found = assess(facts, law="us-ca-sb1047", on=date(2028, 12, 31)).find("m", "covered-model")
    assert [f for f in found.flags if "price index" in f] == (
        [] if note is None else [f"{note}: that of 2026 kept (22602(e)(2))"]
    )


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (
            {"sets": "training-operations", "value": {"low": 3e26, "high": 4e26}, "effective": "2027-01-01"},
            "an interval where an authority sets one value",
        ),
        ({"law": "us-ca-sb53", "sets": "price-index", "by_year": {2026: 1.03}}, "us-ca-sb53 has nothing called"),
    ],
)
def test_an_act_that_sets_nothing_definite_is_refused(act: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        assess({"models": [{"id": "m"}], "regulations": [{"law": "us-ca-sb1047", **act}]})
