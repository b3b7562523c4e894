"""The colours of the pictures, and the arithmetic that says whether text on them can be read."""

from __future__ import annotations

from dataclasses import dataclass, fields

from plimsoll.demo.plotted import Theme, Verdict


@dataclass(frozen=True, slots=True)
class Palette:
    """One value for every role that a colour plays."""

    paper: str
    ink: str
    muted: str
    grid: str
    axis: str
    law: str
    wash: str
    never: str
    yes: str
    no: str
    unknown: str

    def verdict(self, verdict: Verdict) -> str:
        """Give the colour of a verdict; shape always says the same a second time."""
        return {"yes": self.yes, "no": self.no, "unknown": self.unknown}[verdict]


# Vermilion, blue and ochre stay apart for the common kinds of colour blindness, and in grey by lightness.
LIGHT = Palette(
    paper="#fcfbf8",
    ink="#16202e",
    muted="#4c5564",
    grid="#e7e4dc",
    axis="#9aa0a9",
    law="#1c3557",
    wash="#33609a",
    never="#7b7f87",
    yes="#b8341b",
    no="#2a6f9e",
    unknown="#806000",
)
DARK = Palette(
    paper="#0f1620",
    ink="#eceae4",
    muted="#a3adba",
    grid="#222c39",
    axis="#64707f",
    law="#a9c6ea",
    wash="#7db0ee",
    never="#8d95a1",
    yes="#ff8a65",
    no="#6db5e6",
    unknown="#e0bd55",
)
WASH = 0.07
"""Opacity of one law's shade; shades add up where laws overlap, so it stays low."""


def paints(theme: Theme) -> Palette:
    """Give the palette to draw with: fixed colours, or variables that follow the reader's own setting."""
    if theme == "light":
        return LIGHT
    if theme == "dark":
        return DARK
    return Palette(**{f.name: f"var(--pl-{f.name})" for f in fields(Palette)})


def stylesheet() -> str:
    """Write the variables behind the theme `auto`. Paper stays light in print, whatever the screen shows."""

    def block(palette: Palette) -> str:
        return ".plimsoll{" + "".join(f"--pl-{f.name}:{getattr(palette, f.name)};" for f in fields(Palette)) + "}"

    return f"{block(LIGHT)}@media screen and (prefers-color-scheme:dark){{{block(DARK)}}}"


def contrast(one: str, other: str) -> float:
    """Work out the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def blend(over: str, under: str, opacity: float) -> str:
    """Work out the colour seen where a translucent one lies over an opaque one."""
    mixed = (round(o * opacity + u * (1 - opacity)) for o, u in zip(_rgb(over), _rgb(under), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(channel) for channel in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
