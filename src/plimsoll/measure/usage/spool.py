"""Asking Parquet files of rows: DuckDB over them, in bounded memory, spilling beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from plimsoll.measure.usage.rows import schema

if TYPE_CHECKING:
    import ibis

MEMORY = "700MB"
NAME = "usage"


def usage() -> ibis.Table:
    """Rows of usage, wherever they are: what a question is written about."""
    import ibis

    return ibis.table(ibis.Schema.from_pyarrow(schema()), name=NAME)


@contextmanager
def connected(files: Sequence[Path]) -> Iterator[Any]:
    """A DuckDB connection with the rows of Parquet files as the table `usage`; of no files, no rows."""
    import duckdb

    with TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET temp_directory = ?", [spill])
        connection.execute("SET preserve_insertion_order = false")
        if files:
            connection.read_parquet([str(file) for file in files]).create_view(NAME)
        else:
            connection.register(NAME, schema().empty_table())
        yield connection


@contextmanager
def asked(files: Sequence[Path]) -> Iterator[Callable[[ibis.Table], list[dict[str, Any]]]]:
    """What answers questions about the rows of Parquet files, which are written in Ibis about `usage()`."""
    import ibis

    with connected(files) as connection:

        def answer(question: ibis.Table) -> list[dict[str, Any]]:
            table = connection.sql(ibis.to_sql(question, dialect="duckdb")).to_arrow_table()
            # DuckDB's sums are wider than Ibis has them: what does not fit is refused here, and not cut.
            rows: list[dict[str, Any]] = table.cast(question.schema().to_pyarrow()).to_pylist()
            return rows

        yield answer
