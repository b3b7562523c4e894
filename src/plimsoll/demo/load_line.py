"""The load-line picture: training compute against its cost, and the legal lines across them."""

from __future__ import annotations

from collections.abc import Sequence

from plimsoll.demo import words
from plimsoll.demo.axes import LogAxis, bounds
from plimsoll.demo.glyphs import (
    MARGIN,
    RADIUS,
    SMALL,
    drawn,
    heading,
    legend,
    notes,
    sign,
    whisker,
)
from plimsoll.demo.labels import Box, Placed, Wanted, place
from plimsoll.demo.names import HEIGHT, SIZE, leaders, written
from plimsoll.demo.palette import Palette, paints
from plimsoll.demo.plotted import Mark, Region, Theme, Verdict, centre
from plimsoll.demo.regions import Flags, quadrant_label, shades
from plimsoll.demo.strip import strip_rows
from plimsoll.demo.svg import WIDTH, document, line, text
from plimsoll.demo.text import width

_LEFT, _RIGHT = 74.0, WIDTH - 22.0
_PLOT_HEIGHT = 420.0
_ROW = 10.5


def load_line(
    marks: Sequence[Mark],
    regions: Sequence[Region],
    *,
    title: str,
    theme: Theme = "auto",
    subtitle: str = "",
    asked: str = "",
    meaning: dict[Verdict, str] | None = None,
    source: str = "",
) -> str:
    """Draw models by compute and cost, with the covered region of every law, as SVG.

    `asked` names the question that the marks' verdicts answer ("Under SB 1047"), `meaning` what each verdict
    says. Models whose cost is not known stand in a strip below the plot; those without compute are counted.
    """
    said: dict[Verdict, str] = meaning or {"yes": "covered", "no": "not covered", "unknown": "cannot be told"}
    return _Drawing(marks, regions, paints(theme)).whole(title, subtitle, asked, said, source, theme)


class _Drawing:
    """The picture while it is laid out, from the top down."""

    def __init__(self, marks: Sequence[Mark], regions: Sequence[Region], paint: Palette) -> None:
        self.paint = paint
        self.regions = sorted(regions, key=lambda r: r.operations_above)
        self.everyone = marks
        self.priced = [m for m in marks if centre(m.operations) and centre(m.cost)]
        self.unpriced = [m for m in marks if centre(m.operations) and not centre(m.cost)]
        self.unknown = [m for m in marks if not centre(m.operations)]
        low, high = bounds(
            (c for m in marks if (c := centre(m.operations))),
            (r.operations_above for r in regions),
            room=(0.12, 0.12),
            across=(1.25, 0.25),
        )
        self.x = LogAxis(low, high, _LEFT, _RIGHT)
        self.cost_ends = bounds(
            (c for m in self.priced if (c := centre(m.cost))),
            (r.cost_above for r in regions if r.cost_above is not None),
            room=(0.2, 0.75),
            across=(1.3, 0.25),
        )

    def whole(self, title: str, subtitle: str, asked: str, said: dict[Verdict, str], source: str, theme: Theme) -> str:
        paint = self.paint
        head, y = heading(title, subtitle, paint)
        key, y = legend(self.everyone, asked, said, paint, y + 28)
        flags = Flags([r for r in self.regions if r.cost_above is None], self.x, paint)
        flags_top = y + 18
        top = flags_top + flags.height + 20
        bottom = top + _PLOT_HEIGHT
        self.y = LogAxis(*self.cost_ends, bottom, top)
        rows = strip_rows([m.operations for m in self.unpriced if m.operations], self.x)
        strip_top = bottom + 12
        strip_bottom = strip_top + (max(92.0, (max(rows) + 1) * _ROW + 50) if rows else 0)
        foot = strip_bottom if rows else bottom

        spots = [self._spot(m, bottom) for m in self.priced]
        spots += [
            (self.x.at(centre(m.operations) or 0), strip_top + 34 + r * _ROW)
            for m, r in zip(self.unpriced, rows, strict=True)
        ]
        shown = [*self.priced, *self.unpriced]

        plot, strip = Box(_LEFT, top, _RIGHT, bottom), Box(_LEFT, strip_top + 22, _RIGHT, strip_bottom)
        taken = [Box(sx - RADIUS - 1, sy - RADIUS - 1, sx + RADIUS + 1, sy + RADIUS + 1) for sx, sy in spots]
        region_text, region_boxes = quadrant_label(self.regions, self.x, self.y, plot, taken, paint)
        labels = self._names(shown, spots, taken, region_boxes, plot, strip)

        small, end = notes([*self._missing(), source], paint, foot + 66)
        body = [
            *shades(self.regions, self.x, self.y, plot, foot, paint),
            *self._grid(plot, foot, strip if rows else None),
            *flags.draw(flags_top, foot),
            *self._strip(strip_top, strip_bottom, len(rows)),
            *self._whiskers(shown, spots),
            *region_text,
            *leaders(labels, paint),
            *(
                drawn(m, sign(sx, sy, m.verdict, m.open_weights, paint.verdict(m.verdict), paint.paper), said)
                for m, (sx, sy) in zip(shown, spots, strict=True)
            ),
            *written(labels, paint),
        ]
        return document(
            "load-line",
            [*head, *key, *body, *small],
            height=end + 2,
            title=title,
            description=self._description(asked, said),
            theme=theme,
            paint=paint,
        )

    def _spot(self, mark: Mark, otherwise: float) -> tuple[float, float]:
        operations, cost = centre(mark.operations), centre(mark.cost)
        return self.x.at(operations or 0), self.y.at(cost) if cost else otherwise

    def _grid(self, plot: Box, foot: float, strip: Box | None) -> list[str]:
        paint, parts = self.paint, []
        for exponent in self.x.decades():
            x = self.x.at(10.0**exponent)
            parts.append(line(x, plot.top, x, plot.bottom, paint.grid))
            if strip:
                parts.append(line(x, strip.top, x, strip.bottom, paint.grid))
            parts.append(line(x, foot, x, foot + 5, paint.axis))
            parts.append(text(x, foot + 20, words.power(exponent), size=SMALL, fill=paint.muted, anchor="middle"))
        for exponent in self.y.decades():
            y = self.y.at(10.0**exponent)
            parts.append(line(plot.left, y, plot.right, y, paint.grid))
            said = words.dollars(10.0**exponent)
            parts.append(text(plot.left - 8, y + 4.5, said, size=SMALL, fill=paint.muted, anchor="end"))
        parts.append(line(plot.left, foot, plot.right, foot, paint.axis))
        parts.append(
            text(MARGIN, plot.top - 8, "Cost of the compute, US dollars", size=SMALL, fill=paint.ink, bold=True)
        )
        across = "Training compute, operations (both scales in powers of ten)"
        parts.append(text(plot.right, foot + 40, across, size=SMALL, fill=paint.ink, bold=True, anchor="end"))
        return parts

    def _strip(self, top: float, bottom: float, many: int) -> list[str]:
        if not many:
            return []
        said = f"Cost not published: {words.count(many, 'model')}"
        return [
            line(_LEFT, top, _RIGHT, top, self.paint.axis),
            text(_LEFT + 4, top + 17, said, size=SMALL, fill=self.paint.ink, bold=True, halo=self.paint.paper),
        ]

    def _whiskers(self, shown: Sequence[Mark], spots: Sequence[tuple[float, float]]) -> list[str]:
        parts = []
        for mark, (sx, sy) in zip(shown, spots, strict=True):
            colour = self.paint.verdict(mark.verdict)
            if mark.operations:
                parts.append(whisker(mark.operations, self.x, sy, colour, upright=False))
            if mark.cost and centre(mark.cost):
                parts.append(whisker(mark.cost, self.y, sx, colour, upright=True))
        return parts

    def _names(
        self,
        shown: Sequence[Mark],
        spots: Sequence[tuple[float, float]],
        taken: Sequence[Box],
        solid: Sequence[Box],
        plot: Box,
        strip: Box,
    ) -> list[Placed]:
        wanted, soft = [], []
        for n, (mark, (sx, sy)) in enumerate(zip(shown, spots, strict=True)):
            if mark.operations:
                soft.append(
                    (
                        Box(self.x.at(mark.operations.low), sy - 1, self.x.at(mark.operations.high), sy + 1),
                        3.0,
                    )
                )
            if n < len(self.priced) and mark.cost:
                soft.append((Box(sx - 1, self.y.at(mark.cost.high), sx + 1, self.y.at(mark.cost.low)), 3.0))
            if mark.named:
                bold = mark.verdict == "yes"
                room = width(mark.name, SIZE, bold=bold) + 4
                frame = plot if n < len(self.priced) else strip
                wanted.append(Wanted(str(n), mark.name, sx, sy, RADIUS, room, HEIGHT, frame, bold))
        soft += [
            (Box(at - 1, plot.top, at + 1, strip.bottom), 20.0)
            for at in {self.x.at(r.operations_above) for r in self.regions}
        ]
        order = {"yes": 0, "unknown": 1, "no": 2}
        wanted.sort(key=lambda w: (order[shown[int(w.key)].verdict], -w.x))
        return place(wanted, taken, solid, soft)

    def _missing(self) -> list[str]:
        if not self.unknown:
            return []
        named = [m.name for m in self.unknown if m.named]
        listed = f" ({', '.join(named)}{', …' if len(named) < len(self.unknown) else ''})" if named else ""
        return [f"{words.count(len(self.unknown), 'model')}: compute unknown, so not drawn{listed}."]

    def _description(self, asked: str, said: dict[Verdict, str]) -> str:
        tally = ", ".join(
            f"{sum(m.verdict == v for m in self.everyone)} {said[v]}"
            for v in said
            if any(m.verdict == v for m in self.everyone)
        )
        laws = "; ".join(f"{r.label} ({words.status(r.status)}): {r.detail}" for r in self.regions)
        gaps = f"Cost not published for {len(self.unpriced)}, compute unknown for {len(self.unknown)}."
        return (
            f"{words.count(len(self.everyone), 'model')} by training compute and cost, "
            f"on logarithmic scales. {asked + ': ' if asked else ''}{tally}. "
            f"{gaps} Legal lines: {laws}."
        )
