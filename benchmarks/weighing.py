"""Digesting weights: ours, the hashing of model-signing, sha256sum, and what hashlib does alone; in one run, in turns.

`python benchmarks/weighing.py` prints the figures and keeps nothing. PLIMSOLL_BENCH_WEIGHTS sets how many megabytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from showing import Grid, console
from timing import turn_by_turn

from plimsoll.lineage.digests import digest_all

MEGABYTES = int(os.environ.get("PLIMSOLL_BENCH_WEIGHTS", 2048))
SHARDS = 4
TENSOR = 16 * 2**20
ROUNDS = 5
_PIECE = 1 << 22
LIMITS = {
    "plimsoll: files and tensors": ("hashlib alone, all cores", 2),
    "plimsoll: files and tensors, one file": ("hashlib alone, all cores", 2),
    "plimsoll: files": ("hashlib alone, all cores", 1),
    "model-signing": ("hashlib alone, all cores", 1),
    "sha256sum": ("hashlib alone, one core", 1),
}
"""What bounds each: SHA-256 by hashlib over the same bytes, and how many times each byte is hashed."""


def measure(megabytes: int = MEGABYTES) -> dict[str, Any]:
    """Every way of hashing in every round, on shards that are thrown away after it."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "model"
        shards = _written(folder, megabytes * 2**20 // SHARDS)
        whole = [_one(Path(name) / "whole.safetensors", megabytes * 2**20)]
        calls: dict[str, Callable[[], object]] = {
            "plimsoll: files and tensors": lambda: digest_all([(path, True) for path in shards]),
            "plimsoll: files and tensors, one file": lambda: digest_all([(path, True) for path in whole]),
            "plimsoll: files": lambda: digest_all([(path, False) for path in shards]),
            "hashlib alone, all cores": lambda: _alone(shards, os.cpu_count() or 1),
            "hashlib alone, one core": lambda: _alone(shards, 1),
        }
        missing = {}
        if shutil.which("sha256sum"):
            calls["sha256sum"] = lambda: subprocess.run(["sha256sum", *shards], check=True, capture_output=True)
        else:
            missing["sha256sum"] = "no such command"
        try:
            from model_signing import hashing
        except ImportError as error:
            missing["model-signing"] = str(error)
        else:
            calls["model-signing"] = lambda: hashing.hash(folder)
        spreads = turn_by_turn(calls, ROUNDS)
        size = sum(path.stat().st_size for path in shards)
    return {
        "bytes": size,
        "shards": SHARDS,
        "rounds": ROUNDS,
        "ways": {
            name: {**spread.to_dict(), "MB a second": round(size / spread.least)} for name, spread in spreads.items()
        },
        "not installed": missing,
    }


def _written(folder: Path, size: int) -> list[Path]:
    folder.mkdir()
    return [_one(folder / f"model-{n + 1:05}-of-{SHARDS:05}.safetensors", size, f"layers.{n}.") for n in range(SHARDS)]


def _one(path: Path, size: int, prefix: str = "") -> Path:
    """A safetensors file of so many bytes of tensors."""
    block, count = os.urandom(TENSOR), size // TENSOR
    header = {
        f"{prefix}{n}.weight": {
            "dtype": "BF16",
            "shape": [2048, TENSOR // 4096],
            "data_offsets": [n * TENSOR, (n + 1) * TENSOR],
        }
        for n in range(count)
    }
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for n in range(count):
            file.write(block[n:] + block[:n])
    return path


def _alone(paths: Sequence[Path], threads: int) -> list[str]:
    """SHA-256 of each file and nothing else, as the standard library does it."""

    def one(path: Path) -> str:
        made, piece = hashlib.sha256(), memoryview(bytearray(_PIECE))
        with path.open("rb", buffering=0) as file:
            while read := file.readinto(piece):
                made.update(piece[:read])
        return made.hexdigest()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, paths))


def weighing_table(found: dict[str, Any]) -> Grid:
    """Megabytes a second, and how far each is from its limit."""
    grid = Grid(
        f"Digesting {found['bytes'] / 1e9:.1f} GB of weights in {found['shards']} shards",
        ["who", "MB a second, by least", "seconds, least", "median", "most", "limit", "MB a second, by least", "of it"],
    )
    ways = found["ways"]
    for name, figures in ways.items():
        seconds = [f"{figures[f'{key}_us'] / 1e6:.2f}" for key in ("least", "median", "most")]
        limit: list[str] = ["", "", ""]
        if name in LIMITS:
            by, times = LIMITS[name]
            rate = ways[by]["MB a second"] / times
            twice = f"{by}, each byte twice" if times == 2 else by
            limit = [twice, f"{rate:,.0f}", f"{figures['MB a second'] / rate:.0%}"]
        grid.rows.append([name, f"{figures['MB a second']:,}", *seconds, *limit])
    grid.rows += [[name, *[""] * 6, f"not installed: {why}"] for name, why in found["not installed"].items()]
    grid.note = (
        f"From the page cache, {found['rounds']} rounds in random order. Files and tensors are two digests of the same "
        "bytes, which are read once; model-signing and sha256sum make one of them. The least is what other programs "
        "disturb the least."
    )
    return grid


if __name__ == "__main__":
    console().print(weighing_table(measure()))
