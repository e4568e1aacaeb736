// Running sums and their kin along an axis, differences, and integrals of samples.
//
// A running total is a scan over slices along the axis: one loop in a compiled program, with
// derivatives and batching from scan.
#pragma once

#include "wengert/api/scan.hpp"
#include "wengert/numpy/manipulation.hpp"

namespace wengert {

/// result[i] = x[0] + … + x[i] along an axis, of the flattened array unless one is named; with
/// `reverse`, from the back. Booleans count, small integers widen as in sum.
Array cumsum(const Array& x, std::optional<int> axis = {}, ScanOrder order = ScanOrder::forward);
Array cumprod(const Array& x, std::optional<int> axis = {}, ScanOrder order = ScanOrder::forward);
/// NaN from the first NaN on.
Array cummax(const Array& x, std::optional<int> axis = {}, ScanOrder order = ScanOrder::forward);
Array cummin(const Array& x, std::optional<int> axis = {}, ScanOrder order = ScanOrder::forward);
/// log(cumsum(exp(x))) without overflow.
Array cumlogsumexp(const Array& x, std::optional<int> axis = {},
                   ScanOrder order = ScanOrder::forward);

/// x[i + 1] - x[i], n times over. Of booleans, whether they differ.
Array diff(const Array& x, int n = 1, int axis = -1);
/// Central differences of samples `spacing` apart, one-sided at the ends. Throws ShapeError of
/// fewer than two samples.
Array gradient(const Array& x, double spacing = 1, int axis = -1);
/// The integral of samples by trapezoids: `dx` apart, or at the places x.
Array trapezoid(const Array& y, double dx = 1, int axis = -1);
Array trapezoid(const Array& y, const Array& x, int axis = -1);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/elementwise.hpp"
#include "wengert/numpy/reduction.hpp"

namespace wengert {

namespace cumulative {

// The first slice is its own total, so no operation needs an identity.
template <class F>
Array running(std::string_view name, const Array& given, std::optional<int> axis, ScanOrder order,
              F combine) {
  const Array x = axis ? given : given.ravel();
  const int d = normalize_axis(name, axis.value_or(0), x.ndim());
  if (x.size() == 0) return x;
  const Array rows = d == 0 ? x : moveaxis(x, d, 0);
  const std::int64_t n = rows.shape()[0];
  const bool forward = order == ScanOrder::forward;
  const Array first = splitting::part(rows, 0, forward ? 0 : n - 1, forward ? 1 : n);
  const Array rest = splitting::part(rows, 0, forward ? 1 : 0, forward ? n : n - 1);
  Shape slice = rows.shape();
  slice.erase(0);
  const auto step = [&](Array total, Array next) {
    const Array sum = combine(total, next);
    return std::pair{sum, sum};
  };
  const Array totals = scan(step, first.reshape(slice), rest, order).second;
  const Array all = forward ? concatenate({first, totals}) : concatenate({totals, first});
  return d == 0 ? all : moveaxis(all, 0, d);
}

}  // namespace cumulative

WENGERT_API Array cumsum(const Array& x, std::optional<int> axis, ScanOrder order) {
  const Array numbers = x.dtype() == Dtype::bool_ ? x.astype(Dtype::i32) : x;
  return cumulative::running("cumsum", numbers, axis, order,
                             [](Array a, Array b) { return Array(a + b); });
}
WENGERT_API Array cumprod(const Array& x, std::optional<int> axis, ScanOrder order) {
  const Array numbers = x.dtype() == Dtype::bool_ ? x.astype(Dtype::i32) : x;
  return cumulative::running("cumprod", numbers, axis, order,
                             [](Array a, Array b) { return Array(a * b); });
}
WENGERT_API Array cummax(const Array& x, std::optional<int> axis, ScanOrder order) {
  return cumulative::running("cummax", x, axis, order,
                             [](Array a, Array b) { return Array(maximum(a, b)); });
}
WENGERT_API Array cummin(const Array& x, std::optional<int> axis, ScanOrder order) {
  return cumulative::running("cummin", x, axis, order,
                             [](Array a, Array b) { return Array(minimum(a, b)); });
}
WENGERT_API Array cumlogsumexp(const Array& x, std::optional<int> axis, ScanOrder order) {
  return cumulative::running("cumlogsumexp", x, axis, order,
                             [](Array a, Array b) { return Array(logaddexp(a, b)); });
}

WENGERT_API Array diff(const Array& x, int n, int axis) {
  if (n < 0) throw ValueError(cat("diff: n is ", n, "; it must not be negative"));
  const int d = normalize_axis("diff", axis, x.ndim());
  Array y = x;
  for (; n > 0; --n) {
    const std::int64_t extent = y.shape()[d];
    const Array high = splitting::part(y, d, std::min<std::int64_t>(1, extent), extent),
                low = splitting::part(y, d, 0, std::max<std::int64_t>(0, extent - 1));
    y = y.dtype() == Dtype::bool_ ? Array(high != low) : Array(high - low);
  }
  return y;
}

WENGERT_API Array gradient(const Array& x, double spacing, int axis) {
  const int d = normalize_axis("gradient", axis, x.ndim());
  const std::int64_t n = x.shape()[d];
  if (n < 2)
    throw ShapeError(cat("gradient: ", x.type(), " has ", n, " samples along axis ", d,
                         "; a difference needs two"));
  const auto part = [&](std::int64_t start, std::int64_t stop) {
    return splitting::part(x, d, start, stop);
  };
  const Array first = (part(1, 2) - part(0, 1)) / spacing,
              last = (part(n - 1, n) - part(n - 2, n - 1)) / spacing;
  if (n == 2) return concatenate({first, last}, d);
  const Array inner = (part(2, n) - part(0, n - 2)) / (2 * spacing);
  return concatenate({first, inner, last}, d);
}

WENGERT_API Array trapezoid(const Array& y, double dx, int axis) {
  const int d = normalize_axis("trapezoid", axis, y.ndim());
  const std::int64_t n = y.shape()[d];
  const Array low = splitting::part(y, d, 0, std::max<std::int64_t>(0, n - 1)),
              high = splitting::part(y, d, std::min<std::int64_t>(1, n), n);
  return sum(low + high, d) * (0.5 * dx);
}

WENGERT_API Array trapezoid(const Array& y, const Array& x, int axis) {
  const int d = normalize_axis("trapezoid", axis, y.ndim());
  const std::int64_t n = y.shape()[d];
  Array places = x;
  if (x.ndim() == 1 && y.ndim() > 1) {
    Shape along = Shape::filled(std::size_t(y.ndim()), 1);
    along[d] = x.shape()[0];
    places = x.reshape(along);
  }
  if (places.ndim() > 0 && places.shape()[places.ndim() == y.ndim() ? d : places.ndim() - 1] != n)
    throw ShapeError(cat("trapezoid: x is ", x.type(), " and y ", y.type(), " has ", n,
                         " samples along axis ", d, "; give one place for each"));
  const Array low = splitting::part(y, d, 0, std::max<std::int64_t>(0, n - 1)),
              high = splitting::part(y, d, std::min<std::int64_t>(1, n), n);
  return sum((low + high) * diff(places, 1, places.ndim() == y.ndim() ? d : -1), d) * 0.5;
}

}  // namespace wengert
#endif
