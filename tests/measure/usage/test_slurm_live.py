"""A real Slurm runs jobs; what its accounting is read to say is held against what the jobs saw themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slurm_cluster import Cluster, cluster

from plimsoll.measure.usage.slurm import measure

FORMAT = "--format=JobID,State,Start,End,Elapsed,Suspended,AllocTRES,Account,Cluster,Comment,ReqTRES,JobName"
ZONE = "Asia/Kolkata"
CLOCK = "date +%s%3N >> {folder}/$SLURM_JOB_ID.seen"


@pytest.fixture(scope="module")
def slurm() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


def lines_of(printed: str) -> list[dict[str, str]]:
    header, *lines = printed.splitlines()
    return [dict(zip(header.split("|"), line.split("|"), strict=True)) for line in lines]


def test_jobs_are_read_back_as_they_ran(slurm: Cluster, tmp_path: Path) -> None:
    clock = CLOCK.format(folder=slurm.folder)
    work = f"{clock}; sleep 1; {clock}"
    one = slurm.submit(work, "--gres=gpu:1", "--comment=acme-1")
    two = f"{clock}; srun --gres=gpu:2 sleep 1; srun sleep 0; {clock}"
    steps = slurm.submit(two, "--gres=gpu:2", "--comment=acme-1")
    array = slurm.submit(work, "--gres=gpu:h100:1", "--array=1-2", "--comment=acme-2")
    without = slurm.submit("sleep 0")
    again = slurm.submit(f"{clock}; sleep 60", "--gres=gpu:2", "--requeue")
    slurm.wait_for("the job that is requeued", lambda: (slurm.folder / f"{again}.seen").exists())
    slurm.call("scontrol", "requeue", again)
    slurm.wait_for("it to be ready", lambda: states(slurm).get(again) in ("PENDING", "REQUEUED"))
    slurm.call("scontrol", "update", f"JobId={again}", "StartTime=now")
    seen = slurm.folder / f"{again}.seen"
    slurm.wait_for("it to run again", lambda: len(seen.read_text().split()) == 2)
    never = slurm.submit("true", "--gres=gpu:1")  # there is none left
    wait = ("squeue", "--noheader", "--format=%r", f"--jobs={never}")
    slurm.wait_for("it to wait for devices", lambda: slurm.call(*wait).strip() in ("Resources", "Priority"))
    slurm.call("scancel", never)
    slurm.call("scontrol", "suspend", again)
    slurm.wait_for("it to be suspended", lambda: states(slurm).get(again) == "SUSPENDED")
    slurm.call("scontrol", "resume", again)
    slurm.wait_for("it to go on", lambda: states(slurm).get(again) == "RUNNING")
    running = tmp_path / "running.txt"
    running.write_text(slurm.accounting(FORMAT), "utf-8")
    slurm.call("scancel", again)
    slurm.wait_for("all to be over", lambda: not slurm.call("squeue", "--noheader").strip())
    slurm.wait_for("the database", lambda: not {"RUNNING", "PENDING", "SUSPENDED"} & set(states(slurm).values()))
    over = tmp_path / "over.txt"
    over.write_text(slurm.accounting(FORMAT), "utf-8")

    found = measure([over], {"zone": ZONE, "model_from": {"column": "comment"}, "phase": "pretraining"})
    told = [each for each in lines_of(over.read_text()) if "." not in each["JobID"]]
    by_hand = sum(_seconds(each["Elapsed"]) * _devices(each["AllocTRES"]) for each in told)
    assert found.details["device_ms"] == by_hand * 1000 > 0
    assert [model["id"] for model in found.facts["models"]] == ["acme-1", "acme-2"]
    attempts = [each for each in told if each["JobID"] == again]
    assert len(attempts) == 2
    assert {each["JobID"] for each in told} >= {one, steps, f"{array}_1", f"{array}_2", without, never}
    assert "steps of jobs" in str(found.notes)

    # What jobs saw lies within what is counted of them, second for second.
    for number in (one, steps):
        alone = _rows(over, tmp_path, number)
        first, last = map(int, (slurm.folder / f"{number}.seen").read_text().split())
        assert alone.details["first_ms"] <= first <= last <= alone.details["last_ms"] + 999

    # The file of a time at which it still ran, and the one after: nothing counts twice.
    both = measure([running, over], {"zone": ZONE})
    assert both.details["device_ms"] == found.details["device_ms"]
    assert "lines of jobs that still ran, of which a later line says more" in str(both.notes)

    # The other plugin tells the same of what it tells.
    kept = slurm.folder / "jobcomp.txt"
    slurm.wait_for("jobcomp/filetxt", lambda: f"JobId={again} " in kept.read_text())
    plain = measure([kept], {"zone": ZONE})
    assert plain.details["first_ms"] == found.details["first_ms"]


def states(slurm: Cluster) -> dict[str, str]:
    """The last state of each job."""
    return {each["JobID"]: each["State"].split()[0] for each in lines_of(slurm.accounting("--format=JobID,State"))}


def _rows(path: Path, folder: Path, number: str) -> Any:
    header, *lines = path.read_text().splitlines(keepends=True)
    alone = folder / f"{number}.txt"
    alone.write_text(header + "".join(line for line in lines if line.startswith(f"{number}|")))
    return measure([alone], {"zone": ZONE})


def _seconds(elapsed: str) -> int:
    hours, minutes, seconds = elapsed.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def _devices(tres: str) -> int:
    return sum(int(part.split("=")[1]) for part in tres.split(",") if part.startswith("gres/gpu="))
