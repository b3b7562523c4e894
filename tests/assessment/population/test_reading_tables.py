"""Reading tables: what a cell means, which columns hold what, and one line for everything that is wrong."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from plimsoll.assessment.population.assess import assess_population
from plimsoll.assessment.population.reading import population, read_population
from plimsoll.errors import InputError
from plimsoll.facts.quantities import Interval
from plimsoll.law.language.vectorise.columns import Coded, Figures

EPOCH = [
    "Model",
    "Organization",
    "Publication date",
    "Training compute (FLOP)",
    "Base model",
    "Finetune compute (FLOP)",
]


def figures(values: Any, kind: pyarrow.DataType | None = None) -> list[Interval | None]:
    table = population(pyarrow.table({"training.operations": pyarrow.array(values, kind)}), "t.parquet").table
    column = table.columns["training[0].operations"]
    assert isinstance(column, Figures)
    return [column.exact(row) for row in range(table.count)]


@pytest.mark.parametrize(
    ("value", "kind", "exactly"),
    [
        (1e26, pyarrow.float64(), 10**26),
        (10**18 + 1, pyarrow.int64(), 10**18 + 1),
        (Decimal("123.45"), pyarrow.decimal128(20, 2), Fraction("123.45")),
        ("100000000000000000000000001", pyarrow.string(), 10**26 + 1),
        (" 1.2e26\n", pyarrow.string(), Fraction(Decimal("1.2e26"))),
        (1e26, pyarrow.float32(), 10**26),
        ("0", pyarrow.string(), 0),
        ("1e350", pyarrow.string(), Fraction(Decimal("1e350"))),
    ],
)
def test_a_figure_is_what_is_written(value: object, kind: pyarrow.DataType, exactly: Fraction) -> None:
    assert figures([value], kind) == [Interval(Fraction(exactly), Fraction(exactly))]


def test_a_cell_that_is_empty_or_nan_is_unknown() -> None:
    assert figures([None, float("nan")], pyarrow.float64()) == [None, None]
    assert figures(["", "  "]) == [None, None]


def wrong(text: str, tmp_path: Path, columns: str | None = None) -> str:
    file = tmp_path / "t.csv"
    file.write_text(text, "utf-8")
    mapping = None
    if columns is not None:
        mapping = str(tmp_path / "columns.yaml")
        Path(mapping).write_text(columns, "utf-8")
    with pytest.raises(InputError) as error:
        read_population(str(file), mapping)
    said = str(error.value)
    assert "\n" not in said
    return said.replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,training.operations\nm,much\n", r"t.csv: row 1, training.operations: 'much' where a number"),
        ("id,training.operations\nm,1\nn,-2\n", r"t.csv: row 2, training.operations: -2 is less than zero"),
        ("id,training.operations\nm,inf\n", r"row 1, training.operations: no finite number"),
        ("id,training.operations\nm,1e999\n", r"row 1, training.operations: no finite number"),
        ("id,monthly_users\nm,1.5\n", r"row 1, monthly_users: 1.5 is no number of people"),
        ("id\nm\nn\nm\n", r"row 3, id: the id 'm' is given twice; it stands first in row 1"),
        ("id,controlled\n,true\n", r"row 1, id: a row without an id"),
        ("id,controlled\nm,perhaps\n", r"row 1, controlled: 'perhaps' where true or false is expected"),
        ("id,derived_from.model\nm,n\n", r"row 1, derived_from.model: no row has the id 'n'"),
        ("id,derived_from.model\nm,n\nn,m\n", r"row 1: a cycle in derived_from: m -> n -> m"),
        ("id,derived_from.how\nm,fine-tuning\n", r"row 1: how it was made, without the model"),
        (
            "id,derived_from.model,derived_from.how\nm,n,stolen\nn,,\n",
            r"row 1, derived_from.how: 'stolen' is not a value known",
        ),
        ("id,training.started\nm,2026-02-30\n", r"row 1, training.started: '2026-02-30' is a date that does not"),
        ("id,training.started,training.ended\nm,2026-02-03,2026-01-01\n", r"training\[0\].ended lies before started"),
        ("id,training.operations.low,training.operations.high\nm,2,1\n", r"row 1: .*low is greater than high"),
        ("id,training.operations,training.operations.low\nm,2,1\n", r"row 1: more than one value"),
        ("id,training.opperations\nm,2\n", r"the column 'training.opperations' is no fact.*did you mean"),
        ("id,organization.kind\nm,company\n", r"row 1: organization.kind without a developer"),
        (
            "id,developer,organization.kind\nm,a,company\nn,a,government\n",
            r"row 2: organization.kind is told of 'a' in two ways; it stands otherwise in row 1",
        ),
        ("id,id\nm,n\n", r"the column 'id' stands twice"),
        ("id,training.operations\n", r"the table has no rows"),
        ("", r"t.csv: it cannot be read"),
    ],
)
def test_whatever_is_wrong_is_told_in_one_line_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    assert re.search(said, wrong(text, tmp_path)), wrong(text, tmp_path)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("facts: {}", r"columns.yaml.*this is no file of columns"),
        ("format: plimsoll/columns/1\nfacts: {training.operations: FLOP}", r"has no column 'FLOP'; its columns are"),
        ("format: plimsoll/columns/1\nfacts: {training.flop: a}", r"columns.yaml:2.*is no fact of a model"),
        ("format: plimsoll/columns/1\nfacts: {id: a}\nmore: 1", r"unknown key 'more'"),
        ("format: plimsoll/columns/1\nfacts: {id: {col: a}}", r"unknown key 'col'"),
        ("format: plimsoll/columns/1\nfacts: {id: {where: a}}", r"not one of column, at_most and value"),
    ],
)
def test_a_file_of_columns_is_checked(columns: str, said: str, tmp_path: Path) -> None:
    assert re.search(said, wrong("a,b\n1,2\n", tmp_path, columns)), wrong("a,b\n1,2\n", tmp_path, columns)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    for name, said in (("t.xlsx", "no form of table"), ("missing.csv", "no such file")):
        with pytest.raises(InputError, match=said):
            read_population(str(tmp_path / name))
    (tmp_path / "t.parquet").write_bytes(b"PAR1 not")
    with pytest.raises(InputError, match="cannot be read"):
        read_population(str(tmp_path / "t.parquet"))


def test_columns_hold_what_a_file_says(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("name,who,flop,tags,from\nA,x,1e26,Language+Vision,\nB,y,,Games,A\n", "utf-8")
    (tmp_path / "c.yaml").write_text(
        "format: plimsoll/columns/1\n"
        "facts:\n"
        "  id: name\n"
        "  developer: who\n"
        "  training.operations: flop\n"
        "  modalities: {column: tags, split: '+', words: {Language: text, Vision: other}}\n"
        "  derived_from.model: from\n"
        "  derived_from.how: {where: from, value: fine-tuning}\n",
        "utf-8",
    )
    people = read_population(str(tmp_path / "t.csv"), str(tmp_path / "c.yaml"))
    modalities, how = people.table.columns["modalities"], people.table.columns["derived_from[0].how"]
    assert isinstance(modalities, Coded)
    assert isinstance(how, Coded)
    assert [modalities.value(row) for row in (0, 1)] == [["text", "other"], None]
    assert [how.value(row) for row in (0, 1)] == [None, ["fine-tuning"]]
    assert people.table.bases.tolist() == [[-1], [0]]


def epoch(rows: list[list[str]]) -> pyarrow.Table:
    return pyarrow.table({name: pyarrow.array([row[i] for row in rows]) for i, name in enumerate(EPOCH)})


def test_tables_of_epoch_are_known_by_their_header() -> None:
    people = population(
        epoch(
            [
                ["Tuned\n", "B", "2025-01-02", "3e25", "Base", ""],
                ["Base", "A", "2024-03-04", "2e25", "", ""],
                ["Other", "B", "2023-03-04", "5e22", "Nowhere,Base", "1e21"],
            ]
        ),
        "epoch.csv",
    )
    assert (people.source, people.outside, people.count) == ("Epoch AI, CC BY 4.0", 1, 3)
    assert people.years is not None
    assert people.years.tolist() == [2025, 2024, 2023]
    operations = people.table.columns["training[0].operations"]
    assert isinstance(operations, Figures)
    by_row = {int(origin): operations.exact(row) for row, origin in enumerate(people.table.origins) if origin >= 0}
    assert by_row == {
        0: Interval(None, Fraction(3 * 10**25)),
        1: Interval(Fraction(2 * 10**25), Fraction(2 * 10**25)),
        2: Interval(Fraction(10**21), Fraction(10**21)),
    }
    answer = assess_population(people, laws=["kr-ai-basic"], on=date(2026, 11, 22))
    assert answer.counted[0].counts == {"yes": 0, "no": 2, "unknown": 1}


def test_parquet_lists_dates_and_truths_are_read(tmp_path: Path) -> None:
    table = pyarrow.table(
        {
            "id": ["m", "n"],
            "modalities": pyarrow.array([["text", "speech"], []], pyarrow.list_(pyarrow.string())),
            "training.started": pyarrow.array([date(2026, 1, 2), None]),
            "controlled": pyarrow.array([True, None]),
        }
    )
    parquet.write_table(table, tmp_path / "t.parquet")
    columns = read_population(str(tmp_path / "t.parquet")).table.columns
    found = {name: [c.value(0), c.value(1)] for name, c in columns.items() if isinstance(c, Coded)}
    assert found["modalities"] == [["text", "speech"], []]
    assert found["controlled"] == [True, None]
    assert [v and v.written for v in found["training[0].started"]] == ["2026-01-02", None]
