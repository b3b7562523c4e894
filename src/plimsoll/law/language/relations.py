"""What stands in relation to a subject: the one that it names, the one that answers for it, and all that are so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plimsoll.facts.compute import Cluster, Customer
from plimsoll.facts.deployments import Deployment
from plimsoll.facts.facts import FILED, Facts
from plimsoll.facts.incidents import Harm, Incident
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization
from plimsoll.law.language import amounts
from plimsoll.law.language.expression import Relation
from plimsoll.law.language.points import Point


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
    """Give the id of the one who owes a subject's duties: its developer, provider or operator, or itself."""
    match subject:
        case Organization():
            return subject.id
        case Model():
            return facts.developer_of(subject)
        case Cluster():
            return subject.operator or facts.home.get(subject.id)
        case Deployment():
            return subject.provider or facts.home.get(subject.id)
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
        case "deployments":
            return [point.at(each) for each in facts.deployments_of(subject)], "deployments" in facts.given
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
        case "descendants":
            return [point.at(m) for m in facts.descendants_of(subject)], True
        case "harms":
            homeless = any(h.incident is None for h in facts.harms.values())
            return [point.at(h) for h in facts.harms.values() if h.incident == subject.id], not homeless
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


def _works_on(facts: Facts, relation: Relation, model: Model, organization: str) -> bool:
    if relation == "trained":
        return amounts.takes_part(facts, model, organization)
    return facts.developer_of(model) == organization
