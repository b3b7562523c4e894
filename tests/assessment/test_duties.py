"""Duties: the answer, in the shape that other tools rely on."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_facts import FACTS
from plimsoll import Duties, DutyAnswer, InputError, duties
from plimsoll.law.texts import STATUTES

TODAY = date(2026, 9, 1)
SB53 = "us-ca-sb53"
PROMISED = [
    "law",
    "version",
    "id",
    "subject",
    "at",
    "status",
    "due",
    "to",
    "penalty_reach",
    "evidence",
    "lacking",
    "retain_until",
    "flags",
]


def answer(facts: Any = FACTS, **rest: Any) -> Duties:
    return duties(facts, **{"law": SB53, "on": TODAY, **rest})


def test_the_shape_of_an_answer() -> None:
    plain = answer().to_dict()
    assert (plain["format"], plain["on"]) == ("plimsoll/duties/1", "2026-09-01")
    found = next(each for each in plain["duties"] if each["id"] == "incident-report")
    assert list(found)[: len(PROMISED)] == PROMISED
    assert {key: found[key] for key in PROMISED} == {
        "law": SB53,
        "version": "2025-09-29",
        "id": "incident-report",
        "subject": "i1",
        "at": "22757.13(c)(1)",
        "status": "late",
        "due": "2026-06-16",
        "to": ["office-of-emergency-services"],
        "penalty_reach": "yes",
        "evidence": ["incidents.i1.reports[0]"],
        "lacking": [],
        "retain_until": None,
        "flags": [],
    }
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.parametrize(
    ("duty", "subject", "status", "due"),
    [
        ("framework", "lab", "met", "2026-01-10"),
        ("framework-review", "lab", "due", "2027-06-01"),
        ("publish-modified-framework", "lab", "overdue", "2026-05-01"),
        ("internal-use-summary", "lab", "due", "2026-10-01"),
        ("transparency-report", "m", "breached", "2026-05-10"),
        ("imminent-risk-report", "i1", "overdue", "2026-06-02T09:00:00Z"),
        ("no-retaliation", "lab", "standing", None),
        ("redactions", "lab", "not-triggered", None),
    ],
)
def test_every_status_from_the_facts(duty: str, subject: str, status: str, due: str | None) -> None:
    found = answer().find(subject, duty)
    assert (found.status, found.due) == (status, due)


def test_every_duty_of_every_subject_is_there() -> None:
    version = next(s for s in STATUTES if s.id == SB53).versions[0]
    subjects = {"organization": 1, "model": 1, "incident": 1}
    assert len(answer().duties) == sum(subjects.get(duty.of, 0) for duty in version.duties)


def test_vetoed_texts_are_left_out_unless_they_are_named() -> None:
    laws = {each.law for each in duties(FACTS, on=TODAY).duties}
    assert SB53 in laws
    assert "us-ca-sb1047" not in laws
    assert all(each.law_status in ("in-force", "enacted") for each in duties(FACTS, on=TODAY).duties)


def test_until_leaves_out_what_falls_due_later_and_keeps_what_has_no_date() -> None:
    found = answer(until=date(2026, 10, 1))
    dues = [each.due for each in found.duties if each.due]
    assert "2026-10-01" in dues
    assert max(due[:10] for due in dues) == "2026-10-01"
    assert found.find("lab", "no-retaliation").status == "standing"
    with pytest.raises(KeyError):
        found.find("lab", "framework-review")


def test_a_penalty_that_does_not_reach_changes_no_duty() -> None:
    small = copy.deepcopy(FACTS)
    small["organization"]["annual_gross_revenue"] = {2025: 100e6}
    large, less = answer().find("m", "transparency-report"), answer(small).find("m", "transparency-report")
    assert (large.status, less.status) == ("breached", "breached")
    assert (large.penalty_reach, less.penalty_reach) == (True, False)


def test_an_unknown_revenue_leaves_the_reach_of_the_penalty_unknown() -> None:
    unknown = copy.deepcopy(FACTS)
    del unknown["organization"]["annual_gross_revenue"]
    found = answer(unknown)
    assert found.find("m", "transparency-report").penalty_reach is None
    framework = found.find("lab", "framework")
    assert (framework.status, framework.owed.told.lacking) == (
        "undetermined",
        ("organization.annual_gross_revenue.2025",),
    )


def test_a_cap_stands_beside_the_duty() -> None:
    found = answer().find("m", "transparency-report").to_dict()
    assert found["exposure"][0]["first"] == {"low": "1e6", "high": "1e6", "currency": "USD", "per": "violation"}


def test_who_owes_it_is_said() -> None:
    assert {each.owed.by for each in answer().duties} == {"lab"}


@given(st.dates(date(2025, 6, 1), date(2029, 12, 31)))
def test_a_later_day_never_turns_done_into_not_done(day: date) -> None:
    """What was met, or late, on one day is so on every later one, unless a new occasion presses more."""
    facts = copy.deepcopy(FACTS)
    facts["organization"]["annual_gross_revenue"] = dict.fromkeys(range(2024, 2030), 800e6)
    before, after = answer(facts), answer(facts, on=max(TODAY, day))
    for each in before.duties:
        if each.status in ("late", "met"):
            assert after.find(each.subject, each.id).status == each.status


def test_an_unknown_law_is_refused() -> None:
    with pytest.raises(InputError, match="no law is called"):
        answer(law="us-ca-sb35")


def test_an_answer_is_found_by_law_and_version() -> None:
    found = answer()
    assert isinstance(found.find("lab", "framework", "us-ca-sb53@2025-09-29"), DutyAnswer)
    with pytest.raises(KeyError):
        found.find("lab", "framework", "us-ny-raise")


def test_a_status_that_turns_with_the_year_is_that_of_the_year_in_which_the_duty_arose() -> None:
    """It was large in 2026 and no longer in 2027: what it owed of 2026 it still owes, and nothing new."""
    facts = copy.deepcopy(FACTS)
    facts["organization"]["annual_gross_revenue"] = {2025: 800e6, 2026: 300e6}
    facts["protocols"][0]["modifications"].append({"at": "2027-02-01", "material": True})
    found = answer(facts, on=date(2027, 6, 1)).find("lab", "publish-modified-framework")
    assert [(o.status, str(o.due)) for o in found.owed.occurrences] == [("overdue", "2026-05-01")]
    grown = copy.deepcopy(facts)
    grown["organization"]["annual_gross_revenue"] = {2025: 300e6, 2026: 800e6}
    found = answer(grown, on=date(2027, 6, 1)).find("lab", "publish-modified-framework")
    assert [(o.status, str(o.due)) for o in found.owed.occurrences] == [("overdue", "2027-03-03")]


def test_evidence_of_a_kind_that_no_duty_asks_for_is_named() -> None:
    facts = copy.deepcopy(FACTS)
    facts["publications"][0]["kind"] = "transparancy-report"
    facts["incidents"][0]["reports"][0]["kind"] = "incident-raport"
    assert answer(facts).to_dict()["unread"] == [
        "no duty read here asks for the kind transparancy-report (publications[0])",
        "no duty read here asks for the kind incident-raport (incidents.i1.reports[0])",
    ]
    assert answer().unread == ()


def test_what_is_undetermined_still_has_its_date() -> None:
    unjudged = {key: value for key, value in FACTS.items() if key != "judgments"}
    found = answer(unjudged).find("i1", "incident-report")
    assert (found.status, found.due) == ("undetermined", "2026-06-16")
    assert found.owed.told.lacking == ("judgments.materially-increases-catastrophic-risk.i1",)


def test_a_penalty_for_what_happens_from_a_day_on_goes_by_the_day_of_the_breach() -> None:
    facts = {
        "organization": {"id": "lab"},
        "models": [{"id": "m", "training": [{"operations": 2e26, "cost": 150e6, "started": "2025-03-01"}]}],
        "incidents": [
            {
                "id": "i",
                "model": "m",
                "routes": ["weights-exfiltrated"],
                "learned_at": "2025-12-05",
                "death_or_injury": True,
                "reports": [{"to": "attorney-general", "kind": "incident-report", "at": "2025-12-10"}],
            }
        ],
        "judgments": [
            {"law": "us-ca-sb1047", "term": "demonstrably-increases-risk", "subject": "i", "verdict": "yes"},
        ],
    }
    for on in (date(2025, 12, 31), date(2026, 2, 1), date(2027, 2, 1)):
        found = answer(facts, law="us-ca-sb1047", on=on).find("i", "incident-report")
        assert (found.status, found.penalty_reach) == ("late", False)
        assert answer(facts, law="us-ca-sb1047", on=on).find("m", "publish-protocol").penalty_reach is False
