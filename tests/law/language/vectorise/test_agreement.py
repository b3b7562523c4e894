"""A table and a model never disagree: every term of every text, on random tables and on every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.facts.quantities import Unit
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.statute import Version
from plimsoll.law.language.vectorise import settling
from plimsoll.law.language.vectorise.determining import determined
from plimsoll.law.language.walking import lines_of
from plimsoll.law.texts import STATUTES
from population_facts import WHEN, Row, Verdicts, as_facts, as_table, decided, families, tables

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


@pytest.mark.parametrize("name", ["us-ca-sb1047@2024-06-05", "us-ca-sb1047@2024-09-03", "eu-ai-act-gpai@2026-07-27"])
@pytest.mark.parametrize("many", [families(), tables(8, 3)], ids=["families", "tables"])
@given(data=st.data())
@settings(max_examples=12)
def test_any_rows_of_one_signature_are_decided_alike(
    name: str, many: st.SearchStrategy[list[Row]], data: st.DataObject
) -> None:
    """Without worlds that show what is open, every open row is put to *decide*, by its signature."""
    rows, on = data.draw(many), data.draw(st.sampled_from(DAYS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "worlds", lambda *asked: iter(()))
        found = vectorised(VERSIONS[name], rows, on, {})
    assert found == decided(VERSIONS[name], as_facts(rows), on)


def about(line: Fraction) -> list[str]:
    """Just below a line, on it, and just above, to more digits than a float holds."""
    step = Fraction(1, 100) if line < 10**12 else Fraction(1)
    return [_digits(value) for value in (line - step, line, line + step) if value >= 0]


def _digits(value: Fraction) -> str:
    whole, rest = divmod(value.numerator * 10**30 // value.denominator, 10**30)
    return f"{whole}.{rest:030d}"


@pytest.mark.parametrize("name", [name for name, terms in TERMS.items() if terms])
def test_figures_beside_every_line_are_told_apart(name: str) -> None:
    version = VERSIONS[name]
    lines = sorted({line.value for line in lines_of(version) if line.unit in (Unit.OPERATIONS, Unit.MONEY)})
    operations = [text for line in lines if line >= 10**15 for text in about(line)] or ["1e26"]
    money = [text for line in lines if line < 10**15 for text in about(line)] or ["1e8"]
    rows: list[Row] = [{"id": "base", "training[0].operations": "2e26", "training[0].cost": "2e8", **MARKS}]
    for i, (spent, cost) in enumerate(product(operations, money)):
        own = {"training[0].operations": spent, "training[0].cost": cost, **MARKS}
        made = {"derived_from[0].model": "base", "derived_from[0].how": "fine-tuning", "developer": "b"}
        rows += [{"id": f"m{i}", **own}, {"id": f"d{i}", **own, **made}]
    for row in rows:
        row |= {"organization.operates_in": "US-CA;US-NY;US-IL;EU;KR", "organization.kind": "company"}
        row.setdefault("developer", "a")
    on = date(2026, 11, 22)
    found = vectorised(version, rows, on, {})
    assert found == decided(version, as_facts(rows), on)


MARKS = {"foundation": "true", "modalities": "text", "training[0].started": "2025-06-01"}


@pytest.mark.parametrize("name", [name for name, terms in TERMS.items() if terms])
def test_days_about_every_first_day_are_told_apart(name: str) -> None:
    spans = {"training[0].started.low": "2023-12-31", "training[0].started.high": "2026-01-01"}
    days: list[Row] = [{"training[0].started": day} for day in WHEN]
    rows: list[Row] = []
    for i, day in enumerate([*days, spans, {}]):
        for spent in ("1e26", "4e26"):
            figures = {"training[0].operations": spent, "training[0].cost": "103000000"}
            rows.append({"id": f"m{i}-{spent}", "foundation": "true", "developer": f"d{i}", **figures, **day})
    for on in DAYS:
        for beside in BESIDE:
            assert vectorised(VERSIONS[name], rows, on, beside) == decided(VERSIONS[name], as_facts(rows, beside), on)


def test_every_expression_of_models_and_organizations_is_read_over_tables() -> None:
    people = as_table([{"id": "m", "developer": "a", "derived_from[0].model": "n"}, {"id": "n", "developer": "b"}])
    wanted = [(version, TERMS[name]) for name, version in VERSIONS.items()]
    found = determined(people.table, wanted, date(2026, 11, 22))
    named = {*found.of_models, *found.of_organizations}
    assert named == {(name, term) for name, terms in TERMS.items() for term in terms}


def test_two_threads_say_what_one_says() -> None:
    rows: list[Row] = [
        {"id": f"m{i}", "developer": f"d{i % 7}", "training[0].operations": f"{1 + i % 9}e25"} for i in range(300)
    ]
    table = as_table(rows).table
    wanted = [(version, TERMS[name]) for name, version in VERSIONS.items()]
    one, two = (determined(table, wanted, date(2026, 11, 22), threads=n) for n in (1, 2))
    assert {k: v.tolist() for k, v in one.of_models.items()} == {k: v.tolist() for k, v in two.of_models.items()}
