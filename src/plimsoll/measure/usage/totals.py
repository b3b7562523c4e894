"""Totals of usage rows by day, model, customer, project: one Ibis expression, for DuckDB, Spark, and whatever else.

A row that lasts over midnight, UTC, is parted at each: a day gets what was used by its end less what was used by its
start, each rounded down to the millisecond, so that the parts of a row sum to the row. Money is not parted: it stands
on the day on which its row starts. Whole numbers throughout, and exact in 64 bits: where Ibis has only the division of
floats (its `//` is one on DuckDB and Spark), numbers are divided that divide without a rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from plimsoll.errors import InputError
from plimsoll.measure.usage.rows import DAY_MS

if TYPE_CHECKING:
    import ibis

BY = ("model", "phase", "customer", "project", "device", "source", "state", "currency", "day")
"""What totals can be taken by. `day` comes out as the millisecond at which it starts."""
_TIMES = ("device_ms", "busy_ms", "active_ms")
_MONEY = ("spent", "listed")
_HALF = 1 << 20


def totals(usage: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """Sum rows of the shape of `plimsoll.measure.usage.rows`.

    One row for each set of values of `by`: `rows` that start there, the sums of `device_ms`, `busy_ms` and `active_ms`,
    the `first` and `last` millisecond; and, by currency alone, since different ones have no sum, those of `spent` and
    `listed`. A sum is null where it is known of no row.

    Raises:
        InputError: `by` names what rows do not have.
    """
    if unknown := [name for name in by if name not in BY]:
        raise InputError(f"there are no totals by {unknown[0]!r}", f"take them by {', '.join(BY)}")
    money = _MONEY if "currency" in by else ()
    rows = usage.select([name for name in by if name != "day"] + ["start", "end", *_TIMES, *money])
    if "day" in by:
        first = rows.start - rows.start % DAY_MS
        short = _sums(rows.filter(rows.end <= first + DAY_MS).mutate(day=first), by)
        long = _sums(_parted(rows.filter(rows.end > first + DAY_MS), money), by)
        alike = short.schema()
        both = short.union(long.select(*(long[name].cast(alike[name]).name(name) for name in alike)), distinct=False)
        found = _grouped(both, by).aggregate(
            **{name: both[name].sum() for name in ("rows", *_TIMES, *money)},
            first=both["first"].min(),
            last=both["last"].max(),
        )
    else:
        found = _sums(rows, by)
    return found.order_by(list(by)) if by else found


def _sums(rows: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """Sum rows as they stand; of parts, those count that begin their row."""
    summed = [name for name in (*_TIMES, *_MONEY) if name in rows.columns]
    return _grouped(rows, by).aggregate(
        rows=rows.begins.sum() if "begins" in rows.columns else rows.count(),
        **{name: rows[name].sum() for name in summed},
        first=rows.start.min(),
        last=rows.end.max(),
    )


def _grouped(rows: ibis.Table, by: Sequence[str]) -> Any:
    return rows.group_by(list(by)) if by else rows


def _parted(rows: ibis.Table, money: Sequence[str]) -> ibis.Table:
    """Rows parted at midnights, each with the `day` that it is in; `begins` is 1 on the first of a row's parts."""
    import ibis

    first = rows.start - rows.start % DAY_MS
    last = rows.end - 1 - (rows.end - 1) % DAY_MS
    parts = rows.mutate(day=ibis.range(first, last + DAY_MS, DAY_MS).unnest())
    span = parts.end - parts.start
    opens = ibis.greatest(parts.day - parts.start, 0)
    closes = ibis.least(parts.day + DAY_MS - parts.start, span)
    begins = parts.day <= parts.start
    return parts.mutate(
        start=parts.start + opens,
        end=parts.start + closes,
        **{name: _until(parts[name], span, closes) - _until(parts[name], span, opens) for name in _TIMES},
        begins=begins.ifelse(1, 0).cast("int64"),
        **{name: begins.ifelse(parts[name], ibis.null()) for name in money},
    )


def _until(total: Any, span: Any, at: Any) -> Any:
    """`total * at // span`, where 0 <= at <= span < 2**40, in 64 bits: in two steps of 20 bits, as by hand."""
    rest = total % span
    each = _quotient(total, span)
    upper = rest * _quotient(at, _HALF)
    lower = (upper % span) * _HALF + rest * (at % _HALF)
    more = _quotient(upper, span) * _HALF + _quotient(lower, span)
    return each * at + (rest == 0).ifelse(0, more)


def _quotient(number: Any, divisor: Any) -> Any:
    """Divide rounding down. What is left without the rest divides exactly, and the nearest whole float is it."""
    return ((number - number % divisor) / divisor).round().cast("int64")
