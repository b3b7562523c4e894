"""Operators that contract nothing: element by element, views, copies, sums over a dimension, sorting, random numbers.

PyTorch tags some of them; the others are named here. None of them counts as an operation of training: no convention of
counting has them, and they are some thousandths of a step.
"""

from __future__ import annotations

from typing import Any

import torch

PACKAGES = frozenset(
    ["prim", "prims", "profiler", "c10d", "_c10d_functional", "_c10d_functional_autograd", "_dtensor", "rngprims"]
)
"""Packages that move or rename data and compute nothing that is contracted."""

OTHERS = frozenset(
    [
        *("bitsandbytes::quantize_4bit", "bitsandbytes::dequantize_4bit", "bitsandbytes::quantize_blockwise"),
        *("bitsandbytes::dequantize_blockwise", "bitsandbytes::optimizer_update_32bit"),
        *("bitsandbytes::optimizer_update_8bit_blockwise", "bitsandbytes::int8_vectorwise_quant"),
        *("bitsandbytes::int8_vectorwise_dequant", "bitsandbytes::int8_double_quant"),
        *("bitsandbytes::int8_mm_dequant", "fsdp::all_gather_copy_in", "fsdp::split_with_sizes_copy"),
        *("fsdp::chunk_cat", "fsdp::copy_", "inductor::accumulate_grad_", "inductor::resize_storage_bytes_"),
    ]
)

_NAMED = """
__irshift __lshift __rshift _adaptive_avg_pool2d _adaptive_avg_pool2d_backward _adaptive_avg_pool3d
_adaptive_avg_pool3d_backward _add_relu _aminmax _amp_foreach_non_finite_check_and_unscale _amp_update_scale
_assert_async _assert_scalar _assert_tensor_metadata _batch_norm_no_update _batch_norm_with_update
_batch_norm_with_update_functional _chunk_cat _coalesce _coalesced _conj _conj_physical
_convert_indices_from_coo_to_csr _convert_indices_from_csr_to_coo _convert_weight_to_int4pack
_convert_weight_to_int4pack_for_cpu _copy_from _copy_from_and_resize _ctc_loss _ctc_loss_backward _cudnn_ctc_loss
_cudnn_init_dropout_state _cudnn_rnn_flatten_weight _cummax_helper _cummin_helper _dimI _dimV _dirichlet_grad
_dyn_quant_pack_4bit_weight _efficientzerotensor _embedding_bag _embedding_bag_backward _embedding_bag_dense_backward
_embedding_bag_forward_only _embedding_bag_per_sample_weights_backward _fake_quantize_learnable_per_channel_affine
_fake_quantize_learnable_per_channel_affine_backward _fake_quantize_learnable_per_tensor_affine
_fake_quantize_learnable_per_tensor_affine_backward _fake_quantize_per_tensor_affine_cachemask_tensor_qparams
_fill_mem_eff_dropout_mask _functional_assert_async _functional_assert_scalar _functional_sym_constrain_range
_functional_sym_constrain_range_for_size _has_same_storage_numel _index_put_impl _is_all_true _is_any_true
_jagged_to_padded_dense_forward _lazy_clone _linalg_check_errors _local_scalar_dense _log_softmax
_log_softmax_backward_data _logcumsumexp _make_dep_token _masked_scale _masked_softmax _masked_softmax_backward
_mkldnn_reshape _mkldnn_transpose _native_batch_norm_legit _native_batch_norm_legit_functional
_native_batch_norm_legit_no_training _neg_view _nested_compute_contiguous_strides_offsets _nested_from_padded
_nested_from_padded_and_nested_example _nested_from_padded_tensor _nested_get_jagged_dummy _nested_get_lengths
_nested_get_max_seqlen _nested_get_min_seqlen _nested_get_offsets _nested_get_ragged_idx _nested_select_backward
_nested_sum_backward _nested_tensor_from_mask _nested_tensor_from_mask_left_aligned _nested_tensor_from_tensor_list
_nested_tensor_size _nested_tensor_softmax_with_shape _nested_tensor_storage_offsets _nested_tensor_strides
_new_zeros_with_same_feature_meta _nnz _pack_padded_sequence _padded_dense_to_jagged_forward _pin_memory
_prelu_kernel _prelu_kernel_backward _print _reshape_alias _reshape_copy _resize_output _safe_softmax
_sample_dirichlet _segment_reduce_backward _softmax _softmax_backward_data _stack _standard_gamma _standard_gamma_grad
_thnn_fused_gru_cell _thnn_fused_gru_cell_backward _thnn_fused_lstm_cell _thnn_fused_lstm_cell_backward_impl _to_copy
_to_dense _to_sparse _transform_bias_rescale_qkv _unique _unique2 _unsafe_index _unsafe_index_put
_unsafe_masked_index _unsafe_masked_index_put_accumulate _unsafe_view _upsample_bicubic2d_aa
_upsample_bicubic2d_aa_backward _upsample_bilinear2d_aa _upsample_bilinear2d_aa_backward _upsample_lanczos2d_aa
_upsample_lanczos2d_aa_backward _upsample_nearest_exact1d _upsample_nearest_exact1d_backward
_upsample_nearest_exact2d _upsample_nearest_exact2d_backward _upsample_nearest_exact3d
_upsample_nearest_exact3d_backward _use_cudnn_ctc_loss _weight_norm_interface _weight_norm_interface_backward abs
adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_avg_pool3d_backward adaptive_max_pool2d
adaptive_max_pool2d_backward adaptive_max_pool3d adaptive_max_pool3d_backward add addr affine_grid_generator alias all
allclose amax amin aminmax any arange argmax argmin argsort as_strided as_strided_scatter avg_pool1d avg_pool2d
avg_pool2d_backward avg_pool3d avg_pool3d_backward bartlett_window batch_norm_backward batch_norm_backward_elemt
batch_norm_backward_reduce batch_norm_elemt batch_norm_gather_stats batch_norm_gather_stats_with_counts
batch_norm_stats batch_norm_update_stats bernoulli binary_cross_entropy binary_cross_entropy_backward
binary_cross_entropy_with_logits bincount binomial bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift
bitwise_xor blackman_window block_diag bucketize cat cauchy celu channel_shuffle clone col2im complex constant_pad_nd
copy copysign count_nonzero cudnn_affine_grid_generator cudnn_affine_grid_generator_backward cudnn_batch_norm
cudnn_batch_norm_backward cudnn_grid_sampler cudnn_grid_sampler_backward cummax cummin cumprod cumsum dense_dim
dequantize detach diag_embed diagonal_backward diagonal_scatter dim dist div elu elu_backward embedding
embedding_dense_backward embedding_renorm empty empty_like empty_permuted empty_quantized empty_strided eq equal
exponential eye fake_quantize_per_channel_affine_cachemask fake_quantize_per_tensor_affine_cachemask fft_fftfreq
fft_rfftfreq fill flip floor_divide fractional_max_pool2d fractional_max_pool2d_backward fractional_max_pool3d
fractional_max_pool3d_backward from_file full full_like gather gcd ge gelu gelu_backward geometric glu glu_backward
glu_backward_jvp glu_jvp grid_sampler_2d grid_sampler_2d_backward grid_sampler_3d grid_sampler_3d_backward gt
hamming_window hann_window hardshrink hardshrink_backward hardsigmoid hardsigmoid_backward hardswish
hardswish_backward hardtanh hardtanh_backward hash_tensor heaviside histc histogram huber_loss huber_loss_backward
im2col index index_add index_copy index_fill index_put index_reduce index_select int_repr is_coalesced is_pinned
is_same_size is_set_to isin isinf isnan kaiser_window kthvalue layout lcm le leaky_relu leaky_relu_backward lerp lift
lift_fresh linalg_cross linalg_vector_norm linspace log_normal log_sigmoid_backward log_sigmoid_forward log_softmax
logcumsumexp logspace logsumexp lt lu_unpack masked_fill masked_scatter masked_scatter_backward masked_select max
max_pool2d_with_indices max_pool2d_with_indices_backward max_pool3d_with_indices max_pool3d_with_indices_backward
max_unpool2d max_unpool3d mean median min miopen_batch_norm miopen_batch_norm_backward mish mkldnn_adaptive_avg_pool2d
mkldnn_adaptive_avg_pool2d_backward mkldnn_max_pool2d mkldnn_max_pool2d_backward mkldnn_max_pool3d
mkldnn_max_pool3d_backward mkldnn_reorder_conv2d_weight mkldnn_reorder_conv3d_weight mode mse_loss mse_loss_backward
mul multi_margin_loss multi_margin_loss_backward multilabel_margin_loss_backward multilabel_margin_loss_forward
multinomial nan_to_num nanmedian narrow_copy native_batch_norm native_batch_norm_backward native_dropout
native_dropout_backward native_group_norm native_group_norm_backward native_layer_norm native_layer_norm_backward
native_norm ne new_empty new_empty_strided new_full new_ones new_zeros nll_loss2d_backward nll_loss2d_forward
nll_loss_backward nll_loss_forward nonzero nonzero_static norm normal normal_functional numel ones ones_like
pixel_shuffle pixel_unshuffle poisson polar pow prod put q_per_channel_axis q_per_channel_scales
q_per_channel_zero_points q_scale q_zero_point qscheme quantize_per_channel quantize_per_tensor
quantize_per_tensor_dynamic quantized_batch_norm quantized_max_pool1d quantized_max_pool2d quantized_max_pool3d rand
rand_like randint randint_like randn randn_like random randperm range record_stream reflection_pad1d
reflection_pad1d_backward reflection_pad2d reflection_pad2d_backward reflection_pad3d reflection_pad3d_backward relu
remainder renorm repeat repeat_interleave replication_pad1d replication_pad1d_backward replication_pad2d
replication_pad2d_backward replication_pad3d replication_pad3d_backward resize resize_as roll rot90 rrelu_with_noise
rrelu_with_noise_backward rrelu_with_noise_functional rsub scalar_tensor scatter scatter_add scatter_reduce
searchsorted segment_reduce select_backward select_scatter set set_data silu_backward size slice_backward slice_scatter
smooth_l1_loss smooth_l1_loss_backward soft_margin_loss soft_margin_loss_backward softmax softplus softplus_backward
softshrink softshrink_backward sort sparse_compressed_tensor sparse_coo_tensor sparse_dim sparse_mask sparse_resize
sparse_resize_and_clear split_copy split_with_sizes_copy stack std std_mean storage_offset stride sub sum
sym_constrain_range sym_constrain_range_for_size sym_is_contiguous sym_numel sym_size sym_storage_offset sym_stride
take threshold threshold_backward to_mkldnn to_padded_tensor topk trace tril tril_indices triu triu_indices
unbind_copy unfold_backward uniform unique_consecutive unique_dim unique_dim_consecutive unsafe_split
unsafe_split_with_sizes upsample_bicubic2d upsample_bicubic2d_backward upsample_bilinear2d
upsample_bilinear2d_backward upsample_linear1d upsample_linear1d_backward upsample_nearest1d
upsample_nearest1d_backward upsample_nearest2d upsample_nearest2d_backward upsample_nearest3d
upsample_nearest3d_backward upsample_trilinear3d upsample_trilinear3d_backward var var_mean view where xlogy zero
zeros zeros_like is_contiguous is_strides_like_format is_non_overlapping_and_dense _fused_rms_norm
_fused_rms_norm_backward _fused_dropout
"""
NAMED = frozenset(_NAMED.split())

_TAGS = tuple(
    getattr(torch.Tag, name)
    for name in ("pointwise", "reduction", "view_copy", "inplace_view")
    if hasattr(torch.Tag, name)
)


def is_free(operator: Any) -> bool:
    """Whether an overload of an operator is known to contract nothing."""
    package, _, name = operator._schema.name.partition("::")
    if package in PACKAGES or operator._schema.name in OTHERS:
        return True
    if package != "aten":
        return False
    base = name.rstrip("_")
    if base in NAMED or getattr(operator, "is_view", False) or any(tag in operator.tags for tag in _TAGS):
        return True
    return base.startswith("_fused_") or (base.startswith("_foreach_") and "mm" not in base)
