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

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Array take(const Array& x, const Array& indices, std::optional<int> axis,
                       IndexMode mode) {
  if (!axis) return take(x.ravel(), indices, 0, mode);
  return index(x, on_axis(normalize_axis("take", *axis, x.ndim()), indices), mode);
}

WENGERT_API Array take_along_axis(const Array& x, const Array& indices, int axis, IndexMode mode) {
  if (indices.ndim() != x.ndim())
    throw ShapeError(cat("take_along_axis: indices of type ", indices.type(),
                         " for an array of type ", x.type(), "; they must have the same rank"));
  const int d = normalize_axis("take_along_axis", axis, x.ndim());
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
  return index(x, subscripts, mode);
}

WENGERT_API Array flatnonzero(const Array& x) { return nonzero(x.ravel())[0]; }

}  // namespace wengert
#endif
