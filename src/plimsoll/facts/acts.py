"""What people and authorities decide: judgments, regulations, and readings of a contested text."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from plimsoll.facts.entries import ByYear, Id, Sourced, Word
from plimsoll.facts.figures import Day, Ratio, When


class Judgment(Sourced):
    """What a law leaves to a person, judged by one."""

    law: Word
    """The law's id, or LAW@VERSION for one version alone."""
    term: Word
    """What is judged; `plimsoll law show LAW` lists the judgments that a law asks for."""
    subject: Id
    """The id of what it is about."""
    verdict: Literal["yes", "no"]
    """The judgment."""
    by: str | None = None
    """Who judged."""
    at: When | None = None
    """When; a judgment counts from its day on."""
    why: str | None = None
    """On what grounds."""


class Regulation(Sourced):
    """An act of an authority: a threshold set, a price index published, a model or a federal rule designated."""

    law: Word
    """The law under which it was made."""
    sets: Word
    """What it sets: a threshold's or a designation's name as `plimsoll law show` prints it, or price-index."""
    model: Id | None = None
    """For a designation: the model designated, where it is of one."""
    value: Ratio | None = None
    """The threshold."""
    by_year: ByYear[Ratio] | None = None
    """For price-index: the factor by calendar year, counted from the year of the law's own amounts."""
    effective: Day | None = None
    """From when a threshold, or a designation, holds."""

    @model_validator(mode="after")
    def _complete(self) -> Regulation:
        if self.sets == "price-index" and not self.by_year:
            raise ValueError("a price index without its years; give by_year, as {2026: 1.03}")
        if self.sets != "price-index" and self.effective is None:
            raise ValueError("a threshold or designation without its first day; give effective")
        set_values = [self.value] if self.value else list((self.by_year or {}).values())
        if any(quantity.estimates[-1].interval.exact is None for quantity in set_values):
            raise ValueError("an interval where an authority sets one value; give the value that it set")
        return self
