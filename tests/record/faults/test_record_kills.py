"""A session killed before, half-way and after each call that changes a file: nothing acknowledged is lost."""

from __future__ import annotations

import os

import pytest
import shim

pytestmark = pytest.mark.skipif(bool(shim.missing()), reason=shim.missing())


STEP = "1" if os.environ.get("PLIMSOLL_FUZZ") else "3"


@pytest.mark.parametrize(
    ("entries", "step", "least"),
    [(10, "1", 1_500), (240, STEP, 600)],
    ids=["a small record", "one that fills its first tile on the way"],
)
def test_nothing_acknowledged_is_lost_wherever_it_is_killed(entries: int, step: str, least: int) -> None:
    kills, acknowledged = map(int, shim.run("killing.py", str(entries), "1", step).split())
    assert kills >= least
    assert acknowledged == 49, "the session that nobody killed acknowledges all that it appends"
