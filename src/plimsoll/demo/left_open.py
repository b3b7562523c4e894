"""What a text leaves open, for the report: each finding of its examination in words, with its witness."""

from __future__ import annotations

import re
from datetime import date

from plimsoll.assessment.examining import examine
from plimsoll.demo.report import LeftOpen, Opening
from plimsoll.errors import InputError
from plimsoll.facts.written import facts_text
from plimsoll.law.language.statute import Version

_KINDS = {
    "overlap": "An overlap",
    "gap": "A gap",
    "unreachable": "A branch that nothing reaches",
    "reference": "A reference astray",
}
_NUMBER = re.compile(r"\b([0-9.]+)e([0-9]+)\b")


def left_open(version: Version, on: date) -> LeftOpen:
    """Examine a text; where the solver is not installed, say so in its place."""
    name = f"{version.short} ({version.version})"
    try:
        found = examine(version, on=on)
    except InputError as missing:
        return LeftOpen(name, version.name, version.status_on(on), (), str(missing))
    openings = tuple(
        Opening(
            kind=_KINDS[finding.kind],
            says=_plainly(finding.says, version),
            at=tuple(dict.fromkeys(finding.at)),
            facts=facts_text(finding.facts) if finding.facts is not None else "",
        )
        for finding in found.findings
    )
    return LeftOpen(name, version.name, version.status_on(on), openings)


def _plainly(says: str, version: Version) -> str:
    """A finding as a sentence: terms as words, numbers as people write them."""
    for name in sorted(version.by_name, key=len, reverse=True):
        says = says.replace(name, name.replace("-", " "))
    says = _NUMBER.sub(r"\1 × 10^\2", says)
    return f"{says[0].upper()}{says[1:]}."
