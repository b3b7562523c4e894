"""Random populations, twice: as a table, and as the facts files that it stands for, put together on their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow
from hypothesis import strategies as st

from plimsoll.assessment.population.reading import Population, population
from plimsoll.facts.facts import Facts
from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization
from plimsoll.facts.reading import read_facts
from plimsoll.law.language.completions import settle
from plimsoll.law.language.deciding import settle_models
from plimsoll.law.language.ground import Reader
from plimsoll.law.language.statute import Version

Row = dict[str, str]
"""Cells by the path of the fact; what is absent is not in it."""
Verdicts = dict[tuple[str, str], bool | None]
"""By the id of a row, or the name of an organization, and the term."""

OPERATIONS = [
    "0",
    "1e22",
    "33333333333333333333333.4",
    "1e23",
    "100000000000000000000001",
    "3.3e24",
    "1e25",
    "2.5e25",
    "29999999999999999999999999",
    "3e25",
    "3.00000000000000000001e25",
    "7e25",
    "99999999999999999999999999",
    "1e26",
    "100000000000000000000000001",
    "4e26",
]
MONEY = ["0", "9999999.99", "10e6", "10000000.001", "60e6", "1e8", "100000000.0000001", "103000000", "5e8", "500000001"]
DAYS = ["2021-12-31", "2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01", "2025-08-02", "2026-01-01", "2027-01-01"]
WHEN = [*DAYS, "2024-12-31T23:59:59.999999Z", "2026-11-22T12:00:00+02:00"]
TRUTHS = ["true", "false"]
HOWS = [
    "unmodified-copy",
    "fine-tuning",
    "other-post-training-modification",
    "combined-with-software",
    "fine-tuning;combined-with-software",
]
PLACES = ["US-CA", "US", "EU", "DE;US-NY", "US-IL", "KR", "US-CA;EU;US-NY;US-IL;KR", ";"]
PHASES = ["pretraining", "fine-tuning", "reinforcement-learning", "synthetic-data", "evaluation", "other"]
AUDIENCES = ["public", "commercial", "third-party", "evaluation-only", "internal"]


def _run(slot: int) -> dict[str, list[str]]:
    run = {
        "phase": PHASES,
        "operations": OPERATIONS,
        "cost": MONEY,
        "spent": MONEY,
        "cost_reasonably_assessed": TRUTHS,
        "started": WHEN,
        "ended": ["2025-06-01", "2026-10-01", "2027-03-01", "2028-01-01"],
        "planned": TRUTHS,
        "synthetic_data_public": TRUTHS,
        "by": ["a", "b", "c"],
    }
    return {f"training[{slot}].{name}": values for name, values in run.items()}


FACTS: dict[str, list[str]] = {
    **_run(0),
    **_run(1),
    "derived_from[0].how": HOWS,
    "derived_from[1].how": HOWS,
    "foundation": TRUTHS,
    "foundation.broad_data": TRUTHS,
    "modalities": ["text", "other", "speech;text", "image-from-text", ";"],
    "narrow_task_only": TRUTHS,
    "exceptionally_general": TRUTHS,
    "controlled": TRUTHS,
    "monthly_users": ["0", "1000000", "1000001"],
    "licence.free_access": TRUTHS,
    "licence.monetised": TRUTHS,
    "licence.personal_data_required": TRUTHS,
    "licence.weights_public": TRUTHS,
    "licence.architecture_public": TRUTHS,
    "licence.usage_public": TRUTHS,
    "licence.restrictions": [";", "attribution", "non-commercial;safety"],
    "uses[0].from": WHEN,
    "uses[0].until": ["2027-06-01"],
    "uses[0].audience": AUDIENCES,
    "uses[0].in": PLACES,
    "uses[1].audience": AUDIENCES,
    "uses[1].in": PLACES,
    "known_to_reach[0].operations": OPERATIONS,
    "known_to_reach[0].at": WHEN,
}
OF_ORGANIZATIONS: dict[str, list[str]] = {
    "organization.kind": ["company", "government", "accredited-university"],
    "organization.established_in": ["US-NY", "US-CA"],
    "organization.operates_in": PLACES,
    "organization.annual_gross_revenue.2025": MONEY,
    "organization.annual_gross_revenue.2026": MONEY,
}
INTERVALS = ("operations", "cost")
TIMES = ("started", "ended", "from", "until", "at")


@st.composite
def tables(draw: st.DrawFn, most: int = 5, given_one_in: int = 2) -> list[Row]:
    """Rows of a few models in which columns are missing whole, cells are empty, and figures are intervals."""
    columns = draw(st.sets(st.sampled_from([*FACTS]), max_size=14))
    columns |= draw(st.sets(st.sampled_from([*_run(0)]), max_size=4))
    org_columns = draw(st.sets(st.sampled_from([*OF_ORGANIZATIONS]), max_size=3))
    developed = draw(st.booleans()) or bool(org_columns)
    derived = draw(st.sampled_from([0, 0, 1, 1, 2]))
    spread = draw(st.booleans())
    organizations = {name: _cells(draw, org_columns, OF_ORGANIZATIONS, 2) for name in ("a", "b")}
    rows: list[Row] = []
    for i in range(draw(st.integers(1, most))):
        row: Row = {"id": f"m{i}", **_cells(draw, columns, FACTS, given_one_in)}
        if developed:
            name = draw(st.sampled_from(["a", "a", "b", ""]))
            row |= {"developer": name, **organizations[name]} if name else {}
        for slot in range(derived):
            if rows and draw(st.sampled_from([True, False])):
                row[f"derived_from[{slot}].model"] = rows[draw(st.integers(0, len(rows) - 1))]["id"]
        for slot in (0, 1):
            if f"derived_from[{slot}].model" not in row:
                row.pop(f"derived_from[{slot}].how", None)
        if spread:
            row = _spread(draw, row)
        rows.append(_in_order(row))
    order = draw(st.permutations(range(len(rows))))
    return [rows[i] for i in order]


def _cells(draw: st.DrawFn, columns: set[str], among: Mapping[str, list[str]], one_in: int) -> Row:
    return {
        name: draw(st.sampled_from(among[name]))
        for name in sorted(columns)
        if one_in == 1 or draw(st.integers(1, one_in)) != 1 or (one_in == 2 and draw(st.booleans()))
    }


def _spread(draw: st.DrawFn, row: Row) -> Row:
    """Make intervals of some figures, and spans of some starts."""
    found: Row = {}
    for name, value in row.items():
        field = name.rpartition(".")[2]
        if field in INTERVALS and name.startswith("training") and draw(st.booleans()):
            other = draw(st.sampled_from(OPERATIONS if field == "operations" else MONEY))
            low, high = sorted([value, other], key=Decimal)
            which = draw(st.sampled_from(["low", "high", "both", "both"]))
            if which != "high":
                found[f"{name}.low"] = low
            if which != "low":
                found[f"{name}.high"] = high
        elif field == "started" and draw(st.booleans()):
            low, high = sorted([value[:10], draw(st.sampled_from(DAYS))])
            found |= {f"{name}.low": low, f"{name}.high": high}
        else:
            found[name] = value
    return found


def _in_order(row: Row) -> Row:
    """Leave out an end that lies before its start: a facts file refuses it, and so does a table."""
    for first, last in (("training[0].started", "ended"), ("training[1].started", "ended"), ("uses[0].from", "until")):
        ends = f"{first.rpartition('.')[0]}.{last}"
        begins = row.get(first) or row.get(f"{first}.low") or ""
        if ends in row and row[ends][:10] < begins[:10]:
            del row[ends]
    return row


def as_table(rows: Sequence[Row]) -> Population:
    """The rows as a table of text, every column that some row gives."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: pyarrow.array([row.get(name) for row in rows], pyarrow.string()) for name in names}
    return population(pyarrow.table(columns), "table.csv")


def as_facts(rows: Sequence[Row], beside: Mapping[str, Any] | None = None) -> Facts:
    """The rows as facts files, one for each developer."""
    files: dict[str, dict[str, Any]] = {}
    for row in rows:
        developer = row.get("developer", "")
        file = files.setdefault(developer, {"format": "plimsoll/facts/1", "models": []})
        model: dict[str, Any] = {}
        for name, text in row.items():
            if name.startswith("organization."):
                _put(file.setdefault("organization", {"id": developer}), name.split(".")[1:], text)
            elif name != "developer":
                _put(model, name.split("."), text)
        if developer:
            file.setdefault("organization", {"id": developer})
        for listed in ("training", "derived_from", "uses", "known_to_reach"):
            if listed in model:
                model[listed] = [model[listed][n] for n in sorted(model[listed])]
        file["models"].append(model)
    return read_facts([*files.values(), *([{"format": "plimsoll/facts/1", **beside}] if beside else [])])


def _put(at: dict[Any, Any], steps: list[str], text: str) -> None:
    name, _, number = steps[0].partition("[")
    if number:
        _put(at.setdefault(name, {}).setdefault(int(number[:-1]), {}), steps[1:], text)
    elif name == "foundation" and len(steps) == 1:
        marks = at.setdefault(name, {})
        at[name] = dict.fromkeys(("broad_data", "general_output", "adaptable"), text == "true") | marks
    elif name == "foundation":
        at.setdefault(name, {})[steps[1]] = text == "true"
    elif len(steps) > 1:
        _put(at.setdefault(name, {}), steps[1:], text)
    elif name in ("how", "in", "modalities", "restrictions", "operates_in"):
        at[name] = [each for each in text.split(";") if each]
    elif text in TRUTHS:
        at[name] = text == "true"
    elif re.fullmatch(r"[\d.e]+", text) and name not in TIMES:
        at[name] = Decimal(text)
    else:
        at[name] = text


def decided(version: Version, facts: Facts, on: date) -> Verdicts:
    """What *decide* says of every term of models and of organizations."""
    reader = Reader(version, facts, on)
    settle_models(reader)
    found: Verdicts = {}
    for term in version.terms:
        subjects: list[Model | Organization] = []
        if term.of in ("model", "organization"):
            subjects = [*(facts.models if term.of == "model" else facts.organizations).values()]
        for subject in subjects:
            found[subject.id, term.name] = settle(reader.term(term.name, subject))
    return found


@st.composite
def families(draw: st.DrawFn) -> list[Row]:
    """A few lineages over and over, each time with other figures: rows that *decide* may or may not tell apart."""
    spread = draw(st.booleans())
    shape = draw(st.lists(st.tuples(st.sampled_from(HOWS), st.booleans()), min_size=1, max_size=2))
    known = draw(st.lists(st.booleans(), min_size=2 * len(shape) + 2, max_size=2 * len(shape) + 2))
    rows: list[Row] = []
    for family in range(draw(st.integers(2, 5))):
        base = ""
        for depth, (how, own) in enumerate([("", True), *shape]):
            row: Row = {"id": f"m{family}-{depth}", "developer": "a" if own else "b"}
            if base:
                row |= {"derived_from[0].model": base, "derived_from[0].how": how}
            if known[2 * depth]:
                row["training[0].operations"] = draw(st.sampled_from(OPERATIONS))
            if known[2 * depth + 1]:
                row["training[0].cost"] = draw(st.sampled_from(MONEY))
            rows.append(_spread(draw, row) if spread else row)
            base = row["id"]
    return rows
