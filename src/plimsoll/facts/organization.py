"""The organization whose position is asked for."""

from __future__ import annotations

from typing import Literal

from plimsoll.facts.entries import ByYear, Entry, Named, Territory
from plimsoll.facts.figures import Day, Money

OrganizationKind = Literal["company", "government", "accredited-university", "individual", "other"]


class CodeOfPractice(Entry):
    """Whether the organization stands by the EU's code of practice for general-purpose models."""

    signed: Day | None = None
    """The day of signature."""


class Organization(Named):
    """A developer, or an operator of clusters, with its size and its places."""

    name: str | None = None
    """Its full name."""
    kind: OrganizationKind | None = None
    """Laws that speak of a person mean a nongovernmental one."""
    established_in: Territory | None = None
    """ISO 3166 code of the country, or of its part (US-CA)."""
    operates_in: list[Territory] | None = None
    """Every place (US-CA, US-NY, US-IL, EU, KR …) where it develops, deploys, offers or operates models; complete."""
    annual_gross_revenue: ByYear[Money] | None = None
    """By calendar year, together with its affiliates."""
    worldwide_turnover: ByYear[Money] | None = None
    """By financial year, worldwide."""
    code_of_practice: CodeOfPractice | None = None
    """The EU code; absent: not signed."""
