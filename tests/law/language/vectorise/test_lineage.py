"""Generations and ancestors of a table, against following derivations one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.law.language.vectorise.lineage import CircleError, generations, lineage


@st.composite
def descents(draw: st.DrawFn) -> list[list[int]]:
    """For each row its bases, all of them earlier, and -1 for none."""
    slots = draw(st.integers(1, 2))
    count = draw(st.integers(1, 8))
    return [[draw(st.integers(-1, row - 1)) for _ in range(slots)] for row in range(count)]


def followed(bases: list[list[int]], row: int) -> list[int]:
    found: list[int] = []
    queue = [row]
    for each in queue:
        new = [base for base in bases[each] if base >= 0]
        for base in new:
            if base not in found and base not in queue:
                found.append(base)
                queue.append(base)
    return found


@given(descents())
def test_any_row_has_its_ancestors_each_once_nearest_first(bases: list[list[int]]) -> None:
    found = lineage(np.array(bases, np.int64))
    for row in range(len(bases)):
        members, owners = found.of(np.array([row]))
        assert members.tolist() == followed(bases, row)
        assert set(owners.tolist()) <= {0}


@given(descents())
def test_any_row_stands_one_generation_after_its_latest_base(bases: list[list[int]]) -> None:
    found = generations(np.array(bases, np.int64)).tolist()
    for row, from_ in enumerate(bases):
        assert found[row] == max((found[base] + 1 for base in from_ if base >= 0), default=0)


def test_a_circle_is_found() -> None:
    with pytest.raises(CircleError) as error:
        generations(np.array([[1], [2], [1], [-1]]))
    assert sorted(error.value.rows) == [1, 2]
