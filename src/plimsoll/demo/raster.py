"""From SVG to PNG."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")


class FontsMissing(RuntimeError):  # noqa: N818 - says what is the matter
    """The machine has no font, so a PNG would come out without a word on it."""

    def __init__(self) -> None:
        super().__init__("no font is installed, and a PNG needs one; install one (Debian: fonts-dejavu-core)")


def to_png(svg: str, scale: float = 2.0) -> bytes:
    """Draw a picture as PNG, `scale` pixels to a unit.

    Takes the themes `light` and `dark`; `auto` follows a reader's setting, and a PNG has no reader yet.
    """
    if "var(--" in svg:
        raise ValueError("a PNG needs the theme light or dark; auto is for browsers")
    if not any(_fonts(font_directories())):
        raise FontsMissing

    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale))


def font_directories() -> list[Path]:
    """Where this kind of machine keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        places = [
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            home / "AppData/Local/Microsoft/Windows/Fonts",
        ]
    elif sys.platform == "darwin":
        places = [Path("/Library/Fonts"), Path("/System/Library/Fonts"), home / "Library/Fonts"]
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
        places = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts", data / "fonts"]
    return places


def _fonts(directories: list[Path]) -> Iterator[Path]:
    for directory in directories:
        for folder, _, names in os.walk(directory):
            yield from (Path(folder) / name for name in names if name.lower().endswith(_ENDINGS))
