"""The models that the meter is measured on: one Llama of 5 million parameters, trained in six ways."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

BATCH, LENGTH, VOCABULARY = 2, 256, 4096
SIZES: dict[str, Any] = {
    "hidden_size": 256,
    "intermediate_size": 704,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "vocab_size": VOCABULARY,
    "tie_word_embeddings": False,
}
WAYS = ["full", "full, checkpointed", "LoRA", "LoRA, checkpointed", "QLoRA", "head only"]


def model(way: str, attention: str = "eager") -> Any:
    """Give the model in train mode, set up for one way of training."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(26)
    found: Any = LlamaForCausalLM(LlamaConfig(**(SIZES | {"attn_implementation": attention}))).train()
    if way == "QLoRA":
        _in_four_bits(found)
    if "LoRA" in way:
        from peft import LoraConfig, get_peft_model

        found = get_peft_model(found, LoraConfig(r=16, target_modules="all-linear"))
    if way == "head only":
        found.requires_grad_(False)
        found.lm_head.requires_grad_(True)
    if "checkpointed" in way:
        found.enable_input_require_grads()
        found.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    return found


def _in_four_bits(found: nn.Module) -> None:
    import bitsandbytes

    layers: Any = bitsandbytes.nn
    for name, part in list(found.named_modules()):
        if isinstance(part, nn.Linear) and "lm_head" not in name:
            new = layers.Linear4bit(
                part.in_features, part.out_features, bias=False, quant_type="nf4", compute_dtype=torch.float32
            )
            new.weight = layers.Params4bit(part.weight.data, requires_grad=False, quant_type="nf4")
            parent, _, own = name.rpartition(".")
            setattr(found.get_submodule(parent), own, new.to("cpu"))


def ids() -> torch.Tensor:
    """One batch."""
    return torch.randint(0, VOCABULARY, (BATCH, LENGTH), generator=torch.Generator().manual_seed(26))


def learn(found: Any, given: torch.Tensor) -> None:
    """Go forward and back once."""
    found(input_ids=given, labels=given).loss.backward()
