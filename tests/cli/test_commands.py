"""The command line as a person meets it: whole processes, exit statuses, one line for what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plimsoll.law.texts import STATUTES

ENROLLED = "us-ca-sb1047@2024-09-03"
LEAST = "models: [{id: x, training: [{operations: 1.2e26}]}]"


def plimsoll(
    *arguments: str, given: str | bytes | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    data = given.encode() if isinstance(given, str) else given
    done = subprocess.run(
        [sys.executable, "-m", "plimsoll", *arguments], input=data or b"", capture_output=True, cwd=cwd
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a refusal."""
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_assess_prints_a_row_a_model_and_law() -> None:
    done = plimsoll("assess", "-", "--on", "2026-11-22", given=LEAST)
    assert done.returncode == 0
    assert done.stderr == ""
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("x ")]
    assert [(row[1], row[3], row[4]) for row in rows][:2] == [
        ("us-ca-sb1047", "covered-model", "unknown"),
        ("us-ca-sb53", "frontier-model", "unknown"),
    ]
    assert [row[1] for row in rows] == [statute.id for statute in STATUTES if statute.versions[-1].headline]
    assert "needs training[0].cost" in " ".join(done.stdout.split())
    assert "never became law" in done.stdout
    assert "Not legal advice." in done.stdout


def test_assess_all_shows_every_term() -> None:
    done = plimsoll("assess", "-", "--all", "--law", ENROLLED, given=LEAST)
    terms = [line.split()[3] for line in done.stdout.splitlines() if line.startswith("x ")]
    assert terms == ["covered-model", "covered-model-derivative", "limited-duty-exemption"]


def test_assess_json() -> None:
    done = plimsoll("assess", "-", "--format", "json", "--law", "us-ca-sb53", "--on", "2025-12-31", given=LEAST)
    answer = json.loads(done.stdout)
    assert (answer["format"], answer["on"]) == ("plimsoll/assessment/1", "2025-12-31")
    assert {d["status"] for d in answer["determinations"]} == {"enacted"}


@pytest.mark.parametrize(
    ("arguments", "given", "says"),
    [
        (["assess"], None, "no facts are given, and there is no record here or above; name a facts file"),
        (["assess", "nowhere.yaml"], None, "nowhere.yaml: no such file or directory"),
        (["assess", "-", "--on", "2026-02-30"], LEAST, "'2026-02-30' is a date that does not exist"),
        (["assess", "-", "--law", "us-ca-sb1074"], LEAST, "did you mean us-ca-sb1047?"),
        (["assess", "-"], "models: [{id: x, training: [{operations: 1e26 dollars}]}]", "standard input:1:"),
        (["assess", "-"], b"\xff\xfe\x00", "standard input"),
        (["assess", "-"], "models: [{id: x, colour: blue}]", "unknown key 'colour'"),
        (["law", "show", "us-ca-sb53", "covered-model"], None, "has no term or duty 'covered-model'"),
        (["law", "vectors", "nowhere.yaml"], None, "nowhere.yaml: no such file or directory"),
        (["law", "anchor", "us-ca-sb1047@2024-06-05", "x"], None, "has no anchors: no copy of its text was read"),
        (["facts", "new", "--from", "nowhere.json"], None, "nowhere.json: no such file or directory"),
        (["demo", "--out", "/proc/nowhere"], None, "name a folder that can be written to"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments: list[str], given: Any, says: str, tmp_path: Path) -> None:
    assert says in refused(plimsoll(*arguments, given=given, cwd=tmp_path))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["asses"], "no such command 'asses'"),
        (["assess", "--format", "xml"], "invalid value for '--format'"),
        (["law", "show"], "missing argument"),
        (["assess", "--colour"], "no such option"),
    ],
)
def test_a_wrong_call_is_one_line_too(arguments: list[str], says: str) -> None:
    said = refused(plimsoll(*arguments))
    assert says in said
    assert "--help`" in said


def test_no_command_shows_the_help() -> None:
    done = plimsoll()
    assert done.returncode == 2
    assert "plimsoll demo" in done.stdout + done.stderr


def test_vectors_that_hold_and_vectors_that_differ(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    vector = (
        "- {{id: v, law: us-ca-sb53, date: 2026-06-01, facts: {{{facts}}}, expect: {{x/frontier-model: {verdict}}}}}\n"
    )
    file.write_text(vector.format(facts=LEAST, verdict="unknown"))
    done = plimsoll("law", "vectors", str(file))
    assert (done.returncode, done.stdout) == (0, "1 vectors, 0 differ\n")
    file.write_text(vector.format(facts=LEAST, verdict='"yes"'))
    done = plimsoll("law", "vectors", str(file))
    assert (done.returncode, done.stdout) == (
        1,
        "v: x/frontier-model: expected yes, found unknown\n1 vectors, 1 differ\n",
    )


def test_anchors_name_what_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text("This is some other law.\n")
    done = plimsoll("law", "anchor", "us-ca-sb53", str(file))
    assert done.returncode == 1
    assert "is this the right text?" in done.stdout
    assert "0 of 148 clauses stand" in done.stdout


def test_law_list_labels_what_never_became_law() -> None:
    printed = plimsoll("law", "list", "--on", "2026-11-22").stdout
    rows = {line.split()[0]: line for line in printed.splitlines()[1:] if line}
    assert "vetoed, never law" in rows[ENROLLED]
    assert "superseded, never law" in rows["us-ca-sb1047@2024-02-07"]
    assert "in-force" in rows["us-ca-sb53@2025-09-29"]
    answer = json.loads(plimsoll("law", "list", "--format", "json", "--on", "2026-11-22").stdout)
    assert "Read, and nothing to compute" in printed
    assert {"us-ca-sb896", "us-eo-14110", "us-ma-s37"} <= {each["id"] for each in answer["without_rules"]}
    default = {law["law"]: law["version"] for law in answer["laws"] if law["default"]}
    assert set(default) == {statute.id for statute in STATUTES}
    assert (default["us-ca-sb1047"], default["us-ca-sb53"]) == ("2024-09-03", "2025-09-29")


def test_law_show_lists_judgments_lines_readings_and_defects() -> None:
    said = plimsoll("law", "show", ENROLLED).stdout
    for expected in (
        "judgment demonstrably-increases-risk:",
        "1e26 operations (called training-operations; set by the agency",
        "later-compute-is-training (default true)",
        "22606(a)(3) points to 22603(e)(6)",
    ):
        assert expected in said
    term = json.loads(plimsoll("law", "show", ENROLLED, "covered-model", "--format", "json").stdout)
    assert [t["term"] for t in term["terms"]] == ["covered-model"]


def test_facts_new_can_be_assessed_as_it_stands() -> None:
    template = plimsoll("facts", "new")
    assert template.returncode == 0
    done = plimsoll("assess", "-", given=template.stdout)
    assert done.returncode == 0
    assert "unknown" in done.stdout


def test_schema_is_json() -> None:
    assert json.loads(plimsoll("schema", "facts").stdout)["title"] == "Plimsoll facts"


def test_help_teaches() -> None:
    said = plimsoll("--help").stdout
    assert "plimsoll demo" in said
    assert "Not legal advice" in said
    assert plimsoll("--version").stdout.startswith("plimsoll 0.")


def test_help_does_not_wait_for_the_laws() -> None:
    code = "import sys; sys.argv = ['plimsoll', '--help']\n"
    code += "from plimsoll.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print([m for m in ('pydantic', 'yaml', 'jinja2', 'plimsoll.law', 'plimsoll.facts') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("models:\n" + "".join(f"  - {{id: m{i}}}\n" for i in range(400)))
    command = f"'{sys.executable}' -m plimsoll assess '{file}' --all | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("run", "says"),
    [
        ("operations: 100000000000000000000000001, cost: 150e6", "compute just above 1x"),
        ("operations: 2e26, cost: 100000000.004", "cost 1.00000000004x"),
        ("operations: 1e350, cost: 1e350", "compute 1.8e+308x, cost 1.8e+308x"),
        ("operations: 1e26, cost: 100e6", "compute 1x, cost 1x"),
    ],
)
def test_a_ratio_never_rounds_onto_the_line(run: str, says: str) -> None:
    done = plimsoll("assess", "-", "--law", ENROLLED, given=f"models: [{{id: x, training: [{{{run}}}]}}]")
    assert (done.returncode, done.stderr) == (0, "")
    assert says in done.stdout


def test_a_fault_of_our_own_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from plimsoll import cli
    from plimsoll.cli import commands

    def broken(**_: object) -> None:
        raise RecursionError("maximum recursion depth\nexceeded")

    monkeypatch.setattr(commands, "app", broken)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "RecursionError: maximum recursion depth" in said


def test_a_closed_output_is_one_line() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m plimsoll law list >&-"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (
        2,
        "plimsoll: standard output is closed; give an output that can be written\n",
    )
