// The methods of arrays and expressions that read values and change dtype or shape. Reductions are
// defined beside their functions, in numpy/reduction.hpp.
#pragma once

#include "wengert/array/evaluate.hpp"

namespace wengert {

/// x converted to a dtype, as by convert(): complex drops its imaginary part, floating to integer
/// truncates.
Array astype(const Array& x, Dtype dtype);
/// The elements of x in another shape; one extent may be -1. Throws ShapeError where they do not
/// fit.
Array reshape(const Array& x, const Integers& shape);
/// Axis k of the result is axes[k] of x; the axes reversed where none are given.
Array transpose(const Array& x, const Integers& axes = {});
/// The named axes dropped, or every axis of extent 1. Throws ShapeError where an extent is not 1.
Array squeeze(const Array& x, const Integers& axes = {});
Array swapaxes(const Array& x, int a, int b);

/// The only element. `action` is for the message, as "item()".
Constant only_element(const Array& x, std::string_view action);

template <class D>
decltype(auto) Expression<D>::evaluated() const {
  if constexpr (std::same_as<D, Array>)
    return self();
  else
    return Array(self());
}

template <class D>
template <Scalar V>
V Expression<D>::item() const {
  constexpr bool is_bool = std::same_as<V, bool>;
  return only_element(evaluated(), is_bool ? "bool(x)" : "item()").template as<V>();
}

template <class D>
template <Element V>
std::vector<V> Expression<D>::to_vector() const {
  const Tensor tensor = concrete(Array(self()).handle(), "to_vector()");
  std::vector<V> values(std::size_t(tensor.type.elements()));
  visit(tensor.type.dtype, [&]<class From>(std::type_identity<From>) {
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = convert<V>(tensor.data<From>()[k]);
  });
  return values;
}

template <class D>
Array Expression<D>::block_until_ready() const {
  return evaluated();
}
template <class D>
Array Expression<D>::astype(Dtype dtype) const {
  return wengert::astype(evaluated(), dtype);
}
template <class D>
Array Expression<D>::reshape(const Integers& shape) const {
  return wengert::reshape(evaluated(), shape);
}
template <class D>
template <std::integral... I>
requires(sizeof...(I) > 1) Array Expression<D>::reshape(I... extents)
const { return wengert::reshape(evaluated(), {std::int64_t(extents)...}); }
template <class D>
Array Expression<D>::ravel() const {
  return wengert::reshape(evaluated(), -1);
}
template <class D>
Array Expression<D>::flatten() const {
  return wengert::reshape(evaluated(), -1);
}
template <class D>
Array Expression<D>::T() const {
  return wengert::transpose(evaluated());
}
template <class D>
Array Expression<D>::transpose(const Integers& axes) const {
  return wengert::transpose(evaluated(), axes);
}
template <class D>
Array Expression<D>::swapaxes(int a, int b) const {
  return wengert::swapaxes(evaluated(), a, b);
}
template <class D>
Array Expression<D>::squeeze(const Integers& axes) const {
  return wengert::squeeze(evaluated(), axes);
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ops/manifest.hpp"

namespace wengert {

WENGERT_API Constant only_element(const Array& x, std::string_view action) {
  if (x.size() != 1)
    throw ShapeError(cat(action, ": an array of type ", x.type(),
                         " has no single value; index it, or reduce it as with all(x) or any(x)"));
  return concrete(x.handle(), action).scalar();
}

WENGERT_API Array astype(const Array& x, Dtype dtype) { return Array(cast(x.handle(), dtype)); }

WENGERT_API Array reshape(const Array& x, const Integers& wanted) {
  Shape shape = wanted;
  std::int64_t known = 1, unknown = -1;
  for (int d = 0; d < shape.rank(); ++d) {
    if (shape[d] >= 0)
      known = multiply_extents(known, shape[d]);
    else if (shape[d] == -1 && unknown < 0)
      unknown = d;
    else
      throw ShapeError(cat("reshape: ", wanted, " is not a shape; one extent may be -1"));
  }
  if (unknown >= 0 && known > 0) shape[unknown] = x.size() / known;
  if (shape.contains(-1) || shape.elements() != x.size())
    throw ShapeError(cat("reshape: ", x.size(), " elements of shape ", x.shape(),
                         " do not fill shape ", wanted));
  if (shape == x.shape()) return x;
  if (!x.traced()) return Array(Tensor({x.dtype(), shape}, x.handle().buffer()));
  return apply_primitive(primitive<ops::Reshape>(), {{"shape", shape}}, {x.handle()});
}

WENGERT_API Array transpose(const Array& x, const Integers& axes) {
  Axes permutation;
  for (int d = 0; d < x.ndim(); ++d)
    permutation.push_back(
        axes.empty() ? x.ndim() - 1 - d
                     : normalize_axis("transpose",
                                      axes[std::min<std::size_t>(std::size_t(d), axes.size() - 1)],
                                      x.ndim()));
  if (!axes.empty() && axes.rank() != x.ndim())
    throw ValueError(
        cat("transpose: axes ", axes, " for an array of rank ", x.ndim(), "; name each axis once"));
  normalize_axes("transpose", permutation, x.ndim());
  if (permutation == Shape::iota(permutation.size())) return x;
  return apply_primitive(primitive<ops::Transpose>(), {{"permutation", permutation}}, {x.handle()});
}

WENGERT_API Array squeeze(const Array& x, const Integers& named) {
  const Axes axes = normalize_axes("squeeze", named, x.ndim());
  Shape shape;
  for (int d = 0; d < x.ndim(); ++d) {
    const bool drops = named.empty() ? x.shape()[d] == 1 : axes.contains(d);
    if (drops && x.shape()[d] != 1)
      throw ShapeError(cat("squeeze: axis ", d, " of shape ", x.shape(), " has extent ",
                           x.shape()[d], "; only axes of extent 1 can be dropped"));
    if (!drops) shape.push_back(x.shape()[d]);
  }
  return reshape(x, shape);
}

WENGERT_API Array swapaxes(const Array& x, int a, int b) {
  Axes axes = Shape::iota(std::size_t(x.ndim()));
  std::swap(axes[normalize_axis("swapaxes", a, x.ndim())],
            axes[normalize_axis("swapaxes", b, x.ndim())]);
  return transpose(x, axes);
}

}  // namespace wengert
#endif
