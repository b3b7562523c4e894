"""Duties read against facts: every status, each from the facts on a day alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.facts.reading import read_facts
from plimsoll.law.language.comparison import Compare, Measure, OfYear
from plimsoll.law.language.duty import (
    Always,
    Before,
    Both,
    By,
    ByPeriod,
    Cases,
    Current,
    Duty,
    Each,
    Earliest,
    Event,
    Every,
    Evidence,
    First,
    FirstDay,
    Keep,
    Listed,
    Noted,
    OnDay,
    Over,
    Recipient,
    Reported,
    Sent,
    Since,
    Timing,
    TrainingBegins,
    Within,
)
from plimsoll.law.language.expression import ANYTHING, Expression, Fact, Includes, Judged, OneOf, TermIs, all_of
from plimsoll.law.language.lines import usd
from plimsoll.law.language.moments import Clocks
from plimsoll.law.language.owing import Owed, owed
from plimsoll.law.language.spans import days, hours, months, years
from plimsoll.law.language.statute import Term, Version

DAY = date(2027, 6, 30)
SEEN = "2027-02-01T10:00:00Z"
LARGE: Compare = OfYear("annual_gross_revenue", 1) > usd("500e6")
TERMS = (Term("large", "organization", "1", LARGE, "Large."),)


def read(facts: Mapping[str, Any], due: Timing, on: date = DAY, **rest: Any) -> Owed:
    """Read one duty of the one subject of its kind."""
    kind = rest.pop("of", "incident")
    duty = Duty(id="duty", of=kind, at="1", says="Do it.", **{"when": ANYTHING, "due": due, **rest})
    version = Version(
        law="xx-test",
        version="1",
        short="Test",
        title="Test",
        terms=TERMS,
        headline=(),
        standing=((date(2026, 1, 1), "in-force"),),
        first_day=date(2026, 1, 1),
        copy="none",
        duties=(duty,),
    )
    known = read_facts([facts])
    (subject,) = getattr(known, f"{kind}s").values()
    return owed(Clocks(version, known, on), duty, subject)


def told(found: Owed) -> tuple[str, str | None]:
    return found.told.status, str(found.told.due) if found.told.due else None


def incident(**facts: Any) -> dict[str, Any]:
    return {"models": [{"id": "m"}], "incidents": [{"id": "i", "model": "m", **facts}]}


def reports(*sent: tuple[str, str]) -> list[dict[str, str]]:
    return [{"to": to, "kind": "incident-report", "at": at} for to, at in sent]


AGENCY, ATTORNEY = Recipient("agency", ("the-agency",)), Recipient("attorney-general")
REPORT: dict[str, Any] = {"shown_by": Reported("incident-report"), "to": (AGENCY, ATTORNEY)}
IN_72_HOURS = Within(hours(72), Event("learned_at"))


@pytest.mark.parametrize(
    ("sent", "on", "status"),
    [
        ([], date(2027, 2, 4), "overdue"),  # the day ends after the hour
        ([], date(2027, 2, 3), "due"),
        ([("agency", "2027-02-02"), ("attorney-general", "2027-02-04T10:00:00Z")], DAY, "met"),
        ([("the-agency", "2027-02-02"), ("attorney-general", "2027-02-03")], DAY, "met"),
        ([("agency", "2027-02-02"), ("attorney-general", "2027-02-04T10:00:01Z")], DAY, "late"),
        ([("agency", "2027-02-02")], DAY, "overdue"),
        ([("agency", "2027-02-02"), ("governor", "2027-02-02")], DAY, "overdue"),
        ([("agency", "2027-02-02"), ("attorney-general", "2027-07-01")], DAY, "overdue"),  # not yet on that day
    ],
)
def test_a_report_goes_to_each_recipient_by_the_hour(sent: list[Any], on: date, status: str) -> None:
    found = read(incident(learned_at=SEEN, reports=reports(*sent)), IN_72_HOURS, on, **REPORT)
    assert told(found) == (status, "2027-02-04T10:00:00Z")


def test_what_is_lacking_is_named_with_its_recipient() -> None:
    found = read(incident(learned_at=SEEN, reports=reports(("agency", "2027-02-02"))), IN_72_HOURS, **REPORT)
    assert found.told.lacking == ("incidents.i.reports: incident-report to attorney-general",)


@given(st.integers(0, 240), st.integers(0, 240), st.booleans())
def test_status_follows_from_start_act_and_day(act: int, day: int, done: bool) -> None:
    start = datetime(2027, 2, 1, 10, tzinfo=UTC)
    sent = (start + timedelta(hours=act)).isoformat()
    on = (start + timedelta(hours=day)).date()
    facts = incident(learned_at=start.isoformat(), reports=reports(("agency", sent)) if done else [])
    found = read(facts, IN_72_HOURS, on, shown_by=Reported("incident-report"), to=(AGENCY,))
    now = datetime.combine(on, datetime.max.time(), UTC)
    was_done = done and datetime.fromisoformat(sent) <= now
    expected = (
        ("met" if act <= 72 else "late") if was_done else ("overdue" if now > start + timedelta(hours=72) else "due")
    )
    assert found.told.status == expected


def test_a_clock_runs_from_the_earliest_start_given_and_shows_the_others() -> None:
    clock = Within(hours(72), Earliest((Event("determined_at"), Event("reasonable_belief_at"))))
    found = read(incident(determined_at="2027-02-03T12:00:00Z", reasonable_belief_at=SEEN), clock)
    assert told(found) == ("due", "2027-02-04T10:00:00Z") or found.told.status == "overdue"
    assert [str(each) for each in found.told.alternatives] == ["2027-02-06T12:00:00Z"]


def test_a_clock_that_nothing_started_is_undetermined() -> None:
    found = read(incident(), Within(hours(72), Earliest((Event("determined_at"), Event("learned_at")))))
    assert told(found) == ("undetermined", None)
    assert found.told.lacking == ("incidents.i.determined_at", "incidents.i.learned_at")


def test_a_bare_date_runs_from_its_start() -> None:
    assert told(read(incident(learned_at="2027-02-01"), IN_72_HOURS))[1] == "2027-02-04T00:00:00Z"


def test_a_span_of_which_the_act_may_lie_on_either_side_is_undetermined() -> None:
    sent = [{"to": "agency", "kind": "incident-report", "at": {"low": "2027-02-03", "high": "2027-02-09"}}]
    facts = incident(learned_at=SEEN, reports=sent)
    assert read(facts, IN_72_HOURS, shown_by=Reported("incident-report"), to=(AGENCY,)).told.status == "undetermined"


def model(**facts: Any) -> dict[str, Any]:
    return {"organization": {"id": "lab"}, "models": [{"id": "m", **facts}]}


PUBLISHED = Listed("publications", "published_at", OneOf("kind", ("report",)))
BEFORE_TRAINING = Before(TrainingBegins())


@pytest.mark.parametrize(
    ("published", "status"),
    [
        ("2027-02-28", "met"),
        ("2027-03-01", "met"),  # a day stands for all of itself
        ("2027-03-01T18:00:00Z", "met"),
        ("2027-03-02", "breached"),
        (None, "breached"),
    ],
)
def test_what_must_precede_an_act_is_breached_when_it_came_after(published: str | None, status: str) -> None:
    facts = model(training=[{"operations": 1e26, "started": "2027-03-01"}])
    facts["publications"] = [{"kind": "report", "published_at": published}]
    assert told(read(facts, BEFORE_TRAINING, of="model", shown_by=PUBLISHED)) == (status, "2027-03-01")


def test_before_a_planned_act_it_is_due() -> None:
    facts = model(training=[{"operations": 1e26, "started": "2027-09-01", "planned": True}])
    assert told(read(facts, BEFORE_TRAINING, of="model", shown_by=PUBLISHED)) == ("due", "2027-09-01")


def test_of_an_act_whose_time_is_not_known_the_order_is_not_known() -> None:
    facts = model(training=[{"operations": 1e26}])
    assert told(read(facts, BEFORE_TRAINING, of="model", shown_by=PUBLISHED)) == ("undetermined", None)
    facts["publications"] = [{"kind": "report", "published_at": "2027-01-01"}]
    found = read(facts, BEFORE_TRAINING, of="model", shown_by=PUBLISHED)
    assert (found.told.status, found.told.lacking) == ("undetermined", ("models.m.training[0].started",))


def test_an_act_before_the_first_day_of_the_law_asks_for_nothing() -> None:
    facts = model(training=[{"operations": 1e26, "started": "2025-12-31"}])
    assert told(read(facts, BEFORE_TRAINING, of="model", shown_by=PUBLISHED)) == ("not-triggered", None)


def test_before_the_first_day_nothing_is_triggered_and_the_day_is_told() -> None:
    found = read(incident(learned_at=SEEN), IN_72_HOURS, first_day=date(2028, 1, 1))
    assert told(found) == ("not-triggered", "2028-01-01")


def test_a_condition_that_is_not_met_asks_for_nothing_and_an_unknown_one_says_what_settles_it() -> None:
    when: Expression = Measure("property_loss") > usd("100")
    assert told(read(incident(property_loss=50, learned_at=SEEN), IN_72_HOURS, when=when))[0] == "not-triggered"
    found = read(incident(learned_at=SEEN), IN_72_HOURS, when=when)
    assert (found.told.status, found.told.lacking) == ("undetermined", ("incidents.i.property_loss",))


def test_uses_that_are_not_listed_leave_it_open_whether_there_was_one() -> None:
    first_use = Before(First(Each("uses", "from_", OneOf("audience", ("public",)))))
    assert read(model(), first_use, of="model", shown_by=PUBLISHED).told.status == "undetermined"
    assert read(model(uses=[]), first_use, of="model", shown_by=PUBLISHED).told.status == "not-triggered"
    open_to = [{"from": "2027-01-01"}]
    found = read(model(uses=open_to), first_use, of="model", shown_by=PUBLISHED)
    assert (found.told.status, found.told.lacking) == ("undetermined", ("models.m.uses[0].audience",))


def protocol(**facts: Any) -> dict[str, Any]:
    return {"organization": {"id": "lab"}, "protocols": [{"id": "p", "kind": "frontier-framework", **facts}]}


YEARLY = Every(years(1), First(Each("protocols", "published_at")))
REVIEWED = Listed("protocols", "reviewed_at")


@pytest.mark.parametrize(
    ("reviewed", "on", "answer"),
    [
        ([], "2026-12-31", ("due", "2027-01-20")),
        ([], "2027-01-20", ("due", "2027-01-20")),
        ([], "2027-01-21", ("overdue", "2027-01-20")),
        (["2027-01-20"], "2027-06-30", ("due", "2028-01-20")),
        (["2027-01-25"], "2027-06-30", ("late", "2027-01-20")),
        (["2026-06-01"], "2027-06-02", ("overdue", "2027-06-01")),
        (["2026-06-01", "2027-05-01"], "2027-06-30", ("due", "2028-05-01")),
        (["2027-01-25", "2027-06-01"], "2027-06-30", ("due", "2028-06-01")),
    ],
)
def test_what_recurs_is_due_again_at_the_next_time(reviewed: list[str], on: str, answer: tuple[str, str]) -> None:
    facts = protocol(published_at="2026-01-20", reviewed_at=reviewed)
    found = read(facts, YEARLY, date.fromisoformat(on), of="organization", shown_by=REVIEWED)
    assert told(found) == answer


def test_what_recurs_begins_with_the_law_at_the_earliest_and_asks_for_nothing_before_its_start() -> None:
    facts = protocol(published_at="2025-03-01")
    assert told(read(facts, YEARLY, date(2026, 6, 1), of="organization", shown_by=REVIEWED)) == ("due", "2027-01-01")
    assert told(read(protocol(), YEARLY, of="organization", shown_by=REVIEWED)) == ("not-triggered", None)


def test_what_recurs_ends_with_its_end() -> None:
    weekly = Every(days(28), Event("learned_at"), until=Event("resolved_at"))
    seen = {"learned_at": "2027-02-01"}
    assert told(read(incident(**seen), weekly)) == ("overdue", "2027-03-01")
    assert told(read(incident(**seen, resolved_at="2027-02-20"), weekly)) == ("not-triggered", None)
    assert told(read(incident(**seen, resolved_at="2027-03-20"), weekly)) == ("overdue", "2027-03-01")


CHANGED = Each("protocols", "at", Fact("material"), inner="modifications")


CURRENT: dict[str, Any] = {
    "due": Current(years(2), FirstDay(), (Each("disclosure_statements", "material_change_at"),)),
    "shown_by": Listed("disclosure_statements", "filed_at"),
    "of": "organization",
}


@pytest.mark.parametrize(
    ("statements", "on", "answer"),
    [
        ([], "2026-01-01", ("breached", "2026-01-01")),
        ([("2026-01-01", None)], "2026-01-01", ("due", "2028-01-01")),
        ([("2025-12-01", None)], "2026-01-01", ("due", "2027-12-01")),
        ([("2026-01-02", None)], "2026-06-30", ("breached", "2026-01-01")),
        ([("2026-01-01", None)], "2028-01-01", ("due", "2028-01-01")),
        ([("2026-01-01", None)], "2028-01-02", ("overdue", "2028-01-01")),
        ([("2026-01-01", None), ("2028-01-01", None)], "2028-06-30", ("due", "2030-01-01")),
        ([("2026-01-01", None), ("2028-01-02", None)], "2028-06-30", ("late", "2028-01-01")),
        ([("2026-01-01", "2026-06-10")], "2026-06-09", ("due", "2028-01-01")),
        ([("2026-01-01", "2026-06-10")], "2026-06-10", ("due", "2026-06-10")),
        ([("2026-01-01", "2026-06-10")], "2026-06-11", ("overdue", "2026-06-10")),
        ([("2026-01-01", "2026-06-10"), ("2026-06-10", None)], "2026-06-30", ("due", "2028-06-10")),
        ([("2026-01-01", "2026-06-10"), ("2026-06-12", None)], "2026-06-30", ("late", "2026-06-10")),
        ([("2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z")], "2026-01-01", ("due", "2026-01-01")),
        ([("2026-01-01", "2026-01-01T10:00:00Z")], "2026-01-02", ("due", "2028-01-01")),
    ],
)
def test_what_must_be_current(statements: list[Any], on: str, answer: tuple[str, str]) -> None:
    filed = [{"state": "US-NY", "filed_at": at, "material_change_at": changed} for at, changed in statements]
    facts = {"organization": {"id": "o"}, "disclosure_statements": filed}
    assert told(read(facts, on=date.fromisoformat(on), **CURRENT)) == answer


def test_what_must_be_current_is_asked_for_from_its_start() -> None:
    later = CURRENT | {"due": Current(years(2), OnDay(date(2027, 1, 1)))}
    assert told(read({"organization": {"id": "o"}}, on=date(2026, 6, 30), **later)) == ("not-triggered", "2027-01-01")


def test_of_a_list_within_an_entry_the_entry_itself_can_be_left_out() -> None:
    timing = Within(
        days(30), Each("protocols", "at", inner="modifications", whose=OneOf("kind", ("frontier-framework",)))
    )
    kinds = ("safety-and-security-protocol", "frontier-framework")
    listed = [{"id": kind, "kind": kind, "modifications": [{"at": "2027-03-01"}]} for kind in kinds]
    facts = {"organization": {"id": "o"}, "protocols": listed}
    assert len(read(facts, timing, of="organization").occurrences) == 1


@pytest.mark.parametrize(
    ("revenue", "readable", "status"),
    [
        (800e6, True, "met"),
        (800e6, False, "overdue"),
        (100e6, False, "met"),
        (None, False, "undetermined"),
        (None, True, "met"),
    ],
)
def test_what_a_document_must_contain_besides_where_something_holds(
    revenue: float | None, readable: bool, status: str
) -> None:
    publication = {"kind": "report", "published_at": "2026-01-01", "machine_readable": readable}
    listed = Listed("publications", "published_at", further=((TermIs("large"), Fact("machine_readable")),))
    facts = {"organization": {"id": "o", "annual_gross_revenue": {2026: revenue}}, "publications": [publication]}
    assert told(read(facts, By(FirstDay()), shown_by=listed, of="organization"))[0] == status


def test_all_that_a_document_lacks_is_told() -> None:
    listed = Listed(
        "publications", "published_at", holds=all_of(*(Includes("fields", each) for each in ("a", "b", "c")))
    )
    facts = {
        "organization": {"id": "o"},
        "publications": [{"kind": "report", "published_at": "2026-01-01", "fields": ["b"]}],
    }
    found = read(facts, By(FirstDay()), shown_by=listed, of="organization").told
    assert [fact.rpartition(" ")[2] for fact in found.lacking] == ["a", "c"]


@pytest.mark.parametrize(
    ("ends", "until"), [(["2027-01-01", None], None), (["2027-01-01", "2027-03-01"], date(2032, 3, 1)), ([], None)]
)
def test_keeping_goes_on_while_one_of_several_uses_does(ends: list[str | None], until: date | None) -> None:
    uses = [{"from": "2026-02-01", "until": end, "audience": "public"} for end in ends]
    keep = Keep(years(5), Over((Each("uses", "until"),)))
    assert read({"models": [{"id": "m", "uses": uses}]}, Always(), keep=keep, of="model").retain_until == until


def test_of_several_occasions_the_most_pressing_is_told_and_all_are_kept() -> None:
    changes = [
        {"at": "2026-02-01", "material": True, "published_at": "2026-02-20"},
        {"at": "2026-05-01", "material": False},
        {"at": "2027-06-15", "material": True},
        {"at": "2026-07-01", "material": True},
    ]
    facts = protocol(modifications=changes)
    found = read(facts, Within(days(30), CHANGED), of="organization", shown_by=Noted(("published_at",)))
    assert told(found) == ("overdue", "2026-07-31")
    assert [each.status for each in found.occurrences] == ["met", "due", "overdue"]


def test_a_change_that_nobody_called_material_or_not_is_undetermined() -> None:
    facts = protocol(modifications=[{"at": "2026-02-01"}])
    found = read(facts, Within(days(30), CHANGED), of="organization", shown_by=Noted(("published_at",)))
    assert (found.told.status, found.told.lacking) == ("undetermined", ("protocols.p.modifications[0].material",))


def test_what_is_received_is_published_and_sent_within_days() -> None:
    sent = [{"to": "agency", "at": "2027-06-10"}]
    audit = {"id": "a", "received_at": "2027-06-01", "published_at": "2027-06-05", "sent": sent}
    facts: dict[str, Any] = {"organization": {"id": "lab"}, "audits": [audit]}
    rest: dict[str, Any] = {"of": "organization", "shown_by": Sent("sent", ("published_at",)), "to": (AGENCY, ATTORNEY)}
    timing = Within(days(30), Each("audits", "received_at"))
    found = read(facts, timing, **rest)
    assert told(found) == ("due", "2027-07-01")
    assert found.told.lacking == ("audits.a.sent to attorney-general",)
    sent.append({"to": "attorney-general", "at": "2027-06-30"})
    assert told(read(facts, timing, **rest)) == ("met", "2027-07-01")


def test_by_the_end_of_a_period_or_of_the_one_that_a_schedule_sets() -> None:
    facts = {
        "organization": {"id": "lab"},
        "internal_use_assessments": [{"id": "a", "completed_at": "2027-02-10"}],
        "notifications": [{"kind": "schedule", "to": "agency", "at": "2027-01-01", "every_months": 6}],
    }
    timing = ByPeriod(months(3), FirstDay(), Each("internal_use_assessments", "completed_at"))
    rest: dict[str, Any] = {"of": "organization", "shown_by": Noted(("summary_sent_at",))}
    assert told(read(facts, timing, **rest)) == ("overdue", "2027-04-01")
    scheduled = ByPeriod(months(3), timing.first, timing.after, schedule=OneOf("kind", ("schedule",)))
    assert told(read(facts, scheduled, **rest)) == ("due", "2027-07-01")


LARGE_ONES = {"id": "lab", "annual_gross_revenue": {2025: 400e6, 2026: 800e6}}


def test_a_status_is_owed_from_the_day_on_which_it_began() -> None:
    rest: dict[str, Any] = {
        "of": "organization",
        "when": TermIs("large"),
        "shown_by": Listed("protocols", "published_at"),
    }
    assert told(read({"organization": LARGE_ONES}, By(Since(TermIs("large"))), **rest)) == ("overdue", "2027-01-01")


def test_the_first_case_that_holds_is_taken_and_an_open_one_stops() -> None:
    timing = Cases(((Fact("death_or_injury"), Within(hours(24), Event("learned_at"))), (ANYTHING, IN_72_HOURS)))
    assert told(read(incident(learned_at=SEEN, death_or_injury=True), timing))[1] == "2027-02-02T10:00:00Z"
    assert told(read(incident(learned_at=SEEN, death_or_injury=False), timing))[1] == "2027-02-04T10:00:00Z"
    assert read(incident(learned_at=SEEN), timing).told.lacking == ("incidents.i.death_or_injury",)


def test_of_several_timings_each_is_an_occasion() -> None:
    found = read(incident(learned_at=SEEN), Both((IN_72_HOURS, By(OnDay(date(2027, 12, 31))))))
    assert [each.status for each in found.occurrences] == ["overdue", "due"]


@pytest.mark.parametrize(("verdict", "status"), [("yes", "breached"), ("no", "standing"), (None, "undetermined")])
def test_a_prohibition_is_broken_when_somebody_judged_so(verdict: str | None, status: str) -> None:
    facts = incident()
    if verdict:
        facts["judgments"] = [{"law": "xx-test", "term": "risk", "subject": "i", "verdict": verdict}]
    found = read(facts, Always(broken=Judged("risk", "is it?")))
    assert found.told.status == status
    assert found.told.lacking == (("judgments.risk.i",) if verdict is None else ())


def test_what_stands_at_all_times_has_no_date() -> None:
    assert told(read(incident(), Always())) == ("standing", None)


ON_USES = Keep(years(5), Each("uses", "until", OneOf("audience", ("public",))))


@pytest.mark.parametrize(
    ("uses", "until"),
    [
        ([{"from": "2026-01-01", "until": "2028-06-01", "audience": "public"}], date(2033, 6, 1)),
        ([{"from": "2026-01-01", "until": "2026-03-01", "audience": "internal"}], None),
        ([{"from": "2026-01-01", "until": "2026-03-01", "audience": "public"}] * 2, date(2031, 3, 1)),
    ],
)
def test_keeping_ends_so_long_after_the_last_use(uses: list[Any], until: date | None) -> None:
    assert read(model(uses=uses), Always(), of="model", keep=ON_USES).retain_until == until


def test_what_is_destroyed_before_its_time_is_a_breach_and_after_it_is_done() -> None:
    keep = Keep(years(7), Event("recorded_at"), Event("record_deleted_at"))
    facts: dict[str, Any] = {"customers": [{"id": "c", "recorded_at": "2026-02-01"}]}

    def kept(on: date, **more: str) -> tuple[str, str | None]:
        given_facts = {"customers": [{**facts["customers"][0], **more}]}
        return told(read(given_facts, Always(), on, of="customer", keep=keep))

    assert kept(date(2030, 1, 1)) == ("standing", None)
    assert kept(date(2033, 1, 1), record_deleted_at="2032-06-01") == ("breached", "2033-02-01")
    assert kept(date(2034, 1, 1), record_deleted_at="2033-02-02") == ("met", "2033-02-01")


def test_evidence_of_the_future_shows_nothing_yet() -> None:
    facts = protocol(published_at="2026-01-20", reviewed_at=["2027-12-01"])
    assert read(facts, YEARLY, of="organization", shown_by=REVIEWED).told.status == "overdue"


def test_what_a_document_must_contain_decides_whether_it_counts() -> None:
    content = Fact("machine_readable")
    evidence: Evidence = Listed("publications", "published_at", OneOf("kind", ("report",)), content)

    def status(**more: bool) -> tuple[str, tuple[str, ...]]:
        facts = model(training=[{"started": "2027-03-01"}])
        facts["publications"] = [{"kind": "report", "published_at": "2027-02-01", **more}]
        found = read(facts, BEFORE_TRAINING, of="model", shown_by=evidence).told
        return found.status, found.lacking

    assert status(machine_readable=True) == ("met", ())
    assert status(machine_readable=False) == ("breached", ("publications[0].machine_readable",))
    assert status() == ("undetermined", ("publications[0].machine_readable",))
