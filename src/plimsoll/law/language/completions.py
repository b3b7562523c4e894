"""What holds under every completion of the facts.

Kleene's tables say unknown for "p or not p". Where they do, and the same fact bears twice, the answer is
looked for: is there a way to fill in what is unknown that makes it true, and one that makes it false?
"""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Literal

from plimsoll.law.language.linear import feasible
from plimsoll.law.language.reasons import Inequality, Reason, Symbol, Truth, combine

Connective = Literal["all", "any"]
Assignment = dict[Hashable, tuple[Reason, bool]]
_SAMPLES = 12
_WIDEST = 40
_PATIENCE = 2_000
"""Open conditions, and steps, beyond which a search is given up: the verdict stays unknown, which is never wrong.

A model with one unknown base has about ten of the first, and its search ends within a few dozen of the second.
"""


def settle(reason: Reason) -> Truth:
    """Make the verdict of a node exact."""
    if reason.truth is None and not reason.settled and not _differs("any", [reason]):
        _settle(reason)
    reason.settled = True
    return reason.truth


def _settle(reason: Reason) -> Truth:
    """Make a verdict exact from its parts up, each looked at once."""
    if reason.truth is not None or reason.settled:
        return reason.truth
    reason.settled = True
    if reason.connective in ("term", "not"):
        inner = _settle(reason.parts[0])
        reason.truth = inner if reason.connective == "term" or inner is None else not inner
    elif reason.connective in ("all", "any"):
        reason.truth = _settle_group(reason)
    return reason.truth


def _settle_group(reason: Reason) -> Truth:
    """Parts that share no unknown are decided apart; those that share one, together."""
    connective: Connective = "any" if reason.connective == "any" else "all"
    truths: list[Truth] = [part.truth for part in reason.parts if part.truth is not None]
    for group in _groups([part for part in reason.parts if part.truth is None]):
        alone = [_settle(part) for part in group]
        joint = combine(connective, alone)
        if joint is None and _shared(group):
            joint = _decide_together(connective, group)
        truths.append(joint)
    return combine(connective, truths)


def _groups(parts: Sequence[Reason]) -> list[list[Reason]]:
    groups: list[tuple[set[Hashable], list[Reason]]] = []
    for part in parts:
        keys = {key for leaf in _open_leaves(part) for key in _unknowns(leaf)}
        merged: tuple[set[Hashable], list[Reason]] = (keys, [part])
        apart = []
        for group in groups:
            if group[0] & keys:
                merged = (merged[0] | group[0], group[1] + merged[1])
            else:
                apart.append(group)
        groups = [*apart, merged]
    return [members for _, members in groups]


def _shared(parts: Sequence[Reason]) -> bool:
    """Whether an unknown bears more than once: only then can Kleene's tables miss something."""
    seen: set[Hashable] = set()
    nodes: set[int] = set()
    stack = [part for part in parts if part.truth is None]
    while stack:
        node = stack.pop()
        keys = _unknowns(node) if node.connective == "is" else set()
        if id(node) in nodes or seen & keys:
            return True
        nodes.add(id(node))
        seen |= keys
        stack.extend(part for part in node.parts if part.truth is None)
    return False


def _unknowns(leaf: Reason) -> set[Hashable]:
    condition = leaf.condition
    if isinstance(condition, Inequality):
        return {variable.key for variable, _ in condition.form.terms}
    return {condition.fact if condition.values else condition.key} if condition else set()


def _open_leaves(reason: Reason) -> list[Reason]:
    return [node for node in reason.walk() if node.connective == "is" and node.truth is None]


def _decide_together(connective: Connective, parts: Sequence[Reason]) -> Truth:
    if len({leaf.key for part in parts for leaf in _open_leaves(part)}) > _WIDEST or _differs(connective, parts):
        return None
    search = _Search(connective, parts)
    can_be = {target: search.reaches(target, {}) for target in (True, False)}
    return None if all(can_be.values()) else can_be[True]


def _differs(connective: Connective, parts: Sequence[Reason]) -> bool:
    """Whether some easily found completions come out differently: then there is nothing to search for."""
    leaves = {leaf.key: leaf for part in parts for leaf in _open_leaves(part)}
    asked: dict[str, list[str]] = {}
    for leaf in leaves.values():
        if isinstance(leaf.condition, Symbol) and leaf.condition.values:
            asked.setdefault(leaf.condition.fact, []).extend(leaf.condition.values)
    found: set[Truth] = set()
    for sample in range(_SAMPLES):
        world = {key: (leaf, _in_world(leaf, sample, asked)) for key, leaf in leaves.items()}
        seen: dict[int, Truth] = {}
        found.add(combine(connective, [_under(part, world, seen) for part in parts]))
        if len(found) > 1:
            return True
    return False


def _in_world(leaf: Reason, sample: int, asked: Mapping[str, Sequence[str]]) -> bool:
    """Whether a leaf holds in a sample world.

    Worlds differ in whether all amounts are at their lowest or highest, in which value a fact with several
    has, and in which facts and judgments hold: none, all, or some that the number of the world picks.
    """
    condition = leaf.condition
    if isinstance(condition, Inequality):
        return condition.at_end(high=sample % 2 == 1)
    if isinstance(condition, Symbol) and condition.values:
        values = [*dict.fromkeys(asked[condition.fact]), ""]
        return values[sample % len(values)] in condition.values
    picked = zlib.crc32(str(leaf.key).encode()) >> sample
    return sample in (2, 3) or (sample > 3 and picked % 2 == 1)


class _Search:
    """Looks for a completion that makes parts, joined by a connective, come out as wanted."""

    def __init__(self, connective: Connective, parts: Sequence[Reason]) -> None:
        self.connective = connective
        self.parts = parts
        self.steps = 0

    def reaches(self, target: bool, assigned: Assignment) -> bool:
        """Whether some completion that agrees with `assigned` comes out as `target`."""
        self.steps += 1
        if self.steps > _PATIENCE:
            return True  # not ruled out: the verdict stays unknown, which is never wrong
        seen: dict[int, Truth] = {}
        truth = combine(self.connective, [_under(part, assigned, seen) for part in self.parts])
        if truth is not None:
            return truth is target
        leaf, first = self._next_leaf(seen, target)
        for value in (first, not first):
            longer = {**assigned, leaf.key: (leaf, value)}
            if consistent(longer.values()) and self.reaches(target, longer):
                return True
        return False

    def _next_leaf(self, seen: Mapping[int, Truth], wanted: bool) -> tuple[Reason, bool]:
        """An open leaf that still bears, and the value of it that leads toward what is wanted."""
        node = next(part for part in self.parts if seen.get(id(part), part.truth) is None)
        toward = wanted
        while node.connective != "is":
            toward = toward if node.connective != "not" else not toward
            node = next(p for p in node.parts if seen.get(id(p), p.truth) is None)
        return node, toward


def _under(reason: Reason, assigned: Mapping[Hashable, tuple[Reason, bool]], seen: dict[int, Truth]) -> Truth:
    """The verdict of a node under an assignment to its leaves, by Kleene's tables."""
    if reason.truth is not None:
        return reason.truth
    if id(reason) in seen:
        return seen[id(reason)]
    truth: Truth
    match reason.connective:
        case "is":
            found = assigned.get(reason.key)
            truth = found[1] if found else None
        case "not":
            inner = _under(reason.parts[0], assigned, seen)
            truth = None if inner is None else not inner
        case "term":
            truth = _under(reason.parts[0], assigned, seen)
        case connective:
            # Every part is looked at, also past a dominant one: the search reads `seen` of them all.
            truth = combine(connective, [_under(part, assigned, seen) for part in reason.parts])
    seen[id(reason)] = truth
    return truth


def consistent(assigned: Iterable[tuple[Reason, bool]]) -> bool:
    """Whether leaves can be as true and false as assigned, all at once."""
    pairs = list(assigned)
    inequalities = [(leaf.condition, truth) for leaf, truth in pairs if isinstance(leaf.condition, Inequality)]
    return _choices_agree(pairs) and (len(inequalities) < 2 or feasible(inequalities))


def _choices_agree(pairs: Sequence[tuple[Reason, bool]]) -> bool:
    """A fact with several values has one of them: it cannot be two, nor one that is ruled out."""
    allowed: dict[str, set[str]] = {}
    excluded: dict[str, set[str]] = {}
    for leaf, truth in pairs:
        condition = leaf.condition
        if isinstance(condition, Symbol) and condition.values:
            if truth:
                allowed.setdefault(condition.fact, set(condition.values)).intersection_update(condition.values)
            else:
                excluded.setdefault(condition.fact, set()).update(condition.values)
    return all(values - excluded.get(fact, set()) for fact, values in allowed.items())
