"""Facts files into entries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plimsoll.errors import InputError
from plimsoll.facts.facts import Facts
from plimsoll.facts.reading import open_facts
from plimsoll.record.entry import Entry
from plimsoll.record.known import known
from plimsoll.record.record import Record
from plimsoll.record.recording import Recorded, record_facts
from plimsoll.record.transaction import Transaction

FACTS: dict[str, Any] = {
    "organization": {"id": "acme", "name": "Acme, Jane Planted prop."},
    "models": [{"id": "m", "training": [{"operations": 2e26, "cost": {"low": 1, "high": 2, "by": "Jane Planted"}}]}],
    "statements": [{"kind": "statement-of-compliance", "model": "m", "signed_by": {"name": "J. Officer"}}],
    "exemptions": [],
}


def tell(record: Record, facts: dict[str, Any]) -> Recorded:
    return record_facts(record, open_facts([facts]), actor="Jane Planted")


def test_what_stands_already_is_not_sealed_again(record: Record) -> None:
    first = tell(record, FACTS)
    assert [r.sequence for r in first.receipts] == [1, 2, 3, 4]
    again = tell(record, FACTS)
    assert (again.receipts, again.unchanged) == ([], 3)


def test_an_id_that_is_known_is_corrected_and_says_what_it_corrects(record: Record) -> None:
    tell(record, FACTS)
    found = tell(record, {**FACTS, "models": [{"id": "m"}]})
    assert found.corrected == {"m": 3}
    assert found.unchanged == 2


def test_facts_are_checked_beside_those_of_the_record(record: Record) -> None:
    tell(record, FACTS)
    tell(record, {"incidents": [{"id": "i", "model": "m"}]})  # names a model of the record
    with pytest.raises(InputError, match=r"facts: incidents\[0\].model: no entry has the id 'mm'; did you mean 'm'\?"):
        tell(record, {"incidents": [{"id": "j", "model": "mm"}]})
    with pytest.raises(InputError, match=r"the id 'i' stands in incidents of the record, not in models; rename one"):
        tell(record, {"models": [{"id": "i"}]})
    assert record.head().size == 7


def test_all_or_nothing(record: Record, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("models: [{id: a}]")
    bad.write_text("models: [{id: b, training: [{operations: many}]}]")
    with pytest.raises(InputError, match=r"bad.yaml:1:30: models\[0\].training\[0\].operations: 'many' where a number"):
        record_facts(record, open_facts([str(good), str(bad)]))
    assert record.head().size == 1


def test_no_text_that_may_name_a_person_stands_in_clear(record: Record) -> None:
    tell(record, FACTS)
    with record.store.reading() as transaction:
        for *columns, data in transaction.rows():
            assert b"Planted" not in data
            assert b"Officer" not in data
            assert not any("Planted" in str(column) for column in columns)
        statement = next(transaction.entries(kinds=["facts/statements"]))
        assert record.texts(transaction, statement) == ["J. Officer", "Jane Planted"]
        assert statement.actor == 1


def test_each_entry_is_about_what_its_fact_is_about(record: Record) -> None:
    tell(
        record,
        {
            **FACTS,
            "judgments": [{"law": "us-ca-sb1047", "term": "t", "subject": "m", "verdict": "no"}],
            "violations": [{"law": "us-ca-sb53"}],
            "disclosure_statements": [{"state": "US-NY"}],
        },
    )
    with record.store.reading() as transaction:
        subjects = {entry.kind: entry.subject for entry in transaction.entries(kind_like="facts/%")}
    assert subjects == {
        "facts/file": "acme",
        "facts/organization": "acme",
        "facts/models": "m",
        "facts/statements": "m",
        "facts/judgments": "m",
        "facts/violations": "us-ca-sb53",
        "facts/disclosure_statements": "acme",
    }


def test_numbers_stay_exact(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(
        "models: [{id: m, training: [{operations: 100000000000000000000000001, cost: 0.10000000000000001}]}]"
    )
    record_facts(record, open_facts([str(file)]))
    with record.store.reading() as transaction:
        fact = next(transaction.entries(subjects=["m"])).value["fact"]
    run = fact["training"][0]
    assert (str(run["operations"]), str(run["cost"])) == ("100000000000000000000000001", "0.10000000000000001")


def test_a_law_that_is_not_written_as_one_is_sealed_and_no_subject(record: Record) -> None:
    tell(record, {**FACTS, "violations": [{"law": "Planted v. Roe"}, {"law": ""}, {"law": "planted@example.com"}]})
    with record.store.reading() as transaction:
        for *columns, data in transaction.rows():
            assert b"lanted" not in data
            assert not any("lanted" in str(column) for column in columns)
        found = [(entry.subject, record.texts(transaction, entry)) for entry in _violations(transaction)]
    assert found == [
        ("acme", ["Planted v. Roe", "Jane Planted"]),
        ("acme", ["", "Jane Planted"]),
        ("acme", ["planted@example.com", "Jane Planted"]),
    ]


def _violations(transaction: Transaction) -> Iterator[Entry]:
    return transaction.entries(kinds=["facts/violations"])


def test_what_a_check_refuses_is_not_sealed(record: Record) -> None:
    seen: list[Facts] = []

    def refusing(facts: Facts) -> None:
        seen.append(facts)
        raise InputError("no law has such a reading", "leave it out")

    with pytest.raises(InputError, match="no law has such a reading"):
        record_facts(record, open_facts([FACTS]), check=refusing)
    assert list(seen[0].models) == ["m"]
    assert record.head().size == 1


def test_what_a_file_says_of_all_its_facts_is_said_by_each(record: Record) -> None:
    tell(record, FACTS)
    told = {"source": "a filing", "by": "Jane Planted"}
    own = {"id": "n", "notes": "of its own"}
    tell(record, {**FACTS, "origin": told, "notes": "Jane Planted read it", "models": [*FACTS["models"], own]})
    with record.store.reading() as transaction:
        found = known(record, transaction).named()
        assert all(b"lanted" not in data for *_, data in transaction.rows())
    assert [found[id].content["origin"] for id in ("acme", "m", "n")] == [told] * 3
    assert [found[id].content["notes"] for id in ("m", "n")] == ["Jane Planted read it", "of its own"]
