"""The picture of reach: for each text a bar, parted into whom it reaches, whom it might, and whom it does not."""

from __future__ import annotations

from collections.abc import Sequence

from plimsoll.demo import words
from plimsoll.demo.glyphs import MARGIN, SMALL, heading, notes, sign
from plimsoll.demo.palette import Palette, paints
from plimsoll.demo.plotted import Bar, Theme, Verdict
from plimsoll.demo.svg import WIDTH, document, line, tag, text
from plimsoll.demo.text import width, wrap

_LEFT, _RIGHT = MARGIN + 46, WIDTH - 22.0
_THICK = 22.0
_ORDER: tuple[Verdict, ...] = ("yes", "unknown", "no")


def verdict_bars(
    bars: Sequence[Bar],
    *,
    key: str,
    title: str,
    subtitle: str = "",
    meaning: dict[Verdict, str],
    theme: Theme = "auto",
    source: str = "",
) -> str:
    """Draw a bar a text, all of the same length, and below each what it changed.

    A part too thin for its number has it beside the bar. Shapes say verdicts a second time, for those who see no
    difference in the colours.
    """
    paint = paints(theme)
    head, y = heading(title, subtitle, paint)
    legend, y = _legend(bars, meaning, paint, y + 28)
    body: list[str] = []
    y += 16
    for bar in bars:
        drawn, y = _bar(bar, paint, y + 20)
        body += drawn
    small, end = notes([source] if source else [], paint, y + 22)
    return document(
        key,
        [*head, *legend, *body, *small],
        height=end + 2,
        title=title,
        description=_description(bars, meaning),
        theme=theme,
        paint=paint,
    )


def _legend(bars: Sequence[Bar], meaning: dict[Verdict, str], paint: Palette, y: float) -> tuple[list[str], float]:
    parts: list[str] = []
    x = _LEFT
    for verdict in _ORDER:
        if any(bar.counts.get(verdict) for bar in bars):
            shape = sign(0, 0, verdict, True, paint.verdict(verdict), paint.paper)
            parts.append(tag("g", shape, transform=f"translate({x + 6:.1f} {y - 4.3:.1f})"))
            parts.append(text(x + 17, y, meaning[verdict], size=SMALL, fill=paint.muted))
            x += 17 + width(meaning[verdict], SMALL) + 16
    return parts, y


def _bar(bar: Bar, paint: Palette, y: float) -> tuple[list[str], float]:
    """One text's name, its bar, and what it changed; and where they end."""
    said = words.status(bar.status)
    rest = f"{bar.detail}, {said}" if bar.detail else said
    parts = [text(_LEFT, y, bar.label, size=SMALL, fill=paint.ink, bold=True, tail=(rest, paint.muted))]
    y += 7
    total = sum(bar.counts.values())
    x, beside = _LEFT, []
    for verdict in _ORDER:
        count = bar.counts.get(verdict, 0)
        if not count:
            continue
        long = (_RIGHT - _LEFT) * count / total
        colour = paint.verdict(verdict)
        parts.append(tag("rect", x=x, y=y, width=max(1.0, long - 1), height=_THICK, fill=colour, fill_opacity=0.22))
        parts.append(line(x, y, x, y + _THICK, colour, 2))
        number = str(count)
        if long > width(number, SMALL, bold=True) + 30:
            shape = sign(0, 0, verdict, True, colour, paint.paper)
            parts.append(tag("g", shape, transform=f"translate({x + 12:.1f} {y + _THICK / 2:.1f})"))
            parts.append(text(x + 23, y + 15.5, number, size=SMALL, fill=paint.ink, bold=True))
        else:
            beside.append(f"{number} {verdict}")
        x += long
    y += _THICK
    lines = [", ".join(beside)] if beside else []
    for note in [*lines, *bar.notes]:
        for part in wrap(note, SMALL, _RIGHT - _LEFT):
            y += 17
            parts.append(text(_LEFT, y, part, size=SMALL, fill=paint.muted))
    return parts, y + 8


def _description(bars: Sequence[Bar], meaning: dict[Verdict, str]) -> str:
    """The whole picture in words."""
    told = []
    for bar in bars:
        counts = ", ".join(f"{bar.counts.get(v, 0)} {meaning[v]}" for v in _ORDER)
        told.append(". ".join([f"{bar.label} ({words.status(bar.status)}): {counts}", *bar.notes]))
    return "; ".join(told) + "."
