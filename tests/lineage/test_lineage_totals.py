"""Who added how much: own runs and each ancestor's once, and unknown where a part is unknown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_links import BASE, TUNED, derived, lineage, links, notes

from model_folders import model, values, weights
from plimsoll import assess
from plimsoll.errors import InputError
from plimsoll.facts.reading import read_facts
from plimsoll.lineage.totals import carried


def totals(models: list[dict[str, Any]], of: str = "operations") -> dict[str, tuple[Any, Any]]:
    found = carried(read_facts({"models": models}), of)
    return {k: ((v.added.low, v.added.high), (v.in_all.low, v.in_all.high)) for k, v in found.items()}


def entry(identity: str, operations: Any, *bases: str, how: str = "fine-tuning") -> dict[str, Any]:
    training = {} if operations is None else {"training": [{"operations": operations}]}
    return {"id": identity, "derived_from": [{"model": base, "how": how} for base in bases], **training}


def test_an_ancestor_counts_once_in_a_diamond() -> None:
    models = [entry("a", 100), entry("b", 10, "a"), entry("c", 1, "a"), entry("d", 1000, "b", "c", "a")]
    assert totals(models)["d"] == ((1000, 1000), (1111, 1111))


@given(st.data())
def test_a_total_is_the_sum_over_all_that_lies_above(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 7))
    above: list[set[int]] = []
    models = []
    own = [data.draw(st.none() | st.integers(0, 10**26)) for _ in range(size)]
    for n in range(size):
        bases = sorted(data.draw(st.sets(st.integers(0, n - 1)))) if n else []
        above.append({n}.union(*(above[b] for b in bases)))
        models.append(entry(f"m{n}", own[n], *(f"m{b}" for b in bases)))
    found = totals(models)
    for n in range(size):
        parts = [own[m] for m in above[n]]
        known = sum(part for part in parts if part is not None)
        assert found[f"m{n}"][1] == (known, None if None in parts else known)


def test_an_interval_stays_one_and_what_is_planned_is_not_done() -> None:
    runs = [
        {"operations": {"low": 1, "high": 3}},
        {"operations": 10},
        {"operations": 100, "planned": True},
        {"operations": [{"value": 7, "as_of": "2026-01-01"}, {"value": 1000, "as_of": "2026-02-01"}]},
    ]
    assert totals([{"id": "a", "training": runs}])["a"] == ((1011, 1013), (1011, 1013))


def test_unknown_is_never_zero() -> None:
    models: list[dict[str, Any]] = [
        {"id": "base"},
        {"id": "half", "training": [{"operations": 5}, {"cost": 1}]},
        entry("tuned", 10, "base"),
        entry("copy", None, "half", how="unmodified-copy"),
        {"id": "open", "training": [{"operations": {"low": 7}}]},
    ]
    assert totals(models) == {
        "base": ((0, None), (0, None)),
        "half": ((5, None), (5, None)),
        "tuned": ((10, 10), (10, None)),
        "copy": ((0, 0), (5, None)),
        "open": ((7, None), (7, None)),
    }
    found = carried(read_facts({"models": models}), "operations")
    assert found["tuned"].in_all.unknown == ("base",)
    assert found["copy"].in_all.unknown == ("half",)


def test_cost_in_another_currency_is_not_added_to_dollars() -> None:
    models: list[dict[str, Any]] = [
        {"id": "a", "training": [{"cost": 100}, {"cost": {"amount": 5, "currency": "EUR"}}]},
        {"id": "b", "training": [{"cost": Fraction(1, 3)}]},
    ]
    assert totals(models, "cost") == {"a": ((100, None),) * 2, "b": ((Fraction(1, 3), Fraction(1, 3)),) * 2}


MINE = """
organization: {id: lab, kind: company, operates_in: [US-CA]}
models:
- {id: acme--falcon, developer: acme, foundation: true,
   training: [{operations: 1.2e26, cost: 150000000.25, started: 2026-01-01, notes: "by Jane Planted"}]}
- {id: chat, training: [{phase: fine-tuning, operations: 4e25, cost: 12e6, started: 2026-06-01}]}
regulations: [{law: us-ca-sb1047, sets: price-index, by_year: {2026: 1.03}}]
readings: {later-compute-is-training: false}
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.yaml"
    file.write_text(MINE)
    model(tmp_path / "acme/falcon", BASE)
    model(tmp_path / "out", TUNED, "base_model: acme/falcon")
    return file


def test_facts_and_folders_become_one_file_that_is_assessed(mine: Path, tmp_path: Path) -> None:
    found = lineage(f"acme--falcon={tmp_path}/acme/falcon", f"chat={tmp_path}/out", facts=[mine])
    assert derived(found, "chat") == {"model": "acme--falcon", "how": "fine-tuning"}
    operations = found[1].operations["chat"]
    assert operations.added.low == 4 * 10**25
    assert operations.in_all.low == 16 * 10**25
    assert operations.in_all.high == operations.in_all.low
    assert found[1].cost["chat"].in_all.low == Fraction("162000000.25")
    answer = assess([dict(found[0].facts)], law="us-ca-sb1047@2024-09-03")
    verdicts = {(d.subject, d.term): d.verdict for d in answer.determinations}
    assert verdicts["acme--falcon", "covered-model"] == "yes"
    assert verdicts["chat", "covered-model"] == "yes"  # a fine-tune of a covered model, above the line for such
    assert verdicts["chat", "covered-model-derivative"] == "no"
    facts = read_facts([dict(found[0].facts)])
    assert facts.readings == {"later-compute-is-training": False}
    assert facts.developer_of(facts.models["acme--falcon"]) == "acme"
    assert facts.developer_of(facts.models["chat"]) == "lab"


def test_what_comes_out_is_written_exactly(mine: Path, tmp_path: Path) -> None:
    found = lineage(f"acme--falcon={tmp_path}/acme/falcon", f"chat={tmp_path}/out", facts=[mine])
    (tmp_path / "out.json").write_text(found[0].as_facts_file())
    written, direct = read_facts([tmp_path / "out.json"]), read_facts([mine])
    for identity in ("acme--falcon", "chat"):
        for one, other in zip(written.models[identity].runs or [], direct.models[identity].runs or [], strict=True):
            assert (one.operations, one.cost) == (other.operations, other.cost)


def test_a_number_of_too_many_digits_is_refused(mine: Path, tmp_path: Path) -> None:
    mine.write_text("models: [{id: chat, training: [{cost: 0.12345678901234567890123}]}]")
    with pytest.raises(InputError, match="has too many digits; write it with fifteen or fewer"):
        lineage(f"chat={tmp_path}/out", facts=[mine])


def test_a_base_that_only_facts_tell_of_closes_the_chain(mine: Path, tmp_path: Path) -> None:
    found = lineage(f"chat={tmp_path}/out", facts=[mine])
    assert links(found) == {("chat", "acme--falcon"): ("fine-tuning", "CARD", False)}
    assert "the chain is open" not in notes(found)
    assert found[1].operations["chat"].in_all.low == 16 * 10**25


def test_a_base_of_which_nobody_tells_leaves_it_open(tmp_path: Path) -> None:
    model(tmp_path / "out", TUNED, "base_model: [far/away, nameless]")
    found = lineage(tmp_path / "out")
    assert found[1].operations["out"].in_all.high is None
    assert set(found[1].operations["out"].in_all.unknown) == {"far--away", "nameless"}
    assert "far--away: named as a base, and not among the folders: the chain is open there" in notes(found)
    facts = read_facts([dict(found[0].facts)])
    assert [facts.models[each].developer for each in ("far--away", "nameless", "out")] == ["far", "unknown", None]


def test_facts_that_tell_another_descent_stand_and_the_difference_is_told(mine: Path, tmp_path: Path) -> None:
    mine.write_text(
        "models:\n- {id: older}\n- {id: chat, derived_from: {model: older, how: fine-tuning}}\n"
        "- {id: two, derived_from: {model: acme--falcon, how: combined-with-software}}\n- {id: acme--falcon}\n"
    )
    model(tmp_path / "two", TUNED | {"lm_head.weight": values(9, 96, 64)}, "base_model: acme/falcon")
    found = lineage(f"chat={tmp_path}/out", tmp_path / "two", facts=[mine])
    assert derived(found, "chat") == [
        {"model": "older", "how": "fine-tuning"},
        {"model": "acme--falcon", "how": "fine-tuning"},
    ]
    assert "chat: the facts say that it is made from older, its folder also names acme--falcon" in notes(found)
    assert derived(found, "two") == {"model": "acme--falcon", "how": "combined-with-software"}
    assert "the facts stand" in notes(found)


def test_a_folder_that_was_most_likely_meant_is_named(mine: Path, tmp_path: Path) -> None:
    found = lineage(f"falcon={tmp_path}/acme/falcon", facts=[mine])
    said = "the facts tell of acme--falcon, and falcon may be its folder: name it acme--falcon=FOLDER if so"
    assert said in notes(found)


def test_facts_of_two_organizations_do_not_become_one_file(mine: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("organization: {id: other}\nmodels: [{id: x}]")
    with pytest.raises(InputError, match="two entries of organization"):
        lineage(f"chat={tmp_path}/out", facts=[mine, other])


def test_what_is_personal_in_a_card_reaches_no_fact(tmp_path: Path) -> None:
    card = "authors: Jane Planted <jane@planted.example>\nbase_model: acme/falcon\ncontact: jane@planted.example"
    model(tmp_path / "out", weights(1), card)
    found = lineage(tmp_path / "out")
    assert "lanted" not in found[0].as_facts_file() + notes(found) + str(found[0].details) + str(found[0].arguments)
