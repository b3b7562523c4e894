"""Documents whose items a law lists."""

from __future__ import annotations

from plimsoll.law.language.expression import Expression, Includes, all_of

_NOT_ITEMISED = "its content is not itemised: taken as complete"


def has_items(path: str, items: tuple[str, ...]) -> Expression:
    """A document has all of these items; one that is not itemised is taken to have them, with a flag."""
    return all_of(*(Includes(path, item, presumed=True, presumption=_NOT_ITEMISED, inventory=True) for item in items))
