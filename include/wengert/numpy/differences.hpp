// Running totals with a first element, differences with ends, and phases unwrapped: cumulative.hpp
// has cumsum, diff and gradient.
#pragma once

#include "wengert/numpy/cumulative.hpp"

namespace wengert {

/// Whether a running total starts from that of nothing.
enum class Initial : bool { excluded, included };
/// Sums and products up to each element along an axis, which may be left out of a vector alone
/// (ValueError): the array API's names for cumsum and cumprod.
Array cumulative_sum(const Array& x, std::optional<int> axis = {},
                     Initial initial = Initial::excluded);
Array cumulative_prod(const Array& x, std::optional<int> axis = {},
                      Initial initial = Initial::excluded);

/// The differences of neighbours in the flattened array, between two others.
Array ediff1d(const Array& x, std::optional<Array> to_end = {}, std::optional<Array> to_begin = {});
/// Differences of samples at the places `x`, a vector, of second order between unequal steps
/// and one-sided at the ends. Throws ShapeError of fewer than two samples, or of other places.
Array gradient(const Array& y, const Array& x, int axis = -1);
/// x with multiples of the period added so that neighbours along an axis differ by no more than
/// `discontinuity` (half the period unless given, which is also its least).
Array unwrap(const Array& x, std::optional<double> discontinuity = {}, int axis = -1,
             double period = 2 * pi);

}  // namespace wengert

#if WENGERT_BODIES
#include <cmath>

#include "wengert/numpy/reduction.hpp"

namespace wengert {

namespace cumulative {
inline int named_axis(std::string_view operation, const Array& x, std::optional<int> axis) {
  if (!axis && x.ndim() != 1)
    throw ValueError(
        cat(operation, ": x has type ", x.type(), "; name an axis of what is not a vector"));
  return normalize_axis(operation, axis.value_or(0), x.ndim());
}
inline Array after(Initial initial, int axis, double first, const Array& totals) {
  if (initial == Initial::excluded) return totals;
  Shape slice = totals.shape();
  slice[axis] = 1;
  return concatenate({full(Integers(slice), first, totals.dtype()), totals}, axis);
}
}  // namespace cumulative

WENGERT_API Array cumulative_sum(const Array& x, std::optional<int> axis, Initial initial) {
  const int d = cumulative::named_axis("cumulative_sum", x, axis);
  return cumulative::after(initial, d, 0, cumsum(x, d));
}
WENGERT_API Array cumulative_prod(const Array& x, std::optional<int> axis, Initial initial) {
  const int d = cumulative::named_axis("cumulative_prod", x, axis);
  return cumulative::after(initial, d, 1, cumprod(x, d));
}

WENGERT_API Array ediff1d(const Array& x, std::optional<Array> to_end,
                          std::optional<Array> to_begin) {
  const Array flat = x.ravel();
  std::vector<Array> parts;
  if (to_begin) parts.push_back(to_begin->ravel().astype(x.dtype()));
  parts.push_back(diff(flat));
  if (to_end) parts.push_back(to_end->ravel().astype(x.dtype()));
  return concatenate(parts);
}

// Quinney 1990 by way of NumPy: the parabola through three neighbours.
WENGERT_API Array gradient(const Array& y, const Array& x, int axis) {
  const int d = normalize_axis("gradient", axis, y.ndim());
  const std::int64_t n = y.shape()[d];
  if (x.ndim() != 1 || x.size() != n || n < 2)
    throw ShapeError(cat("gradient: places are ", x.type(), " for ", n, " samples along axis ", d,
                         " of ", y.type(), "; one for each of at least two is wanted"));
  const Array rows = moveaxis(y, d, -1);
  const Array steps = diff(x.astype(to_inexact(promote(x.dtype(), y.dtype()))));
  const Array slopes = diff(rows) / steps;
  const Array first = slopes(ellipsis, slice(0, 1)), last = slopes(ellipsis, slice(n - 2, n - 1));
  if (n == 2) return moveaxis(concatenate({first, last}, -1), -1, d);
  const Array before = steps(slice(0, n - 2)), behind = steps(slice(1, n - 1));
  const Array inner =
      (slopes(ellipsis, slice(0, n - 2)) * behind + slopes(ellipsis, slice(1, n - 1)) * before) /
      (before + behind);
  return moveaxis(concatenate({first, inner, last}, -1), -1, d);
}

WENGERT_API Array unwrap(const Array& given, std::optional<double> discontinuity, int axis,
                         double period) {
  const int d = normalize_axis("unwrap", axis, given.ndim());
  if (is_complex(given.dtype()))
    throw DtypeError(cat("unwrap: x has type ", given.type(), "; phases are real"));
  const bool whole = is_integer(given.dtype()) && period == std::floor(period);
  const Array x = whole ? given : given.astype(to_inexact(given.dtype()));
  // Of integers with an odd period no step is half of it.
  const bool ambiguous = !whole || std::fmod(period, 2) == 0;
  const Array around = full({}, period, x.dtype()),
              half = full({}, ambiguous ? period / 2 : (period - 1) / 2, x.dtype());
  const Array step = diff(x, 1, d);
  Array wrapped = remainder(step + half, around) - half;
  if (ambiguous) wrapped = where((wrapped == -half) & (step > 0), half, wrapped);
  const double limit = std::max(discontinuity.value_or(period / 2), period / 2);
  const Array jump = where(abs(step) < limit, 0, wrapped - step);
  if (jump.size() == 0) return x;
  std::vector<Padding> widths(std::size_t(x.ndim()));
  widths[std::size_t(d)].before = 1;
  return x + pad(cumsum(jump, d), widths);
}

}  // namespace wengert
#endif
