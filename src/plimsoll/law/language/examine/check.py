"""Everything that an examination of one text finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from plimsoll.law.language.examine.examined import Examined, scene_of
from plimsoll.law.language.examine.finding import Finding
from plimsoll.law.language.examine.gaps import gaps
from plimsoll.law.language.examine.leaf import At
from plimsoll.law.language.examine.overlaps import overlaps
from plimsoll.law.language.examine.unreachable import unreachable
from plimsoll.law.language.references import astray
from plimsoll.law.language.statute import Version


def findings(version: Version, on: date) -> Iterator[Finding]:
    """Give overlaps, gaps, branches that nothing reaches and references that go astray, each with facts."""
    text = Examined(version, scene_of(on, version), on)
    yield from sorted(overlaps(text), key=lambda finding: len(finding.says))
    yield from gaps(text)
    yield from unreachable(text)
    yield from references(text)


def references(text: Examined) -> Iterator[Finding]:
    """Give references that go astray, each with facts under which it matters what is meant."""
    version = text.version
    heads = [version.by_name[name] for name in version.headline[:1]]
    for reference, says in astray(version):
        wanted = [text.holds(term) for term in heads]
        for duty in version.duties:
            if duty.id == reference.about and duty.of in text.subjects:
                subject = text.subjects[duty.of]
                organization = subject if subject is text.scene.organization else None
                owed = text.reading.read(duty.when, At(subject, duty.at, organization))
                if text.satisfiable([*wanted, owed]):
                    wanted.append(owed)
                    break
        model = text.about(text.scene.chain[0])
        shows = [text.shown(term, holds=True) for term in heads]
        found = text.finding("reference", heads, says, [*model, *text.absent_but(None), *wanted], shows)
        yield replace(found, terms=(reference.about,), at=(reference.at, reference.to))
