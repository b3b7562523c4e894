"""The picture of a lineage: who descends from whom, and what each added, on one axis of operations."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plimsoll.demo import words
from plimsoll.demo.axes import LogAxis, bounds
from plimsoll.demo.glyphs import MARGIN, SMALL, heading, notes, whisker
from plimsoll.demo.palette import Palette, paints
from plimsoll.demo.plotted import Estimate, Theme
from plimsoll.demo.raster import FontsMissing, to_png
from plimsoll.demo.svg import WIDTH, document, escape, line, tag, text
from plimsoll.demo.text import shorten, width

_ROW = 58.0
_STEP = 20.0
_GUTTER = 12.0
_DEEPEST = 10
_PLOT, _END = 560.0, WIDTH - 28.0
_ACROSS = 7.0
_THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Descendant:
    """One model as it is drawn: `bases` are ids, the first of them the one under which it stands.

    `added` and `in_all` are ranges of operations; `None` where nothing is known. `there`: its weights were read.
    """

    id: str
    name: str
    detail: str
    bases: tuple[str, ...]
    shown: frozenset[str]
    """Those of the bases of which the weights themselves show it."""
    added: Estimate | None
    in_all: Estimate | None
    there: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    model: Descendant
    x: float
    y: float


def lineage_picture(
    models: Sequence[Descendant], *, title: str, subtitle: str = "", theme: Theme = "auto", source: str = ""
) -> str:
    """Draw models below what they are made from, with what each added and carries beside it.

    Takes models of which none descends from itself. A line is whole where the weights show the descent, dashed where it
    is claimed alone; further bases of a merge come in from the left.
    """
    paint = paints(theme)
    head, y = heading(title, subtitle, paint)
    legend, y = _legend(paint, y + 28)
    ordered = _in_order(models)
    merged = [(each.id, base, n) for each, _ in ordered for n, base in enumerate(each.bases[1:])]
    left = MARGIN + 10 + _GUTTER * len(merged)
    axis = _axis(models)
    top = y + 48
    placed = {
        each.id: _Placed(each, left + _STEP * min(depth, _DEEPEST), top + _ROW * (n + 0.5))
        for n, (each, depth) in enumerate(ordered)
    }
    bottom = top + _ROW * len(ordered)
    body = [
        *_grid(axis, top, bottom, paint),
        *(_step(placed[e.id], placed[e.bases[0]], paint) for e, _ in ordered if e.bases),
        *(_merge(lane, n, placed[model], placed[base], paint) for lane, (model, base, n) in enumerate(merged)),
        *(_row(each, axis, paint) for each in placed.values()),
    ]
    small, end = notes([source] if source else [], paint, bottom + 26)
    return document(
        "lineage",
        [*head, *legend, *body, *small],
        height=end + 2,
        title=title,
        description=" ".join(f"{_told(each)}." for each, _ in ordered),
        theme=theme,
        paint=paint,
    )


def write_pictures(models: Sequence[Descendant], out: Path, title: str, subtitle: str, source: str) -> list[Path]:
    """Write `lineage.svg`, and where the machine has fonts `lineage-light.png` and `lineage-dark.png`.

    Raises:
        OSError: the folder cannot be written to.
    """
    out.mkdir(parents=True, exist_ok=True)
    drawn = {
        theme: lineage_picture(models, title=title, subtitle=subtitle, theme=theme, source=source)
        for theme in ("auto", *_THEMES)
    }
    files = {out / "lineage.svg": drawn["auto"].encode()}
    with contextlib.suppress(FontsMissing):
        files |= {out / f"lineage-{theme}.png": to_png(drawn[theme]) for theme in _THEMES}
    for path, data in files.items():
        path.write_bytes(data)
    return list(files)


def _in_order(models: Sequence[Descendant]) -> list[tuple[Descendant, int]]:
    """Every model with its depth, each below its first base, so that all between two ends of a line lie deeper."""
    there = {each.id: each for each in models}
    below: dict[str, list[Descendant]] = {}
    for each in models:
        below.setdefault(each.bases[0] if each.bases else "", []).append(each)
    ordered: list[tuple[Descendant, int]] = []
    stack = [(each, 0) for each in reversed(models) if not each.bases or each.bases[0] not in there]
    while stack:
        model, depth = stack.pop()
        ordered.append((model, depth))
        stack += [(each, depth + 1) for each in reversed(below.get(model.id, []))]
    return ordered


def _axis(models: Sequence[Descendant]) -> LogAxis:
    ranges = [each for model in models for each in (model.added, model.in_all) if each is not None]
    low, high = bounds([end for each in ranges for end in (each.low, each.high)], [], room=(0.4, 0.4))
    return LogAxis(low, high, _PLOT, _END)


def _grid(axis: LogAxis, top: float, bottom: float, paint: Palette) -> list[str]:
    parts = [text(_PLOT, top - 22, "operations", size=12, fill=paint.muted)]
    for exponent in axis.decades():
        x = axis.at(10.0**exponent)
        parts.append(line(x, top, x, bottom, paint.grid))
        if x > _PLOT + 8:
            parts.append(text(x, top - 6, words.power(exponent), size=12, fill=paint.muted, anchor="middle"))
    return [*parts, line(_PLOT, bottom, _END, bottom, paint.axis)]


def _legend(paint: Palette, y: float) -> tuple[list[str], float]:
    parts: list[str] = []
    x = MARGIN + 46
    for drawn, said in (
        (_added(6, 0, paint), "added by its own training"),
        (_in_all(6, 0, paint), "in all, with its ancestors"),
        (line(0, 0, 14, 0, paint.ink, 1.6), "shown by the weights"),
        (line(0, 0, 14, 0, paint.ink, 1.2, stroke_dasharray="3 3"), "claimed"),
    ):
        parts.append(tag("g", drawn, transform=f"translate({x:.1f} {y - 4.3:.1f})"))
        parts.append(text(x + 20, y, said, size=SMALL, fill=paint.muted))
        x += 36 + width(said, SMALL)
    return parts, y


def _style(model: Descendant, base: str) -> Mapping[str, str | float | None]:
    return {"stroke_width": 1.6} if base in model.shown else {"stroke_width": 1.2, "stroke_dasharray": "3 3"}


def _step(model: _Placed, base: _Placed, paint: Palette) -> str:
    d = f"M{base.x:.1f} {base.y + _ACROSS:.1f}V{model.y:.1f}H{model.x - _ACROSS:.1f}"
    return tag("path", d=d, fill="none", stroke=paint.ink, **_style(model.model, base.model.id))


def _merge(lane: int, number: int, model: _Placed, base: _Placed, paint: Palette) -> str:
    """Lead a further base to its merge, in a lane of its own at the left, so that no mark lies under the line."""
    x, into = MARGIN + _GUTTER * lane, model.y + 3.5 * min(number + 1, 6)
    d = f"M{base.x - _ACROSS:.1f} {base.y:.1f}H{x:.1f}V{into:.1f}H{model.x - _ACROSS + 1:.1f}"
    return tag("path", d=d, fill="none", stroke=paint.law, **_style(model.model, base.model.id))


def _row(placed: _Placed, axis: LogAxis, paint: Palette) -> str:
    model, x, y = placed.model, placed.x, placed.y
    node = tag("circle", cx=x, cy=y, r=5, fill=paint.ink if model.there else paint.paper, stroke=paint.ink)
    room = _PLOT - 18 - (x + 14)
    lines = [
        text(x + 14, y - 8, shorten(model.name, 13.5, room, bold=True), size=13.5, fill=paint.ink, bold=True),
        text(x + 14, y + 8, shorten(model.detail, 12, room), size=12, fill=paint.muted),
        text(x + 14, y + 23, shorten(_figures(model), 12, room), size=12, fill=paint.muted),
    ]
    marks: list[str] = []
    for estimate, draw, at in ((model.in_all, _in_all, y - 6), (model.added, _added, y + 8)):
        if estimate is not None and estimate.centre is not None:
            marks.append(whisker(estimate, axis, at, paint.ink, upright=False))
            marks.append(draw(axis.at(estimate.centre), at, paint))
    if not marks:
        marks.append(text(_PLOT + 8, y + 4, _nothing(model), size=12, fill=paint.unknown))
    title = tag("title", escape(_told(model)))
    return tag("g", title, node, *lines, *marks, class_="mark", data_id=model.id)


def _added(x: float, y: float, paint: Palette) -> str:
    return tag("circle", cx=x, cy=y, r=4.3, fill=paint.paper, stroke=paint.no, stroke_width=1.7)


def _in_all(x: float, y: float, paint: Palette) -> str:
    return tag("rect", x=x - 4, y=y - 4, width=8, height=8, fill=paint.law)


def _nothing(model: Descendant) -> str:
    return "adds nothing" if model.added and model.added.high == 0 else "compute unknown"


def _figures(model: Descendant) -> str:
    return f"adds {_range(model.added)}; in all {_range(model.in_all)}"


def _range(estimate: Estimate | None) -> str:
    if estimate is None or (estimate.low == 0 and math.isinf(estimate.high)):
        return "unknown"
    low, high = words.operations(estimate.low), words.operations(estimate.high)
    if math.isinf(estimate.high):
        return f"at least {low}"
    return low if low == high else f"{low} to {high}"


def _told(model: Descendant) -> str:
    return f"{model.name}: {model.detail}; {_figures(model)}"
