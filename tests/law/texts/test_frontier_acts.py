"""The frontier acts of the states: what no vector can say - sections, penalties, flags, alternatives, contents."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plimsoll import assess, duties
from plimsoll.assessment.duties import DutyAnswer
from plimsoll.law.texts import version_named

EVERYWHERE = ["US-CA", "US-NY", "US-IL"]
DAY = date(2027, 2, 10)
LAWS = ("us-ca-sb53", "us-ny-raise", "us-il-aisma")


def lab(revenue: float = 800e6, **more: Any) -> dict[str, Any]:
    """A frontier developer that works in the three states, large by default."""
    return {
        "organization": {
            "id": "lab",
            "kind": "company",
            "operates_in": EVERYWHERE,
            "annual_gross_revenue": dict.fromkeys(range(2025, 2030), revenue),
        },
        "models": [
            {
                "id": "m",
                "foundation": True,
                "training": [{"operations": 1.2e26, "started": "2026-01-10"}],
                "uses": [{"from": "2027-01-20", "audience": "public"}],
            }
        ],
        **more,
    }


def asked(facts: dict[str, Any], law: str, subject: str, duty: str, on: date = DAY) -> DutyAnswer:
    return duties(facts, law=law, on=on).find(subject, duty)


def costs(answer: DutyAnswer) -> dict[str, tuple[int, int, str]]:
    """What a breach can cost at most, by sanction that reaches it: the first time, later, and for each what."""
    return {
        e.sanction.id: (int(e.first.amount.high or 0), int(e.later.amount.high or 0), e.first.per)
        for e in answer.exposure
        if e.reach and e.first and e.later
    }


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(
    ("subject", "duty"), [("m", "transparency-report"), ("i", "incident-report"), ("i", "imminent-risk-report")]
)
def test_a_small_frontier_developer_owes_what_no_penalty_reaches(law: str, subject: str, duty: str) -> None:
    hurt = {"id": "i", "model": "m", "routes": ["loss-of-control"], "death_or_injury": True}
    seen = dict.fromkeys(("discovered_at", "reasonable_belief_at", "imminent_risk_discovered_at"), "2027-01-21")
    found = {
        revenue: asked(lab(revenue, incidents=[hurt | seen]), law, subject, duty) for revenue in (500e6, 500e6 + 1)
    }
    small, large = found.values()
    assert small.status == large.status != "not-triggered"
    assert (small.penalty_reach, large.penalty_reach) == (False, True)


def test_a_size_that_is_unknown_leaves_the_penalty_open() -> None:
    facts = lab()
    del facts["organization"]["annual_gross_revenue"]
    assert asked(facts, "us-ca-sb53", "m", "transparency-report").penalty_reach is None


def test_what_a_breach_can_cost() -> None:
    million = 1_000_000
    assert costs(asked(lab(), "us-ca-sb53", "m", "transparency-report")) == {
        "civil-penalty": (million, million, "violation")
    }
    twice = {"civil-penalty": (million, 3 * million, "violation")}
    daily = {"statement-penalty": (1_000, 1_000, "day")}
    for law in ("us-ny-raise", "us-il-aisma"):
        assert costs(asked(lab(), law, "m", "transparency-report")) == twice
        assert costs(asked(lab(), law, "lab", "disclosure-statement")) == twice | daily
        assert costs(asked(lab(), law, "lab", "framework-review")) == {}
    assert costs(asked(lab(), "us-il-aisma", "lab", "annual-audit", date(2028, 6, 1))) == twice
    assert costs(asked(lab(), "us-ct-pa-26-15", "lab", "no-retaliation")) == {
        "civil-penalty": (1_000, 1_000, "violation")
    }


def test_relief_that_is_no_penalty() -> None:
    answer = asked(lab(), "us-ca-sb53", "lab", "no-retaliation")
    assert answer.penalty_reach is False
    assert [e.sanction.id for e in answer.exposure] == ["injunction"]


def test_the_second_violation_costs_more_in_new_york() -> None:
    breaches = [{"law": "us-ny-raise", "at": day, "section": "1421(3)"} for day in ("2027-02-01", "2027-01-05")]
    found = duties(lab(violations=breaches), law="us-ny-raise", on=DAY).violations
    assert [(v.counted.ordinal, v.to_dict()["at"]) for v in found] == [(1, "2027-01-05"), (2, "2027-02-01")]


@pytest.mark.parametrize(
    ("law", "place", "section"), [("us-ny-raise", "US-NY", "1425"), ("us-il-aisma", "US-IL", "185/18(a)")]
)
@pytest.mark.parametrize("operations", [1.2e26, 9e25])
@pytest.mark.parametrize("revenue", [900e6, 1e6])
def test_outside_the_scope_the_section_on_scope_decides(
    law: str, place: str, section: str, operations: float, revenue: float
) -> None:
    facts = lab(
        revenue,
        incidents=[{"id": "i", "model": "m", "routes": ["loss-of-control"], "death_or_injury": True}],
        harms=[{"id": "h", "incident": "i", "kind": "cbrn", "casualties": 51, "model_role": "conducts"}],
    )
    facts["models"][0]["training"][0]["operations"] = operations
    facts["organization"]["operates_in"] = [each for each in EVERYWHERE if each != place]
    found = assess(facts, law=law, on=DAY).determinations
    assert len(found) == 6
    assert {(d.verdict, d.at) for d in found} == {("no", section)}


def test_a_university_is_outside_by_the_section_on_exceptions() -> None:
    facts = lab()
    facts["organization"]["kind"] = "accredited-university"
    for term in ("frontier-developer", "large-frontier-developer"):
        found = assess(facts, law="us-ny-raise", on=DAY).find("lab", term)
        assert (found.verdict, found.at) == ("no", "1426(1)")
        assert "the university is taken as one in New York (organization.established_in)" in found.flags
    facts["organization"]["kind"] = "government"
    found = assess(facts, law="us-ny-raise", on=DAY).find("lab", "large-frontier-developer")
    assert (found.verdict, found.at) == ("no", "1420(14)")


def test_what_is_taken_of_a_developer_whose_kind_is_unknown_is_said() -> None:
    facts = lab()
    del facts["organization"]["kind"]
    found = assess(facts, law="us-ny-raise", on=DAY).find("lab", "frontier-developer")
    assert found.verdict == "yes"
    assert [f for f in found.flags if f.endswith("(organization.kind)")] == [
        "the exception of 1426(1) is taken as not shown (organization.kind)",
        "the developer is taken as a person, not as government (organization.kind)",
    ]


def test_the_later_of_two_clocks_is_shown_beside_the_earlier() -> None:
    incident = {
        "id": "i",
        "model": "m",
        "routes": ["loss-of-control"],
        "death_or_injury": True,
        "reasonable_belief_at": "2027-02-01T10:00:00Z",
        "determined_at": "2027-02-03T12:00:00Z",
    }
    answer = asked(lab(incidents=[incident]), "us-ny-raise", "i", "incident-report").to_dict()
    assert (answer["due"], answer["alternatives"]) == ("2027-02-04T10:00:00Z", ["2027-02-06T12:00:00Z"])
    assert answer["to"] == ["office"]
    assert "the earlier of the two is taken" in " ".join(answer["flags"])


def test_what_lacks_when_one_of_two_recipients_was_not_told() -> None:
    incident = {
        "id": "i",
        "model": "m",
        "routes": ["loss-of-control"],
        "death_or_injury": True,
        "reasonable_belief_at": "2027-02-01T10:00:00Z",
        "reports": [{"to": "iema-ohs", "kind": "incident-report", "at": "2027-02-02"}],
    }
    answer = asked(lab(incidents=[incident]), "us-il-aisma", "i", "incident-report").to_dict()
    assert answer["to"] == ["agency", "attorney-general"]
    assert answer["status"] == "overdue"
    assert [fact.rpartition(" to ")[2] for fact in answer["lacking"]] == ["attorney-general"]


def test_new_york_asks_for_detail() -> None:
    risk_based = [{"id": "p", "kind": "frontier-framework", "published_at": "2026-01-01"}]
    california, new_york = (asked(lab(protocols=risk_based), law, "lab", "framework") for law in LAWS[:2])
    assert california.status == new_york.status == "met"
    assert [f for f in new_york.flags if "in detail" in f]
    assert not [f for f in california.flags if "in detail" in f]


def test_a_framework_that_lacks_an_item_is_none() -> None:
    items = ["standards", "capability-thresholds", "mitigations", "deployment-review", "third-party-assessment"]
    items += ["updates", "weight-security", "incident-response", "governance", "internal-use"]
    whole = {"id": "p", "kind": "frontier-framework", "published_at": "2026-06-01", "elements": items}
    assert asked(lab(protocols=[whole]), "us-ny-raise", "lab", "framework").status == "met"
    for item in items:
        short = whole | {"elements": [each for each in items if each != item]}
        answer = asked(lab(protocols=[short]), "us-ny-raise", "lab", "framework")
        assert answer.status == "overdue"
        assert [fact for fact in answer.owed.told.lacking if item in fact], item


def test_a_large_developer_adds_summaries_to_its_report() -> None:
    report = {"kind": "transparency-report", "model": "m", "published_at": "2027-01-20", "summaries": ["none-of-them"]}
    for law in LAWS:
        large = asked(lab(publications=[report]), law, "m", "transparency-report")
        small = asked(lab(500e6, publications=[report]), law, "m", "transparency-report")
        assert (large.status, small.status) == ("breached", "met"), law
        assert len(large.owed.told.lacking) == 4


def test_renewal_at_once_is_said_to_be_an_inference() -> None:
    filed = {"state": "US-NY", "filed_at": "2027-01-01"}
    quiet = asked(lab(disclosure_statements=[filed]), "us-ny-raise", "lab", "disclosure-statement")
    changed = asked(
        lab(disclosure_statements=[filed | {"material_change_at": "2027-02-01"}]),
        "us-ny-raise",
        "lab",
        "disclosure-statement",
    )
    assert (quiet.due, changed.due) == ("2029-01-01", "2027-02-01")
    assert not [f for f in quiet.flags if "at once" in f]
    assert [f for f in changed.flags if "at once" in f]


def test_each_state_has_its_own_switch_for_preemption() -> None:
    for law in (*LAWS, "us-ct-pa-26-15"):
        facts = lab(readings={f"{law}-preempted": True})
        assert {d.status for d in duties(facts, law=law, on=DAY).duties} == {"not-triggered"}
        others = [each for each in LAWS if each != law]
        assert all(asked(facts, other, "lab", "no-false-statement-on-risk").status == "standing" for other in others)


def test_the_fixed_ids_are_there() -> None:
    organization = {"framework", "framework-review", "publish-modified-framework", "internal-use-summary"}
    others = {"transparency-report", "incident-report", "imminent-risk-report"}
    for law in LAWS:
        ids = {duty.id for duty in version_named(law, DAY).duties}
        assert ids >= organization | others
        assert ("disclosure-statement" in ids) == (law != "us-ca-sb53")
        assert ({"annual-audit", "publish-audit"} <= ids) == (law == "us-il-aisma")
        assert ("no-retaliation" in ids) == (law != "us-ny-raise")
