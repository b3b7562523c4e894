"""Printing what the laws say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from pathlib import Path

import typer

from plimsoll.assessment.vectors import differences, read_vectors
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say, table
from plimsoll.errors import InputError
from plimsoll.facts.quantities import written
from plimsoll.law.anchors import anchors_of, check
from plimsoll.law.language.expression import Expression, Switch, TermIs
from plimsoll.law.language.lines import Line
from plimsoll.law.language.speech import expression_words, line_words
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.language.walking import expressions_in, expressions_of, judgments_of, lines_of, parts_of, readings_of
from plimsoll.law.texts import STATUTES, version_named
from plimsoll.law.wording import read_official
from plimsoll.messages import Message, said
from plimsoll.translation import Language, translate


def list_command(on: date, format: Format, lang: Language) -> None:
    """List laws and versions."""
    rows = [(statute, version) for statute in STATUTES for version in statute.versions]
    if format is Format.JSON:
        listed = [
            {
                "law": version.law,
                "version": version.version,
                "title": version.title,
                "place": statute.place,
                "status": version.status_on(on),
                "first_day": version.first_day.isoformat(),
                "default": statute.on(on) is version,
                "terms": [t.name for t in version.terms if t.public],
            }
            for statute, version in rows
        ]
        print_json({"format": "plimsoll/laws/1", "on": on.isoformat(), "laws": listed}, lang)
        return
    header = (said("law@version"), said("status"), said("first day"), said("title"))
    table(header, [(v.name, _status(v, on), _first_day(v, on), said(v.title)) for _, v in rows], lang)


def _status(version: Version, on: date) -> Message:
    status = version.status_on(on)
    words = said(status)
    return said("{status}, never law", status=words) if status in ("vetoed", "superseded") else words


def _first_day(version: Version, on: date) -> str:
    day = version.first_day.isoformat()
    return said("as if {day}", day=day) if version.status_on(on) in ("vetoed", "superseded") else day


def _standing(version: Version, on: date) -> Message:
    status, day = _status(version, on), version.first_day
    if version.status_on(on) in ("vetoed", "superseded"):
        return said(
            "{status}: read as if in effect from {day}. Copy read: {copy}.",
            status=status,
            day=day,
            copy=said(version.copy),
        )
    return said("{status}, first day {day}. Copy read: {copy}.", status=status, day=day, copy=said(version.copy))


def _steps(version: Version, term: Term) -> list[Term]:
    """The steps that a term takes and no answer lists, with the steps that those take."""
    found: dict[str, Term] = {}
    queue = [term]
    for each in queue:
        for expression in expressions_in(each.means):
            step = version.by_name[expression.term] if isinstance(expression, TermIs) else None
            if step is not None and not step.public and step.name not in found:
                found[step.name] = step
                queue.append(step)
    return list(found.values())


def show_command(law: str, term: str | None, on: date, format: Format, lang: Language) -> None:
    """Show a version of a law, or one of its terms."""
    version = version_named(law, on)
    terms = [t for t in version.terms if t.public]
    if term is not None:
        terms = [t for t in version.terms if t.name == term]
        if not terms:
            known = ", ".join(t.name for t in version.terms if t.public)
            raise InputError(f"{version.name} has no term {term!r}", f"its terms are {known}")
    if format is Format.JSON:
        print_json(_described(version, terms, on), lang)
        return
    say(version.name + "  " + translate(version.title, lang), bold=True)
    say(_standing(version, on), lang)
    say()
    for each in terms:
        _show_term(each, lang, whole=term is not None)
        for step in _steps(version, each) if term is not None else ():
            _show_term(step, lang, whole=True)
    if term is None:
        _show_rest(version, lang)


def _show_term(term: Term, lang: Language, *, whole: bool) -> None:
    head = said(
        "{term} ({of}, {section}, grade {grade})",
        term=_named(term, lang),
        of=said(term.of),
        section=term.at,
        grade=said(str(term.grade)),
    )
    say(head, lang, bold=True)
    say(term.says, lang, lead="  ", indent="  ")
    if whole:
        say()
        _show_tree(term.means, term.at, "", lang)
    for judged in judgments_of(term.means):
        say(expression_words(judged), lang, lead="  ", indent="    ")
    say()


def _named(term: Term, lang: Language) -> str:
    """The term in the language, and its name, by which the command is asked for it."""
    words = translate(said(term.name), lang)
    return term.name if words == term.name else f"{words} {term.name}"


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
    defects = [*version.defects, *dict.fromkeys(f.says for e in expressions_of(version) for f in e.flags)]
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


def _described(version: Version, terms: Sequence[Term], on: date) -> dict[str, object]:
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
                "judgments": [{"term": j.term, "asks": j.asks} for j in judgments_of(term.means)],
            }
            for term in terms
        ],
        "lines": [
            {"line": written(line.value, line.unit), "unit": str(line.unit), "name": line.name or None}
            for line in filter(_is_line, lines_of(version))
        ],
        "readings": [{"name": r.name, "default": r.default, "says": r.says} for r in readings_of(version)],
        "defects": list(version.defects),
    }


def _means(expression: Expression, section: str) -> dict[str, object]:
    own = expression.section
    at = (section + own if own.startswith("(") else own) or section
    return {
        "says": expression_words(expression),
        "at": at,
        "parts": [_means(part, at) for part in parts_of(expression)],
    }


def vectors_command(files: Sequence[Path], format: Format, lang: Language) -> None:
    """Run vectors; exit status 1 if anything differs."""
    vectors = [vector for file in files for vector in read_vectors(file)]
    found = [difference for vector in vectors for difference in differences(vector)]
    if format is Format.JSON:
        listed = [{"id": d.vector, "key": d.key, "expected": d.expected, "found": d.found} for d in found]
        print_json({"format": "plimsoll/vectors/1", "vectors": len(vectors), "differences": listed}, lang)
    else:
        for difference in found:
            say(difference.says, lang)
        differ = len({d.vector for d in found})
        say(said("{vectors} vectors, {differ} differ", vectors=len(vectors), differ=differ), lang)
    if found:
        raise typer.Exit(1)


def anchor_command(law: str, file: Path, on: date, format: Format, lang: Language) -> None:
    """Check the clauses of an official text; exit status 1 if any has moved or is missing."""
    version = version_named(law, on)
    anchors = anchors_of(version.law, version.version)
    if anchors is None:
        raise InputError(f"{version.name} has no anchors: no copy of its text was read", "name another version")
    checks = check(anchors, read_official(file))
    away = [c for c in checks if c.state != "found"]
    if format is Format.JSON:
        listed = [{"clause": c.clause, "state": c.state, "says": c.says} for c in checks]
        answer = {"format": "plimsoll/anchors/1", "law": version.law, "version": version.version, "copy": anchors.copy}
        print_json({**answer, "clauses": listed}, lang)
    else:
        if all(c.state == "missing" for c in checks):
            wrong = said(
                "none of its clauses is there, nor where any of them would begin or end: is this the right text?"
            )
            say(wrong, lang)
        else:
            for each in away:
                state = said("{clause}  {state}: {says}", clause=each.clause, state=said(each.state), says=each.says)
                say(state, lang, indent="  ")
        stand = len(checks) - len(away)
        result = said(
            "{version}: {stand} of {clauses} clauses stand as read from {copy}",
            version=version.name,
            stand=stand,
            clauses=len(checks),
            copy=said(anchors.copy),
        )
        say(result, lang)
    if away:
        raise typer.Exit(1)
