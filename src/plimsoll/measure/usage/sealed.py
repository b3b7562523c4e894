"""Totals of rows that were kept as segments: whole, unchanged, and no use counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError
from plimsoll.measure.devices import catalogue
from plimsoll.measure.usage.segments import Manifest, verified
from plimsoll.measure.usage.spool import asked, usage
from plimsoll.measure.usage.totals import totals

FORMAT = "plimsoll/usage-totals/1"
_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals, by what they were taken, of which segments."""

    by: tuple[str, ...]
    sums: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    """Each with the names of `by` and `sums`; `day` is a date as text."""
    manifests: tuple[Manifest, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON data; money is text, since it is decimal."""
        return {
            "format": FORMAT,
            "by": list(self.by),
            "totals": [
                {
                    name: str(each) if name in ("spent", "listed") and each is not None else each
                    for name, each in row.items()
                }
                for row in self.rows
            ],
            "segments": [{"kind": each.kind, "sha256": each.digest, "rows": each.rows} for each in self.manifests],
            "notes": list(self.notes),
        }


def totals_of(folders: Sequence[Path], by: Sequence[str]) -> Totals:
    """Total the rows of some folders of segments. Money is added by currency, whether that is asked for or not.

    Raises:
        InputError: a segment is missing or was changed; two folders hold the same use; `by` names what rows lack.
    """
    if not folders:
        raise InputError("no segments are given", "name a folder that --segments wrote")
    held = verified(folders)
    manifests = tuple(manifest for manifest, _ in held)
    if "focus" in {each.kind for each in manifests} and "currency" not in by:
        by = [*by, "currency"]
    paths = [path for _, files in held for path in files]
    found = totals(usage(), by)
    with asked(paths) as answer:
        _once(answer, held)
        table, unknown = answer(found), answer(totals(usage(), ["device"]))
    names = [name for name in found.columns if name not in by and name not in ("first", "last")]
    rows = tuple({name: _day(each[name]) if name == "day" else each[name] for name in (*by, *names)} for each in table)
    return Totals(tuple(by), tuple(names), rows, manifests, tuple(_notes(unknown)))


def _once(answer: Any, held: Sequence[tuple[Manifest, Sequence[Path]]]) -> None:
    """Look for a use that two folders hold, where their times meet at all."""
    spans = [
        (min(s.first for s in manifest.segments), max(s.last for s in manifest.segments), manifest.kind)
        for manifest, _ in held
        if manifest.segments
    ]
    meet = [
        (max(a[0], b[0]), min(a[1], b[1]))
        for n, a in enumerate(spans)
        for b in spans[n + 1 :]
        if a[2] == b[2] and max(a[0], b[0]) <= min(a[1], b[1])
    ]
    if not meet:
        return
    low, high = min(each[0] for each in meet), max(each[1] for each in meet)
    rows = usage()
    if "dcgm" in {each[2] for each in spans}:
        _watched_once(answer, low, high)
    near = rows.filter((rows.start >= low) & (rows.start <= high))
    twice = (
        near.group_by(["source", "row", "device", "start"])
        .aggregate(times=near.count())
        .filter(lambda each: each.times > 1)
    )
    if times := len(answer(twice.limit(_SHOWN))):
        raise InputError(
            f"{times:,}{' or more' if times == _SHOWN else ''} uses are in two of these folders: their files overlap",
            "measure those files together, in one call, so that each use counts once",
        )


def _watched_once(answer: Any, low: int, high: int) -> None:
    """Look for a device that two folders watched at one time: within one, its rows follow each other."""
    import ibis

    rows = usage()
    near = rows.filter((rows.source == "dcgm") & (rows.end >= low) & (rows.start <= high))
    before = near.end.lag().over(ibis.window(group_by="row", order_by="start"))
    if answer(near.mutate(before=before).filter(lambda each: each.before > each.start).limit(1)):
        raise InputError(
            "a device was watched at one time in two of these folders: their files overlap",
            "measure those files together, in one call, so that each use counts once",
        )


def _notes(unknown: Sequence[Mapping[str, Any]]) -> list[str]:
    known = catalogue()
    notes = []
    for each in unknown:
        if each["device_ms"] and (each["device"] is None or known.find(each["device"]) is None):
            name = each["device"] or "devices whose kind is not told"
            hours = each["device_ms"] / 3_600_000
            notes.append(f"{hours:,.1f} device-hours were on {name}, which no catalogue has")
    return notes


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).date().isoformat()
