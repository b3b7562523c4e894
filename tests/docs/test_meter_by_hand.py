"""The loop that the page on measuring a training shows: run as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from plimsoll import assess

pytest.importorskip("torch", reason="the page meters a training")
PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/measure-a-training.md"


def test_the_loop_of_the_page_says_what_the_page_says(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8")
    loop, says = re.findall(r"^```(?:python metered|text)\n(.*?)^```$", text, re.M | re.S)
    done = subprocess.run([sys.executable, "-c", loop], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, says), done.stderr
    assert {each.subject for each in assess(tmp_path / "facts.json").determinations} == {"mine"}
