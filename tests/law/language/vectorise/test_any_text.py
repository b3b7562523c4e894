"""Random texts over random tables: what no law here says, some law may say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.law.language.comparison import Compare, Runs, Total
from plimsoll.law.language.expression import Expression, Fact, Includes, Some, TermIs, The, all_of, any_of, not_
from plimsoll.law.language.lines import operations, usd
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.language.vectorise import settling
from plimsoll.law.language.vectorise.determining import determined
from population_facts import MONEY, OPERATIONS, Row, as_facts, as_table, decided

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


@pytest.mark.parametrize("worlds", [True, False], ids=["with worlds", "by signature alone"])
@given(means=expressions(LEAVES), other=BELOW, models=rows())
@settings(max_examples=120)
def test_any_text_is_read_as_decide_reads_it(
    worlds: bool, means: Expression, other: Expression, models: list[Row]
) -> None:
    version = Version(
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
    people = as_table(models)
    with pytest.MonkeyPatch.context() as patch:
        if not worlds:
            patch.setattr(settling, "worlds", lambda *asked: iter(()))
        found = determined(people.table, [(version, ["one", "other"])], DAY, threads=1).of_models
    truth = {0: False, 1: True, 2: None}
    told = {
        (identity, term): truth[code]
        for (_, term), codes in found.items()
        for identity, code in zip(people.ids.to_pylist(), people.by_row(codes).tolist(), strict=True)
    }
    assert told == decided(version, as_facts(models), DAY)
