"""What every reader of usage needs: where it stands, what it left out and why, whose devices and models are meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from plimsoll.errors import InputError, Place
from plimsoll.facts.entries import ID_PATTERN
from plimsoll.facts.models import Phase
from plimsoll.measure.devices import Catalogue
from plimsoll.measure.usage.pseudonyms import Pseudonyms

PHASES: tuple[str, ...] = get_args(Phase)
_ID = re.compile(ID_PATTERN)
LEAVE_OUT = "or leave such lines out, counted, with --leave-out"


@dataclass
class Count:
    """How often something was met, where first, and how much device time it had, where that is known."""

    times: int = 0
    first: Place | None = None
    device_ms: int = 0


@dataclass
class Account:
    """What became of what was not taken as it stands, by why."""

    left_out: dict[str, Count] = field(default_factory=dict)
    """Wrong, and left out since the caller allows it."""
    passed_over: dict[str, Count] = field(default_factory=dict)
    """Nothing that counts: steps of jobs, jobs that never started, jobs without a device."""
    assumed: dict[str, Count] = field(default_factory=dict)
    """Taken, under an assumption."""

    @staticmethod
    def note(counts: dict[str, Count], why: str, place: Place | None = None, device_ms: int = 0) -> None:
        """Count one more."""
        count = counts.setdefault(why, Count(first=place))
        count.times += 1
        count.device_ms += device_ms


@dataclass
class Reading:
    """A file as it is read: its place among the files, the caller's arguments, and the account kept of it."""

    path: Path
    file: int
    arguments: Mapping[str, Any]
    account: Account
    pseudonyms: Pseudonyms
    catalogue: Catalogue
    advance: Callable[[int], None] = lambda read: None
    """Told how many bytes more were read."""
    line: int = 0

    def __post_init__(self) -> None:
        self.device = lru_cache(maxsize=10_000)(self._device)

    def place(self, key: str = "") -> Place:
        """Where it stands now."""
        return Place(str(self.path), self.line or None, key=key)

    def wrong(self, what: str, mend: str, key: str = "", device_ms: int = 0) -> None:
        """Leave out where it stands, counted, if the caller allows that.

        Raises:
            InputError: the caller does not.
        """
        if not self.arguments.get("leave_out"):
            raise InputError(what, f"{mend}, {LEAVE_OUT}", self.place(key))
        Account.note(self.account.left_out, what, self.place(key), device_ms)

    def pass_over(self, why: str) -> None:
        """Count what is nothing that counts."""
        Account.note(self.account.passed_over, why, self.place())

    def assume(self, why: str, device_ms: int = 0) -> None:
        """Count what is taken under an assumption."""
        Account.note(self.account.assumed, why, self.place(), device_ms)

    def _device(self, word: str | None) -> tuple[str | None, int]:
        """What the catalogue calls a device that the source calls so, and how many of it the word stands for."""
        told = self.arguments.get("devices", {})
        meant = next((name for each, name in told.items() if each.lower() == (word or "").lower()), word)
        if meant is None:
            return None, 1
        name, _, times = meant.rpartition("*")
        if not name or not times.isdigit():
            name, times = meant, "1"
        known = self.catalogue.find(name)
        found_again = known is not None and self.catalogue.find(known.name) is not None
        return (known.name if known is not None and found_again else name), int(times)


LABELS = ("model", "phase", "project", "customer", "device")
"""What a column of the source may tell of a row."""


class Labels:
    """Which model and phase a row belongs to, as the caller says: one for all, or from a column of the source."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._fixed = {name: arguments.get(name) for name in ("model", "phase")}
        self._from = {name: arguments.get(f"{name}_from") for name in LABELS}
        self._patterns = {
            name: re.compile(told["pattern"]) for name, told in self._from.items() if told and told.get("pattern")
        }
        self.cached = lru_cache(maxsize=100_000)(self._read)

    def column(self, name: str) -> str | None:
        """The column of the source that tells the `model`, the `phase`, the `project` or the `customer`."""
        told = self._from[name]
        return told["column"] if told else None

    def of(self, name: str, text: str | None) -> str | None:
        """The value, from the text of its column; None where it is not told, or no id, or no phase."""
        if self._from[name] is None:
            return self._fixed.get(name)
        return self.cached(name, text) if text else self._fixed.get(name)

    def _read(self, name: str, text: str) -> str | None:
        pattern = self._patterns.get(name)
        if pattern is not None:
            found = pattern.search(text)
            if found is None:
                return self._fixed.get(name)
            text = (found[1] if pattern.groups else found[0]) or ""
        text = text.strip()
        if name == "phase":
            return text if text in PHASES else self._fixed.get(name)
        if name == "model":
            return text if _ID.match(text) else self._fixed.get(name)
        return text or None
