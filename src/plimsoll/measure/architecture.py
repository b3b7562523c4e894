"""The products in a forward pass of a decoder, read from its `config.json`: each linear map, and attention's two.

Keys are those of Hugging Face configurations. What is not listed here is refused, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plimsoll.errors import InputError, Place

_MEND = "give --parameters instead, for an estimate of 6 x parameters x tokens"
_GATED = """
    llama mistral ministral qwen2 qwen3 gemma gemma2 gemma3_text phi3 olmo olmo2 olmo3 cohere cohere2 granite stablelm
    smollm3 glm glm4 seed_oss exaone4 ernie4_5 hunyuan_v1_dense helium bitnet vaultgemma
"""
_MIXTURES = "mixtral qwen2_moe qwen3_moe olmoe phimoe granitemoe granitemoeshared gpt_oss glm4_moe dots1"
_NARROW = "qwen2_moe qwen3_moe glm4_moe dots1 deepseek_v2 deepseek_v3 kimi_k2"
"""Kinds whose experts have a width of their own."""
_LATENT = "deepseek_v2 deepseek_v3 kimi_k2"
_PLAIN = "gpt2 gpt_neox gptj opt bloom phi starcoder2 gpt_bigcode falcon persimmon arcee nemotron apertus"
_BESIDE = ("vision_config", "audio_config")
_JOINED = ("phi3", "glm", "glm4")
"""Kinds in which queries, keys and values are one map, and so are the two that enter the MLP."""


@dataclass(frozen=True, slots=True)
class Linear:
    """One linear map of a block: its name as PEFT's `target_modules` has it, and its sizes.

    `share` is how many times a token passes through it: 1, or the number of experts that a token is sent to.
    """

    name: str
    inputs: int
    outputs: int
    share: int = 1

    @property
    def operations(self) -> int:
        """Of one token, forward: two for each weight that it meets."""
        return 2 * self.inputs * self.outputs * self.share


@dataclass(frozen=True, slots=True)
class Block:
    """One layer: the maps before attention, attention's width, the map after it, and the maps of its MLP in order.

    `before` is chains of maps: of queries, keys and values; of queries, and of keys and values; or one for all three.
    """

    before: tuple[tuple[Linear, ...], ...]
    scores: int
    """Width of queries and keys, over all heads."""
    values: int
    """Width of the values, over all heads."""
    after: Linear
    mlp_in: tuple[Linear, ...]
    mlp_out: tuple[Linear, ...]
    window: int | None = None
    """Positions that a token attends to at most; None: all before it."""

    @property
    def linears(self) -> tuple[Linear, ...]:
        """All its linear maps."""
        return *(each for chain in self.before for each in chain), self.after, *self.mlp_in, *self.mlp_out


@dataclass(frozen=True, slots=True)
class Architecture:
    """A decoder: its blocks, its head, and the number of its parameters that take part in products."""

    model_type: str
    blocks: tuple[Block, ...]
    head: Linear
    beside: str = ""
    """What else the model has, that is not counted: `vision_config`, `audio_config`; empty: nothing."""


def architecture(config: Mapping[str, Any], place: Place) -> Architecture:
    """Read a configuration.

    Raises:
        InputError: it is of a kind that is not known here, or a size is missing.
    """
    whole = config
    if isinstance(whole.get("text_config"), dict):
        config = whole["text_config"]
    kind = config.get("model_type")
    if not isinstance(kind, str):
        raise InputError("has no model_type", "name a config.json of a model", place)
    for kinds, block in ((f"{_GATED} {_MIXTURES}", _gated), (_LATENT, _latent), (_PLAIN, _plain)):
        if kind in kinds.split():
            sizes = _Sizes(config, place)
            layers = sizes.of("num_hidden_layers", "n_layer", "num_layers")
            blocks = tuple(block(sizes, n) for n in range(layers))
            head = Linear("lm_head", sizes.hidden, sizes.of("vocab_size"))
            return Architecture(kind, blocks, head, ", ".join(key for key in _BESIDE if whole.get(key)))
    raise InputError(f"a configuration of model_type {kind[:40]!r} is not known here", _MEND, place)


class _Sizes:
    def __init__(self, config: Mapping[str, Any], place: Place) -> None:
        self.config, self.place = config, place
        self.kind: str = config["model_type"]
        self.hidden = self.of("hidden_size", "n_embd", "word_embed_proj_dim")
        self.heads = self.of("num_attention_heads", "n_head", "num_heads")

    def of(self, *names: str, default: int | None = None) -> int:
        for name in names:
            value = self.config.get(name)
            if value is None:
                continue
            if type(value) is not int or value <= 0:
                raise InputError(f"has under {name} what is no size", "write a whole number above zero", self.place)
            return value
        if default is None:
            raise InputError(f"has no {names[0]}", "name the whole config.json of the model", self.place)
        return default

    @property
    def head_size(self) -> int:
        return self.of("head_dim", default=self.hidden // self.heads)

    def window(self, layer: int) -> int | None:
        """The sliding window of a layer, by the keys that say which layers have one."""
        width = self.config.get("sliding_window")
        if type(width) is not int or width <= 0 or self.config.get("use_sliding_window") is False:
            return None
        kinds = self.config.get("layer_types")
        if isinstance(kinds, list) and layer < len(kinds):
            return width if kinds[layer] == "sliding_attention" else None
        return width


def _gated(sizes: _Sizes, layer: int) -> Block:
    h, d = sizes.hidden, sizes.head_size
    kv = sizes.of("num_key_value_heads", default=sizes.heads) * d
    q = sizes.heads * d
    before = _three(h, q, kv) if sizes.kind != "phi3" else ((Linear("qkv_proj", h, q + 2 * kv),),)
    mlp_in, mlp_out = _mlp(sizes, layer)
    return Block(before, q, q, Linear("o_proj", q, h), mlp_in, mlp_out, sizes.window(layer))


def _three(h: int, q: int, kv: int) -> tuple[tuple[Linear, ...], ...]:
    return (Linear("q_proj", h, q),), (Linear("k_proj", h, kv),), (Linear("v_proj", h, kv),)


def _mlp(sizes: _Sizes, layer: int) -> tuple[tuple[Linear, ...], tuple[Linear, ...]]:
    if _is_mixture(sizes, layer):
        return _experts(sizes)
    h, f = sizes.hidden, sizes.of("intermediate_size")
    down = (Linear("down_proj", f, h),)
    if sizes.kind in _JOINED:
        return (Linear("gate_up_proj", h, 2 * f),), down
    return (Linear("gate_proj", h, f), Linear("up_proj", h, f)), down


def _is_mixture(sizes: _Sizes, layer: int) -> bool:
    config = sizes.config
    if sizes.kind not in f"{_MIXTURES} {_LATENT}".split() or layer in (config.get("mlp_only_layers") or ()):
        return False
    if layer < (config.get("first_k_dense_replace") or 0):
        return False
    return (layer + 1) % (config.get("decoder_sparse_step") or 1) == 0


def _experts(sizes: _Sizes) -> tuple[tuple[Linear, ...], tuple[Linear, ...]]:
    h = sizes.hidden
    experts = sizes.of("num_local_experts", "num_experts", "n_routed_experts")
    chosen = sizes.of("num_experts_per_tok")
    f = sizes.of("moe_intermediate_size" if sizes.kind in _NARROW.split() else "intermediate_size")
    entering = [Linear("gate", h, experts), Linear("gate_proj", h, f, chosen), Linear("up_proj", h, f, chosen)]
    leaving = [Linear("down_proj", f, h, chosen)]
    shared = 0
    if sizes.kind == "qwen2_moe":
        shared = sizes.of("shared_expert_intermediate_size")
        entering.append(Linear("shared_expert_gate", h, 1))
    elif sizes.kind == "granitemoeshared":
        shared = sizes.of("shared_intermediate_size")
    elif sizes.kind in _NARROW.split():
        shared = f * (sizes.config.get("n_shared_experts") or 0)
    if shared:
        entering += [Linear("gate_proj", h, shared), Linear("up_proj", h, shared)]
        leaving.append(Linear("down_proj", shared, h))
    return tuple(entering), tuple(leaving)


def _latent(sizes: _Sizes, layer: int) -> Block:
    """Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434)."""
    h, n = sizes.hidden, sizes.heads
    rope, nope = sizes.of("qk_rope_head_dim"), sizes.of("qk_nope_head_dim")
    value, rank = sizes.of("v_head_dim"), sizes.of("kv_lora_rank")
    narrow = sizes.config.get("q_lora_rank")
    q = n * (nope + rope)
    queries = (
        (Linear("q_proj", h, q),) if not narrow else (Linear("q_a_proj", h, narrow), Linear("q_b_proj", narrow, q))
    )
    keys = (Linear("kv_a_proj_with_mqa", h, rank + rope), Linear("kv_b_proj", rank, n * (nope + value)))
    mlp_in, mlp_out = _mlp(sizes, layer)
    return Block((queries, keys), q, n * value, Linear("o_proj", n * value, h), mlp_in, mlp_out)


def _plain(sizes: _Sizes, layer: int) -> Block:
    h, q = sizes.hidden, sizes.heads * sizes.head_size
    kv = _keys_and_values(sizes)
    f = sizes.of("intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size", default=4 * h)
    joined, after, first, second = _NAMES[sizes.kind]
    before = ((Linear(joined, h, q + 2 * kv),),) if joined else _three(h, q, kv)
    mlp_in, mlp_out = (Linear(first, h, f),), (Linear(second, f, h),)
    return Block(before, q, q, Linear(after, q, h), mlp_in, mlp_out, sizes.window(layer))


_NAMES = {
    "gpt2": ("c_attn", "c_proj", "c_fc", "c_proj"),
    "gpt_bigcode": ("c_attn", "c_proj", "c_fc", "c_proj"),
    "gpt_neox": ("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"),
    "bloom": ("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"),
    "falcon": ("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"),
    "gptj": ("", "out_proj", "fc_in", "fc_out"),
    "opt": ("", "out_proj", "fc1", "fc2"),
    "phi": ("", "dense", "fc1", "fc2"),
    "starcoder2": ("", "o_proj", "c_fc", "c_proj"),
    "persimmon": ("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"),
    **dict.fromkeys(("arcee", "nemotron", "apertus"), ("", "o_proj", "up_proj", "down_proj")),
}
"""By kind: what the joint map of queries, keys and values is called (empty: there are three), and the others."""


def _keys_and_values(sizes: _Sizes) -> int:
    """The width of the keys, over all their heads; that of the values is the same."""
    one = sizes.head_size
    if sizes.kind == "falcon" and sizes.config.get("new_decoder_architecture"):
        return sizes.of("num_kv_heads", default=sizes.heads) * one
    if sizes.kind in ("falcon", "gpt_bigcode") and sizes.config.get("multi_query", True):
        return one
    grouped = sizes.kind in ("phi", "starcoder2", "arcee", "nemotron", "apertus")
    return (sizes.of("num_key_value_heads", default=sizes.heads) if grouped else sizes.heads) * one
