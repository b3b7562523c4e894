"""A session killed before, half-way and after each call that changes a file: nothing acknowledged is lost."""

from __future__ import annotations

import pytest
import shim

pytestmark = pytest.mark.skipif(bool(shim.missing()), reason=shim.missing())


@pytest.mark.parametrize("entries", [10, 240], ids=["a small record", "one that fills its first tile on the way"])
def test_nothing_acknowledged_is_lost_wherever_it_is_killed(entries: int) -> None:
    kills, acknowledged = map(int, shim.run("killing.py", str(entries), "1", "1").split())
    assert kills >= 1_000
    assert acknowledged == 50, "the session that nobody killed acknowledges all it appends"
