"""Opening a table of models: CSV, every cell as the text that it is, or Parquet."""

from __future__ import annotations

from csv import reader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plimsoll.errors import InputError, Place

if TYPE_CHECKING:
    import pyarrow

_MOST_ROWS = 50_000_000


def opened(file: str) -> pyarrow.Table:
    """Open a table.

    Raises:
        InputError: it is not there, is neither CSV nor Parquet, or cannot be read as what it is.
    """
    import pyarrow
    from pyarrow import parquet

    path = Path(file)
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        raise InputError("its suffix names no form of table", "give a .csv or a .parquet file", Place(file))
    try:
        with path.open("rb") as source:
            table = _csv(source) if suffix == ".csv" else parquet.read_table(source)
    except OSError as error:
        what = error.strerror.lower() if error.strerror else f"it cannot be read: {error}"
        raise InputError(what, "give the path of a table of models", Place(file)) from None
    except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError) as error:
        raise InputError(f"it cannot be read: {str(error)[:200]}", "correct the file", Place(file)) from None
    names = table.column_names
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise InputError(f"the column {twice!r} stands twice", "keep one of the two", Place(file))
    if not table.num_rows:
        raise InputError("the table has no rows", "give a table with a row for each model", Place(file))
    if table.num_rows > _MOST_ROWS:
        raise InputError(f"more than {_MOST_ROWS} rows", "split the table", Place(file))
    return table


def _csv(source: Any) -> pyarrow.Table:
    from pyarrow import csv, string

    header = source.readline().decode("utf-8-sig", "replace")
    source.seek(0)
    names: list[str] = next(reader([header]), [])
    return csv.read_csv(
        source,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, string()), strings_can_be_null=True, null_values=[""]
        ),
    )
