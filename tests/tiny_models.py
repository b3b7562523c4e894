"""Tiny random models and one training step of them, and what it takes by other counts than the meter's."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from transformers import LlamaConfig, LlamaForCausalLM, Qwen3MoeConfig, Qwen3MoeForCausalLM

SIZES: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "vocab_size": 64,
}


def llama(attention: str = "sdpa", **sizes: Any) -> Any:
    torch.manual_seed(0)
    settings: dict[str, Any] = SIZES | sizes | {"attn_implementation": attention}
    return LlamaForCausalLM(LlamaConfig(**settings)).train()


def mixture(attention: str = "sdpa") -> Any:
    torch.manual_seed(0)
    experts: dict[str, Any] = {
        "moe_intermediate_size": 16,
        "num_experts": 4,
        "num_experts_per_tok": 2,
        "head_dim": 8,
        "num_key_value_heads": 2,
        "attn_implementation": attention,
    }
    config = Qwen3MoeConfig(**(SIZES | experts))
    return Qwen3MoeForCausalLM(config).train()


def with_adapters(model: Any, targets: Any = ("q_proj", "v_proj")) -> Any:
    from peft import LoraConfig, get_peft_model

    return get_peft_model(model, LoraConfig(r=4, target_modules=targets if isinstance(targets, str) else list(targets)))


def head_only(model: Any) -> Any:
    model.requires_grad_(False)
    model.lm_head.requires_grad_(True)
    return model


def checkpointed(model: Any, reentrant: bool) -> Any:
    model.enable_input_require_grads()
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": reentrant})
    return model


def in_four_bits(model: Any) -> Any:
    """Each linear map of the blocks as NF4 with double quantisation, computing in float32."""
    import bitsandbytes

    layers: Any = bitsandbytes.nn

    for name, part in list(model.named_modules()):
        if isinstance(part, nn.Linear) and "lm_head" not in name:
            new = layers.Linear4bit(
                part.in_features, part.out_features, bias=False, quant_type="nf4", compute_dtype=torch.float32
            )
            new.weight = layers.Params4bit(part.weight.data, requires_grad=False, quant_type="nf4")
            parent, _, own = name.rpartition(".")
            setattr(model.get_submodule(parent), own, new.to("cpu"))
    return model


def ids(batch: int, length: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, SIZES["vocab_size"], (batch, length), generator=torch.Generator().manual_seed(seed))


def learn(model: Any, batch: int, length: int) -> None:
    """Forward and backward, without an optimizer."""
    given = ids(batch, length)
    model(input_ids=given, labels=given).loss.backward()


def counted_by_torch(step: Callable[[], object]) -> int:
    """What PyTorch's own counter sees in one step, each operator counted as it runs.

    It has no formula for a product that is added in place, which TRL's loss makes.
    """
    added: Any = {torch.ops.aten.addmm_: lambda into, a, b, **_: 2 * a[0] * a[1] * b[1]}
    with FlopCounterMode(display=False, custom_mapping=added) as counter:
        step()
    return int(counter.get_total_flops())


class Perceptron(nn.Module):
    """Linear maps with a nonlinearity between, of which the operations can be written down."""

    def __init__(self, widths: list[int], trained: list[bool]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(widths))
        for layer, wanted in zip(self.layers, trained, strict=True):
            layer.requires_grad_(wanted)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


def by_hand(widths: list[int], trained: list[bool], rows: int, input_graded: bool) -> int:
    """Forward everywhere; back, a product for each weight that is trained, one more for each input that asks for it."""
    total, asked = 0, input_graded
    for a, b, wanted in zip(widths, widths[1:], trained, strict=False):
        product = 2 * rows * a * b
        total += product * (1 + wanted + asked)
        asked = asked or wanted
    return total


class Dropping(nn.Module):
    """Leaves layers out at random, by Python's own random numbers: no operator shows it."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(4))
        self.chance = random.Random(seed)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            if self.chance.random() < 0.5:
                x = layer(x)
        return x


class Routed(nn.Module):
    """Experts of limited capacity: how many rows each takes follows from the values."""

    def __init__(self, capacity: int) -> None:
        super().__init__()
        self.router = nn.Linear(8, 4)
        self.experts = nn.ModuleList(nn.Linear(8, 8) for _ in range(4))
        self.capacity = capacity

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        weights = self.router(x).softmax(-1)
        out = torch.zeros_like(x)
        for number, expert in enumerate(self.experts):
            rows = (weights.argmax(-1) == number).nonzero()[: self.capacity, 0]
            out = out.index_add(0, rows, expert(x[rows]) * weights[rows, number, None])
        return out
