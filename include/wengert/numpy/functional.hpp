// Functions applied over arrays: NumPy's apply_along_axis, apply_over_axes and piecewise.
#pragma once

#include <functional>
#include <vector>

#include "wengert/api/vmap.hpp"
#include "wengert/numpy/construction.hpp"

namespace wengert {

/// f of every vector along an axis; the axes of its result take that axis' place.
template <class F>
Array apply_along_axis(F f, int axis, const Array& x) {
  const int d = normalize_axis("apply_along_axis", axis, x.ndim());
  const Array last = moveaxis(x, d, -1);
  Shape shape = last.shape();
  const std::int64_t length = shape.back();
  shape.erase(shape.size() - 1);
  const Array each = vmap(std::move(f))(last.reshape({shape.elements(), length}));
  for (int k = 1; k < each.ndim(); ++k) shape.push_back(each.shape()[k]);
  const Array result = each.reshape(Integers(shape));
  Integers from, to;
  for (int k = x.ndim() - 1; k < result.ndim(); ++k) {
    from.push_back(k);
    to.push_back(d + k - (x.ndim() - 1));
  }
  return from.empty() ? result : moveaxis(result, from, to);
}

/// f(x, axis) for one axis after the other; where it drops the axis, that comes back with extent 1.
template <class F>
Array apply_over_axes(F f, const Array& x, const Integers& axes) {
  Array result = x;
  for (std::int64_t axis : axes) {
    const int d = normalize_axis("apply_over_axes", axis, x.ndim());
    const Array next = f(result, d);
    result = next.ndim() == result.ndim() ? next : expand_dims(next, d);
    if (result.ndim() != x.ndim())
      throw ShapeError(cat("apply_over_axes: f gave ", next.type(), " of ", x.type(),
                           "; it must keep the rank or drop one axis"));
  }
  return result;
}

/// A value or a function of x.
struct Piece : std::function<Array(const Array&)> {
  template <ArrayLike X>
  Piece(const X& value) : function([value = Array(value)](const Array&) { return value; }) {}
  template <class F>
    requires(!ArrayLike<F> && std::is_invocable_r_v<Array, F&, const Array&>)
  Piece(F f) : function(std::move(f)) {}
};
/// The last piece whose condition holds; where none does, the piece after them, or 0. Of x's dtype.
/// Throws ValueError unless there is a piece for each condition, and at most one more.
Array piecewise(const Array& x, const std::vector<Array>& conditions,
                const std::vector<Piece>& pieces);

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Array piecewise(const Array& x, const std::vector<Array>& conditions,
                            const std::vector<Piece>& pieces) {
  const std::size_t n = conditions.size();
  if (pieces.size() != n && pieces.size() != n + 1)
    throw ValueError(cat("piecewise: ", pieces.size(), " pieces for ", n,
                         " conditions; give one each, and at most one for the rest"));
  Array result = pieces.size() > n ? pieces[n](x).astype(x.dtype()) : zeros_like(x);
  for (std::size_t k = 0; k < n; ++k)
    result = where(conditions[k], pieces[k](x).astype(x.dtype()), result);
  return broadcast_to(result, x.shape());
}

}  // namespace wengert
#endif
