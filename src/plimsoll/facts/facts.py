"""The facts of one call, joined from its files: who is who, what descends from what, and what was filed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from plimsoll.facts.acts import Judgment, Regulation
from plimsoll.facts.compute import Cluster, Customer
from plimsoll.facts.deployments import Deployment
from plimsoll.facts.entries import Named, Sourced
from plimsoll.facts.evidence import Concern, ContractTerm, Exemption
from plimsoll.facts.file import LISTS_OF_ENTRIES, FactsFile
from plimsoll.facts.incidents import Harm, Incident
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization

Subject = Model | Organization | Cluster | Deployment | Incident | Harm | Customer | Concern | ContractTerm

_SUBJECTS = ("models", "clusters", "deployments", "incidents", "harms", "customers", "concerns", "contract_terms")
_ELSEWHERE = ("judgments", "regulations")
FILED = tuple(name for name in LISTS_OF_ENTRIES if name not in (*_SUBJECTS, *_ELSEWHERE))
"""The lists of evidence: what was written, filed, published, tested, found."""


@dataclass(frozen=True, slots=True)
class Filed:
    """One entry of a list of evidence: what it says, where it stands, and in whose file."""

    entry: Sourced
    path: str
    organization: str | None


@dataclass
class Facts:
    """What is known in one call, looked up by id. Ids are unique over all files of the call."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    deployments: dict[str, Deployment] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    harms: dict[str, Harm] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    concerns: dict[str, Concern] = field(default_factory=dict)
    contract_terms: dict[str, ContractTerm] = field(default_factory=dict)
    filed: dict[str, list[Filed]] = field(default_factory=lambda: {name: [] for name in FILED})
    holidays: frozenset[date] = frozenset()
    exemptions: list[Exemption] = field(default_factory=list)
    judgments: list[Judgment] = field(default_factory=list)
    regulations: list[Regulation] = field(default_factory=list)
    readings: dict[str, bool] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    """Names of the lists that some file gives: those are complete, the others unknown."""
    home: dict[str, str | None] = field(default_factory=dict)
    """The organization in whose file an id stands."""
    _about: dict[str, dict[str | None, list[Filed]]] = field(default_factory=dict, repr=False)
    _made_from: dict[str, list[Model]] = field(default_factory=dict, repr=False)
    _put_to_work: dict[str | None, list[Deployment]] = field(default_factory=dict, repr=False)
    _under: dict[str, dict[str | None, list[Filed]]] = field(default_factory=dict, repr=False)

    @classmethod
    def joined(cls, files: list[FactsFile]) -> Facts:
        """Join checked files into one."""
        facts = cls()
        for file in files:
            facts._add(file)
        return facts

    def _add(self, file: FactsFile) -> None:
        organization = file.organization.id if file.organization else None
        if file.organization:
            self.organizations[file.organization.id] = file.organization
        for name in _SUBJECTS:
            entries = getattr(file, name) or []
            getattr(self, name).update({entry.id: entry for entry in entries})
            self.home |= {entry.id: organization for entry in entries}
        for name in FILED:
            listed = self.filed[name]
            for entry in getattr(file, name) or []:
                key = f".{entry.id}" if isinstance(entry, Named) else f"[{len(listed)}]"
                listed.append(Filed(entry, name + key, organization))
        self.holidays |= frozenset(file.holidays or ())
        self.exemptions += file.exemptions or []
        self.judgments += file.judgments or []
        self.regulations += file.regulations or []
        self.readings |= file.readings or {}
        self.given |= {name for name in FactsFile.model_fields if getattr(file, name) is not None}

    def filed_about(self, name: str, model: Model) -> list[Filed]:
        """Give the entries of a list of evidence that are about a model, or about all models of its developer."""
        if name not in self._about:
            index: dict[str | None, list[Filed]] = {}
            for filed in self.filed[name]:
                about = getattr(filed.entry, "model", None)
                index.setdefault(f"model {about}" if about else filed.organization, []).append(filed)
            self._about[name] = index
        index = self._about[name]
        return index.get(f"model {model.id}", []) + index.get(self.developer_of(model), [])

    def filed_under(self, name: str, organization: str) -> list[Filed]:
        """Give the entries of a list of evidence that an organization answers for."""
        if name not in self._under:
            index: dict[str | None, list[Filed]] = {}
            for filed in self.filed[name]:
                about = getattr(filed.entry, "model", None)
                whose = self.developer_of(self.models[about]) if about else filed.organization
                index.setdefault(whose, []).append(filed)
            self._under[name] = index
        return self._under[name].get(organization, [])

    def party(self, identity: str | None) -> Organization | None:
        """Give an organization by its id: its entry, or, of one that has none, all that is known: the id."""
        if identity is None:
            return None
        return self.organizations.get(identity) or Organization(id=identity)

    def developer_of(self, model: Model) -> str | None:
        """Who develops a model: as given, else the organization of its file."""
        return model.developer or self.home.get(model.id)

    def deployments_of(self, model: Model) -> list[Deployment]:
        """Give the deployments that name a model."""
        if self.deployments and not self._put_to_work:
            for each in self.deployments.values():
                self._put_to_work.setdefault(each.model, []).append(each)
        return self._put_to_work.get(model.id, [])

    def bases_of(self, model: Model) -> list[Model]:
        """Give the models from which one directly descends."""
        return [self.models[d.model] for d in model.derivations]

    def lineage_of(self, model: Model) -> list[Model]:
        """All that one descends from, each once, nearest first, with the model itself at the head."""
        found: dict[str, Model] = {model.id: model}
        queue = [model]
        for each in queue:
            for base in self.bases_of(each):
                if base.id not in found:
                    found[base.id] = base
                    queue.append(base)
        return list(found.values())

    def originals_of(self, model: Model) -> list[Model]:
        """All that one descends from and that others developed, nearest first."""
        own = self.developer_of(model)
        return [each for each in self.lineage_of(model)[1:] if self.developer_of(each) != own]

    def predecessors_of(self, model: Model) -> list[Model]:
        """All that one descends from and that its own developer developed: the same model, earlier in its life."""
        own = self.developer_of(model)
        return [each for each in self.lineage_of(model)[1:] if self.developer_of(each) == own]

    def descendants_of(self, model: Model) -> list[Model]:
        """All that descend from one, in any number of steps, each once, nearest first."""
        if not self._made_from:
            for each in self.models.values():
                for base in self.bases_of(each):
                    self._made_from.setdefault(base.id, []).append(each)
        found: dict[str, Model] = {}
        queue = [model]
        for each in queue:
            below = [made for made in self._made_from.get(each.id, ()) if made.id not in found]
            found |= {made.id: made for made in below}
            queue += below
        return list(found.values())

    def ancestry_order(self) -> list[Model]:
        """All models, each after everything that it descends from."""
        ordered: dict[str, Model] = {}
        for model in self.models.values():
            for each in reversed(self.lineage_of(model)):
                self._place(each, ordered)
        return list(ordered.values())

    def _place(self, model: Model, ordered: dict[str, Model]) -> None:
        stack = [model]
        while stack:
            top = stack[-1]
            waiting = [base for base in self.bases_of(top) if base.id not in ordered]
            if waiting:
                stack += waiting
            else:
                ordered.setdefault(stack.pop().id, top)
