"""How things look on a terminal.

Tables are set here and not by rich, which takes longer over a few hundred rows than the laws take.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence

import typer

_COLOURS = {"yes": typer.colors.RED, "no": typer.colors.GREEN, "unknown": typer.colors.YELLOW}
_WIDE = 140
_GAP = "  "


def width() -> int:
    """The width of the terminal; where nobody's terminal sets it, a wide one."""
    return shutil.get_terminal_size((_WIDE, 24)).columns if sys.stdout.isatty() else _WIDE


def say(text: str = "", *, bold: bool = False, dim: bool = False, indent: str = "") -> None:
    """Print a paragraph, wrapped to the terminal; colour goes only to a terminal."""
    wrapped = textwrap.fill(text, width(), initial_indent="", subsequent_indent=indent, break_on_hyphens=False)
    typer.echo(typer.style(wrapped, bold=bold or None, dim=dim or None) if sys.stdout.isatty() else wrapped)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; the last one takes the room that is left, and wraps."""
    shown = [header, *rows]
    columns = [max(len(row[i]) for row in shown) for i in range(len(header) - 1)]
    room = max(24, width() - sum(columns) - len(_GAP) * len(columns))
    for n, row in enumerate(shown):
        wrapped = textwrap.wrap(row[-1], room, break_on_hyphens=False, break_long_words=False) or [""]
        for i, last in enumerate(wrapped):
            cells = [(cell if i == 0 else "").ljust(w) for cell, w in zip(row[:-1], columns, strict=True)]
            line = _GAP.join([*cells, last]).rstrip()
            typer.echo(_coloured(line, cells, bold=n == 0))


def _coloured(line: str, cells: Sequence[str], *, bold: bool) -> str:
    if not sys.stdout.isatty():
        return line
    if bold:
        return typer.style(line, bold=True)
    for cell in cells:
        colour = _COLOURS.get(cell.strip())
        if colour:
            line = line.replace(_GAP + cell, _GAP + typer.style(cell, fg=colour), 1)
    return line


def print_json(text: str) -> None:
    """Print JSON as it is, without wrapping or colour."""
    sys.stdout.write(text + "\n")
