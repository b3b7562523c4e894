"""The picture and the table of reach: every verdict counted once, unknown as unknown, and every change told."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date

import pytest

from plimsoll.assessment.amendments import Change, changes
from plimsoll.assessment.assess import assess
from plimsoll.demo import reach
from plimsoll.demo.bars import verdict_bars
from plimsoll.demo.left_open import left_open
from plimsoll.demo.plotted import Bar, Theme, Verdict
from plimsoll.law.texts import STATUTES, version_named
from plimsoll.reference import reference_facts

DAY = date(2026, 11, 22)
ENROLLED = version_named("us-ca-sb1047@2024-09-03", DAY)
SVG = "{http://www.w3.org/2000/svg}"
MEANING: dict[Verdict, str] = {"yes": "reached", "unknown": "cannot be told", "no": "not reached"}


def test_what_changed_between_two_versions() -> None:
    before: dict[str, Verdict] = {"a": "no", "b": "unknown", "c": "unknown", "d": "yes"}
    after: dict[str, Verdict] = {"a": "yes", "b": "no", "c": "no", "d": "yes"}
    assert changes(before, after) == (Change("unknown", "no", ("b", "c")), Change("no", "yes", ("a",)))


def test_every_text_says_something_of_every_model() -> None:
    facts = reference_facts()
    versions = reach.with_models(STATUTES)
    verdicts = reach.headline_verdicts(assess(facts, law=[v.name for v in versions], on=DAY), versions)
    bars = reach.reach_bars(versions, verdicts, DAY)
    assert {sum(bar.counts.values()) for bar in bars} == {len(facts.models)}
    assert [bar.status for bar in bars if bar.label == "SB 1047"] == ["superseded", "superseded", "vetoed"]
    by_hand = Counter(
        d.verdict for d in assess(facts, law="us-ca-sb53", on=DAY).determinations if d.term == "frontier-model"
    )
    assert next(bar.counts for bar in bars if bar.label == "SB 53") == by_hand


def test_an_amendment_names_whom_it_added_and_let_go() -> None:
    versions = [version_named(f"us-ca-sb1047@{print_}", DAY) for print_ in ("2024-06-05", "2024-09-03")]
    verdicts: dict[str, dict[str, Verdict]] = {
        versions[0].name: {"a": "no", "b": "yes", "c": "no"},
        versions[1].name: {"a": "yes", "b": "unknown", "c": "no"},
    }
    first, second = reach.amendment_bars(versions, verdicts, {"b": "Model B", "a": "Model A", "c": "C"}, DAY)
    assert first.notes == ()
    assert second.notes == ("Added: 1 model (Model A).", "No longer certain to be reached: 1 model (Model B).")
    same: dict[str, dict[str, Verdict]] = {version.name: {"a": "no"} for version in versions}
    assert "every verdict is as before" in reach.amendment_bars(versions, same, {"a": "A"}, DAY)[1].notes[0]


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_the_bars_hold_every_number_and_are_said_in_words(theme: Theme) -> None:
    bars = [
        Bar("First <text>", "vetoed", "2024", {"yes": 1, "unknown": 300, "no": 99}, ("Added: one & all.",)),
        Bar("Second", "in-force", "", {"no": 400}),
    ]
    svg = verdict_bars(bars, key="k", title="T", meaning=MEANING, theme=theme)
    root = ET.fromstring(svg)
    written = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    for said in ("300", "99", "400", "1 yes", "First <text>", "vetoed, never law", "in force", "Added: one & all."):
        assert said in written
    description = next(root.iter(f"{SVG}desc")).text or ""
    assert "1 reached, 300 cannot be told, 99 not reached" in description
    widths = [float(each.attrib["width"]) for each in root.iter(f"{SVG}rect") if "fill-opacity" in each.attrib]
    assert widths[1] > 2.9 * widths[2] > 3 * widths[0]


def test_what_a_text_leaves_open_comes_with_facts_and_its_status() -> None:
    found = left_open(ENROLLED, DAY)
    assert (found.status, found.missing) == ("vetoed", "")
    assert any("exactly 3 × 10^25" in opening.says for opening in found.openings)
    assert all(opening.facts.startswith("format: plimsoll/facts/1\n") for opening in found.openings)


def test_without_the_solver_the_report_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    found = left_open(ENROLLED, DAY)
    assert found.openings == ()
    assert "install plimsoll-ai[examine]" in found.missing
