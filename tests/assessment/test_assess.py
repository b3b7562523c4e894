"""Assessment: the answers, in the shape that other tools rely on."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from plimsoll import Assessment, Determination, InputError, assess
from plimsoll.law.texts import STATUTES

TODAY = date(2026, 11, 22)
COVERED: dict[str, Any] = {"operations": 1.2e26, "cost": 150e6, "started": "2026-03-01"}


def model(**training: Any) -> dict[str, Any]:
    return {"models": [{"id": "m", "training": [training]}]}


def covered(facts: Any, law: str = "us-ca-sb1047", on: date = TODAY) -> Determination:
    return assess(facts, law=law, on=on).find("m", "covered-model")


def test_the_shape_of_an_answer() -> None:
    facts = {
        "organization": {"id": "acme", "kind": "company"},
        "models": [{"id": "acme-1", "training": [{**COVERED, "cost_reasonably_assessed": True}]}],
    }
    answer = assess(facts, law="us-ca-sb1047", on=TODAY)
    assert isinstance(answer, Assessment)
    plain = answer.to_dict()
    assert plain["format"] == "plimsoll/assessment/1"
    assert plain["on"] == "2026-11-22"
    found = next(d for d in plain["determinations"] if d["term"] == "covered-model")
    because = found.pop("because")
    assert found == {
        "law": "us-ca-sb1047",
        "version": "2024-09-03",
        "status": "vetoed",
        "term": "covered-model",
        "subject": "acme-1",
        "verdict": "yes",
        "at": "22602(e)(1)(A)(i)",
        "grade": "text",
        "margins": [
            {
                "fact": "training.operations",
                "value": {"low": "1.2e26", "high": "1.2e26"},
                "line": "1e26",
                "ratio": {"low": 1.2, "high": 1.2},
            },
            {
                "fact": "training.cost",
                "value": {"low": "150e6", "high": "150e6"},
                "line": "100e6",
                "ratio": {"low": 1.5, "high": 1.5},
            },
        ],
        "needs": [],
        "flags": [
            "no price index given: 1 assumed (22602(e)(2))",
            "us-ca-sb1047 was vetoed on 2024-09-29 and never became law: read as if it had taken effect on 2025-01-01",
        ],
    }
    assert json.loads(json.dumps(plain)) == plain
    said = json.dumps(because)
    assert "1.2e26 operations: more than 1e26 operations" in said
    assert "$150,000,000: more than $100,000,000" in said


@pytest.mark.parametrize(
    ("operations", "verdict"),
    [
        (1e26, "no"),
        (10**26, "no"),
        (10**26 + 1, "yes"),
        (Decimal("1e26"), "no"),
        (Decimal("100000000000000000000000000.1"), "yes"),
        (1.00000001e26, "yes"),
        (2 * 10**26, "yes"),
        (Fraction(10**27, 10) + Fraction(1, 3), "yes"),
    ],
)
def test_numbers_from_python_fall_on_the_right_side(operations: Any, verdict: str) -> None:
    assert covered(model(operations=operations, cost=150e6)).verdict == verdict


@pytest.mark.parametrize("suffix", ["yaml", "json", "toml"])
@pytest.mark.parametrize(
    ("operations", "cost", "verdict"),
    [
        ("1e26", "150e6", "no"),
        ("100000000000000000000000001", "150e6", "yes"),
        ("1.00000001e26", "150e6", "yes"),
        ("200000000000000000000000000", "150e6", "yes"),
        ("2e26", "100000000", "no"),
        ("2e26", "100000000.01", "yes"),
    ],
)
def test_numbers_from_files_fall_on_the_right_side(
    suffix: str, operations: str, cost: str, verdict: str, tmp_path: Path
) -> None:
    text = {
        "yaml": f"models: [{{id: m, training: [{{operations: {operations}, cost: {cost}}}]}}]",
        "json": f'{{"models": [{{"id": "m", "training": [{{"operations": {operations}, "cost": {cost}}}]}}]}}',
        "toml": f'[[models]]\nid = "m"\n[[models.training]]\noperations = {operations}\ncost = {cost}\n',
    }[suffix]
    file = tmp_path / f"facts.{suffix}"
    file.write_text(text)
    assert covered(file).verdict == verdict


def test_an_interval_across_the_line_is_unknown_and_says_which_fact_settles_it() -> None:
    found = covered(model(operations={"low": 0.8e26, "high": 1.3e26}, cost=150e6))
    assert found.verdict == "unknown"
    assert [s.facts for s in found.needs] == [("models.m.training[0].operations",)]
    assert found.needs[0].verdicts == (True, False)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.8e26, 1e26, "no"), (1e26, 1.3e26, "unknown"), (10**26 + 1, 1.3e26, "yes")]
)
def test_the_ends_of_an_interval_belong_to_it(low: float, high: float, verdict: str) -> None:
    assert covered(model(operations={"low": low, "high": high}, cost=150e6)).verdict == verdict


def test_the_least_that_works_needs_the_cost() -> None:
    found = covered(model(operations=1.2e26))
    assert found.verdict == "unknown"
    assert found.to_dict()["needs"] == [["models.m.training[0].cost"]]


def test_what_is_absent_is_null_in_a_margin_never_zero() -> None:
    margins = covered(model(operations=1.2e26)).to_dict()["margins"]
    assert margins[1] == {"fact": "training.cost", "value": None, "line": "100e6", "ratio": None}


def test_both_unknown_either_may_clear_and_both_together_decide() -> None:
    needs = covered(model(started="2025-03-01")).needs
    assert [(s.facts, s.verdicts) for s in needs] == [
        (("models.m.training[0].operations",), (False,)),
        (("models.m.training[0].cost",), (False,)),
        (("models.m.training[0].operations", "models.m.training[0].cost"), (True,)),
    ]


def test_supplying_a_fact_that_settles_it_either_way_settles_it() -> None:
    for cost, verdict in ((99e6, "no"), (101e6, "yes")):
        assert covered(model(operations=1.2e26, cost=cost)).verdict == verdict


def test_revised_figures_are_read_as_known_on_the_day() -> None:
    figures = [{"value": 0.9e26, "as_of": "2026-01-10"}, {"value": 1.4e26, "as_of": "2026-06-10"}]
    facts = model(operations=figures, cost=150e6, started="2025-03-01")
    assert covered(facts, on=date(2026, 3, 1)).verdict == "no"
    assert covered(facts, on=date(2026, 6, 10)).verdict == "yes"
    assert any("estimate of 2026-06-10 is used" in flag for flag in covered(facts).flags)


def test_a_judgment_counts_from_its_day_on_and_the_last_one_holds() -> None:
    facts = {
        **model(operations=9e25),
        "judgments": [
            {"law": "us-ca-sb1047", "term": "similar-performance", "subject": "m", "verdict": "no", "at": "2026-02-01"},
            {
                "law": "us-ca-sb1047",
                "term": "similar-performance",
                "subject": "m",
                "verdict": "yes",
                "at": "2026-05-01",
            },
        ],
    }
    law = "us-ca-sb1047@2024-02-07"
    assert covered(facts, law, date(2026, 1, 31)).verdict == "unknown"
    assert covered(facts, law, date(2026, 2, 1)).verdict == "no"
    assert covered(facts, law, date(2026, 5, 1)).verdict == "yes"
    unjudged = covered(model(operations=9e25), law)
    assert [s.facts for s in unjudged.needs] == [("judgments.similar-performance.m",)]


def test_a_judgment_for_one_version_does_not_speak_for_another() -> None:
    judgment = {"law": "us-ca-sb1047@2024-06-05", "term": "similar-performance", "subject": "m", "verdict": "no"}
    facts = {**model(operations=9e25), "judgments": [judgment]}
    assert covered(facts, "us-ca-sb1047@2024-02-07").verdict == "unknown"


def test_a_contested_reading_is_shown_where_it_bears_and_only_there() -> None:
    law = "us-ca-sb1047@2024-02-07"
    bears = covered({**model(operations=2e26, started="2025-03-01"), "readings": {"2024-is-the-yardstick": True}}, law)
    assert bears.verdict == "yes"
    assert any("2024-is-the-yardstick" in flag and "otherwise the answer is unknown" in flag for flag in bears.flags)
    idle = covered({**model(operations=2e26, started="2024-03-01"), "readings": {"2024-is-the-yardstick": True}}, law)
    assert idle.verdict == "yes"
    assert not any("yardstick" in flag for flag in idle.flags)


def test_what_is_taken_and_not_given_is_flagged_where_it_decides() -> None:
    taken = "the cost is taken as reasonably assessed"
    decides = covered(model(**COVERED))
    assert any(flag.startswith(taken) for flag in decides.flags)
    below = covered(model(operations=1e25, cost=150e6))
    assert not any(flag.startswith(taken) for flag in below.flags)
    stated = covered(model(**COVERED, cost_reasonably_assessed=True))
    assert not any(flag.startswith(taken) for flag in stated.flags)


@pytest.mark.parametrize(("started", "flagged"), [("2025-12-31", False), ("2026-01-01", True), (None, True)])
def test_the_price_index_is_said_to_be_assumed_from_the_day_it_would_apply(started: str | None, flagged: bool) -> None:
    found = covered(model(operations=1.2e26, cost=150e6, started=started))
    assert any("no price index given" in flag for flag in found.flags) == flagged


def test_runs_on_which_the_text_is_silent_are_flagged_where_they_would_decide() -> None:
    runs = [{"operations": 9e25, "cost": 140e6}, {"phase": "synthetic-data", "operations": 2e25, "cost": 9e6}]
    facts = {"models": [{"id": "m", "training": runs}]}
    found = covered(facts)
    assert found.verdict == "no"
    assert any("silent-phases-count" in flag for flag in found.flags)
    assert covered({**facts, "readings": {"silent-phases-count": True}}).verdict == "yes"


def test_a_derivative_of_a_model_not_yet_covered_adds_to_its_training() -> None:
    facts = {
        "models": [
            {"id": "base", "training": [{"operations": 9.5e25, "cost": 95e6}]},
            {
                "id": "m",
                "derived_from": {"model": "base", "how": "fine-tuning"},
                "training": [{"operations": 1e25, "cost": 9e6}],
            },
        ]
    }
    found = covered(facts)
    assert found.verdict == "yes"
    assert any("later-compute-is-training" in flag for flag in found.flags)
    assert covered({**facts, "readings": {"later-compute-is-training": False}}).verdict == "no"


def test_every_answer_on_a_vetoed_text_says_so() -> None:
    for law in ("us-ca-sb1047", "us-ca-sb1047@2024-02-07", "us-ca-sb1047@2024-06-05"):
        for determination in assess(model(**COVERED), law=law, on=TODAY).determinations:
            assert determination.status in ("vetoed", "superseded")
            assert any("never became law" in flag for flag in determination.flags)


def test_a_grade_is_the_weakest_on_which_the_answer_rests() -> None:
    facts = {
        "models": [
            {"id": "base", "training": [{"operations": 1.2e26, "cost": 150e6}]},
            {"id": "m", "derived_from": {"model": "base", "how": "fine-tuning"}, "training": [{"operations": 4e25}]},
        ]
    }
    june = assess(facts, law="us-ca-sb1047@2024-06-05", on=TODAY)
    assert june.find("base", "covered-model").grade == "fragment"
    assert june.find("m", "covered-model-derivative").grade == "recollection"
    assert assess(facts, law="us-ca-sb1047", on=TODAY).find("base", "covered-model").grade == "text"


def test_all_laws_and_every_term_of_every_subject() -> None:
    facts = {
        "organization": {"id": "o"},
        "models": [{"id": "m"}],
        "clusters": [{"id": "c"}],
        "incidents": [{"id": "i", "model": "m"}],
        "harms": [{"id": "h", "incident": "i"}],
    }
    found = {(d.law, d.subject, d.term) for d in assess(facts, on=TODAY).determinations}
    of_kinds = {"model": "m", "organization": "o", "cluster": "c", "incident": "i", "harm": "h"}
    texts = [statute.on(TODAY) for statute in STATUTES]
    expected = {(v.law, of_kinds[t.of], t.name) for v in texts for t in v.terms if t.public and t.of in of_kinds}
    assert found == expected
    assert {s for law, s, _ in found if law == "us-ca-sb1047"} == {"o", "m", "c", "i", "h"}
    assert ("us-ca-sb53", "i", "critical-safety-incident-labor") in found
    assert not any(term == "covered-by-training" for _, _, term in found), "a step is not an answer"


def test_nothing_known_is_unknown_never_no() -> None:
    facts = {
        "organization": {"id": "o"},
        "models": [{"id": "m"}],
        "clusters": [{"id": "c"}],
        "incidents": [{"id": "i", "model": "m"}],
        "harms": [{"id": "h", "model": "m"}],
    }
    for d in assess(facts, on=TODAY).determinations:
        certain = d.term in ("covered-model-derivative", "limited-duty-exemption", "gpai-provider-by-modification")
        assert d.verdict == ("no" if certain else "unknown"), d
        assert bool(d.needs) == (d.verdict == "unknown")


def test_a_currency_that_is_not_the_laws_is_not_compared() -> None:
    found = covered(model(operations=1.2e26, cost={"amount": 500e6, "currency": "EUR"}))
    assert found.verdict == "unknown"
    assert any("is in EUR" in flag for flag in found.flags)


def test_several_files_are_one_set_of_facts(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(
        "organization: {id: lab}\nmodels: [{id: b, training: [{operations: 2e26, cost: 2e8}]}]"
    )
    (tmp_path / "tune.yaml").write_text(
        "organization: {id: shop, kind: company}\n"
        "models: [{id: m, derived_from: {model: b, how: fine-tuning}, training: [{operations: 4e25, cost: 12e6}]}]"
    )
    answer = assess([tmp_path / "base.yaml", tmp_path / "tune.yaml"], law="us-ca-sb1047", on=TODAY)
    assert answer.find("m", "covered-model").at == "22602(e)(1)(A)(ii)"
    assert answer.find("shop", "developer").verdict == "yes"


def test_a_long_lineage_is_read() -> None:
    models: list[dict[str, Any]] = [{"id": "m0", "training": [{"operations": {"low": 9e25, "high": 1.1e26}}]}]
    for i in range(1, 46):
        models.append({"id": f"m{i}", "derived_from": {"model": f"m{i - 1}", "how": "fine-tuning"}, "training": [{}]})
    answer = assess({"models": models}, on=TODAY)
    assert answer.find("m45", "covered-model").verdict == "unknown"


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ({"readings": {"2024-is-a-yardstick": True}}, "no law has a reading '2024-is-a-yardstick'"),
        (
            {"regulations": [{"law": "us-ca-sb1047", "sets": "compute", "value": 5e26, "effective": "2027-06-01"}]},
            "us-ca-sb1047 has nothing called 'compute' to set",
        ),
    ],
)
def test_a_slip_in_a_switch_or_an_act_is_not_passed_over(extra: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        assess({**model(**COVERED), **extra}, on=TODAY)


def test_a_judgment_that_no_rule_asks_for_is_named() -> None:
    judgment = {"law": "us-ca-sb1047", "term": "similar-perfomance", "subject": "m", "verdict": "no"}
    answer = assess({**model(**COVERED), "judgments": [judgment]}, on=TODAY)
    assert answer.unread == ("no rule read here asks for the judgment similar-perfomance of us-ca-sb1047 (m)",)
    assert answer.to_dict()["unread"] == list(answer.unread)


def test_what_is_made_from_a_cheap_fine_tune_is_not_trained_anew() -> None:
    """The base two steps up was covered: its compute does not count again."""
    facts = {
        "organization": {"id": "shop", "kind": "company"},
        "models": [
            {"id": "base", "developer": "lab", "training": [{"operations": 1.2e26, "cost": 150e6}]},
            {"id": "cheap", "developer": "lab", "derived_from": {"model": "base", "how": "fine-tuning"},
             "training": [{"operations": 1e22, "cost": 1e4}]},
            {"id": "m", "derived_from": {"model": "cheap", "how": "fine-tuning"},
             "training": [{"operations": 1e20, "cost": 100}]},
            {"id": "product", "derived_from": {"model": "cheap", "how": "combined-with-software"}},
        ],
    }  # fmt: skip
    answer = assess(facts, law="us-ca-sb1047", on=TODAY)
    assert answer.find("m", "covered-model").verdict == "no"
    assert answer.find("shop", "developer").verdict == "no"
    product = answer.find("product", "covered-model-derivative")
    assert (product.verdict, product.grade) == ("yes", "inference")
    assert any("arguable" in flag for flag in product.flags)


def test_a_recorded_judgment_of_causation_stands_against_the_role() -> None:
    harm = {"id": "h", "model": "m", "kind": "cyberattack", "casualties": 0, "damage": 6e8,
            "critical_infrastructure": True, "model_role": "precise-instructions"}  # fmt: skip
    facts = {**model(**COVERED), "harms": [harm]}
    taken = assess(facts, law="us-ca-sb1047", on=TODAY).find("h", "critical-harm")
    assert taken.verdict == "yes"
    assert any("taken from its role" in flag for flag in taken.flags)
    judgment = {"law": "us-ca-sb1047", "term": "caused-or-materially-enabled", "subject": "h", "verdict": "no"}
    assert assess({**facts, "judgments": [judgment]}, law="us-ca-sb1047").find("h", "critical-harm").verdict == "no"


def test_who_performs_the_training_is_the_developer() -> None:
    facts = {
        "organization": {"id": "acme", "kind": "company"},
        "models": [{"id": "m", "training": [{"operations": 1.2e26, "cost": 150e6, "by": "lab"}]}],
    }
    assert assess(facts, law="us-ca-sb1047", on=TODAY).find("acme", "developer").verdict == "no"


def test_indexation_is_flagged_where_it_decides() -> None:
    facts = {
        "models": [
            {"id": "base", "training": [{"operations": 1.2e26, "cost": 150e6, "started": "2025-03-01"}]},
            {"id": "m", "derived_from": {"model": "base", "how": "fine-tuning"},
             "training": [{"operations": 4e25, "cost": 10.2e6, "started": "2026-03-01"}]},
        ],
        "regulations": [{"law": "us-ca-sb1047", "sets": "price-index", "by_year": {2026: 1.03}}],
    }  # fmt: skip
    found = assess(facts, law="us-ca-sb1047", on=TODAY).find("m", "covered-model")
    assert found.verdict == "no"
    assert any("it is read to index both amounts" in flag for flag in found.flags)
