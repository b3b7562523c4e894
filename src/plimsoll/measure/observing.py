"""Turns counting on and off: the mode that sees operators, the second count by modules, compiled code run as written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack, _pop_mode, _push_mode

from plimsoll.measure.by_module import ByModule
from plimsoll.measure.counting import Counting, Tally


class Observing:
    """One stretch that is being counted. `called` hears of every call of a module."""

    def __init__(self, by_module: ByModule, called: Callable[[nn.Module], None]) -> None:
        self._mode = Counting()
        self._stance: Any = None
        if "torch._dynamo" in sys.modules:
            self._stance = torch.compiler.set_stance("force_eager")
            self._stance.__enter__()
        self._hooks = [
            register_module_forward_pre_hook(lambda module, _: called(module)),
            register_module_forward_hook(by_module, with_kwargs=True),
        ]
        self._mode.__enter__()

    def end(self) -> Tally:
        """Stop, whatever other modes were entered meanwhile, and give what was counted."""
        above = []
        while (stack := _get_current_dispatch_mode_stack()) and stack[-1] is not self._mode:
            above.append(_pop_mode())
        self._mode.__exit__(None, None, None)
        for each in reversed(above):
            _push_mode(each)
        for hook in self._hooks:
            hook.remove()
        if self._stance is not None:
            self._stance.__exit__(None, None, None)
        return self._mode.tally


def is_compiled(module: nn.Module) -> bool:
    """Whether any part of it runs as compiled code, which operators are not seen in."""
    return any(
        part._compiled_call_impl is not None or type(part).__name__ == "OptimizedModule" for part in module.modules()
    )
