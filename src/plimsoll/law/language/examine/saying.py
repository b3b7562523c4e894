"""The words of findings that several examinations share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from plimsoll.law.language.examine.cast import Act
from plimsoll.law.language.examine.regions import Region
from plimsoll.law.language.statute import Term
from plimsoll.messages import Message, listed, said

_NOTHING = Message("")


def none_of(terms: Sequence[Term]) -> Message:
    """Say that none of the terms holds."""
    if len(terms) == 1:
        return said("no {term}", term=said(terms[0].name))
    *others, last = (said(term.name) for term in terms)
    return said("neither a {others} nor a {last}", others=listed(others), last=last)


def where(region: Region, *before: Message) -> Message:
    """Say in which region, after a comma; of one that is everywhere, nothing. `before` are conditions told first."""
    words = [*before, *region.words]
    if not words:
        return _NOTHING
    joined = reduce(lambda first, then: said("{before}; {after}", before=first, after=then), words)
    return said(", where {conditions}", conditions=joined)


def once(act: Act | None) -> Message:
    """Say after which act of an authority, after a comma."""
    if act is None:
        return _NOTHING
    if act.by_year:
        return said(", once the price index has moved the amounts that it moves")
    return said(", once {name} has been set by an authority", name=act.sets)
