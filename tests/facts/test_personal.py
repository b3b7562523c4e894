"""What may name a person is parted from a fact, and everything else stays in clear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.facts.documents import plain, read_document
from plimsoll.facts.entries import Entry
from plimsoll.facts.file import LISTS_OF_ENTRIES, FactsFile, list_entry
from plimsoll.facts.models import Model
from plimsoll.facts.personal import GONE, joined, marked, parted

FULL = Path(__file__).with_name("full.yaml")
REFERENCE = sorted((Path(__file__).parents[2] / "src/plimsoll/reference").glob("*.yaml"))


def content(path: Path) -> dict[str, Any]:
    found = plain(read_document(path.read_bytes(), path.name, "yaml"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("path", [FULL, *REFERENCE], ids=lambda path: path.name)
def test_what_is_parted_joins_again(path: Path) -> None:
    facts = content(path)
    clear, texts = parted(facts, FactsFile)
    assert joined(clear, texts) == facts
    FactsFile.model_validate(joined(clear, None))  # what was erased leaves a facts file


def test_names_reasons_and_sources_are_personal() -> None:
    facts = {
        "organization": {"id": "acme", "name": "Jane Roe"},
        "models": [{"id": "m", "training": [{"cost": {"value": 1, "by": "J. Roe", "source": "a letter by Jane"}}]}],
        "statements": [{"kind": "statement-of-compliance", "signed_by": {"name": "J. Roe", "title": "chief-officer"}}],
        "judgments": [
            {"law": "us-ca-sb1047@2024-09-03", "term": "t", "subject": "m", "verdict": "no", "why": "as J. says"}
        ],
        "incidents": [{"id": "i", "reports": [{"to": "attorney-general", "kind": "incident-report"}], "notes": "Jane"}],
    }
    clear, texts = parted(facts, FactsFile)
    assert sorted(texts) == ["J. Roe", "J. Roe", "Jane", "Jane Roe", "a letter by Jane", "as J. says"]
    assert clear["statements"][0]["signed_by"]["title"] == "chief-officer"
    assert clear["judgments"][0]["law"] == "us-ca-sb1047@2024-09-03"
    assert clear["incidents"][0]["reports"][0] == {"to": "attorney-general", "kind": "incident-report"}


@pytest.mark.parametrize(
    "text",
    ["Jane Roe", "jane@example.com", "+1 555 010 0000", "5550100000", "Jane", "jane roe", "192.168.0.1 Jane", "ROE"],
)
def test_a_word_that_is_written_as_no_law_writes_it_is_personal(text: str) -> None:
    clear, texts = parted({"kind": text}, list_entry("publications"))
    assert (marked(clear["kind"]), texts) == (True, [text])


@pytest.mark.parametrize("text", ["attorney-general", "22757.13(a)", "22603", "frontier-framework", "art.55(1)(c)"])
def test_a_word_of_the_law_is_in_clear(text: str) -> None:
    assert parted({"kind": text}, list_entry("publications")) == ({"kind": text}, [])


def test_what_was_erased_leaves_what_has_to_stand() -> None:
    facts = {"kind": "Jane", "notes": "Jane", "fields": ["Jane", "summary"]}
    clear, _ = parted(facts, list_entry("publications"))
    assert joined(clear, None) == {"kind": GONE, "fields": [GONE, "summary"]}


@given(st.dictionaries(st.text(), st.text(min_size=1), max_size=4))
def test_a_key_that_no_entry_has_is_closed(unknown: dict[str, str]) -> None:
    fields = {info.alias or name for name, info in Model.model_fields.items()}
    fact = {key: value for key, value in unknown.items() if key not in fields}
    clear, texts = parted(fact, Model)
    assert all(marked(value) for value in clear.values())
    assert joined(clear, texts) == fact


def test_every_list_says_what_stands_in_it() -> None:
    for name in (*LISTS_OF_ENTRIES, "organization"):
        assert issubclass(list_entry(name), Entry)
    with pytest.raises(KeyError):
        list_entry("format")
