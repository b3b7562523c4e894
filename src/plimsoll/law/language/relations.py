"""Where an expression is read: its subject, what stands in relation to it, and how its facts are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from plimsoll.facts.entries import Entry
from plimsoll.facts.facts import Facts, Subject
from plimsoll.facts.incidents import Harm
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization
from plimsoll.law.language import amounts
from plimsoll.law.language.expression import Relation


@dataclass(frozen=True, slots=True)
class Point:
    """The subject that an expression is read of, and what surrounds it."""

    subject: Any  # a Subject, or an entry that hangs on one (a derivation, a run, an exemption)
    path: str
    id: str
    section: str
    organization: Organization | None = None

    def within(self, section: str) -> Point:
        """The same subject, at a section that may continue the present one."""
        return replace(self, section=self.section + section if section.startswith("(") else section)

    def at(self, subject: Any) -> Point:
        """Another subject, at the same section."""
        return replace(self, subject=subject, path=path_of(subject), id=subject.id)

    def hung(self, entries: Iterable[Entry], name: str) -> list[Point]:
        """Entries that hang on the subject, in a list of that name."""
        return [replace(self, subject=entry, path=f"{self.path}.{name}[{i}]") for i, entry in enumerate(entries)]

    def reach(self, path: str) -> Any:
        """A fact of the subject; `None` where it, or what leads to it, is absent."""
        value: Any = self.subject
        for step in path.split("."):
            value = None if value is None else getattr(value, step)
        return value


def path_of(subject: Subject) -> str:
    """Give the path under which a subject's facts are named."""
    kind = {"Model": "models", "Cluster": "clusters", "Incident": "incidents", "Harm": "harms"}
    name = kind.get(type(subject).__name__)
    return f"{name}.{subject.id}" if name else "organization"


def the_one(facts: Facts, relation: str, subject: Any) -> Any:
    """The one that a subject names, or `None` where it names none; the model of a harm may be its incident's."""
    if relation == "incident":
        return facts.incidents.get(subject.incident or "")
    model = subject.model
    if model is None and isinstance(subject, Harm) and subject.incident:
        model = facts.incidents[subject.incident].model
    return facts.models.get(model or "")


def related(facts: Facts, relation: Relation, point: Point) -> tuple[list[Point], bool]:
    """All that stand in a relation to a subject, and whether they are known to be all."""
    subject = point.subject
    match relation:
        case "derived_from":
            return point.hung(subject.derivations, "derived_from"), True
        case "runs":
            return point.hung(subject.runs or (), "training"), True
        case "lineage_runs":
            lineage = [point.at(model) for model in facts.lineage_of(subject)]
            return [run for each in lineage for run in each.hung(each.subject.runs or (), "training")], True
        case "exemptions":
            listed = [e for e in facts.exemptions if e.model == subject.id]
            return [replace(point, subject=e, path=f"exemptions.{e.model}") for e in listed], True
        case "comparators":
            compared = facts.models.get(subject.comparator or "")
            return [point.at(compared)] if compared else [], True
        case "operators":
            operator = facts.operator_of(subject)
            return [point.at(operator)] if operator else [], True
        case "harms":
            homeless = any(h.incident is None for h in facts.harms.values())
            return [point.at(h) for h in facts.harms.values() if h.incident == subject.id], not homeless
        case "developed" | "trained":
            models = [m for m in facts.models.values() if _works_on(facts, relation, m, subject.id)]
            return [replace(point.at(m), organization=subject) for m in models], "models" in facts.given


def _works_on(facts: Facts, relation: Relation, model: Model, organization: str) -> bool:
    if relation == "trained":
        return amounts.takes_part(facts, model, organization)
    return facts.developer_of(model) == organization
