"""The figures of the sealed record as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from showing import Grid


def recording_tables(found: dict[str, Any]) -> Iterator[Grid]:
    """Appending beside peers and limits, then verifying, proving and reading."""
    yield _appending(found["appending"])
    yield _verifying(found)
    grid = Grid("Proofs", ["what", "entries", "mean µs"])
    for name, f in found["proving"].items():
        grid.rows.append([name, f"{f['of']:,}", _number(f.get("mean_us", f.get("median_us", 0)))])
    grid.note = "Of random entries; 'nothing read yet' is one proof in a new tree, the median of twenty of ours."
    yield grid
    yield _reading(found["as of a day"])


def _appending(found: dict[str, Any]) -> Grid:
    grid = Grid(
        f"Appending entries of {found['entry, bytes']:,} bytes: {found['syncs a second']:,} syncs a second, "
        f"{found['disk bytes a second'] / 1e6:,.0f} MB a second",
        [
            "who",
            "a call",
            "producers",
            "a second",
            "limit",
            "by",
            "of it",
            "p50 ms",
            "p99 ms",
            "most ms",
            "µs an entry",
        ],
    )
    for case in found["cases"]:
        rate, limit, waits = case["a second"], case["limit"], case["acknowledged ms"]
        grid.rows.append(
            [
                case["who"],
                str(case["batch"]),
                str(case["producers"]),
                f"{rate:,}",
                f"{limit['a second']:,}",
                limit["by"],
                f"{rate / limit['a second']:.0%}",
                *(_number(waits[name]) for name in ("p50", "p99", "most")),
                _number(case["processor us an entry"]),
            ]
        )
    grid.rows += [[name, *[""] * 9, f"not installed: {why}"] for name, why in found["not installed"].items()]
    grid.note = (
        f"Acknowledged once durable, ours in a signed checkpoint too; {found['rounds']} rounds in random order. Limit: "
        "the least of syncs a second times the entries that can share one, the disk's bytes a second, and what a core "
        f"makes of our entries, by calls of 4,096 ({found['processor us an entry']} µs). It is ours: those that seal "
        "nothing pass it where the processor bounds. µs an entry are of this process, not of the server's."
    )
    return grid


def _verifying(found: dict[str, Any]) -> Grid:
    filled, verified = found["filling"], found["verifying"]
    grid = Grid(f"A record of {verified['entries']:,} entries with {verified['values']:,} values", ["what", "figure"])
    grid.rows = [
        ["filled, entries a second", f"{filled['a second']:,}"],
        ["processor, µs an entry", _number(filled["processor us an entry"])],
        ["bytes an entry in the files", _number(filled["bytes in files"] / verified["entries"])],
        ["verified", verified["verdict"]],
        *([name, _number(f)] for name, f in verified.items() if "seconds" in name or "memory" in name),
    ]
    grid.note = "Filled by calls of 4,096. Verified in a process of its own, every ciphertext against its entry."
    return grid


def _reading(found: dict[str, Any]) -> Grid:
    grid = Grid(f"Facts of a day, as known on another: {found['facts']:,} facts", ["what", "least", "median", "most"])
    for name, spread in found["times"].items():
        grid.rows.append([name, *(f"{spread[f'{key}_us'] / 1e3:.0f} ms" for key in ("least", "median", "most"))])
    grid.note = f"{found['standing']:,} of them stand, each held against the tree, and its personal text opened."
    return grid


def _number(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.2f}"
