"""What was measured, beside what the record holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from plimsoll.facts.reading import open_facts
from plimsoll.record.known import known
from plimsoll.record.measured import beside
from plimsoll.record.record import Record
from plimsoll.record.recording import record_facts
from record_clock import Clock

FACTS: dict[str, Any] = {
    "organization": {"id": "acme", "name": "Acme", "kind": "company"},
    "models": [
        {
            "id": "m",
            "foundation": True,
            "training": [
                {"phase": "pretraining", "operations": 2, "spent": 7, "started": "2026-01-01"},
                {"phase": "fine-tuning", "operations": 3},
            ],
        }
    ],
}


def seal(record: Record, *facts: dict[str, Any]) -> None:
    record_facts(record, open_facts(facts))


def files(record: Record, *models: dict[str, Any]) -> list[dict[str, Any]]:
    with record.store.reading() as transaction:
        return beside(known(record, transaction), {"models": list(models)})


def model(record: Record) -> dict[str, Any]:
    with record.store.reading() as transaction:
        fact = known(record, transaction).named()["m"]
    assert fact.of == "acme"
    return fact.content


def test_a_run_of_that_day_is_corrected_and_the_rest_stays(record: Record) -> None:
    seal(record, FACTS)
    measured = {"id": "m", "training": [{"phase": "pretraining", "operations": 5, "started": "2026-01-01"}]}
    seal(record, *files(record, measured))
    found = model(record)
    assert found["foundation"] is True
    assert [run["operations"] for run in found["training"]] == [5, 3]
    assert found["training"][0]["spent"] == 7


def test_what_was_told_stands_before_what_a_file_suggests(record: Record) -> None:
    seal(record, FACTS)
    (file,) = files(record, {"id": "m", "foundation": False, "modalities": ["text"], "derived_from": {"model": "b"}})
    (found,) = file["models"]
    assert found["foundation"] is True
    assert found["modalities"] == ["text"]
    assert found["derived_from"] == {"model": "b"}
    assert found["training"] == FACTS["models"][0]["training"]


def test_another_run_is_one_more(record: Record) -> None:
    seal(record, FACTS)
    later = {"id": "m", "training": [{"phase": "pretraining", "operations": 5, "started": "2026-02-01"}]}
    seal(record, *files(record, later))
    assert [run["operations"] for run in model(record)["training"]] == [2, 3, 5]


def test_what_was_paid_belongs_to_the_run_of_its_phase(record: Record) -> None:
    seal(record, FACTS)
    bill = {"id": "m", "training": [{"spent": 9, "started": "2026-01-31"}]}  # absent, the phase is pretraining
    seal(record, *files(record, bill))
    assert model(record)["training"] == [
        {"phase": "pretraining", "operations": 2, "spent": 9, "started": "2026-01-01"},
        {"phase": "fine-tuning", "operations": 3},
    ]


def test_a_phase_that_is_not_said_is_the_usual_one(record: Record) -> None:
    seal(record, FACTS)
    again = {"id": "m", "training": [{"operations": 5, "started": "2026-01-01"}]}
    seal(record, *files(record, again))
    assert [run["operations"] for run in model(record)["training"]] == [5, 3]


def test_what_is_new_belongs_to_the_one_organization(record: Record) -> None:
    seal(record, FACTS)
    (file,) = files(record, {"id": "new"})
    assert file["organization"]["id"] == "acme"
    seal(record, {"organization": {"id": "other", "kind": "company"}})
    (file,) = files(record, {"id": "new"})
    assert "organization" not in file


def test_a_record_of_nothing_takes_it_as_it_is(record: Record) -> None:
    assert files(record, {"id": "m", "training": [{"operations": 1}]}) == [
        {"models": [{"id": "m", "training": [{"operations": 1}]}]}
    ]


def test_measurements_at_the_same_time_lose_no_run(address: str, record: Record, clock: Clock) -> None:
    seal(record, FACTS)

    def measure(day: int) -> None:
        found = {"models": [{"id": "m", "training": [{"operations": day, "started": f"2026-02-{day:02}"}]}]}
        with Record.open(address, clock=clock) as mine:
            record_facts(mine, lambda before: open_facts(beside(before, found)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(measure, range(1, 13)))
    assert sorted(run["operations"] for run in model(record)["training"][2:]) == list(range(1, 13))
