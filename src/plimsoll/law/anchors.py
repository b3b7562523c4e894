"""Which clauses of a law still stand as they were read: fingerprints of their official wording.

An anchor holds a clause's number, how many words it has, and SHA-256 hashes of them; never the words. A
clause is its own words only: those of its sub-clauses are theirs. It is found where the same words (what
is the same, `plimsoll.law.wording` says) stand as a clause, with nothing run on before or after.

Maintainers: ``python -m plimsoll.law.anchors MARKED --law LAW --version VERSION --copy "..."`` makes the file
from a private copy with a line ``#@ NUMBER`` before each clause, which runs to the next such line; ``#@``
alone ends it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tomllib
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from plimsoll.errors import InputError
from plimsoll.law.wording import Wording, is_enumerator, normalise, plain, read_official, wording
from plimsoll.messages import Message, said

_MARK = re.compile(r"^#@[ \t]*(.*?)[ \t]*$", re.M)
_NUMBERS = re.compile(r"\(([^()]+)\)")
# A number in parentheses after one of these belongs to a cross-reference, not to the clause that follows.
_UNITS = ("section", "subdivision", "paragraph", "subparagraph", "clause", "subclause")
_REFERRING = frozenset([*_UNITS, *(f"{unit}s" for unit in _UNITS), "and", "or", "to", "through"])


@dataclass(frozen=True, slots=True)
class Anchor:
    """A clause's fingerprint: its words' number, their hash, and those of its opening and closing words."""

    clause: str
    words: int
    sha256: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Anchors:
    """The clauses of one version of a law, and the copy that they were read from."""

    law: str
    version: str
    copy: str
    clauses: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class ClauseCheck:
    """Whether a clause stands in a text as it was read, and in words what was seen."""

    clause: str
    state: Literal["found", "moved", "missing"]
    says: str


def anchors_of(law: str, version: str) -> Anchors | None:
    """Give a version's anchors, or None where no copy of it was read."""
    folder = resources.files("plimsoll.law.texts").joinpath(re.sub(r"\W", "_", law))
    for name in (f"anchors-{re.sub(r'[^0-9-]', '_', version)}.toml", "anchors.toml"):
        file = folder.joinpath(name)
        if file.is_file():
            anchors = parse(file.read_text("utf-8"))
            if (anchors.law, anchors.version) == (law, version):
                return anchors
    return None


def parse(toml: str) -> Anchors:
    """Read anchors from the TOML that `to_toml` writes."""
    table = tomllib.loads(toml)
    return Anchors(**table["copy"], clauses=tuple(Anchor(**clause) for clause in table["clause"]))


def to_toml(anchors: Anchors) -> str:
    """Write anchors as TOML, one table a clause."""
    lines = ["# Fingerprints of the official wording (the wording itself is not here): plimsoll.law.anchors"]

    def table(head: str, of: Anchors | Anchor, keys: tuple[str, ...]) -> None:
        lines.extend([head, *(f"{key} = {json.dumps(getattr(of, key), ensure_ascii=False)}" for key in keys)])

    table("[copy]", anchors, ("law", "version", "copy"))
    for clause in anchors.clauses:
        table("\n[[clause]]", clause, Anchor.__slots__)
    return "\n".join(lines) + "\n"


def anchor(clause: str, text: str) -> Anchor:
    """Fingerprint a clause's wording; its own number, if it stands before the words, is left out."""
    words = normalise(text)
    section = clause.partition("(")[0]
    while words and (is_enumerator(words[0]) or words[0] == section):
        del words[0]
    if not words:
        raise InputError(f"clause {clause} has no words", "put its wording after its #@ line")
    k = _edge(len(words))
    return Anchor(clause, len(words), _sha(words), _sha(words[:k])[:12], _sha(words[-k:])[:12])


def anchors_from(marked: str, law: str, version: str, copy: str) -> Anchors:
    """Fingerprint the clauses of a marked copy, in the order in which they are marked."""
    # A copyist's keys are explained anywhere in the copy, so they go before it is cut up.
    parts = _MARK.split(plain(marked))
    clauses = [anchor(number, text) for number, text in zip(parts[1::2], parts[2::2], strict=True) if number]
    numbers = [found.clause for found in clauses]
    if not clauses:
        raise InputError("no clause is marked", "put a line '#@ NUMBER' before each clause")
    for number in numbers:
        if numbers.count(number) > 1:
            raise InputError(f"clause {number} is marked twice", "mark each clause once")
    return Anchors(law, version, copy, tuple(clauses))


def check(anchors: Anchors, text: str) -> list[ClauseCheck]:
    """Say for each clause whether the text has it as it was read, in the anchors' order."""
    return _Check(anchors, wording(text).enacted()).result()


def _edge(words: int) -> int:
    # Fewer in a short clause, so that one changed word leaves an end of it to be known by.
    return min(words, 5, max(3, words // 2))


def _sha(words: list[str] | tuple[str, ...]) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


class _Check:
    """One comparison: which places of the text the clauses take, and what is left for the others."""

    def __init__(self, anchors: Anchors, text: Wording) -> None:
        self.clauses = anchors.clauses
        self.text = text
        self.places: dict[int, int] = {}  # clause's index -> its first word's
        self._taken = bytearray(len(text.words) + 1)
        self._hashed: dict[int, dict[str, list[int]]] = {}

    def result(self) -> list[ClauseCheck]:
        whole = [list(self._whole(anchor)) for anchor in self.clauses]
        own = [
            [p for p in places if self.text.starts[p] and self.text.ends[p + anchor.words]]
            for anchor, places in zip(self.clauses, whole, strict=True)
        ]
        self._settle(self._apart(own))
        for i, p in self.places.items():
            self._taken[p : p + self.clauses[i].words] = b"\1" * self.clauses[i].words
        return [
            ClauseCheck(a.clause, "found", self._found(a, self.places[i]))
            if i in self.places
            else self._lost(i, whole[i], elsewhere=bool(own[i]))
            for i, a in enumerate(self.clauses)
        ]

    def _apart(self, own: list[list[int]]) -> list[list[int]]:
        """Leave out places within a longer clause's only one: a clause may list in a sentence what another numbers."""
        longest = [0] * len(self.text.words)  # of the clauses that surely have a word
        for anchor, places in zip(self.clauses, own, strict=True):
            for p in places if len(places) == 1 else ():
                for q in range(p, p + anchor.words):
                    longest[q] = max(longest[q], anchor.words)
        return [
            [p for p in places if longest[p] <= anchor.words] for anchor, places in zip(self.clauses, own, strict=True)
        ]

    def _settle(self, own: list[list[int]]) -> None:
        """Give each clause one place. Clauses of the same words share theirs by what stands before them."""
        alike: dict[str, list[int]] = defaultdict(list)
        for i, anchor in enumerate(self.clauses):
            alike[anchor.sha256].append(i)
        for i, places in enumerate(own):
            if len(places) == 1 == len(alike[self.clauses[i].sha256]):
                self.places[i] = places[0]
        certain = dict(self.places)
        for group in alike.values():
            pairs = sorted((self._step(certain, i, p), i, p) for i in group for p in own[i])
            used: set[int] = {self.places[i] for i in group if i in self.places}
            for _, i, p in pairs:
                if i not in self.places and p not in used:
                    self.places[i] = p
                    used.add(p)

    def _step(self, certain: dict[int, int], i: int, place: int) -> int:
        """How far a place stands after the nearest clause before this one that is certain."""
        before = next((j for j in range(i - 1, -1, -1) if j in certain), None)
        expected = 0 if before is None else certain[before] + self.clauses[before].words
        return place - expected if place >= expected else len(self.text.words) + expected - place

    def _whole(self, anchor: Anchor) -> Iterator[int]:
        words, n = self.text.words, anchor.words
        for p in self._windows(_edge(n)).get(anchor.opens, []):
            if p + n <= len(words) and _sha(words[p : p + n]) == anchor.sha256:
                yield p

    def _windows(self, k: int) -> dict[str, list[int]]:
        if k not in self._hashed:
            found = self._hashed[k] = defaultdict(list)
            for p in range(len(self.text.words) - k + 1):
                found[_sha(self.text.words[p : p + k])[:12]].append(p)
        return self._hashed[k]

    def _found(self, anchor: Anchor, place: int) -> Message:
        """Say that the words stand, and under which number where it is another."""
        read: list[str] = _NUMBERS.findall(anchor.clause)
        run: list[str] = []
        while place and is_enumerator(self.text.words[place - 1]):
            place -= 1
            run.insert(0, self.text.words[place])
        if place and self.text.words[place - 1] in _REFERRING:
            del run[:1]
        if read and run and run[-1] != f"({read[-1].casefold()})":
            return said(
                "its words stand as they were read, but numbered {now} instead of {before}",
                now=run[-1],
                before=f"({read[-1]})",
            )
        return said("its words stand as they were read")

    def _lost(self, i: int, whole: list[int], *, elsewhere: bool) -> ClauseCheck:
        clause = self.clauses[i].clause
        if says := self._remains(i, whole):
            return ClauseCheck(clause, "moved", says)
        says = said("neither its opening nor its closing words are there")
        if elsewhere:
            says = said("its words stand only where another clause's do")
        return ClauseCheck(clause, "missing", says)

    def _remains(self, i: int, whole: list[int]) -> Message | None:
        """Say what is left of a clause outside the places that other clauses take, if anything."""
        clause = self.clauses[i]
        n, k = clause.words, _edge(clause.words)
        room = self._room(i)
        if any(not self._taken[p] and (n > 5 or p in room) for p in whole):
            return said("its words are there, but others run on before or after them")
        windows, text = self._windows(k), self.text
        opens = [p for p in windows.get(clause.opens, []) if text.starts[p] and not self._taken[p]]
        closes = [p + k for p in windows.get(clause.closes, []) if text.ends[p + k] and not self._taken[p]]
        nearest = ((p, bisect(closes, p + n)) for p in opens)
        between = [q - p for p, at in nearest for q in closes[max(0, at - 1) : at + 1] if n // 4 < q - p <= 4 * n]
        if between:
            now = min(between, key=lambda words: abs(words - n))
            return said(
                "its opening and closing words are there, but not all between (read {before} words, now {now})",
                before=n,
                now=now,
            )
        if any(p in room for p in opens):
            return said("its opening words are there, but not the rest")
        if n > k and any(q - 1 in room for q in closes):
            return said("its closing words are there, but not the rest")
        return None

    def _room(self, i: int) -> range:
        """Where a clause stood, if its neighbours say so: one end of it is a common phrase anywhere else."""
        before, after = self.places.get(i - 1), self.places.get(i + 1)
        if before is not None and after is not None:
            end = before + self.clauses[i - 1].words
            if end <= after <= end + 4 * self.clauses[i].words + 40:
                return range(end, after)
        return range(len(self.text.words))


def main(arguments: list[str] | None = None) -> int:
    """Print the anchors of a marked copy as TOML."""
    parser = argparse.ArgumentParser(prog="python -m plimsoll.law.anchors", description=main.__doc__)
    parser.add_argument("marked", type=Path, help="a private copy of the official text, marked with #@ lines")
    about = {"law": "the law's id", "version": "its version", "copy": "whose copy was read, and when"}
    for name, what in about.items():
        parser.add_argument(f"--{name}", required=True, help=what)
    given = parser.parse_args(arguments)
    try:
        made = anchors_from(read_official(given.marked), given.law, given.version, given.copy)
    except InputError as error:
        parser.exit(2, f"{error}\n")
    print(to_toml(made), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
