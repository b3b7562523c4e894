"""What an examination finds: what is left open or said twice, in words, and facts that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from plimsoll.law.language.statute import Version
from plimsoll.messages import Message

FindingKind = Literal["gap", "overlap", "unreachable", "reference", "only-first", "only-second"]


@dataclass(frozen=True, slots=True)
class Shows:
    """What its facts must show to bear a finding out: that a term of a version holds of a subject, or does not."""

    version: Version
    term: str
    subject: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `facts` is the content of a facts file that shows it, or `None` where none can be written down."""

    kind: FindingKind
    terms: tuple[str, ...]
    at: tuple[str, ...]
    says: Message
    facts: Mapping[str, Any] | None
    shows: tuple[Shows, ...] = ()
    kept: frozenset[str] = frozenset()
    """The facts that its words speak of, by their paths: a shorter witness would not show what they say."""
    more: bool = False
    """Whether there are more ways than those told."""
