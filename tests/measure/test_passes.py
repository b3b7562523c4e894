"""The plan of a training against torch's own count of it, on tiny models of every kind that is known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from plimsoll.errors import InputError, Place
from plimsoll.measure.architecture import architecture
from plimsoll.measure.passes import Way, operations_of_a_token

torch = pytest.importorskip("torch", reason="torch counts what a plan foretells")
transformers = pytest.importorskip("transformers", reason="transformers makes the models")

pytestmark = pytest.mark.filterwarnings("ignore")  # what these libraries say of one another's next versions
HERE = Place("config.json")
SEQUENCE = 16
ROWS = 2
USUAL = {
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 128,
    "max_position_embeddings": 64,
    "head_dim": 16,
}
OLDER = {"n_embd": 64, "n_layer": 3, "n_head": 4, "vocab_size": 128, "n_positions": 64}
EXPERTS = {"num_local_experts": 4, "num_experts": 4, "num_experts_per_tok": 2}
NARROW = {**EXPERTS, "moe_intermediate_size": 48}
GROUPED = {"n_routed_experts": 4, "n_shared_experts": 1, "first_k_dense_replace": 1, "n_group": 1, "topk_group": 1}
LATENT: dict[str, Any] = {
    "head_dim": "",
    "num_key_value_heads": 4,
    "n_routed_experts": 4,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 48,
    "n_shared_experts": 1,
    "first_k_dense_replace": 1,
    "qk_rope_head_dim": 8,
    "qk_nope_head_dim": 16,
    "v_head_dim": 12,
    "kv_lora_rank": 20,
    "n_group": 1,
    "topk_group": 1,
}
DENSE = """
    llama mistral ministral qwen2 qwen3 gemma gemma2 gemma3_text phi3 olmo olmo2 olmo3 cohere cohere2 granite stablelm
    smollm3 glm glm4 seed_oss exaone4 starcoder2 phi gpt_neox ernie4_5 hunyuan_v1_dense helium bitnet vaultgemma
    persimmon arcee nemotron apertus
"""
KINDS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(DENSE.split(), USUAL),
    **dict.fromkeys(("mixtral", "olmoe", "phimoe", "granitemoe", "gpt_oss"), USUAL | EXPERTS),
    "qwen2_moe": USUAL | NARROW | {"shared_expert_intermediate_size": 40},
    "qwen3_moe": USUAL | NARROW | {"decoder_sparse_step": 2},
    "deepseek_v2": USUAL | LATENT | {"q_lora_rank": None},
    "deepseek_v3": USUAL | LATENT | {"q_lora_rank": 24},
    "granitemoeshared": USUAL | EXPERTS | {"shared_intermediate_size": 40},
    **dict.fromkeys(("glm4_moe", "dots1"), USUAL | NARROW | GROUPED),
    "gpt2": OLDER,
    "gptj": OLDER | {"rotary_dim": 8},
    "gpt_bigcode": OLDER,
    "bloom": {"hidden_size": 64, "n_layer": 3, "n_head": 4, "vocab_size": 128},
    "falcon": {"hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "vocab_size": 128},
    "opt": {**USUAL, "ffn_dim": 96, "word_embed_proj_dim": 64},
}


def made(kind: str, sizes: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """A tiny model of random weights, and its configuration."""
    given = {"pad_token_id": 0, "bos_token_id": 0, "eos_token_id": 0} | {k: v for k, v in sizes.items() if v != ""}
    config = transformers.AutoConfig.for_model(kind, **given)
    # Experts one by one: torch has no count for the kernel that groups them.
    ways = {"experts_implementation": "eager"} if "num_experts_per_tok" in sizes else {}
    model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager", **ways)
    return model.train(), config.to_dict()


def counted(model: Any) -> int:
    """Torch's count of one forward and backward pass."""
    from torch.utils.flop_counter import FlopCounterMode

    tokens = torch.randint(1, 128, (ROWS, SEQUENCE))
    with FlopCounterMode(display=False) as counter:
        model(input_ids=tokens, labels=tokens, use_cache=False).loss.backward()
    return int(counter.get_total_flops())


def planned(config: dict[str, Any], way: Way) -> Fraction:
    """What the plan says of the same pass."""
    one = operations_of_a_token(architecture(config, HERE), way, Fraction(SEQUENCE))
    return one.executed * ROWS * SEQUENCE


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_training_is_foretold_to_the_operation(kind: str) -> None:
    model, config = made(kind, KINDS[kind])
    assert planned(config, Way("full")) == counted(model)


@pytest.mark.parametrize("targets", [["q_proj", "v_proj"], ["k_proj"], ["down_proj"], ["gate_proj", "o_proj"], None])
def test_adapters_are_foretold_to_the_operation(targets: list[str] | None) -> None:
    peft = pytest.importorskip("peft", reason="peft makes the adapters")
    model, config = made("llama", USUAL)
    adapters = peft.LoraConfig(r=3, target_modules=targets or "all-linear", task_type="CAUSAL_LM")
    names = targets or sorted({each.name for block in architecture(config, HERE).blocks for each in block.linears})
    assert planned(config, Way("adapters", dict.fromkeys(names, 3))) == counted(peft.get_peft_model(model, adapters))


def test_a_head_alone_is_foretold_to_the_operation() -> None:
    model, config = made("llama", USUAL | {"tie_word_embeddings": False})
    model.requires_grad_(False)
    model.lm_head.requires_grad_(True)
    assert planned(config, Way("head")) == counted(model)


def test_blocks_that_run_again_are_foretold_to_the_operation() -> None:
    model, config = made("llama", USUAL)
    model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": True})
    model.enable_input_require_grads()
    assert planned(config, Way("full", checkpointing=True)) == counted(model)


def test_adapters_with_blocks_that_run_again_are_foretold_to_the_operation() -> None:
    peft = pytest.importorskip("peft", reason="peft makes the adapters")
    model, config = made("llama", USUAL)
    model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": True})
    model.enable_input_require_grads()
    adapted = peft.get_peft_model(model, peft.LoraConfig(r=3, target_modules=["down_proj"], task_type="CAUSAL_LM"))
    way = Way("adapters", {"down_proj": 3}, checkpointing=True, inputs_require_gradients=True)
    assert planned(config, way) == counted(adapted)


def test_a_window_bounds_what_attention_looks_at() -> None:
    _, config = made("mistral", USUAL | {"sliding_window": 4})
    narrow = architecture(config, HERE)
    wide = architecture(config | {"sliding_window": None}, HERE)
    shorter = operations_of_a_token(narrow, Way("full"), Fraction(SEQUENCE))
    assert shorter == operations_of_a_token(wide, Way("full"), Fraction(4))


def test_what_is_not_counted_is_named() -> None:
    found = architecture(
        {"model_type": "llava", "vision_config": {"a": 1}, "text_config": {"model_type": "llama", **USUAL}}, HERE
    )
    assert (found.model_type, found.beside) == ("llama", "vision_config")


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({}, "has no model_type"),
        ({"model_type": "mamba"}, "is not known here; give --parameters"),
        ({"model_type": "llama"}, "has no hidden_size"),
        ({"model_type": "llama", **USUAL, "hidden_size": "64"}, "under hidden_size what is no size"),
        ({"model_type": "llama", **USUAL, "num_hidden_layers": 0}, "under num_hidden_layers what is no size"),
    ],
)
def test_what_is_not_known_is_refused(config: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=r"config\.json: ") as refused:
        architecture(config, HERE)
    assert says in str(refused.value)
