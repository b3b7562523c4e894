"""Printing duties: what presses first, what shows it, and, apart from that, what a breach can cost."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import typer

from plimsoll.assessment.duties import Duties, DutyAnswer, duties
from plimsoll.cli.options import CalendarFormat
from plimsoll.cli.printing import print_flags, print_json, say, table
from plimsoll.cli.shortening import shortened
from plimsoll.errors import InputError
from plimsoll.facts.facts import Facts
from plimsoll.facts.quantities import Interval, Unit
from plimsoll.law.language.exposure import Exposed, Limit
from plimsoll.law.language.occurrences import FAILED, PRESSING
from plimsoll.law.language.speech import value_words
from plimsoll.messages import Message, both, listed, said
from plimsoll.translation import Language, translate

_SOON = timedelta(days=7)
_FIRST_TOLD = ("overdue", "soon", "breached", "undetermined", "late", "due", "not-triggered", "met", "standing")
"""In which order duties are told: what can still be mended first."""

_MOST_LACKING = 3


def duties_command(
    facts: Facts | list[str],
    laws: Sequence[str] | None,
    on: date,
    until: date | None,
    *,
    whole: bool,
    strict: bool,
    format: CalendarFormat,
    lang: Language,
) -> None:
    """Print the duties of facts; with `strict`, exit with 1 if anything is overdue, late or breached."""
    if until is not None and until < on:
        raise InputError(f"--until {until} lies before --on {on}", "give a later day, or leave it out")
    answer = duties(facts, law=laws, on=on, until=until)
    match format:
        case CalendarFormat.JSON:
            print_json(answer.to_dict(), lang)
        case CalendarFormat.ICS:
            from plimsoll.assessment.calendar import calendar

            sys.stdout.buffer.write(calendar(answer, lambda text: translate(text, lang)))
        case CalendarFormat.TABLE:
            _print(answer, lang, whole=whole)
    if strict and any(each.failed for each in answer.duties):
        raise typer.Exit(1)


def _print(answer: Duties, lang: Language, *, whole: bool) -> None:
    shown = [each for each in answer.duties if whole or not _quiet(each)]
    shown.sort(key=lambda each: (_FIRST_TOLD.index(_rank(each, answer.on)), each.due or "9999"))
    header = (
        said("status"),
        said("due by"),
        said("subject"),
        said("law"),
        said("duty"),
        said("at"),
        said("what tells"),
    )
    if shown:
        table(header, [_row(each) for each in shown], lang)
    _print_exposure(shown, lang)
    _print_violations(answer, lang)
    print_flags([(flag, each.subject) for each in shown for flag in each.flags], answer.unread, lang)
    counted = {status: sum(each.status == status for each in answer.duties) for status in PRESSING}
    counts = [said("{count} {status}", count=n, status=said(status)) for status, n in counted.items() if n]
    summary = listed(counts) if counts else said("no duties of anything in the facts")
    say()
    say(said("{summary}; as of the end of {on}, UTC. Not legal advice.", summary=summary, on=answer.on), lang, dim=True)
    rest = len(answer.duties) - len(shown)
    if rest:
        say(said("{rest} more that ask for nothing now: --all shows them.", rest=rest), lang, dim=True)


def _quiet(each: DutyAnswer) -> bool:
    """Whether it asks for nothing: it stands always, or nothing is owed, or what will be is not known."""
    if each.status == "not-triggered":
        return each.due is None or bool(each.owed.told.lacking)
    return each.status == "standing"


def _rank(each: DutyAnswer, on: date) -> str:
    due = each.owed.told.due
    soon = due is not None and due.last.date() - on <= _SOON
    return "soon" if soon and each.status in ("due", "undetermined") else each.status


def _row(each: DutyAnswer) -> tuple[str, ...]:
    law: str = each.law
    if each.law_status != "in-force":
        law = said("{law} {status}", law=each.law, status=said(each.law_status))
    return said(each.status), each.due or "", each.subject, law, said(each.id), each.owed.duty.at, _detail(each)


def _detail(each: DutyAnswer) -> str:
    """What is lacking; else what shows it done; and how long it is kept."""
    told = each.owed.told
    open_ = each.status == "undetermined"
    parts: list[Message] = []
    if each.status == "not-triggered" and told.due is not None:
        parts.append(said("begins then"))
    elif told.lacking:
        facts = _some(shortened(told.lacking, each.subject))
        parts.append(said("needs {facts}", facts=facts) if open_ else said("lacking {facts}", facts=facts))
    elif told.evidence:
        facts = listed(shortened(told.evidence, each.subject))
        late = each.status in FAILED
        parts.append(said("came too late: {facts}", facts=facts) if late else said("shown by {facts}", facts=facts))
    if told.alternatives:
        parts.append(said("or, by another reading of the clock, {dates}", dates=listed(map(str, told.alternatives))))
    if each.owed.retain_until:
        parts.append(said("keep through {day}", day=each.owed.retain_until))
    if len(each.owed.occurrences) > 1:
        parts.append(said("one of {count} occasions", count=len(each.owed.occurrences)))
    return listed(parts) if parts else ""


def _some(facts: Sequence[str]) -> str:
    """The first few; JSON has them all."""
    rest = len(facts) - _MOST_LACKING
    if rest < 2:
        return both(facts)
    return said("{facts} and {rest} more", facts=listed(facts[:_MOST_LACKING]), rest=rest)


def _print_exposure(shown: Sequence[DutyAnswer], lang: Language) -> None:
    """Penalties that could follow from what has failed, each once with what it reaches."""
    reached: dict[tuple[str, str], tuple[Exposed, list[DutyAnswer]]] = {}
    for each in shown:
        for exposed in each.exposure if each.failed else ():
            if exposed.reach is not False and exposed.sanction.penalty:
                reached.setdefault((each.law, exposed.sanction.id), (exposed, []))[1].append(each)
    if not reached:
        return
    say()
    say(said("what a breach can cost, where one is found"), lang, bold=True)
    for (law, _), (exposed, concerned) in reached.items():
        names = listed(dict.fromkeys(f"{each.subject}/{each.id}" for each in concerned))
        line = said(
            "{law} {at}: {says} {caps}",
            law=law,
            at=exposed.sanction.at,
            says=said(exposed.sanction.says),
            caps=_caps(exposed),
        )
        said_of = said("{line} Of {duties}.", line=line, duties=names)
        if exposed.reach is None:
            said_of = said("{line} Whether it reaches is not known.", line=said_of)
        say(said_of, lang, lead="- ", indent="  ")


def _print_violations(answer: Duties, lang: Language) -> None:
    for each in answer.violations:
        for exposed in each.counted.exposed:
            if exposed.reach is False or not exposed.sanction.penalty:
                continue
            limit = exposed.first if each.counted.ordinal == 1 else exposed.later or exposed.first
            line = said(
                "{violation}, number {ordinal} under {law}: {limit} ({at})",
                violation=each.counted.path,
                ordinal=each.counted.ordinal,
                law=each.law,
                limit=_limit(limit) if limit else said("no cap is named"),
                at=exposed.sanction.at,
            )
            say(line, lang, lead="- ", indent="  ")


def _caps(exposed: Exposed) -> Message:
    parts = []
    if exposed.first is not None:
        parts.append(said("At most {limit}", limit=_limit(exposed.first)))
    if exposed.later is not None and exposed.later != exposed.first:
        parts.append(said("later {limit}", limit=_limit(exposed.later)))
    if exposed.total is not None:
        parts.append(said("in all {limit}", limit=_limit(exposed.total)))
    return said("{parts}.", parts=listed(parts)) if parts else said("No cap is named.")


_PER = {
    "violation": said("a violation"),
    "day": said("a day"),
    "related violations": said("for related violations"),
}


def _low_alone(limit: Limit) -> Limit:
    return replace(limit, amount=Interval(limit.amount.low, limit.amount.low))


def _limit(limit: Limit) -> Message:
    if limit.amount.low is None and limit.amount.high is None:
        return said("a share of a figure that the facts do not give")
    amount = value_words(limit.amount, Unit.MONEY)
    if limit.amount.high is None and limit.amount.low is not None:
        return said("{limit}, or a share of a figure that the facts do not give", limit=_limit(_low_alone(limit)))
    if limit.currency != "USD":
        amount = said("{currency} {amount}", currency=limit.currency, amount=amount.replace("$", ""))
    return (
        said("{amount} {per}", amount=amount, per=_PER[limit.per])
        if limit.per in _PER
        else said("{amount}", amount=amount)
    )
