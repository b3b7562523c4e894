"""Counts of a small table, against counting it by hand; amendments, lines elsewhere, years."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow
import pytest

from plimsoll.assessment.population.answers import PopulationAnswer
from plimsoll.assessment.population.assess import assess_population
from plimsoll.assessment.population.reading import Population, population
from plimsoll.errors import InputError
from plimsoll.facts.reading import read_facts

DAY = date(2026, 11, 22)
SB1047 = "us-ca-sb1047@2024-09-03"
SPENT = ["1e26", "100000000000000000000000001", "9e25", "3e26", "", "2e26", "1e20", ""]
COSTS = ["2e8", "2e8", "2e8", "", "", "1e8", "", "100000000.01"]


def people(**columns: list[str]) -> Population:
    """A table of text."""
    names = {name.replace("__", "."): values for name, values in columns.items()}
    count = len(next(iter(names.values())))
    table = {"id": [f"m{i}" for i in range(count)], **names}
    return population(pyarrow.table({name: pyarrow.array(values) for name, values in table.items()}), "t.csv")


def counted_by_hand() -> Counter[str]:
    """Operations > 10^26 and cost > $100,000,000, in three values."""
    found: Counter[str] = Counter()
    for spent, cost in zip(SPENT, COSTS, strict=True):
        parts = [
            None if not text else Decimal(text) > line
            for text, line in ((spent, Decimal("1e26")), (cost, Decimal("1e8")))
        ]
        found["no" if False in parts else "unknown" if None in parts else "yes"] += 1
    return found


def assessed(table: Population, *laws: str, **more: Any) -> PopulationAnswer:
    return assess_population(table, laws=laws or None, on=DAY, **more)


def test_a_small_table_is_counted_as_by_hand() -> None:
    answer = assessed(people(training__operations=SPENT, training__cost=COSTS), SB1047)
    assert [each.term for each in answer.counted] == ["covered-model"]
    assert Counter(answer.counted[0].counts) == counted_by_hand() == Counter(yes=1, no=4, unknown=3)


def test_a_law_is_shown_in_all_its_prints_and_a_version_alone() -> None:
    table = people(training__operations=SPENT)
    assert [e.version.version for e in assessed(table, "us-ca-sb1047").counted] == [
        "2024-02-07",
        "2024-06-05",
        "2024-09-03",
    ]
    assert [e.version.name for e in assessed(table, SB1047).counted] == [SB1047]


def test_amendments_name_whom_they_add_and_let_go() -> None:
    table = people(training__operations=["9e25", "2e26"], training__cost=["2e8", "2e8"])
    moved = assessed(table, "us-ca-sb1047").moved
    told = [(m.first, m.then, m.before, m.after, assessed(table, SB1047).names(m.rows)) for m in moved]
    assert told == [
        ("2024-02-07", "2024-06-05", "unknown", "yes", ["m1"]),
        ("2024-02-07", "2024-06-05", "unknown", "no", ["m0"]),
    ]


def test_a_line_elsewhere_reaches_others() -> None:
    table = people(training__operations=["9e25", "2e26"], training__cost=["2e8", "2e8"])
    for name in ("training-operations", "training.operations"):
        answer = assessed(table, SB1047, lines={name: Fraction(8 * 10**25)})
        assert answer.counted[0].counts == {"yes": 2, "no": 0, "unknown": 0}
    with pytest.raises(InputError, match=r"no law named has a line 'compute'; its lines are .*training-operations"):
        assessed(table, SB1047, lines={"compute": Fraction(1)})


def test_a_curve_passes_through_the_line_as_it_is() -> None:
    answer = assessed(people(training__operations=SPENT, training__cost=COSTS), SB1047, curves=True)
    curve = answer.curves[0]
    points = dict(curve.points)
    assert points[curve.drawn] == answer.counted[0].counts
    reached = [counts["yes"] for _, counts in curve.points]
    assert reached == sorted(reached, reverse=True)


def test_organizations_are_counted_by_their_rows() -> None:
    table = people(
        developer=["a", "a", "b"],
        foundation=["true", "true", "true"],
        training__operations=["2e26", "1e20", "1e20"],
        organization__annual_gross_revenue__2025=["6e8", "", "6e8"],
    )
    answer = assessed(table, "us-ca-sb53", every_term=True)
    found = {each.term: each.counts for each in answer.counted if each.of == "organization"}
    assert found == {
        "frontier-developer": {"yes": 1, "no": 1, "unknown": 0},
        "large-frontier-developer": {"yes": 1, "no": 1, "unknown": 0},
    }


def test_facts_beside_hold_what_is_the_same_for_all() -> None:
    table = people(training__operations=["6e25"], training__cost=["2e8"], training__started=["2027-03-01"])
    act = {"law": "us-ca-sb1047", "sets": "training-operations", "value": 5e25, "effective": "2027-01-01"}
    facts = read_facts([{"format": "plimsoll/facts/1", "regulations": [act]}])
    assert assessed(table, SB1047, facts=facts).counted[0].counts["yes"] == 1
    assert assessed(table, SB1047).counted[0].counts["no"] == 1
    models = read_facts([{"format": "plimsoll/facts/1", "models": [{"id": "x"}]}])
    with pytest.raises(InputError, match="facts beside a population tell of models; give what is the same"):
        assessed(table, SB1047, facts=models)
