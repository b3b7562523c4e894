"""When clocks start and when keeping ends: moments and timings read against facts, under a law made up for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plimsoll.facts.reading import read_facts
from plimsoll.law.language.duty import (
    Always,
    Before,
    BeforeAnew,
    Duty,
    DutyOf,
    Each,
    Event,
    Every,
    Keep,
    Listed,
    Over,
    Own,
    Timing,
    TrainingBegins,
    TrainingEnds,
    Undated,
    Within,
)
from plimsoll.law.language.expression import ANYTHING, Fact, OneOf, Some, all_of, not_
from plimsoll.law.language.moments import Clocks
from plimsoll.law.language.owing import Owed, owed
from plimsoll.law.language.spans import days, years
from plimsoll.law.language.statute import Status, Version

PUBLIC = OneOf("audience", ("public",))
OUT = Over(
    (Each("uses", "until", PUBLIC), Each("descendants", "until", PUBLIC, inner="uses", whose=Fact("controlled")))
)


def read(due: Timing, facts: dict[str, Any], on: str, *, of: DutyOf = "model", **more: Any) -> Owed:
    duty = Duty(id="d", of=of, at="1", says="Do it.", when=ANYTHING, due=due, **more)
    standing: tuple[tuple[date, Status], ...] = ((date(2025, 1, 1), "in-force"),)
    version = Version("made-up", "1", "", "", (), (), standing, first_day=date(2025, 1, 1), copy="none")
    given = read_facts([facts])
    subject = (given.models if of == "model" else given.customers)["x"]
    return owed(Clocks(version, given, date.fromisoformat(on)), duty, subject)


def model(*more: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {"models": [{"id": "x", **given}, *more]}


def until(facts: dict[str, Any]) -> str:
    return str(read(Always(), facts, "2026-06-30", keep=Keep(years(5), OUT)).retain_until)


def test_over_is_the_last_end_and_nothing_while_one_goes_on() -> None:
    ends = [{"from": "2025-02-01", "until": "2026-01-31", "audience": "public"},
            {"from": "2025-02-01", "until": "2025-03-31", "audience": "public"}]  # fmt: skip
    goes_on = {"from": "2025-02-01", "audience": "public"}
    assert until(model(uses=ends)) == "2031-01-31"
    assert until(model(uses=[*ends, goes_on])) == "None"
    assert until(model(uses=[*ends, {**goes_on, "audience": "internal"}])) == "2031-01-31"
    assert until(model(uses=[*ends, {"from": "2025-02-01"}])) == "None"  # it may be public, and goes on
    assert until(model(uses=[])) == "None"
    assert until(model()) == "None"


def test_over_looks_at_what_descends_where_the_law_says_so() -> None:
    ended = [{"from": "2025-02-01", "until": "2026-01-31", "audience": "public"}]
    copied = {"id": "y", "derived_from": {"model": "x", "how": "unmodified-copy"}, "uses": [{"audience": "public"}]}
    assert until(model({**copied, "controlled": True}, uses=ended)) == "None"
    assert until(model({**copied, "controlled": False}, uses=ended)) == "2031-01-31"
    later = {**copied, "controlled": True, "uses": [{"until": "2026-03-31", "audience": "public"}]}
    assert until(model(later, uses=ended)) == "2031-03-31"
    again = {**copied, "id": "z", "controlled": True, "derived_from": {"model": "y", "how": "unmodified-copy"}}
    assert until(model({**copied, "controlled": False}, again, uses=ended)) == "None"


def test_what_is_lost_is_a_breach_only_while_it_is_to_be_kept() -> None:
    ended = [{"from": "2025-02-01", "until": "2025-12-31", "audience": "public"}]
    lost = Some("evaluations", not_(Fact("replicable")))
    keep = Keep(years(1), Over((Each("uses", "until", PUBLIC),)), lost=lost)
    for replicable, on, status in (
        (False, "2026-12-31", "breached"),
        (False, "2027-01-01", "met"),
        (None, "2026-12-31", "undetermined"),
        (True, "2026-12-31", "standing"),
        (True, "2027-01-01", "met"),
        (False, "2024-12-31", "not-triggered"),
    ):
        facts = {**model(uses=ended), "evaluations": [{"id": "e", "model": "x", "replicable": replicable}]}
        assert read(Always(), facts, on, keep=keep).told.status == status, (replicable, on)


@pytest.mark.parametrize(
    ("used", "done", "statuses"),
    [
        (["2025-02-01"], [], []),
        (["2025-02-01", "2025-03-01"], ["2025-02-20"], ["met"]),
        (["2025-02-01", "2025-03-01"], ["2025-03-01"], ["met"]),
        (["2025-02-01", "2025-03-01"], ["2025-02-01"], ["breached"]),
        (["2025-02-01", "2025-03-01"], ["2025-03-02"], ["breached"]),
        (["2025-03-01", "2025-02-01", "2025-04-01"], ["2025-02-20"], ["met", "breached"]),
        (["2024-11-01", "2024-12-01"], [], []),
        (["2025-02-01", "2025-09-01"], [], ["due"]),
        (None, [], ["undetermined"]),
    ],
)
def test_anew_before_each_further_time(used: list[str] | None, done: list[str], statuses: list[str]) -> None:
    facts = {"customers": [{"id": "x", "used_at": used, "validated_at": done}]}
    found = read(BeforeAnew(Event("used_at")), facts, "2025-06-30", of="customer", shown_by=Own("validated_at"))
    assert [each.status for each in found.occurrences] == (statuses or ["not-triggered"])


def test_what_has_no_day_is_due_until_it_is_done() -> None:
    shown_by = Listed("evaluations", "at", holds=Fact("replicable"))
    for evaluations, status in (
        ([], "due"),
        ([{"id": "e", "at": "2025-02-01", "replicable": True}], "met"),
        ([{"id": "e", "at": "2025-02-01"}], "undetermined"),
        ([{"id": "e", "at": "2025-02-01", "replicable": False}], "due"),
        ([{"id": "e", "at": "2025-09-01", "replicable": True}], "due"),
    ):
        told = read(Undated(), {**model(), "evaluations": evaluations}, "2025-06-30", shown_by=shown_by).told
        assert (told.status, told.due) == (status, None), evaluations


def test_training_has_ended_when_every_run_has() -> None:
    first, second = {"started": "2025-02-01", "ended": "2025-03-01"}, {"started": "2025-03-02"}
    due = Within(days(30), TrainingEnds())
    for runs, expected in (
        ([first], "2025-03-31"),
        ([first, second], None),
        ([first, {**second, "ended": "2025-04-01"}], "2025-05-01"),
        ([first, {**second, "planned": True}], "2025-03-31"),
    ):
        told = read(due, model(training=runs), "2025-06-30").told
        assert (str(told.due) if told.due else None) == expected


def test_training_that_began_nobody_knows_when_is_no_breach() -> None:
    told = read(Before(TrainingBegins()), model(training=[{"operations": 1}]), "2025-06-30").told
    assert (told.status, told.lacking) == ("undetermined", ("models.x.training[0].started",))


def test_once_over_a_yearly_duty_can_lapse() -> None:
    facts = {
        **model(uses=[{"from": "2025-02-01", "until": "2025-12-31", "audience": "public"}]),
        "evaluations": [{"id": "e", "model": "x", "at": "2025-03-01"}],
    }
    for lapses, on, status in (
        (True, "2025-11-30", "met"),
        (True, "2026-06-30", "not-triggered"),
        (False, "2026-06-30", "met"),
    ):
        due = Every(years(1), Each("uses", "from_", PUBLIC), Over((Each("uses", "until", PUBLIC),)), lapses)
        assert read(due, facts, on, shown_by=Listed("evaluations", "at")).told.status == status, (lapses, on)


def test_another_instant_stands_in_where_the_first_is_not_given() -> None:
    shown_by = Listed("protocols", "effective", all_of(), else_at="published_at")
    for protocol, status in (
        ({"effective": "2025-01-10"}, "met"),
        ({"published_at": "2025-01-10"}, "met"),
        ({"effective": "2025-03-10", "published_at": "2025-01-10"}, "breached"),
        ({}, "breached"),
    ):
        listed = {"protocols": [{"id": "p", "kind": "frontier-framework", **protocol}]}
        facts = {**model(training=[{"started": "2025-02-01"}]), **listed}
        assert read(Before(TrainingBegins()), facts, "2025-06-30", shown_by=shown_by).told.status == status, protocol
