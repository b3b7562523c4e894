"""Paths of facts as a table names them: without the part that the row already says."""

from __future__ import annotations

from collections.abc import Iterable

_LISTS = ("models", "incidents", "harms", "customers", "concerns", "clusters")
_FOUNDATION = "foundation"


def shortened(facts: Iterable[str], subject: str) -> list[str]:
    """Name facts beside their subject, each once; the three marks of a foundation model as one."""
    own = tuple(f"{name}.{subject}." for name in _LISTS)
    short = (next((fact.removeprefix(o) for o in own if fact.startswith(o)), fact) for fact in facts)
    return list(dict.fromkeys(map(_mark, short)))


def _mark(fact: str) -> str:
    whole = fact.partition(f".{_FOUNDATION}.")
    if whole[1]:
        return whole[0]
    return _FOUNDATION if fact.startswith(f"{_FOUNDATION}.") else fact
