// Axes and joins under NumPy's further names, and cuts along certain axes.
#pragma once

#include "wengert/numpy/manipulation.hpp"

namespace wengert {

/// flip along axis 0; along axis 1. Throws IndexError where there is no such axis.
Array flipud(const Array& x);
Array fliplr(const Array& x);
/// Axis `axis` moved back to lie before axis `start`.
Array rollaxis(const Array& x, int axis, int start = 0);
/// transpose, whose axes must be named.
Array permute_dims(const Array& x, const Integers& axes);
/// concatenate.
Array concat(const std::vector<Array>& arrays, int axis = 0);

/// split along axis 1 (0 of vectors), 0 and 2: into equal parts, or before these positions. Throws
/// ShapeError where there is no such axis or the extent does not divide.
std::vector<Array> hsplit(const Array& x, int parts);
std::vector<Array> hsplit(const Array& x, const std::vector<std::int64_t>& positions);
std::vector<Array> vsplit(const Array& x, int parts);
std::vector<Array> vsplit(const Array& x, const std::vector<std::int64_t>& positions);
std::vector<Array> dsplit(const Array& x, int parts);
std::vector<Array> dsplit(const Array& x, const std::vector<std::int64_t>& positions);

/// Each element along an axis (of the flattened array where none is given) as often as `times` says
/// there; one number counts for all. The extent is the sum of the times unless `length` is given,
/// to which the last element fills up or the end is cut: then the times may be traced.
Array repeat(const Array& x, const Array& times, std::optional<int> axis = {},
             std::optional<std::int64_t> length = {});

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/cumulative.hpp"
#include "wengert/numpy/indexing.hpp"
#include "wengert/numpy/sorting.hpp"

namespace wengert {

WENGERT_API Array flipud(const Array& x) { return flip(x, 0); }
WENGERT_API Array fliplr(const Array& x) { return flip(x, 1); }

WENGERT_API Array rollaxis(const Array& x, int given, int start) {
  const int axis = normalize_axis("rollaxis", given, x.ndim());
  if (start < -x.ndim() || start > x.ndim())
    throw IndexError(cat("rollaxis: start ", start, " is out of range for an array of rank ",
                         x.ndim(), "; it lies between ", -x.ndim(), " and ", x.ndim()));
  const int before = start < 0 ? start + x.ndim() : start;
  return moveaxis(x, axis, axis < before ? before - 1 : before);
}
WENGERT_API Array permute_dims(const Array& x, const Integers& axes) {
  if (axes.rank() != x.ndim())
    throw ValueError(
        cat("permute_dims: ", axes.rank(), " axes for ", x.type(), "; every axis must be named"));
  return transpose(x, axes);
}
WENGERT_API Array concat(const std::vector<Array>& arrays, int axis) {
  return concatenate(arrays, axis);
}

namespace splitting {
/// The axis, where x has it.
inline int require(std::string_view operation, const Array& x, int axis) {
  if (x.ndim() <= axis)
    throw ShapeError(cat(operation, ": x has type ", x.type(), "; it must have at least ", axis + 1,
                         axis ? " axes" : " axis"));
  return axis;
}
inline int horizontal(const Array& x) { return require("hsplit", x, x.ndim() == 1 ? 0 : 1); }
}  // namespace splitting

WENGERT_API std::vector<Array> hsplit(const Array& x, int parts) {
  return split(x, parts, splitting::horizontal(x));
}
WENGERT_API std::vector<Array> hsplit(const Array& x, const std::vector<std::int64_t>& positions) {
  return split(x, positions, splitting::horizontal(x));
}
WENGERT_API std::vector<Array> vsplit(const Array& x, int parts) {
  return split(x, parts, splitting::require("vsplit", x, 0));
}
WENGERT_API std::vector<Array> vsplit(const Array& x, const std::vector<std::int64_t>& positions) {
  return split(x, positions, splitting::require("vsplit", x, 0));
}
WENGERT_API std::vector<Array> dsplit(const Array& x, int parts) {
  return split(x, parts, splitting::require("dsplit", x, 2));
}
WENGERT_API std::vector<Array> dsplit(const Array& x, const std::vector<std::int64_t>& positions) {
  return split(x, positions, splitting::require("dsplit", x, 2));
}

// Element k of the result comes from the first place whose running total exceeds k.
WENGERT_API Array repeat(const Array& given, const Array& times, std::optional<int> axis,
                         std::optional<std::int64_t> length) {
  const Array x = axis ? given : given.ravel();
  const int d = normalize_axis("repeat", axis.value_or(0), x.ndim());
  const std::int64_t n = x.shape()[d];
  if (!is_integer(times.dtype()) || times.ndim() > 1 || (times.size() != 1 && times.size() != n))
    throw ShapeError(cat("repeat: times are ", times.type(), " for ", n,
                         " elements; one integer for each is wanted, or one for all"));
  const Array ends = cumsum(broadcast_to(times.ravel(), n));
  if (is_concrete(times.handle()))
    for (std::int64_t count : times.to_vector<std::int64_t>())
      if (count < 0) throw ValueError(cat("repeat: ", count, " times; none may be negative"));
  const std::int64_t extent = length ? *length : n == 0 ? 0 : ends(-1).item<std::int64_t>();
  return take(x, searchsorted(ends, arange(extent), Side::right), d, IndexMode::clip);
}

}  // namespace wengert
#endif
