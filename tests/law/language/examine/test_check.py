"""What an examination finds, and that it follows the text: a changed rule changes the finding."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from plimsoll import assess
from plimsoll.assessment.examining import Examination, examine
from plimsoll.law.language.comparison import Runs, Total
from plimsoll.law.language.examine.examined import Examined, scene_of
from plimsoll.law.language.examine.finding import Finding
from plimsoll.law.language.examine.gaps import gaps
from plimsoll.law.language.examine.overlaps import overlaps
from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Fact,
    Includes,
    OneOf,
    Some,
    The,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import Line, operations
from plimsoll.law.language.references import astray
from plimsoll.law.language.rewriting import with_lines
from plimsoll.law.language.statute import Reference, Term, Version
from plimsoll.law.texts import STATUTES, version_named
from plimsoll.law.texts.us_ca_sb1047.enrolled import (
    DERIVATIVE_COST_LINE,
    DERIVATIVE_LINE,
    FINE_TUNING_COST_LINE,
    FINE_TUNING_LINE,
    TRAINING_LINE,
)

DAY = date(2026, 11, 22)
ENROLLED = version_named("us-ca-sb1047@2024-09-03", DAY)
VERSIONS = [version for statute in STATUTES for version in statute.versions]


@pytest.fixture(scope="module")
def found() -> Examination:
    return examine(ENROLLED, on=DAY)


def the(findings: Iterable[Finding], kind: str, *terms: str, saying: Iterable[str] = ()) -> Finding:
    """The one finding of a kind on these terms that says all this."""
    fitting = [f for f in findings if (f.kind, f.terms) == (kind, terms) and all(words in f.says for words in saying)]
    assert len(fitting) == 1, [f.says for f in findings]
    return fitting[0]


def verdicts(finding: Finding, *asked: tuple[str, str], version: Version = ENROLLED) -> list[str]:
    assert finding.facts is not None
    answer = assess(finding.facts, law=version.name, on=DAY)
    return [answer.find(subject, term).verdict for subject, term in asked]


COVERED = ("model", "covered-model")
DERIVATIVE = ("model", "covered-model-derivative")
TERMS = ("covered-model", "covered-model-derivative")


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_every_finding_of_every_text_is_borne_out_by_its_witness(version: Version) -> None:
    for finding in examine(version, on=DAY).findings:  # raises where a witness does not show it
        assert finding.facts is not None, finding.says
        assert finding.at


def test_at_exactly_the_line_both_terms_hold(found: Examination) -> None:
    finding = the(found.findings, "overlap", *TERMS, saying=["fine-tuning operations: exactly 3e25", "made from"])
    assert finding.at == ("22602(e)(1)(A)(ii)", "22602(f)(3)")
    assert verdicts(finding, COVERED, DERIVATIVE) == ["yes", "yes"]
    assert finding.facts is not None
    assert finding.facts["models"][0]["training"][0]["operations"] == 3e25


def test_a_covered_model_at_exactly_the_line_has_no_developer(found: Examination) -> None:
    finding = the(found.findings, "gap", "covered-model", "developer", saying=["fine-tuning operations: exactly 3e25"])
    assert finding.at == ("22602(e)(1)(A)(ii)", "22602(i)")
    assert verdicts(finding, COVERED, ("acme", "developer")) == ["yes", "no"]


def test_a_large_fine_tune_of_a_derivative_is_nothing_and_yet_makes_a_developer(found: Examination) -> None:
    chain = the(found.findings, "gap", *TERMS, saying=["more than 3e25", "made from no covered-model-or-its-copy"])
    assert verdicts(chain, COVERED, DERIVATIVE, ("base", "covered-model-derivative")) == ["no", "no", "yes"]
    maker = the(found.findings, "gap", "developer", "covered-model")
    assert verdicts(maker, ("acme", "developer"), COVERED) == ["yes", "no"]


def test_a_fine_tune_that_costs_too_little_is_nothing(found: Examination) -> None:
    ways = ["made by fine-tuning from", "fine-tuning cost: at most $10,000,000"]
    fitting = [f for f in found.findings if f.kind == "gap" and all(words in f.says for words in ways)]
    finding = next(f for f in fitting if "price index" not in f.says)
    assert verdicts(finding, COVERED, DERIVATIVE, ("base", "covered-model")) == ["no", "no", "yes"]


def test_an_index_on_one_of_two_equal_amounts_opens_a_gap_between_them(found: Examination) -> None:
    finding = the(found.findings, "gap", *TERMS, saying=["once the price index has moved", "more than 3e25"])
    assert finding.facts is not None
    cost = finding.facts["models"][0]["training"][0]["cost"]
    assert 10_000_000 < cost <= 10_000_000 * finding.facts["regulations"][0]["by_year"]["2026"]
    assert verdicts(finding, COVERED, DERIVATIVE) == ["no", "no"]


def test_a_comparison_that_the_text_does_not_name(found: Examination) -> None:
    finding = the(found.findings, "gap", "covered-model", saying=["training-operations", "names no comparison"])
    assert finding.facts is not None
    assert finding.facts["regulations"][0]["value"] == finding.facts["models"][0]["training"][0]["operations"]


def test_references_that_lead_nowhere(found: Examination) -> None:
    astray = {f.says for f in found.findings if f.kind == "reference"}
    assert astray == {
        "22603(e)(2) points to Gov. 11547.6(d) for audit-regulations, which stands in Gov. 11547.6(e)",
        "22606(a)(3) points to 22603(e)(6) for audit-honesty, which stands in 22603(e)(7)",
    }


def test_a_government_body_trains_a_covered_model_without_being_a_developer(found: Examination) -> None:
    finding = the(found.findings, "gap", "covered-model", "developer", saying=["kind is government"])
    assert verdicts(finding, COVERED, ("acme", "developer")) == ["yes", "no"]


def changed(old: Line, new: Fraction | Line) -> list[Finding]:
    version = with_lines(ENROLLED, {old: new})
    text = Examined(version, scene_of(DAY, version), DAY)
    return [*overlaps(text), *gaps(text)]


def test_a_lower_line_in_one_of_two_terms_closes_the_overlap_and_opens_a_gap() -> None:
    findings = changed(DERIVATIVE_LINE, Fraction(2 * 10**25))
    assert not [f for f in findings if f.kind == "overlap" and "exactly" in f.says]
    between = [f for f in findings if f.kind == "gap" and "less than 3e25" in f.says and "more than 2e25" in f.says]
    assert len(between) == 1
    assert between[0].facts is not None
    assert 2e25 < between[0].facts["models"][0]["training"][0]["operations"] < 3e25


def test_a_higher_line_in_one_of_two_terms_widens_the_overlap() -> None:
    findings = changed(DERIVATIVE_LINE, Fraction(5 * 10**25))
    finding = the(findings, "overlap", *TERMS, saying=["at least 3e25", "at most 5e25"])
    assert finding.facts is not None
    assert 3e25 <= finding.facts["models"][0]["training"][0]["operations"] <= 5e25


def test_the_same_index_on_both_amounts_leaves_no_gap_between_them() -> None:
    findings = changed(DERIVATIVE_COST_LINE, FINE_TUNING_COST_LINE)
    assert not [f for f in findings if "price index" in f.says]


def test_a_comparison_that_is_named_is_no_gap() -> None:
    assert TRAINING_LINE.delegation is not None
    named = replace(TRAINING_LINE, delegation=replace(TRAINING_LINE.delegation, unsaid=False))
    assert not [f for f in changed(TRAINING_LINE, named) if "names no comparison" in f.says]


def test_a_reference_set_right_is_no_finding() -> None:
    right = tuple(replace(r, to="22603(e)(7)") if r.about == "audit-honesty" else r for r in ENROLLED.references)
    assert [r.about for r, _ in astray(replace(ENROLLED, references=right))] == ["audit-regulations"]


def test_a_term_that_nothing_defines() -> None:
    added = (*ENROLLED.references, Reference(at="22609", to="22602", about="large-covered-model"))
    says = {says for _, says in astray(replace(ENROLLED, references=added))}
    assert "22609 speaks of large-covered-model, which nothing in the text defines" in says


def test_what_lies_outside_the_scope_of_a_law_is_no_gap() -> None:
    says = " ".join(f.says for f in examine("us-ny-raise", on=DAY).findings)
    assert "US-NY" not in says
    assert "academic" not in says


def test_terms_that_both_ask_for_much_do_not_exclude_each_other() -> None:
    assert not [f for f in examine("eu-ai-act-gpai", on=DAY).findings if f.kind == "overlap"]


def odd(means: Expression) -> list[Finding]:
    """What an examination finds unreachable in a text of one term."""
    term = Term("odd-model", "model", "1", means, "An odd model.")
    text = replace(version_named("kr-ai-basic", DAY), terms=(term,), duties=(), headline=("odd-model",))
    return [f for f in examine(text, on=DAY).findings if f.kind == "unreachable"]


def test_a_branch_that_what_stands_beside_it_rules_out() -> None:
    used = Total("training.operations", "operations", Runs())
    alive, dead = Includes("modalities", "text"), (used < operations("1e25")).at("(b)")
    assert [f.at for f in odd(all_of(used > operations("1e26"), any_of(alive, dead)))] == [("1(b)",)]
    assert odd(all_of(used > operations("1e24"), any_of(alive, dead))) == []


def test_a_branch_that_nothing_can_reach() -> None:
    used = Total("training.operations", "operations", Runs())
    alive = Includes("modalities", "text").at("(1)")
    dead = all_of(used > operations("2e25"), used < operations("1e25")).at("(2)")
    [finding] = odd(all_of(used > operations("1e24"), any_of(alive, dead)))
    assert (finding.terms, finding.at) == (("odd-model",), ("1(2)",))
    assert "less than 1e25" in finding.says
    assert finding.facts is not None
    mended = any_of(alive, all_of(used > operations("1e25"), used < operations("2e25")))
    assert odd(all_of(used > operations("1e24"), mended)) == []


def with_line_in(name: str, old: Line, new: Line) -> Version:
    """The enrolled text with another line in one term alone."""
    alone = replace(ENROLLED, terms=(ENROLLED.by_name[name],), duties=())
    [term] = with_lines(alone, {old: new}).terms
    return replace(ENROLLED, terms=tuple(term if t.name == name else t for t in ENROLLED.terms))


def test_a_line_moved_in_the_term_of_the_maker_alone_widens_the_gap() -> None:
    moved = with_line_in("developer", FINE_TUNING_LINE, replace(FINE_TUNING_LINE, value=Fraction(4 * 10**25)))
    text = Examined(moved, scene_of(DAY, moved), DAY)
    without = [f for f in gaps(text) if f.terms == ("covered-model", "developer") and "government" not in f.says]
    assert any("at most 4e25" in f.says for f in without)


def test_what_a_scene_has_no_room_for_is_not_called_unreachable() -> None:
    def base(*holds: Expression) -> Expression:
        return Some("derived_from", The("model", all_of(*holds)))

    def used(audience: str) -> Expression:
        return Some("uses", OneOf("audience", (audience,)))

    deep = base(base(base(Fact("controlled"))))
    merged = all_of(base(Fact("controlled")), base(not_(Fact("controlled"))))
    twice = all_of(used("public"), used("internal"))
    runs = all_of(Some("runs", Fact("cost_reasonably_assessed")), Some("runs", not_(Fact("cost_reasonably_assessed"))))
    for branch in (deep, merged, twice, runs):
        assert odd(any_of(Includes("modalities", "text"), branch)) == []


def test_a_term_that_contradicts_itself_is_told_once() -> None:
    derives = Some("derived_from", ANYTHING)
    [finding] = odd(all_of(derives, not_(derives)))
    assert "nothing can be a odd-model" in finding.says


def test_a_witness_shows_what_the_words_of_its_finding_speak_of(found: Examination) -> None:
    government = the(found.findings, "gap", "covered-model", "developer", saying=["kind is government"])
    assert government.facts is not None
    assert government.facts["organization"]["kind"] == "government"
    other = the(found.findings, "gap", "covered-model", "developer", saying=["exactly 3e25"])
    assert other.facts is not None
    assert other.facts["models"][1]["developer"] == "other"


def test_the_same_question_has_the_same_answer(found: Examination) -> None:
    again = examine(ENROLLED, on=DAY)
    assert again.to_dict() == found.to_dict()
