"""Names of models: as a hub writes them, and as the ids of a facts file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}"
_HUB_NAME = re.compile(rf"{_PART}(/{_PART})?")
_HUB = re.compile(r"https?://(www\.)?(huggingface\.co|hf\.co)/", re.I)
_LONGEST = 100
SEPARATOR = "--"
"""Stands in an id for the slash of a hub's name, as in the hub's own cache; hub names never have it."""


@dataclass(frozen=True, slots=True)
class Named:
    """A base as some file names it.

    One that is named by a path on someone's machine has no id. Of it only the last part is kept, and shown to nobody,
    since a path may name a person.
    """

    id: str | None
    last: str


def id_of(name: str) -> str:
    """The id of a model in a facts file: `org/name` becomes `org--name`; what an id cannot hold becomes a hyphen."""
    plain = re.sub(r"[^A-Za-z0-9._:-]", "-", name.strip("/").replace("/", SEPARATOR)).lstrip("._:-") or "model"
    if len(plain) <= _LONGEST:
        return plain
    return f"{plain[: _LONGEST - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def organization_of(identity: str) -> str | None:
    """The id of whoever published a model, where its own id tells."""
    organization, separator, rest = identity.partition(SEPARATOR)
    return organization if separator and organization and rest else None


def hub_name(identity: str) -> str | None:
    """The name that people know, where the id was made from one with an organization."""
    organization = organization_of(identity)
    return f"{organization}/{identity[len(organization) + len(SEPARATOR) :]}" if organization else None


def named(text: str) -> Named | None:
    """Read the name of a base; nothing where the text is empty."""
    text = _HUB.sub("", text.strip()).rstrip("/")
    if not text:
        return None
    name = text.partition("@")[0] if "/" in text else text
    last = re.split(r"[/\\]", name)[-1]
    if not _HUB_NAME.fullmatch(name):
        return Named(None, last.casefold())
    return Named(id_of(name), last.casefold())


def same(one: str, other: str) -> bool:
    """Whether two ids name one model: a hub takes capitals and small letters for the same."""
    return one.casefold() == other.casefold()
