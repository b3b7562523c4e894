"""Incidents, with the instants from which the laws' clocks run, and the harm that came of them."""

from __future__ import annotations

from typing import Literal

from plimsoll.facts.entries import Id, Named, Sourced, Word
from plimsoll.facts.figures import Money, People, When

Route = Literal[
    "autonomous-behaviour",
    "weights-exfiltrated",
    "control-failure",
    "unauthorized-use",
    "loss-of-control",
    "deceives-developer",
    "catastrophic-harm",
    "cyber-breach",
    "critical-infrastructure",
    "death",
    "health",
    "fundamental-rights",
    "property-or-environment",
]
HarmKind = Literal[
    "cbrn", "cyberattack", "murder", "assault", "extortion", "theft", "other-crime", "control-evasion", "other"
]
ModelRole = Literal["conducts", "precise-instructions", "expert-assistance", "general-advice", "none"]


class Report(Sourced):
    """What was sent, to whom, when."""

    to: Word
    """The recipient, such as attorney-general."""
    kind: Word
    """What was sent, such as incident-report."""
    at: When | None = None
    """When; absent: not yet."""


class Incident(Named):
    """Something that went wrong with a model."""

    model: Id | None = None
    """The model concerned."""
    occurred_at: When | None = None
    """When it happened."""
    learned_at: When | None = None
    """When the developer learned of it."""
    reasonable_belief_at: When | None = None
    """When the facts known gave a reasonable belief that it had happened."""
    determined_at: When | None = None
    """When it was determined that it had happened."""
    discovered_at: When | None = None
    """When it was discovered."""
    model_involvement_aware_at: When | None = None
    """When the developer became aware of the model's part in it."""
    imminent_risk_discovered_at: When | None = None
    """When an imminent risk of death or serious injury was discovered; absent: none was."""
    routes: list[Route] | None = None
    """By what routes; complete: what it does not name did not happen."""
    from_internal_use: bool | None = None
    """It is tied to internal use of the model."""
    in_elicitation_evaluation: bool | None = None
    """It happened within an evaluation designed to bring it out."""
    death_or_injury: bool | None = None
    """Death or bodily injury followed."""
    property_loss: Money | None = None
    """Damage to, or loss of, property; loss of equity value never counts."""
    resolved_at: When | None = None
    """When it was resolved; absent: not yet."""
    reports: list[Report] | None = None
    """What was reported; what is not listed was not."""


class Harm(Named):
    """The facts that the tests of critical harm and of catastrophic risk ask for."""

    incident: Id | None = None
    """The incident it came of."""
    model: Id | None = None
    """The model concerned; absent: that of the incident."""
    kind: HarmKind | None = None
    """What was done: a chemical, biological, radiological or nuclear weapon (cbrn), a cyberattack, a crime …"""
    casualties: People | None = None
    """Dead and seriously injured."""
    damage: Money | None = None
    """Damage to, or loss of, property; loss of equity value never counts."""
    critical_infrastructure: bool | None = None
    """Critical infrastructure was hit."""
    model_role: ModelRole | None = None
    """What the model did: carried it out, gave precise instructions, expert assistance, general advice, nothing."""
    human_oversight: Literal["meaningful", "limited", "none"] | None = None
    """What oversight, intervention or supervision by humans there was."""
