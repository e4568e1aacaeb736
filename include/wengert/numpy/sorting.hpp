// Sorting and searching. Sorts are stable; NaN counts as largest.
#pragma once

#include "wengert/array/update.hpp"
#include "wengert/numpy/manipulation.hpp"

namespace wengert {

enum class SortOrder : bool { ascending, descending };
inline constexpr SortOrder descending = SortOrder::descending;

/// Sorted along an axis; the flattened array where it is std::nullopt.
Array sort(const Array& x, std::optional<int> axis = -1, SortOrder order = SortOrder::ascending);
/// The positions that sort x: take_along_axis(x, argsort(x), -1) is sort(x). int32.
Array argsort(const Array& x, std::optional<int> axis = -1, SortOrder order = SortOrder::ascending);
/// The positions that sort by the last of the keys, then by the one before, …
Array lexsort(const std::vector<Array>& keys, int axis = -1);

/// Sorted so far that element `kth` is in its place, smaller ones before it and larger ones after;
/// and the positions that do so. Throws IndexError where kth is out of range.
Array partition(const Array& x, std::int64_t kth, int axis = -1);
Array argpartition(const Array& x, std::int64_t kth, int axis = -1);
/// Sorted along the last axis, as complex numbers.
Array sort_complex(const Array& x);

struct TopK {
  Array values, indices;
};
/// The k largest along the last axis, largest first, and their positions; of equals the first.
/// Throws ShapeError where there are fewer.
TopK top_k(const Array& x, std::int64_t k);

enum class Side : bool { left, right };
/// Where values would be inserted to keep sorted `a` sorted: before its equals, or after them with
/// Side::right. int32. Throws ShapeError unless a has one axis.
Array searchsorted(const Array& a, const Array& values, Side side = Side::left);
/// The bin of each value: bins[i - 1] <= x < bins[i], for ascending bins.
Array digitize(const Array& x, const Array& bins, Side side = Side::right);

/// The different values, sorted. Their number depends on values: not for jit and vmap.
Array unique(const Array& x);
/// The first `size` different values, sorted, then `fill` (the least of them unless given).
Array unique(const Array& x, std::int64_t size, std::optional<Array> fill = {});
struct Unique {
  Array values;   // sorted
  Array index;    // of the first occurrence of each in the flattened array
  Array inverse;  // values(inverse) is x
  Array counts;
};
/// As unique(x), and where they come from.
Unique unique_all(const Array& x);

/// The positions where x is not zero, one array for each axis: the first `size`, then `fill`.
std::vector<Array> nonzero(const Array& x, std::int64_t size, std::int64_t fill = 0);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/cumulative.hpp"
#include "wengert/numpy/elementwise.hpp"
#include "wengert/numpy/indexing.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {

namespace sorting {

/// Operands reordered along axis d so that the first `keys` of them ascend.
inline std::vector<Array> sorted(const std::vector<Array>& operands, int d, int keys) {
  std::vector<Handle> handles;
  for (const Array& a : operands) handles.push_back(a.handle());
  std::vector<Array> result;
  for (Handle& h :
       wengert::bind(primitive<ops::Sort>(),
                     {{"dimension", std::int64_t(d)}, {"num_keys", std::int64_t(keys)}}, handles))
    result.emplace_back(std::move(h));
  return result;
}

/// 0, 1, … along axis d, everywhere.
inline Array positions(const Shape& shape, int d) {
  return apply_primitive(primitive<ops::Iota>(),
                         {{"dtype", Dtype::i32}, {"shape", shape}, {"dimension", std::int64_t(d)}},
                         {});
}

// x and the positions of its elements, sorted. Descending is ascending from behind, which keeps
// the order of equals.
inline std::vector<Array> with_positions(const Array& x, int d, SortOrder order) {
  Array values = x, places = positions(x.shape(), d);
  if (order == SortOrder::descending) {
    values = flip(values, d);
    places = flip(places, d);
  }
  std::vector<Array> result = sorted({values, places}, d, 1);
  if (order == SortOrder::descending)
    for (Array& a : result) a = flip(a, d);
  return result;
}

/// Where sorted values differ from the one before; the first does.
inline Array starts(const Array& values) {
  const std::int64_t n = values.size();
  const Array low = splitting::part(values, 0, 0, n - 1), high = splitting::part(values, 0, 1, n);
  Array differs = high != low;
  if (is_inexact(values.dtype())) differs = differs & !(isnan(high) & isnan(low));
  return concatenate({Array(ones({1}, Dtype::bool_)), differs});
}

/// The masked ones among the first `size` places of `fill`, in order.
inline Array packed(const Array& values, const Array& mask, std::int64_t size, const Array& fill) {
  const Array place = where(mask, cumsum(mask) - 1, Array(size).astype(Dtype::i32));
  const Array target = broadcast_to(fill.astype(values.dtype()), {size});
  return target.at(place).set(values, IndexMode::fill);
}

}  // namespace sorting

WENGERT_API Array sort(const Array& x, std::optional<int> axis, SortOrder order) {
  if (!axis) return sort(x.ravel(), 0, order);
  const int d = normalize_axis("sort", *axis, x.ndim());
  const Array y = sorting::sorted({x}, d, 1)[0];
  return order == SortOrder::descending ? flip(y, d) : y;
}

WENGERT_API Array argsort(const Array& x, std::optional<int> axis, SortOrder order) {
  if (!axis) return argsort(x.ravel(), 0, order);
  return sorting::with_positions(x, normalize_axis("argsort", *axis, x.ndim()), order)[1];
}

WENGERT_API Array lexsort(const std::vector<Array>& keys, int axis) {
  if (keys.empty()) throw ValueError("lexsort: no keys; give at least one array");
  const int d = normalize_axis("lexsort", axis, keys[0].ndim());
  for (const Array& key : keys)
    if (!(key.shape() == keys[0].shape()))
      throw ShapeError(
          cat("lexsort: keys are ", keys[0].type(), " and ", key.type(), "; shapes must be equal"));
  std::vector<Array> operands(keys.rbegin(), keys.rend());
  operands.push_back(sorting::positions(keys[0].shape(), d));
  return sorting::sorted(operands, d, int(keys.size())).back();
}

namespace sorting {
inline void require_place(std::string_view operation, const Array& x, std::int64_t kth, int axis) {
  const std::int64_t n = x.shape()[normalize_axis(operation, axis, x.ndim())];
  if (kth < -n || kth >= n)
    throw IndexError(cat(operation, ": place ", kth, " is out of range for extent ", n,
                         " along axis ", axis, " of ", x.type()));
}
}  // namespace sorting

// All of the order does for a part of it.
WENGERT_API Array partition(const Array& x, std::int64_t kth, int axis) {
  sorting::require_place("partition", x, kth, axis);
  return sort(x, axis);
}
WENGERT_API Array argpartition(const Array& x, std::int64_t kth, int axis) {
  sorting::require_place("argpartition", x, kth, axis);
  return argsort(x, axis);
}
WENGERT_API Array sort_complex(const Array& x) {
  return sort(x.astype(promote(x.dtype(), Dtype::c64)));
}

WENGERT_API TopK top_k(const Array& x, std::int64_t k) {
  if (x.ndim() == 0) throw ShapeError(cat("top_k: ", x.type(), " has no axis to choose along"));
  const int d = x.ndim() - 1;
  if (k < 0 || k > x.shape().back())
    throw ShapeError(cat("top_k: ", k, " of the ", x.shape().back(),
                         " elements along the last axis of ", x.type(),
                         "; k must be at least 0 and at most that"));
  const std::vector<Array> both = sorting::with_positions(x, d, SortOrder::descending);
  return {splitting::part(both[0], d, 0, k), splitting::part(both[1], d, 0, k)};
}

// Bisection: after ceil(log2(n + 1)) halvings every interval is empty.
WENGERT_API Array searchsorted(const Array& a, const Array& values, Side side) {
  if (a.ndim() != 1)
    throw ShapeError(cat("searchsorted: a has type ", a.type(), "; it must have one axis"));
  const std::int64_t n = a.size();
  Array low = zeros(Integers(values.shape()), Dtype::i32);
  if (n == 0) return low;
  Array high = low + Array(n).astype(Dtype::i32);
  for (std::int64_t left = n; left > 0; left /= 2) {
    const Array m = right_shift(low + high, 1);
    const Array there = take(a, m, 0, IndexMode::clip);
    Array before = side == Side::left ? Array(there < values) : Array(there <= values);
    if (is_inexact(a.dtype()) || is_inexact(values.dtype())) {
      const Array nan_there = isnan(there), nan_value = isnan(values);
      before =
          side == Side::left ? Array(before | (nan_value & !nan_there)) : Array(before | nan_value);
    }
    const Array open = low < high;
    low = where(open & before, m + 1, low);
    high = where(open & !before, m, high);
  }
  return low;
}

WENGERT_API Array digitize(const Array& x, const Array& bins, Side side) {
  return searchsorted(bins, x, side);
}

WENGERT_API Array unique(const Array& x) {
  const Array values = sort(x, std::nullopt);
  return values.size() == 0 ? values : values(sorting::starts(values));
}

WENGERT_API Array unique(const Array& x, std::int64_t size, std::optional<Array> fill) {
  if (size < 0) throw ValueError(cat("unique: size is ", size, "; it must not be negative"));
  const Array values = sort(x, std::nullopt);
  if (values.size() == 0) return broadcast_to(fill.value_or(Array(0)).astype(x.dtype()), {size});
  return sorting::packed(values, sorting::starts(values), size, fill.value_or(values(0)));
}

WENGERT_API Unique unique_all(const Array& x) {
  const Array flat = x.ravel();
  const std::int64_t n = flat.size();
  if (n == 0) {
    const Array nothing = zeros({0}, Dtype::i32);
    return {flat, nothing, nothing.reshape(Integers(x.shape())), nothing};
  }
  const std::vector<Array> both = sorting::with_positions(flat, 0, SortOrder::ascending);
  const Array first = sorting::starts(both[0]);
  const Array group = cumsum(first) - 1;
  const Array inverse = zeros({n}, Dtype::i32).at(both[1]).set(group).reshape(Integers(x.shape()));
  const Array places =
      concatenate({flatnonzero(first).astype(Dtype::i32), Array(n).astype(Dtype::i32).reshape(1)});
  return {both[0](first), both[1](first), inverse, diff(places)};
}

WENGERT_API std::vector<Array> nonzero(const Array& x, std::int64_t size, std::int64_t fill) {
  if (size < 0) throw ValueError(cat("nonzero: size is ", size, "; it must not be negative"));
  if (x.ndim() == 0) throw ShapeError("nonzero: a scalar has no positions; use atleast_1d");
  const Array mask = x.ravel() != 0;
  std::vector<Array> result;
  for (int d = 0; d < x.ndim(); ++d)
    result.push_back(sorting::packed(sorting::positions(x.shape(), d).ravel(), mask, size,
                                     Array(fill).astype(Dtype::i32)));
  return result;
}

}  // namespace wengert
#endif
