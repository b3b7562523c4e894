"""Showing what a law says: its terms and duties, or one of them as it is written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce

from plimsoll.cli.laws import status_words
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say
from plimsoll.errors import InputError
from plimsoll.facts.quantities import written
from plimsoll.law.language.duty import Duty
from plimsoll.law.language.duty_speech import evidence_words, keep_words, timing_words
from plimsoll.law.language.expression import Expression, Judged, Switch
from plimsoll.law.language.lines import Line
from plimsoll.law.language.references import astray
from plimsoll.law.language.speech import expression_words, line_words
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.language.walking import (
    expressions_in,
    expressions_of,
    expressions_of_duty,
    judgments_among,
    judgments_of,
    lines_of,
    parts_of,
    readings_of,
    steps_of,
)
from plimsoll.law.texts import version_named
from plimsoll.messages import Message, both, listed, said
from plimsoll.translation import Language, translate


def _standing(version: Version, on: date) -> Message:
    status, day = status_words(version, on), version.first_day
    if version.never_law:
        return said(
            "{status}: read as if in effect from {day}. Copy read: {copy}.",
            status=status,
            day=day,
            copy=said(version.copy),
        )
    return said("{status}, first day {day}. Copy read: {copy}.", status=status, day=day, copy=said(version.copy))


def show_command(law: str, name: str | None, on: date, format: Format, lang: Language) -> None:
    """Show a version of a law, or one of its terms or duties."""
    version = version_named(law, on)
    terms = [t for t in version.terms if (t.public if name is None else t.name == name)]
    owing = [d for d in version.duties if name in (None, d.id)]
    if not terms and not owing and name is not None:
        known = ", ".join([*(t.name for t in version.terms if t.public), *dict.fromkeys(d.id for d in version.duties)])
        raise InputError(f"{version.name} has no term or duty {name!r}", f"it has {known}")
    if format is Format.JSON:
        print_json(_described(version, terms, owing, on), lang)
        return
    say(version.name + "  " + translate(version.title, lang), bold=True)
    say(_standing(version, on), lang)
    if version.terms_of:
        say(said("It takes its terms from {laws}.", laws=both(version.terms_of)), lang)
    say()
    for term in terms:
        if name is None:
            _show_term(term, lang, judgments_of(version, term))
        for each in (term, *steps_of(version, term)) if name is not None else ():
            _show_term(each, lang, judgments_among(expressions_in(each.means)), whole=True)
    for duty in owing:
        _show_duty(duty, lang, whole=name is not None)
    if name is None:
        _show_rest(version, lang)


def _show_term(term: Term, lang: Language, asked: Sequence[Judged], *, whole: bool = False) -> None:
    head = said(
        "{term} ({of}, {section}, grade {grade})",
        term=_named(term.name, lang),
        of=said(term.of),
        section=term.at,
        grade=said(str(term.grade)),
    )
    say(head, lang, bold=True)
    say(term.says, lang, lead="  ", indent="  ")
    if whole:
        say()
        _show_tree(term.means, term.at, "", lang)
    for judged in asked:
        say(expression_words(judged), lang, lead="  ", indent="    ")
    say()


def _show_duty(duty: Duty, lang: Language, *, whole: bool) -> None:
    head = said(
        "duty {duty} ({of}, {section}, grade {grade})",
        duty=_named(duty.id, lang),
        of=said(duty.of),
        section=duty.at,
        grade=said(str(duty.grade)),
    )
    say(head, lang, bold=True)
    say(duty.says, lang, lead="  ", indent="  ")
    say(said("by when: {timing}", timing=timing_words(duty.due)), lang, lead="  ", indent="    ")
    if duty.to:
        say(said("to: {recipients}", recipients=listed(r.code for r in duty.to)), lang, lead="  ", indent="    ")
    if whole:
        say(said("shown by: {evidence}", evidence=evidence_words(duty.shown_by)), lang, lead="  ", indent="    ")
        if duty.keep is not None:
            say(keep_words(duty.keep), lang, lead="  ", indent="    ")
        for sanction in duty.sanctions:
            say(f"{sanction.at}  " + translate(sanction.says, lang), lead="  ", indent="    ")
        say(said("owed where"), lang, lead="  ")
        _show_tree(duty.when, duty.at, "  ", lang)
    for judged in judgments_among(expressions_of_duty(duty)):
        say(expression_words(judged), lang, lead="  ", indent="    ")
    say()


def _named(name: str, lang: Language) -> str:
    """The term or duty in the language, and its name, by which the command is asked for it."""
    words = translate(said(name), lang)
    return name if words == name else f"{words} {name}"


_SWITCH_LABELS = (
    "{says}",
    said("if so: {says}"),
    said("if not: {says}"),
    said("it can matter where: {says}"),
)


def _show_tree(expression: Expression, section: str, indent: str, lang: Language, label: str = "{says}") -> None:
    own = expression.section
    at = section + own if own.startswith("(") else own
    words = translate(said(label, says=expression_words(expression)), lang) + (f"  [{at}]" if at else "")
    if expression.grade is not None:
        grade = translate(said("[grade {grade}]", grade=said(str(expression.grade))), lang)
        words = f"{words}  {grade}"
    say(words, lead=indent + "- ", indent=indent + "  ")
    parts = parts_of(expression)
    labels = _SWITCH_LABELS if isinstance(expression, Switch) else ("{says}",) * len(parts)
    for part, each in zip(parts, labels, strict=True):
        _show_tree(part, at or section, indent + "  ", lang, each)


def _show_rest(version: Version, lang: Language) -> None:
    say(said("lines"), lang, bold=True)
    for line in filter(_is_line, lines_of(version)):
        say(_line(line), lang, lead="  ", indent="    ")
    if readings_of(version):
        say()
        say(said("readings: switches of a facts file, as readings: {NAME: true}"), lang, bold=True)
    for reading in readings_of(version):
        default = str(reading.default).lower()
        words = said("{name} (default {default}): {says}", name=reading.name, default=default, says=said(reading.says))
        say(words, lang, lead="  ", indent="    ")
    stray = [says for _, says in astray(version)]
    defects = [*stray, *version.defects, *dict.fromkeys(f.says for e in expressions_of(version) for f in e.flags)]
    if defects:
        say()
        say(said("defects and doubts"), lang, bold=True)
    for defect in defects:
        say(defect, lang, lead="  - ", indent="    ")


def _line(line: Line) -> str:
    notes = [said("called {name}", name=line.name)] if line.name else []
    if line.indexation:
        moves = line.indexation
        notes.append(said("indexed from {day} ({section})", day=moves.begins, section=moves.section))
    if line.delegation:
        setting = line.delegation
        notes.append(
            said("set by the agency for training from {day} ({section})", day=setting.begins, section=setting.section)
        )
    words = line_words(line.value, line.unit)
    if not notes:
        return words
    joined = reduce(lambda before, after: said("{before}; {after}", before=before, after=after), notes)
    return said("{line} ({notes})", line=words, notes=joined)


def _is_line(line: Line) -> bool:
    """A comparison with nothing (is there any damage?) is no line."""
    return bool(line.value)


def _described(version: Version, terms: Sequence[Term], owing: Sequence[Duty], on: date) -> dict[str, object]:
    return {
        "format": "plimsoll/law/1",
        "law": version.law,
        "version": version.version,
        "title": version.title,
        "status": version.status_on(on),
        "first_day": version.first_day.isoformat(),
        "copy": version.copy,
        "terms": [
            {
                "term": term.name,
                "of": term.of,
                "at": term.at,
                "grade": str(term.grade),
                "says": term.says,
                "means": _means(term.means, term.at),
                "judgments": _asked(judgments_of(version, term)),
            }
            for term in terms
        ],
        "duties": [
            {
                "duty": duty.id,
                "of": duty.of,
                "at": duty.at,
                "grade": str(duty.grade),
                "says": duty.says,
                "when": _means(duty.when, duty.at),
                "due": {"says": timing_words(duty.due)},
                "to": [recipient.code for recipient in duty.to],
                "judgments": _asked(judgments_among(expressions_of_duty(duty))),
                "sanctions": [{"id": s.id, "at": s.at, "says": s.says} for s in duty.sanctions],
            }
            for duty in owing
        ],
        "lines": [
            {"line": written(line.value, line.unit), "unit": str(line.unit), "name": line.name or None}
            for line in filter(_is_line, lines_of(version))
        ],
        "readings": [{"name": r.name, "default": r.default, "says": r.says} for r in readings_of(version)],
        "defects": [*(says for _, says in astray(version)), *version.defects],
    }


def _means(expression: Expression, section: str) -> dict[str, object]:
    own = expression.section
    at = (section + own if own.startswith("(") else own) or section
    return {
        "says": expression_words(expression),
        "at": at,
        "parts": [_means(part, at) for part in parts_of(expression)],
    }


def _asked(judgments: Sequence[Judged]) -> list[dict[str, str]]:
    return [{"term": judged.term, "asks": judged.asks} for judged in judgments]
