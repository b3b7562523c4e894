"""`--lang zh`: what a person reads is Chinese, what a program reads is the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plimsoll.cli.commands import app
from plimsoll.cli.wrapping import columns
from plimsoll.law.texts import STATUTES
from plimsoll.translation import WORDING

VERSIONS = [version.name for statute in STATUTES for version in statute.versions]
FACTS = """
organization: {id: acme, kind: company, annual_gross_revenue: {2025: {low: 4e8, high: 6e8}}}
models:
  - id: model
    foundation: true
    training: [{operations: {low: 0.9e26, high: 1.4e26}, cost: {low: 9e7, high: 3e8}, started: 2026-03-01}]
  - {id: "no", derived_from: [{model: model, how: [fine-tuning]}], training: [{operations: 4e25, phase: evaluation}]}
clusters: [{id: hall, network_gbit_s: 400}]
incidents: [{id: leak, model: model, routes: [weights-exfiltrated]}]
harms: [{id: fire, incident: leak, kind: cyberattack, damage: 6e8, model_role: conducts}]
judgments: [{law: us-ca-sb1047, term: nobody-asks, subject: model, verdict: "yes"}]
"""
ENGLISH = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,]+){3,}")
SECTION = re.compile(r"185/5 [A-Z][a-z ]+")
"""Definitions that have no number go by their English name, as a section."""


def left_in_english(shown: str) -> re.Match[str] | None:
    return ENGLISH.search(SECTION.sub("185/5", shown))


"""Four words in a row: names, sections and codes have fewer."""


def plimsoll(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code in (0, 1), done.exception
    return done.output


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("facts") / "facts.yaml"
    file.write_text(FACTS)
    return str(file)


def test_assess_says_it_in_chinese(facts: str) -> None:
    shown = plimsoll("assess", facts, "--all", "--lang", "zh", "--on", "2026-11-22")
    assert not left_in_english(shown)
    for expected in ("涵盖模型", "被否决", "从未成为法律", "未知", "不构成法律意见", "需查明"):
        assert expected in shown


def test_names_are_not_translated(facts: str) -> None:
    shown = plimsoll("assess", facts, "--all", "--lang", "zh", "--law", "us-ca-sb53")
    subjects = {line.split()[0] for line in shown.splitlines() if "us-ca-sb53 " in line}
    assert {"model", "no"} <= subjects


def test_columns_stand_below_each_other(facts: str) -> None:
    head, *rows = plimsoll("assess", facts, "--lang", "zh", "--on", "2026-11-22", "--law", "us-ca-sb53").splitlines()
    at = columns(head[: head.index("条款")])
    for row in rows[:2]:
        assert columns(row[: row.index("22757")]) == at


def codes(answer: Any) -> Any:
    """What is left of an answer without its words."""
    if isinstance(answer, dict):
        return {key: codes(value) for key, value in answer.items() if key not in WORDING}
    return [codes(each) for each in answer] if isinstance(answer, list) else answer


def words(answer: Any, key: str = "") -> list[str]:
    if isinstance(answer, dict):
        return [word for name, value in answer.items() for word in words(value, name)]
    if isinstance(answer, list):
        return [word for each in answer for word in words(each, key)]
    return [answer] if key in WORDING and isinstance(answer, str) else []


def test_json_differs_in_words_alone(facts: str) -> None:
    call = ("assess", facts, "--format", "json", "--on", "2026-11-22")
    english, chinese = json.loads(plimsoll(*call)), json.loads(plimsoll(*call, "--lang", "zh"))
    assert codes(chinese) == codes(english)
    assert len(words(chinese)) == len(words(english)) > 0
    assert not [word for word in words(chinese) if not re.search(r"[\u4e00-\u9fff]", word)]


@pytest.mark.parametrize("version", VERSIONS)
def test_law_show_says_it_in_chinese(version: str) -> None:
    terms = [t.name for s in STATUTES for v in s.versions if v.name == version for t in v.terms]
    for arguments in ((version,), *((version, term) for term in terms)):
        shown = plimsoll("law", "show", *arguments, "--lang", "zh")
        assert not left_in_english(shown)
    english = json.loads(plimsoll("law", "show", version, "--format", "json"))
    chinese = json.loads(plimsoll("law", "show", version, "--format", "json", "--lang", "zh"))
    assert codes(chinese) == codes(english)


def test_law_list_labels_what_never_became_law() -> None:
    shown = plimsoll("law", "list", "--lang", "zh", "--on", "2026-11-22")
    assert not left_in_english(shown)
    row = next(line for line in shown.splitlines() if line.startswith("us-ca-sb1047@2024-09-03"))
    assert "被否决\uff0c从未成为法律" in row


def test_vectors_and_anchors_say_it_in_chinese(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        '- {id: v, law: us-ca-sb53, date: 2026-06-01, facts: {models: [{id: x}]}, expect: {x/frontier-model: "no"}}\n'
    )
    assert "预期为否\uff0c实得未知" in plimsoll("law", "vectors", str(file), "--lang", "zh")
    file.write_text("This is some other law.\n")
    shown = plimsoll("law", "anchor", "us-ca-sb53", str(file), "--lang", "zh")
    assert not left_in_english(shown)
    assert "148" in shown
