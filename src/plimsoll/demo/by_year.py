"""The picture by year: the record of training compute, and the legal lines as they came."""

from __future__ import annotations

from collections.abc import Sequence

from plimsoll.demo import words
from plimsoll.demo.axes import LogAxis, YearAxis, bounds
from plimsoll.demo.glyphs import MARGIN, SMALL, drawn, heading, law_style, legend, notes, sign
from plimsoll.demo.labels import Box, Placed, Wanted, place
from plimsoll.demo.names import HEIGHT, SIZE, leaders, written
from plimsoll.demo.palette import Palette, paints
from plimsoll.demo.plotted import Mark, Theme, TimeLine, Verdict, centre
from plimsoll.demo.svg import WIDTH, document, line, tag, text
from plimsoll.demo.text import shorten, width

_LEFT, _RIGHT = 62.0, WIDTH - 22.0
_PLOT_HEIGHT = 430.0
_FLAG = 17.0
_RADIUS = 5.0


def record_by_year(
    marks: Sequence[Mark],
    lines: Sequence[TimeLine],
    *,
    title: str,
    theme: Theme = "auto",
    subtitle: str = "",
    asked: str = "",
    meaning: dict[Verdict, str] | None = None,
    source: str = "",
) -> str:
    """Draw each year's largest training run, every model behind it, and legal lines from their first day.

    The band around a step is the interval of that year's record. Models without compute or without a date of
    release are counted in words.
    """
    said: dict[Verdict, str] = meaning or {"yes": "covered", "no": "not covered", "unknown": "cannot be told"}
    paint = paints(theme)
    shown = sorted((m for m in marks if centre(m.operations) and m.released), key=lambda m: m.verdict == "yes")
    records = _records(shown)

    head, y = heading(title, subtitle, paint)
    key, y = legend(shown, asked, said, paint, y + 28)
    flags_top = y + 20
    top = flags_top + _FLAG * len(lines) + 30
    plot = Box(_LEFT, top, _RIGHT, top + _PLOT_HEIGHT)
    years = [m.released.year for m in shown if m.released] + [t.starts.year for t in lines if t.starts]
    x = YearAxis(min(years, default=2020), max(years, default=2020), plot.left, plot.right)
    low, high = bounds(
        (c for m in shown if (c := centre(m.operations))),
        (t.operations for t in lines),
        room=(0.15, 0.3),
        across=(0.4, 0),
    )
    scale = LogAxis(low, high, plot.bottom, plot.top)

    names = _names(shown, records, lines, x, scale, plot)
    small, end = notes([*_missing(marks), source], paint, plot.bottom + 48)
    body = [
        *_grid(x, scale, plot, paint),
        *_steps(records, x, scale, paint),
        *_laws(lines, x, scale, plot, flags_top, paint),
        *leaders(names, paint),
        *(drawn(m, _small(m, *_spot(m, x, scale), paint), said) for m in shown),
        *written(names, paint),
    ]
    return document(
        "by-year",
        [*head, *key, *body, *small],
        height=end + 2,
        title=title,
        description=_description(records, lines),
        theme=theme,
        paint=paint,
    )


def _records(shown: Sequence[Mark]) -> dict[int, Mark]:
    """Find the model with the largest compute of each year, in the order of the years."""
    records: dict[int, Mark] = {}
    for mark in shown:
        if mark.released:
            year = mark.released.year
            if year not in records or (centre(mark.operations) or 0) > (centre(records[year].operations) or 0):
                records[year] = mark
    return dict(sorted(records.items()))


def _spot(mark: Mark, x: YearAxis, scale: LogAxis) -> tuple[float, float]:
    assert mark.released is not None
    return x.at(mark.released), scale.at(centre(mark.operations) or 0)


def _small(mark: Mark, x: float, y: float, paint: Palette) -> str:
    shape = sign(0, 0, mark.verdict, mark.open_weights, paint.verdict(mark.verdict), paint.paper)
    return tag("g", shape, transform=f"translate({x:.1f} {y:.1f}) scale(.8)")


def _grid(x: YearAxis, scale: LogAxis, plot: Box, paint: Palette) -> list[str]:
    parts = []
    for exponent in scale.decades():
        y = scale.at(10.0**exponent)
        parts.append(line(plot.left, y, plot.right, y, paint.grid))
        parts.append(text(plot.left - 8, y + 4.5, words.power(exponent), size=SMALL, fill=paint.muted, anchor="end"))
    for year in x.years():
        begin, end = x.span(year)
        parts.append(line(begin, plot.bottom, begin, plot.bottom + 5, paint.axis))
        parts.append(
            text((begin + end) / 2, plot.bottom + 20, str(year), size=SMALL, fill=paint.muted, anchor="middle")
        )
    parts.append(line(plot.left, plot.bottom, plot.right, plot.bottom, paint.axis))
    said = "Training compute, operations"
    parts.append(text(MARGIN, plot.top - 8, said, size=SMALL, fill=paint.ink, bold=True, halo=paint.paper))
    return parts


def _steps(records: dict[int, Mark], x: YearAxis, scale: LogAxis, paint: Palette) -> list[str]:
    """Draw the record of each year as a step within its interval; a year without a model leaves a gap."""
    bands, path, before = [], "", None
    for year, mark in records.items():
        begin, end = x.span(year)
        y = scale.at(centre(mark.operations) or 0)
        if mark.operations:
            upper, lower = scale.at(mark.operations.high), scale.at(mark.operations.low)
            bands.append(
                tag(
                    "rect",
                    x=begin,
                    y=upper,
                    width=end - begin,
                    height=lower - upper,
                    fill=paint.wash,
                    fill_opacity=0.14,
                )
            )
        path += f"{'L' if before == year - 1 else 'M'}{begin:.1f} {y:.1f}L{end:.1f} {y:.1f}"
        before = year
    return [*bands, tag("path", d=path, fill="none", stroke=paint.ink, stroke_width=2)] if records else []


def _laws(
    lines: Sequence[TimeLine], x: YearAxis, scale: LogAxis, plot: Box, flags_top: float, paint: Palette
) -> list[str]:
    """Each law's level from its first day, and its name on a flag above that day.

    The latest flag flies highest and all fly to the left, so that no pole runs through a name.
    """
    levels, poles, dots, said = [], [], [], []
    for row, law in enumerate(sorted(lines, key=lambda t: _begins(t, x), reverse=True)):
        style, binding = law_style(law.status, paint), words.became_law(law.status)
        begin, level = _begins(law, x), scale.at(law.operations)
        flag = flags_top + _FLAG * row
        # Laws that bind are drawn last, so that theirs is the line seen.
        strength = (binding, law.status == "in-force")
        levels.append(
            (
                strength,
                line(begin, level, plot.right, level, style.colour, style.width, stroke_dasharray=style.dashes),
            )
        )
        poles.append(
            line(begin, flag, begin, level, style.colour, 1, stroke_dasharray=None if binding else style.dashes)
        )
        fill = paint.law if binding else paint.paper
        dots.append(tag("circle", cx=begin, cy=level, r=3.2, fill=fill, stroke=style.colour, stroke_width=1.4))
        said.append(_flag_text(law, begin, flag + 10, paint))
    return [*poles, *(drawn_ for _, drawn_ in sorted(levels)), *dots, *said]


def _begins(law: TimeLine, x: YearAxis) -> float:
    return x.at(law.starts) if law.starts else x.start


def _flag_text(law: TimeLine, pole: float, y: float, paint: Palette) -> str:
    name = f"{law.label} ({words.status(law.status)})"
    begin = (
        f"{'from' if words.became_law(law.status) else 'would have begun'} {words.day(law.starts)}"
        if law.starts
        else ""
    )
    rest = ", ".join(filter(None, (begin, law.detail)))
    wide = width(name, SMALL, bold=True) + width(f" {rest}", SMALL) + 8
    if pole - 6 - wide >= MARGIN:
        return text(pole - 6, y, name, size=SMALL, fill=paint.ink, bold=True, anchor="end", tail=(rest, paint.muted))
    room = WIDTH - MARGIN - pole - 6
    name = shorten(name, SMALL, room, bold=True)
    rest = shorten(rest, SMALL, max(0.0, room - width(name, SMALL, bold=True) - 8))
    return text(pole + 6, y, name, size=SMALL, fill=paint.ink, bold=True, tail=(rest, paint.muted))


def _names(
    shown: Sequence[Mark],
    records: dict[int, Mark],
    lines: Sequence[TimeLine],
    x: YearAxis,
    scale: LogAxis,
    plot: Box,
) -> list[Placed]:
    spots = [_spot(m, x, scale) for m in shown]
    taken = [Box(sx - _RADIUS, sy - _RADIUS, sx + _RADIUS, sy + _RADIUS) for sx, sy in spots]
    holders = list(records.values())
    soft = []
    before = None
    for year, mark in records.items():
        begin, end = x.span(year)
        y = scale.at(centre(mark.operations) or 0)
        soft.append((Box(begin, y - 1, end, y + 1), 14.0))
        if before is not None:
            soft.append((Box(begin - 1, min(before, y), begin + 1, max(before, y)), 8.0))
        before = y
    for law in lines:
        begin, level = _begins(law, x), scale.at(law.operations)
        soft.append((Box(begin - 1, plot.top, begin + 1, level), 6.0))
        soft.append((Box(begin, level - 1, plot.right, level + 1), 6.0))
    wanted = [
        Wanted(m.id, m.name, sx, sy, _RADIUS, width(m.name, SIZE, bold=True) + 4, HEIGHT, plot, True)
        for m, (sx, sy) in zip(shown, spots, strict=True)
        if m in holders
    ]
    wanted += [
        Wanted(m.id, m.name, sx, sy, _RADIUS, width(m.name, SIZE) + 4, HEIGHT, plot)
        for m, (sx, sy) in zip(shown, spots, strict=True)
        if m.named and m not in holders
    ]
    return place(wanted, taken, soft=soft)


def _missing(marks: Sequence[Mark]) -> list[str]:
    without = sum(not centre(m.operations) for m in marks)
    undated = sum(bool(centre(m.operations)) and m.released is None for m in marks)
    said = [f"{words.count(without, 'model')}: compute unknown"] if without else []
    said += [f"{words.count(undated, 'model')}: date of release unknown"] if undated else []
    return [f"Not drawn: {'; '.join(said)}."] if said else []


def _description(records: dict[int, Mark], lines: Sequence[TimeLine]) -> str:
    held = "; ".join(f"{y}: {m.name}, {words.operations(centre(m.operations) or 0)}" for y, m in records.items())
    laws = "; ".join(
        f"{t.label} ({words.status(t.status)}) at {words.operations(t.operations)}"
        + (f" from {words.day(t.starts)}" if t.starts else "")
        for t in lines
    )
    return f"The largest training compute of each year, on a logarithmic scale: {held}. Legal lines: {laws}."
