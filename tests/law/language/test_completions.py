"""What holds under every completion: checked against trying the completions out."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.facts.quantities import Unit
from plimsoll.law.language.completions import settle
from plimsoll.law.language.explain import needs
from plimsoll.law.language.expression import Never
from plimsoll.law.language.linear import feasible
from plimsoll.law.language.reasons import Form, Inequality, Reason, Symbol, Variable, combine

ANY = Never(says="")
LINES = (1, 2, 3)
VALUES = [Fraction(n, 2) for n in range(9)]
"""Every line, every gap between lines, and one value beyond: all that a comparison can tell apart."""
BOUNDED = [Variable(f"v{i}", f"fact v{i}", Fraction(0), Fraction(4)) for i in range(2)]
SYMBOLS = [Symbol(f"s{i}", f"fact s{i}") for i in range(2)]
World = dict[str, Any]


def leaf(condition: Inequality | Symbol) -> Reason:
    truth = condition.truth() if isinstance(condition, Inequality) else None
    return Reason(ANY, "", "x", "is", truth, condition=condition)


def compare(variable: Variable, over: Any, line: int) -> Reason:
    form = Form(((variable, Fraction(1)),), Fraction(-line))
    return leaf(Inequality(form, over, "n", form, Form((), Fraction(line)), Unit.NUMBER))


def join(connective: Any, *parts: Reason) -> Reason:
    return Reason(ANY, "", "x", connective, combine(connective, [p.truth for p in parts]), parts)


def deny(part: Reason) -> Reason:
    return Reason(ANY, "", "x", "not", None if part.truth is None else not part.truth, (part,))


leaves = st.one_of(
    st.builds(compare, st.sampled_from(BOUNDED), st.sampled_from([">", ">=", "<", "<=", "="]), st.sampled_from(LINES)),
    st.builds(leaf, st.sampled_from(SYMBOLS)),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(deny, inner),
        st.builds(
            lambda parts, c: join(c, *parts), st.lists(inner, min_size=1, max_size=3), st.sampled_from(["all", "any"])
        ),
    ),
    max_leaves=7,
)


def holds(reason: Reason, world: World) -> bool:
    """Two-valued truth of a tree in one world, by the definition."""
    match reason.condition:
        case Inequality(form=form, over=over):
            value = form.constant + sum((world[v.key] * f for v, f in form.terms), Fraction(0))
            return {">": value > 0, ">=": value >= 0, "<": value < 0, "<=": value <= 0, "=": value == 0}[over]
        case Symbol(key=key):
            return bool(world[key])
        case _:
            parts = [holds(part, world) for part in reason.parts]
    return not parts[0] if reason.connective == "not" else all(parts) if reason.connective == "all" else any(parts)


def worlds() -> list[World]:
    amounts = product(VALUES, repeat=len(BOUNDED))
    truths = list(product([True, False], repeat=len(SYMBOLS)))
    return [
        {v.key: a for v, a in zip(BOUNDED, amount, strict=True)}
        | {s.key: t for s, t in zip(SYMBOLS, truth, strict=True)}
        for amount in amounts
        for truth in truths
    ]


WORLDS = worlds()


@given(trees)
@settings(max_examples=400, deadline=None)
def test_the_verdict_is_what_holds_in_every_world(tree: Reason) -> None:
    outcomes = {holds(tree, world) for world in WORLDS}
    expected = outcomes.pop() if len(outcomes) == 1 else None
    assert settle(tree) is expected


@given(trees)
@settings(max_examples=300, deadline=None)
def test_every_need_can_settle_and_names_a_verdict_it_can_reach(tree: Reason) -> None:
    settle(tree)
    asked = needs(tree)
    assert bool(asked) == (tree.truth is None)
    for settling in asked:
        keys = [fact.removeprefix("fact ") for fact in settling.facts]
        reached = set()
        for known in {tuple(world[k] for k in keys) for world in WORLDS}:
            outcomes = {holds(tree, w) for w in WORLDS if tuple(w[k] for k in keys) == known}
            if len(outcomes) == 1:
                reached |= outcomes
        assert set(settling.verdicts) <= reached


def test_p_or_not_p_is_yes() -> None:
    p = leaf(SYMBOLS[0])
    assert join("any", p, deny(p)).truth is None, "Kleene cannot tell"
    assert settle(join("any", p, deny(p))) is True


def test_a_value_lies_on_one_side_of_a_line_or_the_other() -> None:
    v = BOUNDED[0]
    assert settle(join("any", compare(v, "<=", 2), compare(v, ">", 2))) is True
    assert settle(join("all", compare(v, "<", 2), compare(v, ">", 2))) is False
    assert settle(join("any", compare(v, "<", 2), compare(v, ">", 2))) is None


def test_amounts_in_two_sums_are_seen_together() -> None:
    """If one part alone exceeds the line, the sum does."""
    a, b = BOUNDED
    alone = compare(a, ">", 2)
    form = Form(((a, Fraction(1)), (b, Fraction(1))), Fraction(-2))
    both = leaf(Inequality(form, ">", "n", form, Form((), Fraction(2)), Unit.NUMBER))
    assert settle(join("any", deny(alone), both)) is True


def test_one_of_several_values() -> None:
    """A fact has one value: it cannot be two at once."""
    first = leaf(Symbol("k in a", "k", values=("a",)))
    second = leaf(Symbol("k in b", "k", values=("b",)))
    either = leaf(Symbol("k in a or b", "k", values=("a", "b")))
    assert settle(join("all", first, second)) is False
    assert settle(join("all", either, deny(first), deny(second))) is False
    assert settle(join("any", first, second)) is None


@given(
    st.lists(
        st.tuples(
            st.integers(-2, 2),
            st.integers(-2, 2),
            st.integers(-4, 4),
            st.sampled_from([">", ">=", "<", "<="]),
            st.booleans(),
        ),
        max_size=4,
    )
)
@settings(max_examples=300, deadline=None)
def test_feasible_agrees_with_a_grid_where_the_grid_finds_a_point(rows: list[tuple[int, int, int, Any, bool]]) -> None:
    a, b = BOUNDED
    wanted = []
    for x, y, c, over, truth in rows:
        terms = tuple((v, Fraction(f)) for v, f in ((a, x), (b, y)) if f)
        form = Form(terms, Fraction(c))
        inequality = Inequality(form, over, "n", form, Form((), Fraction(0)), Unit.NUMBER)
        if inequality.truth() is None:
            wanted.append((inequality, truth))
    points = product([Fraction(n, 12) for n in range(49)], repeat=2)
    found = any(all(holds(leaf(i), {"v0": p, "v1": q}) is t for i, t in wanted) for p, q in points)
    assert feasible(wanted) or not found


def test_a_long_search_ends_in_unknown_not_in_a_guess() -> None:
    symbols = [leaf(Symbol(f"x{i}", f"x{i}")) for i in range(40)]
    hard = [join("any", *(s if (i >> (n % 5)) & 1 else deny(s) for n, s in enumerate(symbols))) for i in range(32)]
    assert settle(join("all", *hard)) is None
