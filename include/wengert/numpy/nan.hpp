// NaN replaced, and cumulative sums and order statistics that leave NaN out; nansum, nanmean and
// their like are in reduction.hpp. Of integers they are those without `nan`.
#pragma once

#include <optional>

#include "wengert/numpy/cumulative.hpp"
#include "wengert/numpy/statistics.hpp"

namespace wengert {

/// What stands for NaN and the infinities; for these, where not given, the largest numbers of the
/// dtype.
struct Replacements {
  double nan = 0;
  std::optional<double> posinf = {}, neginf = {};
};
/// x with such numbers in place of NaN and infinities, in both parts of complex numbers. Integers
/// and booleans stay as they are.
Array nan_to_num(const Array& x, const Replacements& with);

/// cumsum and cumprod with NaN as 0, and as 1.
Array nancumsum(const Array& x, std::optional<int> axis = {}, ScanOrder order = ScanOrder::forward);
Array nancumprod(const Array& x, std::optional<int> axis = {},
                 ScanOrder order = ScanOrder::forward);
/// quantile, percentile and median of the elements that are not NaN; NaN where there are none.
Array nanquantile(const Array& x, const Array& q, const ReducedAxes& axes = {},
                  Reduced option = Reduced::dropped);
Array nanpercentile(const Array& x, const Array& q, const ReducedAxes& axes = {},
                    Reduced option = Reduced::dropped);
Array nanmedian(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Array nan_to_num(const Array& x, const Replacements& with) {
  if (!is_inexact(x.dtype())) return x;
  if (is_complex(x.dtype()))
    return Array(functions::of_parts(nan_to_num(real(x), with).handle(),
                                     nan_to_num(imag(x), with).handle()));
  Array y = where(isnan(x), with.nan, x);
  if (with.posinf) y = where(x == inf, *with.posinf, y);
  if (with.neginf) y = where(x == -inf, *with.neginf, y);
  return nan_to_num(y);
}

WENGERT_API Array nancumsum(const Array& x, std::optional<int> axis, ScanOrder order) {
  return cumsum(where(x != x, 0, x), axis, order);
}
WENGERT_API Array nancumprod(const Array& x, std::optional<int> axis, ScanOrder order) {
  return cumprod(where(x != x, 1, x), axis, order);
}

// NaN sort last; each row interpolates among those before them.
WENGERT_API Array nanquantile(const Array& given, const Array& q, const ReducedAxes& axes,
                              Reduced option) {
  if (!is_inexact(given.dtype())) return quantile(given, q, axes, option);
  statistics::require_fractions("nanquantile", q);
  const Array sorted = sort(statistics::gathered_last("nanquantile", given, axes));
  if (sorted.shape().back() == 0)
    throw ValueError(cat("nanquantile: ", given.type(), " has no elements along the reduced axes"));
  const Array count = sum(sorted == sorted, -1, keepdims);
  const Array at = q.ravel().astype(given.dtype()) * maximum(count - 1, 0).astype(given.dtype());
  const Array below = floor(at), weight = at - below;
  const Array low = take_along_axis(sorted, below.astype(Dtype::i32), -1, IndexMode::clip),
              high =
                  take_along_axis(sorted, Array(ceil(at)).astype(Dtype::i32), -1, IndexMode::clip);
  const Array values = low * (1 - weight) + where(weight > 0, high, 0) * weight;
  return statistics::with_fractions_first(values, given, q, axes, option);
}
WENGERT_API Array nanpercentile(const Array& x, const Array& q, const ReducedAxes& axes,
                                Reduced option) {
  const Array numbers = is_inexact(q.dtype()) ? q : q.astype(default_float());
  return nanquantile(x, numbers / 100, axes, option);
}
WENGERT_API Array nanmedian(const Array& x, const ReducedAxes& axes, Reduced option) {
  return nanquantile(x, 0.5, axes, option);
}

}  // namespace wengert
#endif
