// Products that sum over axes: dot, matmul, tensordot and their like, each one dot_general. See
// einsum.hpp for all of them in one notation.
#pragma once

#include "wengert/numpy/manipulation.hpp"

namespace wengert {

/// Axes of two operands that are multiplied and summed over, or kept in common.
struct Contraction {
  Axes x_contracted, y_contracted, x_batch, y_batch;
};
/// Dimensions of the result: batch axes, the other axes of x, the other axes of y. Dtypes promote.
Array dot_general(const Array& x, const Array& y, const Contraction& axes);

/// The last axis of x with the last but one of y (the only one of a vector). Of scalars, the
/// product.
Array dot(const Array& x, const Array& y);
/// The matrix product over the last two axes; the axes before them broadcast. A vector is a row on
/// the left, a column on the right.
Array matmul(const Array& x, const Array& y);
/// The last axes of both.
Array inner(const Array& x, const Array& y);
/// x_i y_j of the flattened arrays.
Array outer(const Array& x, const Array& y);
/// The sum of conj(x) y over all elements.
Array vdot(const Array& x, const Array& y);
/// Along the last axis, conj(x) y summed; along two, a matrix times a vector, and a conjugated
/// vector times a matrix. The axes before them broadcast.
Array vecdot(const Array& x, const Array& y);
Array matvec(const Array& x, const Array& y);
Array vecmat(const Array& x, const Array& y);
/// The last `axes` axes of x with the first of y.
Array tensordot(const Array& x, const Array& y, int axes = 2);
/// The named axes of x with those of y, in order.
Array tensordot(const Array& x, const Array& y, const Integers& x_axes, const Integers& y_axes);
/// Every block x_ij y.
Array kron(const Array& x, const Array& y);
/// The vector product along the last axis, of extent 3.
Array cross(const Array& x, const Array& y);

template <class D>
Array Expression<D>::dot(const Array& other) const {
  return wengert::dot(evaluated(), other);
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/reduction.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {

namespace contractions {
inline void require_equal(std::string_view name, const Array& x, std::int64_t i, const Array& y,
                          std::int64_t j) {
  if (x.shape()[i] != y.shape()[j])
    throw ShapeError(cat(name, ": inner extents differ: ", x.type(), " x ", y.type(),
                         " contracts axis ", i, " (", x.shape()[i], ") with axis ", j, " (",
                         y.shape()[j], ")"));
}

inline Array contract(std::string_view name, const Array& x, const Array& y,
                      const Contraction& axes) {
  for (std::size_t k = 0; k < axes.x_contracted.size(); ++k)
    require_equal(name, x, axes.x_contracted[k], y, axes.y_contracted[k]);
  for (std::size_t k = 0; k < axes.x_batch.size(); ++k)
    require_equal(name, x, axes.x_batch[k], y, axes.y_batch[k]);
  Dtype dtype = promote(x.dtype(), y.dtype());
  if (dtype == Dtype::bool_) dtype = default_int();
  return apply_primitive(primitive<ops::DotGeneral>(),
                         {{"lhs_contract", axes.x_contracted},
                          {"rhs_contract", axes.y_contracted},
                          {"lhs_batch", axes.x_batch},
                          {"rhs_batch", axes.y_batch}},
                         {cast(x.handle(), dtype), cast(y.handle(), dtype)});
}
}  // namespace contractions

WENGERT_API Array dot_general(const Array& x, const Array& y, const Contraction& axes) {
  return contractions::contract("dot_general", x, y, axes);
}

WENGERT_API Array dot(const Array& x, const Array& y) {
  if (x.ndim() == 0 || y.ndim() == 0) return x * y;
  return contractions::contract("dot", x, y, {{x.ndim() - 1}, {std::max(0, y.ndim() - 2)}, {}, {}});
}

WENGERT_API Array matmul(const Array& x, const Array& y) {
  if (x.ndim() == 0 || y.ndim() == 0)
    throw ShapeError(
        cat("matmul: ", x.type(), " x ", y.type(), ": a scalar is no matrix; multiply with *"));
  const int x_last = x.ndim() - 1, y_inner = std::max(0, y.ndim() - 2);
  if (x.ndim() <= 2 && y.ndim() <= 2)
    return contractions::contract("matmul", x, y, {{x_last}, {y_inner}, {}, {}});
  contractions::require_equal("matmul", x, x_last, y, y_inner);
  if (y.ndim() <= 2 || x.ndim() == 1) {
    // One operand has no batch axes: a plain product, whose axes then move into place.
    const Array product = contractions::contract("matmul", x, y, {{x_last}, {y_inner}, {}, {}});
    return x.ndim() > 2 || x.ndim() == 1 ? product : moveaxis(product, 0, -2);
  }
  if (x.ndim() == 2)
    return moveaxis(contractions::contract("matmul", x, y, {{x_last}, {y_inner}, {}, {}}), 0, -2);
  const auto batch_of = [](const Array& a) {
    Shape shape;
    for (int d = 0; d + 2 < a.ndim(); ++d) shape.push_back(a.shape()[d]);
    return shape;
  };
  const Shape batch = broadcast("matmul", batch_of(x), batch_of(y));
  const auto with_batch = [&](const Array& a) {
    Shape shape = batch;
    shape.push_back(a.shape()[a.ndim() - 2]);
    shape.push_back(a.shape()[a.ndim() - 1]);
    return broadcast_to(a, shape);
  };
  const Axes common = Shape::iota(batch.size());
  return contractions::contract("matmul", with_batch(x), with_batch(y),
                                {{batch.rank() + 1}, {batch.rank()}, common, common});
}

WENGERT_API Array inner(const Array& x, const Array& y) {
  if (x.ndim() == 0 || y.ndim() == 0) return x * y;
  return contractions::contract("inner", x, y, {{x.ndim() - 1}, {y.ndim() - 1}, {}, {}});
}
WENGERT_API Array outer(const Array& x, const Array& y) { return x.reshape({-1, 1}) * y.ravel(); }
WENGERT_API Array vdot(const Array& x, const Array& y) {
  return contractions::contract("vdot", Array(conj(x.ravel())), y.ravel(), {{0}, {0}, {}, {}});
}

namespace contractions {
inline void require_rank(std::string_view name, const Array& x, int least) {
  if (x.ndim() < least)
    throw ShapeError(cat(name, ": an operand has type ", x.type(), "; it must have at least ",
                         least, least == 1 ? " axis" : " axes"));
}
}  // namespace contractions

WENGERT_API Array vecdot(const Array& x, const Array& y) {
  for (const Array& v : {x, y}) contractions::require_rank("vecdot", v, 1);
  return vecmat(x, expand_dims(y, -1)).squeeze(-1);
}
WENGERT_API Array matvec(const Array& x, const Array& y) {
  contractions::require_rank("matvec", x, 2);
  contractions::require_rank("matvec", y, 1);
  return matmul(x, expand_dims(y, -1)).squeeze(-1);
}
WENGERT_API Array vecmat(const Array& x, const Array& y) {
  contractions::require_rank("vecmat", x, 1);
  contractions::require_rank("vecmat", y, 2);
  return matmul(expand_dims(Array(conj(x)), -2), y).squeeze(-2);
}

WENGERT_API Array tensordot(const Array& x, const Array& y, int axes) {
  if (axes < 0 || axes > x.ndim() || axes > y.ndim())
    throw ValueError(cat("tensordot: ", axes, " axes of ", x.type(), " and ", y.type(),
                         " are to be contracted; they have ", x.ndim(), " and ", y.ndim()));
  Axes last;
  for (int d = x.ndim() - axes; d < x.ndim(); ++d) last.push_back(d);
  return contractions::contract("tensordot", x, y, {last, Shape::iota(std::size_t(axes)), {}, {}});
}
WENGERT_API Array tensordot(const Array& x, const Array& y, const Integers& x_axes,
                            const Integers& y_axes) {
  if (x_axes.size() != y_axes.size())
    throw ValueError(cat("tensordot: axes ", x_axes, " and ", y_axes,
                         " differ in number; give as many of each"));
  Contraction axes;
  for (std::int64_t d : x_axes)
    axes.x_contracted.push_back(normalize_axis("tensordot", d, x.ndim()));
  for (std::int64_t d : y_axes)
    axes.y_contracted.push_back(normalize_axis("tensordot", d, y.ndim()));
  return contractions::contract("tensordot", x, y, axes);
}

WENGERT_API Array kron(const Array& x, const Array& y) {
  const int rank = std::max(x.ndim(), y.ndim());
  Shape x_apart, y_apart, result;
  for (int d = 0; d < rank; ++d) {
    const auto extent = [&](const Array& a) {
      return d < rank - a.ndim() ? 1 : a.shape()[d - (rank - a.ndim())];
    };
    x_apart.push_back(extent(x));
    x_apart.push_back(1);
    y_apart.push_back(1);
    y_apart.push_back(extent(y));
    result.push_back(extent(x) * extent(y));
  }
  return Array(x.reshape(x_apart) * y.reshape(y_apart)).reshape(result);
}

WENGERT_API Array cross(const Array& x, const Array& y) {
  for (const Array& a : {x, y})
    if (a.ndim() == 0 || a.shape().back() != 3)
      throw ShapeError(
          cat("cross: an operand has type ", a.type(), "; the last axis must have extent 3"));
  return roll(x, -1, -1) * roll(y, -2, -1) - roll(x, -2, -1) * roll(y, -1, -1);
}

}  // namespace wengert
#endif
