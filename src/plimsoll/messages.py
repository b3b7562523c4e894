"""Words for people that remember how they were put together.

A `Message` is its English text, and is treated as that: compared, joined, printed, dumped. It also keeps its template
and what was filled in, so that `plimsoll.translation` can say the same in another language. What is filled in is words
where it is a Message itself; a plain string is a name or a number, and stays as it is in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Self


class Message(str):
    """An English text, the template that it was made from, and the values in it."""

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> Self:
        """Fill in the template; without values it is the text as it stands, braces and all."""
        message = super().__new__(cls, template.format_map(values) if values else template)
        message.template = template
        message.values = values or {}
        return message


def said(template: str, /, **values: object) -> Message:
    """Fill in a template; without values, mark a text as words.

    `make catalogues` finds the templates that stand here as literals. Write whole sentences: another language orders
    them otherwise.
    """
    if isinstance(template, Message) and not values:
        return template
    return Message(template, values)


def listed(parts: Iterable[str]) -> str:
    """Give: a, b, c."""
    return reduce(lambda before, after: said("{before}, {after}", before=before, after=after), parts)


def either(parts: Iterable[str]) -> str:
    """Give: a or b or c."""
    return reduce(lambda before, after: said("{before} or {after}", before=before, after=after), parts)


def both(parts: Iterable[str]) -> str:
    """Give: a and b and c."""
    return reduce(lambda before, after: said("{before} and {after}", before=before, after=after), parts)
