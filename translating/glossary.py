"""The glossary of a language: terms of law, each with the one rendering that every message uses."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, its rendering, and why it is this one."""

    english: str
    rendering: str
    because: str

    def is_in(self, text: str) -> bool:
        """Whether an English text uses the term, in singular or plural, hyphenated or not."""
        words = re.escape(_plain(self.english))
        return re.search(rf"\b{words}(?:s|es)?\b", _plain(text)) is not None


def read_glossary(path: Path) -> list[Entry]:
    """Read a glossary."""
    return [Entry(**entry) for entry in tomllib.loads(path.read_text("utf-8"))["term"]]


def _plain(text: str) -> str:
    return text.replace("-", " ").casefold()
