"""Follows a module through its steps, by hooks: where one stretch ends and the next begins, and what each took."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook
from torch.utils.hooks import RemovableHandle

from plimsoll.measure.account import Account
from plimsoll.measure.by_module import ByModule, tensors
from plimsoll.measure.calls import Calls, frames_compiled, is_compiled, uncompiled
from plimsoll.measure.counting import Tally
from plimsoll.measure.observing import Observing
from plimsoll.measure.remembering import Row, Stretch
from plimsoll.measure.signatures import Signature, Structure
from plimsoll.measure.stretches import OTHERS, Stretches, digest

EVALUATION = "evaluation"


@dataclass(slots=True)
class _Watched:
    """A module whose passes are looked up by their signature."""

    number: int
    structure: Structure
    calls: Calls


@dataclass(slots=True)
class _Pass:
    """A forward pass whose backward pass may still come."""

    number: int
    stretch: Stretch
    counted: bool


@dataclass(slots=True)
class _Running:
    """The stretch that is under way."""

    stretch: Stretch
    phase: str
    observing: Observing | None
    signature: Signature | None = None
    learning: bool = False
    """A module was found in it that is watched from now on, so that it will be cut otherwise."""


@dataclass(slots=True)
class _Whole:
    """One step, or one pass outside of steps: to compare two counts of it."""

    by_module: ByModule = field(default_factory=ByModule)
    counted: int = 0
    comparable: bool = True
    """All of it was counted, and each pass with gradients had one backward pass."""


class Following:
    """Cuts steps into stretches, counts or looks up each, and enters it in an account."""

    def __init__(self, account: Account, phase: str, seed: int) -> None:
        self.account, self.phase = account, phase
        self._chance = random.Random(seed)
        self._stretches = Stretches()
        self._watched: dict[int, _Watched] = {}
        self._optimizers: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
        self._open: list[str] = []
        self._hooks: tuple[Any, ...] = ()
        self._running: _Running | None = None
        self._inside: nn.Module | None = None
        self._met: nn.Module | None = None
        self._until: RemovableHandle
        self._pending: list[_Pass] = []
        self._fired: list[int] = []
        self._passes = 0
        self._last = "start"
        self._whole = _Whole()
        self._compiled_before = frames_compiled()

    @property
    def is_open(self) -> bool:
        """Whether a step, or an evaluation, is under way."""
        return bool(self._open)

    def watch(self, module: nn.Module) -> None:
        """Hear of a module's passes."""
        if id(module) not in self._watched:
            calls = Calls(module, self._before, self._after)
            self._watched[id(module)] = _Watched(len(self._watched), Structure(module), calls)

    def let_go(self) -> None:
        """Hear of nothing any longer."""
        for each in self._watched.values():
            each.calls.detach()
        self._watched.clear()

    def enter(self, phase: str) -> None:
        """Begin a step, or an evaluation, in the midst of a step too."""
        self._finish()
        if not self._open:
            for each in self._watched.values():
                each.calls.attach()
            self.account.compiled |= frames_compiled() > self._compiled_before
            self._pending, self._last, self._whole = [], "start", _Whole()
            self._inside = self._met = None
            self._hooks = (
                register_optimizer_step_pre_hook(self._before_optimizer),
                register_optimizer_step_post_hook(self._after_optimizer),
            )
        self._open.append(phase)
        self._rest()

    def leave(self, broken: bool = False) -> None:
        """End what was begun last."""
        self._finish(broken)
        self._open.pop()
        if self._open:
            self._rest()
            return
        for hook in self._hooks:
            hook.remove()
        self._inside = self._met = None
        if not broken and not self._pending:
            self._compare()

    def _compare(self) -> None:
        if self._whole.comparable:
            self.account.compare(self._whole.counted, self._whole.by_module.expected.model)

    # Passes of watched modules.

    @uncompiled
    def _before(self, module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
        by_another = self._inside is not None or self._met is not None or torch._C._current_graph_task_id() != -1
        if by_another or id(module) not in self._watched:
            return False
        self._finish()
        self._inside = module
        graded = torch.is_grad_enabled()
        if not self._open:
            self._whole = _Whole()
            self.account.outside_passes += graded
        phase = self._open[-1] if self._open else self.phase if graded else EVALUATION
        watched = self._watched[id(module)]
        stretch, signature = self._stretches.of_pass(watched.number, watched.structure, args, kwargs)
        if not stretch.seen:
            self.account.compiled |= is_compiled(module) or frames_compiled() > self._compiled_before
        self._begin(stretch, phase, stretch.to_be_counted(self._chance), signature)
        if graded and self._open and phase == self.phase and (positions := _positions(args, kwargs)):
            self.account.tokens = (self.account.tokens or 0) + positions
        return True

    @uncompiled
    def _after(self, module: nn.Module, output: Any, broken: bool) -> None:
        running = self._running
        if self._inside is not module or running is None:
            return
        self._inside = None
        self._finish(broken)
        self._last = running.stretch.digest
        if torch.is_grad_enabled() and not broken:
            self._expect_backward(running, output)
        if self._open:
            self._rest()
        elif not broken and not torch.is_grad_enabled():
            self._compare()

    def _expect_backward(self, running: _Running, output: Any) -> None:
        graded = [each for each in tensors(output) if each.grad_fn is not None]
        if not graded:
            return
        self._passes += 1
        number = self._passes
        if self._open:
            self._pending.append(_Pass(number, running.stretch, running.observing is not None))

        def fired(_: torch.Tensor) -> None:
            self._fired.append(number)
            self.account.outside_backward += not self._open

        torch.autograd.graph.register_multi_grad_hook(graded[:16], fired, mode="any")

    def _called(self, module: nn.Module) -> None:
        """Meet a module that is called by itself, while that is counted; from the next step on it is watched."""
        by_itself = self._inside is None and self._met is None and torch._C._current_graph_task_id() == -1
        if by_itself and id(module) not in self._watched:
            self._met = module
            if self._running is not None:
                self._running.learning = True
            self.watch(module)
            self._until = module.register_forward_hook(self._left, always_call=True)

    def _left(self, *_: Any) -> None:
        self._met = None
        self._until.remove()

    # Optimizers, and what lies between.

    @uncompiled
    def _before_optimizer(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self._finish()
        number = self._optimizers.setdefault(optimizer, len(self._optimizers))
        key = ("optimizer", number, type(optimizer).__qualname__)
        stretch = self._stretches.of(key, f"step of {type(optimizer).__name__}", key)
        self._last = stretch.digest
        self._begin(stretch, self._open[-1], stretch.to_be_counted(self._chance))

    @uncompiled
    def _after_optimizer(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self._finish()
        self._rest()

    def _rest(self) -> None:
        """Begin the stretch from here to the next pass: the loss, the backward pass of what is pending, or anything."""
        key = ("rest", self._last, *(each.stretch.digest for each in self._pending))
        after = ", ".join(dict.fromkeys(each.stretch.what for each in self._pending))
        stretch = self._stretches.of(key, f"after {after}" if after else "between", key)
        count = stretch.to_be_counted(self._chance)
        if self._pending:
            counted = [each.counted for each in self._pending]
            count = stretch.is_open or any(counted)
            if count and self.account.compiled and not all(counted):
                count = False  # a pass ran compiled: its backward pass would not be seen into
                for each in self._pending:
                    each.stretch.wanted = True
        self._begin(stretch, self._open[-1], count)

    # One stretch.

    def _begin(self, stretch: Stretch, phase: str, count: bool, signature: Signature | None = None) -> None:
        self._fired = []
        observing = Observing(self._whole.by_module, self._called) if count else None
        self._running = _Running(stretch, phase, observing, signature)
        self._whole.comparable &= count

    def _finish(self, broken: bool = False) -> None:
        """End the stretch that is under way, and enter what it took."""
        running, self._running = self._running, None
        if running is None:
            return
        places = {each.number: place for place, each in enumerate(self._pending)}
        fired = Counter(self._fired)
        outcome = tuple(sorted((places.get(number, -1), times) for number, times in fired.items()))
        self._pending = [each for each in self._pending if each.number not in fired]
        self._whole.comparable &= not broken and all(place >= 0 and times == 1 for place, times in outcome)
        stretch = running.stretch
        if running.observing is None:
            self._take(running, outcome, broken)
            return
        tally = running.observing.end()
        self.account.uncounted.update(tally.uncounted)
        self._whole.counted += 0 if stretch.what.startswith("step of ") else tally.model
        if broken or running.learning:
            why = "broken off" if broken else "before its modules were known"
            self.account.table.row(running.phase, f"{stretch.what}, {why}", f"{stretch.digest}!").count(tally.figures)
            return
        if running.signature is not None:
            self._stretches.counted(running.signature, tally.figures)
        row = self._row(running, outcome)
        row.count(tally.figures)
        stretch.wanted = any(not each.counted for each in stretch.outcomes.values())
        self._judge(stretch, row, tally)

    def _take(self, running: _Running, outcome: Hashable, broken: bool) -> None:
        """Enter a stretch that was not counted as what it was counted to be before."""
        if broken:
            counted = [row for row in running.stretch.outcomes.values() if row.counted]
            (counted[0] if counted else self._row(running, outcome)).broken += 1
            return
        row = self._row(running, outcome)
        if row.latest is not None:
            row.remembered[row.latest] += 1
        else:
            row.missed += 1
            running.stretch.wanted = True

    def _judge(self, stretch: Stretch, row: Row, tally: Tally) -> None:
        """Say of a stretch that was counted whether it can be looked up."""
        if stretch.always == OTHERS:
            self.account.always[OTHERS] += 1
        stretch.shaped_by_data |= tally.shaped_by_data
        stretch.read_by_python |= tally.read_by_python
        if stretch.always:
            return
        if tally.valued:
            stretch.always = "kernels whose operations depend on values, as on the bounds of packed sequences"
        elif tally.executed and stretch.what.startswith("step of "):
            stretch.always = "an optimizer that multiplies matrices"
        elif tally.executed and stretch.what == "between":
            stretch.always = "operations outside of any module"
        elif len(row.counted) > 1:
            stretch.always = "counts that differ at the same shapes"
            self.account.differing.add(stretch.what)
        if stretch.always:
            self.account.always[stretch.always] += 1

    def _row(self, running: _Running, outcome: Hashable) -> Row:
        found = running.stretch.outcomes.get((outcome, running.phase))
        if found is None:
            own = digest((running.stretch.digest, outcome)) if outcome else running.stretch.digest
            found = self.account.table.row(running.phase, running.stretch.what, own)
            running.stretch.outcomes[outcome, running.phase] = found
        return found


def _positions(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> int:
    """Positions of a pass over text: the elements of its ids, or the positions of embeddings given in their place."""
    ids = kwargs.get("input_ids", args[0] if args else None)
    if isinstance(ids, torch.Tensor) and not ids.is_floating_point():
        return ids.numel()
    embedded = kwargs.get("inputs_embeds")
    return embedded.shape[:-1].numel() if isinstance(embedded, torch.Tensor) else 0
