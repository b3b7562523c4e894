"""SB 1047: what a breach can cost, whom it reaches, and what a reader is told beside a status."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from plimsoll.assessment.duties import Duties, DutyAnswer, ViolationAnswer, duties
from plimsoll.law.language.duty_speech import evidence_words, keep_words, timing_words
from plimsoll.law.language.expression import Grade
from plimsoll.law.texts import version_named

ENROLLED, JUNE, INTRODUCED = (f"us-ca-sb1047@{v}" for v in ("2024-09-03", "2024-06-05", "2024-02-07"))
ON = date(2026, 11, 22)
FACTS: dict[str, Any] = {
    "organization": {"id": "acme", "kind": "company"},
    "models": [
        {
            "id": "acme-1",
            "training": [{"operations": 1.2e26, "cost": 200e6, "started": "2026-03-01", "ended": "2026-05-20"}],
            "uses": [{"from": "2026-07-01", "until": "2026-12-31", "audience": "public"}],
        }
    ],
    "incidents": [
        {
            "id": "i1",
            "model": "acme-1",
            "occurred_at": "2026-10-01T03:00:00Z",
            "learned_at": "2026-10-01T09:00:00Z",
            "reasonable_belief_at": "2026-10-01T09:00:00Z",
            "imminent_risk_discovered_at": None,
            "routes": ["weights-exfiltrated"],
            "death_or_injury": False,
            "property_loss": 0,
            "reports": [{"to": "attorney-general", "kind": "incident-report", "at": "2026-10-03T10:00:00Z"}],
        }
    ],
    "judgments": [
        {"law": "us-ca-sb1047", "term": "demonstrably-increases-risk", "subject": "i1", "verdict": "yes"},
    ],
}


def answers(law: str = ENROLLED, on: date = ON, **changed: object) -> Duties:
    return duties({**copy.deepcopy(FACTS), **changed}, law=law, on=on)


def reach(answer: DutyAnswer | ViolationAnswer, sanction: str) -> object:
    found = answer.exposure if isinstance(answer, DutyAnswer) else answer.counted.exposed
    return next(each.reach for each in found if each.sanction.id == sanction)


def test_an_incident_in_the_shape_that_others_read() -> None:
    found = answers().find("acme-1", "first-statement")
    assert found.due == "2026-07-31"
    told = answers().find("i1", "incident-report").to_dict()
    expected = {
        "law": "us-ca-sb1047",
        "version": "2024-09-03",
        "id": "incident-report",
        "subject": "i1",
        "at": "22603(g)",
        "status": "met",
        "due": "2026-10-04T09:00:00Z",
        "to": ["attorney-general"],
        "penalty_reach": "no",
        "evidence": ["incidents.i1.reports[0]"],
        "lacking": [],
        "retain_until": None,
    }
    assert {key: told[key] for key in expected} == expected
    assert "us-ca-sb1047 was vetoed" in " ".join(told["flags"])


@pytest.mark.parametrize(
    ("came_of_it", "reached"),
    [
        ({}, "no"),
        ({"death_or_injury": True}, "yes"),
        ({"property_loss": 0.01}, "yes"),
        ({"imminent_risk_discovered_at": "2026-10-01T10:00:00Z"}, "yes"),
        ({"death_or_injury": None}, "unknown"),
        ({"property_loss": None}, "unknown"),
        ({"death_or_injury": True, "property_loss": None}, "yes"),
    ],
)
def test_the_harm_gate_of_an_incident(came_of_it: dict[str, object], reached: str) -> None:
    incident = {**FACTS["incidents"][0], **came_of_it}
    found = answers(incidents=[incident]).find("i1", "incident-report")
    assert found.to_dict()["penalty_reach"] == reached
    assert reach(found, "injunction") is True  # relief has no gate


def test_before_2026_there_is_no_penalty_but_relief() -> None:
    models = [{"id": "acme-1", "training": [{"operations": 1.2e26, "cost": 200e6, "started": "2025-03-01"}]}]
    incident = {**FACTS["incidents"][0], "learned_at": "2025-10-01T09:00:00Z", "death_or_injury": True}
    for day, reached in ((date(2025, 12, 31), False), (date(2026, 1, 1), True)):
        found = answers(on=day, models=models, incidents=[incident]).find("i1", "incident-report")
        assert (reach(found, "civil-penalty"), reach(found, "other-relief")) == (reached, True)


def violated(*caused: tuple[str, list[str] | None], **more: object) -> tuple[ViolationAnswer, ...]:
    listed = [
        {"law": "us-ca-sb1047", "at": at, "section": "22603(c)", "model": "acme-1", "caused": harm, **more}
        for at, harm in caused
    ]
    return answers(violations=listed).violations


def test_t29_a_violation_of_2025() -> None:
    (found,) = violated(("2025-12-31", ["harm-to-property"]))
    assert reach(found, "civil-penalty") is False
    assert [reach(found, s) for s in ("injunction", "damages", "fees-and-costs", "other-relief")] == [True] * 4


@pytest.mark.parametrize(
    ("at", "caused", "reached"),
    [
        ("2026-01-01", ["harm-to-property"], True),
        ("2026-01-01", ["death-or-bodily-harm"], True),
        ("2026-01-01", ["theft-of-property"], True),
        ("2026-01-01", ["imminent-public-threat"], True),
        ("2026-01-01", [], False),
        ("2026-01-01", None, None),
    ],
)
def test_the_harm_gate_of_a_violation(at: str, caused: list[str] | None, reached: object) -> None:
    (found,) = violated((at, caused))
    assert reach(found, "civil-penalty") is reached


def test_t31_a_second_violation_costs_up_to_thirty_percent() -> None:
    second, first = sorted(
        violated(("2026-09-01", ["harm-to-property"]), ("2026-08-01", ["harm-to-property"])),
        key=lambda each: each.counted.ordinal or 0,
        reverse=True,
    )
    assert [each.counted.violation.at.written for each in (first, second) if each.counted.violation.at] == [
        "2026-08-01",
        "2026-09-01",
    ]
    assert (first.counted.ordinal, second.counted.ordinal) == (1, 2)
    told = next(each for each in second.to_dict()["exposure"] if each["id"] == "civil-penalty")
    assert told["first"]["high"] == told["first"]["low"] == "20e6"
    assert told["later"]["high"] == told["later"]["low"] == "60e6"


def test_operators_and_auditors_pay_fixed_amounts() -> None:
    facts: dict[str, Any] = {
        "clusters": [{"id": "c", "network_gbit_s": 400, "peak_operations_per_s": 5e20, "trains_ai": True}],
        "customers": [{"id": "k", "cluster": "c", "sufficient": True, "used_at": ["2026-03-01"]}],
    }
    found = answers(**facts).find("k", "customer-identification")
    told = next(each for each in found.to_dict()["exposure"] if each["id"] == "operator-penalty")
    assert [told[key]["high"] for key in ("first", "later", "total")] == ["50000", "100000", "10e6"]
    assert told["total"]["per"] == "related violations"
    audit = answers().find("acme", "audit-honesty")
    assert any("(e)(7)" in flag for flag in audit.flags)
    assert reach(audit, "auditor-penalty") is True


@pytest.mark.parametrize(("section", "reached"), [("22604(a)(3)", True), ("22604", True), ("22603(c)", False)])
def test_an_operator_pays_for_violations_of_its_own_section(section: str, reached: bool) -> None:
    (found,) = violated(("2026-08-01", []), section=section)
    assert reach(found, "operator-penalty") is reached


def test_who_may_ask_for_records_depends_on_the_print() -> None:
    facts: dict[str, Any] = {
        "clusters": [{"id": "c", "network_gbit_s": 400, "peak_operations_per_s": 5e20, "trains_ai": True}],
        "customers": [{"id": "k", "cluster": "c", "sufficient": True}],
    }
    to = {law: answers(law, **facts).find("k", "customer-records").to_dict()["to"] for law in (ENROLLED, INTRODUCED)}
    assert to == {ENROLLED: ["attorney-general"], INTRODUCED: ["frontier-model-division", "attorney-general"]}


def test_sections_and_intent_follow_the_print() -> None:
    told = {name: {d.id: (d.at, d.says) for d in version_named(name, ON).duties} for name in (ENROLLED, INTRODUCED)}
    assert told[ENROLLED]["customer-access-log"][0] == told[INTRODUCED]["customer-access-log"][0] == "22604(a)(4)"
    assert told[ENROLLED]["customer-validation"][0] == "22604(a)(3)"
    assert told[INTRODUCED]["customer-validation"][0] == "22604(c)"
    assert "train" in told[ENROLLED]["customer-intent"][1]
    assert "deploy" in told[INTRODUCED]["customer-intent"][1]


def test_no_duty_of_june_claims_the_text() -> None:
    for duty in version_named(JUNE, ON).duties:
        assert duty.grade > Grade.FRAGMENT, duty.id


@pytest.mark.parametrize("name", [ENROLLED, JUNE, INTRODUCED])
def test_every_duty_can_be_said(name: str) -> None:
    for duty in version_named(name, ON).duties:
        assert str(timing_words(duty.due))
        assert str(evidence_words(duty.shown_by))
        assert duty.keep is None or str(keep_words(duty.keep))
        assert duty.says.endswith("."), duty.id


def test_each_print_has_every_duty_that_others_rely_on() -> None:
    relied_on = {
        "incident-report", "publish-protocol", "publish-modified-protocol", "protocol-review", "retain-protocol",
        "retain-tests", "shutdown-capability", "first-statement", "annual-statement", "certify-exemption",
        "report-exemption-error", "cease-operation", "annual-audit", "publish-audit",
    }  # fmt: skip
    for name in (ENROLLED, JUNE, INTRODUCED):
        listed = [duty.id for duty in version_named(name, ON).duties]
        assert relied_on <= set(listed), name
        assert len(listed) == len(set(listed)), name


def test_what_nobody_said_is_flagged() -> None:
    statement = {"kind": "statement-of-compliance", "model": "acme-1", "filed_at": "2026-07-02"}
    evaluation = {"id": "e", "model": "acme-1", "at": "2026-06-01"}
    found = answers(statements=[statement], evaluations=[evaluation])
    for duty, word in (("first-statement", "signature"), ("assess-critical-harm", "critical harm")):
        answer = found.find("acme-1", duty)
        assert answer.status == "met"
        assert any(word in flag for flag in answer.flags), duty
    annual = found.find("acme-1", "annual-statement")
    assert any("twelve months" in flag for flag in annual.flags)


def test_the_other_clock_of_an_incident_is_shown() -> None:
    incident = {**FACTS["incidents"][0], "learned_at": "2026-10-02T09:00:00Z"}
    told = answers(incidents=[incident]).find("i1", "incident-report").to_dict()
    assert (told["due"], told["alternatives"]) == ("2026-10-04T09:00:00Z", ["2026-10-05T09:00:00Z"])


def test_a_vetoed_bill_is_left_out_unless_it_is_named() -> None:
    assert not [each for each in duties(FACTS, on=ON).duties if each.law == "us-ca-sb1047"]
