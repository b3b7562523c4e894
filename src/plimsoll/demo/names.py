"""Labels once they are placed: leaders below the marks, names above them."""

from __future__ import annotations

from collections.abc import Sequence

from plimsoll.demo.labels import Placed
from plimsoll.demo.palette import Palette
from plimsoll.demo.svg import line, text

SIZE = 12.0
HEIGHT = 14.5


def leaders(labels: Sequence[Placed], paint: Palette) -> list[str]:
    """Draw the thin lines from marks to names that stand apart from them."""
    return [line(*p.leader, paint.muted, 0.8) for p in labels if p.leader]


def written(labels: Sequence[Placed], paint: Palette) -> list[str]:
    """Write the names in their boxes."""
    return [
        text(
            p.box.left + 2,
            p.box.bottom - 3.4,
            p.wanted.text,
            size=SIZE,
            fill=paint.ink,
            bold=p.wanted.bold,
            halo=paint.paper,
        )
        for p in labels
    ]
