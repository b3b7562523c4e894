"""Three-valued truths of many subjects at once: where it must hold, and where it may."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.law.language.reasons import Truth

Mask = NDArray[np.bool_]
Codes = NDArray[np.uint8]
NO, YES, UNKNOWN, AGAIN = 0, 1, 2, 3
"""How a verdict is kept in an array, one byte a subject; the last: unknown by Kleene's tables, which may miss it."""
Asks = frozenset[tuple[Hashable, bool]]
"""Facts, each with the sign of what asks for it: whether it leads toward yes or toward no; or both."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Where something must hold and where it may; a plain bool stands for all subjects alike.

    `asks` names the facts that what is open turns on, and `again` says where two parts ask for one of them with
    opposite signs. Where none do, Kleene's tables miss nothing: with every fact as all that ask for it would have it
    toward yes (an amount at its highest, where each has to pass a line), all that may hold does, and so toward no.
    """

    must: Mask | bool
    may: Mask | bool
    asks: Asks = frozenset()
    again: Mask | bool = False

    @property
    def certain(self) -> bool:
        """Whether nothing is open, of any subject."""
        return self.must is self.may

    @property
    def open(self) -> Mask | bool:
        """Where neither is sure."""
        return False if self.certain else _and(self.may, _not(self.must))

    def kept(self, asks: Asks, again: Mask | bool) -> Verdicts:
        """The same truths, with what they turn on; nothing where nothing is open."""
        return self if self.certain else Verdicts(self.must, self.may, asks, again)

    def codes(self, count: int) -> Codes:
        """One byte a subject."""
        if isinstance(self.must, bool) and isinstance(self.may, bool):
            found = np.full(count, YES if self.must else UNKNOWN if self.may else NO, np.uint8)
        elif self.must is self.may:
            return np.asarray(self.must).view(np.uint8)
        else:  # each mask is a bit: no choosing row by row
            found = np.asarray(self.must).view(np.uint8) | np.asarray(self.open).view(np.uint8) << np.uint8(1)
        if self.again is not False:
            found = found | np.asarray(_and(self.again, self.open)).view(np.uint8)
        return found


TRUE = Verdicts(True, True)
FALSE = Verdicts(False, False)


def toward_yes(*facts: Hashable) -> Asks:
    """Facts asked for as they stand."""
    return frozenset((fact, True) for fact in facts)


def opposite(asks: Asks) -> Asks:
    """The same facts with the other sign."""
    return frozenset((fact, not sign) for fact, sign in asks)


def always(truth: Truth, asks: Asks = frozenset()) -> Verdicts:
    """The same truth of every subject."""
    if truth is None:
        return Verdicts(False, True, asks)
    return TRUE if truth else FALSE


def certain(mask: Mask | bool) -> Verdicts:
    """A truth in which nothing is open."""
    return Verdicts(mask, mask)


def coded(codes: Codes, asks: Asks = frozenset()) -> Verdicts:
    """Truths from their bytes."""
    must = codes == YES
    open_ = codes >= UNKNOWN
    return Verdicts(must, must | open_, asks, _some(codes == AGAIN)) if open_.any() else certain(must)


def both(a: Verdicts, b: Verdicts) -> Verdicts:
    """Where both hold."""
    return _joined(a, b, _and)


def either(a: Verdicts, b: Verdicts) -> Verdicts:
    """Where at least one holds."""
    return _joined(a, b, _or)


def negated(a: Verdicts) -> Verdicts:
    """Where it does not hold."""
    if a.certain:
        return certain(_not(a.must))
    return Verdicts(_not(a.may), _not(a.must), opposite(a.asks), a.again)


def only_where(mask: Mask, a: Verdicts) -> Verdicts:
    """What holds where a mask does; elsewhere it does not."""
    return both(certain(mask), a)


def taken(a: Verdicts, at: Any) -> Verdicts:
    """The truths of some of the subjects, in that order."""
    if a.certain:
        return a if isinstance(a.must, bool) else certain(a.must[at])
    must, may, again = (m if isinstance(m, bool) else m[at] for m in (a.must, a.may, a.again))
    return Verdicts(must, may, a.asks, again)


def spread(a: Verdicts, at: Any, count: int) -> Verdicts:
    """Truths of some subjects among `count`; of the others it does not hold."""
    if a.certain and a.must is False:
        return a

    def out(mask: Mask | bool) -> Mask:
        found = np.zeros(count, np.bool_)
        found[at] = mask
        return found

    if a.certain:
        return certain(out(a.must))
    return Verdicts(out(a.must), out(a.may), a.asks, a.again is not False and out(a.again))


def any_of_groups(a: Verdicts, starts: NDArray[np.int64], count: int) -> Verdicts:
    """Of each group of consecutive members, whether one holds. `starts` has `count` + 1 places, the last the end."""
    sizes = np.diff(starts)
    filled = np.flatnonzero(sizes)

    def out(mask: Mask | bool) -> Mask:
        found = np.zeros(count, np.bool_)
        if filled.size:
            members = np.full(int(starts[-1]), mask) if isinstance(mask, bool) else mask
            found[filled] = np.logical_or.reduceat(members, starts[filled])
        return found

    if a.certain:
        return certain(out(a.must))
    again = out(a.again) | (sizes > 1) if a.asks & opposite(a.asks) else out(a.again)
    return Verdicts(out(a.must), out(a.may), a.asks, _some(again))


def _joined(a: Verdicts, b: Verdicts, join: Any) -> Verdicts:
    if a.certain and b.certain:
        return certain(join(a.must, b.must))
    must, may = join(a.must, b.must), join(a.may, b.may)
    if isinstance(must, bool) and must is may:
        return TRUE if must else FALSE
    again = _or(a.again, b.again)
    if a.asks & opposite(b.asks):
        again = _or(again, _some(_and(a.open, b.open)))
    return Verdicts(must, may, a.asks | b.asks, again)


def _some(mask: Mask | bool) -> Mask | bool:
    return mask if isinstance(mask, bool) or mask.any() else False


def _and(a: Mask | bool, b: Mask | bool) -> Mask | bool:
    if isinstance(a, bool):
        return b if a else False
    if isinstance(b, bool):
        return a if b else False
    return a & b


def _or(a: Mask | bool, b: Mask | bool) -> Mask | bool:
    if isinstance(a, bool):
        return True if a else b
    if isinstance(b, bool):
        return True if b else a
    return a | b


def _not(a: Mask | bool) -> Mask | bool:
    return not a if isinstance(a, bool) else ~a
