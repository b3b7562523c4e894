"""The signs that the pictures share: marks, whiskers, the emblem, law lines and the legend."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from plimsoll.demo import words
from plimsoll.demo.axes import LogAxis
from plimsoll.demo.palette import Palette
from plimsoll.demo.plotted import VERDICTS, Estimate, Mark, Verdict
from plimsoll.demo.svg import WIDTH, escape, line, tag, text
from plimsoll.demo.text import width, wrap

RADIUS = 5.0
"""Room that any mark takes around its centre."""
SMALL = 12.5
"""Size of ordinary text."""
MARGIN = 18.0


def sign(x: float, y: float, verdict: Verdict, open_weights: bool | None, colour: str, paper: str) -> str:
    """Draw a mark: the outline says the verdict, the filling whether weights are open (a dot: not known)."""
    # A thin rim of paper keeps marks apart where they crowd.
    rim = _outline(x, y, verdict, fill=paper, stroke=paper, stroke_width=4.0)
    shape = _outline(x, y, verdict, fill=colour if open_weights else paper, stroke=colour, stroke_width=1.7)
    dot = tag("circle", cx=x, cy=y, r=1.4, fill=colour) if open_weights is None else ""
    return rim + shape + dot


def _outline(x: float, y: float, verdict: Verdict, **style: str | float) -> str:
    if verdict == "no":
        return tag("circle", cx=x, cy=y, r=4.3, **style)
    if verdict == "unknown":
        return tag("rect", x=x - 4, y=y - 4, width=8, height=8, **style)
    r = 6.0
    return tag("path", d=f"M{x:.1f} {y - r:.1f}l{r} {r}l{-r} {r}l{-r} {-r}z", **style)


def told(mark: Mark, meaning: dict[Verdict, str]) -> str:
    """Say a mark in words, for the pointer that rests on it."""
    who = ", ".join(filter(None, (mark.developer, words.day(mark.released) if mark.released else "")))
    weights = {True: "open weights", False: "closed weights", None: "weights: not known"}[mark.open_weights]
    return (
        f"{mark.name} ({who}): {_range(mark.operations, words.operations, 'compute')}; "
        f"{_range(mark.cost, words.dollars, 'cost')}; {weights}; {meaning[mark.verdict]}"
    )


def whisker(estimate: Estimate, axis: LogAxis, across: float, colour: str, *, upright: bool) -> str:
    """Draw a thin line over the range of an estimate, with an arrowhead where it runs on out of sight."""
    low, high = axis.at(estimate.low), axis.at(estimate.high)
    ends = [(low, -1.0, not axis.holds(estimate.low)), (high, 1.0, not axis.holds(estimate.high))]
    if upright:
        ends = [(place, -way, open_) for place, way, open_ in ends]
    d = _path([(low, across), (high, across)], upright)
    for place, way, open_ in ends:
        tip = 4.5 * way
        if open_:
            d += _path([(place - tip, across - 2.5), (place, across), (place - tip, across + 2.5)], upright)
        elif abs(high - low) > 3:
            d += _path([(place, across - 2.5), (place, across + 2.5)], upright)
    return tag("path", d=d, fill="none", stroke=colour, stroke_width=1, stroke_opacity=0.4)


def emblem(x: float, y: float, radius: float, colour: str) -> str:
    """Draw the mark on a ship's hull: a circle, and the line that she may load to."""
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=radius, fill="none", stroke=colour, stroke_width=radius * 0.22),
        line(x - radius * 1.55, y, x + radius * 1.55, y, colour, radius * 0.22),
        aria_hidden="true",
    )


@dataclass(frozen=True, slots=True)
class LawStyle:
    """How a law's line is drawn: whole if it binds, long dashes if it will, short ones if it never did."""

    colour: str
    width: float
    dashes: str | None


def law_style(status: str, paint: Palette) -> LawStyle:
    """Choose the style of a law's line by the law's status."""
    if status == "in-force":
        return LawStyle(paint.law, 1.8, None)
    if words.became_law(status):
        return LawStyle(paint.law, 1.5, "9 4")
    return LawStyle(paint.never, 1.5, "3 3")


def heading(title: str, subtitle: str, paint: Palette) -> tuple[list[str], float]:
    """Emblem, title and subtitle; and where they end."""
    left = MARGIN + 46
    y = 34.0
    parts = [emblem(MARGIN + 16, y - 4, 11, paint.law)]
    for n, part in enumerate(wrap(title, 21, WIDTH - left - MARGIN, bold=True)):
        y += 26 if n else 0
        parts.append(text(left, y, part, size=21, fill=paint.ink, bold=True))
    for part in wrap(subtitle, 13.5, WIDTH - left - MARGIN):
        y += 20
        parts.append(text(left, y, part, size=13.5, fill=paint.muted))
    return parts, y


def legend(
    marks: Sequence[Mark], asked: str, meaning: dict[Verdict, str], paint: Palette, y: float
) -> tuple[list[str], float]:
    """Say what outline and filling mean, for those that occur; and where the legend ends."""
    parts: list[str] = []
    x = left = MARGIN + 46
    entries: list[tuple[str, str]] = [("", f"{asked}:")] if asked else []
    for verdict in VERDICTS:
        if any(m.verdict == verdict for m in marks):
            entries.append((sign(0, 0, verdict, True, paint.verdict(verdict), paint.paper), meaning[verdict]))
    for openness, said in ((True, "open weights"), (False, "closed"), (None, "openness not known")):
        if any(m.open_weights is openness for m in marks):
            entries.append((sign(0, 0, "no", openness, paint.muted, paint.paper), said))
    for drawn, said in entries:
        room = (17 if drawn else 0) + width(said, SMALL)
        if x > left and x + room > WIDTH - MARGIN:
            x, y = left, y + 20
        if drawn:
            parts.append(tag("g", drawn, transform=f"translate({x + 6:.1f} {y - 4.3:.1f})"))
        parts.append(text(x + (17 if drawn else 0), y, said, size=SMALL, fill=paint.muted))
        x += room + 16
    return parts, y


def notes(lines: Sequence[str], paint: Palette, y: float) -> tuple[list[str], float]:
    """Small print under a picture; and where it ends."""
    parts: list[str] = []
    for note in lines:
        for part in wrap(note, 12, WIDTH - 2 * MARGIN):
            parts.append(text(MARGIN, y, part, size=12, fill=paint.muted))
            y += 17
    return parts, y


def drawn(mark: Mark, shape: str, meaning: dict[Verdict, str]) -> str:
    """Close a mark as one group that carries the model's id and says itself in words."""
    return tag("g", tag("title", escape(told(mark, meaning))), shape, class_="mark", data_id=mark.id)


def _range(estimate: Estimate | None, say: Callable[[float], str], what: str) -> str:
    if estimate is None or estimate.centre is None:
        return f"{what} not known"
    open_below, open_above = estimate.low == 0, math.isinf(estimate.high)
    if open_above:
        span = f"at least {say(estimate.low)}"
    elif open_below:
        span = f"at most {say(estimate.high)}"
    elif estimate.low == estimate.high:
        return f"{what} {say(estimate.low)}"
    else:
        span = f"{say(estimate.low)} to {say(estimate.high)}"
    return f"{what} {span}" if estimate.best is None else f"{what} {say(estimate.best)} ({span})"


def _path(points: Sequence[tuple[float, float]], upright: bool) -> str:
    pairs = ((b, a) if upright else (a, b) for a, b in points)
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in pairs)
