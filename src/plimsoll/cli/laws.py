"""Printing what the laws say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
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


def list_command(on: date, format: Format) -> None:
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
        print_json(json.dumps({"format": "plimsoll/laws/1", "on": on.isoformat(), "laws": listed}, indent=2))
        return
    header = ("law@version", "status", "first day", "title")
    table(header, [(v.name, _status(v, on), _first_day(v, on), v.title) for _, v in rows])


def _status(version: Version, on: date) -> str:
    status = version.status_on(on)
    return f"{status}, never law" if status in ("vetoed", "superseded") else status


def _first_day(version: Version, on: date) -> str:
    day = version.first_day.isoformat()
    return f"as if {day}" if version.status_on(on) in ("vetoed", "superseded") else day


def _standing(version: Version, on: date) -> str:
    if version.status_on(on) in ("vetoed", "superseded"):
        return f"{_status(version, on)}: read as if in effect from {version.first_day}"
    return f"{version.status_on(on)}, first day {version.first_day}"


def _copy(version: Version) -> str:
    nothing, _, instead = version.copy.partition("none: ")
    return f"Copy read: {version.copy}." if nothing else f"No copy of the text was read, only {instead}."


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


def show_command(law: str, term: str | None, on: date, format: Format) -> None:
    """Show a version of a law, or one of its terms."""
    version = version_named(law, on)
    terms = [t for t in version.terms if t.public]
    if term is not None:
        terms = [t for t in version.terms if t.name == term]
        if not terms:
            known = ", ".join(t.name for t in version.terms if t.public)
            raise InputError(f"{version.name} has no term {term!r}", f"its terms are {known}")
    if format is Format.JSON:
        print_json(json.dumps(_described(version, terms, on), indent=2))
        return
    say(f"{version.name}  {version.title}", bold=True)
    say(f"{_standing(version, on)}. {_copy(version)}")
    if version.terms_of:
        say(f"It takes its terms from {' and '.join(version.terms_of)}.")
    say()
    for each in terms:
        _show_term(each, whole=term is not None)
        for step in _steps(version, each) if term is not None else ():
            _show_term(step, whole=True)
    if term is None:
        _show_rest(version)


def _show_term(term: Term, *, whole: bool) -> None:
    say(f"{term.name} ({term.of}, {term.at}, grade {term.grade})", bold=True)
    say(f"  {term.says}", indent="  ")
    if whole:
        say()
        _show_tree(term.means, term.at, "")
    for judged in judgments_of(term.means):
        say(f"  judgment {judged.term}: {judged.asks}", indent="    ")
    say()


_SWITCH_LABELS = ("", "if so: ", "if not: ", "it can matter where: ")


def _show_tree(expression: Expression, section: str, indent: str, label: str = "") -> None:
    own = expression.section
    at = section + own if own.startswith("(") else own
    said = label + expression_words(expression) + (f"  [{at}]" if at else "")
    said += f"  [grade {expression.grade}]" if expression.grade is not None else ""
    say(f"{indent}- {said}", indent=indent + "  ")
    parts = parts_of(expression)
    labels = (
        ("", "if so: ", "if not: ", "it can matter where: ") if isinstance(expression, Switch) else ("",) * len(parts)
    )
    for part, each in zip(parts, labels, strict=True):
        _show_tree(part, at or section, indent + "  ", each)


def _show_rest(version: Version) -> None:
    say("lines", bold=True)
    for line in filter(_is_line, lines_of(version)):
        notes = [f"called {line.name}"] if line.name else []
        if line.indexation:
            notes.append(f"indexed from {line.indexation.begins} ({line.indexation.section})")
        if line.delegation:
            notes.append(f"set by the agency for training from {line.delegation.begins} ({line.delegation.section})")
        said = f" ({'; '.join(notes)})" if notes else ""
        say(f"  {line_words(line.value, line.unit)}{said}", indent="    ")
    if readings_of(version):
        say()
        say("readings: switches of a facts file, as readings: {NAME: true}", bold=True)
    for reading in readings_of(version):
        say(f"  {reading.name} (default {str(reading.default).lower()}): {reading.says}", indent="    ")
    defects = [*version.defects, *dict.fromkeys(f.says for e in expressions_of(version) for f in e.flags)]
    if defects:
        say()
        say("defects and doubts", bold=True)
    for defect in defects:
        say(f"  - {defect}", indent="    ")


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


def vectors_command(files: Sequence[Path], format: Format) -> None:
    """Run vectors; exit status 1 if anything differs."""
    vectors = [vector for file in files for vector in read_vectors(file)]
    found = [difference for vector in vectors for difference in differences(vector)]
    if format is Format.JSON:
        listed = [{"id": d.vector, "key": d.key, "expected": d.expected, "found": d.found} for d in found]
        print_json(
            json.dumps({"format": "plimsoll/vectors/1", "vectors": len(vectors), "differences": listed}, indent=2)
        )
    else:
        for difference in found:
            say(str(difference))
        say(f"{len(vectors)} vectors, {len({d.vector for d in found})} differ")
    if found:
        raise typer.Exit(1)


def anchor_command(law: str, file: Path, on: date, format: Format) -> None:
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
        print_json(json.dumps({**answer, "clauses": listed}, indent=2))
    else:
        if all(c.state == "missing" for c in checks):
            say("none of its clauses is there, nor where any of them would begin or end: is this the right text?")
        else:
            for each in away:
                say(f"{each.clause}  {each.state}: {each.says}", indent="  ")
        stand = len(checks) - len(away)
        say(f"{version.name}: {stand} of {len(checks)} clauses stand as read from {anchors.copy}")
    if away:
        raise typer.Exit(1)
