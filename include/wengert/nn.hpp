// Activations and the few functions that losses are written with. Formulas and conventions are
// jax.nn's.
#pragma once

#include <cmath>
#include <numbers>

#include "wengert/array/factories.hpp"
#include "wengert/numpy/elementwise.hpp"
#include "wengert/numpy/reduction.hpp"

namespace wengert::nn {

using wengert::logsumexp;
using wengert::tanh;

/// max(x, 0), whose derivative at 0 is 0.
template <ArrayLike X>
auto relu(const X& x) {
  return where(x <= 0, 0, x);
}
/// min(max(x, 0), 6).
template <ArrayLike X>
auto relu6(const X& x) {
  return minimum(maximum(x, 0), 6);
}
/// x, and slope times x where x is negative.
template <ArrayLike X>
auto leaky_relu(const X& x, double slope = 0.01) {
  return where(x >= 0, x, slope * x);
}
/// x, and alpha (e^x - 1) where x is not positive.
template <ArrayLike X>
auto elu(const X& x, double alpha = 1.0) {
  return where(x > 0, x, alpha * expm1(where(x > 0, 0, x)));
}
/// x, and alpha (e^(x / alpha) - 1) where x is not positive: Barron 2017.
template <ArrayLike X>
auto celu(const X& x, double alpha = 1.0) {
  return where(x > 0, x, alpha * expm1(where(x > 0, 0, x) / alpha));
}
/// Klambauer et al. 2017, "Self-normalizing neural networks".
template <ArrayLike X>
auto selu(const X& x) {
  return 1.0507009873554804934193349852946 * elu(x, 1.6732632423543772848170429916717);
}
/// 1 / (1 + e^-x).
template <ArrayLike X>
auto sigmoid(const X& x) {
  return logistic(x);
}
/// log(1 + e^x), without overflow.
template <ArrayLike X>
auto softplus(const X& x) {
  return logaddexp(x, 0);
}
/// log of the sigmoid.
template <ArrayLike X>
auto log_sigmoid(const X& x) {
  return -softplus(-x);
}
/// x sigmoid(x), also called swish.
template <ArrayLike X>
auto silu(const X& x) {
  return x * logistic(x);
}
template <ArrayLike X>
auto swish(const X& x) {
  return silu(x);
}
/// x clipped to [-1, 1].
template <ArrayLike X>
auto hard_tanh(const X& x) {
  return where(x > 1, 1, where(x < -1, -1, x));
}
/// x / (1 + |x|).
template <ArrayLike X>
auto soft_sign(const X& x) {
  return x / (abs(x) + 1);
}

/// x itself.
template <ArrayLike X>
Array identity(const X& x) {
  return x;
}
/// Piecewise linear stand-ins for the sigmoid, relu6(x + 3) / 6, and for x sigmoid(x), also called
/// hard swish.
template <ArrayLike X>
auto hard_sigmoid(const X& x) {
  return relu6(x + 3.0) / 6;
}
template <ArrayLike X>
auto hard_silu(const X& x) {
  return x * hard_sigmoid(x);
}
template <ArrayLike X>
auto hard_swish(const X& x) {
  return hard_silu(x);
}
/// 0 below -1, x above 1, (x + 1)^2 / 4 between; and its derivative.
template <ArrayLike X>
auto sparse_plus(const X& x) {
  return where(x <= -1, 0, where(x >= 1, x, 0.25 * square(x + 1.0)));
}
template <ArrayLike X>
auto sparse_sigmoid(const X& x) {
  return 0.5 * clip(x + 1.0, 0, 2);
}
/// (x + sqrt(x^2 + b)) / 2.
template <ArrayLike X>
auto squareplus(const X& x, double b = 4) {
  return 0.5 * (x + sqrt(square(x) + b));
}
/// x tanh(softplus(x)).
template <ArrayLike X>
auto mish(const X& x) {
  return x * tanh(softplus(x));
}
/// log(1 - e^-x) for x >= 0, accurate at both ends (Mächler 2012).
template <ArrayLike X>
Array log1mexp(const X& x) {
  const Array small = x < std::numbers::ln2;
  return where(small, log(-expm1(-where(small, x, 1))), log1p(-exp(-where(small, 1, x))));
}

/// Which formula gelu uses: Hendrycks and Gimpel's tanh approximation, or the normal distribution
/// itself.
enum class Gelu : bool { approximate, exact };
/// x Φ(x).
template <ArrayLike X>
Array gelu(const X& x, Gelu form = Gelu::approximate) {
  if (form == Gelu::exact) return 0.5 * x * erfc(-x * std::numbers::sqrt2 / 2);
  const double c = std::sqrt(2 * std::numbers::inv_pi);
  return x * (0.5 * (1.0 + tanh(c * (x + 0.044715 * (x * x * x)))));
}

/// e^x, scaled to sum to 1 along an axis. Does not overflow.
Array softmax(const Array& x, int axis = -1);
/// log of the softmax.
Array log_softmax(const Array& x, int axis = -1);
/// log of the mean of e^x, without overflow.
Array logmeanexp(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
/// The first half of x along an axis times the sigmoid of the second. Throws ShapeError of an odd
/// extent.
Array glu(const Array& x, int axis = -1);
/// x less its mean, over the square root of its variance plus epsilon, along axes.
Array standardize(const Array& x, const ReducedAxes& axes = -1, double epsilon = 1e-5);
/// Row i is 1 at position x(i) of `classes` and 0 elsewhere; all 0 where x(i) is out of range. The
/// classes are a new last axis.
Array one_hot(const Array& x, std::int64_t classes, std::optional<Dtype> dtype = {});

}  // namespace wengert::nn

#if WENGERT_BODIES
#include "wengert/numpy/manipulation.hpp"

namespace wengert::nn {

WENGERT_API Array softmax(const Array& x, int axis) {
  normalize_axis("softmax", axis, x.ndim());
  const Array powers = exp(x - stop_gradient(max(x, axis, keepdims)));
  return powers / sum(powers, axis, keepdims);
}

WENGERT_API Array log_softmax(const Array& x, int axis) {
  normalize_axis("log_softmax", axis, x.ndim());
  const Array shifted = x - stop_gradient(max(x, axis, keepdims));
  return shifted - log(sum(exp(shifted), axis, keepdims));
}

WENGERT_API Array logmeanexp(const Array& x, const ReducedAxes& axes, Reduced option) {
  const std::int64_t n = reductions::count(x, reductions::axes_of("logmeanexp", x, axes));
  return logsumexp(x, axes, option) - std::log(double(n));
}

WENGERT_API Array glu(const Array& x, int axis) {
  const std::vector<Array> halves = split(x, 2, axis);
  return halves[0] * sigmoid(halves[1]);
}

WENGERT_API Array standardize(const Array& x, const ReducedAxes& axes, double epsilon) {
  return (x - mean(x, axes, keepdims)) * rsqrt(var(x, axes, keepdims) + epsilon);
}

WENGERT_API Array one_hot(const Array& x, std::int64_t classes, std::optional<Dtype> dtype) {
  if (classes < 0)
    throw ValueError(cat("one_hot: classes is ", classes, "; it must not be negative"));
  const Array positions = arange(classes).astype(x.dtype());
  return Array(expand_dims(x, -1) == positions).astype(dtype.value_or(default_float()));
}

}  // namespace wengert::nn
#endif
