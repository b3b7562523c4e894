"""Instruments that count operations and cost: they know no law and no record, and give facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plimsoll.measure.meter import Meter

__all__ = ["Meter"]


def __getattr__(name: str) -> Any:
    if name == "Meter":  # it needs torch, which the base install lacks
        from plimsoll.measure.meter import Meter

        return Meter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
