"""Public facts about public models, one file a developer, with the source of each figure."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from plimsoll.facts.facts import Facts
from plimsoll.facts.reading import read_facts


def reference_files() -> list[Path]:
    """Give the paths of the files, in the order of their names."""
    here = resources.files(__name__)
    return sorted(Path(str(entry)) for entry in here.iterdir() if entry.name.endswith(".yaml"))


def reference_facts() -> Facts:
    """Read them all."""
    return read_facts(reference_files())
