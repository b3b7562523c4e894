"""Words of the language, each on its own: read against facts, said in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plimsoll.facts.facts import Facts
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.comparison import Bounded, Measure, Runs, Total
from plimsoll.law.language.completions import settle
from plimsoll.law.language.duty import AllOfThem, By, Duty, Each, Event, OnDay, Passed
from plimsoll.law.language.expression import Dated, Expression, Given, InPlace, Only, Past, Some, all_of
from plimsoll.law.language.lines import operations
from plimsoll.law.language.moments import Clocks
from plimsoll.law.language.owing import owed
from plimsoll.law.language.points import Point
from plimsoll.law.language.speech import expression_words
from plimsoll.law.language.statute import Version

ON = date(2026, 6, 15)
FIRST_DAY = date(2026, 1, 1)
VERSION = Version("law", "1", "Law", "A law", (), (), ((FIRST_DAY, "in-force"),), FIRST_DAY, "none: a test")


def read(**model: Any) -> Facts:
    base = {"id": "base", "developer": "other", "training": [{"operations": 4}]}
    first = {"id": "first", "developer": "lab", "training": [{"operations": 2}], "derived_from": {"model": "base"}}
    return read_facts(
        [{"organization": {"id": "lab", "operates_in": ["EU"]}, "models": [{"id": "m"} | model, base, first]}]
    )


def truth(expression: Expression, **model: Any) -> bool | None:
    facts = read(**model)
    clocks = Clocks(VERSION, facts, ON)
    return settle(clocks.reader.read(expression, Point.of(facts.models["m"])))


@pytest.mark.parametrize(
    ("expression", "model", "expected"),
    [
        (Past(date(2026, 6, 15)), {}, True),
        (Past(date(2026, 6, 16)), {}, False),
        (Given("licence"), {}, False),
        (Given("licence"), {"licence": {}}, True),
        (Only("licence.restrictions", ("a", "b")), {}, None),
        (Only("licence.restrictions", ("a", "b")), {"licence": {"restrictions": []}}, True),
        (Only("licence.restrictions", ("a", "b")), {"licence": {"restrictions": ["b"]}}, True),
        (Only("licence.restrictions", ("a", "b")), {"licence": {"restrictions": ["b", "c"]}}, False),
        (Bounded(Total("n", "operations")), {}, False),
        (Bounded(Total("n", "operations")), {"training": [{"operations": {"low": 1, "high": 5}}, {}]}, False),
        (Bounded(Total("n", "operations")), {"training": [{"operations": {"low": 1, "high": 5}}]}, True),
        (Some("originals", all_of()), {}, False),
        (Some("originals", all_of()), {"derived_from": {"model": "first"}}, True),
        (Some("predecessors", all_of()), {"derived_from": {"model": "base"}}, False),
        (Some("predecessors", all_of()), {"derived_from": {"model": "first"}}, True),
    ],
)
def test_a_word_on_a_model(expression: Expression, model: dict[str, Any], expected: bool | None) -> None:
    assert truth(expression, **model) is expected
    assert expression_words(expression)


@pytest.mark.parametrize(
    ("place", "expected"), [("EU", True), ("FR", True), ("DE-BY", True), ("US-CA", False), ("GB", False), (None, None)]
)
def test_a_place_lies_in_another(place: str | None, expected: bool | None) -> None:
    facts = read_facts([{"organization": {"id": "lab", "established_in": place}}])
    clocks = Clocks(VERSION, facts, ON)
    expression = InPlace("established_in", "EU")
    assert settle(clocks.reader.read(expression, Point.of(facts.organizations["lab"]))) is expected
    assert expression_words(expression)


def test_entries_of_one_list_are_measured_apart() -> None:
    said = [{"operations": 3, "at": "2026-02-01"}, {"operations": 9, "at": "2026-03-01"}]
    exceeds = Measure("operations") > operations("5")
    assert truth(Some("reach", exceeds), known_to_reach=said) is True
    assert truth(Some("reach", all_of(exceeds, Dated("at", before=date(2026, 2, 15)))), known_to_reach=said) is False


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (Runs(lineage="developer's"), 5),
        (Runs(lineage="others'"), 4),
        (Runs(lineage="whole"), 9),
        (Runs(lineage="own"), 3),
    ],
)
def test_a_lineage_falls_into_ones_own_and_others(runs: Runs, expected: int) -> None:
    m = {"derived_from": {"model": "first"}, "training": [{"operations": 3}]}
    total = Total("n", "operations", runs)
    assert truth(total.equals(operations(str(expected))), **m) is True


@pytest.mark.parametrize(("public", "at_least", "expected"), [(True, 3, False), (False, 3, True), (None, 3, None)])
def test_public_synthetic_data_can_be_left_out(public: bool | None, at_least: int, expected: bool | None) -> None:
    runs = [{"operations": 1}, {"phase": "synthetic-data", "operations": 2, "synthetic_data_public": public}]
    total = Total("n", "operations", Runs(public_data=False))
    assert truth(total >= operations(str(at_least)), training=runs) is expected
    assert truth(Total("n", "operations") >= operations(str(at_least)), training=runs) is True
    assert truth(total > operations("3"), training=runs) is False


RUNS = [
    {"operations": 3, "started": "2026-01-01", "ended": "2026-03-01"},
    {"operations": 3, "started": "2026-03-02", "ended": "2026-05-01"},
    {"operations": 3, "started": "2026-05-02", "ended": "2026-08-01"},
    {"operations": 3, "started": "2026-05-02"},
]


def test_the_run_that_passes_a_line() -> None:
    facts = read(training=RUNS)
    clocks = Clocks(VERSION, facts, ON)
    point = Point.of(facts.models["m"])
    done = Total("n", "operations", Runs(ended=True))

    moments = {line: Passed(done > operations(line)) for line in ("2", "3", "5", "6", "9")}
    found = {line: clocks.starts(moment, point, FIRST_DAY) for line, moment in moments.items()}
    assert {line: [s.when.written for s in starts if s.when] for line, starts in found.items()} == {
        "2": ["2026-03-01"],
        "3": ["2026-05-01"],
        "5": ["2026-05-01"],
        "6": ["2026-08-01"],
        "9": [],
    }


def test_all_of_several_moments() -> None:
    data = {
        "models": [{"id": "m"}],
        "incidents": [
            {
                "id": "i",
                "model": "m",
                "occurred_at": "2026-02-01",
                "reports": [{"to": "a", "kind": "k", "at": "2026-02-03"}, {"to": "a", "kind": "k", "at": "2026-02-02"}],
            }
        ],
    }
    facts = read_facts([data])
    clocks = Clocks(VERSION, facts, ON)
    both = AllOfThem((Event("occurred_at"), Each("reports", "at")))
    found = clocks.starts(both, Point.of(facts.incidents["i"]), VERSION.first_day)
    assert [s.when.written for s in found if s.when] == ["2026-02-01", "2026-02-03", "2026-02-02"]


@pytest.mark.parametrize(("day", "status"), [(date(2026, 12, 31), "due"), (ON, "due"), (date(2026, 6, 14), "overdue")])
def test_a_day_that_lies_ahead_is_a_deadline_not_a_start(day: date, status: str) -> None:
    facts = read()
    duty = Duty(id="d", of="model", at="1", says="Do it.", when=all_of(), due=By(OnDay(day)))
    told = owed(Clocks(VERSION, facts, ON), duty, facts.models["m"]).told
    assert (told.status, str(told.due)) == (status, day.isoformat())
