"""How things look on a terminal, in the language asked for.

Tables are set here and not by rich, which takes longer over a few hundred rows than the laws take.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from itertools import zip_longest

import typer

from plimsoll.cli.wrapping import columns, wrap
from plimsoll.messages import Message, listed, said
from plimsoll.translation import Language, in_language, translate

_COLOURS = {
    **dict.fromkeys(("yes", "overdue", "breached", "late"), typer.colors.RED),
    **dict.fromkeys(("no", "met"), typer.colors.GREEN),
    **dict.fromkeys(("unknown", "undetermined", "due"), typer.colors.YELLOW),
}
_WIDE = 140
_LEAST_ROOM = 24
"""Columns below which the last cell of a table goes under its row."""
_MOST_NAMED = 3
"""Subjects named beside a note; what is true of more is true of most."""
_GAP = "  "


def width() -> int:
    """The width of the terminal; where nobody's terminal sets it, a wide one."""
    return shutil.get_terminal_size((_WIDE, 24)).columns if sys.stdout.isatty() else _WIDE


def say(
    text: str = "",
    lang: Language = Language.EN,
    *,
    bold: bool = False,
    dim: bool = False,
    lead: str = "",
    indent: str = "",
) -> None:
    """Print a paragraph, wrapped to the terminal, after a lead; colour goes only to a terminal."""
    wrapped = "\n".join(wrap(lead + translate(text, lang), width(), indent=indent))
    typer.echo(typer.style(wrapped, bold=bold or None, dim=dim or None) if sys.stdout.isatty() else wrapped)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], lang: Language = Language.EN) -> None:
    """Print rows in columns; the last one takes the room that is left, and wraps; others only where that is too little.

    A cell that is a Message is words; any other is a name, and the same in every language.
    """
    shown = [header, *rows]
    cells = [[translate(cell, lang) if isinstance(cell, Message) else cell for cell in row] for row in shown]
    widths = _widths(cells)
    if widths[-1] < _LEAST_ROOM:
        _stacked(cells[1:])
        return
    for n, (row, plain) in enumerate(zip(cells, shown, strict=True)):
        wrapped = [wrap(cell, w, break_long_words=False) for cell, w in zip(row, widths, strict=True)]
        for each in zip_longest(*wrapped, fillvalue="") if any(wrapped) else [row]:
            padded = [_padded(cell, w) for cell, w in zip(each, widths, strict=True)]
            line = _GAP.join(padded).rstrip()
            typer.echo(_coloured(line, padded[:-1], plain, bold=n == 0))


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    """Each column as wide as its widest cell, the last one as wide as there is room.

    Where that is too little, cells of several words give way, as long as those are few: then the rest stays in line.
    """
    *given, _ = zip(*cells, strict=True)
    natural = [max(map(columns, column)) for column in given]
    widths = list(natural)
    least = [max(columns(word) for cell in column for word in cell.split() or [""]) for column in given]
    room = width() - sum(widths) - len(_GAP) * len(widths)
    while room < _LEAST_ROOM and widths != least:
        i = max(range(len(widths)), key=lambda i: widths[i] if widths[i] > least[i] else 0)
        widths[i] -= 1
        room += 1
    if sum(any(columns(cell) > w for cell, w in zip(row, widths, strict=False)) for row in cells) * 3 > len(cells):
        return [*natural, width() - sum(natural) - len(_GAP) * len(natural)]
    return [*widths, room]


def _stacked(rows: Sequence[Sequence[str]]) -> None:
    """Rows for a narrow terminal: a line of cells, and what the last one says below it."""
    for row in rows:
        say(_GAP.join(cell for cell in row[:-1] if cell), bold=True)
        if row[-1]:
            say(row[-1], lead="    ", indent="    ")


def _padded(cell: str, room: int) -> str:
    return cell + " " * (room - columns(cell))


def _coloured(line: str, cells: Sequence[str], plain: Sequence[str], *, bold: bool) -> str:
    if not sys.stdout.isatty():
        return line
    if bold:
        return typer.style(line, bold=True)
    for cell, verdict in zip(cells, plain, strict=False):
        colour = _COLOURS.get(verdict)
        if colour and cell.strip():
            line = line.replace(_GAP + cell, _GAP + typer.style(cell, fg=colour), 1)
    return line


def print_json(answer: object, lang: Language = Language.EN) -> None:
    """Print an answer as JSON, without wrapping or colour."""
    sys.stdout.write(json.dumps(in_language(answer, lang), ensure_ascii=False, indent=2) + "\n")


def print_flags(flags: Sequence[tuple[str, str]], unread: Sequence[str], lang: Language) -> None:
    """Print flags, each once with the subjects that it is about, and the judgments that no rule asks for."""
    notes: dict[str, list[str]] = {}
    for flag, subject in flags:
        notes.setdefault(flag, []).append(subject)
    for note in unread:
        notes[note] = []
    if notes:
        say()
        say(said("flags"), lang, bold=True)
    for flag, subjects in notes.items():
        about = list(dict.fromkeys(subjects))
        note = said(flag)
        if 0 < len(about) <= _MOST_NAMED:
            note = said("{note} ({subjects})", note=note, subjects=listed(about))
        say(note, lang, lead="- ", indent="  ")
