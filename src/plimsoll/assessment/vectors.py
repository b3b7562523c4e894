"""Vectors: facts with the verdicts and duties that a law gives on them, as files that anyone can add to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from plimsoll.assessment.answers import Assessment, verdict_of
from plimsoll.assessment.assess import assess
from plimsoll.assessment.duties import Duties, duties
from plimsoll.errors import InputError, Place
from plimsoll.facts.documents import form_of, place_of, plain, read_document
from plimsoll.facts.instants import parse_day
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.occurrences import PRESSING
from plimsoll.messages import Message, said

_KEYS = {"id", "law", "date", "facts", "expect", "grade", "cite", "says"}
_NEEDED = ("id", "law", "date", "facts", "expect")


@dataclass(frozen=True, slots=True)
class Vector:
    """One case: facts, a law, a day, and what is expected of each subject and term.

    `grade` says how well the expectation is grounded, where that is weaker than the text.
    """

    id: str
    law: str
    date: date
    facts: Mapping[str, object]
    expect: Mapping[str, str | None]
    """By subject/term a verdict; by subject/duty a status or a due date.

    A part of a duty's answer goes by subject/duty:due, :until (the end of keeping), :to (who is told) and :penalty
    (whether a penalty would reach a breach).
    """
    grade: str = "text"
    cite: str = ""
    says: str = ""
    place: Place | None = None
    """Where its facts stand."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where an answer is not what a vector expects."""

    vector: str
    key: str
    expected: str
    found: str

    def __str__(self) -> str:
        return self.says

    @property
    def says(self) -> Message:
        """The difference in one line."""
        return said(
            "{vector}: {key}: expected {expected}, found {found}",
            vector=self.vector,
            key=self.key,
            expected=said(self.expected),
            found=said(self.found),
        )


def read_vectors(path: str | Path) -> list[Vector]:
    """Read a file of vectors.

    Raises:
        InputError: it is not a list of {id, law, date, facts, expect}.
    """
    name = str(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(
            (error.strerror or "it cannot be read").lower(), "give a file of vectors", Place(name)
        ) from None
    node = read_document(data, name, form_of(name))
    listed = plain(node)
    if not isinstance(listed, list):
        raise InputError("not a list of vectors", "give a list of {id, law, date, facts, expect}", Place(name))
    vectors: list[Vector] = []
    for i, item in enumerate(listed):
        wrong = _wrong(item, [v.id for v in vectors])
        if wrong is not None:
            what, mend, *path_in = wrong
            raise InputError(what, mend, place_of(node, (i, *path_in), name))
        given = {**item, "date": parse_day(item["date"]), "place": place_of(node, (i, "facts"), name)}
        vectors.append(Vector(**given))
    return vectors


def _wrong(item: Any, ids: list[str]) -> tuple[str, ...] | None:
    if not isinstance(item, dict):
        return "not a vector", "give it the keys id, law, date, facts, expect"
    for key in item:
        if key not in _KEYS:
            return f"unknown key {key!r}", f"the keys are {', '.join(sorted(_KEYS))}", key
    for key in _NEEDED:
        if key not in item:
            return f"{key!r} is missing", "give it"
    for key in ("facts", "expect"):
        if not isinstance(item[key], dict):
            return f"{key!r} is not a mapping", "give it keys", key
    if item["id"] in ids:
        return f"id {item['id']!r} is given twice", "rename one", "id"
    try:
        parse_day(item["date"])
    except (ValueError, TypeError) as error:
        return str(error), "write a day that exists", "date"
    return None


def differences(vector: Vector) -> list[Difference]:
    """Run a vector and say where the answers differ.

    Raises:
        InputError: its facts cannot be read, or it names a law that is not known.
    """
    try:
        facts = read_facts([vector.facts])
    except InputError as error:
        raise InputError(f"{vector.id}: {error.what}", error.mend, _within(vector.place, error.place)) from None
    assessed = assess(facts, law=vector.law, on=vector.date)
    owing = duties(facts, law=vector.law, on=vector.date)
    found: list[Difference] = []
    for key, expected in vector.expect.items():
        wanted = "none" if expected is None else str(expected)
        answer = _answer(assessed, owing, key, wanted)
        if not _same(answer, wanted):
            found.append(Difference(vector.id, key, wanted, answer))
    return found


def _within(outer: Place | None, inner: Place | None) -> Place | None:
    """The place of a vector's facts, and the key within them."""
    if outer is None or inner is None:
        return outer or inner
    return replace(outer, key=f"{outer.key}.{inner.key}".strip("."))


def _answer(assessed: Assessment, owing: Duties, key: str, wanted: str) -> str:
    """The verdict on a term; of a duty its status or its due date, as is asked; or the part of it that is named."""
    subject, _, name = key.partition("/")
    try:
        return assessed.find(subject, name).verdict
    except KeyError:
        pass
    duty, _, part = name.partition(":")
    try:
        found = owing.find(subject, duty)
    except KeyError:
        return said("no such subject, term or duty")
    match part:
        case "due":
            return found.due or "none"
        case "until":
            return str(found.owed.retain_until or "none")
        case "to":
            return ", ".join(recipient.code for recipient in found.owed.duty.to) or "none"
        case "penalty":
            return verdict_of(found.penalty_reach)
    if wanted in PRESSING:
        return found.status
    return found.due or "none"


def _same(answer: str, wanted: str) -> bool:
    """Whether two answers are the same, instants also where they are written differently."""
    if answer == wanted:
        return True
    try:
        one, other = (datetime.fromisoformat(text) for text in (answer, wanted))
    except ValueError:
        return False
    return "T" in answer and "T" in wanted and one == other
