"""Finds the stretch that a signature stands for, or makes it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from hashlib import sha256
from typing import Any

import torch

from plimsoll.measure.remembering import LIMIT, Stretch
from plimsoll.measure.signatures import Numbers, Signature, Structure, of_inputs, of_surroundings

OTHERS = f"more than {LIMIT} signatures"
"""Why the stretches beyond those that are remembered are counted every time."""
_SCALES = frozenset(["num_items_in_batch"])
"""Arguments that a loss is scaled by: they differ at each step, and change no shape."""


class Stretches:
    """Every stretch that was met, by its signature."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._found: dict[Hashable, Stretch] = {}

    def of_pass(
        self, number: int, structure: Structure, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> tuple[Stretch, Signature]:
        """The pass of a module, `number` among those watched, with these inputs, and what it is remembered by."""
        state, attributes = structure.now()
        shapes, numbers = of_inputs(args, {name: kwargs[name] for name in kwargs if name not in _SCALES})
        around = of_surroundings()
        signature = Signature((number, state, shapes, around), (*numbers, *attributes))
        key = self._numbers.key(signature)
        if (found := self._found.get(key)) is None:
            content = number, structure.digest(), shapes, around, signature.numbers
            found = self.of(key, f"{type(structure.module).__name__}({_in_words(args, kwargs)})", content)
        return found, signature

    def of(self, key: Hashable, what: str, content: Hashable) -> Stretch:
        """The stretch of a key within this process; `content` is the same for it in every process."""
        found = self._found.get(key)
        if found is None and len(self._found) < LIMIT:
            found = self._found[key] = Stretch(what, digest(content))
        return found or Stretch("others", "others", always=OTHERS)

    def counted(self, signature: Signature, figures: Hashable) -> None:
        """Learn from a count which of the numbers in a signature matter."""
        self._numbers.counted(signature, figures)


def digest(content: Hashable) -> str:
    """Sixteen hexadecimal figures that tell contents apart."""
    return sha256(repr(content).encode()).hexdigest()[:16]


def _in_words(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    given = [("", each) for each in args] + [(f"{name} ", each) for name, each in kwargs.items()]
    return ", ".join(f"{name}{'x'.join(map(str, v.shape))}" for name, v in given if isinstance(v, torch.Tensor))
