"""Verdicts in an order in which each finds those that it rests on settled."""

from __future__ import annotations

from collections.abc import Collection

from plimsoll.law.language.completions import settle
from plimsoll.law.language.ground import Reader


def settle_models(reader: Reader, terms: Collection[str] | None = None) -> None:
    """Settle the terms of all models (all, or these).

    Bases come before what is made from them, so that reading a long lineage does not go deep.
    """
    named = [t.name for t in reader.version.terms if t.of == "model" and (terms is None or t.name in terms)]
    for model in reader.facts.ancestry_order():
        for name in named:
            settle(reader.term(name, model))
