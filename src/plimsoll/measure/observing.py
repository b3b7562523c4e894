"""Turns counting on and off: what sees operators, the second count by modules, compiled code run as it is written."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack, _pop_mode, _push_mode

from plimsoll.measure.by_module import ByModule
from plimsoll.measure.counting import Counting, Tally


class Observing:
    """One stretch that is being counted. `called` hears of every call of a module.

    The mode goes beneath those that a script has entered, so that each of them can be left in its own time, and so
    that only what they let through is counted.
    """

    def __init__(self, by_module: ByModule, called: Callable[[nn.Module], None]) -> None:
        self._mode = Counting()
        self._stance: Any = None
        if "torch._dynamo" in sys.modules:
            # Ours are the global hooks, and they do not mind to be called once more.
            warnings.filterwarnings("ignore", r"Using `torch.compile\(module\)` when there are global hooks")
            self._stance = torch.compiler.set_stance("force_eager")
            self._stance.__enter__()
        self._hooks = [
            register_module_forward_pre_hook(lambda module, _: called(module)),
            register_module_forward_hook(by_module, with_kwargs=True),
        ]
        above = self._taken_off()
        _push_mode(self._mode)
        _put_back(above)

    def end(self) -> Tally:
        """Stop, and give what was counted."""
        above = self._taken_off()
        _pop_mode()
        _put_back(above)
        for hook in self._hooks:
            hook.remove()
        if self._stance is not None:
            self._stance.__exit__(None, None, None)
        return self._mode.tally

    def _taken_off(self) -> list[Any]:
        """Take the modes of the script off, down to ours or to those of PyTorch itself."""
        above = []
        while (stack := _get_current_dispatch_mode_stack()) and stack[-1] is not self._mode:
            if getattr(stack[-1], "_mode_key", None) is not None:
                break
            above.append(_pop_mode())
        return above


def _put_back(modes: list[Any]) -> None:
    for each in reversed(modes):
        _push_mode(each)
