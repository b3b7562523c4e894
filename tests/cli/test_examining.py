"""`law check` and `law diff` as a person meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_commands import plimsoll, refused

from plimsoll.errors import InputError

ENROLLED = "us-ca-sb1047@2024-09-03"


def test_each_witness_is_a_facts_file_that_assess_accepts(tmp_path: Path) -> None:
    done = plimsoll("law", "check", ENROLLED, "--witnesses", str(tmp_path), "--on", "2026-11-22")
    assert (done.returncode, done.stderr) == (0, "")
    assert "vetoed, never law" in done.stdout
    written = sorted(tmp_path.glob("*.yaml"))
    assert len(written) == done.stdout.count("wrote ") >= 8
    overlap = next(path for path in written if "overlap" in path.name)
    assert overlap.read_text().startswith("# As of 2026-11-22: a model can be both a covered-model and")
    answer = plimsoll("assess", str(overlap), "--law", ENROLLED, "--format", "json", "--on", "2026-11-22")
    verdicts = {d["term"]: d["verdict"] for d in json.loads(answer.stdout)["determinations"] if d["subject"] == "model"}
    assert (verdicts["covered-model"], verdicts["covered-model-derivative"]) == ("yes", "yes")


def test_check_as_json_has_the_shape_that_others_rely_on() -> None:
    done = plimsoll("law", "check", "us-ny-raise", "--format", "json", "--on", "2026-11-22")
    answer = json.loads(done.stdout)
    assert (answer["format"], answer["law"], answer["version"]) == ("plimsoll/findings/1", "us-ny-raise", "2026-03-27")
    for finding in answer["findings"]:
        assert set(finding) == {"kind", "terms", "at", "says", "more", "witness"}
        assert finding["kind"] in ("gap", "overlap", "unreachable", "reference")
        assert finding["witness"]["format"] == "plimsoll/facts/1"
        fed_back = plimsoll("assess", "-", "--law", "us-ny-raise", given=json.dumps(finding["witness"]))
        assert fed_back.returncode == 0, fed_back.stderr


def test_strict_fails_where_something_is_found_and_only_there() -> None:
    assert plimsoll("law", "check", "us-ny-raise", "--strict").returncode == 1
    clean = plimsoll("law", "check", "kr-ai-basic", "--strict")
    assert clean.returncode == 0
    assert "Nothing found." in clean.stdout


def test_diff_prints_both_directions() -> None:
    done = plimsoll("law", "diff", "us-ny-raise", ENROLLED, "--on", "2026-11-22")
    assert (done.returncode, done.stderr) == (0, "")
    assert "us-ny-raise@2026-03-27 (enacted)" in done.stdout
    assert "only first" in done.stdout
    assert "only second" in done.stdout


def test_diff_as_json() -> None:
    done = plimsoll("law", "diff", "us-ca-sb53", "eu-ai-act-gpai", "--format", "json")
    answer = json.loads(done.stdout)
    assert answer["second"]["law"] == "eu-ai-act-gpai"
    assert {finding["kind"] for finding in answer["findings"]} == {"only-first", "only-second"}


def test_an_unknown_law_is_refused_in_one_line() -> None:
    assert "did you mean us-ca-sb1047?" in refused(plimsoll("law", "check", "us-ca-sb1048"))
    assert "has no version" in refused(plimsoll("law", "diff", "us-ca-sb53", "us-ca-sb53@2020-01-01"))


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    assert "--witnesses" in refused(plimsoll("law", "check", "us-ny-raise", "--witnesses", str(tmp_path / "taken")))


def test_without_the_solver_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    from plimsoll.assessment.examining import examine

    with pytest.raises(InputError, match=r"needs the solver z3; install plimsoll-ai\[examine\]"):
        examine("us-ca-sb53")


def test_help_does_not_load_the_solver() -> None:
    code = "import sys, plimsoll.cli.commands; sys.exit('z3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=os.environ).returncode == 0


def test_two_texts_without_terms_of_a_kind_are_said_not_to_be_compared() -> None:
    assert "no terms to compare" in plimsoll("law", "diff", "us-ca-sb53", "eu-gpai-code").stdout


@pytest.mark.parametrize("on", ["1999-01-01", "2045-06-01"])
def test_a_day_far_off_finds_what_today_finds(on: str) -> None:
    answer = json.loads(plimsoll("law", "check", "us-ca-sb53", "--format", "json", "--on", on).stdout)
    assert [finding["kind"] for finding in answer["findings"]] == ["gap"]
