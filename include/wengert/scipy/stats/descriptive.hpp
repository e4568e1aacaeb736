// Descriptive statistics: the most frequent value, ranks, the error of a mean.
#pragma once

#include "wengert/numpy/statistics.hpp"

namespace wengert::scipy::stats {

struct Mode {
  Array mode, count;
};
/// The most frequent value along an axis, of equally frequent ones the least, and how often it
/// occurs; NaN counts as one value. Throws ValueError of no elements.
Mode mode(const Array& x, int axis = 0, Reduced option = Reduced::dropped);

/// What equal elements are ranked by.
enum class Ties : std::uint8_t {
  average,  // the mean of their ranks
  min,      // the least of them
  max,      // the greatest
  dense,    // as min, but the next value follows at once
  ordinal   // each its own, in their order
};
/// The rank of each element, from 1 on, along an axis, or in the flattened array: a vector.
Array rankdata(const Array& x, Ties ties = Ties::average, std::optional<int> axis = {});

/// The standard error of the mean along an axis: the deviation with n - ddof, over sqrt(n).
Array sem(const Array& x, int axis = 0, double ddof = 1, Reduced option = Reduced::dropped);

}  // namespace wengert::scipy::stats

#if WENGERT_BODIES
#include "wengert/numpy/cumulative.hpp"
#include "wengert/numpy/sorting.hpp"

namespace wengert::scipy::stats {

namespace ranks {

/// Along the last axis of sorted rows, how far each element's run of equals begins and ends.
struct Runs {
  Array first, last;
};
inline Runs runs(const Array& sorted) {
  const std::int64_t n = sorted.shape().back();
  const Array low = sorted(ellipsis, slice(0, n - 1)), high = sorted(ellipsis, slice(1, n));
  Array differs = high != low;
  if (is_inexact(sorted.dtype())) differs = differs & !(isnan(high) & isnan(low));
  Shape edge = sorted.shape();
  edge[edge.rank() - 1] = 1;
  const Array border = ones(Integers(edge), bool_);
  const Array at = broadcast_to(arange(n), sorted.shape());
  const Array starts = where(concatenate({border, differs}, -1), at, 0),
              stops = where(concatenate({differs, border}, -1), at, n);
  return {cummax(starts, -1), cummin(stops, -1, ScanOrder::reverse)};
}

}  // namespace ranks

WENGERT_API Mode mode(const Array& x, int axis, Reduced option) {
  const int d = normalize_axis("mode", axis, x.ndim());
  if (x.size() == 0)
    throw ValueError(cat("mode: ", x.type(), " has no elements along axis ", axis));
  const Array sorted = sort(moveaxis(x, d, -1));
  const ranks::Runs runs = ranks::runs(sorted);
  const Array count = runs.last - runs.first + 1;
  const Array best = expand_dims(argmax(count, -1), -1);
  const auto chosen = [&](const Array& v) {
    const Array kept = moveaxis(take_along_axis(v, best, -1), -1, d);
    return option == Reduced::kept ? kept : kept.squeeze(d);
  };
  return {chosen(sorted), chosen(count)};
}

WENGERT_API Array rankdata(const Array& given, Ties ties, std::optional<int> axis) {
  const Array x = axis ? given : given.ravel();
  const int d = normalize_axis("rankdata", axis.value_or(0), x.ndim());
  const Array rows = moveaxis(x, d, -1);
  if (rows.size() == 0) return x.astype(default_float());
  const Array order = argsort(rows), sorted = take_along_axis(rows, order, -1);
  const ranks::Runs runs = ranks::runs(sorted);
  const Array at = broadcast_to(arange(rows.shape().back()), rows.shape());
  const Array ranked = [&]() -> Array {
    switch (ties) {
      case Ties::average:
        return (runs.first + runs.last) * 0.5 + 1.0;
      case Ties::min:
        return runs.first + 1;
      case Ties::max:
        return runs.last + 1;
      case Ties::dense:
        return cumsum(runs.first == at, -1);
      case Ties::ordinal:
        break;
    }
    return at + 1;
  }();
  const Array back = take_along_axis(ranked, argsort(order), -1);
  Array result = moveaxis(back, -1, d);
  if (!is_inexact(x.dtype())) return result;
  // With NaN there are no ranks.
  result = result.astype(default_float());
  return where(any(isnan(x), d, keepdims), nan, result);
}

WENGERT_API Array sem(const Array& x, int axis, double ddof, Reduced option) {
  const std::int64_t n = x.shape()[normalize_axis("sem", axis, x.ndim())];
  return std(x, axis, option, ddof) / std::sqrt(double(n));
}

}  // namespace wengert::scipy::stats
#endif
