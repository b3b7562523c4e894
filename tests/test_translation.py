"""Messages in another language: words are translated, names and codes are not."""

from __future__ import annotations

import subprocess
import sys

from plimsoll.messages import said
from plimsoll.translation import Language, in_language, translate

ZH = Language.ZH


def test_english_is_what_it_was() -> None:
    message = said("{figure} unknown", figure=said("cost"))
    assert translate(message, Language.EN) is message


def test_a_message_is_translated_with_the_messages_in_it() -> None:
    assert translate(said("{figure} unknown", figure=said("cost")), ZH) == "成本未知"


def test_a_plain_value_is_a_name_and_stays() -> None:
    assert translate(said("{figure} unknown", figure="cost"), ZH) == "cost未知"


def test_a_plain_text_is_translated_as_a_whole() -> None:
    assert translate("There is no such route in this version.", ZH) == "本版本没有这一途径。"


def test_what_the_catalogue_does_not_hold_stays_english() -> None:
    assert translate("nobody wrote this", ZH) == "nobody wrote this"
    assert translate(said("nobody wrote {this}", this="that"), ZH) == "nobody wrote that"
    assert translate("", ZH) == ""


def test_unknown_is_never_no() -> None:
    assert [translate(said(word), ZH) for word in ("yes", "no", "unknown")] == ["是", "否", "未知"]


def test_an_answer_keeps_its_keys_and_codes() -> None:
    answer = {"verdict": "unknown", "term": "covered-model", "flags": ["no"], "because": [{"says": "yes", "at": "no"}]}
    assert in_language(answer, ZH) == {
        "verdict": "unknown",
        "term": "covered-model",
        "flags": ["否"],
        "because": [{"says": "是", "at": "no"}],
    }


def test_english_loads_no_catalogue() -> None:
    code = (
        "import sys\nfrom plimsoll.translation import Language, translate\ntranslate('x', Language.EN)\n"
        "print('gettext' in sys.modules)\ntranslate('x', Language.ZH)\nprint('gettext' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
