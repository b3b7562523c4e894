"""A keyring killed before each of its steps opens again, has lost nothing, and finishes."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("work", "least"), [("rotate", 40), ("destroy", 40), ("keys", 15), ("make", 30)])
def test_a_keyring_killed_at_any_step_opens_and_finishes(tmp_path: Path, work: str, least: int) -> None:
    script = Path(__file__).with_name("killed_keyring.py")
    done = subprocess.run([sys.executable, script, work, tmp_path], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert int(done.stdout) >= least
