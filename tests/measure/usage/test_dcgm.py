"""DCGM's samples: time between them, bounds from above, and what nobody watched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plimsoll.errors import InputError
from plimsoll.measure.measurement import Measurement
from plimsoll.measure.usage.dcgm import measure

START = 1_772_359_200_000
TENSOR, ACTIVE, USED = "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "DCGM_FI_PROF_SM_ACTIVE", "DCGM_FI_DEV_GPU_UTIL"
PEAK, FP32 = 989_400_000_000_000, 66_900_000_000_000
MODEL: dict[str, Any] = {
    "model_from": {"column": "pod", "pattern": r"^(acme-\d+)"},
    "phase": "pretraining",
    "precision": "bf16",
}


def line(metric: str, second: float, value: object, gpu: int = 0, **labels: str) -> str:
    told = {
        "gpu": str(gpu),
        "UUID": f"GPU-{gpu}",
        "modelName": "NVIDIA H100 80GB HBM3",
        "Hostname": "ann-desk",
        "pod": "acme-1-x",
        "namespace": "ann",
        **labels,
    }
    inside = ",".join(f'{name}="{each}"' for name, each in told.items())
    return f"{metric}{{{inside}}} {value} {START + round(second * 1000)}\n"


def text(folder: Path, *lines: str, name: str = "metrics.txt") -> Path:
    path = folder / name
    path.write_text(f"# HELP {TENSOR} Ratio of cycles.\n# TYPE {TENSOR} gauge\n" + "".join(lines), "utf-8")
    return path


def answer(folder: Path, metric: str | None, *values: tuple[float, str], **labels: str) -> Path:
    name = {} if metric is None else {"__name__": metric}
    told = {**name, "UUID": "GPU-0", "modelName": "NVIDIA H100 80GB HBM3", "pod": "acme-1-x", **labels}
    series = {"metric": told, "values": [[START / 1000 + second, value] for second, value in values]}
    path = folder / f"{metric}.json"
    path.write_text(json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [series]}}), "utf-8")
    return path


def of(*paths: Path, **arguments: Any) -> Measurement:
    return measure(paths, {**MODEL, **arguments})


def run(found: Measurement) -> dict[str, Any]:
    told: dict[str, Any] = found.facts["models"][0]["training"][0]
    return told


def test_samples_become_an_upper_bound(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        *(line(TENSOR, n * 30, value) for n, value in enumerate((0.5, 0.25, 0.25))),
        *(line(ACTIVE, n * 30, 1) for n in range(3)),
        *(line(USED, n * 30, 100) for n in range(3)),
        line("DCGM_FI_DEV_GPU_TEMP", 0, 60),
    )
    found = of(path)
    assert found.details["device_ms"] == 60_000
    assert run(found)["operations"] == {
        "low": 0,
        "high": (15_000 + 7_500) * PEAK // 1000 + 60 * FP32,
        "method": found.method,
    }
    assert run(found)["started"] == "2026-03-01"


def test_each_metric_bounds_the_one_before(tmp_path: Path) -> None:
    for metric, value in ((ACTIVE, "0.5"), (USED, "50")):
        found = of(answer(tmp_path, metric, (0, value), (30, value)))
        assert run(found)["operations"]["high"] == 15 * (PEAK + FP32)


def test_metrics_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    paths = (answer(tmp_path, TENSOR, (0, "0.1"), (30, "0.1")), answer(tmp_path, USED, (0, "20"), (30, "20")))
    found = of(*paths)
    assert (found.details["rows"], found.details["device_ms"]) == (1, 30_000)
    assert run(found)["operations"]["high"] == 3 * PEAK + 6 * FP32


def test_time_that_nobody_watched_is_said_and_not_counted(tmp_path: Path) -> None:
    seconds = [*range(0, 300, 30), *range(7200, 7500, 30)]
    found = of(text(tmp_path, *(line(TENSOR, n, 1) for n in seconds)))
    assert found.details["device_ms"] == 2 * 270_000
    assert "passed over, 1: times between samples too far apart, 1.9 device-hours that nobody watched" in str(
        found.notes
    )
    whole = of(text(tmp_path, *(line(TENSOR, n, 1) for n in seconds)), gap_ms=10_000_000)
    assert whole.details["device_ms"] == 7_470_000


def test_hours_are_rows_and_lose_nothing(tmp_path: Path) -> None:
    found = of(text(tmp_path, *(line(TENSOR, n * 30 + 0.001, 1, gpu) for n in range(241) for gpu in (0, 1))))
    assert (found.details["rows"], found.details["device_ms"]) == (2 * 2, 2 * 7_200_000)
    assert (found.details["first_ms"], found.details["last_ms"]) == (START + 1, START + 7_200_001)


def test_parts_of_devices_and_unknown_ones_have_no_operations(tmp_path: Path) -> None:
    lines = [line(TENSOR, n * 30, 1, GPU_I_PROFILE="1g.10gb", GPU_I_ID="7") for n in range(2)]
    found = of(text(tmp_path, *lines))
    assert "operations" not in run(found)
    assert "NVIDIA H100 SXM in part (1g.10gb), which no catalogue has" in str(found.notes)


def test_an_answer_whose_series_have_no_name(tmp_path: Path) -> None:
    path = answer(tmp_path, None, (0, "0.1"), (30, "0.1"))
    with pytest.raises(InputError, match="a series does not say of which metric it is; say it: --metric"):
        of(path)
    assert of(path, metric=TENSOR).details["device_ms"] == 30_000


def test_times_of_openmetrics_are_seconds(tmp_path: Path) -> None:
    first, then = (line(TENSOR, n, 1).replace(str(START + n * 1000), f"{START / 1000 + n:.3f}") for n in (0, 30))
    assert of(text(tmp_path, first, then)).details["first_ms"] == START


def test_the_same_sample_twice_is_one_and_another_is_refused(tmp_path: Path) -> None:
    alike = text(tmp_path, line(TENSOR, 0, 0.5), line(TENSOR, 0, 0.5), line(TENSOR, 30, 0.5))
    assert of(alike).details["device_ms"] == 30_000
    path = text(tmp_path, line(TENSOR, 0, 0.5), line(TENSOR, 0, 0.7), line(TENSOR, 30, 0.1))
    with pytest.raises(InputError, match=r"metrics.txt:4: two samples of one time differ; take one of them out"):
        of(path)
    assert run(of(path, leave_out=True))["operations"]["high"] == 21 * PEAK + 30 * FP32


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (line(TENSOR, 0, 1.5), "metrics.txt:3: DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: a share is below nothing or above all"),
        (line(TENSOR, 0, -0.5), "a share is below nothing or above all"),
        (line(USED, 0, 101), "a share is below nothing or above all"),
        (
            line(TENSOR, 0, 0.5)[:90],
            "metrics.txt:3: a line is no sample: it is the last, and the file may have been cut",
        ),
        (line(TENSOR, 0, 0.5).rpartition(" ")[0] + "\n", "a sample has no time, and so says nothing of how long"),
        (line(TENSOR, 0, 0.5).replace(str(START), "-5000"), "a sample is from before 1970, or after 9999"),
        (line("node_load1", 0, 0.5), "holds no sample of DCGM's that is read; those are DCGM_FI_PROF_PIPE_TENSOR"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        of(text(tmp_path, content))
    assert said in str(refused.value)


def test_answers_that_are_none_are_refused(tmp_path: Path) -> None:
    path = answer(tmp_path, TENSOR, (0, "0.1"), (30, "0.1"))
    whole = path.read_text()
    for content, said in (
        (whole[:-9], "is no whole answer of Prometheus"),
        ('{"status": "error", "error": "timeout"}', "is no answer with series"),
        (whole.replace("matrix", "vector"), "is no answer with series"),
    ):
        path.write_text(content)
        with pytest.raises(InputError, match=said):
            of(path)


def test_nothing_personal_is_said(tmp_path: Path) -> None:
    found = of(text(tmp_path, line(TENSOR, 0, 1), line(TENSOR, 30, 1)))
    assert "ann" not in repr(found).replace(str(tmp_path), "")
