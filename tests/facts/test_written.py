from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.facts.reading import read_facts
from plimsoll.facts.written import facts_text

NUMBERS = st.one_of(
    st.integers(0, 10**30), st.floats(0, 1e30, allow_nan=False), st.decimals("0", "1e12", allow_nan=False, places=4)
)


@given(operations=NUMBERS, cost=NUMBERS, model=st.from_regex(r"[a-z][a-z0-9.-]{0,8}", fullmatch=True), note=st.text())
def test_what_is_written_reads_as_what_it_was(operations: object, cost: object, model: str, note: str) -> None:
    run = {"operations": operations, "cost": cost, "started": "2026-06-01", "cost_reasonably_assessed": True}
    facts = {"format": "plimsoll/facts/1", "models": [{"id": model, "notes": note, "training": [run]}]}
    with TemporaryDirectory() as folder:
        path = Path(folder, "facts.yaml")
        path.write_text(facts_text(facts), encoding="utf-8")
        assert read_facts([path]).models == read_facts([facts]).models


@pytest.mark.parametrize("word", ["true", "null", "1e5", "2026", "a: b", "x:", "{", "#", "", "é", '"', "\n"])
def test_words_that_could_be_something_else_are_quoted(word: str) -> None:
    text = facts_text({"notes": word})
    assert yaml.safe_load(text) == {"notes": word}


def test_an_entry_a_line_and_numbers_as_people_write_them() -> None:
    facts = {
        "organization": {"id": "acme", "annual_gross_revenue": {"2025": 600_000_000}},
        "models": [{"id": "m", "training": [{"operations": 3e25, "cost": 20_000_000, "started": date(2026, 6, 1)}]}],
        "deployments": [],
    }
    assert facts_text(facts).splitlines() == [
        "organization: {id: acme, annual_gross_revenue: {2025: 600e6}}",
        "models:",
        "  - {id: m, training: [{operations: 3e25, cost: 20e6, started: 2026-06-01}]}",
        "deployments: []",
    ]
