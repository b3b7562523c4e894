"""Tables: what gives way where there is little room, and how texts that never were, or are no longer, law are told."""

from __future__ import annotations

from datetime import date

import pytest

from plimsoll.cli import printing
from plimsoll.cli.laws import status_words
from plimsoll.law.texts import version_named

HEADER = ("law", "verdict", "what would settle it")
SHORT = ("a-law vetoed", "no", "")
LONG = ("a-very-long-name-of-a-text proposed", "unknown", "needs this and that and the other")


def shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int, *rows: tuple[str, ...]
) -> str:
    monkeypatch.setattr(printing, "width", lambda: width)
    printing.table(HEADER, rows)
    return capsys.readouterr().out


def test_a_few_long_cells_give_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(monkeypatch, capsys, 64, SHORT, SHORT, SHORT, LONG).splitlines()
    assert lines[1].split() == ["a-law", "vetoed", "no"]
    assert lines[4].split()[:2] == ["a-very-long-name-of-a-text", "unknown"]
    assert lines[5].startswith("proposed")
    assert max(map(len, lines)) <= 64


def test_where_many_would_rows_are_stacked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(monkeypatch, capsys, 64, SHORT, LONG, LONG).splitlines()[1:3] == [
        "a-very-long-name-of-a-text proposed  unknown",
        "    needs this and that and the other",
    ]


def test_where_there_is_room_nothing_wraps(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(shown(monkeypatch, capsys, 100, SHORT, LONG).splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("eu-ai-act-high-risk@2024-07-12", "superseded"),
        ("us-ca-sb1047@2024-02-07", "superseded, never law"),
        ("us-ca-sb1047-veto-message", "proposed, never law"),
    ],
)
def test_what_was_superseded_may_have_been_law(name: str, words: str) -> None:
    day = date(2026, 11, 22)
    assert status_words(version_named(name, day), day) == words
