"""Places and days of an entry: what lies in what, and what is not said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plimsoll.facts.reading import read_facts
from plimsoll.law.language.expression import Dated, Expression, Reaches, Some, all_of, not_
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.places import names
from plimsoll.law.language.points import Point
from plimsoll.law.texts import version_named

ON = date(2026, 11, 22)


def read(expression: Expression, use: dict[str, Any], organization: dict[str, Any] | None = None) -> bool | None:
    """Read an expression of a model's only use."""
    given = {"models": [{"id": "m", "uses": [use]}]}
    facts = read_facts([given | ({"organization": {"id": "o"} | organization} if organization else {})])
    model = facts.models["m"]
    return (
        Reader(version_named("us-ca-sb53", ON), facts, ON)
        .read(Some("uses", expression), Point(model, "m", "m", ""))
        .truth
    )


@pytest.mark.parametrize(
    ("place", "places", "truth"),
    [
        ("US-CA", ["US-CA"], True),
        ("US", ["US-CA"], True),
        ("EU", ["FR"], True),
        ("US-CA", ["US"], None),
        ("US-CA", ["US-NY", "EU"], False),
        ("US-CA", [], False),
        ("US-CA", None, None),
    ],
)
def test_which_places_name_a_place(place: str, places: list[str] | None, truth: bool | None) -> None:
    assert names(place, places) is truth


@pytest.mark.parametrize(
    ("places", "operates_in", "truth"),
    [
        (["US-CA"], ["EU"], True),
        (["EU"], ["US-CA"], False),
        (None, ["US-CA"], True),
        (None, ["EU"], False),
        (None, None, None),
        (["US"], ["US-CA"], None),
    ],
)
def test_a_use_is_where_it_says_else_where_its_developer_operates(
    places: list[str] | None, operates_in: list[str] | None, truth: bool | None
) -> None:
    assert read(Reaches("US-CA"), {"in": places}, {"operates_in": operates_in}) is truth


@pytest.mark.parametrize(
    ("places", "operates_in", "truth", "of_model"),
    [
        (["FR"], ["US-CA"], True, True),
        (["US-CA"], ["EU"], False, True),
        (["US-CA"], ["US-NY"], False, False),
        (None, ["EU"], True, True),
        (None, ["US-CA"], False, False),
        (None, None, None, None),
        ([], None, False, None),
    ],
)
def test_a_deployment_is_where_it_says_else_where_its_provider_operates(
    places: list[str] | None, operates_in: list[str] | None, truth: bool | None, of_model: bool | None
) -> None:
    given = {"models": [{"id": "m"}], "deployments": [{"id": "d", "model": "m", "in": places}]}
    facts = read_facts([given | ({"organization": {"id": "o", "operates_in": operates_in}} if operates_in else {})])
    reader = Reader(version_named("us-ca-sb53", ON), facts, ON)
    assert reader.read(Reaches("EU"), Point.of(facts.deployments["d"])).truth is truth
    assert reader.read(Reaches("EU"), Point.of(facts.models["m"])).truth is of_model


@pytest.mark.parametrize(
    ("day", "since", "before"),
    [
        ("2025-12-31", False, True),
        ("2026-01-01", True, False),
        ("2026-01-01T00:00:00-01:00", True, False),
        ({"low": "2025-12-01", "high": "2026-02-01"}, None, None),
        (None, None, None),
    ],
)
def test_before_a_day_or_from_it_on(day: Any, since: bool | None, before: bool | None) -> None:
    edge = date(2026, 1, 1)
    assert read(not_(Dated("from_", before=edge)), {"from": day}) is since
    assert read(Dated("from_", before=edge), {"from": day}) is before
    between = all_of(not_(Dated("from_", before=date(2025, 1, 1))), Dated("from_", before=date(2027, 1, 1)))
    assert read(between, {"from": day}) is (None if day is None else True)
