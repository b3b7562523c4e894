"""Duties as a calendar that any calendar program imports (RFC 5545): one event for each date on which one is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from plimsoll.assessment.duties import Duties, DutyAnswer
from plimsoll.law.language.occurrences import Occurrence
from plimsoll.messages import said

_DATED = frozenset(["due", "overdue", "undetermined", "not-triggered"])
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
        for occurrence in _open(each, answer):
            found.add_component(_event(each, occurrence, answer, say))
    made: bytes = found.to_ical()
    return made


def _open(each: DutyAnswer, answer: Duties) -> Iterator[Occurrence]:
    """Occasions that a date is set for and that are not over: those past are kept only while they are not done."""
    for occurrence in each.owed.occurrences:
        due = occurrence.due
        if due is None or occurrence.status not in _DATED:
            continue
        if occurrence.status == "not-triggered" and occurrence.lacking:
            continue  # it is not known that anything will be owed
        yield occurrence


def _event(each: DutyAnswer, occurrence: Occurrence, answer: Duties, say: Callable[[str], str]) -> Event:
    due = occurrence.due
    assert due is not None
    event = Event()
    several = f".{due}" if len(each.owed.occurrences) > 1 else ""
    event.add("uid", f"{each.law}.{each.version}.{each.id}.{each.subject}{several}@plimsoll")
    event.add("dtstamp", datetime.combine(answer.on, time.min, UTC))
    event.add("sequence", answer.on.toordinal())
    summary = _summary(each, occurrence)
    event.add("summary", say(summary))
    # An event of a day without an end lasts that day, and one of a moment that moment (RFC 5545, 3.6.1).
    event.add("dtstart", due.last.date() if due.by_day else due.last)
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


def _summary(each: DutyAnswer, occurrence: Occurrence) -> str:
    """What stands in the calendar; a text that binds nobody yet, or never did, is labelled."""
    at = each.owed.duty.at
    summary = said("{duty}: {subject} ({law} {at})", duty=said(each.id), subject=each.subject, law=each.law, at=at)
    if occurrence.status == "not-triggered":
        return said("begins: {summary}", summary=summary)
    if each.law_status not in ("in-force", "enacted"):
        return said("[{status}] {summary}", status=said(each.law_status), summary=summary)
    return summary


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
