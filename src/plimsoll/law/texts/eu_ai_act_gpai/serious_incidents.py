"""Serious incidents of general-purpose models with systemic risk (Art 3(49) read onto models, Guidelines 5.2)."""

from __future__ import annotations

from plimsoll.law.language.expression import AnyOf, Includes, any_of

CRITICAL_INFRASTRUCTURE = ("critical-infrastructure",)
CYBERSECURITY = ("cyber-breach", "weights-exfiltrated")
DEATH = ("death",)
OTHER_HARM = ("health", "fundamental-rights", "property-or-environment")


def by(*routes: str) -> AnyOf:
    """The incident came about by one of these routes."""
    return any_of(*(Includes("routes", route) for route in routes))


SERIOUS = by(*CRITICAL_INFRASTRUCTURE, *CYBERSECURITY, *DEATH, *OTHER_HARM)
