"""One engine totals usage rows by customer and day, in a process of its own: `using_engine.py ENGINE FILE…`.

It prints the seconds of the question (without imports and start), those of the processor, the most memory, and a digest
of the answer, which is the same for every engine that is right.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from machine import version

from plimsoll.measure.usage.rows import DAY_MS

Answer = list[tuple[Any, ...]]
"""Customer, day, rows, device time, first and last millisecond."""
COLUMNS = ("customer", "day", "rows", "device_ms", "first", "last")
BY_HAND = f"""
WITH one AS (
  SELECT customer, start // {DAY_MS} AS day, count(*) AS rows, sum(device_ms) AS device_ms, sum(busy_ms) AS busy_ms,
    sum(active_ms) AS active_ms, min(start) AS first, max("end") AS last
  FROM usage WHERE start // {DAY_MS} = ("end" - 1) // {DAY_MS} GROUP BY ALL),
days AS (
  SELECT customer, start, "end", device_ms, busy_ms, active_ms,
    unnest(range(start // {DAY_MS}, ("end" - 1) // {DAY_MS} + 1)) AS day
  FROM usage WHERE start // {DAY_MS} < ("end" - 1) // {DAY_MS}),
parts AS (
  SELECT *, greatest(day * {DAY_MS}, start) AS opens, least((day + 1) * {DAY_MS}, "end") AS closes FROM days),
many AS (
  SELECT customer, day, count(*) FILTER (day * {DAY_MS} <= start) AS rows,
    {{sums}}
    min(opens) AS first, max(closes) AS last
  FROM parts GROUP BY ALL)
SELECT customer, day * {DAY_MS} AS day, sum(rows)::BIGINT AS rows, sum(device_ms)::BIGINT AS device_ms,
  sum(busy_ms)::BIGINT AS busy_ms, sum(active_ms)::BIGINT AS active_ms, min(first) AS first, max(last) AS last
FROM (FROM one UNION ALL FROM many) GROUP BY ALL ORDER BY ALL
""".replace(
    "{sums}",
    "\n    ".join(
        f'sum(CASE WHEN {name} % ("end" - start) = 0 THEN {name} // ("end" - start) * (closes - opens) '
        f'ELSE {name}::HUGEINT * (closes - start) // ("end" - start) - {name}::HUGEINT * (opens - start) // '
        f'("end" - start) END) AS {name},'
        for name in ("device_ms", "busy_ms", "active_ms")
    ),
)


def plimsoll(files: Sequence[Path]) -> Callable[[], Answer]:
    """Ours: Ibis on DuckDB, in the memory that it allows itself."""
    import duckdb  # noqa: F401 - both are loaded before the time runs, as the others' are
    import ibis  # noqa: F401

    from plimsoll.measure.usage.spool import asked, usage
    from plimsoll.measure.usage.totals import totals

    def answer() -> Answer:
        with asked(files) as ask:
            return [tuple(each[name] for name in COLUMNS) for each in ask(totals(usage(), ("customer", "day")))]

    return answer


def duckdb(files: Sequence[Path]) -> Callable[[], Answer]:
    """The same sums, written for DuckDB by hand, in wide integers where it takes them; all the memory it wants."""
    import duckdb as engine

    def answer() -> Answer:
        with engine.connect() as connection:
            connection.read_parquet([str(file) for file in files]).create_view("usage")
            found = connection.execute(BY_HAND).fetchall()
        return [(*each[:4], *each[6:]) for each in found]

    return answer


def polars(files: Sequence[Path]) -> Callable[[], Answer]:
    """Lazy, on the streaming engine; without the two columns that are null throughout."""
    import polars as pl

    start, end = pl.col("start"), pl.col("end")
    first, last = start // DAY_MS, (end - 1) // DAY_MS

    def answer() -> Answer:
        rows = pl.scan_parquet(files).select("customer", "start", "end", "device_ms")
        one = rows.filter(first == last).select(
            "customer", first.alias("day"), pl.lit(1).alias("rows"), "device_ms", "start", "end"
        )
        days = rows.filter(first < last).with_columns(pl.int_ranges(first, last + 1).alias("day")).explode("day")
        day = pl.col("day") * DAY_MS
        opens, closes = pl.max_horizontal(day, start), pl.min_horizontal(day + DAY_MS, end)
        wide, span = pl.col("device_ms").cast(pl.Int128), end - start
        part = wide * (closes - start) // span - wide * (opens - start) // span
        many = days.select(
            "customer",
            "day",
            (day <= start).cast(pl.Int32).alias("rows"),
            part.cast(pl.Int64).alias("device_ms"),
            opens.alias("start"),
            closes.alias("end"),
        )
        sums = (pl.col("rows").sum(), pl.col("device_ms").sum(), start.min().alias("first"), end.max().alias("last"))
        found = pl.concat([one, many]).group_by("customer", "day").agg(sums).sort("customer", "day")
        answered: Answer = found.with_columns(pl.col("day") * DAY_MS).collect(engine="streaming").rows()
        return answered

    return answer


def pandas(files: Sequence[Path]) -> Callable[[], Answer]:
    """In memory; the shares of days in Python's own integers, since 64 bits are too few for them."""
    import pandas as pd

    def answer() -> Answer:
        rows = pd.concat([pd.read_parquet(each, columns=["customer", "start", "end", "device_ms"]) for each in files])
        first, last = rows["start"] // DAY_MS, (rows["end"] - 1) // DAY_MS
        one = rows[first == last].assign(day=first, rows=1)
        days = rows[first < last].assign(day=[range(a, b + 1) for a, b in zip(first, last, strict=True) if a < b])
        days = days.explode("day").astype({"day": "int64"})
        opens = (days["day"] * DAY_MS).clip(lower=days["start"])
        closes = ((days["day"] + 1) * DAY_MS).clip(upper=days["end"])
        wide, span = days["device_ms"].astype(object), days["end"] - days["start"]
        part = wide * (closes - days["start"]) // span - wide * (opens - days["start"]) // span
        begins = (days["day"] * DAY_MS <= days["start"]).astype("int64")
        many = days.assign(rows=begins, device_ms=part.astype("int64"), start=opens, end=closes)
        every = pd.concat([one, many]).groupby(["customer", "day"])
        found = every.agg(
            rows=("rows", "sum"), device_ms=("device_ms", "sum"), first=("start", "min"), last=("end", "max")
        ).reset_index()
        found["day"] *= DAY_MS
        return [(str(each[0]), *map(int, each[1:])) for each in found.itertuples(index=False)]

    return answer


def spark(files: Sequence[Path]) -> Callable[[], Answer]:
    """The very expression that is ours, on Spark in this process's own Java."""
    import ibis
    from pyspark.sql import SparkSession

    from plimsoll.measure.usage.spool import usage
    from plimsoll.measure.usage.totals import totals

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "4g")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    session.read.parquet(*(str(file) for file in files)).createOrReplaceTempView("usage")
    question = ibis.to_sql(totals(usage(), ("customer", "day")), dialect="pyspark")

    def answer() -> Answer:
        return [tuple(each[name] for name in COLUMNS) for each in session.sql(question).collect()]

    return answer


ENGINES = {each.__name__: each for each in (plimsoll, duckdb, polars, pandas, spark)}


def main(name: str, *files: str) -> None:
    """Answer once, and print what it took."""
    answer = ENGINES[name]([Path(file) for file in files])
    began, spent = time.perf_counter(), time.process_time()
    found = answer()
    figures = {
        "seconds": round(time.perf_counter() - began, 3),
        "processor, seconds": round(time.process_time() - spent, 3) if name != "spark" else None,
        "most memory, MB": round(sum(map(_most_memory, ("self", *_children()))) / 1024),
        "groups": len(found),
        "digest": sha256(repr(sorted(found)).encode()).hexdigest()[:16],
        "version": version({"plimsoll": "ibis-framework", "spark": "pyspark"}.get(name, name)),
    }
    print(json.dumps(figures))


def _children() -> list[str]:
    """The processes that this one started: Spark's Java."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = next(line for line in status.read_text().splitlines() if line.startswith("PPid:")).split()[1]
        except (OSError, StopIteration):
            continue
        if parent == str(_own()):
            found.append(status.parent.name)
    return found


def _own() -> int:
    return int(Path("/proc/self/stat").read_text().split()[0])


def _most_memory(process: str) -> int:
    """The most KiB that a process held."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
