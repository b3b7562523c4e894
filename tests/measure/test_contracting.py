"""What single operators contract, against PyTorch's own formulas and against the definition."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: what operators contract is not tested")

import torch
from torch import nn

from plimsoll.measure.contracting import FORMULAS
from plimsoll.measure.counting import Counting
from plimsoll.measure.free import NAMED, is_free

attention: Any = nn.functional.scaled_dot_product_attention


def counted(run: Callable[[], object]) -> tuple[int, int]:
    with Counting() as counting:
        run()
    assert not counting.tally.uncounted
    figures: tuple[int, int] = counting.tally.figures
    return figures


def ones(*shape: int, graded: bool = False) -> Any:
    return torch.ones(*shape, requires_grad=graded)


PRODUCTS: dict[str, tuple[Callable[[], Any], int]] = {
    "mm": (lambda: ones(2, 3) @ ones(3, 5), 2 * 2 * 3 * 5),
    "mm into a place": (lambda: torch.mm(ones(2, 3), ones(3, 5), out=torch.empty(2, 5)), 60),
    "mm of integers": (lambda: torch._int_mm(*(torch.ones(32, 32, dtype=torch.int8) for _ in "ab")), 2 * 32**3),
    "addmm": (lambda: torch.addmm(ones(5), ones(2, 3), ones(3, 5)), 60),
    "addmm in place": (lambda: ones(2, 5).addmm_(ones(2, 3), ones(3, 5)), 60),
    "bmm": (lambda: torch.bmm(ones(4, 2, 3), ones(4, 3, 5)), 240),
    "baddbmm": (lambda: torch.baddbmm(ones(4, 2, 5), ones(4, 2, 3), ones(4, 3, 5)), 240),
    "addbmm": (lambda: torch.addbmm(ones(2, 5), ones(4, 2, 3), ones(4, 3, 5)), 240),
    "mv": (lambda: ones(2, 3) @ ones(3), 12),
    "addmv": (lambda: torch.addmv(ones(2), ones(2, 3), ones(3)), 12),
    "dot": (lambda: ones(3) @ ones(3), 6),
    "einsum": (lambda: torch.einsum("bij,bjk->bik", ones(4, 2, 3), ones(4, 3, 5)), 240),
    "linear, many dimensions": (lambda: nn.functional.linear(ones(4, 2, 3), ones(5, 3)), 240),
    "bilinear": (lambda: nn.functional.bilinear(ones(4, 2), ones(4, 3), ones(5, 2, 3)), 2 * 4 * 5 * 2 * 3),
    "convolution in groups": (lambda: nn.functional.conv2d(ones(2, 4, 9, 9), ones(8, 2, 3, 3), groups=2), 28224),
    "convolution transposed": (lambda: nn.functional.conv_transpose1d(ones(2, 4, 9), ones(4, 3, 5)), 2 * 2 * 9 * 60),
    "groups of rows": (
        lambda: torch._grouped_mm(ones(16, 8).bfloat16(), ones(2, 8, 8).bfloat16(), offs=torch.tensor([8, 16]).int()),
        2 * 16 * 8 * 8,
    ),
    "transform": (lambda: torch.fft.fft(ones(3, 8).to(torch.cfloat)), 5 * 3 * 8 * 3),
    "cholesky": (lambda: torch.linalg.cholesky(torch.eye(6)), 72),
    "solve": (lambda: torch.linalg.solve(torch.eye(6), ones(6, 2)), 2 * 36 * 2 + 144),
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_takes_two_for_each_multiplication(name: str) -> None:
    run, operations = PRODUCTS[name]
    assert counted(run) == (operations, operations)


@pytest.mark.parametrize("mode", [torch.enable_grad, torch.no_grad, torch.inference_mode])
@pytest.mark.parametrize("masked", [False, True])
def test_attention_takes_the_same_by_every_way_of_computing_it(mode: Any, masked: bool) -> None:
    query, keys, values = ones(2, 4, 6, 8), ones(2, 4, 10, 8), ones(2, 4, 10, 8)
    mask = torch.ones(6, 10, dtype=torch.bool) if masked else None
    with mode():
        found = counted(lambda: attention(query, keys, values, attn_mask=mask))
    assert found == (2 * 2 * 4 * 6 * 10 * (8 + 8),) * 2


def test_the_gradients_of_attention_and_the_scores_computed_again() -> None:
    one = 2 * 2 * 4 * 6 * 6 * 8
    query, keys, values = (ones(2, 4, 6, 8, graded=True) for _ in range(3))
    model, executed = counted(lambda: attention(query, keys, values).sum().backward())
    assert (model, executed) == (2 * one + 4 * one, 2 * one + 5 * one)


def test_gradients_of_attention_that_nobody_asks_for_are_no_operations_of_the_model() -> None:
    one = 2 * 2 * 4 * 6 * 6 * 8
    query, keys, values = ones(2, 4, 6, 8, graded=True), ones(2, 4, 6, 8), ones(2, 4, 6, 8)
    model, executed = counted(lambda: attention(query, keys, values).sum().backward())
    assert (model, executed) == (2 * one + 2 * one, 2 * one + 5 * one)


def test_attention_of_packed_sequences_takes_each_with_itself() -> None:
    bounds = torch.tensor([0, 2, 5, 9])
    one = 2 * 4 * (2 * 2 + 3 * 3 + 4 * 4) * 8
    packed = ones(9, 4, 8)
    forward = FORMULAS["aten::_flash_attention_forward"]
    backward = FORMULAS["flash_attn::_flash_attn_varlen_backward"]
    assert forward([packed, packed, packed, bounds, bounds], None) == 2 * one
    arguments = [packed, packed, packed, packed, None, None, None, None, None, bounds, bounds]
    assert backward(arguments, None) == (4 * one, 5 * one)


def test_keys_that_heads_share_count_for_each_of_them() -> None:
    shared = counted(lambda: attention(ones(2, 4, 6, 8), ones(2, 2, 6, 8), ones(2, 2, 6, 8), enable_gqa=True))
    assert shared == (2 * 2 * 2 * 4 * 6 * 6 * 8,) * 2


def test_a_convolution_takes_as_much_again_for_each_gradient() -> None:
    layer = nn.Conv2d(4, 8, 3, groups=2)
    one = 28224
    assert counted(lambda: layer(ones(2, 4, 9, 9)).sum().backward())[0] == 2 * one
    assert counted(lambda: layer(ones(2, 4, 9, 9, graded=True)).sum().backward())[0] == 3 * one


@pytest.mark.parametrize("training", [True, False])
def test_a_layer_of_pytorch_takes_the_same_where_it_is_fused(training: bool) -> None:
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True).train(training)
    with torch.inference_mode():
        found = counted(lambda: layer(ones(2, 5, 8)))
    assert found == (2 * 10 * (3 * 64 + 64 + 2 * 128) + 4 * 2 * 25 * 8,) * 2


@pytest.mark.parametrize("graded", [True, False])
def test_a_recurrent_layer_takes_its_weights_at_each_position(graded: bool) -> None:
    layer = nn.LSTM(8, 8, batch_first=True)
    with torch.set_grad_enabled(graded):
        found = counted(lambda: layer(ones(2, 5, 8)))
    assert found[0] == 2 * 10 * (4 * 8 * 8 * 2)


def test_what_contracts_is_never_taken_for_free() -> None:
    for name in FORMULAS:
        package, _, own = name.partition("::")
        assert package != "aten" or own.rstrip("_") not in NAMED, name
    for name in ("_sparse_sparse_matmul", "_spsolve", "linalg_lstsq", "linalg_matrix_exp", "ormqr"):
        assert not is_free(getattr(torch.ops.aten, name).default), name


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("kind", ["AdamW", "SGD", "Adagrad", "RMSprop", "NAdam"])
def test_the_steps_of_usual_optimizers_contract_nothing(kind: str, fused: bool) -> None:
    layer = nn.Linear(3, 3)
    layer(ones(2, 3)).sum().backward()
    options: dict[str, Any] = {"fused": True} if fused else {}
    try:
        optimizer: Any = getattr(torch.optim, kind)(layer.parameters(), lr=0.1, **options)
    except (TypeError, RuntimeError):
        pytest.skip(f"no fused {kind}")
    assert counted(optimizer.step) == (0, 0)
