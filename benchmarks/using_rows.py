"""Usage rows to total, as the segments of a large cluster hold them: made in chunks, of one seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from plimsoll.measure.usage.rows import schema

CUSTOMERS, PROJECTS, MODELS = 200, 1_000, 50
FIRST = 1_767_225_600_000  # 2026-01-01
DAYS = 365
CHUNK = 1_000_000
SEGMENT = 10_000_000
_DEVICES = ("NVIDIA H100 SXM", "NVIDIA A100", "NVIDIA V100 SXM2")
_STATES = ("completed", "failed", "cancelled", "timeout")


def write(folder: Path, rows: int) -> list[Path]:
    """Write so many rows: jobs of seconds to days, 1 to 64 devices; one in fifty was suspended for part of its time."""
    paths = []
    for n, at in enumerate(range(0, rows, SEGMENT)):
        path = folder / f"usage-{n:05d}.parquet"
        with parquet.ParquetWriter(path, schema(), compression="zstd") as writer:
            for start in range(at, min(at + SEGMENT, rows), CHUNK):
                writer.write_table(_chunk(start, min(CHUNK, rows - start)))
        paths.append(path)
    return paths


def _chunk(at: int, rows: int) -> pa.Table:
    chance = np.random.default_rng([26, at])
    start = FIRST + chance.integers(0, DAYS * 86_400, rows) * 1000
    span = np.clip(chance.lognormal(7.5, 2.0, rows), 1, 30 * 86_400).astype(np.int64) * 1000
    devices = 2 ** chance.integers(0, 7, rows)
    used = np.where(chance.random(rows) < 0.02, span // 1000 * chance.integers(0, 1001, rows), span)
    columns: dict[str, Any] = {
        "source": pa.array(np.full(rows, "slurm")),
        "file": np.zeros(rows, np.int32),
        "line": np.arange(at, at + rows, dtype=np.int64) + 2,
        "row": pa.array(np.arange(at, at + rows)).cast(pa.string()),
        "customer": _words(chance, "customer", CUSTOMERS, rows),
        "project": _words(chance, "project", PROJECTS, rows),
        "model": _words(chance, "model", MODELS, rows),
        "phase": pa.array(np.full(rows, "pretraining")),
        "device": pa.array(np.array(_DEVICES)[chance.integers(0, len(_DEVICES), rows)]),
        "devices": devices,
        "start": start,
        "end": start + span,
        "device_ms": devices * used,
        "state": pa.array(np.array(_STATES)[chance.integers(0, len(_STATES), rows)]),
    }
    return pa.table([_column(columns.get(each.name), each.type, rows) for each in schema()], schema=schema())


def _column(values: Any, of: pa.DataType, rows: int) -> pa.Array:
    return pa.nulls(rows, of) if values is None else pa.array(values, of)


def _words(chance: np.random.Generator, name: str, many: int, rows: int) -> pa.Array:
    names = pa.array([f"{name}-{n:04d}" for n in range(many)])
    return pa.DictionaryArray.from_arrays(pa.array(chance.integers(0, many, rows)), names).cast(pa.string())
