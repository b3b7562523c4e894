"""The compute meter: exact operations of every step of a training, for about the cost of none.

A step is cut into stretches: each forward pass of the model, what comes after it (loss and backward pass), each step
of an optimizer, and what lies between. The operations of a stretch follow from its signature: the shapes of the inputs,
the structure and modes of the model, and the passes whose backward pass is still to come. So a stretch is counted once,
operator by operator, and then looked up. Some are counted again now and then, to see whether that holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, get_args

import torch
from torch import nn

from plimsoll.errors import InputError
from plimsoll.facts.models import Phase
from plimsoll.measure.account import Account
from plimsoll.measure.following import EVALUATION, Following
from plimsoll.measure.measurement import Measurement
from plimsoll.measure.training import measured
from plimsoll.version import __version__


class Meter:
    """Counts the operations of training a module, and keeps evaluation apart.

    Args:
        model: any module; its parts, parameters, adapters and modes may change on the way. Where it is compiled by
            `torch.compile(model, fullgraph=True)`, what that gives back.
        phase: what the steps count as, a phase of a facts file.
        seed: of the choice which stretches are counted again.

    Raises:
        InputError: there is no such phase.
    """

    def __init__(self, model: nn.Module, phase: str = "fine-tuning", *, seed: int = 0) -> None:
        if phase not in get_args(Phase):
            raise InputError(f"{phase!r} is no phase of training", f"one of {', '.join(get_args(Phase))}")
        self.phase = phase
        self._account = Account()
        self._following = Following(self._account, phase, seed)
        self.watch(model)

    @contextmanager
    def step(self) -> Iterator[None]:
        """One step: forward, backward, optimizer; of one micro-batch, or of several with accumulation.

        All that runs within it counts as training, a pass of a reference model without gradients too.
        """
        self.begin_step()
        try:
            yield
        except BaseException:
            self.break_off()
            raise
        self.end_step()

    @contextmanager
    def evaluation(self) -> Iterator[None]:
        """Count what runs within as evaluation. Passes without gradients outside of steps do so by themselves."""
        self._following.enter(EVALUATION)
        try:
            yield
        except BaseException:
            self._following.leave(broken=True)
            raise
        self._following.leave()

    def begin_step(self) -> None:
        """Begin a step where `with` does not fit; a step that was left open counts as broken off."""
        self.break_off()
        self._account.latest = datetime.now(UTC).date()
        self._account.started = self._account.started or self._account.latest
        self._following.enter(self.phase)

    def end_step(self) -> None:
        """End the step; nothing where none is open."""
        if self._following.is_open:
            self._following.leave()
            self._account.steps += 1
            self._account.latest = datetime.now(UTC).date()

    def break_off(self) -> None:
        """Say that the step ended on the way: what was counted of it stays, and it is not among the steps."""
        if self._following.is_open:
            self._account.broken += 1
        while self._following.is_open:
            self._following.leave(broken=True)

    def watch(self, module: nn.Module) -> None:
        """Look up the passes of another module by their shapes too, as of a reference model or a teacher.

        Modules that are called by themselves within a step are found and watched without this.
        """
        self._following.watch(module)

    def close(self) -> None:
        """Let go of the model: nothing is counted any longer."""
        self.break_off()
        self._following.let_go()

    def totals(self, phase: str | None = None, *, over_ranks: bool = False) -> dict[str, Any]:
        """Operations so far, of ended stretches.

        Args:
            phase: of which phase; absent: the meter's own, so evaluation is left out.
            over_ranks: of all processes of `torch.distributed` together; each of them has to call this.

        Returns:
            `model`: operations without recomputation; `executed`: with it, multiply-add = 2, attention in full also
            where it is causal; `steps` that ended; `tokens`: positions of `input_ids`, padding too, in passes with
            gradients, or None where there are none such; `uncounted`: operators that may contract something and for
            which no formula is known, of every phase.
        """
        account = self._gathered() if over_ranks else self._account
        model, executed = account.table.sums(phase or self.phase)
        return {
            "model": model,
            "executed": executed,
            "steps": account.steps,
            "tokens": account.tokens,
            "uncounted": sorted(account.uncounted),
        }

    def measurement(
        self, model_id: str, *, derived_from: str | None = None, ended: bool = False, over_ranks: bool = False
    ) -> Measurement:
        """Operations by phase as facts about a model, with all that they rest on.

        `low` is model operations and `high` executed ones; they differ where something is computed twice, or where
        something is left open. The laws speak of the compute used: they are decided on the larger.

        Args:
            model_id: the id that the facts give the model.
            derived_from: the id of the model that it was made from; it has to stand in the facts these are read with.
            ended: the training is over, so the day of its last step is said.
            over_ranks: as in `totals`.
        """
        account = self._gathered() if over_ranks else self._account
        versions = {"plimsoll": __version__, "torch": torch.__version__}
        return measured(account, model_id, derived_from=derived_from, ended=ended, versions=versions)

    def state_dict(self, *, over_ranks: bool = False) -> dict[str, Any]:
        """JSON data that `load_state_dict` goes on from."""
        return (self._gathered() if over_ranks else self._account).to_dict()

    def load_state_dict(self, data: Mapping[str, Any]) -> None:
        """Go on from where another process stopped: its sums are added to what was counted here."""
        loaded = Account.from_dict(data)
        self._account.add(loaded)
        self._account.run = loaded.run

    def set_aside(self, left: Mapping[str, Any], checkpoint: Mapping[str, Any]) -> None:
        """Enter, as exploratory, the steps that a training did after the checkpoint it now goes on from.

        Args:
            left: the state of the training when it ended, or the details of its last measurement.
            checkpoint: the state in the checkpoint.
        """
        self._account.set_aside(Account.from_dict(left), Account.from_dict(checkpoint))

    def _gathered(self) -> Account:
        total = Account.from_dict(self._account.to_dict())
        if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
            return total
        all_of_them: list[dict[str, Any]] = [{}] * torch.distributed.get_world_size()
        torch.distributed.all_gather_object(all_of_them, self._account.to_dict())
        total = Account.from_dict(all_of_them[0])
        for each in all_of_them[1:]:
            total.add(Account.from_dict(each), beside=True)
        return total
