"""The calendar, read by a calendar library that did not write it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import vobject

from duty_facts import FACTS
from plimsoll import duties
from plimsoll.assessment.calendar import calendar

TODAY = date(2026, 9, 1)


def events(on: date = TODAY, **rest: Any) -> dict[str, Any]:
    made = calendar(duties(FACTS, law="us-ca-sb53", on=on, **rest), str)
    read = vobject.readOne(made.decode(), validate=True)
    return {event.summary.value.partition(":")[0]: event for event in read.contents.get("vevent", [])}


def test_what_is_to_be_done_has_a_day_or_an_hour() -> None:
    found = events()
    assert found["internal-use-summary"].dtstart.value == date(2026, 10, 1)
    hour = found["imminent-risk-report"].dtstart.value
    assert isinstance(hour, datetime)
    assert hour.isoformat() == "2026-06-02T09:00:00+00:00"


def test_what_is_over_is_left_out_and_what_recurs_stands_at_its_next_time() -> None:
    found = events()
    assert "incident-report" not in found
    assert "transparency-report" not in found
    assert "framework" not in found
    assert found["framework-review"].dtstart.value == date(2027, 6, 1)


def test_an_event_says_what_is_owed_where_and_what_is_lacking() -> None:
    event = events()["publish-modified-framework"]
    assert event.summary.value == "publish-modified-framework: lab (us-ca-sb53 22757.12(b)(2))"
    said = event.description.value
    assert "status: overdue" in said
    assert "protocols.p.modifications[0].published_at" in said
    assert "Not legal advice." in said
    assert event.valarm.trigger.value.days == -7


def test_uids_are_the_same_in_every_run_and_differ_from_each_other() -> None:
    first, second = events(), events()
    uids = [event.uid.value for event in first.values()]
    assert uids == [event.uid.value for event in second.values()]
    assert len(set(uids)) == len(uids)


def test_words_come_in_the_language_asked_for() -> None:
    made = calendar(duties(FACTS, law="us-ca-sb53", on=TODAY), str.upper)
    assert b"NOT LEGAL ADVICE." in made.replace(b"\r\n ", b"")


def test_nothing_owed_is_a_calendar_all_the_same() -> None:
    made = calendar(duties({"models": []}, law="us-ca-sb53", on=TODAY), str)
    assert made.startswith(b"BEGIN:VCALENDAR")
    assert made.endswith(b"END:VCALENDAR\r\n")


def test_a_later_calendar_takes_the_place_of_an_earlier_one() -> None:
    """RFC 5545, 3.8.7.4: of one UID, the greater sequence holds."""
    first, second = events()["framework-review"], events(date(2026, 9, 2))["framework-review"]
    assert first.uid.value == second.uid.value
    assert int(second.sequence.value) == int(first.sequence.value) + 1


def test_a_text_that_never_became_law_is_labelled_in_the_title() -> None:
    made = calendar(duties(FACTS, law="us-ca-sb1047", on=TODAY), str)
    read = vobject.readOne(made.decode(), validate=True)
    titles = [event.summary.value for event in read.contents["vevent"]]
    assert titles
    assert all(title.startswith("[vetoed] ") for title in titles)


def test_the_first_day_of_a_law_to_come_is_an_event() -> None:
    here = {**FACTS, "organization": {**FACTS["organization"], "operates_in": ["US-NY"]}}
    read = vobject.readOne(calendar(duties(here, law="us-ny-raise", on=TODAY), str).decode(), validate=True)
    begins = {event.summary.value: event.dtstart.value for event in read.contents["vevent"]}
    assert begins["begins: framework: lab (us-ny-raise 1421(1))"] == date(2027, 1, 1)
