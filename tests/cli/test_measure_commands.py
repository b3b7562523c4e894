"""Measuring as a person does it: shown, kept as facts, sealed, and measured again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_commands import plimsoll, refused

CONFIG = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
}
PERIODS = "- {device: H100 SXM, devices: 1000, hours: 100, utilisation: 0.4, precision: bf16, started: 2026-06-01}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLIMSOLL_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    for name in ("PLIMSOLL_STORE", "PLIMSOLL_CUSTODY", "PLIMSOLL_ACTOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "periods.yaml").write_text(PERIODS)
    return tmp_path


def answer(*arguments: str, status: int = 0) -> Any:
    done = plimsoll(*arguments, "--format", "json")
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def test_device_time_becomes_facts(here: Path) -> None:
    done = plimsoll("measure", "hardware", "periods.yaml", "--model", "m", "--out", "facts.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1.425e23" in done.stdout
    assert "plimsoll assess facts.json" in done.stdout
    found = answer("assess", "facts.json")["determinations"]
    assert {each["subject"] for each in found if each["term"] == "frontier-model"} == {"m"}


def test_the_call_can_say_it_all(here: Path) -> None:
    said = [
        "--device",
        "H100 SXM",
        "--devices",
        "1000",
        "--hours",
        "100",
        "--utilisation",
        "0.4",
        "--precision",
        "bf16",
    ]
    one = answer("measure", "hardware", *said, "--started", "2026-06-01")
    assert one["facts"] == answer("measure", "hardware", "periods.yaml")["facts"]


def test_a_plan_shows_the_share_of_every_line(here: Path) -> None:
    (here / "base.yaml").write_text(
        "models: [{id: big, foundation: true, training: [{operations: 3e26, cost: 300e6}]}]"
    )
    said = ["measure", "plan", "config.json", "--tokens", "15e12", "--base", "big", "--facts", "base.yaml"]
    lines = answer(*said)["details"]["lines"]
    shares = {each["law"].split("@")[0]: each["share"] for each in lines if each["term"] == "frontier-model"}
    assert shares["us-ca-sb53"]["low"] > 3
    own = [each for each in lines if each["term"] == "covered-model-derivative" and each["share"]]
    assert own[0]["fact"] == "fine-tuning.operations"
    assert own[0]["share"]["high"] < 0.1
    done = plimsoll(*said)
    assert "us-ca-sb1047 (vetoed)" in done.stdout
    assert "3.0" in done.stdout or "300" in done.stdout


def test_a_measurement_is_sealed_and_measured_again(here: Path) -> None:
    assert plimsoll("init").returncode == 0
    (here / "periods.yaml").rename(here / "of Jane Planted.yaml")
    found = answer("measure", "hardware", "of Jane Planted.yaml", "--model", "m", "--record", "--by", "Jane Planted")
    entry = str(found["entry"])
    (value,) = [each["value"] for each in answer("log")["entries"] if each["kind"] == "measurement"]
    assert value["arguments"].keys() == {"$personal"}
    again = answer("measure", "replay", entry, "of Jane Planted.yaml")
    assert again["differs"] == []
    assert again["measured"]["facts"] == found["facts"]
    assert plimsoll("verify").returncode == 0
    done = plimsoll("measure", "replay", entry, "of Jane Planted.yaml")
    assert "come out the same" in done.stdout
    for file in here.rglob("*"):
        if file.is_file() and ".plimsoll" in file.parts:
            assert b"Planted" not in file.read_bytes()


def test_another_file_is_not_what_was_measured(here: Path) -> None:
    assert plimsoll("init").returncode == 0
    entry = str(answer("measure", "hardware", "periods.yaml", "--record")["entry"])
    (here / "periods.yaml").write_text(PERIODS.replace("1000", "1001"))
    assert "1 of its 1 files are not here, or were changed" in refused(
        plimsoll("measure", "replay", entry, "periods.yaml")
    )
    assert "is no measurement" in refused(plimsoll("measure", "replay", "0"))


def test_what_differs_is_a_failure(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from plimsoll.cli.commands import app
    from plimsoll.measure import hardware

    assert plimsoll("init").returncode == 0
    entry = str(answer("measure", "hardware", "periods.yaml", "--record")["entry"])
    monkeypatch.setattr(hardware, "operations", lambda low, high, best=None, **origin: 7)
    done = CliRunner().invoke(app, ["measure", "replay", entry, "periods.yaml"])
    assert done.exit_code == 1
    assert "come out otherwise" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["plan"], "nothing to plan from"),
        (["plan", "config.json"], "tokens is not told"),
        (["plan", "config.json", "--tokens", "many"], "--tokens 'many' is no number"),
        (["plan", "config.json", "--tokens", "1.5"], "is no whole number"),
        (["plan", "gone.json", "--tokens", "1"], "gone.json: cannot be read"),
        (["plan", "--parameters", "1e9", "--tokens", "1e999"], "is no number"),
        (["hardware"], "no time of any device is given"),
        (["hardware", "--device", "A100"], "under hours what is no number"),
        (["hardware", "--device", "A100", "--hours", "1", "--utilisation", "2"], "no share from 0 to 1"),
        (["hardware", "gone.yaml"], "gone.yaml"),
        (["hardware", "periods.yaml", "--record"], "there is no record here or above"),
        (["hardware", "periods.yaml", "--out", "no/where"], "cannot write"),
    ],
)
def test_a_wrong_call_is_one_line(here: Path, arguments: list[str], says: str) -> None:
    assert says in refused(plimsoll("measure", *arguments))
