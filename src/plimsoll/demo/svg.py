"""SVG as text: elements, escaped once and here."""

from __future__ import annotations

import math
from collections.abc import Iterable

from plimsoll.demo.palette import Palette, stylesheet
from plimsoll.demo.plotted import Theme
from plimsoll.demo.text import FAMILY, RAISED, runs

WIDTH = 900.0
"""Width of every picture; its texts are sized to be read at this width."""

_LIFT = 0.34
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escape(content: str) -> str:
    """Text that is safe in XML, as content and in an attribute; what XML cannot hold is left out."""
    return "".join(c for c in content if _allowed(c)).translate(_ESCAPES)


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """One element. An underscore in an attribute's name stands for a hyphen; None leaves it out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1, **more: str | float | None) -> str:
    """Draw a straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **more)


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float,
    fill: str,
    bold: bool = False,
    anchor: str | None = None,
    halo: str | None = None,
    tail: tuple[str, str] | None = None,
) -> str:
    """One line of text on its baseline; exponents are raised, and a halo keeps it clear of what lies below.

    A `tail`, words and their colour, follows in ordinary weight, wherever the first part ends in the
    reader's font.
    """
    body = _raised(content, size, bold)
    if tail:
        # An exponent at the end of the first part has left the baseline raised.
        back = size * _LIFT if (runs(content) or [("", False)])[-1][1] else None
        body += tag("tspan", "\u2002", dy=back) + tag("tspan", _raised(tail[0], size, False), fill=tail[1])
    return tag(
        "text",
        body,
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        text_anchor=anchor,
        stroke=halo,
        stroke_width=3 if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )


def _raised(content: str, size: float, bold: bool) -> str:
    parts: list[str] = []
    before = False
    weight = "bold" if bold else None
    for run, raised in runs(content):
        if raised:
            parts.append(tag("tspan", escape(run), dy=-size * _LIFT, font_size=size * RAISED, font_weight=weight))
        elif before or bold:
            parts.append(tag("tspan", escape(run), dy=size * _LIFT if before else None, font_weight=weight))
        else:
            parts.append(escape(run))
        before = raised
    return "".join(parts)


def document(
    key: str,
    body: Iterable[str],
    *,
    height: float,
    title: str,
    description: str,
    theme: Theme,
    paint: Palette,
) -> str:
    """Close a whole picture, with its name and description for those who cannot see it."""
    return tag(
        "svg",
        tag("title", escape(title), id=f"{key}-title"),
        tag("desc", escape(description), id=f"{key}-desc"),
        tag("style", stylesheet()) if theme == "auto" else "",
        tag("rect", width=WIDTH, height=math.ceil(height), fill=paint.paper),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(WIDTH)} {math.ceil(height)}",
        width=WIDTH,
        height=math.ceil(height),
        class_="plimsoll",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family=FAMILY,
    )


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _allowed(character: str) -> bool:
    code = ord(character)
    return character in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
