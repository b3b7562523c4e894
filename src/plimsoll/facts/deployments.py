"""Deployments: the systems in which models are put to work, what for, and on what they bear."""

from __future__ import annotations

from typing import Literal

from plimsoll.facts.entries import FROM_ALIASES, Entry, Id, Named, OneOrMore, Territory
from plimsoll.facts.figures import When

Purpose = Literal[
    "remote-biometric-identification",
    "biometric-categorisation",
    "emotion-recognition",
    "biometric-verification",
    "critical-infrastructure-safety",
    "education-admission",
    "learning-outcomes",
    "education-level",
    "test-monitoring",
    "recruitment",
    "work-relationships",
    "public-benefits",
    "creditworthiness",
    "fraud-detection",
    "life-or-health-insurance",
    "emergency-response",
    "crime-victim-risk",
    "law-enforcement-polygraph",
    "evidence-reliability",
    "offending-risk",
    "crime-profiling",
    "migration-polygraph",
    "migration-risk",
    "asylum-visa-or-residence",
    "border-identification",
    "travel-document-verification",
    "judicial-assistance",
    "dispute-resolution",
    "elections",
    "campaign-logistics",
    "other",
]
LimitedTask = Literal[
    "narrow-procedural-task", "improves-completed-activity", "detects-decision-patterns", "preparatory-task"
]
Setting = Literal[
    "critical-infrastructure",
    "health-care",
    "law-enforcement",
    "justice",
    "migration",
    "education",
    "employment",
    "finance",
    "public-services",
    "transport",
    "product-safety",
    "everyday",
    "other",
]
Decision = Literal[
    "employment",
    "education",
    "credit-or-finance",
    "insurance",
    "housing",
    "health-care",
    "public-benefits",
    "emergency-response",
    "law-enforcement",
    "justice",
    "migration",
    "voting",
    "infrastructure-operation",
    "other",
]
SensitiveData = Literal[
    "health",
    "genetic",
    "biometric",
    "neural",
    "racial-or-ethnic-origin",
    "political-opinions",
    "religious-or-philosophical-beliefs",
    "union-membership",
    "sex-life-or-orientation",
    "citizenship-or-immigration",
    "criminal-records",
    "government-identifiers",
    "financial-accounts",
    "precise-location",
    "private-communications",
    "children",
    "other",
]
ProductKind = Literal[
    "toys",
    "recreational-craft",
    "lifts",
    "explosive-atmospheres",
    "radio-equipment",
    "pressure-equipment",
    "cableways",
    "personal-protective-equipment",
    "gas-appliances",
    "medical-devices",
    "in-vitro-diagnostics",
    "machinery",
    "civil-aviation-security",
    "two-or-three-wheel-vehicles",
    "agricultural-vehicles",
    "marine-equipment",
    "rail",
    "motor-vehicles",
    "civil-aviation",
    "none",
]


class Product(Entry):
    """The product that a system is, or is part of, where Union harmonisation legislation covers it."""

    kind: ProductKind | None = None
    """What it is, by the acts in Annex I of the EU's AI Act; none: no product that one of them covers."""
    part: Literal["whole", "safety-component", "other-component"] | None = None
    """The system is the whole product, a component meant to prevent or mitigate risks to safety, or another one."""
    failure_endangers: bool | None = None
    """Whether its failure or malfunction endangers the health and safety of persons or property."""
    third_party_assessment: Literal["required", "for-other-risks-only", "not-required"] | None = None
    """Whether the product needs a third party's conformity assessment, and whether for health and safety at all."""


class Deployment(Named):
    """A system in which a model is put to work, in one setting."""

    model_config = FROM_ALIASES

    model: Id | None = None
    """The model put to work."""
    provider: Id | None = None
    """Who makes the system, and supplies it or puts it into service under its own name; absent: the organization."""
    deployer: Id | None = None
    """Who uses it; absent: unknown, and nothing here asks."""
    in_: list[Territory] | None = None
    """Where it is offered or used, or its output is; complete. Absent: where its provider operates."""
    purposes: OneOrMore[Purpose] | None = None
    """What it is intended for, in the words of Annex III of the EU's AI Act; complete."""
    for_public_authority: bool | None = None
    """Whether a public authority or a body of the Union, or somebody on behalf of one, is to use it."""
    profiles_people: bool | None = None
    """Whether it evaluates personal aspects of people (work, health, behaviour …) by automated use of personal data."""
    confined_to: OneOrMore[LimitedTask] | None = None
    """To which of four limited tasks it is confined; complete. An empty list: to none."""
    product: Product | None = None
    """The product that it is, or is part of."""
    exclusively_for: Literal["military-or-national-security", "scientific-research", "none"] | None = None
    """The one purpose, outside the scope of the EU's AI Act, that it serves alone."""
    setting: Setting | None = None
    """Where it is used; everyday: where little hangs on it, as in writing, search, software or play."""
    decisions: list[Decision] | None = None
    """What decisions about people or infrastructure it takes or bears on; complete."""
    sensitive_data: list[SensitiveData] | None = None
    """What sensitive data it uses; complete."""
    placed_at: When | None = None
    """When it was placed on the market or put into service; absent: not yet."""
    significantly_changed_at: When | None = None
    """When its design last changed significantly after that; absent: it did not."""
    held_not_high_risk_at: When | None = None
    """When its provider documented why it holds it not to be high-risk; absent: it did not."""
    registered_at: When | None = None
    """When provider and system were registered in the EU database, or nationally; absent: not yet."""
