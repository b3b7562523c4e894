"""Where an expression is read: its subject, what stands in relation to it, and how its facts are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from plimsoll.facts.compute import Cluster, Customer
from plimsoll.facts.entries import Entry
from plimsoll.facts.evidence import Concern
from plimsoll.facts.facts import FILED, Facts, Subject
from plimsoll.facts.incidents import Harm, Incident
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization
from plimsoll.law.language import amounts
from plimsoll.law.language.expression import Relation
from plimsoll.law.language.reasons import combine


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
        whole = self.section + section if section.startswith("(") else section
        return Point(self.subject, self.path, self.id, whole, self.organization)

    def at(self, subject: Any) -> Point:
        """Another subject, at the same section."""
        return Point(subject, path_of(subject), subject.id, self.section, self.organization)

    def hung(self, entries: Iterable[Entry], name: str) -> list[Point]:
        """Entries that hang on the subject, in a list of that name."""
        path, section, whose = self.path, self.section, self.organization
        return [Point(entry, f"{path}.{name}[{i}]", self.id, section, whose) for i, entry in enumerate(entries)]

    def reach(self, path: str) -> Any:
        """A fact of the subject; `None` where it, or what leads to it, is absent."""
        value: Any = self.subject
        for step in path.split("."):
            value = None if value is None else getattr(value, step)
        return value


def path_of(subject: Subject) -> str:
    """Give the path under which a subject's facts are named."""
    name = _LISTS.get(type(subject).__name__)
    return f"{name}.{subject.id}" if name else "organization"


_LISTS = {
    "Model": "models",
    "Cluster": "clusters",
    "Incident": "incidents",
    "Harm": "harms",
    "Customer": "customers",
    "Concern": "concerns",
    "ContractTerm": "contract_terms",
}


def the_one(facts: Facts, relation: str, subject: Any) -> Any:
    """The one that a subject names, or `None` where it names none; the model of a harm may be its incident's."""
    if relation == "incident":
        return facts.incidents.get(subject.incident or "")
    if relation == "developer":
        return facts.party(answerable(facts, subject))
    if relation == "cluster":
        return facts.clusters.get(subject.cluster or "")
    model = subject.model
    if model is None and isinstance(subject, Harm) and subject.incident:
        model = facts.incidents[subject.incident].model
    return facts.models.get(model or "")


def answerable(facts: Facts, subject: Any) -> str | None:
    """Give the id of the one who owes a subject's duties: its developer, its operator, or itself."""
    match subject:
        case Organization():
            return subject.id
        case Model():
            return facts.developer_of(subject)
        case Cluster():
            return subject.operator or facts.home.get(subject.id)
        case Customer():
            cluster = facts.clusters.get(subject.cluster or "")
            return answerable(facts, cluster) if cluster else facts.home.get(subject.id)
        case Incident() | Harm():
            model = the_one(facts, "model", subject)
            return facts.developer_of(model) if model else facts.home.get(subject.id)
    return facts.home.get(subject.id)


def related(facts: Facts, relation: Relation, point: Point) -> tuple[list[Point], bool]:
    """All that stand in a relation to a subject, and whether they are known to be all."""
    subject = point.subject
    match relation:
        case "derived_from":
            return point.hung(subject.derivations, "derived_from"), True
        case "runs":
            return point.hung(subject.runs or (), "training"), True
        case "uses":
            return point.hung(subject.uses or (), "uses"), subject.uses is not None
        case "reach":
            return point.hung(subject.known_to_reach or (), "known_to_reach"), True
        case "reports":
            return point.hung(subject.reports or (), "reports"), True
        case "licensees":
            return point.hung(subject.licensees or (), "licensees"), subject.licensees is not None
        case "lineage_runs":
            lineage = [point.at(model) for model in facts.lineage_of(subject)]
            return [run for each in lineage for run in each.hung(each.subject.runs or (), "training")], True
        case "originals":
            return [point.at(model) for model in facts.originals_of(subject)], True
        case "predecessors":
            return [point.at(model) for model in facts.predecessors_of(subject)], True
        case "exemptions":
            listed = [e for e in facts.exemptions if e.model == subject.id]
            return [replace(point, subject=e, path=f"exemptions.{e.model}") for e in listed], True
        case "comparators":
            compared = facts.models.get(subject.comparator or "")
            return [point.at(compared)] if compared else [], True
        case "answerable":
            party = facts.party(answerable(facts, subject))
            return [point.at(party)] if party else [], True
        case "own_bases":
            developer = facts.developer_of(subject)
            below = facts.lineage_of(subject)[1:]
            return [point.at(m) for m in below if facts.developer_of(m) == developer], True
        case "descendants":
            return [point.at(m) for m in facts.descendants_of(subject)], True
        case "harms":
            homeless = any(h.incident is None for h in facts.harms.values())
            return [point.at(h) for h in facts.harms.values() if h.incident == subject.id], not homeless
        case "incidents" | "concerns":
            owed = [each for each in getattr(facts, relation).values() if _concerns(facts, each, subject)]
            return [point.at(each) for each in owed], relation in facts.given
        case "developed" | "trained":
            models = [m for m in facts.models.values() if _works_on(facts, relation, m, subject.id)]
            return [replace(point.at(m), organization=subject) for m in models], "models" in facts.given
    if relation not in FILED:
        raise ValueError(f"not a relation: {relation}")
    if isinstance(subject, Organization):
        filed = facts.filed_under(relation, subject.id)
    else:
        model = subject if isinstance(subject, Model) else the_one(facts, "model", subject)
        filed = facts.filed_about(relation, model) if model else []
    return [replace(point, subject=each.entry, path=each.path) for each in filed], True


def _concerns(facts: Facts, entry: Incident | Concern, subject: Any) -> bool:
    """Whether an incident or a concern is about a model, or is an organization's to answer for."""
    if isinstance(subject, Model):
        return bool(entry.model == subject.id)
    return bool(answerable(facts, entry) == subject.id)


def _works_on(facts: Facts, relation: Relation, model: Model, organization: str) -> bool:
    if relation == "trained":
        return amounts.takes_part(facts, model, organization)
    return facts.developer_of(model) == organization


def reach(facts: Facts, place: str, subject: Any) -> tuple[bool | None, str]:
    """Whether a place's law reaches a model (or that of an incident or harm) or an organization, and what tells.

    It does where the developer operates there or a use is there; it does not where the places of operation are
    given (they are complete) and neither is so.
    """
    if isinstance(subject, Incident | Harm):
        subject = the_one(facts, "model", subject) or subject
    if isinstance(subject, Model):
        party, models = facts.party(facts.developer_of(subject)), [subject]
    else:
        party = subject if isinstance(subject, Organization) else facts.party(answerable(facts, subject))
        models = [m for m in facts.models.values() if party is not None and facts.developer_of(m) == party.id]
    operates = party.operates_in if party else None
    used = [use.in_ for model in models for use in model.uses or () if use.in_ is not None]
    return combine("any", [names(place, places) for places in (operates, *used)]), "organization.operates_in"


def offered(facts: Facts, place: str, point: Point) -> tuple[bool | None, str]:
    """Whether a use of a model is in a place, and the fact that tells: its own places, else its developer's."""
    places = point.subject.in_
    if places is not None:
        return names(place, places), f"{point.path}.in"
    party = facts.party(facts.developer_of(facts.models[point.id]))
    told = names(place, party.operates_in if party else None)
    return told, f"{point.path}.in" if told is None else "organization.operates_in"


def names(place: str, places: Iterable[str] | None) -> bool | None:
    """Whether one of the places is this one or lies in it (US-CA lies in US; the EU's members in the EU).

    Unknown where none are given, and where one is named in which this one lies: US does not tell which states.
    """
    if places is None:
        return None
    given = list(places)
    if any(p == place or p.startswith(f"{place}-") or (place == "EU" and p[:2] in _MEMBERS) for p in given):
        return True
    return None if any(place.startswith(f"{p}-") for p in given) else False


_CODES = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_MEMBERS = frozenset(_CODES.split())
"""The member states of the European Union, by ISO 3166."""
