"""Printing what the laws say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer

from plimsoll.assessment.vectors import differences, read_vectors
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say, table
from plimsoll.errors import InputError
from plimsoll.law.anchors import anchors_of, check
from plimsoll.law.language.statute import Version
from plimsoll.law.texts import STATUTES, version_named
from plimsoll.law.texts.without_rules import AS_OF, WITHOUT_RULES
from plimsoll.law.wording import read_official
from plimsoll.messages import Message, said
from plimsoll.translation import Language


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
                "duties": [d.id for d in version.duties],
            }
            for statute, version in rows
        ]
        answer = {"format": "plimsoll/laws/1", "on": on.isoformat(), "laws": listed, "without_rules": _without_rules()}
        print_json(answer, lang)
        return
    header = (said("law@version"), said("status"), said("first day"), said("title"))
    table(header, [(v.name, status_words(v, on), _first_day(v, on), said(v.title)) for _, v in rows], lang)
    say()
    say(said("Read, and nothing to compute (as of {day}; why, in --format json):", day=AS_OF), lang, bold=True)
    others = [(each.id, said(each.status), said(each.title)) for each in WITHOUT_RULES]
    table((said("id"), said("status"), said("title")), others, lang)


def _without_rules() -> list[dict[str, str]]:
    return [
        {
            "id": each.id,
            "place": each.place,
            "title": each.title,
            "status": each.status,
            "note": each.note,
            "as_of": AS_OF.isoformat(),
            "checks": each.checks,
            "why": each.why,
            "grade": str(each.grade),
        }
        for each in WITHOUT_RULES
    ]


def status_words(version: Version, on: date) -> Message:
    """Say the status of a version, and of a text that never became law that it did not."""
    status = version.status_on(on)
    words = said(status)
    return said("{status}, never law", status=words) if version.never_law else words


def _first_day(version: Version, on: date) -> str:
    day = version.first_day.isoformat()
    return said("as if {day}", day=day) if version.never_law else day


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
