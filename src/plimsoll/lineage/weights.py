"""One model as it was read: the digest that its weights are known by, and what its files say of its descent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from plimsoll.errors import InputError, Place
from plimsoll.lineage.claims import Said
from plimsoll.lineage.digests import FileDigest, TensorDigest, of_files, of_tensors

_LORA = {".lora_A.weight": 1, ".lora_B.weight": 0}
"""Ends of the names of an adapter's tensors, and which side of the base's layer each has to fit."""
_PEFT = "base_model.model."


@dataclass(frozen=True)
class Model:
    """A model, its weights and its claims. Without weights only what is claimed can be said."""

    id: str
    called: str
    files: tuple[FileDigest, ...]
    said: Said

    @cached_property
    def tensors(self) -> Mapping[str, TensorDigest] | None:
        """Its tensors by name, or `None` where a file is opaque or there is none."""
        if not self.files or any(each.tensors is None for each in self.files):
            return None
        return {tensor.name: tensor for each in self.files for tensor in each.tensors or ()}

    @cached_property
    def digest(self) -> str | None:
        """What the weights are known by: of the tensors where they can be read, else of the files."""
        if self.tensors is not None:
            return f"tensors sha256:{of_tensors(self.tensors.values())}"
        return f"files sha256:{of_files(self.files)}" if self.files else None

    @cached_property
    def learned(self) -> list[TensorDigest]:
        """The tensors that two models have alike by descent alone."""
        return [each for each in (self.tensors or {}).values() if each.learned]

    @cached_property
    def contents(self) -> frozenset[tuple[str, tuple[int, ...], str]]:
        """What its learned tensors hold, whatever they are called."""
        return frozenset(each.content for each in self.learned)

    @property
    def size(self) -> int:
        """Bytes of the files of weights."""
        return sum(each.size for each in self.files)


def check_once(model: Model, place: str) -> None:
    """Refuse a tensor that stands in two files.

    Raises:
        InputError: one does; which of the two counts is not known.
    """
    names = Counter(tensor.name for each in model.files for tensor in each.tensors or ())
    twice = next((name for name, count in names.items() if count > 1), None)
    if twice is not None:
        what = f"the tensor {twice[:60]!r} stands in two files"
        raise InputError(what, "take out the files that do not belong to the model", Place(place))


def fitting(adapter: Model, base: Model) -> tuple[int, int]:
    """How many matrices of an adapter have the shapes of the layers of its base that they name, and how many name one.

    For LoRA as PEFT names it: A has the inputs of the layer, B its outputs. A base whose layers have other names in
    memory than in its files tells nothing, nor does one that is quantised, whose layers are packed.
    """
    if base.said.quantized:
        return 0, 0
    fits = of = 0
    for tensor in (adapter.tensors or {}).values():
        for end, side in _LORA.items():
            if tensor.name.endswith(end) and len(tensor.shape) == 2:
                layer = tensor.name.removeprefix(_PEFT).removesuffix(end)
                target = (base.tensors or {}).get(f"{layer}.weight")
                if target is not None:
                    of += 1
                    fits += len(target.shape) == 2 and target.shape[side] == tensor.shape[side]
    return fits, of


def reshaped(model: Model, base: Model) -> tuple[int, int]:
    """How many tensors of one name have another shape than in the base, and how many names both have.

    Vocabularies grow in fine-tuning, so a difference in the first side alone is none.
    """
    mine, theirs = model.tensors or {}, base.tensors or {}
    both = mine.keys() & theirs.keys()
    return sum(mine[name].shape[1:] != theirs[name].shape[1:] for name in both), len(both)
