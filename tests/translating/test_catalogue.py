"""The catalogues hold every message, and each is translated as it should be."""

from __future__ import annotations

import gettext
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import catalogue
import pytest
import words
from babel.messages.catalog import Catalog
from glossary import Entry, read_glossary
from judging import faults

from plimsoll.law.texts import STATUTES

GLOSSARY = read_glossary(catalogue.LOCALE / "zh" / "glossary.toml")
COVERED = Entry("covered model", "涵盖模型", "a test")


@pytest.mark.parametrize("language", catalogue.languages())
def test_nothing_is_missing_untranslated_out_of_date_or_out_of_line(language: str) -> None:
    assert list(catalogue.wrong(language)) == [], "run `make catalogues` and translate; see docs/how-to/translate.md"


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("{n} of {m}", "{m} 中的 {n}", None),
        ("{n} of {m}", "{m} 中的", "its placeholders differ"),
        ("{n} of {m}", "{m} 中的 {k}", "its placeholders differ"),
        ("{n} of {m}", "{m} 中的 {n", "its placeholders differ"),
        ("{n} of {m}", "", "not translated"),
        ("the line is 10^26, as (e)(2) has it", "界线为 10^26,见 (e)(2)", None),
        ("the line is 10^26", "界线为 10^25", "it has lost the number 26"),
        ("more than $1,000", "超过 $1,0000", "it has lost the number 1,000"),
        (
            "as 22602(e)(1)(A) has it",
            "见 22602(e)(1)\uff08A\uff09",
            "it does not name the section 22602(e)(1)(A) as it stands",
        ),
        ("covered models", "涵盖模型", None),
        ("a Covered-Model", "受监管模型", "'covered model' is not rendered as 涵盖模型"),
        ("uncovered models", "其他模型", None),
    ],
)
def test_a_fault_is_found(english: str, chinese: str, fault: str | None) -> None:
    made = Catalog("zh")
    made.add(english, chinese)
    assert list(faults(made, [COVERED])) == ([f"{fault}: {english!r}"] if fault else [])


def test_a_guess_is_a_fault() -> None:
    made = Catalog("zh")
    made.add("a", "甲", flags={"fuzzy"})
    assert list(faults(made, [])) == ["marked as fuzzy: 'a'"]


def test_a_new_message_comes_in_untranslated_and_an_old_one_goes() -> None:
    before = Catalog("zh")
    before.add("nobody says this any more", "无人再说")
    before.add("unknown", "未知")
    now = catalogue.up_to_date(before, "zh", [])
    assert "nobody says this any more" not in now
    assert now["unknown"].string == "未知"
    assert now["compute"].string == ""


def test_a_term_is_named_as_the_glossary_has_it() -> None:
    before = Catalog("zh")
    before.add("covered-model", "别的")
    assert catalogue.up_to_date(before, "zh", [COVERED])["covered-model"].string == "涵盖模型"


def test_what_is_compiled_says_what_the_source_says() -> None:
    made = Catalog("zh")
    made.add("unknown", "未知")
    assert gettext.GNUTranslations(BytesIO(catalogue.compiled(made))).gettext("unknown") == "未知"


def test_words_are_found_in_whatever_a_statute_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Duty:
        name: str
        says: str
        defects: tuple[str, ...]

    duty: Any = Duty("a-code", "publish a framework", ("which one is unclear",))
    version = replace(STATUTES[1].versions[0], defects=(duty,))
    monkeypatch.setattr(words, "STATUTES", (replace(STATUTES[1], versions=(version,)),))
    ids = {message.id for message in words.found()}
    assert {"publish a framework", "which one is unclear"} <= ids
    assert "a-code" not in ids


def test_every_entry_of_the_glossary_says_why_and_stands_once() -> None:
    assert all(entry.because for entry in GLOSSARY)
    assert len({entry.english for entry in GLOSSARY}) == len(GLOSSARY)
