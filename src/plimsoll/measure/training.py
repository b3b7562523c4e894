"""The operations of a training as facts: by phase, with what is left open, and the table that they are summed from."""

from __future__ import annotations

from typing import Any

from plimsoll.measure.account import Account
from plimsoll.measure.measurement import Measurement, operations

AGREES = 1.02
"""Two counts of a step that lie this near to each other agree: modules are not told of the angles of positions."""
_METHOD = (
    "operators counted below autograd by their shapes, each signature once and then looked up, some again; "
    "multiply-add = 2; low without recomputation, high as executed"
)


def measured(
    account: Account, model_id: str, *, derived_from: str | None, ended: bool, versions: dict[str, str]
) -> Measurement:
    """Facts about one model from an account; `versions` are those of the packages that ran.

    `low` is the operations of the model without recomputation, `high` those executed, recomputation in. Both widen by
    what is open: signatures whose counts differ, stretches that broke off, kernels that the modules know of and the
    count of operators does not.
    """
    runs = [_run(account, phase, ended) for phase in account.table.phases]
    model: dict[str, Any] = {"id": model_id, "training": runs}
    if derived_from is not None:
        model["derived_from"] = {"model": derived_from, "how": "fine-tuning"}
    notes = tuple(_notes(account))
    return Measurement(
        kind="training",
        arguments={"model": model_id},
        inputs=(),
        method=f"{_METHOD} ({', '.join(f'{name} {version}' for name, version in versions.items())})",
        error=_error(account),
        facts={"format": "plimsoll/facts/1", "models": [model]},
        notes=notes,
        details={"versions": versions, **account.to_dict()},
    )


def _run(account: Account, phase: str, ended: bool) -> dict[str, Any]:
    low, high = account.table.bounds(phase)
    best = account.table.sums(phase)[1]
    if AGREES < account.short < float("inf"):
        high = round(high * account.short)
    run: dict[str, Any] = {
        "phase": phase,
        "operations": operations(low, max(high, best), best if low != high else None, method=_METHOD),
    }
    if account.started is not None:
        run["started"] = account.started.isoformat()
    if ended and account.latest is not None:
        run["ended"] = account.latest.isoformat()
    return run


def _error(account: Account) -> str:
    if account.uncounted or account.short > AGREES:
        return "some operations were not seen: the figure is too low by those, see the notes"
    if account.differing or account.outside_backward or account.broken:
        return "exact but for what the notes name; what is open is within the interval, unless they say otherwise"
    return "exact for the operators counted: matrix products, convolutions, attention in full also where it is causal"


def _notes(account: Account) -> list[str]:
    notes = []
    if account.uncounted:
        named = ", ".join(f"{name} ({times} calls)" for name, times in sorted(account.uncounted.items()))
        notes.append(f"no formula is known for these operators, which are not in the figures: {named}")
    if account.short > AGREES:
        more = f"{account.short:.2f} times" if account.short < float("inf") else "something where nothing was"
        notes.append(
            f"the modules call for more than was counted ({more}): kernels that run outside of PyTorch's operators are "
            "not seen; high is raised by as much"
        )
    if account.beyond > AGREES:
        less = f"{1 / account.beyond:.0%}" if account.beyond < float("inf") else "none"
        notes.append(f"modules of a known kind account for {less} of what was counted: that share is confirmed twice")
    if not account.compared:
        notes.append("no step was counted whole: the figures are not confirmed by a second count over modules")
    if account.differing:
        notes.append(
            f"counts at the same shapes differ, from then on each is counted: {', '.join(sorted(account.differing))}"
        )
    notes += [f"counted every time, {why}: {many}" for why, many in sorted(account.always.items())]
    if account.broken:
        notes.append(f"{account.broken} steps broke off: what they did is counted as far as it is known")
    if account.dropped:
        notes.append(
            f"{account.dropped} steps were done after a checkpoint that the training went back to: they count as "
            "exploratory, and were done again"
        )
    if account.outside_backward:
        notes.append(f"{account.outside_backward} backward passes outside of any step are not counted")
    if account.outside_passes:
        notes.append(f"{account.outside_passes} forward passes with gradients outside of any step count as training")
    missed = sum(row.missed for row in account.table.rows.values() if row.missed and not row.counted)
    if missed:
        notes.append(f"{missed} stretches of steps went by uncounted, and none like them was counted later")
    if account.compiled:
        notes.append("compiled parts were counted in runs of the same code uncompiled")
    return notes
