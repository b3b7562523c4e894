"""Where laws reach on the load-line picture: shades, lines, and the words that stand on them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from plimsoll.demo import words
from plimsoll.demo.axes import LogAxis
from plimsoll.demo.glyphs import SMALL, law_style
from plimsoll.demo.labels import Box
from plimsoll.demo.palette import WASH, Palette
from plimsoll.demo.plotted import Region
from plimsoll.demo.svg import WIDTH, line, tag, text
from plimsoll.demo.text import width, wrap

_LEADING = 16.0
_NARROW = 150.0
_WIDEST = 250.0
_HATCH = "load-line-hatch"


def shades(regions: Sequence[Region], x: LogAxis, y: LogAxis, plot: Box, foot: float, paint: Palette) -> list[str]:
    """Draw the covered regions: a wash where a law binds or will, a hatch where it never did."""
    parts = [
        tag(
            "defs",
            tag(
                "pattern",
                line(0, 0, 0, 7, paint.never, 1.1, stroke_opacity=0.4),
                id=_HATCH,
                width=7,
                height=7,
                patternUnits="userSpaceOnUse",
                patternTransform="rotate(45)",
            ),
        )
    ]
    for (operations, cost, binding), _ in groupby(
        regions, lambda r: (r.operations_above, r.cost_above, words.became_law(r.status))
    ):
        left = x.at(operations)
        bottom = foot if cost is None else y.at(cost)
        fill = {"fill": paint.wash, "fill_opacity": WASH} if binding else {"fill": f"url(#{_HATCH})"}
        parts.append(tag("rect", x=left, y=plot.top, width=plot.right - left, height=bottom - plot.top, **fill))
    for region in regions:
        if region.cost_above is not None:
            style, level, left = (
                law_style(region.status, paint),
                y.at(region.cost_above),
                x.at(region.operations_above),
            )
            parts.append(line(plot.left, level, left, level, style.colour, 1, stroke_dasharray="2 5"))
            d = f"M{left:.1f} {plot.top:.1f}V{level:.1f}H{plot.right:.1f}"
            parts.append(
                tag(
                    "path",
                    d=d,
                    fill="none",
                    stroke=style.colour,
                    stroke_width=style.width,
                    stroke_dasharray=style.dashes,
                )
            )
    return parts


class Flags:
    """The laws that look at compute alone, each named at the head of its line, above the plot."""

    def __init__(self, regions: Sequence[Region], x: LogAxis, paint: Palette) -> None:
        self._paint = paint
        self._flags: list[tuple[float, float, Region, list[tuple[str, bool]]]] = []
        self.height = 0.0
        columns = [(x.at(level), list(group)) for level, group in groupby(regions, lambda r: r.operations_above)]
        tallest = 0.0
        laid: list[tuple[float, bool, Region, list[tuple[str, bool]]]] = []
        for n, (left, group) in enumerate(columns):
            following = columns[n + 1][0] if n + 1 < len(columns) else WIDTH - 6
            raised = n + 1 < len(columns) and following - left < _NARROW
            room = (WIDTH - 6 if raised else following) - left - 12
            lines = _said(group, room)
            laid.append((left, raised, strongest(group), lines))
            if raised:
                self.height += len(lines) * _LEADING + 6
            else:
                tallest = max(tallest, len(lines) * _LEADING)
        level = 0.0
        for left, raised, region, lines in laid:
            self._flags.append((left, level if raised else self.height, region, lines))
            level += len(lines) * _LEADING + 6 if raised else 0
        self.height += tallest

    def draw(self, top: float, foot: float) -> list[str]:
        """Draw the lines from their heads to the foot of the picture, and the words beside them."""
        parts: list[str] = []
        for left, down, region, lines in self._flags:
            style = law_style(region.status, self._paint)
            parts.append(line(left, top + down, left, foot, style.colour, style.width, stroke_dasharray=style.dashes))
            for n, (said, strong) in enumerate(lines):
                fill = self._paint.ink if strong else self._paint.muted
                parts.append(text(left + 7, top + down + 12 + n * _LEADING, said, size=SMALL, fill=fill, bold=strong))
        return parts


def strongest(group: Sequence[Region]) -> Region:
    """Find the law of a group that binds most, whose style the common line takes."""
    return min(group, key=lambda r: (r.status != "in-force", not words.became_law(r.status)))


def quadrant_label(
    regions: Sequence[Region], x: LogAxis, y: LogAxis, plot: Box, taken: Sequence[Box], paint: Palette
) -> tuple[list[str], list[Box]]:
    """Write the names of laws that ask for cost as well, inside their regions where marks leave room."""
    parts: list[str] = []
    boxes: list[Box] = []
    tested = sorted(
        (r for r in regions if r.cost_above is not None),
        key=lambda r: (r.operations_above, r.cost_above or 0),
    )
    for (operations, cost), group in groupby(tested, lambda r: (r.operations_above, r.cost_above)):
        frame = Box(x.at(operations) + 6, plot.top + 4, plot.right - 4, y.at(cost or 0) - 4)
        lines = _said(list(group), min(_WIDEST, frame.right - frame.left))
        room = max((width(said, SMALL, bold=strong) for said, strong in lines), default=0)
        box = _roomiest(frame, room, len(lines) * _LEADING + 4, [*taken, *boxes])
        boxes.append(box)
        for n, (said, strong) in enumerate(lines):
            fill = paint.ink if strong else paint.muted
            parts.append(
                text(
                    box.left,
                    box.top + 13 + n * _LEADING,
                    said,
                    size=SMALL,
                    fill=fill,
                    bold=strong,
                    halo=paint.paper,
                )
            )
    return parts, boxes


def _said(group: Sequence[Region], room: float) -> list[tuple[str, bool]]:
    """Names in bold and details below, wrapped; laws that share a detail share its line."""
    lines: list[tuple[str, bool]] = []
    for detail, same in groupby(group, lambda r: r.detail):
        for region in same:
            status = f"({words.status(region.status)})"
            whole = status.replace(" ", "\u00a0")
            # The status stays in one piece where it can, and is said in full where it cannot.
            head = f"{region.label} {whole if width(whole, SMALL, bold=True) <= room else status}"
            lines += [(part, True) for part in wrap(head, SMALL, room, bold=True)]
        lines += [(part, False) for part in wrap(detail, SMALL, room)]
    return lines


def _roomiest(frame: Box, wide: float, high: float, taken: Sequence[Box]) -> Box:
    """Find the place in a frame that covers fewest marks, the upper right of equals."""

    def burden(box: Box) -> tuple[int, float]:
        return sum(box.meets(t) for t in taken), (frame.right - box.right) + 2 * (box.top - frame.top)

    def steps(start: float, end: float) -> list[float]:
        return [start + 6 * n for n in range(max(0, int((end - start) // 6)) + 1)]

    return min(
        (
            Box(left, top, left + wide, top + high)
            for left in [*steps(frame.left, frame.right - wide), max(frame.left, frame.right - wide)]
            for top in steps(frame.top, frame.bottom - high)
        ),
        key=burden,
    )
