"""A small greedy placer: names beside their marks, never over one another and never over a mark.

Every label tries places around its mark, near ones first; the cheapest free one wins. Two more rounds
let early labels move out of the way of later ones. A label that finds no free place is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

_GAPS = (2.0, 6.0, 12.0, 20.0, 30.0, 42.0, 56.0, 72.0, 90.0, 110.0)
_LEADER_FROM = 8.0
_DIRECTIONS = tuple((math.cos(a), math.sin(a)) for a in (i * math.pi / 8 for i in range(16)))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes share any area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Whether this box lies wholly inside another."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )

    def grown(self, by: float) -> Box:
        """Give the box with a margin around it."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


Segment = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to be placed beside a mark of some radius, inside a frame."""

    key: str
    text: str
    x: float
    y: float
    radius: float
    width: float
    height: float
    frame: Box
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A label's place, and the leader that ties it to its mark where it stands apart."""

    wanted: Wanted
    box: Box
    leader: Segment | None


@dataclass(slots=True)
class _Candidate:
    placed: Placed
    cost: float = field(default=0.0)


def place(
    wanted: Sequence[Wanted],
    marks: Sequence[Box],
    solid: Sequence[Box] = (),
    soft: Sequence[tuple[Box, float]] = (),
) -> list[Placed]:
    """Place labels, the first with the first choice.

    `marks` and `solid` are never covered; a leader may not cross a mark without need. `soft` things
    (whiskers, lines) are avoided where there is a choice, each for what it weighs.
    """
    return list(_placed(tuple(wanted), tuple(marks), tuple(solid), tuple(soft)))


@lru_cache(maxsize=4)
def _placed(
    wanted: tuple[Wanted, ...], marks: tuple[Box, ...], solid: tuple[Box, ...], soft: tuple[tuple[Box, float], ...]
) -> tuple[Placed, ...]:
    """The places, worked out once: a picture is drawn in several themes, and its labels stand alike in all."""
    free = {w.key: _candidates(w, marks, solid, soft) for w in wanted}
    chosen: dict[str, Placed] = {}
    for _ in range(3):
        for want in wanted:
            chosen.pop(want.key, None)
            best = _cheapest(free[want.key], list(chosen.values()))
            if best is not None:
                chosen[want.key] = best
    return tuple(chosen[w.key] for w in wanted if w.key in chosen)


def _candidates(
    want: Wanted, marks: Sequence[Box], solid: Sequence[Box], soft: Sequence[tuple[Box, float]]
) -> list[_Candidate]:
    """List the places that nothing fixed forbids, each with what it costs."""
    found = []
    own = Box(want.x - want.radius, want.y - want.radius, want.x + want.radius, want.y + want.radius)
    others = [m for m in marks if not (m.left < want.x < m.right and m.top < want.y < m.bottom)]
    for gap in _GAPS:
        for order, (dx, dy) in enumerate(_DIRECTIONS):
            box = _beside(want, dx, dy, gap)
            if not box.within(want.frame) or box.meets(own):
                continue
            if any(box.meets(m) for m in marks) or any(box.meets(s) for s in solid):
                continue
            leader = _leader(want, box) if gap >= _LEADER_FROM else None
            cost = gap * 1.2 + _preference(order) + sum(weight for s, weight in soft if box.meets(s))
            # A name that stands as close to another mark may be read as that mark's.
            near = box.grown(4)
            cost += (3.0 if leader else 8.0) * sum(near.meets(m) for m in others)
            if leader is not None:
                cost += (
                    6.0 + 30.0 * sum(crosses(leader, m) for m in others) + 60.0 * sum(crosses(leader, s) for s in solid)
                )
            found.append(_Candidate(Placed(want, box, leader), cost))
    found.sort(key=lambda c: c.cost)
    return found


def _cheapest(candidates: Iterable[_Candidate], chosen: Sequence[Placed]) -> Placed | None:
    best: Placed | None = None
    lowest = math.inf
    for candidate in candidates:
        if candidate.cost >= lowest:
            break
        box, leader = candidate.placed.box, candidate.placed.leader
        if any(box.meets(p.box) for p in chosen):
            continue
        cost = candidate.cost
        for other in chosen:
            if leader is not None:
                cost += 80.0 * crosses(leader, other.box)
                cost += 50.0 * (other.leader is not None and _cut(leader, other.leader))
            if other.leader is not None:
                cost += 80.0 * crosses(other.leader, box)
        if cost < lowest:
            best, lowest = candidate.placed, cost
    return best


def _beside(want: Wanted, dx: float, dy: float, gap: float) -> Box:
    reach = want.radius + gap
    x, y = want.x + dx * reach, want.y + dy * reach
    left = x if dx > 0.3 else x - want.width if dx < -0.3 else x - want.width / 2
    top = y if dy > 0.5 else y - want.height if dy < -0.5 else y - want.height / 2
    return Box(left, top, left + want.width, top + want.height)


def _preference(order: int) -> float:
    """Right of the mark reads best, then left, then above and below, then aslant."""
    return {0: 0.0, 8: 1.5, 12: 2.0, 4: 2.5}.get(order, 3.0 if order % 2 == 0 else 3.5)


def _leader(want: Wanted, box: Box) -> Segment:
    x = min(max(want.x, box.left), box.right)
    y = min(max(want.y, box.top + 2), box.bottom - 2)
    distance = math.hypot(x - want.x, y - want.y) or 1.0
    start = want.radius / distance
    return (want.x + (x - want.x) * start, want.y + (y - want.y) * start, x, y)


def crosses(segment: Segment, box: Box) -> bool:
    """Whether a line runs through a box (Liang and Barsky)."""
    x1, y1, x2, y2 = segment
    enter, leave = 0.0, 1.0
    for run, before, after in (
        (x2 - x1, box.left - x1, box.right - x1),
        (y2 - y1, box.top - y1, box.bottom - y1),
    ):
        if run == 0:
            if before > 0 or after < 0:
                return False
            continue
        first, second = sorted((before / run, after / run))
        enter, leave = max(enter, first), min(leave, second)
    return enter < leave


def _cut(one: Segment, other: Segment) -> bool:
    def side(s: Segment, x: float, y: float) -> float:
        return (s[2] - s[0]) * (y - s[1]) - (s[3] - s[1]) * (x - s[0])

    apart_one = side(one, other[0], other[1]) * side(one, other[2], other[3])
    apart_other = side(other, one[0], one[1]) * side(other, one[2], one[3])
    return apart_one < 0 and apart_other < 0
