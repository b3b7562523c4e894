"""Hears of the calls of a module, whether it is compiled or not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from typing import Any, TypeVar

import torch
from torch import nn

_F = TypeVar("_F", bound=Callable[..., Any])
_left_alone: Callable[..., Callable[..., Any]] = torch.compiler.disable

Before = Callable[[nn.Module, tuple[Any, ...], Mapping[str, Any]], bool]
"""Told of a call; gives whether it wants to be told of its end."""
After = Callable[[nn.Module, Any, bool], None]
"""Told of an end: what came out, and whether an exception did."""


class Calls:
    """Stands around the calls of one module, in the place where a compiled call would be.

    Unlike a hook it lies outside of what is compiled, and a copy of the module does not take it along.
    """

    def __init__(self, module: nn.Module, before: Before, after: After) -> None:
        self.module = module
        self._inner: Callable[..., Any] | None = None

        def call(*args: Any, **kwargs: Any) -> Any:
            inner = self._inner or module._call_impl
            if not before(module, args, kwargs):
                return inner(*args, **kwargs)
            try:
                output = inner(*args, **kwargs)
            except BaseException:
                after(module, None, True)
                raise
            after(module, output, False)
            return output

        known: Any = call
        known.stands_for = self
        self._call = call
        self.attach()

    def attach(self) -> None:
        """Stand around the calls; again, where the module was compiled since."""
        if not any(each is self for each in _standing(self.module)):
            self._inner = self.module._compiled_call_impl
            self.module._compiled_call_impl = self._call

    def detach(self) -> None:
        """Let the module be called as before, unless another stands around this one."""
        if self.module._compiled_call_impl is self._call:
            self.module._compiled_call_impl = self._inner


def _standing(module: nn.Module) -> Iterator[Calls]:
    """Whoever stands around the calls of a module, from the outside in."""
    found = getattr(module._compiled_call_impl, "stands_for", None)
    while found is not None:
        yield found
        found = getattr(found._inner, "stands_for", None)


def is_compiled(module: nn.Module) -> bool:
    """Whether any part of it runs as compiled code, which operators are not seen in."""
    return any(type(part).__name__ == "OptimizedModule" or _is_compiled_itself(part) for part in module.modules())


def _is_compiled_itself(part: nn.Module) -> bool:
    standing = list(_standing(part))
    return (standing[-1]._inner if standing else part._compiled_call_impl) is not None


def frames_compiled() -> int:
    """How many pieces of code this process has compiled so far."""
    dynamo = sys.modules.get("torch._dynamo")
    return int(dynamo.utils.counters["frames"]["ok"]) if dynamo is not None else 0


def uncompiled(function: _F) -> _F:
    """Have a compiler leave a function as it is, without loading one for that."""

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        if "torch._dynamo" not in sys.modules:
            return function(*args, **kwargs)
        return disabled()(*args, **kwargs)

    @cache
    def disabled() -> Callable[..., Any]:
        return _left_alone(function)

    called._torchdynamo_disable = True  # type: ignore[attr-defined]
    return called  # type: ignore[return-value]
