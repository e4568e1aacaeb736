// Square roots of square matrices.
#pragma once

#include "wengert/ops/decompositions/eig.hpp"

namespace wengert::ops {

/// The complex x (..., n, n) with x x = a whose eigenvalues have no negative real part; of negative
/// eigenvalues of a real matrix they lie on the positive imaginary axis. Infinities and NaN where
/// there is none.
struct Sqrtm : Decomposition, Smooth {
  static constexpr Name name = "sqrtm";

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  template <class T>
  static bool decompose(const Decomposing<T>& one);
  /// Of regular a with a basis of eigenvectors.
  WENGERT_WHERE_CALLED static std::vector<Maybe> jvp(const Application& application,
                                                     std::span<const Maybe> tangents);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <Eigen/Eigenvalues>

namespace wengert::ops {

WENGERT_API std::vector<Type> Sqrtm::infer(std::span<const Type> operands, const Attributes&) {
  const Type& a = operands[0];
  require_solvable(name, a);
  order_of(name, a);
  return {Type{complex_dtype(a.dtype), a.shape}};
}

// Björck and Hammarling 1983: the root of the triangular factor of Schur's decomposition, column by
// column, each upwards from the diagonal.
template <class T>
bool Sqrtm::decompose(const Decomposing<T>& one) {
  using Number = std::complex<double>;
  const Eigen::MatrixXcd a = Eigen::Map<const factorising::RowMajor<T>>(one.matrix(), one.n, one.n)
                                 .template cast<Number>();
  const Eigen::ComplexSchur<Eigen::MatrixXcd> schur(a);
  if (schur.info() != Eigen::Success) return false;
  const Eigen::MatrixXcd& t = schur.matrixT();
  // Rounding must not decide on which side of the cut a real matrix has an eigenvalue.
  const double noise = is_complex_v<T> ? 0 : 1e-15 * double(one.n) * t.norm();
  Eigen::MatrixXcd root = Eigen::MatrixXcd::Zero(one.n, one.n);
  for (std::int64_t j = 0; j < one.n; ++j) {
    const Number value = t(j, j);
    root(j, j) = std::sqrt(std::fabs(value.imag()) <= noise ? Number(value.real(), 0) : value);
    for (std::int64_t i = j - 1; i >= 0; --i) {
      const auto between = j - i - 1;
      const Number rest = t(i, j) - root.row(i)
                                        .segment(i + 1, between)
                                        .transpose()
                                        .cwiseProduct(root.col(j).segment(i + 1, between))
                                        .sum();
      root(i, j) = rest == 0.0 ? rest : rest / (root(i, i) + root(j, j));
    }
  }
  Eigen::Map<factorising::RowMajor<Number>>(one.template result<Number>(0), one.n, one.n) =
      schur.matrixU() * root * schur.matrixU().adjoint();
  return true;
}

// x dx + dx x = da, in the eigenvectors v of x: v^-1 dx v = (v^-1 da v)_ij / (w_i + w_j).
WENGERT_WHERE_CALLED std::vector<Maybe> Sqrtm::jvp(const Application& application,
                                                   std::span<const Maybe> tangents) {
  Builder& builder = application.builder;
  const Value root = application.results[0];
  const Results both =
      builder.append(primitive<Eig>(), {{"vectors", std::int64_t(1)}}, std::span(&root, 1));
  const Symbol x{&builder, root};
  const Symbol w{&builder, both[0]}, v{&builder, both[1]};
  const Symbol da = convert(Symbol{&builder, *tangents[0]}, x.dtype());
  const Symbol p = apply<Solve>(v, matmul(da, v));
  const Symbol scaled = matmul(v, p / (as_rows(w, p) + as_columns(w, p)));
  const Symbol across = apply<Solve>(matrix_transpose(v), matrix_transpose(scaled));
  return {matrix_transpose(across).value};
}

}  // namespace wengert::ops
#endif
