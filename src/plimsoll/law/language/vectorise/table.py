"""A table of models as the language reads it: a row a model, in order of descent, and the organizations beside it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.models import Derivation, How, Model, TrainingRun
from plimsoll.law.language.vectorise.columns import Coded, Column, Figures, Places
from plimsoll.law.language.vectorise.lineage import Lineage, generations, lineage

_SLOT = re.compile(r"(\w+)\[(\d+)\]\.")
_TELLING = ("phase", "planned", "synthetic_data_public", "started", "ended")
"""What of a run, beside whose it is, tells whether it counts and whether it has begun."""
TUNED: How = "fine-tuning"


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the runs that a row may have: of which kind it is in each row (-1: there is none), and who ran it.

    `kinds` are a run without its figures, and whether its model derives by fine-tuning.
    """

    number: int
    kind: NDArray[np.int32]
    kinds: Sequence[tuple[TrainingRun, bool]]
    by: NDArray[np.int32] | None

    @property
    def path(self) -> str:
        """How its columns begin."""
        return f"training[{self.number}]"

    def model(self, kind: int) -> Model:
        """Give a model that has this run alone."""
        run, tuned = self.kinds[kind]
        how = [Derivation.model_construct(model="base", how=[TUNED])] if tuned else None
        return Model.model_construct(id="x", training=[run], derived_from=how)


@dataclass(frozen=True)
class Table:
    """Models, one a row.

    `columns` are keyed by the path of a fact of the model (`training[0].operations`, `licence.free_access`), those of
    `organization_columns` by that of a fact of the organization; every entry of a list has the number of its slot.
    `developers` and `by` point into `parties`, of which the first `organizations` develop some row; -1 is nobody.
    `bases` has a column for each derivation that a row may have, and points to rows; -1 is none. Rows stand after
    those that they descend from (see `in_order`), and `origins` says where each stood before; -1: it was not there.
    """

    count: int
    columns: Mapping[str, Column]
    developers: NDArray[np.int32]
    parties: Sequence[str]
    organizations: int
    organization_columns: Mapping[str, Column]
    by: Mapping[int, NDArray[np.int32]]
    bases: Places
    origins: Places
    ends: Sequence[int] = field(default=())
    """Where each generation of descent ends."""

    def figures(self, path: str) -> Figures | None:
        """Give a column of figures, if the table has it."""
        found = self.columns.get(path)
        return found if isinstance(found, Figures) else None

    def below(self, path: str, *, organization: bool = False) -> list[tuple[str, Column]]:
        """Give the columns at a path or below it."""
        columns = self.organization_columns if organization else self.columns
        return [(name, c) for name, c in columns.items() if name == path or name.startswith((f"{path}.", f"{path}["))]

    def slots_of(self, name: str) -> int:
        """Give how many entries of a list a row may have."""
        found = (_SLOT.match(path) for path in self.columns)
        numbers = [int(m[2]) for m in found if m and m[1] == name]
        return max([*numbers, *(self.by if name == "training" else ())], default=-1) + 1

    def given(self, prefix: str) -> NDArray[np.bool_]:
        """Where any column is given whose path begins so."""
        found = np.zeros(self.count, np.bool_)
        for path, column in self.columns.items():
            if path.startswith(prefix):
                found |= ~np.isnan(column.low) if isinstance(column, Figures) else column.codes >= 0
        return found

    @cached_property
    def lineage(self) -> Lineage:
        """All ancestors of every row."""
        return lineage(self.bases)

    @cached_property
    def derived(self) -> bool:
        """Whether any row descends from another."""
        return bool((self.bases >= 0).any())

    @cached_property
    def tuned(self) -> NDArray[np.bool_]:
        """Where a row derives by fine-tuning."""
        found = np.zeros(self.count, np.bool_)
        for i in range(self.bases.shape[1]):
            how = self.columns.get(f"derived_from[{i}].how")
            if isinstance(how, Coded):
                names = np.array([*(TUNED in value for value in how.values), False])
                found |= (self.bases[:, i] >= 0) & names[how.codes]
        return found

    @cached_property
    def runs(self) -> tuple[Slot, ...]:
        """The runs that rows may have."""
        return tuple(self._slot(i) for i in range(self.slots_of("training")))

    @cached_property
    def trained(self) -> NDArray[np.bool_]:
        """Where runs are given."""
        found = np.zeros(self.count, np.bool_)
        for slot in self.runs:
            found |= slot.kind >= 0
        return found

    @cached_property
    def untrained(self) -> NDArray[np.bool_]:
        """Where a row has no training of its own: none is given, and each way in which it was made names none."""
        if not self.derived:
            return np.zeros(self.count, np.bool_)
        known = (self.bases >= 0).any(axis=1) & ~self.tuned & ~self.trained
        for i in range(self.bases.shape[1]):
            how = self.columns.get(f"derived_from[{i}].how")
            said = how.codes >= 0 if isinstance(how, Coded) else np.zeros(self.count, np.bool_)
            known &= said | (self.bases[:, i] < 0)
        return known

    @cached_property
    def said(self) -> dict[Hashable, NDArray[np.uint8]]:
        """What *decide* has said of kinds of runs: each is asked once."""
        return {}

    @cached_property
    def _entries(self) -> dict[tuple[str, int], NDArray[np.bool_]]:
        return {}

    def entries_given(self, name: str, number: int) -> NDArray[np.bool_]:
        """Where a row has this entry of a list."""
        key = (name, number)
        if key not in self._entries:
            self._entries[key] = self.given(f"{name}[{number}].")
        return self._entries[key]

    @cached_property
    def developed(self) -> tuple[Places, NDArray[np.int32]]:
        """Rows and their developers, by developer."""
        return self._by_party([(np.flatnonzero(self.developers >= 0), self.developers[self.developers >= 0])])

    @cached_property
    def took_part(self) -> tuple[Places, NDArray[np.int32]]:
        """Rows and who ran some of their training, by party; where no run is known, their developers."""
        unknown = np.flatnonzero(~self.trained & ~self.untrained)
        pairs = [(unknown, self.developers[unknown])]
        for slot in self.runs:
            rows = np.flatnonzero(slot.kind >= 0)
            by = self.developers[rows] if slot.by is None else slot.by[rows]
            pairs.append((rows, np.where(by >= 0, by, self.developers[rows])))
        return self._by_party(pairs)

    def _by_party(self, pairs: Sequence[tuple[Places, NDArray[np.int32]]]) -> tuple[Places, NDArray[np.int32]]:
        rows = np.concatenate([rows for rows, _ in pairs])
        parties = np.concatenate([parties for _, parties in pairs]).astype(np.int64)
        entered = (parties >= 0) & (parties < self.organizations)
        key = np.sort(parties[entered] * self.count + rows[entered])
        key = key[np.append(True, key[1:] != key[:-1])] if key.size else key  # numpy.unique takes ten times as long
        return key % max(self.count, 1), (key // max(self.count, 1)).astype(np.int32)

    @cached_property
    def some_untrained(self) -> bool:
        """Whether some row has no training of its own."""
        return bool(self.untrained.any())

    def _slot(self, number: int) -> Slot:
        path = f"training[{number}]."
        there = self.given(path)
        by = self.by.get(number)
        if by is not None:
            there |= by >= 0
        key = self.tuned.astype(np.int64)
        telling: list[Coded] = []
        for name in _TELLING:
            column = self.columns.get(path + name)
            values: Coded = column if isinstance(column, Coded) else Coded(np.full(0, -1, np.int32), ())
            telling.append(values)
            if len(values):
                key = key * (len(values.values) + 1) + values.codes + 1
        found, first, inverse = np.unique(np.where(there, key, -1), return_index=True, return_inverse=True)
        kinds: list[tuple[TrainingRun, bool]] = []
        shift = 1 if found.size and found[0] < 0 else 0  # the first kind is that there is no run
        for row in first[shift:]:
            given: dict[str, Any] = {name: c.value(row) for name, c in zip(_TELLING, telling, strict=True) if len(c)}
            given["planned"] = bool(given.get("planned"))
            kinds.append((TrainingRun.model_construct(**given), bool(self.tuned[row])))
        return Slot(number, (inverse.reshape(-1) - shift).astype(np.int32), tuple(kinds), by)


def in_order(table: Table) -> Table:
    """Put the rows into order of descent: each after all that it descends from.

    Raises:
        CircleError: some rows descend from themselves.
    """
    if not table.derived:
        return Table(**{**_fields(table), "ends": (table.count,)})
    generation = generations(table.bases)
    ends = np.cumsum(np.bincount(generation))
    order = np.argsort(generation, kind="stable").astype(np.int64)
    if (order == np.arange(table.count)).all():
        return Table(**{**_fields(table), "ends": tuple(int(end) for end in ends)})
    placed = np.empty(table.count, np.int64)
    placed[order] = np.arange(table.count)
    bases = table.bases[order]
    return Table(
        count=table.count,
        columns={path: column.taken(order) for path, column in table.columns.items()},
        developers=table.developers[order],
        parties=table.parties,
        organizations=table.organizations,
        organization_columns=table.organization_columns,
        by={number: who[order] for number, who in table.by.items()},
        bases=np.where(bases < 0, -1, placed[bases]),
        origins=table.origins[order],
        ends=tuple(int(end) for end in ends),
    )


def _fields(table: Table) -> dict[str, Any]:
    return {name: getattr(table, name) for name in Table.__dataclass_fields__}
