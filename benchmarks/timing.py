"""Measuring several things in one run, turn by turn, so that a noisy machine disturbs all of them alike."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Spread:
    """The least, the middle and the greatest of the samples taken, in microseconds."""

    least: float
    median: float
    most: float
    samples: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        """Sum up samples given in seconds."""
        micro = [s * 1e6 for s in seconds]
        return cls(min(micro), statistics.median(micro), max(micro), len(micro))

    def to_dict(self) -> dict[str, float]:
        """Give the figures with their unit in the name, rounded to what they can carry."""
        return {f"{k}_us" if k != "samples" else k: round(v, 3) for k, v in asdict(self).items()}


def turn_by_turn(calls: Mapping[str, Callable[[], object]], rounds: int, sample: float = 0.004) -> dict[str, Spread]:
    """Time calls in rounds: in each round every one gets a sample of about `sample` seconds, in random order.

    A sample is the mean over its calls. The collector of garbage stays on: what a call leaves behind is its cost.
    """
    repeats = {name: _repeats(call, sample) for name, call in calls.items()}
    taken: dict[str, list[float]] = {name: [] for name in calls}
    order, chance = list(calls), random.Random(26)
    for _ in range(rounds):
        chance.shuffle(order)
        for name in order:
            call, times = calls[name], range(repeats[name])
            began = time.perf_counter()
            for _ in times:
                call()
            taken[name].append((time.perf_counter() - began) / len(times))
    return {name: Spread.of(samples) for name, samples in taken.items()}


def _repeats(call: Callable[[], object], sample: float) -> int:
    """How often to call for one sample; this also warms the call up."""
    times = 1
    while True:
        began = time.perf_counter()
        for _ in range(times):
            call()
        spent = time.perf_counter() - began
        if spent > sample / 4:
            return max(1, round(times * sample / spent))
        times *= 4


@dataclass(frozen=True)
class Process:
    """What runs of a whole process took: by the clock, and of the processor."""

    wall: Spread
    processor: Spread


def processes(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Process]:
    """Run whole processes turn by turn; the first round only warms the disk's cache and is not counted."""
    wall: dict[str, list[float]] = {name: [] for name in commands}
    spent: dict[str, list[float]] = {name: [] for name in commands}
    order, chance = list(commands), random.Random(26)
    for i in range(rounds + 1):
        chance.shuffle(order)
        for name in order:
            took = _run(commands[name])
            if i:
                wall[name].append(took[0])
                spent[name].append(took[1])
    return {name: Process(Spread.of(wall[name]), Spread.of(spent[name])) for name in commands}


def _run(command: Sequence[str]) -> tuple[float, float]:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise RuntimeError(f"exit status {process.returncode}: {said.decode(errors='replace')[-300:]}")
    return took, used.ru_utime + used.ru_stime
