"""Examining a text, or two: each finding borne out by the very reading that answers for people's facts."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from plimsoll.assessment.assess import subjects_of
from plimsoll.errors import InputError
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.completions import settle
from plimsoll.law.language.examine.finding import Finding, Shows
from plimsoll.law.language.explain import section_of
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.statute import Version
from plimsoll.law.texts import version_named

Path = tuple[str | int, ...]
FORMAT = "plimsoll/findings/1"


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a text, or between two."""

    on: date
    first: Version
    second: Version | None
    findings: tuple[Finding, ...]
    compared: bool = True
    """Whether there was anything to compare, of two texts."""

    def to_dict(self) -> dict[str, Any]:
        """Give the answer in plain values; each witness is the content of a facts file."""
        named: dict[str, Any] = {
            "law": self.first.law,
            "version": self.first.version,
            "status": self.first.status_on(self.on),
        }
        if self.second is not None:
            other = self.second
            named["second"] = {"law": other.law, "version": other.version, "status": other.status_on(self.on)}
        return {
            "format": FORMAT,
            "on": self.on.isoformat(),
            **named,
            "findings": [
                {
                    "kind": f.kind,
                    "terms": list(f.terms),
                    "at": list(f.at),
                    "says": f.says,
                    "more": f.more,
                    "witness": f.facts,
                }
                for f in self.findings
            ],
        }

    def _named(self, version: Version) -> dict[str, str]:
        return {"law": version.law, "version": version.version, "status": version.status_on(self.on)}


def examine(law: str | Version, *, on: date | None = None) -> Examination:
    """Find what a text leaves open, says twice, cannot reach or points to in vain, each with facts that show it.

    Raises:
        InputError: there is no such law; or the solver is not installed.
    """
    day = on or datetime.now(UTC).date()
    version = version_named(law, day) if isinstance(law, str) else law
    _solver()
    from plimsoll.law.language.examine.check import findings

    return Examination(day, version, None, tuple(_borne_out(findings(version, day), day)))


def compare(first: str | Version, second: str | Version, *, on: date | None = None) -> Examination:
    """Find facts on which two texts, or two versions of one, differ.

    Raises:
        InputError: there is no such law; or the solver is not installed.
    """
    day = on or datetime.now(UTC).date()
    one, other = (version_named(law, day) if isinstance(law, str) else law for law in (first, second))
    _solver()
    from plimsoll.law.language.examine.differences import differences, pairs

    found = _borne_out(differences(one, other, day), day)
    return Examination(day, one, other, tuple(found), compared=any(pairs(one, other)))


def _solver() -> None:
    try:
        import z3  # noqa: F401
    except ImportError:
        raise InputError(
            "examining a text needs the solver z3", "install plimsoll-ai[examine], or pip install z3-solver"
        ) from None


def _borne_out(findings: Iterable[Finding], on: date) -> Iterator[Finding]:
    """Read each witness as anyone's facts are read; it must show what the solver found, or one of the two is wrong."""
    for finding in findings:
        if finding.facts is None or not finding.shows:
            yield finding
            continue
        at = _sections(finding.facts, finding.shows, on)
        if at is None:
            raise RuntimeError(f"the witness does not show the finding: {finding.says}")
        facts = _pruned(finding.facts, finding, on)
        yield replace(finding, facts=facts, at=finding.at if finding.kind == "reference" else at[: len(finding.terms)])


def _sections(
    facts: Mapping[str, Any], shows: Iterable[Shows], on: date, *, brief: bool = False
) -> tuple[str, ...] | None:
    """The sections that decide, or `None` where the facts do not show what they must."""
    try:
        read = read_facts([facts])
    except InputError:
        return None
    readers: dict[int, Reader] = {}
    subjects = {subject.id: subject for _, group in subjects_of(read) for subject in group}
    found: list[str] = []
    for each in shows:
        reader = readers.setdefault(id(each.version), Reader(each.version, read, on, brief=brief))
        if each.subject not in subjects:
            return None
        reason = reader.term(each.term, subjects[each.subject])
        if settle(reason) is not each.holds:
            return None
        found.append(section_of(reason))
    return tuple(found)


def _pruned(facts: Mapping[str, Any], finding: Finding, on: date) -> dict[str, Any]:
    """Leave out what is not needed to show it, and of which its words do not speak: the fewer facts, the plainer."""
    kept: dict[str, Any] = copy.deepcopy(dict(facts))
    for path in list(_droppable(kept)):
        if _spoken_of(kept, path, finding.kept):
            continue
        fewer = copy.deepcopy(kept)
        _drop(fewer, path)
        if _sections(fewer, finding.shows, on, brief=True) is not None:
            kept = fewer
    return kept


def _spoken_of(facts: Mapping[str, Any], path: Path, names: Collection[str]) -> bool:
    """Whether the words of a finding speak of what stands at a path, or of something in it."""
    steps: list[str] = []
    at: Any = facts
    for step in path:
        at = at[step]
        if isinstance(step, str):
            steps.append(step)
        elif len(steps) == 1:  # an entry goes by its id; what hangs on one hangs there alone
            steps.append(at["id"] if "id" in at else f"{at.get('law')}/{at.get('term')}/{at.get('subject')}")
    name = ".".join(steps)
    return any(each == name or each.startswith((f"{name}.", f"{name}=")) for each in names)


_KEPT = frozenset(["format", "id", "derived_from", "training", "operations", "cost", "model"])


def _droppable(facts: Mapping[str, Any]) -> Iterator[Path]:
    """Paths to what may be left out, the last of a list first, so that those before it keep their places."""
    for name, value in facts.items():
        if value == []:
            yield (name,)
        elif isinstance(value, list):
            for n in reversed(range(len(value))):
                if name == "judgments":
                    yield (name, n)
                else:
                    yield from _within(value[n], (name, n))
        elif isinstance(value, Mapping):
            yield from _within(value, (name,))


def _within(entry: Mapping[str, Any], path: Path) -> Iterator[Path]:
    for key, value in entry.items():
        if key == "training":
            for n, run in enumerate(value):
                yield from _within(run, (*path, key, n))
        elif key not in _KEPT:
            yield (*path, key)


def _drop(facts: dict[str, Any], path: Path) -> None:
    *steps, last = path
    at: Any = facts
    for step in steps:
        at = at[step]
    del at[last]
    if not at and steps == [path[0]]:  # a list of which nothing is left
        facts.pop(str(path[0]))
