"""SB 1047 as enrolled: what an incident and a critical harm are, Bus. & Prof. 22602(c) and (g)."""

from __future__ import annotations

from plimsoll.law.language.comparison import Compare, Measure
from plimsoll.law.language.expression import (
    Expression,
    Fact,
    Includes,
    Judged,
    OneOf,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import usd
from plimsoll.law.language.statute import Term
from plimsoll.law.texts.us_ca_sb1047.words import mass_casualties, model_is

HARM_LINE = usd("500e6").indexed(begins="2026-01-01", nearest=100, section="22602(g)(3)")

incident = Term(
    "artificial-intelligence-safety-incident",
    "incident",
    "22602(c)",
    all_of(
        model_is("covered-model", "covered-model-derivative"),
        Judged("demonstrably-increases-risk", "does the incident demonstrably increase the risk of a critical harm?"),
        any_of(
            Includes("routes", "autonomous-behaviour").at("(1)"),
            Includes("routes", "weights-exfiltrated").at("(2)"),
            Includes("routes", "control-failure").at("(3)"),
            Includes("routes", "unauthorized-use").at("(4)"),
        ),
    ),
    "An incident that demonstrably increases the risk of a critical harm by one of four routes: autonomous "
    "behaviour, loss of the weights, critical failure of controls, unauthorized use.",
)

_CAUSED = "was the harm caused or materially enabled by the model?"
_ROLE = Judged(
    "caused-or-materially-enabled",
    _CAUSED,
    otherwise=any_of(
        OneOf("model_role", ("conducts", "precise-instructions", "expert-assistance")).flagged(
            "that the model caused or materially enabled the harm is taken from its role: nobody has judged it"
        ),
        all_of(
            not_(OneOf("model_role", ("none",)).flagged("that the model had no part is taken from its role")),
            Judged("caused-or-materially-enabled", _CAUSED),
        ),
    ),
)
_LARGE: Compare = Measure("damage") >= HARM_LINE


def _exclusion(term: str, asks: str, section: str, *, verdict: bool = True) -> Expression:
    presumption = f"the exclusion of 22602{section} is taken as not shown"
    judged = Judged(term, asks, presumed=not verdict, presumption=presumption)
    return (judged if verdict else not_(judged)).at(f"22602{section}")


critical_harm = Term(
    "critical-harm",
    "harm",
    "22602(g)",
    all_of(
        model_is("covered-model", "covered-model-derivative"),
        _ROLE,
        any_of(
            all_of(OneOf("kind", ("cbrn",)), mass_casualties()).at("(1)(A)"),
            all_of(
                OneOf("kind", ("cyberattack",)),
                Fact("critical_infrastructure"),
                OneOf("model_role", ("conducts", "precise-instructions")),
                any_of(_LARGE, mass_casualties()),
            ).at("(1)(B)"),
            all_of(
                OneOf("model_role", ("conducts",)),
                OneOf("human_oversight", ("limited", "none")),
                Judged(
                    "crime-if-human", "would it be a crime of intent, recklessness or gross negligence for a human?"
                ),
                any_of(_LARGE, mass_casualties()),
            ).at("(1)(C)"),
            Judged("comparable-severity", "is it another grave harm of comparable severity?").at("(1)(D)"),
        ),
        not_(
            _exclusion(
                "reasonably-publicly-accessible",
                "could an ordinary person have obtained the information publicly from elsewhere?",
                "(g)(2)(A)",
            )
        ),
        not_(
            _exclusion(
                "materially-contributed",
                "did the model contribute materially to what the other software could do?",
                "(g)(2)(B)",
                verdict=False,
            )
        ),
        not_(
            _exclusion(
                "caused-by-developer",
                "was the harm caused or materially enabled by what the developer did with the model?",
                "(g)(2)(C)",
                verdict=False,
            )
        ),
    ),
    "Mass casualties by a CBRN weapon; mass casualties or at least $500,000,000 of damage by a cyberattack on critical "
    "infrastructure or by conduct that would be a crime; or comparable harm; caused or materially enabled by a covered "
    "model or derivative, three exclusions apart.",
)
