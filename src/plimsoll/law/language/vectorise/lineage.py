"""Who descends from whom in a table: generations, and all ancestors of every row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
_MOST_PAIRS = 40_000_000
"""Pairs of a row and an ancestor beyond which a table is refused: they are kept at eight bytes each."""


class CircleError(ValueError):
    """Rows that descend from themselves; `rows` are some of them."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows
        super().__init__(f"a circle of descent through {len(rows)} rows")


class TooDeepError(ValueError):
    """More ancestors, all rows together, than are kept."""


def generations(bases: Rows) -> NDArray[np.int32]:
    """Give each row's generation: 0 where it descends from none, else one more than the latest of its bases.

    `bases` has a row for each model and a column for each derivation that it may have; -1 is none.

    Raises:
        CircleError: some rows descend from themselves.
    """
    found = np.zeros(len(bases), np.int32)
    waiting = np.flatnonzero((bases >= 0).any(axis=1))
    done = np.ones(len(bases), np.bool_)
    done[waiting] = False
    generation = 0
    while waiting.size:
        generation += 1
        from_ = bases[waiting]
        ready = (done[from_] | (from_ < 0)).all(axis=1)
        if not ready.any():
            raise CircleError(_circle(bases, int(waiting[0]), done))
        placed = waiting[ready]
        found[placed] = generation
        done[placed] = True
        waiting = waiting[~ready]
    return found


def _circle(bases: Rows, start: int, done: NDArray[np.bool_]) -> list[int]:
    trail: list[int] = []
    at = start
    while at not in trail:
        trail.append(at)
        at = next(int(base) for base in bases[at] if base >= 0 and not done[base])
    return trail[trail.index(at) :]


@dataclass(frozen=True, slots=True)
class Lineage:
    """All ancestors of every row, each once, nearest first: those of row i stand from starts[i] to starts[i + 1]."""

    starts: Rows
    members: Rows

    def of(self, rows: Rows) -> tuple[Rows, Rows]:
        """Give the ancestors of some rows, and beside each the place among `rows` of the one that it belongs to."""
        first = self.starts[rows]
        sizes = self.starts[rows + 1] - first
        total = int(sizes.sum())
        if not total:
            none = np.zeros(0, np.int64)
            return none, none
        ends = np.cumsum(sizes)
        within = np.arange(total) - np.repeat(ends - sizes, sizes)
        owners = np.repeat(np.arange(len(rows)), sizes)
        return self.members[np.repeat(first, sizes) + within], owners


def lineage(bases: Rows) -> Lineage:
    """Follow derivations up, breadth first, as *decide* does.

    Raises:
        TooDeepError: more pairs of a row and an ancestor than are kept.
    """
    count = len(bases)
    merges = bases.shape[1] > 1
    all_owners: list[Rows] = []
    all_members: list[Rows] = []
    seen = np.zeros(0, np.int64)
    total = 0
    owners, members = _parents(np.arange(count), bases)
    while owners.size:
        if merges:
            key = owners * count + members
            fresh = np.zeros(len(key), np.bool_)
            fresh[np.unique(key, return_index=True)[1]] = True
            fresh &= ~np.isin(key, seen)
            owners, members = owners[fresh], members[fresh]
            seen = np.concatenate([seen, key[fresh]])
        total += len(owners)
        if total > _MOST_PAIRS:
            raise TooDeepError
        all_owners.append(owners)
        all_members.append(members)
        further, above = _parents(members, bases)
        owners, members = owners[further], above
    if not all_owners:
        return Lineage(np.zeros(count + 1, np.int64), np.zeros(0, np.int64))
    owner = np.concatenate(all_owners)
    order = np.argsort(owner, kind="stable")
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(owner, minlength=count), out=starts[1:])
    return Lineage(starts, np.concatenate(all_members)[order])


def _parents(rows: Rows, bases: Rows) -> tuple[Rows, Rows]:
    """The direct bases of some rows, and beside each the place among `rows` of the one that it belongs to."""
    from_ = bases[rows]
    places = np.repeat(np.arange(len(rows)), bases.shape[1])
    flat = from_.ravel()
    there = flat >= 0
    return places[there], flat[there]
