"""The meter as a callback of Trainer and of TRL's trainer: accumulation, evaluation, a resumed training."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: the meter's callback is not tested")
pytest.importorskip("transformers", reason="transformers is not installed: the meter's callback is not tested")
pytest.importorskip("accelerate", reason="accelerate is not installed: the meter's callback is not tested")

import torch
from transformers import Trainer, TrainerCallback, TrainingArguments

import tiny_models as tiny
from plimsoll.measure.transformers import FILE, MeterCallback

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that warn of each other
LENGTHS = [8, 8, 8, 8, 12, 12, 12, 12, 8, 8, 8, 8, 8, 8, 8, 8]
"""Of the examples in order: with two in a batch and two batches in a step, four steps an epoch."""


def data() -> list[dict[str, torch.Tensor]]:
    return [{"input_ids": each, "labels": each} for n, length in enumerate(LENGTHS) for each in tiny.ids(1, length, n)]


def trainer(folder: Path, callback: MeterCallback, model: Any, **arguments: Any) -> Trainer:
    settings: dict[str, Any] = {
        "per_device_train_batch_size": 2,
        "gradient_accumulation_steps": 2,
        "max_steps": 8,
        "train_sampling_strategy": "sequential",
        "save_steps": 3,
        "logging_steps": 1,
        "report_to": [],
        "use_cpu": True,
        "disable_tqdm": True,
    } | arguments
    return Trainer(
        model=model,
        args=TrainingArguments(output_dir=str(folder), **settings),
        train_dataset=data(),
        eval_dataset=data()[:4],
        callbacks=[callback],
    )


def written(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return found


def operations(folder: Path) -> dict[str, Any]:
    (model,) = written(folder)["facts"]["models"]
    return {run["phase"]: run["operations"] for run in model["training"]}


def truth(steps: int) -> int:
    model = tiny.llama("eager")
    epochs = [LENGTHS[at : at + 2] for _ in range(2) for at in range(0, len(LENGTHS), 2)]
    return sum(tiny.counted_by_torch(partial(tiny.learn, model, 2, n)) for n, _ in epochs[: 2 * steps])


def test_a_training_with_accumulation_and_evaluation(tmp_path: Path) -> None:
    callback = MeterCallback("acme-1")
    trainer(tmp_path, callback, tiny.llama("eager"), eval_strategy="steps", eval_steps=4).train()
    found = operations(tmp_path)
    assert found["fine-tuning"]["value"] == truth(8)
    one_pass = tiny.counted_by_torch(lambda: tiny.llama("eager")(input_ids=tiny.ids(4, 8)))
    assert found["evaluation"]["value"] == 2 * one_pass
    assert callback.meter is not None
    assert callback.meter.totals()["steps"] == 8
    (model,) = written(tmp_path)["facts"]["models"]
    assert model["id"] == "acme-1"
    assert all("ended" in run for run in model["training"])


def test_a_training_that_is_resumed_comes_to_what_an_unbroken_one_does(tmp_path: Path) -> None:
    trainer(tmp_path / "whole", MeterCallback("m"), tiny.llama("eager")).train()
    trainer(tmp_path / "parts", MeterCallback("m"), tiny.llama("eager"), max_steps=3).train()
    resumed = MeterCallback("m")
    trainer(tmp_path / "parts", resumed, tiny.llama("eager")).train(
        resume_from_checkpoint=str(tmp_path / "parts" / "checkpoint-3")
    )
    assert operations(tmp_path / "parts") == operations(tmp_path / "whole")
    assert operations(tmp_path / "whole")["fine-tuning"]["value"] == truth(8)
    assert resumed.meter is not None
    assert resumed.meter.totals()["steps"] == 8


class _Stop(TrainerCallback):
    def on_step_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == 5:
            raise KeyboardInterrupt


def test_steps_after_the_checkpoint_that_were_lost_stand_apart(tmp_path: Path) -> None:
    stopped = trainer(tmp_path, MeterCallback("m"), tiny.llama("eager"))
    stopped.add_callback(_Stop())
    with pytest.raises(KeyboardInterrupt):
        stopped.train()
    trainer(tmp_path, MeterCallback("m"), tiny.llama("eager")).train(resume_from_checkpoint=True)
    found = operations(tmp_path)
    assert found["fine-tuning"]["value"] == truth(8)
    assert found["exploratory"]["value"] == truth(5) - truth(3)
    assert any("2 steps were done after a checkpoint" in note for note in written(tmp_path)["notes"])


def test_a_checkpoint_that_knows_no_meter_can_be_resumed_from(tmp_path: Path) -> None:
    plain = trainer(tmp_path, MeterCallback("m"), tiny.llama("eager"), max_steps=3)
    plain.remove_callback(MeterCallback)
    plain.train()
    state = tmp_path / "checkpoint-3" / "trainer_state.json"
    kept = json.loads(state.read_text())
    kept["stateful_callbacks"].pop("MeterCallback", None)
    state.write_text(json.dumps(kept))
    trainer(tmp_path, MeterCallback("m"), tiny.llama("eager")).train(resume_from_checkpoint=True)
    assert operations(tmp_path)["fine-tuning"]["value"] == truth(8) - truth(3)


def test_the_model_is_named_after_the_folder_where_nobody_named_it(tmp_path: Path) -> None:
    folder = tmp_path / "my run"
    trainer(folder, MeterCallback(), tiny.llama("eager"), max_steps=1).train()
    assert written(folder)["facts"]["models"][0]["id"] == "my-run"


def test_a_callback_that_is_restored_with_the_checkpoint(tmp_path: Path) -> None:
    trainer(tmp_path, MeterCallback("m"), tiny.llama("eager"), max_steps=3).train()
    again = trainer(tmp_path, MeterCallback("m"), tiny.llama("eager"), restore_callback_states_from_checkpoint=True)
    again.train(resume_from_checkpoint=True)
    assert operations(tmp_path)["fine-tuning"]["value"] == truth(8)


def test_supervised_fine_tuning_with_adapters_by_trl(tmp_path: Path) -> None:
    trl = pytest.importorskip("trl", reason="trl is not installed: its trainer is not tested")
    datasets = pytest.importorskip("datasets", reason="datasets is not installed: TRL's trainer is not tested")
    from peft import LoraConfig
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = {word: n for n, word in enumerate(["<pad>", "<eos>", *"abcdefgh"])}
    built = Tokenizer(models.WordLevel(words, unk_token="<pad>"))
    built.pre_tokenizer = pre_tokenizers.Whitespace()
    made: Any = PreTrainedTokenizerFast
    tokenizer = made(tokenizer_object=built, pad_token="<pad>", eos_token="<eos>")
    texts = ["a b c d e f g", "a b c", "h g f e", "b"] * 12

    def tuned(callbacks: list[MeterCallback]) -> None:
        arguments = trl.SFTConfig(
            output_dir=str(tmp_path),
            per_device_train_batch_size=2,
            max_steps=24,
            report_to=[],
            use_cpu=True,
            bf16=False,
            gradient_checkpointing=False,
            disable_tqdm=True,
            save_strategy="no",
        )
        trl.SFTTrainer(
            model=tiny.llama("eager"),
            args=arguments,
            train_dataset=datasets.Dataset.from_dict({"text": texts}),
            processing_class=tokenizer,
            peft_config=LoraConfig(r=4, target_modules=["q_proj", "v_proj"]),
            callbacks=callbacks,
        ).train()

    callback = MeterCallback("m", derived_from="base")
    tuned([callback])
    assert callback.meter is not None
    totals = callback.meter.totals()
    assert totals["steps"] == 24
    assert totals["uncounted"] == []
    found = operations(tmp_path)["fine-tuning"]
    seen = tiny.counted_by_torch(lambda: tuned([]))
    assert found["value"] == seen
    assert written(tmp_path)["facts"]["models"][0]["derived_from"] == {"model": "base", "how": "fine-tuning"}
