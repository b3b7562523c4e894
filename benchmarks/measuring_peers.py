"""What others say one step takes, in a process of its own: some of them patch PyTorch. Prints JSON.

`python measuring_peers.py WAY`. They count or estimate a forward pass, and are told here to call a step three of it,
as their users do.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

import torch
from measuring_models import ids, model
from torch import nn


class _Logits(nn.Module):
    def __init__(self, way: str) -> None:
        super().__init__()
        self.inner = model(way).eval()

    def forward(self, given: torch.Tensor) -> Any:
        return self.inner(input_ids=given, use_cache=False).logits


def fvcore(way: str) -> float:
    from fvcore.nn import FlopCountAnalysis

    found = FlopCountAnalysis(_Logits(way), ids())
    found.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    return 3 * 2 * float(found.total())  # it counts a multiply-add as one


def calflops(way: str) -> float:
    from calflops import calculate_flops

    flops, _, _ = calculate_flops(
        model=_Logits(way), args=[ids()], print_results=False, print_detailed=False, output_as_string=False
    )
    return 3 * float(flops)


def deepspeed(way: str) -> float:
    os.environ["DS_ACCELERATOR"] = "cpu"
    from deepspeed.profiling.flops_profiler import FlopsProfiler

    module = _Logits(way)
    profiler = FlopsProfiler(module)
    profiler.start_profile()
    module(ids())
    flops = profiler.get_total_flops()
    profiler.end_profile()
    return 3 * float(flops)


def of_transformers(way: str) -> float:
    from tempfile import TemporaryDirectory

    from transformers import Trainer, TrainingArguments

    with TemporaryDirectory() as folder:
        trainer: Any = Trainer(model(way), TrainingArguments(folder, report_to=[], use_cpu=True))
        return float(trainer.floating_point_ops({"input_ids": ids()}))


def six_n_d(way: str) -> float:
    parameters = sum(int(each.numel()) for each in model("full").parameters())
    return 6.0 * parameters * ids().numel()


PEERS: dict[str, Callable[[str], float]] = {
    "fvcore, forward x 3": fvcore,
    "calflops, forward x 3": calflops,
    "DeepSpeed's profiler, forward x 3": deepspeed,
    "transformers' Trainer": of_transformers,
    "6ND": six_n_d,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    said: dict[str, float | str] = {}
    for name, estimate in PEERS.items():
        try:
            said[name] = estimate(sys.argv[1])
        except Exception as error:
            said[name] = f"{type(error).__name__}: {error}".splitlines()[0][:120]
    print(json.dumps(said))
