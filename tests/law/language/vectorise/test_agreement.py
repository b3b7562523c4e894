"""A table and a model never disagree: every term of every text, on random tables and on every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.facts.reading import read_facts
from plimsoll.law.language.statute import Version
from plimsoll.law.language.vectorise.determining import determined
from plimsoll.law.texts import STATUTES
from population_facts import Row, Verdicts, as_facts, as_table, decided, tables

VERSIONS = {version.name: version for statute in STATUTES for version in statute.versions}
TERMS = {v.name: [t.name for t in v.terms if t.of in ("model", "organization")] for v in VERSIONS.values()}
DAYS = [date(2024, 6, 1), date(2025, 8, 2), date(2026, 11, 22), date(2027, 1, 1)]
BESIDE: Sequence[Mapping[str, Any]] = [
    {},
    {"readings": {"silent-phases-count": True, "later-compute-is-training": False, "cumulative-upstream": True}},
    {"regulations": [{"law": "us-ca-sb1047", "sets": "price-index", "by_year": {2026: 1.03, 2027: 1.05}}]},
    {
        "regulations": [
            {"law": "us-ca-sb1047", "sets": "training-operations", "value": 7e25, "effective": "2027-01-01"},
            {"law": "eu-ai-act-gpai", "sets": "systemic-risk-operations", "value": 3e25, "effective": "2026-01-01"},
        ]
    },
]


def vectorised(version: Version, rows: Sequence[Row], on: date, beside: Mapping[str, Any]) -> Verdicts:
    people = as_table(rows)
    facts = read_facts([{"format": "plimsoll/facts/1", **beside}]) if beside else None
    found = determined(people.table, [(version, TERMS[version.name])], on, facts, threads=1)
    truth = {0: False, 1: True, 2: None}
    verdicts: Verdicts = {}
    ids = people.ids.to_pylist()
    for (_, term), codes in found.of_models.items():
        verdicts |= {(ids[i], term): truth[code] for i, code in enumerate(people.by_row(codes).tolist())}
    for (_, term), codes in found.of_organizations.items():
        verdicts |= {(people.table.parties[i], term): truth[code] for i, code in enumerate(codes.tolist())}
    return verdicts


@pytest.mark.parametrize("name", [name for name, terms in TERMS.items() if terms])
@given(rows=tables(), on=st.sampled_from(DAYS), beside=st.sampled_from(BESIDE))
@settings(max_examples=15)
def test_any_table_has_the_verdicts_of_its_models(
    name: str, rows: list[Row], on: date, beside: Mapping[str, Any]
) -> None:
    version = VERSIONS[name]
    assert vectorised(version, rows, on, beside) == decided(version, as_facts(rows, beside), on)
