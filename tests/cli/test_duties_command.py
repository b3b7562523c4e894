"""`plimsoll duties` as a person meets it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import vobject
from test_commands import plimsoll, refused

from duty_facts import FACTS

GIVEN = json.dumps(FACTS)
AT = ("--on", "2026-09-01", "--law", "us-ca-sb53")


def test_the_table_tells_what_presses_first_and_the_cost_apart() -> None:
    done = plimsoll("duties", "-", *AT, given=GIVEN)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split()[0] for line in done.stdout.splitlines() if " us-ca-sb53 " in line and not line.startswith("-")]
    assert rows == sorted(rows, key=["overdue", "breached", "undetermined", "late", "due", "met"].index)
    assert "what a breach can cost" in done.stdout
    assert "At most $1,000,000 a violation." in done.stdout
    assert "Not legal advice." in done.stdout
    assert "no-retaliation" not in done.stdout


def test_all_shows_what_asks_for_nothing_too() -> None:
    assert "no-retaliation" in plimsoll("duties", "-", *AT, "--all", given=GIVEN).stdout


def test_strict_fails_when_anything_is_overdue_late_or_breached_and_else_not() -> None:
    assert plimsoll("duties", "-", *AT, "--strict", given=GIVEN).returncode == 1
    done = plimsoll("duties", "-", "--on", "2025-12-31", "--law", "us-ca-sb53", "--strict", given=GIVEN)
    assert done.returncode == 0


def test_json_and_calendar() -> None:
    answer = json.loads(plimsoll("duties", "-", *AT, "--format", "json", given=GIVEN).stdout)
    assert answer["format"] == "plimsoll/duties/1"
    assert {each["status"] for each in answer["duties"]} > {"not-triggered", "standing", "met", "overdue"}
    read = vobject.readOne(plimsoll("duties", "-", *AT, "--format", "ics", given=GIVEN).stdout, validate=True)
    assert len(read.vevent_list) > 2


def test_chinese_changes_words_and_no_code() -> None:
    english = json.loads(plimsoll("duties", "-", *AT, "--format", "json", given=GIVEN).stdout)
    chinese = json.loads(plimsoll("duties", "-", *AT, "--format", "json", "--lang", "zh", given=GIVEN).stdout)
    for one, other in zip(english["duties"], chinese["duties"], strict=True):
        assert [one[k] for k in ("id", "status", "due", "at")] == [other[k] for k in ("id", "status", "due", "at")]
        assert any("一" <= c <= "鿿" for c in other["says"])
    table = plimsoll("duties", "-", *AT, "--lang", "zh", given=GIVEN).stdout
    assert "不构成法律意见" in table


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("duties",),
            "no facts are given, and there is no record here or above; name a facts file, or - for standard input "
            "(`plimsoll facts new` prints one), or make a record with `plimsoll init`",
        ),
        (
            ("duties", "-", "--until", "2026-02-30"),
            "--until: '2026-02-30' is a date that does not exist; write a day that exists, as 2026-11-22",
        ),
        (
            ("duties", "-", "--until", "2026-01-01", "--on", "2026-09-01"),
            "--until 2026-01-01 lies before --on 2026-09-01; give a later day, or leave it out",
        ),
        (("duties", "-", "--law", "us-ca-sb35"), "no law is called 'us-ca-sb35'; did you mean us-ca-sb53?"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(arguments: tuple[str, ...], line: str) -> None:
    assert refused(plimsoll(*arguments, given=GIVEN)) == f"plimsoll: {line}"


def test_what_begins_with_a_law_is_told_ahead() -> None:
    facts = json.loads(GIVEN)
    facts["organization"]["operates_in"] = ["US-CA", "US-NY"]
    shown = plimsoll("duties", "-", "--law", "us-ny-raise", "--on", "2026-11-22", given=json.dumps(facts)).stdout
    row = next(line for line in shown.splitlines() if " disclosure-statement " in line)
    assert row.startswith("not-triggered  2027-01-01")
    assert row.endswith("begins then")


def test_output_that_cannot_be_written_is_told_in_one_line() -> None:
    command = f"{sys.executable} -m plimsoll duties - --format json > /dev/full"
    done = subprocess.run(["bash", "-c", command], input=GIVEN.encode(), capture_output=True)
    assert done.returncode == 2
    assert done.stderr == b"plimsoll: no space left on device; give an output that can be written\n"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_days_at_the_ends_of_the_calendar_are_days(day: str) -> None:
    facts = json.loads(GIVEN)
    facts["models"][0]["uses"][0]["from"] = day
    facts["internal_use_assessments"][0]["completed_at"] = day
    facts["protocols"][0]["modifications"][0]["at"] = day
    for name in ("discovered_at", "imminent_risk_discovered_at"):
        facts["incidents"][0][name] = day
    for format in ("json", "ics", "table"):
        done = plimsoll("duties", "-", "--on", "9999-12-31", "--format", format, given=json.dumps(facts))
        assert (done.returncode, done.stderr) == (0, "")
