"""What masks leave open and Kleene's tables may have missed: found to be open after all, or decided by *decide*.

Two ways to fill in what is unknown that come out differently show that a verdict is open. Few rows are left then;
those are put to *decide*, once for each signature.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from plimsoll.law.language.completions import settle
from plimsoll.law.language.deciding import settle_models
from plimsoll.law.language.expression import Expression, Some, TermIs
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.statute import Version
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.reading import TableReader
from plimsoll.law.language.vectorise.signatures import Signatures
from plimsoll.law.language.vectorise.subjects import facts_of, model_id, organization_id
from plimsoll.law.language.vectorise.verdicts import NO, UNKNOWN, YES, Codes
from plimsoll.law.language.vectorise.worlds import World, worlds
from plimsoll.law.language.walking import expressions_in

CHUNK = 1 << 16
"""Rows that are read together: what is in hand of them stays in the cache."""
Rows = NDArray[np.int64]
Each = Callable[[Callable[[Points], None], Sequence[Points]], None]
"""Does something with each of several points, perhaps at once."""


def below(version: Version, names: Iterable[str]) -> list[str]:
    """Give terms with all that they are read through, as the version orders them."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            parts = expressions_in(version.by_name[name].means)
            waiting += [each.term for each in parts if isinstance(each, TermIs)]
    return [term.name for term in version.terms if term.name in found]


def settle_rows(reader: TableReader, names: Sequence[str], each: Each) -> None:
    """Make the verdicts of terms of models exact, of every row."""
    version = reader.as_of.version
    left: dict[str, Rows] = {}
    for name in names:
        if not reader.turns_on[name][1]:
            continue
        needed = [term for term in below(version, [name]) if version.by_name[term].of == "model"]

        rows = _not_shown_open(reader, name, partial(_come_out, reader, name, needed, each))
        if rows.size:
            left[name] = rows
    if left:
        needed = [term for term in below(version, left) if version.by_name[term].of == "model"]
        _Deciding(reader, needed).rows(left)


def _come_out(reader: TableReader, name: str, needed: Sequence[str], each: Each, world: World, rows: Rows) -> Codes:
    """How a term comes out of some rows in a world; what they descend from is read before them."""
    if reader.table.derived:
        needed_rows = np.zeros(reader.table.count, np.bool_)
        needed_rows[rows] = True
        needed_rows[reader.table.lineage.of(rows)[0]] = True
        rows = np.flatnonzero(needed_rows)
    filled = _in_world(reader, world)
    for points in in_chunks(reader.table.ends, rows):
        each(partial(filled.terms, needed), points)
    return filled.answers[name]


def settle_organizations(reader: TableReader, names: Sequence[str]) -> None:
    """Make the verdicts of terms of organizations exact, once those of all models are."""
    everyone = Points(slice(0, reader.table.organizations), reader.table.organizations, "organization")
    for name in names:
        if not reader.turns_on[name][1]:
            continue

        def come_out(world: World, rows: Rows, name: str = name) -> Codes:
            filled = _in_world(reader, world)
            filled.term(name, Points(everyone.rows, everyone.count, "organization"))
            return filled.answers[name]

        parties = _not_shown_open(reader, name, come_out)
        if parties.size:
            _Deciding(reader, below(reader.as_of.version, [name])).organizations(name, parties)


def in_chunks(ends: Sequence[int], rows: Rows | None = None) -> Iterable[list[Points]]:
    """Give rows (all, or these, in order) generation by generation, in chunks."""
    first = 0
    for end in ends:
        if rows is None:
            yield [Points.between(at, min(at + CHUNK, end)) for at in range(first, end, CHUNK)]
        else:
            some = rows[np.searchsorted(rows, first) : np.searchsorted(rows, end)]
            yield [Points(some[at : at + CHUNK], len(some[at : at + CHUNK])) for at in range(0, len(some), CHUNK)]
        first = end


def _in_world(reader: TableReader, world: World) -> TableReader:
    return TableReader(reader.table, reader.as_of, world, reader, started=reader.started, asked=reader.asked)


def _not_shown_open(reader: TableReader, name: str, come_out: Callable[[World, Rows], Codes]) -> Rows:
    """Of what a term leaves open, what comes out alike in every world that is tried."""
    left = np.flatnonzero(reader.answers[name] == UNKNOWN)
    first: Codes | None = None
    for world in worlds(reader.as_of.version, name, reader.as_of.acts):
        if not left.size:
            break
        found = come_out(world, left)
        if first is None:
            first = found
        else:
            left = left[found[left] == first[left]]
    return left


class _Deciding:
    """Puts rows to *decide*, each signature once."""

    def __init__(self, reader: TableReader, terms: Sequence[str]) -> None:
        self.reader, self.terms = reader, terms
        self.version = reader.as_of.version
        read = [each for name in terms for each in expressions_in(self.version.by_name[name].means)]
        self.signatures = Signatures(reader.table, reader.as_of, read)
        self.beside = _asks_of_colleagues(read) and reader.table.slots_of("uses") > 0

    def rows(self, left: Mapping[str, Rows]) -> None:
        """Decide terms of the rows that they leave; a row is decided once, for all of them."""
        rows = np.unique(np.concatenate(list(left.values())))
        simple = self.signatures.simple[rows] & (not self.beside)
        found = np.empty((len(rows), len(left)), np.uint8)
        if simple.any():
            signed = self.signatures.of_simple(rows[simple])
            _, first, inverse = np.unique(signed, return_index=True, return_inverse=True)
            decided = [self._decided(left, row) for row in rows[simple][first].tolist()]
            found[simple] = np.array(decided, np.uint8)[inverse.reshape(-1)]
        others = np.flatnonzero(~simple)
        known: dict[Hashable, list[int]] = {}
        signatures = rows[others].tolist() if self.beside else self.signatures.of_lineages(rows[others])
        for place, signature in zip(others.tolist(), signatures, strict=True):
            if signature not in known:
                known[signature] = self._decided(left, int(rows[place]))
            found[place] = known[signature]
        for i, (name, some) in enumerate(left.items()):
            self.reader.answers[name][some] = found[np.searchsorted(rows, some), i]

    def _decided(self, names: Iterable[str], row: int) -> list[int]:
        table = self.reader.table
        rows = [row, *(self._colleagues(int(table.developers[row])) if self.beside else ())]
        facts = facts_of(table, rows, self.reader.as_of.facts)
        reader = Reader(self.version, facts, self.reader.as_of.on)
        settle_models(reader, self.terms)
        model = facts.models[model_id(row)]
        return [_code(settle(reader.term(name, model))) for name in names]

    def organizations(self, name: str, parties: Rows) -> None:
        """Decide organizations that are open, each from all its models."""
        table = self.reader.table
        for party in parties:
            rows = {int(row) for who in (table.developed, table.took_part) for row in who[0][who[1] == party]}
            if self.beside:
                rows |= {r for row in list(rows) for r in self._colleagues(int(table.developers[row]))}
            facts = facts_of(table, rows, self.reader.as_of.facts)
            reader = Reader(self.version, facts, self.reader.as_of.on)
            settle_models(reader, self.terms)
            truth = settle(reader.term(name, facts.organizations[organization_id(int(party))]))
            self.reader.answers[name][party] = _code(truth)

    def _colleagues(self, party: int) -> list[int]:
        """Rows of one developer that tell of uses."""
        table = self.reader.table
        if party < 0:
            return []
        rows = table.developed[0][table.developed[1] == party]
        return [int(row) for row in rows[self._used[rows]]]

    @property
    def _used(self) -> NDArray[np.bool_]:
        table = self.reader.table
        found = np.zeros(table.count, np.bool_)
        for i in range(table.slots_of("uses")):
            found |= table.entries_given("uses", i)
        return found


def _asks_of_colleagues(read: Sequence[Expression]) -> bool:
    """Whether what is said of a model can turn on other models of its developer."""
    return any(isinstance(each, Some) and each.relation in ("developed", "trained") for each in read)


def _code(truth: bool | None) -> int:
    return UNKNOWN if truth is None else YES if truth else NO
