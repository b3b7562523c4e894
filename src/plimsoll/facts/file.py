"""One facts file: the shape that `plimsoll schema facts` prints."""

from __future__ import annotations

import typing
from typing import Literal

from plimsoll.facts.acts import Judgment, Regulation
from plimsoll.facts.compute import Cluster, Customer
from plimsoll.facts.deployments import Deployment
from plimsoll.facts.entries import Entry, Sourced, Switches
from plimsoll.facts.evidence import (
    Audit,
    Concern,
    ContractTerm,
    DisclosureStatement,
    Drill,
    Evaluation,
    Exemption,
    InternalUseAssessment,
    Notification,
    Protocol,
    Publication,
    Redaction,
    Statement,
    Violation,
)
from plimsoll.facts.figures import Day
from plimsoll.facts.incidents import Harm, Incident
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization

FORMAT = "plimsoll/facts/1"


class FactsFile(Sourced):
    """What is known. A fact that is absent is unknown; a list that is given is complete."""

    format: Literal["plimsoll/facts/1"] | None = None
    """The version of this format."""
    organization: Organization | None = None
    """The organization whose position is asked for."""
    models: list[Model] | None = None
    """Its models, and those of others that they descend from."""
    clusters: list[Cluster] | None = None
    """Its computing clusters."""
    customers: list[Customer] | None = None
    """Who rents them."""
    deployments: list[Deployment] | None = None
    """The systems in which models are put to work."""
    incidents: list[Incident] | None = None
    """What went wrong."""
    harms: list[Harm] | None = None
    """What harm came of it."""
    protocols: list[Protocol] | None = None
    """Safety and security protocols, and frontier AI frameworks."""
    statements: list[Statement] | None = None
    """Statements and certifications filed."""
    exemptions: list[Exemption] | None = None
    """Limited duty exemptions determined; what is not listed was not determined."""
    audits: list[Audit] | None = None
    """Audits of compliance."""
    publications: list[Publication] | None = None
    """Documents made public."""
    notifications: list[Notification] | None = None
    """Notices to authorities."""
    evaluations: list[Evaluation] | None = None
    """Tests of risks."""
    drills: list[Drill] | None = None
    """Rehearsals of full shutdown."""
    concerns: list[Concern] | None = None
    """Disclosures through the internal channel."""
    internal_use_assessments: list[InternalUseAssessment] | None = None
    """Assessments of catastrophic risk from internal use."""
    disclosure_statements: list[DisclosureStatement] | None = None
    """Disclosure statements filed with a state."""
    redactions: list[Redaction] | None = None
    """What was left out of published documents."""
    contract_terms: list[ContractTerm] | None = None
    """Terms of contracts about access to, or use of, models."""
    violations: list[Violation] | None = None
    """Violations found or admitted."""
    judgments: list[Judgment] | None = None
    """What the law leaves to a person, judged by one; what is not listed is unknown."""
    regulations: list[Regulation] | None = None
    """Acts of an authority; what is not listed has not happened."""
    holidays: list[Day] | None = None
    """Days that are no business days, beside Saturdays and Sundays; absent: none."""
    readings: Switches | None = None
    """Switches between two readings of a text; `plimsoll law show` lists them."""


_NO_ENTRIES = frozenset({"format", "organization", "holidays", "readings", "origin", "notes"})
LISTS_OF_ENTRIES = tuple(name for name in FactsFile.model_fields if name not in _NO_ENTRIES)


def list_entry(name: str) -> type[Entry]:
    """What stands in a list of a facts file, or under `organization`.

    Raises:
        KeyError: there is no such list.
    """
    for arm in typing.get_args(FactsFile.model_fields[name].annotation):
        entry = next(iter(typing.get_args(arm)), arm)
        if isinstance(entry, type) and issubclass(entry, Entry):
            return entry
    raise KeyError(name)
