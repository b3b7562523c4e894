"""Counts what is contracted while it is on, operator by operator, below autograd: forward, backward and recomputed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch._ops import HigherOrderOperator
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

import plimsoll.measure.attending  # noqa: F401  # registers its formulas
from plimsoll.measure.contracting import FORMULAS, VALUED, Work
from plimsoll.measure.free import is_free

_SHAPED_BY_DATA = torch.Tag.dynamic_output_shape
_READ_BY_PYTHON = torch.Tag.data_dependent_output


@dataclass(slots=True)
class Tally:
    """What was counted in one stretch of a step."""

    model: int = 0
    """Operations without recomputation; multiply-add = 2."""
    executed: int = 0
    """Operations with it."""
    uncounted: Counter[str] = field(default_factory=Counter)
    """Operators that may contract something and for which no formula is known: how often each was called."""
    shaped_by_data: bool = False
    """A shape came from values, as of a mask."""
    read_by_python: bool = False
    """A value was read, so that the program may have branched on it."""
    valued: bool = False
    """The operations of a kernel depend on values, as on the bounds of packed sequences."""

    @property
    def figures(self) -> tuple[int, int]:
        """Model operations and executed ones."""
        return self.model, self.executed


class Counting(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """While entered, adds to `tally` what each operator contracts.

    Operators on wrapped tensors (sharded, nested, quantised) are left to their class, and counted as what it makes of
    them: on a sharded tensor, the share of this rank. Compiled code is not seen into: run it uncompiled meanwhile.
    """

    supports_higher_order_operators = True

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tally = Tally()
        self._differentiable: set[int] = set()

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Run an operator and count it."""
        kwargs = kwargs or {}
        if any(hasattr(each, "__tensor_flatten__") for each in types):
            return NotImplemented
        if any(each.__name__ == "FakeTensor" for each in types):
            return func(*args, **kwargs)  # only shapes are worked out, as for a sharded tensor
        if isinstance(func, HigherOrderOperator):
            return self._higher_order(func, args, kwargs)
        known = _KNOWN.get(func)
        if known is None:
            known = _KNOWN[func] = _look_up(func)
        if known.free:
            out = func(*args, **kwargs)
        elif known.decomposes:
            with self:
                return func.decompose(*args, **kwargs)
        else:
            out = func(*args, **kwargs)
            self._count(known, args, kwargs, out)
        if known.shaped_by_data and (known.name != "aten::index" or _by_mask(args[1])):
            self.tally.shaped_by_data = True
        self.tally.read_by_python |= known.read_by_python
        return out

    def _count(self, known: _Known, args: Sequence[Any], kwargs: Mapping[str, Any], out: Any) -> None:
        if known.formula is None:
            self.tally.uncounted[known.name] += 1
            return
        self._add(known.formula(args, kwargs, out))
        given = (kwargs.get(name, args[at] if at < len(args) else None) for at, name in known.valued)
        self.tally.valued |= any(isinstance(each, torch.Tensor) for each in given)

    def _add(self, work: Work | int) -> None:
        model, executed = (work, work) if isinstance(work, int) else work
        self.tally.executed += executed
        if not self._recomputing():
            self.tally.model += model

    def _recomputing(self) -> bool:
        """Whether a forward pass is done again to save memory: within a backward pass, with gradients recorded.

        A backward pass that is itself differentiated records gradients too; its operators come from the engine, not
        from Python.
        """
        task = torch._C._current_graph_task_id()
        if task == -1 or not torch.is_grad_enabled():
            return False
        if _called_by_engine():
            self._differentiable.add(task)
        return task not in self._differentiable

    def _higher_order(self, func: HigherOrderOperator, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        name = func.name()  # type: ignore[no-untyped-call]
        if name == "cond":
            taken = args[1] if bool(args[0]) else args[2]
            self.tally.read_by_python = True
            with self:
                return taken(*args[3])
        out = func(*args, **kwargs)
        if found := FORMULAS.get(f"aten::{name}"):
            self._add(found(args, out))
        else:
            self.tally.uncounted[name] += 1
        return out


_Count = Callable[[Sequence[Any], Mapping[str, Any], Any], "Work | int"]
"""From the arguments of a call by position and by name, and what came out."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of an operator."""

    name: str
    free: bool
    decomposes: bool
    formula: _Count | None
    valued: tuple[tuple[int, str], ...]
    shaped_by_data: bool
    read_by_python: bool


_KNOWN: dict[Any, _Known] = {}


def _look_up(func: Any) -> _Known:
    name = func._schema.name
    arguments = tuple(each.name for each in func._schema.arguments)
    formula = _ours(name, arguments) or _of_torch(func)
    free = formula is None and is_free(func)
    return _Known(
        name,
        free,
        formula is None and not free and func._can_decompose(),
        formula,
        tuple((at, argument) for at, argument in enumerate(arguments) if argument in VALUED),
        _SHAPED_BY_DATA in func.tags,
        _READ_BY_PYTHON in func.tags,
    )


def _ours(name: str, arguments: tuple[str, ...]) -> _Count | None:
    """Our formula, given every argument in the order of the schema; one that was left out is None."""
    found = FORMULAS.get(name)
    if found is None:
        return None

    def count(args: Sequence[Any], kwargs: Mapping[str, Any], out: Any) -> Work | int:
        return found([*args, *(kwargs.get(each) for each in arguments[len(args) :])], out)

    return count


def _of_torch(func: Any) -> _Count | None:
    """The formula that PyTorch, or whoever registered one there, has for an operator."""
    found = flop_registry.get(func._overloadpacket)
    return None if found is None else lambda args, kwargs, out: int(found(*args, **kwargs, out_val=out))


def _by_mask(indices: Sequence[Any]) -> bool:
    return any(each is not None and each.dtype in (torch.bool, torch.uint8) for each in indices)


_TORCH = str(Path(torch.__file__).parent)
_PASSED_THROUGH = tuple(
    f"{_TORCH}/{name}" for name in ("_compile.py", "_ops.py", "_dynamo/", "utils/_python_dispatch.py")
)


def _called_by_engine() -> bool:
    """Whether the operator comes from a node of autograd itself, not from Python that a node runs."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith((__file__, *_PASSED_THROUGH)):
        frame = frame.f_back
    return frame is None or frame.f_code.co_name == "_engine_run_backward"
