from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import InputError, Place


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("facts.yaml"), "facts.yaml"),
        (Place("facts.yaml", 3), "facts.yaml:3"),
        (Place("facts.yaml", 3, 5), "facts.yaml:3:5"),
        (Place("facts.yaml", 3, 5, "models[0].id"), "facts.yaml:3:5: models[0].id"),
        (Place("facts", key="models[0].id"), "facts: models[0].id"),
        # A file's name may hold what a terminal obeys; a space is left as it is.
        (Place("a\nb.yaml"), "a b.yaml"),
        (Place("a\x1b[2Jb.yaml", 1), "a [2Jb.yaml:1"),
        (Place("two  spaces.yaml"), "two  spaces.yaml"),
        (Place("f\udcff.yaml"), "f .yaml"),
    ],
)
def test_a_place_is_told_on_one_line(place: Place, text: str) -> None:
    assert str(place) == text


def test_an_error_says_what_where_and_how_to_mend_it() -> None:
    assert str(InputError("unknown key", "take it out")) == "unknown key; take it out"
    error = InputError("unknown key", "take it out", Place("facts.yaml", 3, 5, "x"))
    assert str(error) == "facts.yaml:3:5: x: unknown key; take it out"
    assert (error.what, error.mend) == ("unknown key", "take it out")


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_makes_an_error_longer_than_its_line(what: str, mend: str, file: str, key: str) -> None:
    assert str(InputError(what, mend, Place(file, 1, 1, key))).isprintable()
