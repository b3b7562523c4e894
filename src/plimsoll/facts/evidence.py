"""Evidence: what was written, published, filed, audited, assessed. What is not listed is lacking."""

from __future__ import annotations

from typing import Literal

from plimsoll.facts.entries import Entry, Id, Named, Sourced, Territory
from plimsoll.facts.figures import When


class Modification(Entry):
    """A change of a protocol."""

    at: When | None = None
    """When it was made."""
    material: bool | None = None
    """Whether it was a material one."""
    published_at: When | None = None
    """When the changed text was published; absent: not yet."""
    justification_published_at: When | None = None
    """When its justification was published; absent: not yet."""


class Protocol(Named):
    """A safety and security protocol, or a frontier AI framework."""

    kind: Literal["safety-and-security-protocol", "frontier-framework"]
    """Which of the two it is."""
    model: Id | None = None
    """The model it is for; absent: all of them."""
    effective: When | None = None
    """From when it holds."""
    published_at: When | None = None
    """When it was published; absent: not yet."""
    reviewed_at: list[When] | None = None
    """When it was reviewed."""
    modifications: list[Modification] | None = None
    """Its changes."""
    elements: list[str] | None = None
    """Which of the items that the law asks for it covers; complete."""


class Signatory(Entry):
    """Who signed. Kept in the vault once recorded."""

    name: str | None = None
    """The person's name."""
    title: str | None = None
    """The office, such as chief-technology-officer."""


class Statement(Sourced):
    """A statement or certification filed with an authority."""

    kind: str
    """Such as statement-of-compliance."""
    model: Id | None = None
    """The model it is about."""
    signed_by: Signatory | None = None
    """Who signed it."""
    filed_at: When | None = None
    """When it was filed; absent: not yet."""


class Exemption(Sourced):
    """A limited duty exemption, or positive safety determination, that the developer determined."""

    model: Id
    """The model determined to be exempt."""
    basis: str | None = None
    """On what ground, such as lower-on-all-relevant-benchmarks."""
    comparator: Id | None = None
    """The model compared with."""
    certified_at: When | None = None
    """When it was certified to the authority; absent: not yet."""
    error_found_at: When | None = None
    """When the determination was found to be in error; absent: it was not."""
    reported_at: When | None = None
    """When the error was reported; absent: not yet."""
    ceased_at: When | None = None
    """When operation stopped; absent: not yet."""


class Dispatch(Entry):
    """Something sent."""

    to: str
    """The recipient."""
    at: When | None = None
    """When; absent: not yet."""


class Audit(Named):
    """An audit of compliance."""

    kind: str | None = None
    """Such as third-party."""
    auditor: str | None = None
    """Who audited."""
    financial_interest: bool | None = None
    """Whether the auditor has a financial interest in the developer, or the other way round."""
    period_end: When | None = None
    """The last day of the period audited."""
    received_at: When | None = None
    """When the report was received; absent: not yet."""
    published_at: When | None = None
    """When it was published; absent: not yet."""
    sent: list[Dispatch] | None = None
    """To whom it was sent."""


class Publication(Sourced):
    """A document made public, such as a transparency report."""

    kind: str
    """Such as transparency-report."""
    model: Id | None = None
    """The model it is about."""
    published_at: When | None = None
    """When; absent: not yet."""
    machine_readable: bool | None = None
    """Whether a program can read it."""
    fields: list[str] | None = None
    """Which fields it has; complete."""
    summaries: list[str] | None = None
    """Which summaries it has; complete."""


class Notification(Sourced):
    """A notice to an authority, such as that a threshold is met."""

    kind: str
    """Such as systemic-risk."""
    model: Id | None = None
    """The model it is about."""
    to: str | None = None
    """The recipient."""
    at: When | None = None
    """When; absent: not yet."""


class Evaluation(Named):
    """A test of a model's risks."""

    model: Id | None = None
    """The model tested."""
    kind: str | None = None
    """What was tested."""
    at: When | None = None
    """When."""


class Drill(Named):
    """A rehearsal of full shutdown."""

    model: Id | None = None
    """The model."""
    at: When | None = None
    """When."""
    complete: bool | None = None
    """Whether everything in control stopped."""


class Concern(Named):
    """A disclosure through the internal channel, without any name."""

    received_at: When | None = None
    """When it came in."""
    updates: list[When] | None = None
    """When the discloser was told how it stands."""
    shared: list[When] | None = None
    """When it was shared with officers and directors."""


class InternalUseAssessment(Named):
    """An assessment of catastrophic risk from internal use."""

    model: Id | None = None
    """The model."""
    completed_at: When | None = None
    """When it was completed."""
    summary_sent_at: When | None = None
    """When its summary was sent; absent: not yet."""


class DisclosureStatement(Sourced):
    """A disclosure statement filed with a state."""

    state: Territory
    """Such as US-NY."""
    filed_at: When | None = None
    """When; absent: not yet."""
    material_change_at: When | None = None
    """When something material in it changed; absent: nothing did."""


class Violation(Sourced):
    """A violation found by an authority or admitted."""

    law: str
    """The law's id."""
    at: When | None = None
    """When."""
    section: str | None = None
    """The section violated."""
