"""Where an expression is read: a law, the facts and a day; a subject; and the node of the reasons that comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from plimsoll.facts.acts import Regulation
from plimsoll.facts.entries import Entry
from plimsoll.facts.facts import Facts, Subject
from plimsoll.facts.instants import end_of
from plimsoll.facts.organization import Organization
from plimsoll.law.language.expression import Expression
from plimsoll.law.language.reasons import Reason, Symbol, Truth, combine
from plimsoll.law.language.statute import Version


@dataclass
class AsOf:
    """One version of a law and the facts, as things stood at the end of a day."""

    version: Version
    facts: Facts
    on: date

    @property
    def now(self) -> datetime:
        """The end of the day asked about."""
        return end_of(self.on)

    @property
    def acts(self) -> list[Regulation]:
        """What authorities have set or designated under the version."""
        return [act for act in self.facts.regulations if self.version.hears(act.law)]


@dataclass(frozen=True, slots=True)
class Point:
    """The subject that an expression is read of, and what surrounds it."""

    subject: Any  # a Subject, or an entry that hangs on one (a derivation, a run, an exemption)
    path: str
    id: str
    section: str
    organization: Organization | None = None

    @classmethod
    def of(cls, subject: Subject, section: str = "") -> Point:
        """Give the point at which a subject is read by itself."""
        organization = subject if isinstance(subject, Organization) else None
        return cls(subject, path_of(subject), subject.id, section, organization)

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

    def leaf(self, expression: Expression, symbol: Symbol, truth: Truth) -> Reason:
        """Give the reason that one fact, judgment or reading is."""
        return Reason(expression, self.section, self.id, "is", truth, condition=symbol)

    def node(self, expression: Expression, connective: Literal["all", "any"], parts: tuple[Reason, ...]) -> Reason:
        """Give the reason that others make together."""
        truth = combine(connective, [part.truth for part in parts])
        return Reason(expression, self.section, self.id, connective, truth, parts)


def path_of(subject: Subject) -> str:
    """Give the path under which a subject's facts are named."""
    name = _LISTS.get(type(subject).__name__)
    return f"{name}.{subject.id}" if name else "organization"


_LISTS = {
    "Model": "models",
    "Cluster": "clusters",
    "Deployment": "deployments",
    "Incident": "incidents",
    "Harm": "harms",
    "Customer": "customers",
    "Concern": "concerns",
    "ContractTerm": "contract_terms",
}
