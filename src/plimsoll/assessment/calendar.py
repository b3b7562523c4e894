"""Duties as a calendar that any calendar program imports (RFC 5545): one event for each date on which one is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from plimsoll.assessment.duties import Duties, DutyAnswer
from plimsoll.law.language.occurrences import Occurrence
from plimsoll.messages import said

_DATED = frozenset(["due", "overdue", "undetermined", "met"])
_WARNING = {True: timedelta(days=-7), False: timedelta(hours=-12)}
"""How long before a deadline by day, and before one by the hour, a calendar reminds."""


def calendar(answer: Duties, say: Callable[[str], str]) -> bytes:
    """Give the calendar of what is still to be done, with reminders; `say` puts its words into a language."""
    found = Calendar()
    found.add("prodid", "-//Plimsoll//Duties//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", say(said("Duties under AI laws (not legal advice)")))
    for each in answer.duties:
        for number, occurrence in _open(each, answer):
            found.add_component(_event(each, number, occurrence, answer, say))
    made: bytes = found.to_ical()
    return made


def _open(each: DutyAnswer, answer: Duties) -> Iterator[tuple[int, Occurrence]]:
    """Occasions that a date is set for and that are not over: those past are kept only while they are not done."""
    for number, occurrence in enumerate(each.owed.occurrences):
        due = occurrence.due
        if due is None or occurrence.status not in _DATED:
            continue
        done = occurrence.status == "met"
        if not done or (due.last.date() > answer.on and each.recurs):
            yield number, occurrence


def _event(each: DutyAnswer, number: int, occurrence: Occurrence, answer: Duties, say: Callable[[str], str]) -> Event:
    due = occurrence.due
    assert due is not None
    event = Event()
    event.add("uid", f"{each.law}.{each.version}.{each.id}.{each.subject}.{number}@plimsoll")
    event.add("dtstamp", datetime.combine(answer.on, time.min, UTC))
    summary = said(
        "{duty}: {subject} ({law} {at})", duty=said(each.id), subject=each.subject, law=each.law, at=each.owed.duty.at
    )
    event.add("summary", say(summary))
    if due.by_day:
        event.add("dtstart", due.last.date())
        event.add("dtend", due.last.date() + timedelta(days=1))
    else:
        event.add("dtstart", due.last)
        event.add("dtend", due.last)
    event.add("description", "\n".join(say(line) for line in _described(each, occurrence)))
    event.add("categories", [each.law, each.id])
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", say(summary))
    alarm.add("trigger", _WARNING[due.by_day])
    event.add_component(alarm)
    return event


def _described(each: DutyAnswer, occurrence: Occurrence) -> Iterator[str]:
    yield said(each.owed.duty.says)
    yield said("status: {status}", status=said(occurrence.status))
    if each.owed.duty.to:
        yield said("to: {recipients}", recipients=", ".join(r.code for r in each.owed.duty.to))
    if occurrence.lacking:
        yield said("lacking: {facts}", facts=", ".join(occurrence.lacking))
    for flag in each.flags:
        yield said(flag)
    yield said("Not legal advice.")
