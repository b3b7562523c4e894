"""What a breach can cost: reach and caps, apart from whether there is a breach."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from plimsoll.facts.reading import read_facts
from plimsoll.law.language.comparison import OfYear
from plimsoll.law.language.duty import (
    Always,
    Duty,
)
from plimsoll.law.language.exposure import Exposed, Limit, exposed, violations
from plimsoll.law.language.expression import Includes, OneOf
from plimsoll.law.language.lines import usd
from plimsoll.law.language.moments import Clocks
from plimsoll.law.language.sanction import Cap, Sanction, Sum
from plimsoll.law.language.statute import Version

LARGE = OfYear("annual_gross_revenue", 1) > usd("500e6")
ON = date(2027, 3, 1)


def clocks(facts: Mapping[str, Any], *sanctions: Sanction, on: date = ON) -> Clocks:
    duty = Duty(id="d", of="model", at="1", says="Do it.", when=OneOf("id", ("m",)), due=Always(), sanctions=sanctions)
    version = Version(
        law="xx-test",
        version="1",
        short="Test",
        title="Test",
        terms=(),
        headline=(),
        standing=((date(2026, 1, 1), "in-force"),),
        first_day=date(2026, 1, 1),
        copy="none",
        duties=(duty,),
    )
    return Clocks(version, read_facts([facts]), on)


def bounds(limit: Limit) -> tuple[Fraction | int | None, Fraction | int | None]:
    return limit.amount.low, limit.amount.high


def one(facts: Mapping[str, Any], sanction: Sanction, on: date = ON) -> Exposed:
    read = clocks(facts, sanction, on=on)
    (found,) = exposed(read, [sanction], read.facts.models["m"], on)
    return found


def lab(**facts: Any) -> dict[str, Any]:
    return {"organization": {"id": "lab", **facts}, "models": [{"id": "m", "training": [{"cost": 200e6}]}]}


FIXED = Sanction(id="s", at="2", says="Penalty.", whom=LARGE, first=Cap(Sum(Fraction(10**6))))


@pytest.mark.parametrize(
    ("revenue", "reach"),
    [({2026: 800e6}, True), ({2026: 500e6}, False), ({2025: 800e6}, None), (None, None)],
)
def test_whom_it_reaches(revenue: dict[int, float] | None, reach: bool | None) -> None:
    assert one(lab(annual_gross_revenue=revenue), FIXED).reach is reach


def test_nobody_is_reached_before_its_day() -> None:
    later = Sanction(id="s", at="2", says="Penalty.", since=date(2027, 3, 2))
    assert one(lab(), later).reach is False
    assert one(lab(), later, on=date(2027, 3, 2)).reach is True


def test_before_it_is_enforced_nobody_is_reached_for_whatever_it_may_be() -> None:
    later = Sanction(id="s", at="2", says="Penalty.", enforced_from=date(2027, 3, 2))
    assert one(lab(), later).reach is False
    assert one(lab(), later, on=date(2027, 3, 2)).reach is True


TENTH = Sanction(id="s", at="2", says="Penalty.", first=Cap(share=Fraction(1, 10), share_of="training.cost"))


def test_a_share_of_the_cost_of_training() -> None:
    found = one(lab(), TENTH).first
    assert found is not None
    assert bounds(found) == (20_000_000, 20_000_000)
    runs = [{"cost": {"low": 100e6, "high": 300e6}}, {"cost": 50e6}]
    found = one({**lab(), "models": [{"id": "m", "training": runs}]}, TENTH).first
    assert found is not None
    assert bounds(found) == (15_000_000, 35_000_000)


def test_an_unknown_cost_leaves_the_cap_open_above() -> None:
    found = one({**lab(), "models": [{"id": "m", "training": [{"cost": 50e6}, {}]}]}, TENTH).first
    assert found is not None
    assert bounds(found) == (5_000_000, None)
    found = one({**lab(), "models": [{"id": "m"}]}, TENTH).first
    assert found is not None
    assert bounds(found) == (None, None)


HIGHER = Cap(Sum(Fraction(15 * 10**6), "EUR"), Fraction(3, 100), "worldwide_turnover")


@pytest.mark.parametrize(
    ("turnover", "cap"),
    [
        ({"amount": 200e6, "currency": "EUR"}, (15_000_000, 15_000_000)),
        ({"amount": 2e9, "currency": "EUR"}, (60_000_000, 60_000_000)),
        ({"low": 400e6, "high": 600e6, "currency": "EUR"}, (15_000_000, 18_000_000)),
        (2e9, (15_000_000, None)),  # in USD: not compared
        (None, (15_000_000, None)),
    ],
)
def test_the_higher_of_a_sum_and_a_share_of_turnover(turnover: Any, cap: tuple[int, int | None]) -> None:
    sanction = Sanction(id="s", at="2", says="Fine.", first=HIGHER)
    found = one(lab(worldwide_turnover={2026: turnover}), sanction).first
    assert found is not None
    assert (bounds(found), found.currency) == (cap, "EUR")


def test_violations_are_counted_in_order_of_time_and_gated_by_what_they_caused() -> None:
    harmful = Sanction(
        id="s",
        at="2",
        says="Penalty.",
        of_violation=Includes("caused", "harm-to-property"),
        first=TENTH.first,
        later=Cap(share=Fraction(3, 10), share_of="training.cost"),
        since=date(2026, 1, 1),
    )
    listed = [
        {"law": "xx-test", "model": "m", "at": "2026-05-01", "caused": ["harm-to-property"]},
        {"law": "xx-test", "model": "m", "at": "2025-12-31", "caused": ["harm-to-property"]},
        {"law": "xx-test", "model": "m", "at": "2026-06-01", "caused": []},
        {"law": "xx-test", "model": "m", "at": "2026-07-01"},
        {"law": "xx-other", "model": "m", "at": "2026-07-01"},
    ]
    read = clocks({**lab(), "violations": listed}, harmful)
    found = violations(read, [harmful])
    assert [(each.path, each.ordinal, each.exposed[0].reach) for each in found] == [
        ("violations[1]", None, False),  # before its day
        ("violations[0]", 1, True),
        ("violations[2]", None, False),
        ("violations[3]", 2, None),
    ]
    later = found[3].exposed[0].later
    assert later is not None
    assert later.amount.high == 60_000_000
