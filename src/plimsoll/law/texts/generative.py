"""Words that California's two acts on generative systems share: what generates, and what Californians can use."""

from __future__ import annotations

from plimsoll.law.language.expression import Expression, Includes, Judged, Reaches, all_of, any_of
from plimsoll.law.texts.deployment import DEPLOYED

CALIFORNIA = "US-CA"

OFFERED_TO_CALIFORNIANS = all_of(DEPLOYED, Reaches(CALIFORNIA))
"""Read of a use: it makes the system available in California to others than those who develop or test it."""

MEDIA = ("speech", "image-from-text", "video-from-text")
"""What of a model's output is image, video or audio."""

_TAKEN = "what it puts out is not given: taken as generative"


def puts_out(*modalities: str, presumed: bool | None = None, presumption: str = "") -> tuple[Expression, ...]:
    """One part for each of these modalities; what its output is taken for where it is not given at all."""
    return tuple(Includes("modalities", each, presumed, presumption) for each in modalities)


GENERATIVE = any_of(
    *puts_out("text", *MEDIA, presumed=True, presumption=_TAKEN),
    all_of(
        Includes("modalities", "other", presumed=True, presumption=_TAKEN),
        Judged("generative-output", "does it make new content that is like the data it was trained on?"),
    ),
)
