// Eigenvalues and eigenvectors of Hermitian matrices.
#pragma once

#include "wengert/ops/decompositions/cholesky.hpp"

namespace wengert::ops {

/// Ascending real w (..., n) and, where `vectors` is 1, unitary v (..., n, n) with
/// (a + a^H) / 2 v = v diag(w).
struct Eigh : Decomposition, Smooth {
  static constexpr Name name = "eigh";

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  template <class T>
  static bool decompose(const Decomposing<T>& one);
  /// For distinct eigenvalues, of which the vectors' tangents divide by the differences.
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <Eigen/Eigenvalues>

namespace wengert::ops {

WENGERT_API std::vector<Type> Eigh::infer(std::span<const Type> operands,
                                          const Attributes& attributes) {
  const Type& a = operands[0];
  require_solvable(name, a);
  const std::int64_t n = order_of(name, a);
  std::vector<Type> types = {in_place_of(a, real_dtype(a.dtype), {n})};
  if (attributes.integer("vectors")) types.push_back(in_place_of(a, a.dtype, {n, n}));
  return types;
}

template <class T>
bool Eigh::decompose(const Decomposing<T>& one) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  const bool vectors = one.attributes.integer("vectors") != 0;
  const Matrix a = Eigen::Map<const factorising::RowMajor<T>>(one.matrix(), one.n, one.n);
  const Matrix hermitian = (a + a.adjoint()) * 0.5;
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(
      hermitian, vectors ? Eigen::ComputeEigenvectors : Eigen::EigenvaluesOnly);
  if (solver.info() != Eigen::Success) return false;
  Eigen::Map<Eigen::VectorXd>(one.template result<double>(0), one.n) = solver.eigenvalues();
  if (vectors)
    Eigen::Map<factorising::RowMajor<T>>(one.result(1), one.n, one.n) = solver.eigenvectors();
  return true;
}

// Giles 2008, "An extended collection of matrix derivative results", 3.1: with p = v^H da v,
//   dw = diag(p),   dv = v (f * p),   f_ij = 1 / (w_j - w_i) off the diagonal.
WENGERT_API std::vector<Maybe> Eigh::jvp(const Application& application,
                                         std::span<const Maybe> tangents) {
  Builder& builder = application.builder;
  const Attributes attributes = application.attributes.with("vectors", std::int64_t(1));
  const Results both = builder.append(application.op, attributes, application.operands);
  const Symbol w{&builder, both[0]}, v{&builder, both[1]};
  const Symbol da = hermitian_part({&builder, *tangents[0]});
  const Symbol p = matmul(adjoint(v), matmul(da, v)), diagonal = diagonal_of(p);
  const Symbol dw = is_complex(p.dtype()) ? real(diagonal) : diagonal;
  if (application.results.size() == 1) return {dw.value};
  const Symbol square = is_complex(p.dtype()) ? real(p) : p;  // for its shape
  const Symbol f = reciprocal_off_diagonal(as_rows(w, square) - as_columns(w, square));
  const Symbol dv = matmul(v, convert(f, p.dtype()) * p);
  return {dw.value, dv.value};
}

}  // namespace wengert::ops
#endif
