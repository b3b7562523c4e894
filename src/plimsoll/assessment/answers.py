"""The answers of an assessment: typed, and in the shape that other tools read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from plimsoll.facts.quantities import Interval, approximate, written
from plimsoll.law.language.explain import Margin, Settling
from plimsoll.law.language.expression import Some
from plimsoll.law.language.reasons import Inequality, Reason, Truth
from plimsoll.law.language.speech import reason_words
from plimsoll.law.language.statute import Status, SubjectKind

FORMAT = "plimsoll/assessment/1"
Verdict = Literal["yes", "no", "unknown"]


def verdict_of(truth: Truth) -> Verdict:
    """Name a three-valued truth."""
    return "unknown" if truth is None else "yes" if truth else "no"


@dataclass(frozen=True, slots=True)
class Determination:
    """Whether a term of a law holds of a subject, where, why, by how much, and what would settle an unknown."""

    law: str
    version: str
    status: Status
    term: str
    subject: str
    of: SubjectKind
    verdict: Verdict
    at: str
    grade: str
    margins: tuple[Margin, ...]
    because: tuple[Reason, ...]
    needs: tuple[Settling, ...]
    flags: tuple[str, ...]

    @property
    def asks(self) -> tuple[Settling, ...]:
        """What to find out: sets that settle it either way, else those that can make it a yes, at most three."""
        both = [settling for settling in self.needs if len(settling.verdicts) == 2]
        yes = [settling for settling in self.needs if True in settling.verdicts]
        return tuple((both or yes or list(self.needs))[:3])

    def to_dict(self) -> dict[str, Any]:
        """Give the answer in plain values, numbers exactly as text."""
        return {
            "law": self.law,
            "version": self.version,
            "status": self.status,
            "term": self.term,
            "subject": self.subject,
            "verdict": self.verdict,
            "at": self.at,
            "grade": self.grade,
            "margins": [_margin(m) for m in self.margins],
            "because": [_because(reason, self.subject) for reason in map(_told, self.because)],
            "needs": [list(settling.facts) for settling in self.needs],
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class Assessment:
    """All determinations of one call."""

    on: date
    determinations: tuple[Determination, ...]
    unread: tuple[str, ...] = ()
    """Judgments that no rule here asks for: of another law, of a duty, or misspelt."""

    def to_dict(self) -> dict[str, Any]:
        """Give the answer in plain values."""
        return {
            "format": FORMAT,
            "on": self.on.isoformat(),
            "determinations": [d.to_dict() for d in self.determinations],
            "unread": list(self.unread),
        }

    def find(self, subject: str, term: str, law: str | None = None) -> Determination:
        """Give the determination of a term of a subject (of the first law that has it, where none is named).

        Raises:
            KeyError: there is none.
        """
        for determination in self.determinations:
            if (determination.subject, determination.term) != (subject, term):
                continue
            if law in (None, determination.law, f"{determination.law}@{determination.version}"):
                return determination
        raise KeyError(f"{subject}/{term}")


def _margin(margin: Margin) -> dict[str, Any]:
    ratio = margin.ratio
    return {
        "fact": margin.fact,
        "value": _ends(margin.value, lambda end: written(end, margin.unit)),
        "line": written(margin.line, margin.unit),
        "ratio": None if ratio is None else _ends(ratio, approximate),
    }


def _ends(interval: Interval, show: Any) -> dict[str, Any] | None:
    """Both ends; a value of which nothing is known is null, never zero."""
    if interval.high is None and not interval.low:
        return None
    ends: tuple[Fraction | None, Fraction | None] = (interval.low, interval.high)
    return {name: None if end is None else show(end) for name, end in zip(("low", "high"), ends, strict=True)}


def _because(reason: Reason, subject: str) -> dict[str, Any]:
    """One node and what it rests on; a term of another subject has an answer of its own."""
    elsewhere = reason.connective == "term" and reason.subject != subject
    return {
        "says": reason_words(reason),
        "at": reason.section,
        "verdict": verdict_of(reason.truth),
        "because": [] if elsewhere else [_because(part, subject) for part in _shown(reason)],
    }


def _shown(reason: Reason) -> list[Reason]:
    """The parts that bear, without steps that only pass a verdict on, and without what was merely taken.

    What was taken and not given stands among the flags, where it bears.
    """
    parts: list[Reason] = []
    for part in map(_told, reason.bearing):
        if not _substantial(part):
            continue
        if part.connective == reason.connective in ("all", "any") and part.section == reason.section:
            parts += _shown(part)
        else:
            parts.append(part)
    return parts


def _told(reason: Reason) -> Reason:
    """Go down past nodes that say nothing of their own."""
    while reason.connective != "is":
        parts = [part for part in reason.bearing if _substantial(part)]
        if len(parts) != 1 or reason.connective == "not" or parts[0].subject != reason.subject:
            return reason
        if reason.section != parts[0].section and parts[0].connective == "is":
            return reason
        reason = parts[0]
    return reason


def _substantial(reason: Reason) -> bool:
    """Whether anything below is a fact, a figure or a judgment."""
    condition = reason.condition
    if condition is not None:
        return isinstance(condition, Inequality) or not condition.presumption
    nothing_there = isinstance(reason.expression, Some) and not reason.parts
    return reason.connective == "is" or nothing_there or any(_substantial(part) for part in reason.parts)
