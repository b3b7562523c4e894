"""Evidence: what was written, published, filed, audited, assessed. What is not listed is lacking."""

from __future__ import annotations

from typing import Literal

from plimsoll.facts.entries import Entry, Id, Named, Sourced, Territory, Word
from plimsoll.facts.figures import When, Whole


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
    elements: list[Word] | None = None
    """Which of the items that the law asks for it covers; complete. Absent: not itemised."""
    unredacted_kept: bool | None = None
    """Whether the unredacted text, with the dates of its updates, is kept."""


class Signatory(Entry):
    """Who signed. Kept in the vault once recorded."""

    name: str | None = None
    """The person's name."""
    title: Word | None = None
    """The office, such as chief-technology-officer."""


class Statement(Sourced):
    """A statement or certification filed with an authority."""

    kind: Word
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
    basis: Word | None = None
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

    to: Word
    """The recipient."""
    at: When | None = None
    """When; absent: not yet."""


class Audit(Named):
    """An audit of compliance."""

    kind: Word | None = None
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
    full_access: bool | None = None
    """Whether the auditor had access to unredacted materials as needed."""
    sent: list[Dispatch] | None = None
    """To whom it was sent; what is not listed was not."""


class Publication(Sourced):
    """A document made public, such as a transparency report."""

    kind: Word
    """Such as transparency-report."""
    model: Id | None = None
    """The model it is about."""
    published_at: When | None = None
    """When; absent: not yet."""
    machine_readable: bool | None = None
    """Whether a program can read it."""
    fields: list[Word] | None = None
    """Which fields it has; complete."""
    summaries: list[Word] | None = None
    """Which summaries it has; complete."""


class Notification(Sourced):
    """A notice to an authority, such as that a threshold is met."""

    kind: Word
    """Such as systemic-risk."""
    model: Id | None = None
    """The model it is about."""
    to: Word | None = None
    """The recipient."""
    at: When | None = None
    """When; absent: not yet."""
    acknowledged: bool | None = None
    """Whether every recipient acknowledged it."""
    every_months: Whole | None = None
    """For an internal-use-schedule: the months between two summaries that it sets or asks for."""
    agreed_at: When | None = None
    """When the recipient agreed to what it asks for; absent: not yet."""


class Evaluation(Named):
    """A test of a model's risks."""

    model: Id | None = None
    """The model tested."""
    kind: Word | None = None
    """What was tested, such as critical-harm-assessment or systemic-risk."""
    at: When | None = None
    """When."""
    replicable: bool | None = None
    """Whether tests and results are recorded in enough detail for a third party to replicate them."""


class Drill(Named):
    """A rehearsal of full shutdown."""

    model: Id | None = None
    """The model."""
    at: When | None = None
    """When."""
    complete: bool | None = None
    """Whether everything in control stopped."""


class Concern(Named):
    """A disclosure by someone who works there, without any name."""

    to: list[Word] | None = None
    """To whom it was made: internal-channel, supervisor, attorney-general, labor-commissioner, governor …; complete."""
    about: Literal["noncompliance", "unreasonable-risk", "catastrophic-danger", "other"] | None = None
    """What it says."""
    model: Id | None = None
    """The model concerned; it need not be a covered one."""
    received_at: When | None = None
    """When it came in."""
    accused: list[Word] | None = None
    """Offices of the officers or directors accused; complete. They are left out when it is shared."""
    updates: list[When] | None = None
    """When the discloser was told how it stands."""
    shared: list[When] | None = None
    """When it was shared with officers and directors."""
    closed_at: When | None = None
    """When its investigation was closed; absent: it goes on."""
    record_deleted_at: When | None = None
    """When disclosure and responses were deleted; absent: they are kept."""


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
    fee_paid: bool | None = None
    """Whether the share or fee that goes with it is paid."""
    material_change_at: When | None = None
    """When something material in it changed; absent: nothing did."""
    ownership_transferred_at: When | None = None
    """When ownership of the frontier model was transferred; absent: it was not."""


Consequence = Literal["death-or-bodily-harm", "harm-to-property", "theft-of-property", "imminent-public-threat"]


class Violation(Sourced):
    """A violation found by an authority or admitted."""

    law: Word
    """The law's id."""
    at: When | None = None
    """When."""
    section: Word | None = None
    """The section violated."""
    model: Id | None = None
    """The model concerned; absent: the organization at large."""
    caused: list[Consequence] | None = None
    """What it caused, or what it threatened; complete."""


class ContractTerm(Named):
    """A term of a contract or of terms of service about access to, or use of, a model."""

    effect: Literal["waives", "precludes", "burdens", "shifts-liability", "other"] | None = None
    """What it does to a right or liability under the law."""
    for_access: bool | None = None
    """Whether it is given in exchange for access to, or use of, a model."""
    with_whom: Word | None = None
    """With whom, such as customers or employees, never a name."""


class Redaction(Sourced):
    """Something left out of a published document."""

    document: Word
    """The kind of the document, such as frontier-framework or transparency-report."""
    at: When | None = None
    """When the redacted document was published."""
    ground: Word | None = None
    """Why: trade-secret, cybersecurity, public-safety, national-security, legal-compliance, confidential."""
    described: bool | None = None
    """Whether the published text says what kind of thing is left out, and why."""
    unredacted_destroyed_at: When | None = None
    """When the unredacted text was destroyed; absent: it is kept."""
