"""Computing clusters, and those who rent them."""

from __future__ import annotations

from plimsoll.facts.entries import Id, Named
from plimsoll.facts.figures import GigabitsPerSecond, Operations, OperationsPerSecond, When


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
    """The largest compute of one use."""
    sufficient: bool | None = None
    """Whether that is enough to train a covered model; absent: told from the compute."""
    identified_at: When | None = None
    """When the basic identification and the business purpose were collected; absent: they were not."""
    intent_assessed_at: When | None = None
    """When it was assessed whether a covered model is to be trained (or deployed); absent: it was not."""
    intends_covered_model: bool | None = None
    """What that assessment found."""
    validated_at: list[When] | None = None
    """When identification and intent were validated again; what is not listed was not."""
    used_at: list[When] | None = None
    """Every use of sufficient compute; complete."""
    access_logged: bool | None = None
    """Whether IP addresses of access and administration are kept, each with its time."""
    shutdown_capable: bool | None = None
    """Whether its training or running of models can be shut down fully and promptly."""
    recorded_at: When | None = None
    """From when its record is to be kept; absent: from the identification."""
    record_deleted_at: When | None = None
    """When the record was deleted; absent: it is kept."""
