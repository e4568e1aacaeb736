// Attention.
#pragma once

#include "wengert/nn.hpp"

namespace wengert::nn {

enum class Attention : bool { full, causal };
/// What dot_product_attention adds to queries times keys, which of them it leaves out (false), and
/// what it multiplies them with: 1 / sqrt(H) unless given. Causal queries see no later keys.
struct AttentionOptions {
  std::optional<Array> bias = {};
  std::optional<Array> mask = {};
  std::optional<double> scale = {};
  Attention kind = Attention::full;
};
/// softmax(scale q k^T + bias) v for queries (…, T, N, H), keys and values (…, S, K, H) of N and K
/// heads, where K divides N: query head n reads head n K / N. Bias and mask broadcast to (…, N, T,
/// S). The softmax is computed in float32 at least. Vaswani et al. 2017. Throws ShapeError where
/// the shapes do not go together.
Array dot_product_attention(const Array& query, const Array& key, const Array& value,
                            const AttentionOptions& options = {});

}  // namespace wengert::nn

#if WENGERT_BODIES
#include "wengert/numpy/einsum.hpp"
#include "wengert/numpy/inspection.hpp"
#include "wengert/numpy/manipulation.hpp"

namespace wengert::nn {

WENGERT_API Array dot_product_attention(const Array& query, const Array& given_key,
                                        const Array& given_value, const AttentionOptions& options) {
  const auto extent = [](const Array& x, int from_back) { return x.shape()[x.ndim() - from_back]; };
  const bool ranks = query.ndim() >= 3 && given_key.ndim() == query.ndim() &&
                     given_key.shape() == given_value.shape();
  if (!ranks || extent(query, 1) != extent(given_key, 1) || extent(given_key, 2) == 0 ||
      extent(query, 2) % extent(given_key, 2) != 0)
    throw ShapeError(
        cat("dot_product_attention: queries are ", query.type(), ", keys ", given_key.type(),
            " and values ", given_value.type(),
            "; they must be (..., T, N, H) and twice (..., S, K, H), K a divisor of N"));
  const std::int64_t groups = extent(query, 2) / extent(given_key, 2);
  const Array key = repeat(given_key, groups, -2), value = repeat(given_value, groups, -2);
  const Dtype dtype = promote(promote(query.dtype(), key.dtype()), value.dtype());
  const double scale = options.scale.value_or(1 / std::sqrt(double(extent(query, 1))));
  Array logits = einsum("...tnh,...snh->...nts", query.astype(promote(dtype, Dtype::f32)),
                        key.astype(promote(dtype, Dtype::f32))) *
                 scale;
  if (options.bias) logits = logits + *options.bias;
  // Not -inf: a row without any key is uniform, not NaN.
  const double least = 0.7 * finfo(logits.dtype()).min;
  if (options.mask) logits = where(*options.mask, logits, least);
  if (options.kind == Attention::causal) {
    const Array rows = arange(extent(query, 3)).reshape({-1, 1}), columns = arange(extent(key, 3));
    logits = where(columns <= rows, logits, least);
  }
  const Array weights = softmax(logits).astype(dtype);
  return einsum("...nts,...snh->...tnh", weights, value);
}

}  // namespace wengert::nn
#endif
