// Order statistics, histograms, covariance and interpolation.
#pragma once

#include "wengert/numpy/reduction.hpp"
#include "wengert/numpy/sorting.hpp"

namespace wengert {

/// The value below which the fraction q of the elements lies, interpolated linearly between
/// neighbours. Of an array q the result has q's axes first. NaN where an element is NaN. Throws
/// ValueError where a known q is not between 0 and 1.
Array quantile(const Array& x, const Array& q, const ReducedAxes& axes = {},
               Reduced option = Reduced::dropped);
/// quantile(x, q / 100).
Array percentile(const Array& x, const Array& q, const ReducedAxes& axes = {},
                 Reduced option = Reduced::dropped);
Array median(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);

struct Histogram {
  Array counts, edges;
};
/// How many elements lie in each of `bins` intervals between low and high (the extremes unless
/// given); the last interval holds its end. Counts in x's dtype (default float of integers).
Histogram histogram(const Array& x, std::int64_t bins = 10,
                    std::optional<std::pair<double, double>> range = {},
                    std::optional<Array> weights = {});
/// How often each of 0 … length - 1 occurs, or the sum of the weights there. Larger numbers are
/// left out, negative ones count as 0. Without a length it depends on values: not for jit and vmap.
Array bincount(const Array& x, std::optional<std::int64_t> length = {},
               std::optional<Array> weights = {});

/// The covariance of variables (rows) over observations (columns), n - ddof in the denominator.
Array cov(const Array& x, double ddof = 1);
Array corrcoef(const Array& x);

/// Linear interpolation between the points (xp, fp), xp ascending; constant beyond the ends, unless
/// left and right are given.
Array interp(const Array& x, const Array& xp, const Array& fp, std::optional<double> left = {},
             std::optional<double> right = {});

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/contraction.hpp"

namespace wengert {

namespace statistics {

/// The reduced axes as one, last.
inline Array gathered_last(std::string_view name, const Array& x, const ReducedAxes& axes) {
  const Axes reduced = reductions::axes_of(name, x, axes);
  Axes order;
  Shape shape;
  for (int d = 0; d < x.ndim(); ++d)
    if (!reduced.contains(d)) {
      order.push_back(d);
      shape.push_back(x.shape()[d]);
    }
  std::int64_t together = 1;
  for (std::int64_t d : reduced) {
    order.push_back(d);
    together *= x.shape()[d];
  }
  shape.push_back(together);
  return x.transpose(Integers(order)).reshape(Integers(shape));
}

inline void require_fractions(std::string_view name, const Array& q) {
  if (!is_concrete(q.handle())) return;
  for (double fraction : q.to_vector<double>())
    if (!(fraction >= 0 && fraction <= 1))
      throw ValueError(cat(name, ": the fraction is ", fraction, "; it must lie between 0 and 1"));
}

/// Values along a last axis of fractions, in the shape of the result: q's axes, then x's that are
/// left.
inline Array with_fractions_first(const Array& values, const Array& x, const Array& q,
                                  const ReducedAxes& axes, Reduced option) {
  const Axes reduced = reductions::axes_of("quantile", x, axes);
  Shape shape = q.shape();
  for (int d = 0; d < x.ndim(); ++d)
    if (!reduced.contains(d))
      shape.push_back(x.shape()[d]);
    else if (reductions::keeps(axes, option))
      shape.push_back(1);
  return moveaxis(values, -1, 0).reshape(Integers(shape));
}

}  // namespace statistics

namespace statistics {
inline Array quantile(std::string_view name, const Array& given, const Array& q,
                      const ReducedAxes& axes, Reduced option) {
  const Dtype dtype = is_inexact(given.dtype()) ? given.dtype() : default_float();
  const Array sorted = sort(statistics::gathered_last(name, given.astype(dtype), axes));
  const std::int64_t n = sorted.shape().back();
  if (n == 0)
    throw ValueError(cat(name, ": ", given.type(), " has no elements along the reduced axes"));
  require_fractions(name, q);
  const Array at = q.ravel().astype(dtype) * double(n - 1);
  const Array below = floor(at);
  const Array low = take(sorted, below.astype(Dtype::i32), -1, IndexMode::clip),
              high = take(sorted, (below + 1).astype(Dtype::i32), -1, IndexMode::clip);
  const Array weight = at - below;
  const Array values = low * (1 - weight) + where(weight > 0, high, 0) * weight;
  const Array largest = splitting::part(sorted, sorted.ndim() - 1, n - 1, n);
  return with_fractions_first(where(isnan(largest), largest, values), given, q, axes, option);
}
/// Weights are one for each element.
inline Array amounts(const char* name, const Array& x, const std::optional<Array>& weights,
                     Dtype counted) {
  if (!weights) return ones({x.size()}, counted);
  if (weights->size() != x.size())
    throw ShapeError(cat(name, ": weights of type ", weights->type(), " for x of type ", x.type(),
                         "; give one for each element"));
  return weights->ravel();
}
}  // namespace statistics

WENGERT_API Array quantile(const Array& x, const Array& q, const ReducedAxes& axes,
                           Reduced option) {
  return statistics::quantile("quantile", x, q, axes, option);
}
WENGERT_API Array percentile(const Array& x, const Array& q, const ReducedAxes& axes,
                             Reduced option) {
  const Array numbers = is_inexact(q.dtype()) ? q : q.astype(default_float());
  return statistics::quantile("percentile", x, numbers / 100, axes, option);
}
WENGERT_API Array median(const Array& x, const ReducedAxes& axes, Reduced option) {
  return statistics::quantile("median", x, 0.5, axes, option);
}

WENGERT_API Histogram histogram(const Array& given, std::int64_t bins,
                                std::optional<std::pair<double, double>> range,
                                std::optional<Array> weights) {
  if (bins < 1) throw ValueError(cat("histogram: ", bins, " bins; there must be at least one"));
  if (range && !(range->first <= range->second))
    throw ValueError(cat("histogram: the range is ", range->first, " to ", range->second,
                         "; its ends must ascend"));
  const Array x = (is_inexact(given.dtype()) ? given : given.astype(default_float())).ravel();
  const Array low = range ? Array(range->first).astype(x.dtype()) : min(x),
              high = range ? Array(range->second).astype(x.dtype()) : max(x);
  const Array same = low == high;
  const Array edges =
      linspace(where(same, low - 0.5, low), where(same, high + 0.5, high), bins + 1);
  const Array inside = (x >= edges(0)) & (x <= edges(-1));
  const Array bin = minimum(searchsorted(edges, x, Side::right) - 1, bins - 1);
  const Array amount = statistics::amounts("histogram", x, weights, x.dtype());
  const Array place = where(inside, bin, Array(bins).astype(Dtype::i32));
  return {zeros({bins}, amount.dtype()).at(place).add(amount, IndexMode::fill), edges};
}

WENGERT_API Array bincount(const Array& x, std::optional<std::int64_t> length,
                           std::optional<Array> weights) {
  if (!is_integer(x.dtype()) || x.ndim() != 1)
    throw DtypeError(cat("bincount: x has type ", x.type(), "; it must be integers with one axis"));
  if (length && *length < 0)
    throw ValueError(cat("bincount: length is ", *length, "; it must not be negative"));
  if (!length) {
    (void)concrete(x.handle(), "bincount() without a length");
    length = x.size() == 0 ? 0 : max(x).item<std::int64_t>() + 1;
  }
  const Array place = maximum(x, 0);
  const Array amount = statistics::amounts("bincount", x, weights, Dtype::i32);
  return zeros({*length}, amount.dtype()).at(place).add(amount, IndexMode::fill);
}

WENGERT_API Array cov(const Array& given, double ddof) {
  const Array x = atleast_2d(is_inexact(given.dtype()) ? given : given.astype(default_float()));
  if (x.ndim() != 2)
    throw ShapeError(
        cat("cov: ", given.type(), " has more than two axes: variables, observations"));
  const Array centred = x - mean(x, 1, keepdims);
  const Array product = matmul(centred, conj(centred).T()) / (double(x.shape()[1]) - ddof);
  return given.ndim() < 2 ? product.reshape(Integers{}) : product;
}

WENGERT_API Array corrcoef(const Array& x) {
  const Array c = cov(x);
  if (c.ndim() == 0) return c / c;
  const Array deviation = sqrt(real(diag(c)));
  return c / deviation.reshape({-1, 1}) / deviation;
}

WENGERT_API Array interp(const Array& x, const Array& xp, const Array& fp,
                         std::optional<double> left, std::optional<double> right) {
  if (xp.ndim() != 1 || !(xp.shape() == fp.shape()) || xp.size() == 0)
    throw ShapeError(cat("interp: xp is ", xp.type(), " and fp is ", fp.type(),
                         "; they must have one axis of equal, positive extent"));
  const std::int64_t n = xp.size();
  if (n == 1) return fp(0) + 0 * x;
  const Array i = clip(searchsorted(xp, x, Side::right), 1, n - 1);
  const Array x0 = take(xp, i - 1), x1 = take(xp, i), y0 = take(fp, i - 1), y1 = take(fp, i);
  const Array width = x1 - x0;
  const Array degenerate = width == 0;
  const Array inside =
      where(degenerate, y1, y0 + (x - x0) / where(degenerate, 1, width) * (y1 - y0));
  const Array before = left ? Array(*left) : fp(0), after = right ? Array(*right) : fp(-1);
  return where(x < xp(0), before, where(x > xp(-1), after, inside));
}

}  // namespace wengert
#endif
