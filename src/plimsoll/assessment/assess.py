"""Facts and laws brought together for one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from plimsoll.assessment.answers import Assessment, Determination, verdict_of
from plimsoll.assessment.unread import unread_judgments
from plimsoll.errors import InputError
from plimsoll.facts.facts import Facts, Subject
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.completions import settle
from plimsoll.law.language.deciding import settle_models
from plimsoll.law.language.explain import basis, flags, grade_of, margins, needs, section_of
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.statute import SubjectKind, Term, Version
from plimsoll.law.language.walking import (
    designations_of,
    lines_of,
    readings_of,
)
from plimsoll.law.texts import STATUTES, version_named

FactsGiven = Facts | str | Path | Mapping[str, object]


def assess(
    facts: FactsGiven | Sequence[str | Path | Mapping[str, object]],
    *,
    law: str | Iterable[str] | None = None,
    on: date | None = None,
) -> Assessment:
    """Determine every term of the laws named (of all, where none is) of every subject of the facts.

    `facts` are a facts file, several, or their content as mappings; `law` is LAW or LAW@VERSION, or several;
    `on` means the end of that day, UTC, and defaults to today.

    Raises:
        InputError: facts that cannot be read, a law that is not known, a reading or regulation that no law has.
    """
    if not isinstance(facts, Facts):
        facts = read_facts([facts] if isinstance(facts, str | Path | Mapping) else facts)
    day = on or datetime.now(UTC).date()
    names = [law] if isinstance(law, str) else list(law) if law is not None else [s.id for s in STATUTES]
    versions = list(dict.fromkeys(version_named(name, day) for name in names))
    check_acts(facts)
    found = [d for version in versions for d in determine(version, facts, day)]
    return Assessment(day, tuple(found), tuple(unread_judgments(facts)))


def determine(version: Version, facts: Facts, day: date) -> list[Determination]:
    """Determine every term of one version of a law of every subject."""
    reader = Reader(version, facts, day)
    found: list[Determination] = []
    settle_models(reader)
    for kind, subjects in subjects_of(facts):
        terms = [term for term in _terms(version, kind) if term.public]
        found += [_determination(reader, term, subject) for subject in subjects for term in terms]
    return found


def subjects_of(facts: Facts) -> list[tuple[SubjectKind, list[Subject]]]:
    """Give everything that a law can speak of, kind by kind."""
    return [
        ("model", list(facts.models.values())),
        ("organization", list(facts.organizations.values())),
        ("cluster", list(facts.clusters.values())),
        ("deployment", list(facts.deployments.values())),
        ("incident", list(facts.incidents.values())),
        ("harm", list(facts.harms.values())),
        ("customer", list(facts.customers.values())),
        ("concern", list(facts.concerns.values())),
        ("contract-term", list(facts.contract_terms.values())),
    ]


def _terms(version: Version, kind: SubjectKind) -> list[Term]:
    return [term for term in version.terms if term.of == kind]


def _determination(reader: Reader, term: Term, subject: Subject) -> Determination:
    version, reason = reader.version, reader.term(term.name, subject)
    settle(reason)
    status = version.status_on(reader.on)
    rests_on = basis(reason)
    flagged = flags(reason, rests_on)
    if version.never_law:
        flagged.append(version.never_law)
    return Determination(
        law=version.law,
        version=version.version,
        status=status,
        term=term.name,
        subject=subject.id,
        of=term.of,
        verdict=verdict_of(reason.truth),
        at=section_of(reason),
        grade=str(grade_of(rests_on)),
        margins=tuple(margins(reason)),
        because=reason.parts,
        needs=tuple(needs(reason)),
        flags=tuple(flagged),
    )


def check_acts(facts: Facts) -> None:
    """Refuse a reading that no text has, and an act that sets nothing a text knows: a slip would go unseen.

    Raises:
        InputError: with the names that exist.
    """
    if facts.readings:
        readings = {r.name for statute in STATUTES for version in statute.versions for r in readings_of(version)}
        for name in facts.readings:
            if name not in readings:
                known = ", ".join(sorted(readings))
                raise InputError(f"no law has a reading {name!r}", f"the readings are {known}")
    for act in facts.regulations:
        law = act.law.partition("@")[0]
        concerned = [v for statute in STATUTES if statute.id == law for v in statute.versions]
        lines = {line.name for v in concerned for line in lines_of(v) if line.name}
        indexed = {"price-index" for v in concerned for line in lines_of(v) if line.indexation}
        designated = {name for v in concerned for name in designations_of(v)}
        settable = sorted(lines | indexed | designated)
        if concerned and act.sets not in settable:
            raise InputError(
                f"{law} has nothing called {act.sets!r} to set",
                f"it has {', '.join(settable) or 'nothing that an authority sets'}",
            )
        if act.sets in lines and act.value is None:
            raise InputError(f"a regulation of {law} that sets {act.sets} has no value", "give the value that it set")
