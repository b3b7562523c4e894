"""The JSON Schema describes the facts file that reading accepts, key by key, and says what each key means."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from plimsoll.errors import InputError
from plimsoll.facts.documents import plain, read_document
from plimsoll.facts.reading import read_facts
from plimsoll.facts.schema import facts_schema

FULL_FILE = Path(__file__).parent / "full.yaml"
SCHEMA = facts_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value, default=lambda number: float(number) if isinstance(number, Decimal) else None))


FULL = as_json(plain(read_document(FULL_FILE.read_bytes(), "full.yaml", "yaml")))


def is_read(content: Any) -> bool:
    try:
        read_facts([content])
    except InputError:
        return False
    return True


def test_the_schema_is_a_schema_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "urn:plimsoll:facts:1"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from references(each)


def test_every_reference_leads_to_a_definition_and_every_definition_is_used() -> None:
    assert {*references(SCHEMA)} == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """The kinds of entry; figures are described by what they are, not key by key."""
    yield "the file", SCHEMA
    yield from ((name, part) for name, part in SCHEMA["$defs"].items() if "properties" in part)


@pytest.mark.parametrize(("name", "part"), [*entries()], ids=lambda each: each if isinstance(each, str) else "")
def test_every_entry_and_every_field_is_described(name: str, part: dict[str, Any]) -> None:
    assert part["description"].endswith(".")
    assert part["additionalProperties"] is False
    for key, field in part["properties"].items():
        assert field.get("description", "").rstrip("…").strip(), f"{name}.{key} says nothing of itself"
        assert not key.endswith("_"), "a name that Python needs, not a key"


def test_every_definition_is_described() -> None:
    assert [name for name, part in SCHEMA["$defs"].items() if not part.get("description")] == []


# The example of the interface.


def test_the_example_is_valid_and_is_read() -> None:
    assert [error.message for error in VALIDATOR.iter_errors(FULL)] == []
    facts = read_facts([FULL_FILE])
    assert list(facts.models) == ["acme-1", "acme-1-law"]
    assert [judgment.verdict for judgment in facts.judgments] == ["no", "yes"]


def test_the_example_is_read_the_same_as_json() -> None:
    assert read_facts([FULL]) == read_facts([FULL_FILE])


# Reading and schema agree.

GOOD: list[Any] = [
    {},
    {"format": "plimsoll/facts/1"},
    {"format": None, "organization": None, "models": None, "readings": None},
    {"models": [], "readings": {"x": True, "y": None}},
    {"organization": {"id": "a", "annual_gross_revenue": {"2025": 8e8, "2024": None}}},
    {"organization": {"id": "a", "worldwide_turnover": {"2025": {"amount": 1, "currency": "EUR"}}}},
    {"organization": {"id": "a", "code_of_practice": {}, "operates_in": ["US-CA", "EU", "FR-75", "GB-ENG"]}},
    {"models": [{"id": "a", "foundation": True}, {"id": "b", "foundation": {}}, {"id": "c", "foundation": None}]},
    {"models": [{"id": "a"}, {"id": "b", "derived_from": {"model": "a", "how": "unmodified-copy"}}]},
    {"models": [{"id": "a"}, {"id": "b", "derived_from": [{"model": "a", "how": ["fine-tuning"]}]}]},
    {"models": [{"id": "a"}, {"id": "b", "derived_from": {"model": "a", "how": []}}]},
    {"models": [{"id": "a", "uses": [{"from": "2026-07-01", "until": None, "in": ["KR"]}]}]},
    {"models": [{"id": "a", "known_to_reach": {"operations": 1, "at": "2026-03-20"}}]},
    {"models": [{"id": "a", "known_to_reach": [{"operations": 1}], "licence": {}}]},
    {"models": [{"id": "a", "training": [{}, {"planned": None}, {"planned": True}]}]},
    {"incidents": [{"id": "a", "occurred_at": "2026-10-01T03:00:00Z", "resolved_at": None, "property_loss": 0}]},
    {"incidents": [{"id": "a", "occurred_at": {"low": "2026-10-01", "high": "2026-10-01T03:00:00Z"}}]},
    {"harms": [{"id": "a", "casualties": 3}, {"id": "b", "casualties": {"low": 0, "high": None}}]},
    {"regulations": [{"law": "l", "sets": "price-index", "by_year": {"2026": 1.03}}]},
]
BAD: list[Any] = [
    [],
    {"modles": []},
    {"format": "plimsoll/facts/2"},
    {"models": {"id": "a"}},
    {"models": [{}]},
    {"models": [{"id": None}]},
    {"models": [{"id": 5}]},
    {"models": [{"id": "a b"}]},
    {"models": [{"id": "a", "training": [{"by": "a b"}]}]},
    {"models": [{"id": "x" * 101}]},
    {"models": [{"id": "a", "foundation": "yes"}]},
    {"models": [{"id": "a", "foundation": {"broad": True}}]},
    {"models": [{"id": "a", "modalities": "text"}]},
    {"models": [{"id": "a", "modalities": ["smell"]}]},
    {"models": [{"id": "a", "derived_from": "b"}]},
    {"models": [{"id": "a"}, {"id": "b", "derived_from": {"how": "fine-tuning"}}]},
    {"models": [{"id": "a"}, {"id": "b", "derived_from": {"model": "a", "how": "tuning"}}]},
    {"models": [{"id": "a", "uses": [{"from_": "2026-07-01"}]}]},
    {"models": [{"id": "a", "uses": [{"in": "KR"}]}]},
    {"models": [{"id": "a", "training": [{"planned": "no"}]}]},
    {"organization": {"id": "a", "operates_in": ["California"]}},
    {"organization": {"id": "a", "annual_gross_revenue": {"FY25": 1}}},
    {"organization": {"id": "a", "annual_gross_revenue": {"0025": 1}}},
    {"organization": {"id": "a", "annual_gross_revenue": 1}},
    {"organization": {"id": "a", "code_of_practice": {"signed": {"low": "2025-09-01", "high": "2025-09-02"}}}},
    {"harms": [{"id": "a", "casualties": 1.5}]},
    {"harms": [{"id": "a", "casualties": -1}]},
    {"incidents": [{"id": "a", "occurred_at": "yesterday"}]},
    {"incidents": [{"id": "a", "occurred_at": {"low": "2026-10-01"}}]},
    {"judgments": [{"law": "l", "term": "t", "subject": "a", "verdict": False}]},
    {"readings": {"x": "cumulative"}},
]
DAY = {"as_of": "2026-01-26"}
FIGURES: list[tuple[Any, bool]] = [
    (0, True),
    (1.2e26, True),
    (None, True),
    ({"low": 1, "high": 2}, True),
    ({"low": 1, "best": 1, "high": 2}, True),
    ({"low": 1}, True),
    ({"high": 1, "low": None}, True),
    ({"best": 1}, True),
    ({"value": 1}, True),
    ({"value": 1, "source": "s", "by": "b", "method": "m", **DAY}, True),
    ({"value": 1, "source": None, "by": None, "method": None, "as_of": None}, True),
    ([1], True),
    ([{"value": 1}], True),
    ([{"value": 1, **DAY}, {"low": 1, "high": 2, "as_of": "2026-02-26"}], True),
    (-1, False),
    ("1.2e26", False),
    (True, False),
    ({}, False),
    ({"low": None}, False),
    ({"source": "s"}, False),
    ({"value": 1, "low": 1}, False),
    ({"low": "1", "high": 2}, False),
    ({"low": -1, "high": 2}, False),
    ({"low": 1, "unit": "FLOP"}, False),
    ({"value": 1, "source": 5}, False),
    ({"value": 1, "as_of": "January"}, False),
    ([], False),
    ([None], False),
    ([[1]], False),
    ([1, 2], False),
    ([{"value": 1, **DAY}, 2], False),
    ([{"value": 1, **DAY}, {"value": 2, "as_of": None}], False),
]
MONEYS: list[tuple[Any, bool]] = [
    *FIGURES,
    ({"amount": 1, "currency": "EUR"}, True),
    ({"value": 1, "currency": None}, True),
    ({"low": 1, "high": 2, "currency": "KRW"}, True),
    ({"currency": "EUR"}, False),
    ({"amount": 1, "value": 1}, False),
    ({"amount": 1, "currency": "euro"}, False),
]


@pytest.mark.parametrize("content", GOOD, ids=json.dumps)
def test_what_is_valid_is_read(content: Any) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(content)] == []
    assert is_read(content)


@pytest.mark.parametrize("content", BAD, ids=json.dumps)
def test_what_is_not_valid_is_refused(content: Any) -> None:
    assert not VALIDATOR.is_valid(content)
    assert not is_read(content)


@pytest.mark.parametrize(("figure", "good"), FIGURES, ids=json.dumps)
def test_figures(figure: Any, good: bool) -> None:
    content = {"models": [{"id": "a", "training": [{"operations": figure}]}]}
    assert VALIDATOR.is_valid(content) is good
    assert is_read(content) is good


@pytest.mark.parametrize(("money", "good"), MONEYS, ids=json.dumps)
def test_money(money: Any, good: bool) -> None:
    content = {"models": [{"id": "a", "training": [{"cost": money}]}]}
    assert VALIDATOR.is_valid(content) is good
    assert is_read(content) is good


@pytest.mark.parametrize("figure", [{"amount": 1}, {"value": 1, "currency": "USD"}])
def test_only_money_has_a_currency(figure: Any) -> None:
    content = {"models": [{"id": "a", "training": [{"operations": figure}]}]}
    assert not VALIDATOR.is_valid(content)
    assert not is_read(content)


# What a schema cannot say, and reading still refuses.


@pytest.mark.parametrize(
    "content",
    [
        {"models": [{"id": "a"}, {"id": "a"}]},
        {"models": [{"id": "a", "derived_from": {"model": "a"}}]},
        {"incidents": [{"id": "a", "model": "gone"}]},
        {"incidents": [{"id": "a", "occurred_at": "2026-02-30"}]},
        {"models": [{"id": "a", "training": [{"operations": {"low": 2, "high": 1}}]}]},
        {"models": [{"id": "a", "training": [{"started": "2026-03-02", "ended": "2026-03-01"}]}]},
        {"regulations": [{"law": "l", "sets": "operations"}]},
    ],
    ids=json.dumps,
)
def test_reading_asks_for_more_than_the_schema(content: Any) -> None:
    assert VALIDATOR.is_valid(content)
    assert not is_read(content)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 3000)
    | st.sampled_from(["a", "US-CA", "2026-03-01", "2026-03-01T09:00:00Z", "text", "fine-tuning", "yes", "public"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "low", "high", "value", "model", "how", "2025", "x"]), inner, max_size=2
        )
    ),
    max_leaves=5,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in items for found in paths(each, (*path, key)))]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_is_read_is_valid(data: st.DataObject) -> None:
    """The example with one value exchanged for another: the schema never refuses what reading takes."""
    content = copy.deepcopy(FULL)
    *way, last = data.draw(st.sampled_from(paths(content)[1:]))
    holder = content
    for step in way:
        holder = holder[step]
    holder[last] = data.draw(VALUES)
    if is_read(content):
        assert [error.message for error in VALIDATOR.iter_errors(content)] == []
