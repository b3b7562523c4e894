"""The page of duties: what each law asks for, by when, and in which words evidence shows it."""

from __future__ import annotations

from collections.abc import Iterator

from generating.markdown import code, notice, table
from plimsoll.law.language.duty import Duty, Listed
from plimsoll.law.language.duty_speech import evidence_words, keep_words, timing_words
from plimsoll.law.language.expression import Includes
from plimsoll.law.language.statute import Statute, Version
from plimsoll.law.language.walking import expressions_in
from plimsoll.law.texts import STATUTES

_HEAD = """# Duties

What each law asks for: of what, by when, and what in a facts file shows that it was done. `plimsoll law show LAW DUTY`
tells more of one: when it is owed, what is left to a person's judgment, what a breach can cost. How clocks and evidence
are read: [how duties are read](../explanation/duties.md).

Evidence is recognised by the words given here: a `kind`, a recipient, an item. A kind or a recipient that no duty asks
for is named under the flags of an answer. Vetoed and superseded texts never became law, and are marked.
"""


def page() -> str:
    """Write the page."""
    lines = [notice("src/plimsoll/law/texts"), "", _HEAD]
    owing = [statute for statute in STATUTES if any(version.duties for version in statute.versions)]
    lines += [f"- [{statute.title}](#{_anchor(statute)})" for statute in owing] + [""]
    lines += ["- [Recipients](#recipients)", "- [Items of documents](#items-of-documents)", ""]
    for statute in owing:
        lines += [f"## {statute.title}", ""]
        for version in reversed(statute.versions):
            lines += _version(version)
    lines += _recipients()
    lines += _items()
    return "\n".join(lines).rstrip() + "\n"


def _anchor(statute: Statute) -> str:
    kept = (c for c in statute.title.lower() if c.isalnum() or c in " -")
    return "".join(kept).replace(" ", "-")


def _version(version: Version) -> list[str]:
    label = " (never law)" if version.never_law else ""
    rows = [
        (
            f"{code(duty.id)}, of {duty.of}",
            duty.at,
            duty.says,
            str(timing_words(duty.due)),
            _shown(duty),
            str(duty.grade),
        )
        for duty in version.duties
    ]
    header = ("duty", "at", "what", "by when", "shown by", "grade")
    return [f"### {version.name}{label}", "", *table(header, rows)]


def _shown(duty: Duty) -> str:
    parts = [str(evidence_words(duty.shown_by))] if duty.shown_by is not None else []
    if duty.to:
        parts.append("to " + ", ".join(code(recipient.code) for recipient in duty.to))
    if duty.keep is not None:
        parts.append(str(keep_words(duty.keep)))
    return "; ".join(parts)


def _duties() -> Iterator[tuple[Version, Duty]]:
    for statute in STATUTES:
        for version in statute.versions:
            yield from ((version, duty) for duty in version.duties)


def _recipients() -> list[str]:
    found = {recipient for _, duty in _duties() for recipient in duty.to}
    rows = sorted((code(r.code), ", ".join(map(code, r.aliases))) for r in found)
    return ["## Recipients", "", *table(("recipient", "also taken for it"), rows)]


def _items() -> list[str]:
    rows: dict[tuple[str, str], None] = {}
    for version, duty in _duties():
        if not isinstance(duty.shown_by, Listed):
            continue
        content = (duty.shown_by.holds, *(more for _, more in duty.shown_by.further))
        listed: dict[str, list[str]] = {}
        for each in (e for part in content for e in expressions_in(part) if isinstance(e, Includes)):
            listed.setdefault(each.path, []).append(code(each.value))
        for path, items in listed.items():
            where = f"{duty.shown_by.relation}[].{path}, {version.law} {duty.id}"
            rows[where, ", ".join(dict.fromkeys(items))] = None
    return ["## Items of documents", "", *table(("where", "items"), rows)]
