"""Terms of versions of laws over a whole table: a verdict for every row, and for every organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from plimsoll.facts.facts import Facts
from plimsoll.law.language.points import AsOf
from plimsoll.law.language.statute import Version
from plimsoll.law.language.vectorise.columns import Floats
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.reading import TableReader
from plimsoll.law.language.vectorise.settling import below, in_chunks, settle_organizations, settle_rows
from plimsoll.law.language.vectorise.table import Table
from plimsoll.law.language.vectorise.verdicts import Codes

Wanted = Sequence[tuple[Version, Sequence[str]]]
"""Versions, and the terms of each that are asked for."""
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Verdicts by version and term, a byte a row, or an organization: 0 no, 1 yes, 2 unknown."""

    of_models: Mapping[tuple[str, str], Codes]
    of_organizations: Mapping[tuple[str, str], Codes]


def determined(
    table: Table,
    wanted: Wanted,
    on: date,
    facts: Facts | None = None,
    done: Callable[[int], None] = lambda rows: None,
    threads: int = _THREADS,
) -> Found:
    """Determine terms of versions of laws of a table, as things stood at the end of a day.

    `facts` are what is the same for all rows: acts of authorities, and readings. `done` is told how many rows have
    been read.
    """
    started: dict[datetime | None, tuple[Floats, Floats]] = {}
    told = facts or Facts()
    beside = Facts(regulations=told.regulations, readings=told.readings, holidays=told.holidays, given={"models"})
    readers = [TableReader(table, AsOf(version, beside, on), started=started) for version, _ in wanted]
    # A base has to be read before what is made from it; without bases, terms read others as they need them.
    model_terms = [_of(v, below(v, names) if table.derived else _needed(v, names), "model") for v, names in wanted]

    with ThreadPoolExecutor(threads) as pool:

        def each(work: Callable[[Points], None], some: Sequence[Points]) -> None:
            for _ in map(work, some) if len(some) == 1 or threads == 1 else pool.map(work, some):
                pass

        def read(points: Points) -> None:
            for reader, names in zip(readers, model_terms, strict=True):
                reader.terms(names, points)
            points.found.clear()
            done(points.count)

        for chunks in in_chunks(table.ends):
            each(read, chunks)
        of_models_found: dict[tuple[str, str], Codes] = {}
        of_organizations: dict[tuple[str, str], Codes] = {}
        for reader, (version, names), of_models in zip(readers, wanted, model_terms, strict=True):
            organization_terms = _of(version, names, "organization")
            asked = of_models if organization_terms else _of(version, names, "model")
            settle_rows(reader, asked, each)
            everyone = Points(slice(0, table.organizations), table.organizations, "organization")
            reader.terms(organization_terms, everyone)
            settle_organizations(reader, organization_terms)
            for name in _of(version, names, "model"):
                of_models_found[version.name, name] = reader.answers[name]
            for name in organization_terms:
                of_organizations[version.name, name] = reader.answers[name]
            reader.answers = {}
        return Found(of_models_found, of_organizations)


def _needed(version: Version, names: Sequence[str]) -> Sequence[str]:
    """The terms asked for, and for those of organizations all that they are read through."""
    return below(version, names) if _of(version, names, "organization") else names


def _of(version: Version, names: Sequence[str], kind: str) -> list[str]:
    return [name for name in names if version.by_name[name].of == kind]
