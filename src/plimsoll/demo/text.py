"""How wide a text is, and where it breaks.

Nothing here reads a font: widths are those of DejaVu Sans, the widest of the faces that a picture may be
shown in, so that what fits here fits everywhere.
"""

from __future__ import annotations

import re
import unicodedata

FAMILY = "Inter, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
RAISED = 0.74
"""Size of an exponent as a share of the text around it."""


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(word) for word in written.split())


# Advance widths in hundredths of the font size, for U+0020 to U+007E.
_REGULAR = _numbers(
    """
    32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 53 100
    68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 84 50 50 61
    63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84
    """
)
_BOLD = _numbers(
    """
    35 46 52 84 70 100 87 31 46 46 52 84 38 42 38 37 70 70 70 70 70 70 70 70 70 70 40 40 84 84 84 58 100
    77 76 73 83 68 68 82 84 37 37 77 64 100 84 85 73 85 77 72 68 81 77 110 77 72 73 46 37 46 84 50 50 67
    72 59 72 68 44 72 71 34 34 67 34 104 71 69 72 72 49 60 48 71 65 92 65 65 58 71 37 71 84
    """
)
_EXPONENT = re.compile(r"\^(-?[0-9]+)|([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_AMOUNT = re.compile(r"([0-9]) ([TBMk]\b|models?\b)")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def runs(content: str) -> list[tuple[str, bool]]:
    """Cut a text into runs, each with whether it is raised: `10^26` and `10²⁶` both raise 26."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _EXPONENT.finditer(content):
        pieces.append((content[end : found.start()], False))
        pieces.append(((found[1] or found[2].translate(_LOWERED)).replace("-", "−"), True))
        end = found.end()
    pieces.append((content[end:], False))
    return [piece for piece in pieces if piece[0]]


def width(content: str, size: float, *, bold: bool = False) -> float:
    """How wide a text runs at most, in the units of the picture."""
    table = _BOLD if bold else _REGULAR
    total = sum(_advance(c, table) * (RAISED if raised else 1) for run, raised in runs(content) for c in run)
    return total * size / 100


def wrap(content: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit the room; a word wider than the room is cut with an ellipsis."""
    lines: list[str] = []
    for word in re.split(r"[ \t\n]+", _AMOUNT.sub("\\1\u00a0\\2", content.strip())):
        longer = f"{lines[-1]} {word}" if lines else word
        if not word:
            continue
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(shorten(word, size, room, bold=bold))
    return lines


def shorten(content: str, size: float, room: float, *, bold: bool = False) -> str:
    """Cut a text to the room, with an ellipsis where something was left out."""
    if width(content, size, bold=bold) <= room:
        return content
    while content and width(content + "…", size, bold=bold) > room:
        content = content[:-1]
    return content.rstrip() + "…"


def _advance(character: str, table: tuple[int, ...]) -> int:
    index = ord(character) - 0x20
    if 0 <= index < len(table):
        return table[index]
    if character == "\u00a0":
        return table[0]
    if unicodedata.combining(character):
        return 0
    base = unicodedata.normalize("NFD", character)[0]
    index = ord(base) - 0x20
    if 0 <= index < len(table):
        return table[index]
    return 100 if unicodedata.east_asian_width(character) in "WF" else 90
