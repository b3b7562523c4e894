"""The meter in several processes: each counts its own, and the totals are theirs together."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the meter in several processes is not tested")

RANK = """
import json, sys, torch
from torch.nn.parallel import DistributedDataParallel
from plimsoll.measure import Meter
torch.distributed.init_process_group("gloo")
rank = torch.distributed.get_rank()
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Linear(16, 4))
parallel = DistributedDataParallel(model)
meter = Meter(parallel if sys.argv[1] == "around" else model)
for number in range(5):
    with meter.step():
        parallel(torch.ones(2 + rank, 8)).sum().backward()
found = meter.totals(over_ranks=True)
(facts,) = meter.measurement("m", over_ranks=True).facts["models"]
print(json.dumps({"own": meter.totals(), "all": found, "facts": facts["training"][0]["operations"]}))
torch.distributed.destroy_process_group()
"""
SHARDED = """
import json, torch
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from plimsoll.measure import Meter
torch.distributed.init_process_group("gloo")
mesh = init_device_mesh("cpu", (2,))
model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Linear(16, 4))
parallelize_module(model, mesh, {"0": ColwiseParallel(), "1": RowwiseParallel()})
meter = Meter(model)
for _ in range(4):
    with meter.step():
        model(torch.ones(3, 8)).sum().backward()
print(json.dumps({"own": meter.totals(), "all": meter.totals(over_ranks=True)}))
torch.distributed.destroy_process_group()
"""


def ranks(code: str, *arguments: str) -> list[dict[str, Any]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    shared = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": "2", "GLOO_SOCKET_IFNAME": "lo"}
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    started = [
        subprocess.Popen(command, env=os.environ | shared | {"RANK": str(rank)}, stdout=subprocess.PIPE, text=True)
        for rank in range(2)
    ]
    try:
        said = [each.communicate(timeout=120)[0] for each in started]
    finally:
        for each in started:
            each.kill()
    assert [each.returncode for each in started] == [0, 0]
    return [json.loads(each.splitlines()[-1]) for each in said]


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch has no distributed package")
@pytest.mark.parametrize("way", ["around", "inside"])
def test_the_totals_of_all_ranks_are_the_sums_of_theirs(way: str, tmp_path: Path) -> None:
    first, second = ranks(RANK, way)
    one = 2 * (8 * 16 * 2 + 16 * 4 * 3)
    assert first["own"]["executed"] == 5 * 2 * one
    assert second["own"]["executed"] == 5 * 3 * one
    for each in (first, second):
        assert each["all"] == first["own"] | {"model": 25 * one, "executed": 25 * one}
        assert each["facts"]["value"] == 25 * one


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch has no distributed package")
def test_weights_split_over_ranks_count_once() -> None:
    whole = 4 * 3 * 2 * (8 * 16 * 2 + 16 * 4 * 3)
    for each in ranks(SHARDED):
        assert each["own"]["executed"] == whole // 2
        assert each["all"]["executed"] == whole
