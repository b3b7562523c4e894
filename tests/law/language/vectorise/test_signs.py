"""Where Kleene's tables may miss something: a fact has to be asked for with opposite signs, in one row."""

from __future__ import annotations

import numpy as np

from plimsoll.law.language.vectorise.verdicts import (
    AGAIN,
    NO,
    UNKNOWN,
    YES,
    Verdicts,
    any_of_groups,
    both,
    coded,
    either,
    negated,
    opposite,
    toward_yes,
)

CODES = np.array([NO, YES, UNKNOWN, UNKNOWN], np.uint8)
P = coded(CODES, toward_yes("p"))
Q = coded(np.array([UNKNOWN, UNKNOWN, NO, UNKNOWN], np.uint8), toward_yes("q"))


def codes(found: Verdicts) -> list[int]:
    return [int(code) for code in found.codes(4)]


def test_a_fact_may_bear_twice_with_one_sign() -> None:
    assert codes(both(P, either(P, Q))) == [NO, YES, UNKNOWN, UNKNOWN]
    assert codes(negated(both(negated(P), negated(P)))) == [NO, YES, UNKNOWN, UNKNOWN]


def test_opposite_signs_are_looked_at_again_where_both_are_open() -> None:
    assert codes(either(P, negated(P))) == [YES, YES, AGAIN, AGAIN]
    assert codes(either(both(P, Q), negated(Q))) == [UNKNOWN, AGAIN, YES, AGAIN]


def test_what_is_looked_at_again_stays_so_in_all_that_rests_on_it() -> None:
    odd = coded(either(P, negated(P)).codes(4), toward_yes("p"))
    assert codes(both(odd, Q)) == [UNKNOWN, UNKNOWN, NO, AGAIN]


def test_members_of_a_group_are_parts() -> None:
    starts = np.array([0, 1, 4])
    either_way = coded(CODES, toward_yes("p") | opposite(toward_yes("p")))
    assert any_of_groups(coded(CODES[2:].repeat(2), toward_yes("p")), starts, 2).codes(2).tolist() == [UNKNOWN, UNKNOWN]
    assert any_of_groups(either_way, starts, 2).codes(2).tolist() == [NO, YES]
    shuffled = coded(CODES[[2, 2, 0, 3]], either_way.asks)
    assert any_of_groups(shuffled, starts, 2).codes(2).tolist() == [UNKNOWN, AGAIN]
