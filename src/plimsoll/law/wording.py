"""From a copy of an official text to its words, the same words whoever copied it.

What differs between honest copies is folded away: case, white space, line breaks, hyphens, the shapes of
quotation marks, punctuation, HTML, the keys and braces of the CommonAccord copies, and the line numbers and
running heads of a bill's print (`plimsoll.law.furniture`; what else a PDF's pages have stays, as it cannot be
told from words). What carries meaning stays: words, numbers, ``10^26``, ``$``, ``%``, and the enumerators of
cross-references such as "paragraph (2)".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from plimsoll.errors import InputError, Place
from plimsoll.law.furniture import without_furniture

_MOST = 16 * 2**20
_MEND = "give the official text as UTF-8 text, or as a saved web page"

_HTML = re.compile(r"<(?:!doctype|html|body|div|p|span|table|h[1-6]|pre)\b", re.I)
_BLOCKS = re.compile("address|article|blockquote|d[dlt]|div|h[1-6r]|li|[ou]l|p|pre|section|t(?:able|[dhr])")
# Struck-out words are shown in an amended print, but are no longer part of the text.
_UNREAD = frozenset(["script", "style", "title", "s", "strike", "del"])

_COPYIST = re.compile(r"^(?:=== \S+|(?:[\w.-]+\.)?sec=)", re.I | re.M)
_KEYED = re.compile(r"^([\w.!-]*)=(.*)$", re.M)
_BRACES = re.compile(r"\{([\w.!-]+)\}")
_REFERENCE = re.compile(r"^([\w.-]+)=<a\b[^>]*>([^<]*)</a>", re.I | re.M)

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SHAPES = str.maketrans("‘’ʼ`‐‑−", "''''---")
_UNSEEN = re.compile(r"[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
# Plain text loses the raising of an exponent: nobody means a thousand and twenty-six operations.
_LOWERED = re.compile(r"\b10(\d\d)(?=\s+(?:integer|floating))")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# A hyphen joins whether or not a line ends at it; between two digits it is a range, and stays.
_HYPHEN = re.compile(r"(?<=[^\W\d_])-\s*(?=[^\W_])|(?<=\d)-\s*(?=[^\W\d_])")
_RANGE = re.compile(r"(?<=\d)[-–]\s*(?=\d)")
_WORD = re.compile(
    r"\(\s*(?P<enumerator>\d{1,3}|[a-z]|([a-z])\2|[ivxl]{2,6})\s*\)"
    r"|(?:(?<![^\W_])-)?\d+(?:[.,:/⁄-]\d+)*(?:\s*\^\s*-?\d+)?[^\W_]*"
    r"|[^\W\d_][^\W_]*(?:'[^\W_]+)*"
    r"|[$€£¥%‰<>≤≥=+±×÷]"
)
_SECTION = re.compile(r"\d{3,6}(?:\.\d+)*")
_HEADING = re.compile(r"\d{1,6}(?:\.\d+)*")
_SUBDIVISION = re.compile(r"\d{1,2}")
_QUOTES = ('"', "“", "”")
_LONGEST_TITLE = 12
_ENACTING = ("do", "enact", "as", "follows")
_HEADS = frozenset(["sec", "section", "chapter", "article", "title", "part", "division"])


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text, and before which of them a clause can start, or end; one place more than words."""

    words: tuple[str, ...]
    starts: tuple[bool, ...]
    ends: tuple[bool, ...]

    def enacted(self) -> Wording:
        """Leave out what stands before the enacting words: a digest has much of the clauses' wording."""
        n = len(_ENACTING)
        for i in range(n, len(self.words)):
            if self.words[i - n : i] == _ENACTING:
                return Wording(self.words[i:], (True, *self.starts[i + 1 :]), self.ends[i:])
        return self


def read_official(path: Path) -> str:
    """Read an official text: a text file or a saved web page, in UTF-8."""
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", "name a file that can be read", place) from None
    if data.startswith(b"%PDF"):
        raise InputError("is a PDF", _MEND, place)
    if len(data) > _MOST:
        raise InputError(f"is larger than {_MOST >> 20} MiB", _MEND, place)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", _MEND, place) from None
    if "\0" in text or not text.strip():
        raise InputError("is empty" if not text.strip() else "is not text", _MEND, place)
    return text


def normalise(text: str) -> list[str]:
    """Say the words of a text as every honest copy of it would."""
    return list(wording(text).words)


def wording(text: str) -> Wording:
    """Read a text's words, and the places where the numbering or the layout lets a clause start or end."""
    words: list[str] = []
    gaps: list[str] = []  # gaps[i] is what stood before words[i]
    text, end = _canonical(plain(text)), 0
    for match in _WORD.finditer(text):
        number = match["enumerator"]
        words.append(f"({number})" if number else re.sub(r"\s", "", match[0]))
        gaps.append(text[end : match.start()])
        end = match.end()
    gaps.append("\n\n")
    # A subdivision's "2." is its number as much as "(2)" is. All are found before any is changed.
    for i in [i for i in range(len(words)) if _is_subdivision(words, gaps, i)]:
        words[i] = f"({words[i]})"
    edges = range(len(words) + 1)
    starts, ends = ([edge(words, gaps, i) for i in edges] for edge in (_can_start, _can_end))
    return Wording(tuple(words), tuple(starts), tuple(ends))


def is_enumerator(word: str) -> bool:
    """Say whether a normalised word is a number in parentheses, such as ``(a)`` or ``(ii)``."""
    return word.startswith("(")


def plain(text: str) -> str:
    """Take HTML and a copyist's keys out of a text; paragraphs stay apart."""
    if _HTML.search(text):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    return without_furniture(_without_keys(text) if _COPYIST.search(text) else text)


def _canonical(text: str) -> str:
    # Raised digits first: NFKC would make 10²⁶ into 1026.
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: "^" + m[0].translate(_RAISED), text)
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_SHAPES).casefold()
    text = _LOWERED.sub(r"10^\1", text)
    return _RANGE.sub("-", _HYPHEN.sub("", _THOUSANDS.sub("", text)))


def _paragraph(gap: str) -> bool:
    return gap.count("\n") > 1


def _stops(gap: str) -> bool:
    return any(c in gap for c in ".:;")


def _is_subdivision(words: list[str], gaps: list[str], i: int) -> bool:
    """Say whether a number such as "2." starts a clause; that of a heading, "SEC. 2." or "§ 2.", does not."""
    if not _SUBDIVISION.fullmatch(words[i]) or not re.match(r"\.\s", gaps[i + 1]):
        return False
    before = words[i - 1] if i else ""
    if "§" in gaps[i] or before in ("sec", "no"):
        return False
    listed = before in ("and", "or") and ";" in gaps[i - 1]
    # A title without a full stop stands before the first; elsewhere a copy may break "under Section 30." there.
    first = words[i] == "1" and before not in _HEADS and _paragraph(gaps[i])
    return i == 0 or listed or first or _stops(gaps[i])


def _can_start(words: list[str], gaps: list[str], i: int) -> bool:
    if i == 0 or _paragraph(gaps[i]) or is_enumerator(words[i - 1]):
        return True
    if "." in gaps[i] and (_SECTION.fullmatch(words[i - 1]) or _ends_title(words, gaps, i)):
        return True
    return _defines(words, gaps, i)


def _can_end(words: list[str], gaps: list[str], i: int) -> bool:
    if _paragraph(gaps[i]) or is_enumerator(words[i]) or _defines(words, gaps, i):
        return True
    # A heading such as "SEC. 2." or "22604." follows; a sentence may well begin "Section 2 applies".
    number = i + 1 if words[i] in _HEADS else i
    numbered = number < len(words) and _HEADING.fullmatch(words[number]) and "." in gaps[number + 1]
    return bool(numbered) and _stops(gaps[i])


def _ends_title(words: list[str], gaps: list[str], i: int) -> bool:
    """Say whether a section's title ends before a word, as in "Sec. 4. Loss of oil. The loss of oil counts"."""
    for j in range(i - 1, max(i - _LONGEST_TITLE, 0), -1):
        if _stops(gaps[j]):
            named = "§" in gaps[j - 1] or (j > 1 and words[j - 2] in ("sec", "section"))
            return named and bool(_HEADING.fullmatch(words[j - 1]))
    return False


def _defines(words: list[str], gaps: list[str], i: int) -> bool:
    """Say whether a definition without a number starts at a word: a quoted term, and what it means.

    What it does not include is often said in the same paragraph; that starts only with a line.
    """
    if not (_stops(gaps[i]) and gaps[i].endswith(_QUOTES)):
        return False
    for j in range(i + 1, min(i + _LONGEST_TITLE, len(words))):
        excludes = "\n" in gaps[i] and words[j : j + 3] == ["does", "not", "include"]
        if words[j] == "means" or words[j + 1 : j + 3] == ["the", "meaning"] or excludes:
            return gaps[j].startswith(_QUOTES)
    return False


def _without_keys(text: str) -> str:
    """Fold CommonAccord's mark-up: file names, keys, and references in braces."""
    references = {key.casefold(): said for key, said in _REFERENCE.findall(text)}

    def said(match: re.Match[str]) -> str:
        key = match[1].casefold()
        if key.startswith(("_", "deft.")):
            return match[1][1 if key[0] == "_" else 5 :].replace("_", " ")
        section = re.match(r"\d{3,}", key)
        return references.get(key) or references.get(key.partition(".")[2]) or (section[0] if section else "")

    def value(match: re.Match[str]) -> str:
        return "\n\n" + (match[2] if match[1].casefold().rpartition(".")[2] == "sec" else "")

    return _BRACES.sub(said, _KEYED.sub(value, re.sub(r"^===.*$", "\n\n", text, flags=re.M)))


class _Reader(HTMLParser):
    """The words that a person sees of a page, with a blank line between blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._open = dict.fromkeys([*_UNREAD, "pre", "sup"], 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._at(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        self._at(tag, -1)

    def handle_data(self, data: str) -> None:
        if any(self._open[tag] for tag in _UNREAD):
            return
        if not self._open["pre"]:
            data = re.sub(r"\s+", " ", data)
        raised = self._open["sup"] and re.match(r"[-−]?\d", data)
        self.parts.append(f"^{data}" if raised else data)

    def _at(self, tag: str, step: int) -> None:
        if tag in self._open:
            self._open[tag] = max(0, self._open[tag] + step)
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")
