"""What a duty says, in words: by when it is to be done, and what shows that it was."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from plimsoll.law.language.duty import (
    After,
    AllOfThem,
    Always,
    Before,
    BeforeAnew,
    Both,
    By,
    ByPeriod,
    Cases,
    Current,
    Each,
    Earliest,
    Event,
    Every,
    Evidence,
    First,
    FirstDay,
    Keep,
    Listed,
    Moment,
    NotBefore,
    Noted,
    OnDay,
    OrElse,
    Over,
    Own,
    Passed,
    Reported,
    Sent,
    Since,
    Timing,
    TrainingBegins,
    TrainingEnds,
    Undated,
    Within,
)
from plimsoll.law.language.expression import ANYTHING
from plimsoll.law.language.spans import Span
from plimsoll.law.language.speech import condition_words, fact_words
from plimsoll.messages import Message, listed, said

_UNITS = {
    "hours": said("hours"),
    "days": said("days"),
    "business days": said("business days"),
    "months": said("months"),
    "years": said("years"),
}
_ONE = {
    "hours": said("one hour"),
    "days": said("one day"),
    "business days": said("one business day"),
    "months": said("one month"),
    "years": said("one year"),
}


def timing_words(timing: Timing) -> Message:
    """Say by when a duty is to be done."""
    match timing:
        case Always():
            return said("at all times")
        case Within(span=span, after=after):
            return said("within {span} after {moment}", span=span_words(span), moment=moment_words(after))
        case By(day=day):
            return said("from {moment} on", moment=moment_words(day))
        case Before(act=act, ahead=None):
            return said("not later than {moment}", moment=moment_words(act))
        case Before(act=act, ahead=ahead) if ahead is not None and ahead.count < 0:
            lead = span_words(Span(-ahead.count, ahead.unit))
            return said("at least {span} before {moment}", span=lead, moment=moment_words(act))
        case Before(act=act, ahead=ahead) if ahead is not None:
            return said("not later than {span} after {moment}", span=span_words(ahead), moment=moment_words(act))
        case BeforeAnew(act=act):
            return said("anew before each further one of {moment}", moment=moment_words(act))
        case Undated():
            return said("no day is given")
        case Every(span=span, since=since, until=None):
            return said("at least every {span} from {moment} on", span=span_words(span), moment=moment_words(since))
        case Every(span=span, since=since, until=until) if until is not None:
            return said(
                "at least every {span} from {moment} until {end}",
                span=span_words(span),
                moment=moment_words(since),
                end=moment_words(until),
            )
        case Current(span=span, since=since, renewed_on=()):
            return said(
                "current from {moment} on, and renewed every {span}", moment=moment_words(since), span=span_words(span)
            )
        case Current(span=span, since=since, renewed_on=events):
            return said(
                "current from {moment} on, and renewed every {span}, and at once on {events}",
                moment=moment_words(since),
                span=span_words(span),
                events=listed(map(moment_words, events)),
            )
        case ByPeriod(span=span, after=after):
            return said(
                "by the first day after the {span} in which falls {moment}",
                span=span_words(span),
                moment=moment_words(after),
            )
        case Cases(cases=cases):
            return _in_turn(
                said("otherwise: {timing}", timing=timing_words(then))
                if holds == ANYTHING
                else said("where {condition}: {timing}", condition=condition_words(holds), timing=timing_words(then))
                for holds, then in cases
            )
        case Both(of=parts):
            return _in_turn(map(timing_words, parts))
    raise TypeError(f"not a timing: {timing!r}")


def moment_words(moment: Moment) -> Message:
    """Say when a clock starts."""
    match moment:
        case Event(path=path):
            return fact_words(path)
        case Each(relation=relation, path=path, inner=inner):
            entries = (
                said("{entries}: {inner}", entries=fact_words(relation), inner=inner) if inner else fact_words(relation)
            )
            return said("each of the {entries} ({instant})", entries=entries, instant=fact_words(path.rstrip("_")))
        case Earliest(of=parts):
            return said("the earliest of {moments}", moments=listed(map(moment_words, parts)))
        case Over(of=parts):
            return said("the end of the last of {moments}", moments=listed(map(moment_words, parts)))
        case First(of=part):
            return said("the first of {moment}", moment=moment_words(part))
        case OrElse(of=part, otherwise=other):
            return said("{moment}, or without that {other}", moment=moment_words(part), other=moment_words(other))
        case NotBefore(of=part, day=day):
            return said("{moment}, but not before {day}", moment=moment_words(part), day=day)
        case After(span=span, of=part):
            return said("{span} after {moment}", span=span_words(span), moment=moment_words(part))
        case TrainingBegins():
            return said("the start of training")
        case TrainingEnds():
            return said("the end of training")
        case Passed(holds=holds):
            return said("the end of the run with which it holds: {condition}", condition=condition_words(holds))
        case AllOfThem(of=parts):
            return said("each of {moments}", moments=listed(map(moment_words, parts)))
        case Since(holds=holds):
            return said("the day since which it holds: {condition}", condition=condition_words(holds))
        case FirstDay():
            return said("the first day of the duty")
        case OnDay(day=day):
            return said("{day}", day=day)
    raise TypeError(f"not a moment: {moment!r}")


def evidence_words(evidence: Evidence | None) -> Message:
    """Say what shows that a duty was done."""
    match evidence:
        case None:
            return said("no evidence in the facts file shows it")
        case Listed(relation=relation, at=at, where=where) if where == ANYTHING:
            return said("{entries} ({instant})", entries=fact_words(relation), instant=fact_words(at))
        case Listed(relation=relation, at=at, where=where):
            return said(
                "{entries} ({instant}), where {condition}",
                entries=fact_words(relation),
                instant=fact_words(at),
                condition=condition_words(where),
            )
        case Reported(kind=kind):
            return said("reports of the incident of the kind {kind}, one to each recipient", kind=kind)
        case Noted(paths=paths):
            return said("of the same entry: {instants}", instants=listed(map(fact_words, paths)))
        case Sent(path=path):
            return said("of the same entry: {list}, one to each recipient", list=fact_words(path))
        case Own(path=path):
            return said("its own {list}", list=fact_words(path))
    raise TypeError(f"not evidence: {evidence!r}")


def keep_words(keep: Keep) -> Message:
    """Say how long something is kept."""
    return said("kept for {span} after {moment}", span=span_words(keep.span), moment=moment_words(keep.after))


def span_words(span: Span) -> Message:
    """Say a span of time."""
    if span.count == 1:
        return _ONE[span.unit]
    return said("{count} {unit}", count=span.count, unit=_UNITS[span.unit])


def _in_turn(parts: Iterable[Message]) -> Message:
    return reduce(lambda before, after: said("{before}; {after}", before=before, after=after), parts)
