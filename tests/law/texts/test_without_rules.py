"""What was read beside the laws: each said once, with a reason, and none of it a law that is computed."""

from __future__ import annotations

import re

import pytest

from plimsoll.law.texts import STATUTES
from plimsoll.law.texts.without_rules import WITHOUT_RULES, Instrument


def test_each_is_told_once_and_is_no_law_with_rules() -> None:
    ids = [each.id for each in WITHOUT_RULES]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & {statute.id for statute in STATUTES}


def test_the_package_of_september_2024_is_whole() -> None:
    """The usual roster of eighteen: two of them are laws with rules."""
    bills = (
        "ab2885 ab1008 sb896 ab2602 ab1836 ab2655 ab2839 ab2355 sb926 sb981 sb1381 ab1831 sb1120 ab3030 sb1288 ab2876"
    )
    with_rules = {"us-ca-ab2013", "us-ca-sb942"}
    roster = {f"us-ca-{bill}" for bill in bills.split()} | with_rules
    assert len(roster) == 18
    assert roster - with_rules <= {each.id for each in WITHOUT_RULES}
    assert with_rules <= {statute.id for statute in STATUTES}


@pytest.mark.parametrize("each", WITHOUT_RULES, ids=lambda each: each.id)
def test_it_says_what_and_why(each: Instrument) -> None:
    assert re.fullmatch(r"[A-Z]{2}(-[A-Z]{2})?", each.place)
    assert each.id.startswith(each.place.lower())
    for said in (each.checks, each.why, each.note):
        assert said == "" or said.endswith(".")
    assert each.why
    assert each.checks
