"""What attention contracts, by whatever kernel: scores and sums forward, and the gradients that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from plimsoll.measure.contracting import Work, formula, positions

# Attention over (batch, heads, positions, width).


@formula(
    *("_scaled_dot_product_flash_attention_for_cpu", "_scaled_dot_product_flash_attention"),
    *("_scaled_dot_product_efficient_attention", "_scaled_dot_product_cudnn_attention"),
    *("_scaled_dot_product_fused_attention_overrideable", "_scaled_dot_product_attention_math_for_mps"),
    "flex_attention",
)
def _attention(a: Sequence[Any], _: Any) -> int:
    return _pairs(a[0], a[1], 1, 2) * (int(a[0].shape[-1]) + int(a[2].shape[-1]))


@formula(
    *("_scaled_dot_product_flash_attention_for_cpu_backward", "_scaled_dot_product_flash_attention_backward"),
    *("_scaled_dot_product_efficient_attention_backward", "_scaled_dot_product_cudnn_attention_backward"),
    "_scaled_dot_product_fused_attention_overrideable_backward",
)
def _attention_backward(a: Sequence[Any], _: Any) -> Work:
    return _backward(_pairs(a[1], a[2], 1, 2), a[1], a[3])


@formula("flex_attention_backward")
def _flex_backward(a: Sequence[Any], _: Any) -> Work:
    return _backward(_pairs(a[0], a[1], 1, 2), a[0], a[2])


# Attention over (batch, positions, heads, width), or (positions of all sequences, heads, width) with their bounds.


@formula("_flash_attention_forward", "_flash_attention_forward_no_dropout_inplace", "torch_attn::_varlen_attn")
def _flash(a: Sequence[Any], _: Any) -> int:
    return _bounded(a[0], a[1], a[3], a[4]) * (int(a[0].shape[-1]) + int(a[2].shape[-1]))


@formula("_flash_attention_backward")
def _flash_backward(a: Sequence[Any], _: Any) -> Work:
    return _backward(_bounded(a[1], a[2], a[6], a[7]), a[1], a[3])


@formula("torch_attn::_varlen_attn_backward")
def _varlen_backward(a: Sequence[Any], _: Any) -> Work:
    return _backward(_bounded(a[1], a[2], a[6], a[7]), a[1], a[3])


@formula("_efficient_attention_forward")
def _efficient(a: Sequence[Any], _: Any) -> int:
    return _bounded(a[0], a[1], a[4], a[5]) * (int(a[0].shape[-1]) + int(a[2].shape[-1]))


@formula("_efficient_attention_backward")
def _efficient_backward(a: Sequence[Any], _: Any) -> Work:
    return _backward(_bounded(a[1], a[2], a[6], a[7]), a[1], a[3])


@formula("flash_attn::_flash_attn_forward", "flash_attn_3::fwd")
def _flash_package(a: Sequence[Any], _: Any) -> int:
    return _bounded(a[0], a[1], None, None) * (int(a[0].shape[-1]) + int(a[2].shape[-1]))


@formula("flash_attn::_flash_attn_backward")
def _flash_package_backward(a: Sequence[Any], _: Any) -> Work:
    return _backward(_bounded(a[1], a[2], None, None), a[1], a[3])


@formula("flash_attn::_flash_attn_varlen_forward")
def _flash_varlen(a: Sequence[Any], _: Any) -> int:
    return _bounded(a[0], a[1], a[3], a[4]) * (int(a[0].shape[-1]) + int(a[2].shape[-1]))


@formula("flash_attn::_flash_attn_varlen_backward")
def _flash_varlen_backward(a: Sequence[Any], _: Any) -> Work:
    return _backward(_bounded(a[1], a[2], a[9], a[10]), a[1], a[3])


def _pairs(query: Any, key: Any, heads: int, positions: int) -> int:
    """Twice the pairs of a query and a key, over heads and batch. Keys shared by several heads count for each."""
    return 2 * int(query.shape[0]) * int(query.shape[heads]) * int(query.shape[positions]) * int(key.shape[positions])


def _bounded(query: Any, key: Any, query_bounds: Any, key_bounds: Any) -> int:
    if query_bounds is None:
        return _pairs(query, key, 2, 1)
    lengths = query_bounds.diff().tolist()
    others = lengths if key_bounds is None else key_bounds.diff().tolist()
    return 2 * int(query.shape[-2]) * sum(int(q) * int(k) for q, k in zip(lengths, others, strict=True))


def _backward(pairs: int, query: Any, value: Any) -> Work:
    """Scores again, then the gradients of value, scores, query and key: of those asked for, in the model's operations.

    The kernels compute all of them. Dao et al. 2022 (FlashAttention), algorithm 4.
    """
    width, out = int(query.shape[-1]), int(value.shape[-1])
    wants_query, wants_key, wants_value = _asked_for()
    wanted = width * (wants_query + wants_key) + out * (wants_value + (wants_query or wants_key))
    return Work(pairs * wanted, pairs * (3 * width + 2 * out))


def _asked_for() -> tuple[bool, bool, bool]:
    """Whether the node that autograd is at passes gradients on to query, key and value."""
    node = torch._C._current_autograd_node()
    edges = getattr(node, "next_functions", ())
    if "Attention" not in type(node).__name__ or len(edges) < 3:
        return True, True, True
    query, key, value = (node is not None for node, _ in edges[:3])
    return query, key, value


@formula("_native_multi_head_attention")
def _fused_attention(a: Sequence[Any], _: Any) -> int:
    return positions(a[0]) * int(a[5].numel() + a[7].numel()) + _scores(a[0], a[1], a[3])


@formula("_transformer_encoder_layer_fwd")
def _fused_layer(a: Sequence[Any], _: Any) -> int:
    weights = sum(int(a[at].numel()) for at in (3, 5, 14, 16))
    return positions(a[0]) * weights + _scores(a[0], a[0], a[1])


def _scores(query: Any, key: Any, width: int) -> int:
    return 4 * int(query.shape[0]) * int(query.shape[1]) * int(key.shape[1]) * width
