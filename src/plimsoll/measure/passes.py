"""Operations of one token through a decoder, forward and backward, by what is trained of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from plimsoll.measure.architecture import Architecture, Block, Linear


@dataclass(frozen=True, slots=True)
class Way:
    """What is trained: everything, adapters of a rank on some maps, or the head alone."""

    trained: str
    """`full`, `adapters` or `head`."""
    ranks: Mapping[str, int] = field(default_factory=dict)
    """By the name of a map: the rank of the adapter beside it (LoRA, arXiv 2106.09685)."""
    checkpointing: bool = False
    """Each block is run forward a second time on the way back."""
    inputs_require_gradients: bool = False
    """PEFT asks for it with checkpointing: then the first block hands a gradient back too."""


@dataclass(slots=True)
class Operations:
    """Of one token: forward, backward, and of the blocks' second forward run."""

    forward: Fraction = Fraction(0)
    backward: Fraction = Fraction(0)
    again: Fraction = Fraction(0)

    @property
    def model(self) -> Fraction:
        """Without recomputation."""
        return self.forward + self.backward

    @property
    def executed(self) -> Fraction:
        """With it."""
        return self.model + self.again


def operations_of_a_token(architecture: Architecture, way: Way, positions: Fraction) -> Operations:
    """Count one token that attends to so many positions on average; a layer with a window to no more than that."""
    found = Operations()
    gradient = way.trained == "full" or way.inputs_require_gradients
    for block in architecture.blocks:
        attended = positions if block.window is None else min(positions, Fraction(block.window))
        one, gradient = _block(block, way, attended, gradient)
        found.forward += one.forward
        found.backward += one.backward
        found.again += one.forward if way.checkpointing else 0
    head = architecture.head
    one, _ = _linear(head, way, gradient, trained=way.trained in ("full", "head"))
    found.forward += one.forward
    found.backward += one.backward
    return found


def _block(block: Block, way: Way, positions: Fraction, gradient: bool) -> tuple[Operations, bool]:
    """The operations of a block, and whether what leaves it has a gradient to hand back."""
    found = Operations()
    full = way.trained == "full"

    def through(maps: tuple[Linear, ...], given: bool) -> list[bool]:
        leaving = []
        for each in maps:
            one, leaves = _linear(each, way, given, trained=full)
            found.forward += one.forward
            found.backward += one.backward
            leaving.append(leaves)
        return leaving

    def along(chain: tuple[Linear, ...], given: bool) -> bool:
        for each in chain:
            (given,) = through((each,), given)
        return given

    chains = [along(chain, gradient) for chain in block.before]
    queries, keys, values = chains[0], chains[min(1, len(chains) - 1)], chains[-1]
    scores, context = 2 * positions * block.scores, 2 * positions * block.values
    found.forward += scores + context
    found.backward += scores * (queries + keys) + context * ((queries or keys) + values)
    after = along((block.after,), queries or keys or values) or gradient
    inside = any(through(block.mlp_in, after))
    return found, any(through(block.mlp_out, inside)) or after


def _linear(linear: Linear, way: Way, gradient: bool, *, trained: bool) -> tuple[Operations, bool]:
    """One map and the adapter beside it: the gradient of its weight where it is trained, of its input where wanted."""
    own = Fraction(linear.operations)
    found = Operations(own, own * (trained + gradient))
    rank = way.ranks.get(linear.name, 0) if way.trained == "adapters" else 0
    if rank:
        down, up = 2 * rank * linear.inputs * linear.share, 2 * rank * linear.outputs * linear.share
        found.forward += down + up
        found.backward += down + 2 * up + (down if gradient else 0)
    return found, bool(trained or gradient or rank)
