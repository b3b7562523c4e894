"""What can be wrong with a translation that no reader of the language is needed to see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

from babel.messages.catalog import Catalog, Message
from glossary import Entry

_NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")
_SECTION = re.compile(r"[\w.]*(?:\((?:[a-z]|[A-Z]|[ivx]+|[IVX]+|\d{1,2})\))+")
"""A section of a law, or the part of one: 22602(e)(1)(A)(ii), (f)."""


def faults(catalogue: Catalog, glossary: list[Entry]) -> Iterator[str]:
    """Say what is wrong with the messages of a catalogue, one line each."""
    for message in catalogue:
        if message.id:
            yield from (f"{fault}: {message.id!r}" for fault in _faults(message, glossary))


def _faults(message: Message, glossary: list[Entry]) -> Iterator[str]:
    english, translation = str(message.id), str(message.string or "")
    if not translation:
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as fuzzy"
    if _placeholders(english) != _placeholders(translation):
        yield "its placeholders differ"
    lost = Counter(_NUMBER.findall(english)) - Counter(_NUMBER.findall(translation))
    if lost:
        yield f"it has lost the number {', '.join(sorted(lost))}"
    moved = set(_SECTION.findall(english)) - set(_SECTION.findall(translation))
    if moved:
        yield f"it does not name the section {', '.join(sorted(moved))} as it stands"
    for entry in glossary:
        if entry.is_in(english) and entry.rendering not in translation:
            yield f"{entry.english!r} is not rendered as {entry.rendering}"


def _placeholders(text: str) -> set[str] | None:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None
