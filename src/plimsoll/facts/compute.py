"""Computing clusters, those who rent them, and where models are put to work."""

from __future__ import annotations

from plimsoll.facts.entries import Id, Named
from plimsoll.facts.figures import Day, GigabitsPerSecond, Operations, OperationsPerSecond, When


class Cluster(Named):
    """Machines that a data-center network joins."""

    operator: Id | None = None
    """Who operates it; absent: the organization."""
    network_gbit_s: GigabitsPerSecond | None = None
    """Bandwidth of the network that joins the machines."""
    peak_operations_per_s: OperationsPerSecond | None = None
    """Theoretical maximum, integer or floating-point operations a second."""
    trains_ai: bool | None = None
    """Whether it can be used for training AI."""


class Customer(Named):
    """Someone who rents a cluster, without personal data: those live in the vault."""

    cluster: Id | None = None
    """The cluster rented."""
    operations: Operations | None = None
    """The compute of this use."""
    identified_at: When | None = None
    """When the basic identification was collected."""
    validated_at: list[Day] | None = None
    """When it was validated again."""
    used_at: list[Day] | None = None
    """When sufficient compute was used."""


class Deployment(Named):
    """One setting in which a model bears on decisions."""

    model: Id | None = None
    """The model put to work."""
    setting: str | None = None
    """Where it is used."""
    decisions: list[str] | None = None
    """What decisions it bears on; complete."""
    sensitive_data: list[str] | None = None
    """What sensitive data it touches; complete."""
