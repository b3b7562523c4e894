"""Why: where a verdict rests, how near the lines are, what would settle an unknown, what is doubtful."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Literal

from plimsoll.facts.quantities import Interval, Unit
from plimsoll.law.language.completions import consistent
from plimsoll.law.language.expression import Grade
from plimsoll.law.language.lines import Over
from plimsoll.law.language.reasons import Inequality, Reason, Symbol, Truth, Turns, combine
from plimsoll.messages import Message, said

_MOST_SETS = 24
_MOST_SHOWN = 12
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Margin:
    """How an amount stands to a line; `ratio` is amount / line at both ends."""

    fact: str
    value: Interval
    line: Fraction
    unit: Unit
    over: Over = ">"

    @property
    def ratio(self) -> Interval | None:
        """Amount / line, where the line is not zero."""
        if not self.line:
            return None
        low, high = self.value.low, self.value.high
        return Interval(None if low is None else low / self.line, None if high is None else high / self.line)


def basis(reason: Reason) -> list[Reason]:
    """The nodes on which the verdict rests, from the root down.

    A clause about derivations says nothing of a model that has none, and is left out.
    """
    found: dict[int, Reason] = {}
    stack = [reason]
    while stack:
        node = stack.pop()
        vacuous = node.connective in ("all", "any") and not node.parts
        if id(node) not in found and not vacuous:
            found[id(node)] = node
            stack.extend(reversed(node.bearing))
    return list(found.values())


def section_of(reason: Reason) -> str:
    """The section that decides: down the tree as long as one part alone carries the verdict.

    Outside the scope of a law that alone decides, whatever else does not hold; within it, it carries nothing, and
    neither does what was merely taken.
    """
    node, section = reason, reason.section
    while True:
        ahead = node.bearing
        if node.truth is True and node.connective == "any":
            ahead = ahead[:1]
        elif node.truth is True:
            ahead = tuple(part for part in ahead if not (part.expression.scopes or _taken_alone(part))) or ahead
        elif node.truth is False:
            ahead = tuple(part for part in ahead if part.expression.scopes)[:1] or ahead
        if len(ahead) != 1 or ahead[0].subject != reason.subject:
            return section
        node = ahead[0]
        section = node.section or section


def _taken_alone(node: Reason) -> bool:
    """Whether a verdict rests on nothing that was given."""
    condition = node.condition
    if condition is not None:
        return isinstance(condition, Symbol) and bool(condition.presumption)
    return bool(node.bearing) and all(map(_taken_alone, node.bearing))


def grade_of(rests_on: Sequence[Reason]) -> Grade:
    """The weakest grade of what a verdict rests on (its `basis`)."""
    return max((node.grade for node in rests_on if node.grade is not None), default=Grade.TEXT)


def margins(reason: Reason) -> list[Margin]:
    """Every line that the subject is measured against, in the order of the text.

    A branch that something other than a number rules out has no margins: a model that descends from none is
    not measured against the line for fine-tuning.
    """
    found: dict[Hashable, Margin] = {}
    for node in _measured(reason, set()):
        condition = node.condition
        if isinstance(condition, Inequality) and condition.unit is not Unit.SECONDS:
            line = condition.line.interval.exact
            if line:  # a comparison with nothing is no line
                name = condition.name if node.subject == reason.subject else f"{node.subject}/{condition.name}"
                margin = Margin(name, condition.value.interval, line, condition.unit, condition.over)
                found.setdefault((name, line, condition.value), margin)
    return list(found.values())


def _measured(reason: Reason, seen: set[int]) -> list[Reason]:
    if id(reason) in seen:
        return []
    seen.add(id(reason))
    if reason.connective == "all" and any(p.truth is False and not _numeric(p, reason.subject) for p in reason.parts):
        return []
    if reason.connective == "is":
        return [reason]
    own = [p for p in reason.parts if p.subject == reason.subject or p.connective != "term"]
    return [leaf for part in own for leaf in _measured(part, seen)]


def _numeric(reason: Reason, subject: str) -> bool:
    """Whether a number of the subject itself is compared anywhere below."""
    if reason.connective == "term" and reason.subject != subject:
        return False
    return isinstance(reason.condition, Inequality) or any(_numeric(part, subject) for part in reason.parts)


def flags(reason: Reason, rests_on: Sequence[Reason] | None = None) -> list[str]:
    """Defects, assumptions and contested readings that bear on the verdict (whose `basis` may be at hand).

    What was taken, not given, bears if the verdict would differ were it the other way round.
    """
    found: dict[str, None] = {}
    for node in basis(reason) if rests_on is None else rests_on:
        found |= dict.fromkeys(node.notes)
    for leaf, other in _turning(reason).values():
        condition = leaf.condition
        if isinstance(condition, Symbol) and leaf.truth is not None:
            found[_taken(condition, leaf.truth, other)] = None
    return list(found)


_NOTHING: Turns = {}


def _turning(node: Reason) -> Turns:
    """What was taken and not given and decides a node: by key, the leaf, and the verdict if it were otherwise.

    By Kleene's tables; what changes no part changes nothing above it. Kept at the node, since terms share what is
    below, once its own verdict is final.
    """
    if node.turns is not None:
        return node.turns
    turns = _NOTHING
    condition = node.condition
    if node.connective == "is":
        if isinstance(condition, Symbol) and condition.presumption and node.truth is not None:
            turns = {condition.key: (node, not node.truth)}
    elif node.connective in ("all", "any"):
        turns = _turning_group(node, "any" if node.connective == "any" else "all")
    else:
        turns = _turning(node.parts[0])
        if node.connective == "not":
            turns = {key: (leaf, None if other is None else not other) for key, (leaf, other) in turns.items()}
    if node.truth is not None or node.settled:
        node.turns = turns
    return turns


def _turning_group(node: Reason, connective: Literal["all", "any"]) -> Turns:
    below = [_turning(part) for part in node.parts]
    keys = {key: leaf for turns in below for key, (leaf, _) in turns.items()}
    found: Turns = {}
    for key, leaf in keys.items():
        parts = zip(node.parts, below, strict=True)
        other = combine(connective, [turns[key][1] if key in turns else part.truth for part, turns in parts])
        if other is not node.truth:
            found[key] = (leaf, other)
    return found or _NOTHING


def _taken(condition: Symbol, taken: bool, other: Truth) -> Message:
    presumption = said(condition.presumption)
    if condition.kind == "reading":
        return said(
            "contested reading: {question}; read as {taken} ({name}), otherwise the answer is {other}",
            question=presumption,
            taken=_word(taken),
            name=condition.key.removeprefix("readings."),
            other=_word(other),
        )
    return said("{presumption} ({fact})", presumption=presumption, fact=condition.fact)


def _word(truth: Truth) -> Message:
    return said("unknown") if truth is None else said("yes") if truth else said("no")


@dataclass(frozen=True, slots=True)
class Settling:
    """A set of facts or judgments that could settle an unknown, and the verdicts it could settle it to."""

    facts: tuple[str, ...]
    verdicts: tuple[bool, ...]


_Way = frozenset[tuple[Hashable, bool]]


def needs(reason: Reason) -> list[Settling]:
    """The smallest sets of facts or judgments that would settle an unknown, the most telling first.

    A set is listed when some value of its facts settles the answer whatever the rest may be. More telling is
    the smaller set, then one that can settle it either way, then the fact that occurs in most sets.
    """
    if reason.truth is not None:
        return []
    leaves = {node.key: node for node in reason.walk() if node.connective == "is" and node.truth is None}
    place = {fact: i for i, fact in enumerate(dict.fromkeys(f for leaf in leaves.values() for f in _asked(leaf)))}
    found: dict[tuple[str, ...], set[bool]] = {}
    for verdict in (True, False):
        shortest = islice((w for w in _ways(reason, verdict, {}) if len(w) <= _LONGEST), _MOST_SHOWN)
        ways = [w for w in shortest if consistent((leaves[k], truth) for k, truth in w)]
        sets = {tuple(sorted({f for k, _ in way for f in _asked(leaves[k])}, key=place.__getitem__)) for way in ways}
        for facts in _minimal(sets):
            found.setdefault(facts, set()).add(verdict)
    counted: dict[str, int] = {}
    for facts in found:
        for fact in facts:
            counted[fact] = counted.get(fact, 0) + 1

    def telling(facts: tuple[str, ...]) -> tuple[object, ...]:
        return len(facts), -len(found[facts]), -max(counted[f] for f in facts), [place[f] for f in facts]

    order = sorted(found, key=telling) or [tuple(place)]  # no short way: everything that is open
    return [Settling(facts, tuple(sorted(found.get(facts, ()), reverse=True))) for facts in order]


def asked(reason: Reason) -> list[str]:
    """The facts or judgments that would settle an unknown: those of the most telling set."""
    settling = needs(reason)
    return list(settling[0].facts) if settling else []


def wanting(reason: Reason) -> list[str]:
    """The facts on which a no rests: what is lacking."""
    leaves = (node for node in basis(reason) if node.connective == "is" and node.truth is False)
    return [str(getattr(leaf.condition, "key", "")) for leaf in leaves if leaf.condition]


def _asked(leaf: Reason) -> tuple[str, ...]:
    return leaf.condition.facts if leaf.condition else ()


def _minimal(sets: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    kept: list[tuple[str, ...]] = []
    for each in sorted(sets, key=len):
        if not any(set(k) <= set(each) for k in kept):
            kept.append(each)
    return kept


def _ways(node: Reason, verdict: bool, seen: dict[tuple[int, bool], list[_Way]]) -> list[_Way]:
    """The smallest assignments to open leaves that make a node come out as wanted, by its structure."""
    if node.truth is not None:
        return [frozenset()] if node.truth is verdict else []
    at = (id(node), verdict)
    if at not in seen:
        seen[at] = _fresh_ways(node, verdict, lambda part, wanted: _ways(part, wanted, seen))
    return seen[at]


def _fresh_ways(node: Reason, verdict: bool, ways: Callable[[Reason, bool], list[_Way]]) -> list[_Way]:
    if node.connective == "is":
        return [frozenset({(node.key, verdict)})]
    if node.connective == "term":
        return ways(node.parts[0], verdict)
    if node.connective == "not":
        return ways(node.parts[0], not verdict)
    unsettled = [part for part in node.parts if part.truth is None]  # the others leave it open either way
    if len(unsettled) == 1:
        return ways(unsettled[0], verdict)
    if (node.connective == "any") is verdict:
        return _smallest(way for part in unsettled for way in ways(part, verdict))
    joined: list[_Way] = [frozenset()]
    for part in unsettled:
        joined = _smallest(a | b for a, b in product(joined, ways(part, verdict)))
    return joined


def _smallest(ways: Iterable[_Way]) -> list[_Way]:
    kept: list[_Way] = []
    for way in sorted(dict.fromkeys(ways), key=len):
        contradicts = any((key, not truth) in way for key, truth in way)
        if not contradicts and not any(k <= way for k in kept):
            kept.append(way)
        if len(kept) == _MOST_SETS:
            break
    return kept
