"""A message is its English text, and remembers how it was made."""

from __future__ import annotations

import copy
import json
import pickle

from plimsoll.messages import Message, both, either, listed, said


def test_a_message_is_its_english_text() -> None:
    message = said("{number} of {whole} stand", number=1, whole=said("all"))
    assert message == "1 of all stand"
    assert hash(message) == hash("1 of all stand")
    assert json.dumps([message]) == '["1 of all stand"]'
    assert {"1 of all stand": 1}[message] == 1
    assert (message.template, message.values["number"]) == ("{number} of {whole} stand", 1)


def test_without_values_braces_are_text() -> None:
    assert said("readings: {NAME: true}") == "readings: {NAME: true}"


def test_marking_words_twice_changes_nothing() -> None:
    message = said("from {day}", day="2026-01-01")
    assert said(message) is message


def test_a_copy_remembers_too() -> None:
    message = said("from {day}", day="2026-01-01")
    for other in (copy.copy(message), copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert isinstance(other, Message)
        assert (other, other.template, other.values) == (message, message.template, message.values)


def test_several_are_joined_and_one_is_itself() -> None:
    assert listed(["a", "b", "c"]) == "a, b, c"
    assert either(["a", "b", "c"]) == "a or b or c"
    assert both(["a", "b"]) == "a and b"
    assert listed(["a"]) == "a"
