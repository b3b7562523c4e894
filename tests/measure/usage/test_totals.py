"""Totals by Ibis on DuckDB and on Spark, beside a count in plain Python: the same to the digit."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import ibis
import pyarrow
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from usage_rows import FIRST, LONG, counted, many, row, rows, write

from plimsoll.errors import InputError
from plimsoll.measure.usage.rows import DAY_MS, Row
from plimsoll.measure.usage.spool import asked, usage
from plimsoll.measure.usage.totals import totals

BYS = (("day",), ("customer", "day"), ("model", "customer", "project", "currency", "day"), ("customer", "currency"), ())


def of_duckdb(folder: Path, by: Sequence[str]) -> list[dict[str, Any]]:
    with asked(sorted(folder.glob("*.parquet"))) as answer:
        return answer(totals(usage(), by))


def as_counted(found: Sequence[dict[str, Any]], by: Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        tuple(each[name] for name in by): {k: v for k, v in each.items() if k not in by and v is not None}
        for each in found
    }


def expected(of: Sequence[Row], by: Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    money = () if "currency" in by else ("spent", "listed")
    return {key: {k: v for k, v in each.items() if k not in money} for key, each in counted(of, by).items()}


@settings(max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # shrinking takes minutes
@given(st.lists(rows(), min_size=1, max_size=30), st.sampled_from(BYS))
def test_duckdb_gives_what_is_counted(some: list[Row], by: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), some)
        found = of_duckdb(Path(name), by)
    assert as_counted(found, by) == expected(some, by)
    keys = [tuple((each[name] is None, each[name] or 0) for name in by) for each in found]
    assert keys == sorted(keys)


def test_a_day_s_share_is_exact_for_the_longest_row(tmp_path: Path) -> None:
    write(tmp_path, LONG)
    found = of_duckdb(tmp_path, ("day",))
    assert as_counted(found, ("day",)) == expected(LONG, ("day",))
    assert sum(each["device_ms"] for each in found) == LONG[0].device_ms


def test_a_job_that_ends_at_midnight_has_nothing_in_the_next_day(tmp_path: Path) -> None:
    midnight = FIRST - FIRST % DAY_MS + DAY_MS
    spans = [(midnight - 1, midnight, 8), (midnight, midnight, 0), (midnight - 1, midnight + 1, 16)]
    write(tmp_path, [row(*each) for each in [*spans, (midnight, midnight + 2 * DAY_MS, 2)]])
    found = of_duckdb(tmp_path, ("day",))
    assert [(each["day"], each["rows"], each["device_ms"]) for each in found] == [
        (midnight - DAY_MS, 2, 16),
        (midnight, 2, 9),
        (midnight + DAY_MS, 0, 1),
    ]


def test_no_rows_have_no_totals(tmp_path: Path) -> None:
    assert of_duckdb(tmp_path, ("day",)) == []


def test_currencies_are_never_added_up(tmp_path: Path) -> None:
    write(
        tmp_path, [row(FIRST, FIRST, None, spent=1, currency="USD"), row(FIRST, FIRST, None, spent=2, currency="EUR")]
    )
    assert "spent" not in of_duckdb(tmp_path, ("model",))[0]
    assert [(each["currency"], each["spent"]) for each in of_duckdb(tmp_path, ("currency",))] == [
        ("EUR", 2),
        ("USD", 1),
    ]


def test_what_rows_do_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are no totals by 'user'; take them by model, phase, customer"):
        of_duckdb(tmp_path, ("user",))


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark in this process's own Java, closed to the network, without a page of its own."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed: Debian package openjdk-17-jre-headless")
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: pip install pyspark")
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            sql.SparkSession.builder.master("local[1]")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", str(folder))
            .config("spark.driver.extraJavaOptions", f"-Dderby.system.home={folder}")
            .getOrCreate()
        )
        java = session.sparkContext._gateway.proc
        yield session
        session.stop()
        java.stdin.close()
        java.wait(30)


def of_spark(session: Any, folder: Path, by: Sequence[str]) -> list[dict[str, Any]]:
    session.read.parquet(str(folder)).createOrReplaceTempView("usage")
    question = totals(usage(), by)
    found = [each.asDict() for each in session.sql(ibis.to_sql(question, dialect="pyspark")).collect()]
    table: list[dict[str, Any]] = pyarrow.Table.from_pylist(found, question.schema().to_pyarrow()).to_pylist()
    return table


def test_spark_gives_what_duckdb_gives(spark: Any, tmp_path: Path) -> None:
    some = [*many(Random(26), 2_000), *LONG]
    write(tmp_path, some)
    for by in BYS:
        found = of_spark(spark, tmp_path, by)
        assert found == of_duckdb(tmp_path, by)
        assert as_counted(found, by) == expected(some, by)
