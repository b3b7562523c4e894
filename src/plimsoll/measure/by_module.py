"""What a pass takes by the modules it goes through: a second count, which sees no operators and no kernels.

A module's kind and sizes tell its operations, the tensors that come in tell how many rows and whether a gradient is
asked for. So what is invisible to a count of operators, such as a kernel of another package, shows as a difference.
Known: linear maps however their weights are stored, convolutions, attention by its class name, mixtures of experts with
stacked weights, recurrent layers. What else contracts, such as a product written into a forward method, is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd


@dataclass(frozen=True, slots=True)
class Expected:
    """Operations by modules; multiply-add = 2."""

    forward: int
    backward: int
    again: int
    """Forward a second time, under checkpointing."""

    @property
    def model(self) -> int:
        """Without recomputation."""
        return self.forward + self.backward

    @property
    def executed(self) -> int:
        """With it."""
        return self.model + self.again


class ByModule:
    """Adds up what each module takes. Give it as a forward hook of every module, with keyword arguments."""

    def __init__(self) -> None:
        self.forward = self.backward = self.again = 0
        self._reckoned: Counter[int] = Counter()

    @property
    def expected(self) -> Expected:
        """What it has come to."""
        return Expected(self.forward, self.backward, self.again)

    def __call__(self, module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any], output: Any) -> None:
        """Count one call of a module."""
        pairs = list(_products(module, args, kwargs, output))
        if not pairs:
            return
        once = sum(each.forward for each in pairs)
        backward = sum(each.backward for each in pairs)
        if torch._C._current_graph_task_id() == -1:
            self.forward += once
            if torch.is_grad_enabled():
                self.backward += backward
                self._reckoned[id(module)] += 1
        else:
            self.again += once
            if self._reckoned[id(module)] > 0:
                self._reckoned[id(module)] -= 1
            else:
                self.backward += backward


def expected(model: nn.Module, *args: Any, **kwargs: Any) -> Expected:
    """Run a model once, forward and backward, and add up what its modules take.

    A model on the `meta` device holds no weights and computes nothing: so a model of any size can be asked, made from
    its configuration alone (`with torch.device("meta"): AutoModelForCausalLM.from_config(config)`). Which parameters
    require a gradient, the shapes of the inputs and checkpointing are as they stand.

    Raises:
        RuntimeError: what PyTorch raises where an operator does not run on that device.
    """
    found = ByModule()
    kept = [(each, each.grad) for each in model.parameters()]
    handle = nn.modules.module.register_module_forward_hook(found, with_kwargs=True)
    try:
        outputs = list(tensors(model(*args, **kwargs)))
        graded = [each for each in outputs if each.requires_grad and each.is_floating_point()]
        if graded:
            torch.autograd.backward([each.sum() for each in graded])
    finally:
        handle.remove()
        for parameter, gradient in kept:
            parameter.grad = gradient
    return found.expected


def tensors(value: Any, depth: int = 4) -> Iterator[torch.Tensor]:
    """Every tensor in nested containers."""
    if isinstance(value, torch.Tensor):
        yield value
    elif depth and isinstance(value, Mapping):
        for each in value.values():
            yield from tensors(each, depth - 1)
    elif depth and isinstance(value, (list, tuple)):
        for each in value:
            yield from tensors(each, depth - 1)


@dataclass(frozen=True, slots=True)
class _Product:
    """A product: its operations forward, and how many such come back."""

    forward: int
    gradients: int

    @property
    def backward(self) -> int:
        return self.forward * self.gradients


def _products(module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any], output: Any) -> Iterator[_Product]:
    given = [each for each in tensors((args, dict(kwargs)), 3) if each.is_floating_point()]
    if not given:
        return
    first = given[0]
    if isinstance(module, nn.RNNBase):
        yield from _recurrent(module, first)
    elif isinstance(module, nn.MultiheadAttention):
        yield from _torch_attention(module, given)
    elif isinstance(module, _ConvNd):
        positions = first if module.transposed else output
        size = 2 * positions.shape[0] * positions[0, 0].numel() * module.weight.numel()
        yield _Product(size, module.weight.requires_grad + first.requires_grad)
    elif not module._modules and (sizes := _sizes(module, first)):
        rows = first.numel() // sizes[0]
        yield _Product(2 * rows * sizes[0] * sizes[1], _trained(module, "weight") + first.requires_grad)
    elif _is_experts(module):
        yield from _experts(module, first, args, kwargs)
    elif type(module).__name__.endswith("Attention") and (widths := _widths(module)):
        yield from _attention(module, first, args, kwargs, widths)


def _sizes(module: nn.Module, first: torch.Tensor) -> tuple[int, int] | None:
    """Inputs and outputs of a linear map."""
    weight = module._parameters.get("weight")
    if isinstance(module, nn.modules.batchnorm._NormBase) or weight is None:
        return None
    inputs, outputs = getattr(module, "in_features", None), getattr(module, "out_features", None)
    if isinstance(inputs, int) and isinstance(outputs, int):
        return inputs, outputs
    if weight.dim() != 2 or isinstance(module, nn.Embedding):
        return None
    if type(module).__name__ == "Conv1D":
        return int(weight.shape[0]), int(weight.shape[1])
    return (int(weight.shape[1]), int(weight.shape[0])) if first.shape[-1] == weight.shape[1] else None


def _trained(module: nn.Module, name: str) -> bool:
    weight = module._parameters.get(name)
    return weight is not None and weight.requires_grad


def _recurrent(module: nn.RNNBase, first: torch.Tensor) -> Iterator[_Product]:
    positions = first.numel() // first.shape[-1]
    for name, weight in module.named_parameters():
        if name.startswith("weight"):
            outer = first.requires_grad or "_l0" not in name or "hh" in name
            yield _Product(2 * positions * weight.numel(), weight.requires_grad + outer)


def _torch_attention(module: nn.MultiheadAttention, given: list[torch.Tensor]) -> Iterator[_Product]:
    query, key = given[0], given[1] if len(given) > 1 else given[0]
    queries, keys = query.numel() // module.embed_dim, key.numel() // key.shape[-1]
    batch = 1 if query.dim() == 2 else query.shape[0 if module.batch_first else 1]
    trained = any(each.requires_grad for each in module.parameters())
    for rows, inputs in ((queries, module.embed_dim), (keys, module.kdim), (keys, module.vdim)):
        yield _Product(2 * rows * inputs * module.embed_dim, trained + query.requires_grad)
    yield _Product(2 * queries * module.embed_dim**2, trained + (trained or query.requires_grad))
    scores = 2 * batch * (queries // batch) * (keys // batch) * module.embed_dim
    yield _Product(2 * scores, 2 if trained or query.requires_grad else 0)


def _is_experts(module: nn.Module) -> bool:
    weight = module._parameters.get("gate_up_proj")
    return weight is not None and weight.dim() == 3 and "down_proj" in module._parameters


def _experts(
    module: nn.Module, first: torch.Tensor, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Iterator[_Product]:
    chosen = [each for each in tensors((args, dict(kwargs)), 3) if not each.is_floating_point()]
    if not chosen:
        return
    rows = chosen[0].numel()
    into, out = module._parameters["gate_up_proj"], module._parameters["down_proj"]
    assert into is not None
    assert out is not None
    between = into.requires_grad or first.requires_grad
    yield _Product(2 * rows * into[0].numel(), into.requires_grad + first.requires_grad)
    yield _Product(2 * rows * out[0].numel(), out.requires_grad + between)


def _widths(module: nn.Module) -> tuple[int, int] | None:
    """Width of the queries and of the values, over all heads, of a module that holds the maps of attention."""
    heads = _number(module, "num_heads", "num_attention_heads", "n_heads", "n_head")
    value = _number(module, "v_head_dim")
    query = _number(module, "qk_head_dim")
    if heads and query and value:
        return heads * query, heads * value
    for name in ("q_proj", "query", "q_lin", "wq", "to_q", "q"):
        width = getattr(getattr(module, name, None), "out_features", None)
        if isinstance(width, int):
            return width, width
    joined = ("qkv_proj", "c_attn", "query_key_value", "Wqkv", "qkv", "W_pack", "in_proj")
    if not any(name in module._modules for name in joined):
        return None
    size = _number(module, "head_dim", "attention_head_size", "head_size")
    hidden = _number(module, "hidden_size", "embed_dim", "n_embd", "d_model")
    width = heads * size if heads and size else hidden
    return (width, width) if width else None


def _number(module: nn.Module, *names: str) -> int | None:
    for holder in (module, getattr(module, "config", None)):
        for name in names:
            found = getattr(holder, name, None)
            if isinstance(found, int):
                return found
    return None


def _attention(
    module: nn.Module, first: torch.Tensor, args: tuple[Any, ...], kwargs: Mapping[str, Any], widths: tuple[int, int]
) -> Iterator[_Product]:
    if first.dim() != 3:
        return
    batch, queries = int(first.shape[0]), int(first.shape[1])
    others = kwargs.get("encoder_hidden_states", kwargs.get("key_value_states"))
    source = others if isinstance(others, torch.Tensor) else first
    keys = _cached(module, args, kwargs) or int(source.shape[1])
    pairs = 2 * batch * queries * keys
    wants = [first.requires_grad or _trains(module, part) for part in ("q", "k", "v")]
    scores = wants[0] or wants[1]
    yield _Product(pairs * widths[0], wants[0] + wants[1])
    yield _Product(pairs * widths[1], wants[2] + scores)


def _trains(module: nn.Module, letter: str) -> bool:
    """Whether a parameter in the maps of queries (q), keys (k) or values (v) is trained."""
    parts = [part for name, part in module.named_children() if name.startswith(letter) or "qkv" in name.lower()]
    parts += [part for name, part in module.named_children() if name in ("c_attn", "query_key_value", "W_pack")]
    return any(weight.requires_grad for part in parts for weight in part.parameters())


def _cached(module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> int | None:
    for each in (*kwargs.values(), *args):
        length = getattr(each, "get_seq_length", None)
        if callable(length):
            return int(length(getattr(module, "layer_idx", 0) or 0))
    return None
