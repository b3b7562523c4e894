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
    columns = [name for name in by if name != "day"] + ["start", "end", *_TIMES, *money]
    parts = _by_day(usage, columns, money) if "day" in by else usage.select(*columns, begins=_one())
    found = (parts.group_by(list(by)) if by else parts).aggregate(
        rows=parts.begins.sum(),
        **{name: parts[name].sum() for name in _TIMES},
        first=parts.start.min(),
        last=parts.end.max(),
        **{name: parts[name].sum() for name in money},
    )
    return found.order_by(list(by)) if by else found


def _by_day(usage: ibis.Table, columns: Sequence[str], money: Sequence[str]) -> ibis.Table:
    """Rows parted at midnights, each with the `day` that it is in; `begins` is 1 on the first of a row's parts."""
    import ibis

    usage = usage.select(columns)
    first = usage.start - usage.start % DAY_MS
    midnight = first + DAY_MS
    last = usage.end - 1 - (usage.end - 1) % DAY_MS
    within = usage.filter(usage.end <= midnight).mutate(day=first, begins=_one())
    over = usage.filter(usage.end > midnight).mutate(day=ibis.range(first, last + DAY_MS, DAY_MS).unnest())
    span = over.end - over.start
    opens = ibis.greatest(over.day - over.start, 0)
    closes = ibis.least(over.day + DAY_MS - over.start, span)
    begins = over.day <= over.start
    parted = over.mutate(
        start=over.start + opens,
        end=over.start + closes,
        **{name: _until(over[name], span, closes) - _until(over[name], span, opens) for name in _TIMES},
        begins=begins.ifelse(1, 0).cast("int64"),
        **{name: begins.ifelse(over[name], ibis.null()) for name in money},
    )
    alike = within.schema()
    return within.union(parted.select(*(parted[name].cast(alike[name]).name(name) for name in alike)), distinct=False)


def _one() -> Any:
    import ibis

    return ibis.literal(1, "int64")


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
