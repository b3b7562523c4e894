"""Wrapping text in which some characters take two columns of a terminal, and may be parted without a space.

textwrap counts characters. So each wide one is followed by a filler while it works, and the fillers go afterwards.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata

_FILL = "\ue000"
_OPENING = "（《「『“‘"
_CLOSING = "），。；：、》」』？！”’%"
# After a wide character, or before one that follows narrow ones; never between a bracket or stop and its word.
_BREAK = re.compile(
    rf"(?<={_FILL})(?<![{_OPENING}]{_FILL})(?![{_CLOSING}])"
    rf"|(?<![{_OPENING}{_FILL}])(?=[^{_CLOSING}]{_FILL})(?!^)"
)


def columns(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else len(_filled(text))


def wrap(text: str, width: int, *, indent: str = "", break_long_words: bool = True) -> list[str]:
    """Wrap a text into lines of so many columns; all but the first are indented."""
    wrapper = _Wrapper(width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=break_long_words)
    return [line.replace(_FILL, "") for line in wrapper.wrap(text if text.isascii() else _filled(text))]


def _filled(text: str) -> str:
    return "".join(c + _FILL if unicodedata.east_asian_width(c) in "WF" else c for c in text)


class _Wrapper(textwrap.TextWrapper):
    def _split(self, text: str) -> list[str]:
        return [piece for chunk in super()._split(text) for piece in _BREAK.split(chunk) if piece]
