"""The demo from end to end, and the claims: computed from the law, not known beforehand."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from plimsoll.assessment.vectors import differences
from plimsoll.demo.claims import Check, Checked, claims
from plimsoll.demo.making import make
from plimsoll.demo.measured import COMPUTE, COST, all_versions, lines_of_headline, measure
from plimsoll.demo.saying import answers, load_line_title, record_title
from plimsoll.demo.showing import regions, time_lines
from plimsoll.errors import InputError
from plimsoll.facts.documents import plain, read_document
from plimsoll.facts.reading import read_facts
from plimsoll.law.texts import us_ca_sb53, us_ca_sb1047

TODAY = date(2026, 11, 22)
ENROLLED = us_ca_sb1047.STATUTE.versions[-1]
CLAIMS = claims()


CHECKS = [check for claim in CLAIMS for check in claim.checks]


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.vector.id)
def test_claim(check: Check) -> None:
    assert differences(check.vector) == []


def test_a_claim_is_told_once_and_read_as_the_page_writes_it() -> None:
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS)
    for claim in CLAIMS:
        assert claim.checks, claim.id
        assert claim.claim.endswith((".", "?")), claim.id
        read_facts([yaml_of(claim)])


def yaml_of(claim: Checked) -> dict[str, object]:
    written = plain(read_document(claim.facts.encode(), claim.id, "yaml"))
    assert isinstance(written, dict)
    assert written == claim.checks[0].vector.facts
    return written


def test_no_print_asks_for_weights() -> None:
    """What the claim on handing over says in words: nothing that is told or sent to anyone is a model."""
    sent = [duty for version in us_ca_sb1047.STATUTE.versions for duty in version.duties if duty.to]
    assert len(sent) > 10
    assert {recipient.code for duty in sent for recipient in duty.to} == {
        "public", "attorney-general", "frontier-model-division",
    }  # fmt: skip
    assert not [duty.id for duty in sent if "weight" in duty.says]


def test_the_claims_asked_about_are_told() -> None:
    told = " ".join(c.claim for c in CLAIMS)
    for asked in ("Llama 3 and Gemma", "$10 million", "jailbreak", "weights", "perjury", "72 hours", "seven years"):
        assert asked in told
    for checked in CLAIMS:
        assert checked.facts.startswith(("organization:", "models:", "clusters:"))


def test_it_writes_the_report_and_the_pictures(tmp_path: Path) -> None:
    made = make(tmp_path, TODAY)
    names = {path.name for path in made.written}
    assert {"report.html", "load-line.svg", "record.svg"} <= names
    report = (tmp_path / "report.html").read_text()
    assert "vetoed, never law" in report
    for model in made.models[:5]:
        assert model.name.replace("&", "&amp;") in report
    assert len(made.models) >= 50
    assert not [n for n in names if n.endswith(".png")] or {"load-line-light.png", "load-line-dark.png"} <= names


def test_the_regions_are_the_laws_own_lines() -> None:
    drawn = {r.law: r for r in regions([v for v in all_versions() if v.version != "2024-06-05"][1:], TODAY)}
    lines = lines_of_headline(ENROLLED, TODAY)
    assert drawn["us-ca-sb1047"].operations_above == float(lines[COMPUTE]) == 1e26
    assert drawn["us-ca-sb1047"].cost_above == float(lines[COST]) == 1e8
    assert drawn["us-ca-sb53"].cost_above is None
    assert {t.law for t in time_lines(all_versions(), TODAY)} == set(drawn)


FACTS = """
organization: {id: lab, name: Lab, kind: company}
models:
  - id: llama-3-8b
    name: Small
    foundation: true
    uses: [{from: 2024-01-01}]
    training: [{operations: 1e24, cost: 1e6}]
  - id: gemma-2b
    name: Large
    foundation: true
    uses: [{from: 2025-01-01}]
    training: [{operations: {low: LOW, best: 3e26, high: 4e26}, cost: 2e8}]
  - {id: blank, name: Blank, foundation: true, training: [{}]}
"""


@pytest.mark.parametrize(
    ("low", "surely", "covered"), [("2e26", "For certain: Large.", "1 public model above"), ("5e25", "none.", "surely")]
)
def test_the_words_follow_the_facts(low: str, surely: str, covered: str, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS.replace("LOW", low))
    facts = read_facts([file])
    models = measure(facts, TODAY)
    from plimsoll.assessment.assess import assess

    told = answers(models, ENROLLED, us_ca_sb53.STATUTE.versions[-1], assess(facts, law="us-ca-sb53", on=TODAY), TODAY)
    assert surely in told[1].paragraphs[0]
    assert covered in load_line_title(models, ENROLLED)
    argued = told[0].paragraphs[0]
    assert argued == "Not all of them fail: Large."
    assert "1 model nobody has published" in told[1].paragraphs[2]
    assert record_title(models, 1e26).endswith("2025")
    assert record_title(models, 1e30) == "The record has not risen above the line"


def test_a_sum_of_which_one_part_is_unknown_is_not_drawn(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(
        "models:\n- {id: a, training: [{operations: 1e24}, {phase: fine-tuning}]}\n"
        "- {id: b, training: [{operations: 1e24}]}\n"
    )
    found = {m.model.id: m.operations for m in measure(read_facts([file]), TODAY)}
    assert found["a"] is None
    assert found["b"] is not None
    assert dataclasses.asdict(found["b"]) == {"low": 1e24, "high": 1e24, "best": 1e24}


def test_a_folder_that_cannot_be_written_is_refused_in_one_line() -> None:
    from plimsoll.cli.demonstrating import demo_command

    with pytest.raises(InputError, match="name a folder"):
        demo_command(Path("/proc/nowhere"), TODAY)
