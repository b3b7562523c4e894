"""Asking Parquet files of rows: DuckDB over them, in bounded memory, spilling beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis

MEMORY = "700MB"


@contextmanager
def connected(folder: Path) -> Iterator[Any]:
    """A DuckDB connection with the rows of a folder as `usage`."""
    import duckdb

    with TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET temp_directory = ?", [spill])
        connection.execute("SET preserve_insertion_order = false")
        connection.read_parquet(str(folder / "*.parquet")).create_view("usage")
        yield connection


@contextmanager
def asked(files: Sequence[Path]) -> Iterator[ibis.Table]:
    """The rows of Parquet files as an Ibis table on DuckDB; of no files, no rows."""
    import ibis

    from plimsoll.measure.usage.rows import schema

    with TemporaryDirectory() as spill:
        connection = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=spill)
        try:
            if files:
                yield connection.read_parquet([str(file) for file in files])
            else:
                yield connection.create_table("usage", schema=ibis.Schema.from_pyarrow(schema()))
        finally:
            connection.disconnect()
