"""The meter in a Hugging Face `Trainer`, in TRL's trainers, and in whatever takes their callbacks."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import TrainerCallback
from transformers.trainer_callback import ExportableState

from plimsoll.measure.measurement import Measurement
from plimsoll.measure.meter import Meter

FILE = "plimsoll-measurement.json"


class MeterCallback(TrainerCallback, ExportableState):
    """Meters every step of a trainer, micro-batches of gradient accumulation too, and evaluation apart.

    The measurement is written to `plimsoll-measurement.json` in the output folder, in the format
    `plimsoll/measurement/1`: at each save, at the end, and, where there is one process, with each line of the log. Its
    sums go into the checkpoints, in `trainer_state.json`, so that a training that is resumed from one goes on exactly
    from there. Steps that were done after the checkpoint and dropped with it stand apart, as exploratory.

    Args:
        model_id: the id that the facts give the model; absent: the name of the output folder.
        phase: what the steps count as, a phase of a facts file.
        derived_from: the id of the model that it is made from.
    """

    def __init__(
        self, model_id: str | None = None, phase: str = "fine-tuning", derived_from: str | None = None
    ) -> None:
        self.model_id, self.phase, self.derived_from = model_id, phase, derived_from
        self.meter: Meter | None = None
        self.saved: dict[str, Any] | None = None
        self._model: nn.Module | None = None

    def measurement(self, args: Any, *, ended: bool = False) -> Measurement:
        """What was measured so far. In several processes, each of them has to call this."""
        assert self.meter is not None
        named = self.model_id or re.sub(r"[^A-Za-z0-9._-]+", "-", Path(args.output_dir).resolve().name) or "model"
        return self.meter.measurement(named, derived_from=self.derived_from, ended=ended, over_ranks=True)

    def state(self) -> dict[str, Any]:
        """What goes into a checkpoint. In several processes it was added over them before."""
        data = self.saved if _ranks() > 1 else self.meter.state_dict() if self.meter else None
        return {
            "args": {"model_id": self.model_id, "phase": self.phase, "derived_from": self.derived_from},
            "attributes": {"saved": data},
        }

    def on_init_end(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        """Hear of the model's passes from now on: it may be evaluated before it is trained."""
        self._meet(model)

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        """Go on from the checkpoint that is resumed from, if any."""
        self._meet(model)
        kept = state.stateful_callbacks.get(type(self).__name__, {})
        if state.global_step > 0 and self.meter is not None:
            kept = kept[0] if isinstance(kept, list) else kept
            data = kept.get("attributes", {}).get("saved")
            if data is not None and _rank() == 0:
                self.meter.load_state_dict(data)
                self._take_dropped(Path(args.output_dir) / FILE, data)
        # Trainer expects that a checkpoint knows each callback, also one that was added after it was written.
        state.stateful_callbacks.setdefault(type(self).__name__, self.state())

    def on_step_begin(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        """Begin a step, of one micro-batch or several."""
        self._meet(model)
        if self.meter is not None:
            self.meter.begin_step()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """End it."""
        if self.meter is not None:
            self.meter.end_step()
        self._add_over_ranks(control.should_save)

    def on_epoch_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Add the processes up before a save."""
        self._add_over_ranks(control.should_save)

    def on_evaluate(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Add the processes up before a save, evaluation in."""
        self._add_over_ranks(True)

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Write the measurement."""
        self._write(args)

    def on_log(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Write it, so that what was done since the last checkpoint is known where the training dies."""
        if _ranks() == 1:
            self._write(args)

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Write the measurement of the whole."""
        if self.meter is not None:
            self.meter.break_off()
        self._write(args, ended=True)

    def _meet(self, model: nn.Module | None) -> None:
        if model is None or model is self._model:
            return
        before = self.meter
        self._model, self.meter = model, Meter(model, self.phase)
        if before is not None:
            before.close()
            self.meter.load_state_dict(before.state_dict())

    def _add_over_ranks(self, wanted: bool) -> None:
        if wanted and _ranks() > 1 and self.meter is not None:
            self.saved = self.meter.state_dict(over_ranks=True)

    def _take_dropped(self, file: Path, loaded: dict[str, Any]) -> None:
        """Enter the steps that the same training did after the checkpoint, as the file tells that it left."""
        try:
            left = json.loads(file.read_text(encoding="utf-8"))["details"]
        except (OSError, ValueError, KeyError):
            return
        if self.meter is not None and left.get("run") == loaded["run"]:
            self.meter.set_aside(left, loaded)

    def _write(self, args: Any, *, ended: bool = False) -> None:
        if self.meter is None:
            return
        found = self.measurement(args, ended=ended)
        if _rank() != 0:
            return
        folder = Path(args.output_dir)
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{FILE}.{os.getpid()}"
        beside.write_text(json.dumps(found.to_dict(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        beside.replace(folder / FILE)


def _ranks() -> int:
    return torch.distributed.get_world_size() if _distributed() else 1


def _rank() -> int:
    return torch.distributed.get_rank() if _distributed() else 0


def _distributed() -> bool:
    return torch.distributed.is_available() and torch.distributed.is_initialized()
