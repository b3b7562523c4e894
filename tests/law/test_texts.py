"""The texts: every vector holds, every term is well made, every number stands in one place."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from plimsoll.assessment.vectors import Vector, differences, read_vectors
from plimsoll.errors import InputError
from plimsoll.law.anchors import anchors_of
from plimsoll.law.language.duty_speech import evidence_words, keep_words, timing_words
from plimsoll.law.language.expression import Grade, TermIs
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.language.walking import expressions_in, expressions_of, judgments_among
from plimsoll.law.texts import STATUTES, version_named

HERE = Path(__file__).parent
VECTORS = [vector for file in sorted((HERE / "vectors").glob("*.yaml")) for vector in read_vectors(file)]
VERSIONS = [version for statute in STATUTES for version in statute.versions]
TERMS = [(version, term) for version in VERSIONS for term in version.terms]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v.law}-{v.id}")
def test_vector(vector: Vector) -> None:
    assert differences(vector) == []


def test_a_vector_can_fail() -> None:
    vector = next(v for v in VECTORS if v.id == "C03-enrolled")
    wrong = Vector(vector.id, vector.law, vector.date, vector.facts, {"m/covered-model": "yes", "m/none": "no"})
    said = [str(d) for d in differences(wrong)]
    assert said == [
        "C03-enrolled: m/covered-model: expected yes, found no",
        "C03-enrolled: m/none: expected no, found no such subject, term or duty",
    ]


def test_vectors_that_rest_on_recollection_say_so() -> None:
    """A June print was not read whole: no vector of it may claim the text."""
    for vector in VECTORS:
        if vector.law.endswith("2024-06-05"):
            assert vector.grade in {"fragment", "secondary", "recollection"}, vector.id


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_version(version: Version) -> None:
    assert version.headline or version.terms_of, "a law that takes its terms from another shows none of its own"
    for name in version.headline:
        assert version.by_name[name].public
    named = {e.term for e in expressions_of(version) if isinstance(e, TermIs)}
    assert named <= set(version.by_name), "a term is named that the version does not have"
    assert [day for day, _ in version.standing] == sorted(day for day, _ in version.standing)
    assert version.copy


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_every_duty_can_be_told_in_words(version: Version) -> None:
    assert len({(duty.id, duty.of) for duty in version.duties}) == len(version.duties)
    for duty in version.duties:
        assert duty.says.endswith("."), duty.id
        assert timing_words(duty.due)
        assert evidence_words(duty.shown_by)
        assert duty.keep is None or keep_words(duty.keep)


@pytest.mark.parametrize(("version", "term"), TERMS, ids=lambda x: x.name)
def test_term(version: Version, term: Term) -> None:
    assert re.match(r"(Labor |Gov\. )?\d{4,5}|185/\d+|P\.A\. \d|(Art|Guidelines) \d+|Message", term.at)
    assert term.says.endswith(".")
    for judged in judgments_among(expressions_in(term.means)):
        assert judged.asks.endswith("?"), judged.term


def test_grades_are_ordered_best_first() -> None:
    assert [str(g) for g in sorted(Grade)] == ["text", "fragment", "secondary", "inference", "recollection"]


def test_no_number_of_a_law_stands_outside_the_texts() -> None:
    numbers = re.compile(r"\b1e2[56]\b|\b3e25\b|10 ?\*\* ?2[56]|100_000_000|500_000_000|\b100e6\b|\b500e6\b")
    source = HERE.parents[1] / "src" / "plimsoll"
    texts = source / "law" / "texts"
    found = [
        f"{path.relative_to(source)}: {line.strip()}"
        for path in source.rglob("*.py")
        if texts not in path.parents
        for line in path.read_text().splitlines()
        if numbers.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "day", "version", "status"),
    [
        ("us-ca-sb1047", date(2026, 11, 22), "2024-09-03", "vetoed"),
        ("us-ca-sb1047", date(2024, 6, 6), "2024-09-03", "vetoed"),
        ("us-ca-sb1047@2024-02-07", date(2026, 11, 22), "2024-02-07", "superseded"),
        ("us-ca-sb53", date(2026, 11, 22), "2025-09-29", "in-force"),
        ("us-ca-sb53", date(2025, 12, 31), "2025-09-29", "enacted"),
        ("us-ca-sb53", date(2025, 9, 28), "2025-09-29", "proposed"),
        ("us-ny-raise", date(2026, 3, 26), "2026-03-27", "proposed"),
        ("us-ny-raise", date(2026, 12, 31), "2026-03-27", "enacted"),
        ("us-ny-raise", date(2027, 1, 1), "2026-03-27", "in-force"),
        ("us-il-aisma", date(2026, 7, 6), "2026-08-21", "enacted"),
        ("us-il-aisma", date(2027, 1, 1), "2026-08-21", "in-force"),
        ("us-ct-pa-26-15", date(2026, 9, 30), "2026-05-27", "enacted"),
        ("us-ct-pa-26-15", date(2026, 10, 1), "2026-05-27", "in-force"),
    ],
)
def test_which_version_a_day_takes(name: str, day: date, version: str, status: str) -> None:
    found = version_named(name, day)
    assert (found.version, found.status_on(day)) == (version, status)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("us-ca-sb1074", "did you mean us-ca-sb1047?"),
        ("nowhere", "the laws are us-ca-sb1047, us-ca-sb53, us-ny-raise"),
        ("us-ca-sb1047@2024-07-03", "its versions are"),
    ],
)
def test_a_law_that_is_not_there(name: str, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        version_named(name, date(2026, 11, 22))


def test_where_a_copy_was_read_there_are_anchors() -> None:
    for version in VERSIONS:
        anchors = anchors_of(version.law, version.version)
        assert (anchors is None) == version.copy.startswith("none"), version.name
