"""Random texts over random tables: what no law here says, some law may say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.law.language.comparison import Compare, Runs, Total
from plimsoll.law.language.expression import (
    ANYTHING,
    Expression,
    Fact,
    Includes,
    Some,
    TermIs,
    The,
    all_of,
    any_of,
    not_,
)
from plimsoll.law.language.lines import operations, usd
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.language.vectorise import settling
from plimsoll.law.language.vectorise.determining import determined
from population_facts import MONEY, OPERATIONS, Row, Verdicts, as_facts, as_table, decided

DAY = date(2026, 11, 22)
OVERS: Any = st.sampled_from([">", ">=", "<", "<=", "="])
SPENT, COST = Total("training.operations", "operations", Runs()), Total("training.cost", "cost", Runs())
WHOLE = Total("training.operations", "operations", Runs(lineage="whole"))
LEAVES = st.one_of(
    st.builds(
        Compare,
        st.sampled_from([SPENT, WHOLE, SPENT.times(Fraction(1, 3))]),
        OVERS,
        st.sampled_from(["3e25", "1e26"]).map(operations),
    ),
    st.builds(Compare, st.just(COST), OVERS, st.sampled_from(["1e7", "1e8"]).map(usd)),
    st.sampled_from(
        [
            Fact("controlled"),
            Includes("modalities", "text"),
            Some("derived_from", The("model", TermIs("other"))),
            TermIs("other"),
        ]
    ),
)


def expressions(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Expression]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(not_),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: all_of(*parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: any_of(*parts)),
        ),
        max_leaves=6,
    )


BELOW = expressions(LEAVES.filter(lambda leaf: not isinstance(leaf, TermIs)))


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Simple models, some made from the first, with single figures, intervals, and nothing."""
    found: list[Row] = []
    for i in range(draw(st.integers(1, 7))):
        row: Row = {"id": f"m{i}"}
        for figure, among in (("operations", OPERATIONS), ("cost", MONEY)):
            ends = sorted(draw(st.lists(st.sampled_from(among), max_size=2)), key=lambda text: Fraction(text))
            names = ["low", "high"] if len(ends) == 2 else draw(st.sampled_from([[""], ["low"], ["high"]]))
            row |= {f"training[0].{figure}.{n}".rstrip("."): end for n, end in zip(names, ends, strict=False)}
        if i and draw(st.sampled_from([True, False, False])):
            row |= {"derived_from[0].model": "m0"}
        row |= draw(st.sampled_from([{}, {"controlled": "true"}, {"controlled": "false", "modalities": "other"}]))
        found.append(row)
    return found


def text_of(means: Expression, other: Expression = ANYTHING) -> Version:
    return Version(
        law="a-law",
        version="1",
        short="",
        title="",
        terms=(Term("one", "model", "1", means, ""), Term("other", "model", "2", other, "")),
        headline=("one",),
        standing=((DAY, "in-force"),),
        first_day=DAY,
        copy="",
    )


def read(version: Version, models: list[Row], *, worlds: bool) -> Verdicts:
    people = as_table(models)
    with pytest.MonkeyPatch.context() as patch:
        if not worlds:
            patch.setattr(settling, "worlds", lambda *asked: iter(()))
        found = determined(people.table, [(version, ["one", "other"])], DAY, threads=1).of_models
    truth = {0: False, 1: True, 2: None}
    return {
        (identity, term): truth[code]
        for (_, term), codes in found.items()
        for identity, code in zip(people.ids.to_pylist(), people.by_row(codes).tolist(), strict=True)
    }


@pytest.mark.parametrize("worlds", [True, False], ids=["with worlds", "by signature alone"])
@given(means=expressions(LEAVES), other=BELOW, models=rows())
@settings(max_examples=120)
def test_any_text_is_read_as_decide_reads_it(
    worlds: bool, means: Expression, other: Expression, models: list[Row]
) -> None:
    version = text_of(means, other)
    told = read(version, models, worlds=worlds)
    assert told == decided(version, as_facts(models), DAY)


ENDS = ["0", "1e25", "3e25", "30000000000000000000000001", "7e25", "1e26", "100000000000000000000000001", "2e26"]


@pytest.mark.parametrize("amount", [SPENT, WHOLE], ids=["own", "whole lineage"])
@pytest.mark.parametrize("over", [">", ">=", "<=", "="])
def test_intervals_on_every_side_of_two_lines_are_told_apart(amount: Total, over: Any) -> None:
    """Certain of one line, whatever it is, and open about the other: what a signature has to keep."""
    low, high = operations("3e25"), operations("1e26")
    certain = any_of(Compare(amount, over, high), not_(Compare(amount, over, high)))
    version = text_of(all_of(certain, any_of(amount > low, amount.equals(low))))
    models: list[Row] = []
    for base in ["", "2e25", "6e25"] if amount is WHOLE else [""]:
        models += [{"id": f"b{base}", "training[0].operations": base}] if base else []
        for first, last in combinations_with_replacement(ENDS, 2):
            interval = {"training[0].operations.low": first, "training[0].operations.high": last}
            made = {"derived_from[0].model": f"b{base}", "derived_from[0].how": "fine-tuning"} if base else {}
            models.append({"id": f"m{base}-{first}-{last}", **interval, **made})
    found = read(version, models, worlds=False)
    assert found == decided(version, as_facts(models), DAY)
    assert {*found.values()} == {True, False, None}
