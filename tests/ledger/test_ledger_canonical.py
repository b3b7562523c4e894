from __future__ import annotations

import json
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger_vectors import vectors
from plimsoll.ledger.canonical import DEEPEST, LARGEST_INTEGER, canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# Where the order by code points and that by UTF-16 code units part.
KEY = TEXT | st.text(st.sampled_from("aé\ud7ff\ue000\ufb33\uffff\U00010000\U0010ffff"), max_size=3)
LEAF = st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXT
VALUE = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEY, inner, max_size=5))


@pytest.mark.parametrize("case", vectors("canonical")["cases"], ids=lambda case: case["name"])
def test_examples_of_the_rfc(case: dict[str, str]) -> None:
    value = json.loads(case["input"])
    expected = bytes.fromhex(case["hex"])
    if case["name"] in ("arrays", "structures", "values"):  # each has a fraction somewhere, which no entry has
        assert rfc8785.dumps(value) == expected
        if case["name"] != "arrays":
            with pytest.raises(TypeError, match="float"):
                canonical(value)
            return
    assert canonical(value) == expected


def test_keys_are_sorted_as_the_rfc_has_it() -> None:
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(value))) == order
    nested = [{"a": {"deeper": value}}]
    assert list(json.loads(canonical(nested))[0]["a"]["deeper"]) == order


@given(VALUE)
def test_any_value_is_written_as_rfc8785_writes_it(value: Any) -> None:
    written = canonical(value)
    assert written == rfc8785.dumps(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


class Number(IntEnum):
    ONE = 1


class Word(StrEnum):
    ONE = "one"


@pytest.mark.parametrize(
    ("value", "error", "where"),
    [
        (1.0, TypeError, "float as the whole value"),
        ({"a": [0, {"b": 1.5}]}, TypeError, "float at '/a/1/b'"),
        ({"a/b~c": Decimal(1)}, TypeError, "Decimal at '/a~1b~0c'"),
        ([float("nan")], TypeError, "float at '/0'"),
        ([2**53], ValueError, "2\\^53 - 1 at '/0'"),
        ([-(2**53)], ValueError, "2\\^53 - 1 at '/0'"),
        ({"a": "\ud800"}, ValueError, "lone surrogate in text at '/a'"),
        ({"a": {"\udfff": 1}}, ValueError, "lone surrogate in a key of the object at '/a'"),
        ({"a": {1: 1}}, TypeError, "key of type int in the object at '/a'"),
        ({None: 1}, TypeError, "key of type NoneType in the object as the whole value"),
        ({"a": (1,)}, TypeError, "tuple at '/a'"),
        ([b"bytes"], TypeError, "bytes at '/0'"),
        ([Number.ONE], TypeError, "Number at '/0'"),
        ({"a": Word.ONE}, TypeError, "Word at '/a'"),
        ({Word.ONE: 1}, TypeError, "key of type Word"),
        ({"é\ufb33": 1.0, "b": 1}, TypeError, "float at"),
    ],
)
def test_other_values_are_refused_with_their_place(value: Any, error: type[Exception], where: str) -> None:
    with pytest.raises(error, match=where):
        canonical(value)


def test_values_are_so_deep_and_no_deeper() -> None:
    deep: Any = 1
    for _ in range(DEEPEST):
        deep = [deep]
    assert canonical(deep) == b"[" * DEEPEST + b"1" + b"]" * DEEPEST
    for too_deep in ([deep], {"a": deep}):
        with pytest.raises(ValueError, match="more than 100 levels at '/"):
            canonical(too_deep)
    circular: list[Any] = []
    circular.append(circular)
    with pytest.raises(ValueError, match="more than 100 levels"):
        canonical(circular)
