"""Small helpers for writing Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def notice(source: str) -> str:
    """Say at the head of a page that it is made, and from what."""
    return f"<!-- Made by docs/generate.py from {source}: change that, not this page. -->"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table."""
    lines = [_row(header), "|" + "---|" * len(header)]
    return [*lines, *(_row(row) for row in rows), ""]


def fenced(text: str, info: str = "text") -> list[str]:
    """Write a fenced block."""
    return [f"```{info}", text.rstrip("\n"), "```", ""]


def code(text: str) -> str:
    """Write code within a line."""
    return f"`{text}`"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
