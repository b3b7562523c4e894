"""A metered training read again from what the meter wrote; without torch."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plimsoll.errors import InputError
from plimsoll.measure.account import Account
from plimsoll.measure.metered import measure
from plimsoll.measure.training import measured


def written(path: Path, **changes: Any) -> Path:
    """What a meter writes of two shapes, one of them with recomputation."""
    account = Account(steps=5, compared=2, started=date(2026, 3, 1), latest=date(2026, 3, 2))
    for shape, figures in (("a", (300, 400)), ("b", (20, 20))):
        row = account.table.row("fine-tuning", f"Linear({shape})", shape)
        for _ in range(3):
            row.count(figures)
    found = measured(account, "m", derived_from="base", ended=True, versions={"torch": "2"}).to_dict() | changes
    path.write_text(json.dumps(found))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plimsoll-measurement.json"


def test_it_gives_the_facts_that_its_table_comes_to(file: Path) -> None:
    found = measure([written(file)], {})
    (model,) = found.facts["models"]
    assert model["derived_from"]["model"] == "base"
    (run,) = model["training"]
    assert (run["operations"]["low"], run["operations"]["high"]) == (960, 1260)
    assert (run["started"], run["ended"]) == ("2026-03-01", "2026-03-02")
    assert found.inputs[0].name == file.name
    assert measure([file], {"model": "n"}).facts["models"][0]["id"] == "n"


def test_facts_that_were_altered_are_refused(file: Path) -> None:
    said = json.loads(written(file).read_text())
    said["facts"]["models"][0]["training"][0]["operations"]["high"] = 1000
    file.write_text(json.dumps(said))
    with pytest.raises(InputError, match="not what its table of signatures comes to"):
        measure([file], {})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no measurement of a training"),
        ('{"format": "plimsoll/measurement/1", "kind": "hardware"}', "is no measurement of a training"),
        ('{"format": "plimsoll/measurement/1", "kind": "training"}', "that can be read"),
        ('{"format": "plimsoll/measurement/1", "kind": "training", "facts": {"models": []}}', "that can be read"),
    ],
)
def test_what_is_no_measurement_is_one_line(file: Path, text: str, says: str) -> None:
    file.write_text(text)
    with pytest.raises(InputError, match=r"plimsoll-measurement\.json: ") as refused:
        measure([file], {})
    assert says in str(refused.value)
