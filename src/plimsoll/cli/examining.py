"""Printing what a text leaves open, and where two texts part: each finding with its witness."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from plimsoll.assessment.examining import Examination, compare, examine
from plimsoll.cli.laws import status_words
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say
from plimsoll.errors import InputError
from plimsoll.facts.written import facts_lines, facts_text
from plimsoll.law.language.examine.finding import Finding
from plimsoll.law.language.statute import Version
from plimsoll.messages import Message, listed, said
from plimsoll.translation import Language

_KINDS = {
    "gap": said("gap"),
    "overlap": said("overlap"),
    "unreachable": said("unreachable"),
    "reference": said("reference"),
    "only-first": said("only first"),
    "only-second": said("only second"),
}


def check_command(law: str, on: date, witnesses: Path | None, *, strict: bool, format: Format, lang: Language) -> None:
    """Examine one text; with `strict`, exit status 1 if anything is found."""
    found = examine(law, on=on)
    _print(found, witnesses, format, lang)
    if strict and found.findings:
        raise typer.Exit(1)


def diff_command(first: str, second: str, on: date, witnesses: Path | None, format: Format, lang: Language) -> None:
    """Examine two texts against each other."""
    _print(compare(first, second, on=on), witnesses, format, lang)


def _print(found: Examination, witnesses: Path | None, format: Format, lang: Language) -> None:
    written = _write(found, witnesses) if witnesses is not None else []
    if format is Format.JSON:
        print_json(found.to_dict(), lang)
        return
    for version in filter(None, (found.first, found.second)):
        say(_heading(version, found.on), lang, bold=True)
    for finding in found.findings:
        say()
        _print_finding(finding, lang)
    say()
    for path in written:
        say(said("wrote {path}", path=path), lang)
    say(_summary(found), lang)
    looked = said(
        "Looked at models up to two steps from what they descend from, of one run each, read as by default on {on}; "
        "before any act of an authority, unless said. Not legal advice.",
        on=found.on,
    )
    say(looked, lang, dim=True)


def _summary(found: Examination) -> Message:
    if not found.compared:
        return said("They have no terms to compare.")
    counted = [
        said("{count} {kind}", count=sum(f.kind == kind for f in found.findings), kind=words)
        for kind, words in _KINDS.items()
        if any(f.kind == kind for f in found.findings)
    ]
    return said("Found: {findings}.", findings=listed(counted)) if counted else said("Nothing found.")


def _heading(version: Version, on: date) -> Message:
    return said("{law} ({status})", law=version.name, status=status_words(version, on))


def _print_finding(finding: Finding, lang: Language) -> None:
    head = said("{kind}  {sections}", kind=_KINDS[finding.kind], sections=listed(dict.fromkeys(finding.at)))
    say(head, lang, bold=True)
    say(finding.says, lang, lead="  ", indent="  ")
    if finding.more:
        say(said("There are more ways than those told."), lang, lead="  ")
    if finding.facts is not None:
        say(said("witness"), lang, lead="  ", dim=True)
        for line in facts_lines(finding.facts):
            say(line, lead="    ", indent="      ", dim=True)


def _write(found: Examination, folder: Path) -> list[Path]:
    """Write each witness as a facts file of its own, with the finding as its first line."""
    written = []
    names = [version.name for version in (found.first, found.second) if version is not None]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for n, finding in enumerate(found.findings, 1):
            if finding.facts is not None:
                path = folder / f"{'-'.join(names)}-{n:02}-{finding.kind}.yaml"
                path.write_text(f"# As of {found.on}: {finding.says}\n{facts_text(finding.facts)}", encoding="utf-8")
                written.append(path)
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise InputError(f"--witnesses {folder}: {reason}", "name a folder that can be written to") from None
    return written
