// Linear algebra on the last two axes; leading axes are a batch.
//
// Small matrices (to 8 by 8) are unrolled and fuse with what surrounds them; larger ones go to a
// library. As in JAX a singular matrix gives inf and NaN, not an exception.
#pragma once

#include <optional>

#include "wengert/array/array.hpp"
#include "wengert/array/tokens.hpp"

namespace wengert::linalg {

/// The inverse of square matrices (..., n, n). Integers compute in the default float. Throws
/// ShapeError where matrices are not square.
Array inv(const Array& a);
/// The determinants (...) of square matrices (..., n, n).
Array det(const Array& a);
/// x with a x = b, by LU decomposition with partial pivoting: b is a vector (n) or matrices (...,
/// n, k). Throws ShapeError where the shapes do not go together.
Array solve(const Array& a, const Array& b);
/// a multiplied with itself n times; of negative n, its inverse.
Array matrix_power(const Array& a, int n);
/// The 2-norm of all elements (of a matrix, Frobenius'), or along axes.
Array norm(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);

}  // namespace wengert::linalg

#if WENGERT_BODIES
#include "wengert/array/factories.hpp"
#include "wengert/numpy/contraction.hpp"
#include "wengert/numpy/elementwise.hpp"
#include "wengert/numpy/reduction.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::linalg {

inline Array square_matrices(const char* function, const Array& a) {
  const Shape& shape = a.shape();
  if (a.ndim() < 2 || shape[a.ndim() - 1] != shape[a.ndim() - 2])
    throw ShapeError(cat(function, ": ", a.type(), " is not square in its last two axes"));
  return a.astype(to_inexact(a.dtype()));
}

WENGERT_API Array inv(const Array& a) {
  return apply_primitive(primitive<ops::Inv>(), {}, {square_matrices("linalg::inv", a).handle()});
}

WENGERT_API Array det(const Array& a) {
  return apply_primitive(primitive<ops::Det>(), {}, {square_matrices("linalg::det", a).handle()});
}

WENGERT_API Array solve(const Array& a, const Array& b) {
  const Dtype d = to_inexact(promote(a.dtype(), b.dtype()));
  const Array matrices = square_matrices("linalg::solve", a).astype(d);
  const bool is_vector = b.ndim() == 1;
  Array right = is_vector ? b.astype(d).reshape({-1, 1}) : b.astype(d);
  const std::int64_t n = a.shape()[a.ndim() - 1];
  if (right.ndim() < 2 || right.shape()[right.ndim() - 2] != n)
    throw ShapeError(cat("linalg::solve: ", a.type(), " and ", b.type(),
                         " do not go together: the system has ", n, " equations"));
  Shape batch =
      broadcast("linalg::solve", Shape(std::span(a.shape()).first(std::size_t(a.ndim() - 2))),
                Shape(std::span(right.shape()).first(std::size_t(right.ndim() - 2))));
  Shape left_shape = batch, right_shape = batch;
  left_shape.push_back(n), left_shape.push_back(n);
  right_shape.push_back(n), right_shape.push_back(right.shape()[right.ndim() - 1]);
  const Array x = apply_primitive(
      primitive<ops::Solve>(), {},
      {broadcast_to(matrices, left_shape).handle(), broadcast_to(right, right_shape).handle()});
  return is_vector ? x.squeeze(-1) : x;
}

WENGERT_API Array matrix_power(const Array& a, int n) {
  Array base = n < 0 ? inv(a) : square_matrices("linalg::matrix_power", a);
  Array power = broadcast_to(eye(a.shape()[a.ndim() - 1], {}, 0, base.dtype()), base.shape());
  for (unsigned k = n < 0 ? 0u - unsigned(n) : unsigned(n); k != 0; k >>= 1) {
    if (k & 1) power = matmul(power, base);
    if (k > 1) base = matmul(base, base);
  }
  return power;
}

WENGERT_API Array norm(const Array& x, const ReducedAxes& axes, Reduced option) {
  const Array inexact = x.astype(to_inexact(x.dtype()));
  const Array magnitudes = is_complex(x.dtype()) ? Array(abs(inexact)) : inexact;
  return sqrt(sum(magnitudes * magnitudes, axes, option));
}

}  // namespace wengert::linalg
#endif
