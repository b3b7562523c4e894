"""What a printer sets around the words of an official text: line numbers, running heads, notes of the source.

Each is known by its own regularity, never by a guess about the words, so a text without it comes back as it was.
"""

from __future__ import annotations

import re

# A bill's print numbers its lines, anew on each page: what the number leaves is the line.
_NUMBERED = re.compile(r"\s*(\d{1,2})(\s.*)?")
_FEWEST = 20
_SHARE = 0.75
# A copy may lose the number of a line or two, and a page's foot and head are no longer than this.
_SKIPPED = 3
_BETWEEN_PAGES = 6

# "S. 8828    3" on a line of its own: a bill of New York, whose pages on the web have heads but no line numbers.
_BILL = r"[SA]\. ?\d+(?:-+[A-Z])?"
_HEAD = re.compile(rf"^[ \t\f]*{_BILL}[ \t]{{2,}}\d{{1,3}}(?:[ \t]{{2,}}{_BILL})?[ \t\r]*$\n?", re.M)

# Notes after a section: Illinois says which Acts it comes from, New York when it takes effect. Nothing of them is
# taken away; the clause before them ends there.
_NOTE = re.compile(r"\(Source:\s+(?:P\.\s?A\.|Laws\b)|^[ \t]*\*+[ \t]*NB\b", re.M | re.I)


def without_furniture(text: str) -> str:
    """Take line numbers and running heads out of a text, and set the notes after a section apart."""
    return _NOTE.sub(r"\n\n\g<0>", _HEAD.sub("", _without_line_numbers(text)))


def _without_line_numbers(text: str) -> str:
    """Take out the line numbers of a bill's print, and what stands between one page's last and the next one's first.

    It is such a print if most lines have numbers that go up by one, and start again at 1.
    """
    kept: list[str] = []
    apart: list[str] = []  # lines without a number, since the last that has one
    last = numbered = unnumbered = 0
    for line in text.split("\n"):
        match = _NUMBERED.fullmatch(line)
        number = int(match[1]) if match else 0
        if match is None or not (number == 1 or 0 < last < number <= last + _SKIPPED):
            apart.append(line)
            continue
        words = sum(1 for between in apart if between.strip())
        if not (last and number == 1 and words <= _BETWEEN_PAGES):
            kept += apart
            unnumbered += words if last else 0
        apart = []
        kept.append(match[2] or "")
        last, numbered = number, numbered + 1
    if numbered < _FEWEST or numbered < _SHARE * (numbered + unnumbered):
        return text
    return "\n".join([*kept, *apart])
