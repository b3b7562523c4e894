"""Rows of usage for tests, and their totals by day counted in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from plimsoll.measure.usage.rows import DAY_MS, LONGEST_MS, Row
from plimsoll.measure.usage.segments import Manifest, Segment, Writer

HOUR = 3_600_000
FIRST = 1_700_000_000_000


def row(start: int, end: int, device_ms: int | None, **others: Any) -> Row:
    """One row, of which a test says what it is about."""
    told: dict[str, Any] = {**dict.fromkeys(Row._fields), "source": "slurm", "file": 0, "line": 1, "row": "1"}
    return Row(**{**told, "start": start, "end": end, "device_ms": device_ms, **others})


def write(folder: Path, rows: Sequence[Row]) -> list[Segment]:
    """Write rows as segments."""
    folder.mkdir(exist_ok=True)
    with Writer(folder) as writer:
        for each in rows:
            writer.add(each)
    return writer.segments


def manifest(folder: Path, segments: Sequence[Segment], source: str = "0" * 64, kind: str = "slurm") -> None:
    """Write the manifest of a folder."""
    found = Manifest(kind, tuple(segments), ({"sha256": source, "size": 1},))
    (folder / "manifest.json").write_bytes(found.to_bytes())


def counted(rows: Sequence[Row], by: Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Totals by definition: every row parted at every midnight, each part by whole-number division."""
    found: dict[tuple[Any, ...], dict[str, Any]] = defaultdict(lambda: {"rows": 0})
    for each in rows:
        cuts = [each.start, each.end] if "day" not in by else _cuts(each)
        for n, (opens, closes) in enumerate(pairwise(cuts)):
            values = {**each._asdict(), "day": opens - opens % DAY_MS}
            total = found[tuple(values[name] for name in by)]
            total["rows"] += n == 0
            total["first"] = min(total.get("first", opens), opens)
            total["last"] = max(total.get("last", closes), closes)
            for name in ("device_ms", "busy_ms", "active_ms"):
                whole = values[name]
                if whole is not None:
                    span = max(each.end - each.start, 1)
                    part = (
                        whole
                        if len(cuts) == 2
                        else (whole * (closes - each.start) // span - whole * (opens - each.start) // span)
                    )
                    total[name] = (total.get(name) or 0) + part
            if n == 0:
                for name in ("spent", "listed"):
                    if values[name] is not None:
                        total[name] = total.get(name, Decimal(0)) + values[name]
    return found


def _cuts(each: Row) -> list[int]:
    first = each.start - each.start % DAY_MS + DAY_MS
    return [each.start, *range(first, each.end, DAY_MS), each.end]


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """Rows that last for nothing, for some days, to a midnight exactly, or as long as any may."""
    start = FIRST + draw(st.integers(0, 40 * DAY_MS))
    start = draw(st.sampled_from([start, start - start % DAY_MS]))
    longest = st.one_of(st.integers(0, 5 * DAY_MS), st.sampled_from([DAY_MS, 2 * DAY_MS, 60 * DAY_MS]))
    end = start + draw(longest)
    end = draw(st.sampled_from([end, max(start, end - end % DAY_MS)]))
    devices = draw(st.integers(1, 100_000))
    device_ms = draw(st.one_of(st.none(), st.just(devices * (end - start)), st.integers(0, devices * (end - start))))
    money = st.none() | st.decimals(-1000, 1000, places=draw(st.integers(0, 12)))
    return row(
        start,
        end,
        device_ms,
        customer=draw(st.sampled_from([None, "a", "b"])),
        model=draw(st.sampled_from([None, "m", "n"])),
        project=draw(st.sampled_from([None, "p"])),
        devices=devices,
        busy_ms=draw(st.none() | st.integers(0, device_ms)) if device_ms is not None else None,
        active_ms=draw(st.none() | st.integers(0, device_ms)) if device_ms is not None else None,
        spent=draw(money),
        currency=draw(st.sampled_from(["USD", "EUR"])),
    )


def many(chance: Random, number: int) -> list[Row]:
    """Rows of all sorts, by chance."""
    found = []
    for _ in range(number):
        start = FIRST + chance.randrange(40 * DAY_MS)
        end = start + int(chance.choice([0, 1, HOUR, DAY_MS, 9 * DAY_MS]) * chance.random())
        devices = chance.choice([1, 8, 999])
        device_ms = chance.choice([devices * (end - start), chance.randrange(devices * (end - start) + 1), None])
        found.append(
            row(
                start,
                end,
                device_ms,
                customer=chance.choice(["a", "b", "c", None]),
                model=chance.choice(["m", "n", None]),
                project=chance.choice(["p", None]),
                busy_ms=None if device_ms is None else device_ms // 3,
                active_ms=None if device_ms is None else device_ms // 2,
                spent=chance.choice([None, Decimal(chance.randrange(-(10**15), 10**15)) / 10**9]),
                currency=chance.choice(["USD", "EUR"]),
            )
        )
    return found


LONG = [row(FIRST, FIRST + LONGEST_MS, LONGEST_MS * 100_000 - 1, customer="a", currency="USD")]
"""The longest row there may be, whose device time no span divides."""
