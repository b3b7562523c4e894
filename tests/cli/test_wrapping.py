"""Wrapping in columns of a terminal."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from plimsoll.cli.wrapping import columns, wrap

COMMA, OPEN, CLOSE = "\uff0c", "\uff08", "\uff09"


def test_a_wide_character_takes_two_columns() -> None:
    assert [columns(text) for text in ("abc", "未知", "22602(e) 条", COMMA)] == [3, 4, 11, 2]


def test_wide_characters_part_without_a_space_and_stops_stay_with_their_word() -> None:
    assert wrap("涵盖模型", 4) == ["涵盖", "模型"]
    assert wrap(f"涵盖{COMMA}模型", 4) == ["涵", f"盖{COMMA}", "模型"]
    assert wrap(f"模型{OPEN}甲{CLOSE}", 6) == ["模型", f"{OPEN}甲{CLOSE}"]
    assert wrap("依据22602(e)(1)读取", 13, indent="  ") == ["依据", "  22602(e)(1)", "  读取"]


@given(st.text(st.sampled_from("abc -,.()"), max_size=80), st.integers(5, 30))
def test_plain_text_wraps_as_textwrap_has_it(text: str, width: int) -> None:
    assert wrap(text, width, indent="  ") == textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False)


@given(st.text(st.sampled_from(f"a1 涵盖{COMMA}{OPEN}{CLOSE}。"), max_size=80), st.integers(8, 30))
def test_any_text_keeps_its_characters(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())
