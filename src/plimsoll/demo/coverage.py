"""Pictures of a population: whom each text reaches, were its line elsewhere, and year by year."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from plimsoll.assessment.population.answers import Counted, Counts, Curve, PopulationAnswer
from plimsoll.demo import words
from plimsoll.demo.axes import LogAxis
from plimsoll.demo.bars import verdict_bars
from plimsoll.demo.glyphs import MARGIN, SMALL, heading, notes
from plimsoll.demo.palette import Palette, paints
from plimsoll.demo.plotted import Bar, Theme, Verdict
from plimsoll.demo.raster import FontsMissing, to_png
from plimsoll.demo.svg import WIDTH, document, line, tag, text
from plimsoll.law.language.statute import Version

_LEFT, _RIGHT = MARGIN + 52, WIDTH - 22.0
_HEIGHT = 120.0
_MOST_YEARS = 16
_STACKED: tuple[Verdict, ...] = ("yes", "unknown", "no")
_MEANING: dict[Verdict, str] = {"yes": "reached", "unknown": "cannot be told", "no": "not reached"}
_KEY = "From the bottom: reached, cannot be told, not reached"


def write_pictures(answer: PopulationAnswer, out: Path) -> list[Path]:
    """Write the pictures into a folder: SVG, and PNG where the machine has a font."""
    pictures: dict[str, Callable[[Theme], str]] = {"reach": lambda theme: reach(answer, theme)}
    if answer.curves:
        pictures["over-lines"] = lambda theme: over_lines(answer, theme)
    dated = [each for each in answer.counted if len(each.years) > 1]
    if dated:
        pictures["over-years"] = lambda theme: over_years(dated, answer, theme)
    found: list[Path] = []
    for name, draw in pictures.items():
        found.append(_written(out / f"{name}.svg", draw("auto").encode()))
        try:
            found.append(_written(out / f"{name}.png", to_png(draw("light"))))
        except FontsMissing:
            continue
    return found


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def reach(answer: PopulationAnswer, theme: Theme = "auto") -> str:
    """Draw a bar a text, by its headline term of models."""
    bars = [
        Bar(
            label=each.version.short,
            status=each.version.status_on(answer.on),
            detail=f"{each.version.version}: {each.term.replace('-', ' ')}",
            counts=each.counts,
        )
        for each in answer.counted
        if each.of == "model"
    ]
    return verdict_bars(
        bars,
        key="reach",
        title=f"Whom each text reaches, of {answer.rows} models",
        subtitle="What is not known stays unknown",
        meaning=_MEANING,
        theme=theme,
        source=answer.source,
    )


def over_lines(answer: PopulationAnswer, theme: Theme = "auto") -> str:
    """Draw the reach of each text, were its line of training compute elsewhere."""
    panels = [
        _Panel(curve.version, curve.term, [(float(value), counts) for value, counts in curve.points], curve)
        for curve in answer.curves
    ]
    title = "Whom each text would reach, were its line of training compute elsewhere"
    return _drawn("over-lines", title, panels, answer, theme)


def over_years(counted: Sequence[Counted], answer: PopulationAnswer, theme: Theme = "auto") -> str:
    """Draw the reach of each text, by the year of the model."""
    panels = [
        _Panel(
            each.version, each.term, [(float(y), c) for y, c in sorted(each.years.items()) if y][-_MOST_YEARS:], None
        )
        for each in counted
    ]
    return _drawn("over-years", "Whom each text reaches, by the year of the model", panels, answer, theme)


class _Panel:
    """One text: shares of verdicts along an axis of values, or of years."""

    def __init__(
        self, version: Version, term: str, points: Sequence[tuple[float, Counts]], curve: Curve | None
    ) -> None:
        self.version, self.term, self.points, self.curve = version, term, points, curve

    def drawn(self, top: float, paint: Palette, on_status: str) -> list[str]:
        """Draw it below a height."""
        said = f"{self.version.version}: {self.term.replace('-', ' ')}, {words.status(on_status)}"
        parts = [text(MARGIN, top, self.version.short, size=SMALL, fill=paint.ink, bold=True, tail=(said, paint.muted))]
        top += 12
        bottom = top + _HEIGHT
        places = self._places()
        for verdict, below, above in self._areas():
            up = [f"{x:.1f} {bottom - share * _HEIGHT:.1f}" for x, share in zip(places, above, strict=True)]
            down = [f"{x:.1f} {bottom - share * _HEIGHT:.1f}" for x, share in zip(places, below, strict=True)]
            colour = paint.verdict(verdict)
            path = f"M{'L'.join([*up, *reversed(down)])}Z"
            parts.append(tag("path", d=path, fill=colour, fill_opacity=0.3, stroke="none"))
            parts.append(tag("path", d=f"M{'L'.join(up)}", fill="none", stroke=colour, stroke_width=1.4))
        for share in (0, 50, 100):
            y = bottom - share / 100 * _HEIGHT
            parts.append(line(_LEFT - 4, y, _LEFT, y, paint.axis))
            parts.append(text(_LEFT - 8, y + 4, f"{share} %", size=SMALL, fill=paint.muted, anchor="end"))
        return [*parts, line(_LEFT, bottom, _RIGHT, bottom, paint.axis), *self._axis(bottom, top, paint)]

    def _places(self) -> list[float]:
        if self.curve is not None:
            scale = self._scale()
            return [scale.at(value) for value, _ in self.points]
        first, last = self.points[0][0], self.points[-1][0]
        return [_LEFT + (value - first) / max(1.0, last - first) * (_RIGHT - _LEFT) for value, _ in self.points]

    def _scale(self) -> LogAxis:
        return LogAxis(self.points[0][0], self.points[-1][0], _LEFT, _RIGHT)

    def _areas(self) -> list[tuple[Verdict, list[float], list[float]]]:
        below = [0.0] * len(self.points)
        found: list[tuple[Verdict, list[float], list[float]]] = []
        for verdict in _STACKED:
            totals = [max(1, sum(counts.values())) for _, counts in self.points]
            above = [
                b + counts[verdict] / total for b, (_, counts), total in zip(below, self.points, totals, strict=True)
            ]
            found.append((verdict, below, above))
            below = above
        return found

    def _axis(self, bottom: float, top: float, paint: Palette) -> list[str]:
        def label(x: float, words_: str) -> str:
            return text(x, bottom + 18, words_, size=SMALL, fill=paint.muted, anchor="middle")

        if self.curve is None:
            step = max(1, math.ceil(len(self.points) / 12))
            places = self._places()
            return [label(places[i], f"{self.points[i][0]:.0f}") for i in range(0, len(self.points), step)]
        scale = self._scale()
        at = scale.at(float(self.curve.drawn))
        parts = [label(scale.at(10.0**e), words.power(e)) for e in scale.decades()]
        return [*parts, line(at, top - 4, at, bottom, paint.law, 2)]


def _drawn(key: str, title: str, panels: Sequence[_Panel], answer: PopulationAnswer, theme: Theme) -> str:
    paint = paints(theme)
    head, y = heading(title, f"{answer.rows} models. {_KEY}", paint)
    body: list[str] = []
    y += 34
    for panel in panels:
        body += panel.drawn(y, paint, panel.version.status_on(answer.on))
        y += _HEIGHT + 58
    told = [answer.source] if answer.source else []
    small, end = notes(told, paint, y)
    described = "; ".join(f"{p.version.name}: {_told(p.points)}" for p in panels)
    return document(
        key, [*head, *body, *small], height=end + 2, title=title, description=described, theme=theme, paint=paint
    )


def _told(points: Sequence[tuple[float, Mapping[Verdict, int]]]) -> str:
    return ", ".join(f"{counts['yes']} of {sum(counts.values())} at {value:g}" for value, counts in points)
