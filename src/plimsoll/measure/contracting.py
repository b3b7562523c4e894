"""What an operator contracts: operations from the shapes of its arguments, multiply-add = 2.

`torch.utils.flop_counter` knows most of it. What stands here it lacks, or gets wrong: attention on the CPU (PyTorch
issue 195460), grouped queries, grouped convolutions, kernels of other packages, factorisations and transforms.
Attention counts in full, also where it is causal, as there. An operator that is in neither, and not known to be free,
is unknown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Work(NamedTuple):
    """Operations of one call."""

    model: int
    """Without what a fused kernel computes a second time to save memory."""
    executed: int
    """As it runs."""


Formula = Callable[[Sequence[Any], Any], "Work | int"]
"""From the arguments of a call and what came out. An int where nothing is computed twice."""

FORMULAS: dict[str, Formula] = {}
"""By the name of the operator, `package::name`, in all of its overloads."""

VALUED = {"cum_seq_q", "cum_seq_k", "cu_seqlens_q", "cu_seqlens_k", "cu_seq_q", "cu_seq_k", "kv_num_blocks"}
"""Arguments whose values, not their shapes, tell how much is computed."""


def formula(*names: str) -> Callable[[Formula], Formula]:
    """Register what these operators contract; a name without a package is PyTorch's own."""

    def register(found: Formula) -> Formula:
        FORMULAS.update({name if "::" in name else f"aten::{name}": found for name in names})
        return found

    return register


@formula("mm", "_int_mm", "_scaled_mm", "_scaled_mm_v2", "_sparse_mm", "inductor::_mm_plus_mm")
def _mm(a: Sequence[Any], _: Any) -> int:
    return 2 * int(a[0].numel()) * int(a[1].shape[-1])


@formula("addmm", "addmm_", "_addmm_activation", "baddbmm", "baddbmm_", "addbmm", "addbmm_")
def _addmm(a: Sequence[Any], _: Any) -> int:
    return 2 * int(a[1].numel()) * int(a[2].shape[-1])


@formula("bmm")
def _bmm(a: Sequence[Any], _: Any) -> int:
    return 2 * int(a[0].numel()) * int(a[1].shape[-1])


@formula("mv", "dot", "vdot")
def _mv(a: Sequence[Any], _: Any) -> int:
    return 2 * int(a[0].numel())


@formula("addmv", "addmv_")
def _addmv(a: Sequence[Any], _: Any) -> int:
    return 2 * int(a[1].numel())


@formula("_grouped_mm", "_scaled_grouped_mm", "_scaled_grouped_mm_v2")
def _grouped(a: Sequence[Any], _: Any) -> int:
    """Each row belongs to one group, or each column, or each summand: the groups together are one product."""
    left, right = a[0], a[1]
    if left.dim() == 3 and right.dim() == 2:
        return 2 * int(left.shape[1]) * int(left.shape[2]) * int(right.shape[1])
    return 2 * int(left.numel()) * int(right.shape[-1])


@formula(
    *("linear", "mkldnn_linear", "_weight_int8pack_mm", "_weight_int4pack_mm", "_weight_int4pack_mm_for_cpu"),
    *("_weight_int4pack_mm_with_scales_and_zeros", "_dyn_quant_matmul_4bit", "_mixed_dtypes_linear"),
    *("quantized::linear", "quantized::linear_relu", "quantized::linear_dynamic", "quantized::linear_relu_dynamic"),
    *("onednn::qlinear_pointwise", "mkldnn::_linear_pointwise", "mkl::_mkl_linear"),
    *("bitsandbytes::int8_linear_matmul", "bitsandbytes::int8_scaled_mm", "bitsandbytes::int8_mixed_scaled_mm"),
)
def _linear(a: Sequence[Any], out: Any) -> int:
    """A weight that is packed has no shape of its own: what comes out tells it."""
    return 2 * int(a[0].numel()) * int((out[0] if isinstance(out, tuple) else out).shape[-1])


@formula("bitsandbytes::gemm_4bit", "bitsandbytes::gemv_4bit")
def _four_bits(a: Sequence[Any], _: Any) -> int:
    rows, columns = int(a[2][0]), int(a[2][-1])
    return 2 * int(a[0].numel()) // columns * rows * columns


@formula("linear_backward", "mkldnn_linear_backward")
def _linear_backward(a: Sequence[Any], _: Any) -> int:
    return 2 * int(a[0].numel()) * int(a[1].shape[-1]) * sum(map(bool, a[3][:2]))


@formula("convolution", "_convolution", "convolution_overrideable")
def _convolution(a: Sequence[Any], out: Any) -> int:
    return _convolved(a[0] if a[6] else out, a[1])


@formula(
    *("cudnn_convolution", "mkldnn_convolution", "miopen_convolution", "miopen_depthwise_convolution"),
    *("_slow_conv2d_forward", "slow_conv3d_forward", "_conv_depthwise2d", "conv_depthwise3d", "slow_conv_dilated2d"),
    *("slow_conv_dilated3d", "_mps_convolution"),
)
def _plain_convolution(a: Sequence[Any], out: Any) -> int:
    return _convolved(out, a[1])


@formula(
    "cudnn_convolution_transpose", "miopen_convolution_transpose", "slow_conv_transpose2d", "slow_conv_transpose3d"
)
def _transposed(a: Sequence[Any], _: Any) -> int:
    return _convolved(a[0], a[1])


@formula("convolution_backward", "convolution_backward_overrideable")
def _convolution_backward(a: Sequence[Any], _: Any) -> int:
    transposed = a[7] if isinstance(a[7], bool) else a[6]
    return _convolved(a[1] if transposed else a[0], a[2]) * sum(map(bool, a[-1][:2]))


def _convolved(positions: Any, weight: Any) -> int:
    return 2 * int(positions.shape[0]) * math.prod(map(int, positions.shape[2:])) * int(weight.numel())


@formula("mkldnn_rnn_layer")
def _recurrent(a: Sequence[Any], _: Any) -> int:
    return positions(a[0]) * int(a[1].numel() + a[2].numel())


@formula("mkldnn_rnn_layer_backward")
def _recurrent_backward(a: Sequence[Any], _: Any) -> int:
    return 2 * positions(a[0]) * int(a[1].numel() + a[2].numel())


@formula("_cudnn_rnn", "miopen_rnn")
def _recurrent_cuda(a: Sequence[Any], _: Any) -> int:
    return positions(a[0]) * sum(int(w.numel()) for w in a[1] if w.dim() == 2)


@formula("_cudnn_rnn_backward", "miopen_rnn_backward")
def _recurrent_cuda_backward(a: Sequence[Any], _: Any) -> int:
    return 2 * positions(a[0]) * sum(int(w.numel()) for w in a[1] if w.dim() == 2)


@formula("_trilinear")
def _trilinear(a: Sequence[Any], _: Any) -> int:
    expanded = [list(x.shape) for x in a[:3]]
    for shape, new in zip(expanded, a[3:6], strict=True):
        for at in sorted(new):
            shape.insert(at, 1)
    return 2 * math.prod(int(max(sizes)) for sizes in zip(*expanded, strict=True))


@formula("_cdist_forward", "_euclidean_dist")
def _distances(a: Sequence[Any], out: Any) -> int:
    return 2 * int(out.numel()) * int(a[0].shape[-1])


@formula("_cdist_backward")
def _distances_backward(a: Sequence[Any], _: Any) -> int:
    return 2 * int(a[0].numel()) * int(a[1].shape[-1])


def positions(x: Any) -> int:
    """Twice the positions of a tensor of (…, width): times a weight's elements, what a linear map takes."""
    return 2 * int(x.numel()) // int(x.shape[-1])


# Nominal counts: Golub and Van Loan, Matrix Computations, 4th edition; 5 n log2 n for a complex transform.


@formula("_fft_c2c", "_fft_r2c")
def _transform(a: Sequence[Any], _: Any) -> int:
    size = math.prod(int(a[0].shape[at]) for at in a[1])
    return round((5 if a[0].is_complex() else 2.5) * int(a[0].numel()) * math.log2(max(size, 2)))


@formula("_fft_c2r")
def _transform_back(a: Sequence[Any], out: Any) -> int:
    size = math.prod(int(out.shape[at]) for at in a[1])
    return round(2.5 * int(out.numel()) * math.log2(max(size, 2)))


def _cubic(*names: str, by: float) -> None:
    @formula(*names)
    def _of(a: Sequence[Any], _: Any) -> int:
        rows, columns = int(a[0].shape[-2]), int(a[0].shape[-1])
        batch = int(a[0].numel()) // max(rows * columns, 1)
        return round(by * batch * max(rows, columns) * min(rows, columns) ** 2)


_cubic("linalg_cholesky_ex", "cholesky", by=1 / 3)
_cubic("linalg_lu_factor_ex", "linalg_lu", "_linalg_det", "_linalg_slogdet", "linalg_ldl_factor_ex", by=2 / 3)
_cubic("geqrf", "linalg_householder_product", "linalg_qr", by=4 / 3)
_cubic("linalg_inv_ex", "cholesky_inverse", by=2)
_cubic("_linalg_eigh", by=9)
_cubic("_linalg_svd", by=21)
_cubic("linalg_eig", "_linalg_eigvals", "linalg_eigvals", by=25)


@formula("linalg_solve_triangular", "triangular_solve", "_cholesky_solve_helper", "cholesky_solve", "linalg_lu_solve")
def _solved(a: Sequence[Any], out: Any) -> int:
    solution = out[0] if isinstance(out, tuple) else out
    return 2 * int(solution.numel()) * int(solution.shape[-2])


@formula("_linalg_solve_ex")
def _factored_and_solved(a: Sequence[Any], out: Any) -> int:
    size = int(a[0].shape[-1])
    return round(2 / 3 * int(a[0].numel()) * size) + 2 * int(out[0].numel()) * size
