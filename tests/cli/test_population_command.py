"""`plimsoll assess --population`, as a person meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from pyarrow import parquet

TABLE = """id,developer,training.operations,training.cost,training.started
aurora,a,2e26,150000000,2025-06-01
borealis,a,9e25,150000000,2024-03-01
corona,b,,,
"""
ON = ("--on", "2026-11-22")


def plimsoll(*arguments: str, cwd: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    (cwd / "models.csv").write_text(TABLE, "utf-8")
    command = [sys.executable, "-c", f"{python}\nfrom plimsoll.cli import main; main()"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, cwd=cwd, check=False)


def test_counts_and_amendments_are_printed(tmp_path: Path) -> None:
    done = plimsoll("assess", "--population", "models.csv", "--law", "us-ca-sb1047", *ON, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("us-ca-sb1047@")]
    assert rows == [
        ["us-ca-sb1047@2024-02-07", "superseded", "covered-model", "0", "0", "3"],
        ["us-ca-sb1047@2024-06-05", "superseded", "covered-model", "1", "1", "1"],
        ["us-ca-sb1047@2024-09-03", "vetoed", "covered-model", "1", "1", "1"],
    ]
    assert "2024-02-07 to 2024-06-05: 1 now reached for certain: aurora" in done.stdout
    assert "3 models, 2 organizations; as of the end of 2026-11-22, UTC. Not legal advice." in done.stdout


def test_json_holds_the_ids(tmp_path: Path) -> None:
    done = plimsoll(
        "assess",
        "--population",
        "models.csv",
        "--law",
        "us-ca-sb1047",
        "--line",
        "training-operations=8e25",
        "--format",
        "json",
        *ON,
        cwd=tmp_path,
    )
    answer = json.loads(done.stdout)
    assert (answer["format"], answer["models"], answer["lines"]) == (
        "plimsoll/population/1",
        3,
        {"training-operations": "8e25"},
    )
    last = answer["counts"][-1]
    assert (last["version"], last["yes"], last["no"], last["unknown"]) == ("2024-09-03", 2, 0, 1)
    assert answer["amendments"][0]["models"] == ["aurora"]


def test_pictures_and_verdicts_are_written(tmp_path: Path) -> None:
    done = plimsoll("assess", "--population", "models.csv", "--law", "us-ca-sb1047", "--out", "out", *ON, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    verdicts = parquet.read_table(tmp_path / "out" / "verdicts.parquet").to_pydict()
    assert verdicts["us-ca-sb1047@2024-09-03/covered-model"] == ["yes", "no", "unknown"]
    for name in ("reach", "over-lines"):
        assert (tmp_path / "out" / f"{name}.svg").read_text("utf-8").startswith("<svg")


def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    for arguments, said in (
        (("--population", "none.csv"), "none.csv: no such file or directory; give the path of a table of models"),
        (("--population", "models.csv", "--line", "compute"), "--line 'compute' is no line; write it as"),
        (("--line", "a=1"), "--columns, --line and --out are for populations; give the table with --population"),
    ):
        done = plimsoll("assess", *arguments, *ON, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"plimsoll: {said}")
        assert done.stderr.count("\n") == 1


def test_without_numpy_it_says_what_to_install(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['numpy'] = None"
    done = plimsoll("assess", "--population", "models.csv", *ON, cwd=tmp_path, python=hidden)
    assert done.returncode == 2
    assert done.stderr == "plimsoll: populations need NumPy and PyArrow; install plimsoll-ai[population]\n"


def test_help_and_plain_answers_need_neither(tmp_path: Path) -> None:
    told = "import sys, atexit; atexit.register(lambda: print({'numpy', 'pyarrow'} & set(sys.modules)))"
    done = plimsoll("assess", "--help", cwd=tmp_path, python=told)
    assert done.stdout.strip().endswith("set()")
