"""A loss of power at each point of a session: whatever of it was not synced may be lost, nothing acknowledged is."""

from __future__ import annotations

import os

import pytest
import shim

pytestmark = pytest.mark.skipif(bool(shim.missing()), reason=shim.missing())
DRAWS = "20" if os.environ.get("PLIMSOLL_FUZZ") else "1"


@pytest.mark.parametrize(("work", "least"), [("session", 800), ("make", 200)])
def test_nothing_acknowledged_is_lost_whenever_power_is(work: str, least: int) -> None:
    assert int(shim.run("losing_power.py", work, DRAWS)) >= least


def test_a_record_that_does_not_sync_is_found_out() -> None:
    """The test above would find a loss if there were one."""
    assert shim.run("losing_power.py", "unsynced", DRAWS).startswith("lost: ")
