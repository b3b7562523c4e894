"""`plimsoll measure slurm`, `focus`, `dcgm` and `usage`, as a person meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from plimsoll.measure.usage.pseudonyms import Pseudonyms

JOBS = """JobID|User|Account|State|Start|End|Elapsed|AllocTRES|Comment
1|ann|nlp|COMPLETED|2026-03-01T12:00:00|2026-03-02T12:00:00|1-00:00:00|gres/gpu:h100_sxm=8,gres/gpu=8|acme-1
2|ann|vision|RUNNING|2026-03-02T12:00:00|Unknown|02:00:00|gres/gpu=4|
"""
BILL = """BillingCurrency,EffectiveCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,Tags
USD,12.5,Usage,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,"{""model"": ""acme-1""}"
EUR,-2,Credit,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,"{""model"": ""acme-1""}"
"""
SAMPLES = "".join(
    f'DCGM_FI_PROF_PIPE_TENSOR_ACTIVE{{UUID="GPU-1",modelName="NVIDIA A100-SXM4-80GB"}} 0.5 {1_772_359_200_000 + n}\n'
    for n in (0, 30_000)
)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    for name, text in (("jobs.txt", JOBS), ("bill.csv", BILL), ("metrics.txt", SAMPLES)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def plimsoll(*arguments: str, cwd: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"{python}\nfrom plimsoll.cli import main; main()", *arguments]
    environment = {"PLIMSOLL_KEYS": str(cwd / "keys"), "PATH": "/usr/bin:/bin", "HOME": str(cwd)}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)


def test_jobs_are_measured_kept_and_totalled(here: Path) -> None:
    done = plimsoll(
        *("measure", "slurm", "jobs.txt", "--zone", "UTC", "--model-from", "Comment", "--phase", "pretraining"),
        *("--precision", "bf16", "--utilisation", "0.25:0.5", "--segments", "march", "--out", "facts.json"),
        cwd=here,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "acme-1  pretraining  compute  1.71e20" in done.stdout
    assert "- operations unknown: 8.0 device-hours were on devices whose kind is not told" in done.stdout
    assert "2 rows in march, sealed as " in done.stdout
    assert "ann" not in done.stdout
    (here / "accounts").write_text("nlp\n")
    totals = plimsoll("measure", "usage", "march", "--by", "customer,day", "--accounts", "accounts", cwd=here)
    key = (here / "keys" / "usage" / "pseudonyms.key").read_bytes()
    rows = [line.split() for line in totals.stdout.splitlines()[1:4]]
    other = Pseudonyms(key).of("customer", "vision")
    assert sorted(rows) == sorted(
        [
            ["nlp", "2026-03-01", "1", "96.000"],
            ["nlp", "2026-03-02", "0", "96.000"],
            [other, "2026-03-02", "1", "8.000"],
        ]
    )
    assessed = plimsoll("assess", "facts.json", "--law", "us-ca-sb53", "--on", "2026-11-22", cwd=here)
    assert "acme-1" in assessed.stdout


def test_json_says_all(here: Path) -> None:
    done = plimsoll("measure", "slurm", "jobs.txt", "--segments", "march", "--clear", "--format", "json", cwd=here)
    told = json.loads(done.stdout)
    assert (told["format"], told["kind"], told["details"]["rows"]) == ("plimsoll/measurement/1", "slurm", 2)
    assert told["details"]["segments"]["rows"] == 2
    assert "times are taken for UTC, since no zone is given" in str(told["notes"])
    totals = json.loads(plimsoll("measure", "usage", "march", "--by", "customer", "--format", "json", cwd=here).stdout)
    assert [each["customer"] for each in totals["totals"]] == ["nlp", "vision"]


def test_money_is_shown_by_currency(here: Path) -> None:
    done = plimsoll("measure", "focus", "bill.csv", "--model-from", "Tags.model", "--segments", "bills", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "12.5" in done.stdout
    assert "2.00 EUR more was given back than was charged" in done.stdout
    totals = plimsoll("measure", "usage", "bills", "--by", "state", cwd=here)
    assert [line.split() for line in totals.stdout.splitlines()[:3]] == [
        ["state", "currency", "rows", "spent"],
        ["credit", "EUR", "1", "-2.00"],
        ["usage", "USD", "1", "12.50"],
    ]


def test_samples_are_bounds(here: Path) -> None:
    done = plimsoll("measure", "dcgm", "metrics.txt", "--model", "acme-1", "--phase", "pretraining", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "acme-1  pretraining  compute  0" in done.stdout


def test_a_measurement_is_sealed_and_done_again(here: Path) -> None:
    assert plimsoll("init", "--origin", "example.com/record", cwd=here).returncode == 0
    measure = ("measure", "slurm", "jobs.txt", "--model-from", "Comment", "--phase", "pretraining", "--record")
    sealed = json.loads(plimsoll(*measure, "--format", "json", cwd=here).stdout)
    again = plimsoll("measure", "replay", str(sealed["entry"]), "jobs.txt", cwd=here)
    assert again.returncode == 0, again.stderr + again.stdout
    assert "come out the same" in again.stdout


def test_the_digest_of_segments_is_sealed(here: Path) -> None:
    assert plimsoll("init", "--origin", "example.com/record", cwd=here).returncode == 0
    measure = ("measure", "slurm", "jobs.txt", "--model", "acme-1", "--segments", "march", "--record")
    sealed = json.loads(plimsoll(*measure, "--format", "json", cwd=here).stdout)
    digest = sha256((here / "march" / "manifest.json").read_bytes()).hexdigest()
    assert sealed["details"]["segments"]["sha256"] == digest
    look = "from plimsoll.record.store import Store\nimport sys\n"
    look += "with Store.open('.plimsoll').reading() as t: print(t.entry(int(sys.argv[1])).value['segments']['sha256'])"
    found = subprocess.run(
        [sys.executable, "-c", look, str(sealed["entry"])], capture_output=True, text=True, cwd=here, check=True
    )
    assert found.stdout.strip() == digest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("slurm", "none.txt"), "none.txt: cannot be read (No such file or directory); name a file that is there"),
        (("slurm", "jobs.txt", "--zone", "Mars"), "'Mars' is no time zone; name one of the IANA database"),
        (("slurm", "jobs.txt", "--phase", "sleeping"), "'sleeping' is no phase; name one of pretraining"),
        (("slurm", "jobs.txt", "--utilisation", "2"), "the utilisation is no share from 0 to 1, least first; write it"),
        (("slurm", "jobs.txt", "--precision", "bf32"), "'bf32' is no precision; name one of fp64"),
        (("slurm", "jobs.txt", "--model-from", "Comment=("), "'(' is no regular expression"),
        (("slurm", "jobs.txt", "--device", "volta"), "--device 'volta' does not say what it means; write it as"),
        (("slurm", "jobs.txt", "--model-from", "Colour"), "jobs.txt:1: there is no column 'Colour'; print it too"),
        (("focus", "jobs.txt"), "jobs.txt:1: there is no column EffectiveCost; take a file in the FOCUS format"),
        (("dcgm", "jobs.txt"), "jobs.txt:3: holds no sample of DCGM's that is read"),
        (("usage", "none"), "none/manifest.json: cannot be read"),
    ],
)
def test_what_is_wrong_is_one_line(here: Path, arguments: tuple[str, ...], said: str) -> None:
    done = plimsoll("measure", *arguments, cwd=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_the_packages_it_says_what_to_install(here: Path) -> None:
    done = plimsoll("measure", "slurm", "jobs.txt", cwd=here, python="import sys; sys.modules['pyarrow'] = None")
    assert done.returncode == 2
    assert "measuring usage needs DuckDB, Ibis and PyArrow; install plimsoll-ai[measure]" in done.stderr


def test_device_time_costs_what_the_market_asked_on_the_first_day(here: Path) -> None:
    (here / "prices.yaml").write_text("- {device: NVIDIA H100 SXM, day: 2026-02-01, quote: 3, source: mine}\n")
    told = ("measure", "slurm", "jobs.txt", "--zone", "UTC", "--model-from", "Comment", "--format", "json")
    found = json.loads(plimsoll(*told, "--prices", "prices.yaml", cwd=here).stdout)
    (run,) = found["facts"]["models"][0]["training"]
    assert run["cost"]["value"] == 8 * 24 * 3
    assert "market prices of the year up to 2026-03-01: mine" in found["notes"]
    shipped = json.loads(plimsoll(*told, "--cost", cwd=here).stdout)
    (run,) = shipped["facts"]["models"][0]["training"]
    assert run["cost"]["low"] < run["cost"]["best"] < run["cost"]["high"]
    (run,) = json.loads(plimsoll(*told, cwd=here).stdout)["facts"]["models"][0]["training"]
    assert "cost" not in run
