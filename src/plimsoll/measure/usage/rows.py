"""The one shape of usage: who used which devices, from when to when, and at what cost.

Times are whole milliseconds since 1970 in UTC, device time is whole milliseconds, money is decimal: no float, so that a
total comes out the same to the digit wherever it is taken. Null is unknown, never zero.

Personal data: users, job names, hosts and paths never enter a row. Accounts, projects, namespaces and the ids of a
bill's resources, which may name a person, are pseudonyms (see `plimsoll.measure.usage.pseudonyms`), unless the caller
asks for them in clear. Models and phases come from where the caller says, and stand in clear.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pyarrow

DAY_MS = 86_400_000
LATEST_MS = 253_402_300_800_000
"""The start of the year 10000; no record lies after it, and none before 1970."""
LONGEST_MS = 1 << 40
"""34 years: a row lasts no longer, so that a day's share of it is exact in 64 bits."""


class Row(NamedTuple):
    """One use of devices of one kind, or one charge."""

    source: str
    """What told it: `slurm`, `focus`, `dcgm`."""
    file: int
    """Which of the files that were read, from 0."""
    line: int
    """Where in it: a line of text, or a row of Parquet, from 1."""
    row: str
    """What the source calls it: cluster and job, a device's UUID, a digest of a line of a bill."""
    customer: str | None
    project: str | None
    model: str | None
    phase: str | None
    device: str | None
    """As the catalogue of devices calls it, else as the source does."""
    devices: int | None
    start: int
    """Milliseconds since 1970, UTC."""
    end: int
    """As start, and not before it; of what still runs, how far it is known."""
    device_ms: int | None
    """Device time in milliseconds, spread evenly from start to end; without time that a job was suspended."""
    busy_ms: int | None
    """Of the device time, at most so much with the units at work that the peak counts; null where nobody watched."""
    active_ms: int | None
    """As busy, with any part of the device at work."""
    state: str | None
    """In small letters: `completed`, `running` … of a job; `usage`, `credit`, `correction` … of a charge."""
    spent: Decimal | None
    """What was paid, in the currency; negative where something was given back."""
    listed: Decimal | None
    """The same at the provider's list price."""
    currency: str | None
    """ISO 4217."""


def schema() -> pyarrow.Schema:
    """The Arrow schema of rows, which the segments have."""
    import pyarrow as pa

    text, whole, money = pa.string(), pa.int64(), pa.decimal128(38, 18)
    types = {
        **dict.fromkeys(Row._fields, text),
        "file": pa.int32(),
        **dict.fromkeys(("line", "devices", "start", "end", "device_ms", "busy_ms", "active_ms"), whole),
        "spent": money,
        "listed": money,
    }
    never_null = ("source", "file", "line", "row", "start", "end")
    return pa.schema([pa.field(name, types[name], name not in never_null) for name in Row._fields])
