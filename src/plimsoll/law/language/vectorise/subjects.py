"""Rows as facts: what a facts file would say of them, so that *decide* can read the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plimsoll.facts.entries import Entry
from plimsoll.facts.facts import Facts
from plimsoll.facts.models import Derivation, Foundation, Licence, Marking, Model, Reach, TrainingRun, Use
from plimsoll.facts.organization import CodeOfPractice, Organization
from plimsoll.facts.quantities import Estimate, Quantity
from plimsoll.law.language.vectorise.columns import Column, Figures
from plimsoll.law.language.vectorise.table import Table

HUNG: Mapping[str, type[Entry]] = {
    "training": TrainingRun,
    "derived_from": Derivation,
    "uses": Use,
    "known_to_reach": Reach,
}
"""What hangs on a model in lists."""
PARTS: Mapping[str, type[Entry]] = {
    "foundation": Foundation,
    "licence": Licence,
    "marking": Marking,
    "code_of_practice": CodeOfPractice,
}
"""What a subject has of which several facts are told."""


def facts_of(table: Table, rows: Iterable[int], beside: Facts) -> Facts:
    """Give the facts of rows, of all that they descend from, and of their developers, each in its developer's file.

    A model is named by its row, an organization by its place among the parties; no verdict turns on a name.
    """
    needed: dict[int, None] = {}
    for row in rows:
        needed[int(row)] = None
        if table.derived:
            first, end = table.lineage.starts[row], table.lineage.starts[row + 1]
            needed |= dict.fromkeys(int(each) for each in table.lineage.members[first:end])
    facts = Facts(regulations=beside.regulations, readings=beside.readings, holidays=beside.holidays, given={"models"})
    for row in sorted(needed):
        model = _model(table, row)
        facts.models[model.id] = model
        facts.home[model.id] = model.developer
    for party in {int(table.developers[row]) for row in needed}:
        if 0 <= party < table.organizations:
            given = {path: _value(column, party) for path, column in table.organization_columns.items()}
            facts.organizations[organization_id(party)] = organization(given, organization_id(party))
    return facts


def model_id(row: int) -> str:
    """How a row is named in its facts."""
    return f"row-{row}"


def organization_id(party: int) -> str:
    """How a party is named in the facts."""
    return f"party-{party}"


def _model(table: Table, row: int) -> Model:
    given = {path: _value(column, row) for path, column in table.columns.items()}
    for slot, by in table.by.items():
        if by[row] >= 0:
            given[f"training[{slot}].by"] = organization_id(int(by[row]))
    for slot in range(table.bases.shape[1]):
        if table.bases[row, slot] >= 0:
            given[f"derived_from[{slot}].model"] = model_id(int(table.bases[row, slot]))
    developer = int(table.developers[row])
    return model({**given, "developer": organization_id(developer) if developer >= 0 else None}, model_id(row))


def model(given: Mapping[str, Any], identity: str = "x") -> Model:
    """Make a model of facts by their paths; a path of an entry of a list has its number."""
    return Model.model_construct(id=identity, **_nested(given))


def organization(given: Mapping[str, Any], identity: str = "x") -> Organization:
    """Make an organization of facts by their paths; a figure by year has its year as the last step."""
    return Organization.model_construct(id=identity, **_nested(given))


def entry(kind: type[Entry], given: Mapping[str, Any]) -> Entry:
    """Make an entry that hangs on a model."""
    return kind.model_construct(**_nested(given))


def _value(column: Column, row: int) -> Any:
    if not isinstance(column, Figures):
        return column.value(row)
    at = column.exact(row)
    return None if at is None else Quantity((Estimate(at),))


def _nested(given: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    entries: dict[str, dict[int, dict[str, Any]]] = {}
    parts: dict[str, dict[str, Any]] = {}
    for path, value in given.items():
        if value is None:
            continue
        first, _, rest = path.partition(".")
        name, _, number = first.partition("[")
        if number:
            entries.setdefault(name, {}).setdefault(int(number[:-1]), {})[rest] = value
        elif rest:
            parts.setdefault(first, {})[rest] = value
        else:
            facts[first] = value
    for name, numbered in entries.items():
        facts[name] = [entry(HUNG[name], numbered[number]) for number in sorted(numbered)]
    for name, inner in parts.items():
        # What is told by year is a map, and not an entry of its own.
        facts[name] = entry(PARTS[name], inner) if name in PARTS else {int(year): v for year, v in inner.items()}
    return facts
