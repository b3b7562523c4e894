"""What there is to translate: sentences in the code, what the laws hold, and codes that tables show as words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from babel.messages.extract import extract_from_dir

from plimsoll.assessment.answers import Verdict
from plimsoll.facts.quantities import Unit
from plimsoll.law.anchors import ClauseCheck, anchors_of
from plimsoll.law.language.comparison import Amount, Total
from plimsoll.law.language.duty import Duty
from plimsoll.law.language.duty_speech import evidence_words, keep_words, timing_words
from plimsoll.law.language.expression import Expression, Grade
from plimsoll.law.language.occurrences import PRESSING
from plimsoll.law.language.speech import amount_words, expression_words, figure_words
from plimsoll.law.language.statute import Status, SubjectKind, Term
from plimsoll.law.texts import STATUTES
from plimsoll.law.texts.without_rules import WITHOUT_RULES
from plimsoll.messages import Message
from plimsoll.translation import WORDING

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "plimsoll"
CODES: dict[str, tuple[str, ...]] = {
    "law/language/statute.py": (*get_args(Status), *get_args(SubjectKind)),
    "law/language/expression.py": tuple(map(str, Grade)),
    "facts/quantities.py": tuple(unit.value for unit in Unit if unit not in (Unit.MONEY, Unit.SECONDS, Unit.NUMBER)),
    "law/language/occurrences.py": PRESSING,
    "law/anchors.py": get_args(get_type_hints(ClauseCheck)["state"]),
    "assessment/answers.py": get_args(Verdict),
}
"""Codes that tables show as words, under the file that defines them. JSON keeps them as they are."""


@dataclass(frozen=True, slots=True)
class Found:
    """A message, where it stands, and the name of the term, where that is what it is."""

    id: str
    where: str
    term: bool = False


def found() -> list[Found]:
    """Give every message once for each place, the code's before the laws'."""
    return list(dict.fromkeys([*_in_code(), *_codes(), *_in_laws()]))


def _in_code() -> Iterator[Found]:
    python = [("**.py", "python")]
    for file, _, message, _, _ in sorted(extract_from_dir(SOURCE, python, keywords={"said": None})):
        if isinstance(message, str):
            yield Found(message, _place(file))


def _codes() -> Iterator[Found]:
    for file, codes in CODES.items():
        for code in codes:
            yield Found(code, _place(file))


def _in_laws() -> Iterator[Found]:
    for statute in STATUTES:
        where = _place(f"law/texts/{statute.id.replace('-', '_')}")
        anchors = [anchors_of(version.law, version.version) for version in statute.versions]
        for value in (statute, anchors):
            yield from (Found(text, where, term) for text, term in _held(value))
    for instrument in WITHOUT_RULES:
        yield Found(instrument.status, _place("law/texts/without_rules"))
        yield from (Found(text, _place("law/texts/without_rules")) for text, _ in _held(instrument))


def _held(value: Any) -> Iterator[tuple[str, bool]]:
    """Walk everything that a value holds: its wording, names of terms, and how its expressions are spoken."""
    if isinstance(value, Expression):
        yield from ((text, False) for text in _templates(expression_words(value)))
    if isinstance(value, Amount):
        yield from ((text, False) for text in _templates(amount_words(value)))
    if isinstance(value, Total):
        yield figure_words(value.name), False
    if isinstance(value, Term):
        yield value.name, True
    if isinstance(value, Duty):
        yield value.id, False
        for words in (timing_words(value.due), evidence_words(value.shown_by), value.keep and keep_words(value.keep)):
            yield from ((text, False) for text in _templates(words))
    if is_dataclass(value):
        for field in fields(value):
            held = getattr(value, field.name)
            yield from ((text, False) for text in (_texts(held) if field.name in WORDING else ()))
            yield from _held(held)
    elif isinstance(value, dict):
        yield from _held(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _held(each)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _templates(message: object) -> Iterator[str]:
    if isinstance(message, Message):
        yield message.template
        for value in message.values.values():
            yield from _templates(value)


def _place(file: str) -> str:
    return f"src/plimsoll/{file}"
