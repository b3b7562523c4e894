"""How things look on a terminal."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

_STYLES = {"yes": "bold red", "no": "green", "unknown": "yellow"}
_WIDE = 140


def console() -> Console:
    """Give a console; where nobody's terminal sets the width, a wide one."""
    return Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)


def verdict_text(verdict: str) -> Text:
    """Give a verdict as a coloured word."""
    return Text(verdict, style=_STYLES[verdict])


def print_json(text: str) -> None:
    """Print JSON as it is, without wrapping or colour."""
    sys.stdout.write(text + "\n")
