"""Overlaps: two terms that part an amount between them, one asking for much and one for little, and both hold."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from plimsoll.law.language.examine.examined import Examined
from plimsoll.law.language.examine.families import dividing
from plimsoll.law.language.examine.finding import Finding
from plimsoll.law.language.examine.saying import once, where
from plimsoll.messages import said


def overlaps(text: Examined) -> Iterator[Finding]:
    """Give the overlaps of a text."""
    for first, second in dividing(text.version):
        apart = z3.Not(z3.And(text.holds(first), text.holds(second)))
        shows = [text.shown(first, holds=True), text.shown(second, holds=True)]
        for act, under, region in text.regions_under_acts([], apart, (first, second)):
            says = said(
                "a model can be both a {first} and a {second}{where}{act}",
                first=said(first.name),
                second=said(second.name),
                where=where(region),
                act=once(act),
            )
            yield text.finding("overlap", (first, second), says, under, shows, region)
