"""Whether the law of a place reaches many models, uses or organizations at once."""

from __future__ import annotations

import numpy as np

from plimsoll.law.language.expression import Reaches
from plimsoll.law.language.places import names
from plimsoll.law.language.vectorise.columns import Coded, Column
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.table import Table
from plimsoll.law.language.vectorise.verdicts import (
    FALSE,
    Verdicts,
    always,
    any_of_groups,
    certain,
    either,
    only_where,
    taken,
    toward_yes,
)
from plimsoll.law.language.vectorise.worlds import World


def reaches(table: Table, expression: Reaches, points: Points, world: World | None) -> Verdicts:
    """Read of models, of uses, or of organizations."""
    key = ("reaches", expression.place, points.hung, world.number if world else None)
    found: Verdicts | None = points.found.get(key)
    if found is None:
        found = points.found[key] = _reaches(table, expression.place, points, world)
    return found


def _reaches(table: Table, place: str, points: Points, world: World | None) -> Verdicts:
    operates = _operates(table, place, world)
    if points.kind == "organization":
        rows, parties = table.developed
        models = Points(rows, len(rows))
        used = _used(table, place, models, world)
        if isinstance(used.must, bool) and used.certain:
            used = certain(np.full(len(rows), used.must))
        starts = np.searchsorted(parties, np.arange(table.organizations + 1))
        return either(
            taken(operates, points.rows), taken(any_of_groups(used, starts, table.organizations), points.rows)
        )
    developers = table.developers[points.rows]
    theirs = taken(operates, developers)  # -1 takes the last: nobody's places are known
    if points.hung:
        column = table.columns.get(f"{points.hung}.in_")
        return _named(column, place, points, world, otherwise=theirs)
    return either(theirs, _used(table, place, points, world))


def _operates(table: Table, place: str, world: World | None) -> Verdicts:
    """Of each organization, and last of nobody: whether it operates there."""
    column = table.organization_columns.get("operates_in")
    if not isinstance(column, Coded):
        return _open(place, world)
    truths = [*(names(place, value) for value in column.values), None]
    if world is not None:
        truths = [world.picks(_key(place)) if truth is None else truth for truth in truths]
    codes = np.append(column.codes, np.int32(-1))
    must, may = (np.array([t is True for t in truths])[codes], np.array([t is not False for t in truths])[codes])
    return certain(must) if world is not None else Verdicts(must, may, toward_yes(_key(place)))


def _used(table: Table, place: str, points: Points, world: World | None) -> Verdicts:
    """Whether one of its uses is there, as far as those name their places."""
    found = FALSE
    for i in range(table.slots_of("uses")):
        found = either(found, _named(table.columns.get(f"uses[{i}].in_"), place, points, world, otherwise=FALSE))
    return found


def _named(column: Column | None, place: str, points: Points, world: World | None, *, otherwise: Verdicts) -> Verdicts:
    """Whether the places named are there; where none are named, what stands in."""
    if not isinstance(column, Coded):
        return otherwise
    codes = column.codes[points.rows]
    truths = [*(names(place, value) for value in column.values), False]
    if world is not None:
        truths = [world.picks(_key(place)) if truth is None else truth for truth in truths]
    must, may = (np.array([t is True for t in truths])[codes], np.array([t is not False for t in truths])[codes])
    told = certain(must) if None not in truths else Verdicts(must, may, toward_yes(_key(place)))
    return either(only_where(codes >= 0, told), only_where(codes < 0, otherwise))


def _key(place: str) -> str:
    return f"operates_in {place}"


def _open(place: str, world: World | None) -> Verdicts:
    return always(None, toward_yes(_key(place))) if world is None else always(world.picks(_key(place)))
