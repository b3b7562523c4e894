"""The compute meter: its error against operations counted one by one, and what it costs a step; beside its peers.

`python benchmarks/measuring.py` prints the figures and keeps nothing. PLIMSOLL_BENCH_STEPS sets how many steps of each
are timed.
"""

from __future__ import annotations

import copy
import json
import os
import random
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from showing import Grid, console

HERE = Path(__file__).resolve().parent
STEPS = int(os.environ.get("PLIMSOLL_BENCH_STEPS", 30))
OWN_STEPS = 300
LONG = 1000
"""Steps of a training over which the steps that are counted again are spread."""


def measure(steps: int = STEPS) -> dict[str, Any]:
    """Everything, in one run, on one thread."""
    try:
        import bitsandbytes  # noqa: F401
        import peft  # noqa: F401
        import torch
        import transformers
    except ImportError as error:
        return {"not installed": str(error)}
    warnings.simplefilter("ignore")
    quiet: Any = transformers.logging
    quiet.set_verbosity_error()
    torch.set_num_threads(1)
    from measuring_models import BATCH, LENGTH, WAYS

    return {
        "tokens a step": BATCH * LENGTH,
        "steps": steps,
        "errors": {way: _errors(way) for way in WAYS},
        "costs": {way: _costs(way, steps) for way in WAYS},
    }


def _errors(way: str) -> dict[str, Any]:
    """What each says of one step. Truth: each operator with eager attention, QLoRA's on the same weights in full."""
    from measuring_models import ids, learn, model

    from plimsoll.measure import Meter

    given = ids()
    in_full = way.replace("QLoRA", "LoRA")
    truth = _counted(model(in_full), given)
    without = _counted(model(in_full.removesuffix(", checkpointed")), given, inputs_graded="checkpointed" in way)
    said: dict[str, Any] = {"truth, executed": truth, "truth, without recomputation": without}
    for attention in ("eager", "sdpa"):
        metered = model(way, attention)
        meter = Meter(metered)
        for _ in range(4):
            with meter.step():
                learn(metered, given)
        totals = meter.totals()
        assert not totals["uncounted"]
        meter.close()
        said[f"Plimsoll, executed, {attention}"] = totals["executed"] / 4
        said[f"Plimsoll, model, {attention}"] = totals["model"] / 4
        said[f"FlopCounterMode, {attention}"] = _counted(model(way, attention), given)
    command = [sys.executable, str(HERE / "measuring_peers.py"), way]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    said |= json.loads(found.splitlines()[-1])
    return said


def _counted(found: Any, given: Any, inputs_graded: bool = False) -> int:
    from measuring_models import learn
    from torch.utils.flop_counter import FlopCounterMode

    if inputs_graded:
        found.enable_input_require_grads()
    with FlopCounterMode(display=False) as counter:
        learn(found, given)
    return int(counter.get_total_flops())


def _costs(way: str, steps: int) -> dict[str, Any]:
    """Steps with nothing, with the meter, and with every operator counted, turn by turn; each on its own copy."""
    from measuring_models import ids, learn, model
    from torch.utils.flop_counter import FlopCounterMode

    from plimsoll.measure import Meter

    given, bare = ids(), model(way)
    copies = {name: copy.deepcopy(bare) for name in ("nothing", "Plimsoll", "Plimsoll, counted", "FlopCounterMode")}
    meter = Meter(copies["Plimsoll"])

    def metered() -> None:
        with meter.step():
            learn(copies["Plimsoll"], given)

    def counted() -> None:
        with FlopCounterMode(display=False):
            learn(copies["FlopCounterMode"], given)

    def counted_by_us() -> None:
        first = Meter(copies["Plimsoll, counted"])
        with first.step():
            learn(copies["Plimsoll, counted"], given)
        first.close()

    runs: dict[str, Callable[[], object]] = {
        "nothing": lambda: learn(copies["nothing"], given),
        "Plimsoll": metered,
        "Plimsoll, counted": counted_by_us,
        "FlopCounterMode": counted,
    }
    for run in runs.values():
        run()
    spent: dict[str, list[float]] = {name: [] for name in runs}
    looked_up: list[float] = []
    order, chance = list(runs), random.Random(26)
    for _ in range(steps):
        chance.shuffle(order)
        for name in order:
            before = _times_counted(meter)
            began = time.process_time()
            runs[name]()
            spent[name].append(time.process_time() - began)
            if name == "Plimsoll" and _times_counted(meter) == before:
                looked_up.append(spent[name][-1])
    one = statistics.median(spent["nothing"])
    own = _own(copies["Plimsoll"], given)
    counting = statistics.median(spent["Plimsoll, counted"]) - one
    meter.close()
    again = 5 + LONG / 512  # the first, the second, each power of eight, and some by chance
    return {
        "step ms": round(one * 1e3, 2),
        "Plimsoll, looked up": round(statistics.median(looked_up) / one - 1, 5),
        "Plimsoll, own us": round(own * 1e6, 1),
        "Plimsoll, own": round(own / one, 6),
        f"Plimsoll, over {LONG} steps": round((own + counting * again / LONG) / one, 6),
        "Plimsoll, a step counted": round(counting / one, 4),
        "FlopCounterMode": round(statistics.median(spent["FlopCounterMode"]) / one - 1, 4),
    }


def _times_counted(meter: Any) -> int:
    return sum(each["counted"] for row in meter.state_dict()["signatures"] for each in row["counts"])


def _own(found: Any, given: Any) -> float:
    """What the meter itself takes for a step that it looks up: the same model, whose forward pass does nothing."""
    import torch

    from plimsoll.measure import Meter

    leaf = torch.zeros(1, requires_grad=True)
    found.forward = lambda **_: {"loss": leaf * 1}

    def step() -> None:
        found(input_ids=given, labels=given)["loss"].backward()

    def seconds(run: Callable[[], object]) -> float:
        began = time.process_time()
        for _ in range(OWN_STEPS):
            run()
        return (time.process_time() - began) / OWN_STEPS

    meter = Meter(found)

    def metered() -> None:
        with meter.step():
            step()

    for _ in range(3):
        metered()
    with_it = min(seconds(metered) for _ in range(5))
    meter.close()
    return with_it - min(seconds(step) for _ in range(5))


def measuring_tables(found: dict[str, Any]) -> list[Grid]:
    """Errors, then costs."""
    if "not installed" in found:
        return [Grid("Operations of a training step", ["what", "why"], [["not measured", found["not installed"]]])]
    return [_error_table(found), _cost_table(found)]


def _error_table(found: dict[str, Any]) -> Grid:
    ways = list(found["errors"])
    grid = Grid("Operations of a training step: error against those counted one by one", ["who", *ways])
    said = found["errors"]
    grid.rows.append(["truth, executed", *(f"{said[way]['truth, executed']:,}" for way in ways)])
    names = [name for name in said[ways[0]] if not name.startswith("truth")]
    for name in sorted(names, key=lambda each: not each.startswith("Plimsoll")):
        cells = []
        for way in ways:
            figure = said[way][name]
            truth = said[way]["truth, without recomputation" if ", model" in name else "truth, executed"]
            cells.append(f"{figure / truth - 1:+.2%}" if isinstance(figure, (int, float)) else f"no answer: {figure}")
        grid.rows.append([name, *cells])
    grid.note = (
        "Truth: every operator with eager attention, by FlopCounterMode, QLoRA's on the same weights in full. 'model' "
        "is held against the truth without recomputation. sdpa computes the scores again on the way back, which is "
        "executed."
    )
    return grid


def _cost_table(found: dict[str, Any]) -> Grid:
    columns = list(next(iter(found["costs"].values())))
    grid = Grid(f"What it costs a step of {found['tokens a step']} tokens, of processor time", ["way", *columns])
    for way, costs in found["costs"].items():
        grid.rows.append([way, *(_cell(name, costs[name]) for name in columns)])
    grid.note = (
        f"{found['steps']} steps of each, turn by turn, each on its own copy, one thread. 'looked up': steps that are "
        "not counted, by the median; 'own': the meter around a model of the same parts that does nothing, so without "
        "the noise of a step."
    )
    return grid


def _cell(name: str, figure: float) -> str:
    return f"{figure:,.1f}" if name.endswith(("ms", "us")) else f"{figure:.2%}"


if __name__ == "__main__":
    for table in measuring_tables(measure()):
        console().print(table)
