"""References that go astray: a text points to a place for what stands elsewhere, or nowhere, in it."""

from __future__ import annotations

from collections.abc import Iterator

from plimsoll.law.language.statute import Reference, Version
from plimsoll.messages import Message, both, said


def astray(version: Version) -> Iterator[tuple[Reference, Message]]:
    """Give each reference that does not lead to what it is about, and say where that stands."""
    for reference in version.references:
        places = _places(version, reference.about)
        if not any(_within(place, reference.to) for place in places):
            yield reference, _words(reference, places)


def _places(version: Version, about: str) -> list[str]:
    """The sections at which something of that name stands."""
    duties = [duty.at for duty in version.duties if duty.id == about]
    terms = [term.at for term in version.terms if term.name == about]
    powers = [power.at for power in version.powers if power.id == about]
    return list(dict.fromkeys([*duties, *terms, *powers]))


def _within(place: str, section: str) -> bool:
    """Whether a place is the section, or lies in it: 1421(1) lies in 1421, and 1421(10) not in 1421(1)."""
    rest = place.removeprefix(section)
    return rest != place and (not rest or not rest[0].isalnum())


def _words(reference: Reference, places: list[str]) -> Message:
    about = said(reference.about)
    if not places:
        return said("{at} speaks of {about}, which nothing in the text defines", at=reference.at, about=about)
    return said(
        "{at} points to {to} for {about}, which stands in {places}",
        at=reference.at,
        to=reference.to,
        about=about,
        places=both(places),
    )
