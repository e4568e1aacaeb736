// The QR decomposition, by Householder reflections.
#pragma once

#include "wengert/ops/decompositions/cholesky.hpp"

namespace wengert::ops {

/// q (..., m, k) of orthonormal columns and upper triangular r (..., k, n) with q r = a, where k is
/// min(m, n), or m where `full_matrices` is 1. The diagonal of r is real, of either sign.
struct Qr : Decomposition, Smooth {
  static constexpr Name name = "qr";

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  template <class T>
  static bool decompose(const Decomposing<T>& one);
  /// For a of full rank whose q has no columns to spare.
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <Eigen/QR>

namespace wengert::ops {

WENGERT_API std::vector<Type> Qr::infer(std::span<const Type> operands,
                                        const Attributes& attributes) {
  const Type& a = operands[0];
  require_solvable(name, a);
  const Extents size = extents_of(name, a);
  const std::int64_t k = attributes.integer("full_matrices") ? size.m : size.least();
  return {in_place_of(a, a.dtype, {size.m, k}), in_place_of(a, a.dtype, {k, size.n})};
}

template <class T>
bool Qr::decompose(const Decomposing<T>& one) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  using RowMajor = factorising::RowMajor<T>;
  const std::int64_t k = one.attributes.integer("full_matrices") ? one.m : std::min(one.m, one.n);
  const Matrix a = Eigen::Map<const RowMajor>(one.matrix(), one.m, one.n);
  const Eigen::HouseholderQR<Matrix> factors(a);
  Matrix q = Matrix::Identity(one.m, k);
  q.applyOnTheLeft(factors.householderQ());
  Eigen::Map<RowMajor>(one.result(0), one.m, k) = q;
  Eigen::Map<RowMajor> r(one.result(1), k, one.n);
  r = factors.matrixQR().topRows(k);
  for (std::int64_t i = 1; i < k; ++i) r.row(i).head(std::min(i, one.n)).setZero();
  return true;
}

// Walter and Lehmann 2012, "Algorithmic differentiation of linear algebra functions", and Townsend,
// "Differentiating the QR decomposition": with c = q^H da r^-1,
//   dq = q (s - c) + da r^-1,   dr = (c - s) r,   s = tril(c, -1) - tril(c, -1)^H,
// and the imaginary part of c's diagonal goes to s, since the diagonal of r stays real. Of a wide
// matrix this holds for the square part in front, and r = q^H a for the rest.
WENGERT_API std::vector<Maybe> Qr::jvp(const Application& application,
                                       std::span<const Maybe> tangents) {
  Builder& builder = application.builder;
  const Symbol da{&builder, *tangents[0]}, a = operand_of(application, 0);
  const Symbol q{&builder, application.results[0]}, r{&builder, application.results[1]};
  const auto [m, n] = extents_of(name, a.type());
  if (q.shape().back() > n)
    throw RuleError(cat("qr: the derivative of the full q of ", a.type(), ", ", q.type(),
                        ", does not exist: its last columns are arbitrary; ask for the reduced q"));
  const auto columns = [](Symbol x, std::int64_t first, std::int64_t last) {
    Shape start = Shape::filled(x.shape().size(), 0), limit = x.shape();
    start[start.rank() - 1] = first;
    limit[limit.rank() - 1] = last;
    return slice(x, start, limit, Shape::filled(start.size(), 1));
  };
  const std::int64_t k = std::min(m, n);
  const Symbol square = n > k ? columns(r, 0, k) : r, front = n > k ? columns(da, 0, k) : da;
  // front r^-1, from the transposed system.
  const Symbol solved = matrix_transpose(apply<TriangularSolve>(
      TriangularSolve::attributes(false, true), square, matrix_transpose(front)));
  const Symbol c = matmul(adjoint(q), solved), below = lower_part(c, Diagonal::dropped);
  Symbol s = below - adjoint(below);
  if (is_complex(c.dtype())) s = s + diagonal_part(c - convert(real(c), c.dtype()));
  const Symbol dq = matmul(q, s - c) + solved;
  Symbol dr = matmul(c - s, square);
  if (n > k) {
    const Symbol rest =
        matmul(adjoint(dq), columns(a, k, n)) + matmul(adjoint(q), columns(da, k, n));
    dr = concatenate(std::array{dr, rest}, dr.shape().rank() - 1);
  }
  return {dq.value, dr.value};
}

}  // namespace wengert::ops
#endif
