"""The count by modules, against the count by operators; on weights and without any."""

from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: the count by modules is not tested")
pytest.importorskip("transformers", reason="transformers is not installed: the count by modules is not tested")
pytest.importorskip("peft", reason="peft is not installed: the count by modules is not tested")

import torch
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, BertConfig, GPT2Config, GPTNeoXConfig, Phi3Config

import tiny_models as tiny
from plimsoll.measure import Meter
from plimsoll.measure.by_module import expected

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")
SIZES: Any = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "vocab_size": 64,
}
CAUSAL: Any = AutoModelForCausalLM
MASKED: Any = AutoModelForMaskedLM
OTHERS: dict[str, Any] = {
    "bert": lambda: MASKED.from_config(BertConfig(**SIZES)),
    "gpt2": lambda: CAUSAL.from_config(GPT2Config(n_embd=32, n_layer=2, n_head=4, vocab_size=64)),
    "gpt_neox": lambda: CAUSAL.from_config(GPTNeoXConfig(**SIZES)),
    "phi3": lambda: CAUSAL.from_config(Phi3Config(**SIZES, pad_token_id=0)),
}
WAYS: dict[str, Any] = {
    "full": tiny.llama,
    "adapters": lambda: tiny.with_adapters(tiny.llama()),
    "adapters on all maps": lambda: tiny.with_adapters(tiny.llama(), "all-linear"),
    "head only": lambda: tiny.head_only(tiny.llama()),
    "a mixture": tiny.mixture,
    "adapters on a mixture": lambda: tiny.with_adapters(tiny.mixture()),
}


@pytest.mark.parametrize("way", [*WAYS, *OTHERS])
def test_both_counts_agree(way: str) -> None:
    model = (WAYS | OTHERS)[way]().train()
    meter = Meter(model)
    with meter.step():
        tiny.learn(model, 2, 8)
    meter.close()
    found = expected(model, input_ids=tiny.ids(2, 8), labels=tiny.ids(2, 8)).model
    assert abs(found / meter.totals()["model"] - 1) < 0.001
    assert not [note for note in meter.measurement("m").notes if "modules" in note]


@pytest.mark.parametrize("reentrant", [False, True])
def test_what_checkpointing_does_again_is_found_without_operators(reentrant: bool) -> None:
    model = tiny.checkpointed(tiny.llama("eager"), reentrant)
    meter = Meter(model)
    with meter.step():
        tiny.learn(model, 2, 8)
    meter.close()
    found = expected(model, input_ids=tiny.ids(2, 8), labels=tiny.ids(2, 8))
    totals = meter.totals()
    assert abs(found.model / totals["model"] - 1) < 0.001
    assert abs(found.executed / totals["executed"] - 1) < 0.001


@pytest.mark.parametrize("way", WAYS)
def test_a_model_without_weights_is_asked_the_same(way: str) -> None:
    with_weights = expected(WAYS[way]().bfloat16(), input_ids=tiny.ids(2, 8), labels=tiny.ids(2, 8))
    with torch.device("meta"):
        without = WAYS[way]().bfloat16()
    given = torch.ones(2, 8, dtype=torch.long, device="meta")
    assert expected(without, input_ids=given, labels=given) == with_weights
