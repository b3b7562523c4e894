"""Models: what was trained, from what, by whom, for how much, and how it is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from plimsoll.facts.entries import (
    FROM_ALIASES,
    Entry,
    FalseByDefault,
    Id,
    Named,
    OneOrMore,
    Sourced,
    Territory,
    Word,
)
from plimsoll.facts.figures import Money, Operations, People, When, refuse, shown
from plimsoll.facts.instants import Instant

Phase = Literal[
    "pretraining",
    "fine-tuning",
    "reinforcement-learning",
    "synthetic-data",
    "reward-model",
    "distillation-teacher",
    "evaluation",
    "exploratory",
    "other",
]
How = Literal["unmodified-copy", "fine-tuning", "other-post-training-modification", "combined-with-software"]
Modality = Literal["text", "speech", "image-from-text", "video-from-text", "other"]
Audience = Literal["public", "commercial", "third-party", "evaluation-only", "internal"]


class Foundation(Entry):
    """The three marks of a foundation model; `foundation: true` stands for all of them."""

    broad_data: bool | None = None
    """Trained on a broad data set."""
    general_output: bool | None = None
    """Designed for generality of output."""
    adaptable: bool | None = None
    """Adaptable to a wide range of distinctive tasks."""


_MARKS = ", ".join(f"{name}: true" for name in Foundation.model_fields)


def _foundation(value: object) -> object:
    if isinstance(value, bool):
        return {"broad_data": value, "general_output": value, "adaptable": value}
    if value is not None and not isinstance(value, Mapping):
        refuse(f"{shown(value)} where true, false or a mapping is expected", f"write true, or {{{_MARKS}}}")
    return value


class _MarksOrTruth:
    """Says in the schema what `_foundation` allows: true or false for all three marks."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "boolean"}, *handler(core)["anyOf"]]}


def _in_order(first: Instant | None, last: Instant | None, first_key: str, last_key: str) -> None:
    if first is not None and last is not None and first.follows(last):
        refuse(f"{last_key} lies before {first_key}", "correct one of the two", last_key)


class TrainingRun(Sourced):
    """One run of training: its phase, its compute and what that compute cost."""

    phase: Phase | None = None
    """Absent: pretraining, or fine-tuning where the model derives from another by fine-tuning."""
    by: Id | None = None
    """Who ran it; absent: the developer of the model."""
    operations: Operations | None = None
    """Integer or floating-point operations."""
    cost: Money | None = None
    """The compute at the average market price of cloud compute at the start of this run."""
    spent: Money | None = None
    """What was actually paid."""
    cost_reasonably_assessed: bool | None = None
    """Absent: true, with a flag where it decides."""
    started: When | None = None
    """Its first day."""
    ended: When | None = None
    """Its last day; absent: not ended."""
    planned: FalseByDefault = False
    """Intended, not done."""
    synthetic_data_public: bool | None = None
    """For the phase synthetic-data: whether the data are publicly accessible."""

    @model_validator(mode="after")
    def _ordered(self) -> TrainingRun:
        _in_order(self.started, self.ended, "started", "ended")
        return self


class Derivation(Entry):
    """From which model this one descends, and how."""

    model: Id
    """The id of that model."""
    how: OneOrMore[How] | None = None
    """One value or a list; complete: what it does not name was not done."""


class Use(Sourced):
    """A use beyond training and evaluating the model, or a release."""

    model_config = FROM_ALIASES

    from_: When | None = None
    """Its first day."""
    until: When | None = None
    """Its last day; absent: it goes on."""
    audience: Audience | None = None
    """For whom."""
    in_: list[Territory] | None = None
    """The places, as in operates_in."""

    @model_validator(mode="after")
    def _ordered(self) -> Use:
        _in_order(self.from_, self.until, "from", "until")
        return self


class Reach(Entry):
    """A day on which it was known what the model's training would come to."""

    operations: Operations | None = None
    """The total then known."""
    at: When | None = None
    """That day."""


class Licence(Sourced):
    """On what terms the model is offered; the conditions of the EU's open-source exemption."""

    name: str | None = None
    """The licence's name."""
    weights_public: bool | None = None
    """The parameters are public."""
    architecture_public: bool | None = None
    """The information on the architecture is public."""
    usage_public: bool | None = None
    """The information on usage is public."""
    free_access: bool | None = None
    """Access, use, modification and distribution are free for anyone."""
    monetised: bool | None = None
    """Access, use or needed support is paid for, or the model shares a dual licence that is."""
    personal_data_required: bool | None = None
    """Access asks for personal data beyond what security needs."""
    restrictions: list[Word] | None = None
    """Limits of use: non-commercial, research-only, no-distribution, user-threshold …; complete."""


class Marking(Entry):
    """How what a model makes (images, video, sound) is marked as made by it."""

    manifest_option: bool | None = None
    """Whether the user is offered a mark that people can see or hear."""
    latent: bool | None = None
    """Whether a mark that machines can read is put into everything that it makes."""
    latent_fields: list[Word] | None = None
    """What that mark conveys: provider, system-and-version, time, unique-identifier; complete."""


class Licensee(Entry):
    """A third party to whom the model is licensed, without its name."""

    keeps_latent_mark: bool | None = None
    """Whether its contract binds it to keep the model able to put the mark in."""
    mark_disabled_discovered_at: When | None = None
    """When it was discovered that it had disabled the mark; absent: it was not."""
    revoked_at: When | None = None
    """When its licence was revoked; absent: it was not."""


class Model(Named):
    """One model."""

    name: str | None = None
    """The name that people know."""
    developer: Id | None = None
    """Absent: the organization."""
    controlled: bool | None = None
    """Whether its developer controls this copy; absent: true for the organization's own models, with a flag."""
    foundation: Annotated[Foundation | None, BeforeValidator(_foundation), _MarksOrTruth()] = None
    """True, or its three marks."""
    modalities: list[Modality] | None = None
    """What it puts out; complete."""
    narrow_task_only: bool | None = None
    """It can do only one narrow task."""
    exceptionally_general: bool | None = None
    """Without a listed modality, yet as general."""
    training: list[TrainingRun] | None = None
    """Every run; complete. Absent: unknown, but none for a model that derives otherwise than by training."""
    derived_from: OneOrMore[Derivation] | None = None
    """One derivation or a list (a merge); absent: it descends from no other model."""
    uses: list[Use] | None = None
    """Every use beyond training and evaluating it, and every release; complete."""
    known_to_reach: OneOrMore[Reach] | None = None
    """When it was known that the total would come to so much."""
    licence: Licence | None = None
    """The terms on which it is offered."""
    monthly_users: People | None = None
    """Visitors or users a month of the system that it makes up."""
    marking: Marking | None = None
    """How its output is marked."""
    licensees: list[Licensee] | None = None
    """To whom it is licensed; complete."""

    @property
    def derivations(self) -> list[Derivation]:
        """From what it descends: nothing, where no derivation is given."""
        return self.derived_from or []

    @property
    def runs(self) -> list[TrainingRun] | None:
        """Its own training, or `None` where unknown.

        `how` is complete, so a derivative whose making names no fine-tuning has no training but what is listed.
        """
        if self.training is not None:
            return self.training
        if self.derivations and all(d.how is not None and "fine-tuning" not in d.how for d in self.derivations):
            return []
        return None
