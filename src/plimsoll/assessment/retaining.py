"""What the laws have kept, and until when: out of the duties that facts bring with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from plimsoll.assessment.duties import DutyAnswer, answers, versions_read
from plimsoll.facts.facts import Facts
from plimsoll.law.language.moments import Clocks
from plimsoll.law.language.statute import SubjectKind

_LISTS: dict[SubjectKind, str] = {
    "model": "models",
    "organization": "organization",
    "cluster": "clusters",
    "deployment": "deployments",
    "incident": "incidents",
    "harm": "harms",
    "customer": "customers",
    "concern": "concerns",
    "contract-term": "contract_terms",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a duty has kept: the facts of a list that are about a subject.

    `until` is None where no end is known yet. `law` is LAW@VERSION, `because` its duty, `at` the section.
    """

    among: str
    subject: str
    law: str
    because: str
    at: str
    until: date | None


def kept(facts: Facts, on: date, law: str | Iterable[str] | None = None) -> list[Kept]:
    """Give what every duty to keep something has kept, of the laws named, or of all in force or enacted."""
    found: dict[Kept, None] = {}
    for version in versions_read(law, on):
        keeping = [duty for duty in version.duties if duty.keep is not None]
        for each in answers(Clocks(version, facts, on), keeping):
            keep = each.owed.duty.keep
            if keep is not None and each.status != "not-triggered":
                for among, subject in dict.fromkeys(_places(each, keep.of, facts)):
                    at = (f"{each.law}@{each.version}", each.owed.duty.id, each.owed.duty.at)
                    found[Kept(among, subject, *at, each.owed.retain_until)] = None
    return list(found)


def _places(answer: DutyAnswer, lists: Iterable[str], facts: Facts) -> Iterator[tuple[str, str]]:
    """Give lists and subjects: each piece of evidence under its own id, or under what it is about."""
    of = answer.owed.duty.of
    if not lists:
        yield _LISTS[of], answer.subject
    for name in lists:
        model = facts.models.get(answer.subject) if of == "model" else None
        found = facts.filed_about(name, model) if model else facts.filed_under(name, answer.subject)
        for filed in found:
            entry = filed.entry
            yield name, str(getattr(entry, "id", None) or getattr(entry, "model", None) or filed.organization or name)
