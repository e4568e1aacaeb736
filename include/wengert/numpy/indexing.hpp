// Indexing by functions: take, take_along_axis, compress, nonzero.
#pragma once

#include "wengert/array/update.hpp"
#include "wengert/numpy/manipulation.hpp"

namespace wengert {

/// Elements of the flattened array, or slices along an axis, at these positions.
Array take(const Array& x, const Array& indices, std::optional<int> axis = {},
           IndexMode mode = IndexMode::check);
/// result[i, j, k] = x[i, indices[i, j, k], k], along axis 1: one position for each line along the
/// axis.
Array take_along_axis(const Array& x, const Array& indices, int axis,
                      IndexMode mode = IndexMode::check);
/// The positions where a condition holds. Its size depends on values, so it is not for jit.
Array flatnonzero(const Array& x);
/// The slices along an axis (elements of the flattened array) where the condition, of one axis,
/// holds. Its size depends on values, so it is not for jit.
Array compress(const Array& condition, const Array& x, std::optional<int> axis = {});

/// `sizes` elements from the starts, one integer scalar for each axis, held so that the slice lies
/// inside. The starts may be traced.
Array dynamic_slice(const Array& x, const std::vector<Array>& starts, const Integers& sizes);
/// x with `update` in place of the elements from the starts, held so that it lies inside.
Array dynamic_update_slice(const Array& x, const Array& update, const std::vector<Array>& starts);
/// The same along one axis.
Array dynamic_slice_in_dim(const Array& x, const Array& start, std::int64_t size, int axis = 0);
Array dynamic_update_slice_in_dim(const Array& x, const Array& update, const Array& start,
                                  int axis = 0);
/// The slice of extent 1 at that place, its axis kept unless `dropped`.
Array dynamic_index_in_dim(const Array& x, const Array& place, int axis = 0,
                           Reduced option = Reduced::kept);

/// Rows of x combined by segment: result[k] is the sum of the rows whose entry of `segments` is k.
/// Entries outside 0 … count - 1 are left out; count is the largest entry + 1 unless given (then
/// not for jit). An empty segment is 0, or what its operation starts from.
Array segment_sum(const Array& x, const Array& segments, std::optional<std::int64_t> count = {});
Array segment_prod(const Array& x, const Array& segments, std::optional<std::int64_t> count = {});
Array segment_max(const Array& x, const Array& segments, std::optional<std::int64_t> count = {});
Array segment_min(const Array& x, const Array& segments, std::optional<std::int64_t> count = {});

}  // namespace wengert

#if WENGERT_BODIES
#include <limits>

#include "wengert/numpy/reduction.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {

WENGERT_API Array take(const Array& x, const Array& indices, std::optional<int> axis,
                       IndexMode mode) {
  if (!axis) return take(x.ravel(), indices, 0, mode);
  return index(x, on_axis(normalize_axis("take", *axis, x.ndim()), indices), mode, "take");
}

namespace indexing {
/// One position for each line along an axis, as subscripts of x.
inline Subscripts along_axis(std::string_view operation, const Array& x, const Array& indices,
                             int axis) {
  if (indices.ndim() != x.ndim())
    throw ShapeError(cat(operation, ": indices of type ", indices.type(), " for an array of type ",
                         x.type(), "; they must have the same rank"));
  const int d = normalize_axis(operation, axis, x.ndim());
  Subscripts subscripts;
  for (int k = 0; k < x.ndim(); ++k) {
    if (k == d) {
      subscripts.emplace_back(indices);
      continue;
    }
    Shape along = Shape::filled(std::size_t(x.ndim()), 1);
    along[k] = x.shape()[k];
    subscripts.emplace_back(x.ndim() == 1 ? Array(0) : arange(x.shape()[k]).reshape(along));
  }
  return subscripts;
}
}  // namespace indexing

WENGERT_API Array take_along_axis(const Array& x, const Array& indices, int axis, IndexMode mode) {
  return index(x, indexing::along_axis("take_along_axis", x, indices, axis), mode,
               "take_along_axis");
}

WENGERT_API Array flatnonzero(const Array& x) { return nonzero(x.ravel())[0]; }

WENGERT_API Array compress(const Array& condition, const Array& x, std::optional<int> axis) {
  if (condition.ndim() != 1)
    throw ShapeError(
        cat("compress: the condition has type ", condition.type(), "; it must have one axis"));
  return take(x, flatnonzero(condition), axis);
}

namespace slicing {

/// The start along axis d, and zero along the others.
inline std::vector<Array> starts_along(const Array& x, const Array& start, int d) {
  std::vector<Array> starts(std::size_t(x.ndim()), zeros({}, start.dtype()));
  starts[std::size_t(d)] = start;
  return starts;
}
/// Starts count from the end where negative.
inline std::vector<Handle> operands_of(const Array& x, std::span<const Array> starts) {
  std::vector<Handle> operands{x.handle()};
  for (std::size_t d = 0; d < starts.size(); ++d) {
    const Array& s = starts[d];
    const bool wraps = is_integer(s.dtype()) && d < x.shape().size();
    operands.push_back(wraps ? Array(where(s < 0, s + x.shape()[d], s).astype(s.dtype())).handle()
                             : s.handle());
  }
  return operands;
}

}  // namespace slicing

WENGERT_API Array dynamic_slice(const Array& x, const std::vector<Array>& starts,
                                const Integers& sizes) {
  return Array(wengert::bind(primitive<ops::DynamicSlice>(), {{"sizes", Shape(sizes)}},
                             slicing::operands_of(x, starts))[0]);
}
WENGERT_API Array dynamic_update_slice(const Array& x, const Array& update,
                                       const std::vector<Array>& starts) {
  std::vector<Handle> operands = slicing::operands_of(x, starts);
  operands.insert(operands.begin() + 1, update.astype(x.dtype()).handle());
  return Array(wengert::bind(primitive<ops::DynamicUpdateSlice>(), {}, operands)[0]);
}
WENGERT_API Array dynamic_slice_in_dim(const Array& x, const Array& start, std::int64_t size,
                                       int axis) {
  const int d = normalize_axis("dynamic_slice_in_dim", axis, x.ndim());
  Shape sizes = x.shape();
  sizes[d] = size;
  return dynamic_slice(x, slicing::starts_along(x, start, d), sizes);
}
WENGERT_API Array dynamic_update_slice_in_dim(const Array& x, const Array& update,
                                              const Array& start, int axis) {
  const int d = normalize_axis("dynamic_update_slice_in_dim", axis, x.ndim());
  return dynamic_update_slice(x, update, slicing::starts_along(x, start, d));
}
WENGERT_API Array dynamic_index_in_dim(const Array& x, const Array& place, int axis,
                                       Reduced option) {
  const Array kept = dynamic_slice_in_dim(x, place, 1, axis);
  return option == Reduced::kept ? kept : kept.squeeze(axis);
}

namespace segments {

inline double extreme(Dtype d, int sign) {
  if (is_inexact(d)) return sign * std::numeric_limits<double>::infinity();
  return visit(d, [&]<class T>(std::type_identity<T>) -> double {
    if constexpr (std::is_integral_v<T>)
      return double(sign > 0 ? std::numeric_limits<T>::max() : std::numeric_limits<T>::min());
    else
      return 0;
  });
}

/// `count` rows of `start`, as many as there are segments.
inline Array rows(const char* function, const Array& x, const Array& numbers,
                  std::optional<std::int64_t> count, double start) {
  if (!is_integer(numbers.dtype()))
    throw DtypeError(cat(function, ": segments are ", numbers.type(), "; they must be integers"));
  if (x.ndim() == 0 || numbers.ndim() != 1 || numbers.shape()[0] != x.shape()[0])
    throw ShapeError(cat(function, ": x is ", x.type(), " and segments are ", numbers.type(),
                         "; one integer for each row of x is wanted"));
  if (count && *count < 0)
    throw ValueError(cat(function, ": count is ", *count, "; it must not be negative"));
  if (!count) {
    (void)concrete(numbers.handle(), cat(function, "() without a count"));
    count = numbers.size() == 0 ? 0 : max(numbers).item<std::int64_t>() + 1;
  }
  Shape shape = x.shape();
  shape[0] = *count;
  return full(Integers(shape), Array(start).astype(x.dtype()));
}
/// Negative numbers would count from the end: they go past it.
inline Array places(const Array& numbers, std::int64_t count) {
  return where(numbers < 0, count, numbers.astype(Dtype::i32));
}

}  // namespace segments

WENGERT_API Array segment_sum(const Array& x, const Array& numbers,
                              std::optional<std::int64_t> count) {
  const Array start = segments::rows("segment_sum", x, numbers, count, 0);
  return start.at(segments::places(numbers, start.shape()[0])).add(x, IndexMode::fill);
}
WENGERT_API Array segment_prod(const Array& x, const Array& numbers,
                               std::optional<std::int64_t> count) {
  const Array start = segments::rows("segment_prod", x, numbers, count, 1);
  return start.at(segments::places(numbers, start.shape()[0])).mul(x, IndexMode::fill);
}
WENGERT_API Array segment_max(const Array& x, const Array& numbers,
                              std::optional<std::int64_t> count) {
  const Array start =
      segments::rows("segment_max", x, numbers, count, segments::extreme(x.dtype(), -1));
  return start.at(segments::places(numbers, start.shape()[0])).max(x, IndexMode::fill);
}
WENGERT_API Array segment_min(const Array& x, const Array& numbers,
                              std::optional<std::int64_t> count) {
  const Array start =
      segments::rows("segment_min", x, numbers, count, segments::extreme(x.dtype(), 1));
  return start.at(segments::places(numbers, start.shape()[0])).min(x, IndexMode::fill);
}

}  // namespace wengert
#endif
