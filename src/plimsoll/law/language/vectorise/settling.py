"""What masks leave open and Kleene's tables may have missed: found to be open after all, or decided by *decide*.

Two ways to fill in what is unknown that come out differently show that a verdict is open. Few rows are left then;
those are put to *decide*, once for each signature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.facts import Facts
from plimsoll.law.language.completions import settle
from plimsoll.law.language.deciding import settle_models
from plimsoll.law.language.expression import Expression, Some, TermIs
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.statute import Version
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.reading import TableReader
from plimsoll.law.language.vectorise.signatures import Signatures
from plimsoll.law.language.vectorise.subjects import facts_of, model_id, organization_id
from plimsoll.law.language.vectorise.verdicts import AGAIN, NO, UNKNOWN, YES, Codes
from plimsoll.law.language.vectorise.worlds import World, worlds
from plimsoll.law.language.walking import expressions_in

CHUNK = 1 << 16
"""Rows that are read together: what is in hand of them stays in the cache."""
_TOGETHER = 64
"""Rows that *decide* reads together."""
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
        needed = [term for term in below(version, [name]) if version.by_name[term].of == "model"]
        rows = _not_shown_open(reader, name, partial(_come_out, reader, name, needed, each))
        if rows.size:
            left[name] = rows
    if left:
        _Deciding(reader, left).rows(left)


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

        def come_out(world: World, rows: Rows, name: str = name) -> Codes:
            filled = _in_world(reader, world)
            filled.term(name, Points(everyone.rows, everyone.count, "organization"))
            return filled.answers[name]

        parties = _not_shown_open(reader, name, come_out)
        if parties.size:
            _Deciding(reader, [name]).organizations(name, parties)


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
    """Of what Kleene's tables leave open and may miss, what comes out alike in every world that is tried."""
    left = np.flatnonzero(reader.answers[name] == AGAIN)
    if not left.size:  # finding the worlds costs time of its own
        return left
    reader.answers[name][left] = UNKNOWN
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

    def __init__(self, reader: TableReader, names: Iterable[str]) -> None:
        self.reader, self.version = reader, reader.as_of.version
        terms = below(self.version, names)
        read = [each for term in terms for each in expressions_in(self.version.by_name[term].means)]
        self.signatures = Signatures(reader.table, reader.as_of, read)
        self.beside = _asks_of_colleagues(read) and reader.table.slots_of("uses") > 0

    def rows(self, left: Mapping[str, Rows]) -> None:
        """Decide terms of the rows that they leave: one row of each signature for all of them."""
        rows = np.unique(np.concatenate(list(left.values())))
        asked = np.array([np.isin(rows, some) for some in left.values()])
        kinds = (1 << np.arange(len(left))) @ asked  # which terms are asked for, as bits
        signed = self._signed(rows)
        _, first, inverse = np.unique(signed << len(left) | kinds, return_index=True, return_inverse=True)
        # What descends from one base is decided together, so that the base is read once.
        first_of = first[np.argsort(self.reader.table.bases[rows[first]].max(axis=1, initial=-1), kind="stable")]
        found = np.full(asked.shape, UNKNOWN, np.uint8)
        for kind in np.unique(kinds):
            names = [name for i, name in enumerate(left) if kind >> i & 1]
            some = first_of[kinds[first_of] == kind]
            for at in range(0, len(some), 1 if self.beside else _TOGETHER):
                batch = some[at : at + (1 if self.beside else _TOGETHER)]
                found[np.ix_(asked[:, batch[0]], batch)] = self._decided(names, rows[batch].tolist())
        for i, (name, its) in enumerate(left.items()):
            self.reader.answers[name][its] = found[i, first[inverse.reshape(-1)]][asked[i]]

    def _signed(self, rows: Rows) -> Rows:
        """Numbers of their signatures; where a row turns on others of its developer, each has one of its own."""
        signed = np.arange(len(rows))
        simple = self.signatures.simple[rows]
        if not self.beside and simple.any():
            signed[simple] = 2 * self.signatures.of_simple(rows[simple])
        if not self.beside and not simple.all():
            signed[~simple] = 2 * self.signatures.of_lineages(rows[~simple]) + 1
        return signed

    def _decided(self, names: Sequence[str], rows: Sequence[int]) -> list[list[int]]:
        """Decide terms of some rows, term by term."""
        facts, reader = self._read(rows, names)
        models = [facts.models[model_id(row)] for row in rows]
        return [[_code(settle(reader.term(name, model))) for model in models] for name in names]

    def organizations(self, name: str, parties: Rows) -> None:
        """Decide organizations that are open, each from all its models."""
        table = self.reader.table
        for party in parties.tolist():
            rows = {int(row) for who in (table.developed, table.took_part) for row in who[0][who[1] == party]}
            facts, reader = self._read(rows, [name])
            truth = settle(reader.term(name, facts.organizations[organization_id(party)]))
            self.reader.answers[name][party] = _code(truth)

    def _read(self, rows: Iterable[int], names: Sequence[str]) -> tuple[Facts, Reader]:
        """The facts of rows, and the terms of models settled that others are read through."""
        table = self.reader.table
        if self.beside:
            rows = dict.fromkeys([*rows, *(r for row in rows for r in self._colleagues(int(table.developers[row])))])
        facts = facts_of(table, rows, self.reader.as_of.facts)
        reader = Reader(self.version, facts, self.reader.as_of.on)
        settle_models(reader, below(self.version, names))
        return facts, reader

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
