from dataclasses import replace
from datetime import date

import pytest

from plimsoll.law.language.references import astray
from plimsoll.law.language.statute import Power, Reference
from plimsoll.law.texts import STATUTES, version_named

DAY = date(2026, 11, 22)
TEXT = replace(version_named("kr-ai-basic", DAY), references=(), powers=())


@pytest.mark.parametrize(
    ("stands", "points", "leads"),
    [
        ("1421(1)", "1421(1)", True),
        ("1421(1)(a)", "1421(1)", True),
        ("1421(1)", "1421", True),
        ("14210", "1421", False),
        ("1421", "1421(1)", False),
        ("1421(2)", "1421(1)", False),
        ("Gov. 11547.6(e)", "Gov. 11547.6(d)", False),
    ],
)
def test_a_reference_leads_to_a_place_or_into_it(stands: str, points: str, leads: bool) -> None:
    power = Power("audit-rules", stands, "")
    text = replace(TEXT, powers=(power,), references=(Reference("1", points, "audit-rules"),))
    assert [r for r, _ in astray(text)] == ([] if leads else [text.references[0]])


def test_what_is_not_there_is_said_to_be_nowhere() -> None:
    text = replace(TEXT, references=(Reference("7", "3", "large-frontier-model"),))
    assert [says for _, says in astray(text)] == ["7 speaks of large-frontier-model, which nothing in the text defines"]


def test_most_references_of_the_texts_lead_where_they_should() -> None:
    versions = [version for statute in STATUTES for version in statute.versions]
    assert sum(len(version.references) for version in versions) > 3 * sum(len(list(astray(v))) for v in versions)
