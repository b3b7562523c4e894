from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest

from plimsoll import assess
from plimsoll.assessment.examining import compare
from plimsoll.law.language.examine.finding import Finding
from plimsoll.law.language.rewriting import with_lines
from plimsoll.law.language.walking import lines_of
from plimsoll.law.texts import STATUTES, version_named

DAY = date(2026, 11, 22)
LAWS = [statute.id for statute in STATUTES]


def verdicts(finding: Finding, *asked: tuple[str, str]) -> list[str]:
    assert finding.facts is not None
    answer = assess(finding.facts, law=[law for law, _ in asked], on=DAY)
    return [answer.find("model", term, law).verdict for law, term in asked]


def test_new_york_reaches_what_the_bill_did_not() -> None:
    first, *_ = compare("us-ny-raise", "us-ca-sb1047@2024-09-03", on=DAY).findings
    assert (first.kind, first.terms) == ("only-first", ("frontier-model", "covered-model"))
    assert "training cost: at most $100,000,000" in first.says
    asked = (("us-ny-raise", "frontier-model"), ("us-ca-sb1047@2024-09-03", "covered-model"))
    assert verdicts(first, *asked) == ["yes", "no"]


def test_the_bill_reached_what_new_york_does_not() -> None:
    found = compare("us-ny-raise", "us-ca-sb1047@2024-09-03", on=DAY).findings
    second = next(f for f in found if f.kind == "only-second")
    asked = (("us-ca-sb1047@2024-09-03", "covered-model"), ("us-ny-raise", "frontier-model"))
    assert verdicts(second, *asked) == ["yes", "no"]


def test_size_and_use_part_both_ways() -> None:
    found = compare("us-ca-sb1047@2024-09-03", "eu-ai-act-high-risk", on=DAY).findings
    asked = (("us-ca-sb1047@2024-09-03", "covered-model"), ("eu-ai-act-high-risk", "high-risk"))
    large = next(f for f in found if f.kind == "only-first")
    small = next(f for f in found if f.kind == "only-second")
    assert verdicts(large, *asked) == ["yes", "no"]
    assert verdicts(small, *asked) == ["no", "yes"]


def test_what_an_amendment_changed_in_one_term() -> None:
    found = compare("us-ca-sb1047@2024-06-05", "us-ca-sb1047@2024-09-03", on=DAY).findings
    derivative = [f for f in found if f.terms == ("covered-model-derivative",) * 2]
    assert {f.kind for f in derivative} == {"only-first", "only-second"}
    assert any("original operations" in f.says for f in derivative)  # a quarter of the original, then 3e25
    added = [f for f in found if f.terms == ("void-contract-term",)]
    assert {f.kind for f in added} == {"only-second"}


@pytest.mark.parametrize("law", LAWS)
def test_a_text_does_not_differ_from_itself(law: str) -> None:
    assert compare(law, law, on=DAY).findings == ()


@pytest.mark.parametrize(("first", "second"), list(combinations(LAWS, 2)))
def test_every_difference_between_two_laws_is_borne_out(first: str, second: str) -> None:
    for finding in compare(first, second, on=DAY).findings:  # raises where a witness does not show it
        assert finding.facts is not None, finding.says


def test_a_text_differs_from_itself_with_another_line() -> None:
    text = version_named("us-ca-sb53", DAY)
    line = next(line for line in lines_of(text) if line.value == 10**26)
    found = compare(with_lines(text, {line: Fraction(10**25)}), text, on=DAY).findings
    assert {finding.kind for finding in found} == {"only-first"}
    assert any("at most 1e26" in finding.says for finding in found)


def test_who_makes_a_model_is_compared_between_laws_too() -> None:
    found = compare("us-ca-sb1047@2024-09-03", "us-ny-raise", on=DAY).findings
    assert ("developer", "frontier-developer") in {finding.terms for finding in found}


def test_whether_there_are_more_ways_is_said() -> None:
    found = compare("us-ca-sb1047@2024-06-05", "us-ca-sb1047@2024-09-03", on=DAY).findings
    assert {finding.more for finding in found} == {True, False}


def test_the_same_comparison_has_the_same_answer() -> None:
    first, second = (compare("us-il-aisma", "us-ny-raise", on=DAY).to_dict() for _ in range(2))
    assert first == second
