// Arrays with elements put in, taken out or replaced: NumPy's functions that change an array in
// place give a changed copy here, as x.at(…) does.
#pragma once

#include "wengert/numpy/indexing.hpp"

namespace wengert {

/// x and then `values` along an axis; both flattened where none is given.
Array append(const Array& x, const Array& values, std::optional<int> axis = {});
/// `values` before these positions of x along an axis; of the flattened x where none is given. They
/// broadcast to x's shape with as many elements along the axis as there are positions; before a
/// single position may stand several. Throws IndexError where a known position is out of range;
/// traced ones are clipped.
Array insert(const Array& x, const Array& positions, const Array& values,
             std::optional<int> axis = {});
/// x without the elements at these positions (or where a boolean vector holds) along an axis; of
/// the flattened x where none is given. The positions must be known: not traced by jit and vmap.
Array delete_(const Array& x, const Array& positions, std::optional<int> axis = {});
Array delete_(const Array& x, const Slice& positions, std::optional<int> axis = {});
/// The flattened x, over and over, in that shape; zeros where x is empty.
Array resize(const Array& x, const Integers& shape);
/// Which ends trim_zeros cuts.
enum class Trim : std::uint8_t { both, front, back };
/// The vector x without the zeros at its ends. Its size depends on values: not for jit and vmap.
Array trim_zeros(const Array& x, Trim ends = Trim::both);

/// x with its diagonal, x(i, i, …), from a value or the elements of a vector, over and over. Throws
/// ShapeError of fewer than two axes, or more of unequal extents.
Array fill_diagonal(const Array& x, const Array& values);
/// x with the elements at these positions of the flattened array from `values`, over and over.
Array put(const Array& x, const Array& positions, const Array& values,
          IndexMode mode = IndexMode::check);
/// x with `values` where take_along_axis reads.
Array put_along_axis(const Array& x, const Array& indices, const Array& values, int axis,
                     IndexMode mode = IndexMode::check);
/// x where the mask is false; its k-th place that is true gets values[k], over and over.
Array place(const Array& x, const Array& mask, const Array& values);

/// The elements of x where a condition of its size holds: their number depends on values, not for
/// jit and vmap. Or the first `size` of them, then `fill`.
Array extract(const Array& condition, const Array& x);
Array extract(const Array& condition, const Array& x, std::int64_t size, const Array& fill = 0);
/// The positions where x is not zero, one row each: not for jit and vmap. Or the first `size`, then
/// rows of `fill`.
Array argwhere(const Array& x);
Array argwhere(const Array& x, std::int64_t size, std::int64_t fill = 0);

/// choices[which] elementwise; all broadcast. Out of range, as the mode says.
Array choose(const Array& which, const std::vector<Array>& choices,
             IndexMode mode = IndexMode::check);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/construction.hpp"
#include "wengert/numpy/cumulative.hpp"
#include "wengert/numpy/sorting.hpp"

namespace wengert {

WENGERT_API Array append(const Array& x, const Array& values, std::optional<int> axis) {
  if (!axis) return concatenate({x.ravel(), values.ravel()});
  return concatenate({x, values}, *axis);
}

namespace editing {

/// The elements of `values` over and over, `count` of them.
inline Array cycled(std::string_view operation, const Array& values, std::int64_t count) {
  if (values.size() == 0 && count > 0) throw ValueError(cat(operation, ": there are no values"));
  return values.size() == count ? values.ravel() : resize(values, count);
}

}  // namespace editing

// A stable sort of the new positions before the old ones puts each new element before its
// equal.
WENGERT_API Array insert(const Array& given, const Array& positions, const Array& values,
                         std::optional<int> axis) {
  const Array x = axis ? given : given.ravel();
  const int d = normalize_axis("insert", axis.value_or(0), x.ndim());
  const std::int64_t n = x.shape()[d];
  if (!is_integer(positions.dtype()) || positions.ndim() > 1)
    throw DtypeError(cat("insert: positions are ", positions.type(),
                         "; they must be an integer or a vector of integers"));
  if (is_concrete(positions.handle()))
    for (std::int64_t k : positions.to_vector<std::int64_t>())
      if (k < -n || k > n)
        throw IndexError(
            cat("insert: position ", k, " is out of range for extent ", n, " along axis ", d));
  Array added = joining::of_rank(x.ndim(), {values.astype(x.dtype())})[0];
  if (positions.ndim() == 0 && added.ndim() == x.ndim()) added = moveaxis(added, 0, d);
  Shape extents = x.shape();
  extents[d] = broadcast("insert", Shape{positions.size()}, Shape{added.shape()[d]})[0];
  added = broadcast_to(added, extents);
  const Array old = arange(n), at = clip(where(positions < 0, positions + n, positions), 0, n);
  const Array keys = concatenate({broadcast_to(at.ravel(), extents[d]), old});
  return take(concatenate({added, x}, d), argsort(keys), d);
}

WENGERT_API Array delete_(const Array& given, const Array& positions, std::optional<int> axis) {
  const Array x = axis ? given : given.ravel();
  const int d = normalize_axis("delete_", axis.value_or(0), x.ndim());
  const Array gone = zeros(x.shape()[d], Dtype::bool_).at(positions).set(true);
  return take(x, flatnonzero(!gone), d);
}
WENGERT_API Array delete_(const Array& x, const Slice& positions, std::optional<int> axis) {
  const std::int64_t n = axis ? x.shape()[normalize_axis("delete_", *axis, x.ndim())] : x.size();
  return delete_(x, arange(n)(positions), axis);
}

WENGERT_API Array resize(const Array& x, const Integers& extents) {
  const std::int64_t count = Shape(extents).elements(), n = x.size();
  if (n == 0 || count == 0) return zeros(extents, x.dtype());
  return tile(x.ravel(), (count + n - 1) / n)(slice(0, count)).reshape(extents);
}

WENGERT_API Array trim_zeros(const Array& x, Trim ends) {
  if (x.ndim() != 1)
    throw ShapeError(cat("trim_zeros: x has type ", x.type(), "; it must have one axis"));
  const std::vector<std::int64_t> at = flatnonzero(x).to_vector<std::int64_t>();
  if (at.empty()) return x(slice(0, 0));
  const std::int64_t start = ends == Trim::back ? 0 : at.front();
  return x(slice(start, ends == Trim::front ? x.size() : at.back() + 1));
}

WENGERT_API Array fill_diagonal(const Array& x, const Array& values) {
  std::int64_t n = x.ndim() == 0 ? 0 : x.shape()[0];
  for (std::int64_t extent : x.shape())
    if (x.ndim() < 2 || (x.ndim() > 2 && extent != n))
      throw ShapeError(cat("fill_diagonal: x has type ", x.type(),
                           "; it must be a matrix, or have more axes of equal extents"));
    else
      n = std::min(n, extent);
  if (x.ndim() == 0) throw ShapeError("fill_diagonal: x is a scalar; it must be a matrix");
  const std::vector<Array> at = diag_indices(n, x.ndim());
  return At(x, Subscripts(at.begin(), at.end())).set(editing::cycled("fill_diagonal", values, n));
}

WENGERT_API Array put(const Array& x, const Array& positions, const Array& values, IndexMode mode) {
  const Array new_values = editing::cycled("put", values, positions.size());
  return x.ravel().at(positions.ravel()).set(new_values, mode).reshape(x.shape());
}
WENGERT_API Array put_along_axis(const Array& x, const Array& positions, const Array& values,
                                 int axis, IndexMode mode) {
  return At(x, indexing::along_axis("put_along_axis", x, positions, axis)).set(values, mode);
}
WENGERT_API Array place(const Array& x, const Array& mask, const Array& values) {
  if (mask.size() != x.size())
    throw ShapeError(cat("place: the mask is ", mask.type(), " for ", x.type(),
                         "; both must have as many elements"));
  if (x.size() == 0) return x;
  if (values.size() == 0) throw ValueError("place: there are no values; give at least one");
  const Array chosen = mask.ravel() != 0;
  const Array turn = remainder(cumsum(chosen) - 1, values.size());
  const Array next = take(values.astype(x.dtype()), turn);
  return Array(where(chosen, next, x.ravel())).reshape(x.shape());
}

namespace editing {
inline Array mask_of(const Array& condition, const Array& x) {
  if (condition.size() != x.size())
    throw ShapeError(cat("extract: the condition is ", condition.type(), " for ", x.type(),
                         "; both must have as many elements"));
  return condition.ravel() != 0;
}
}  // namespace editing

WENGERT_API Array extract(const Array& condition, const Array& x) {
  return x.ravel()(editing::mask_of(condition, x));
}
WENGERT_API Array extract(const Array& condition, const Array& x, std::int64_t count,
                          const Array& fill) {
  if (count < 0) throw ValueError(cat("extract: size is ", count, "; it must not be negative"));
  return sorting::packed(x.ravel(), editing::mask_of(condition, x), count, fill);
}

WENGERT_API Array argwhere(const Array& x) {
  return x.ndim() == 0 ? zeros({count_nonzero(x).item<std::int64_t>(), 0}, default_int())
                       : stack(nonzero(x), 1);
}
WENGERT_API Array argwhere(const Array& x, std::int64_t count, std::int64_t fill) {
  return x.ndim() == 0 ? zeros({count, 0}, default_int()) : stack(nonzero(x, count, fill), 1);
}

WENGERT_API Array choose(const Array& which, const std::vector<Array>& choices, IndexMode mode) {
  if (choices.empty()) throw ValueError("choose: no choices; give at least one");
  std::vector<Array> operands = choices;
  operands.push_back(which);
  operands = broadcast_arrays(operands);
  const Array at = operands.back();
  operands.pop_back();
  Shape row = at.shape();
  row.insert(0, 1);
  return take_along_axis(stack(operands), at.reshape(row), 0, mode).reshape(at.shape());
}

}  // namespace wengert
#endif
