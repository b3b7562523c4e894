"""Which places' law reaches a subject, and what lies in what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plimsoll.facts.deployments import Deployment
from plimsoll.facts.facts import Facts
from plimsoll.facts.incidents import Harm, Incident
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization
from plimsoll.law.language.points import Point
from plimsoll.law.language.reasons import Truth, combine
from plimsoll.law.language.relations import answerable, the_one


def reach(facts: Facts, place: str, subject: Any) -> tuple[Truth, str]:
    """Whether a place's law reaches a model (or that of an incident or harm) or an organization, and what tells.

    It does where the developer operates there, or a use or a deployment is there; it does not where the places of
    operation are given (they are complete) and none of these is so.
    """
    if isinstance(subject, Deployment):
        return _put_to_work(facts, place, subject)
    if isinstance(subject, Incident | Harm):
        subject = the_one(facts, "model", subject) or subject
    if isinstance(subject, Model):
        party, models = _placed(facts, subject), [subject]
    else:
        party = subject if isinstance(subject, Organization) else facts.party(answerable(facts, subject))
        models = [m for m in facts.models.values() if party is not None and facts.developer_of(m) == party.id]
    operates = party.operates_in if party else None
    used = [each.in_ for m in models for each in (*(m.uses or ()), *facts.deployments_of(m)) if each.in_ is not None]
    return combine("any", [names(place, places) for places in (operates, *used)]), "organization.operates_in"


def _placed(facts: Facts, model: Model) -> Organization | None:
    """Whose places count for a model: its developer's, or, where that has no entry, those of the facts file's own."""
    developer, home = facts.developer_of(model), facts.home.get(model.id)
    return facts.organizations.get(developer or "") or facts.organizations.get(home or "") or facts.party(developer)


def _put_to_work(facts: Facts, place: str, deployment: Deployment) -> tuple[Truth, str]:
    """Of a deployment: its own places tell, else those in which its provider operates."""
    own = f"deployments.{deployment.id}.in"
    if deployment.in_ is not None:
        return names(place, deployment.in_), own
    party = facts.party(answerable(facts, deployment))
    told = names(place, party.operates_in if party else None)
    return told, own if told is None else "organization.operates_in"


def offered(facts: Facts, place: str, point: Point) -> tuple[Truth, str]:
    """Whether a use of a model is in a place, and the fact that tells: its own places, else its developer's."""
    places = point.subject.in_
    if places is not None:
        return names(place, places), f"{point.path}.in"
    party = _placed(facts, facts.models[point.id])
    told = names(place, party.operates_in if party else None)
    return told, f"{point.path}.in" if told is None else "organization.operates_in"


def names(place: str, places: Iterable[str] | None) -> Truth:
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
