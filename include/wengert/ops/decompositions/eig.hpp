// Eigenvalues and eigenvectors of square matrices.
#pragma once

#include "wengert/ops/decompositions/cholesky.hpp"

namespace wengert::ops {

/// Complex w (..., n) and, where `vectors` is 1, complex v (..., n, n) with a v = v diag(w), its
/// columns of length 1.
struct Eig : Decomposition, Smooth {
  static constexpr Name name = "eig";

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  template <class T>
  static bool decompose(const Decomposing<T>& one);
  /// For distinct eigenvalues. Eigenvectors keep their length and turn by no phase.
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <Eigen/Eigenvalues>

namespace wengert::ops {

WENGERT_API std::vector<Type> Eig::infer(std::span<const Type> operands,
                                         const Attributes& attributes) {
  const Type& a = operands[0];
  require_solvable(name, a);
  const std::int64_t n = order_of(name, a);
  const Dtype d = complex_dtype(a.dtype);
  std::vector<Type> types = {in_place_of(a, d, {n})};
  if (attributes.integer("vectors")) types.push_back(in_place_of(a, d, {n, n}));
  return types;
}

template <class T>
bool Eig::decompose(const Decomposing<T>& one) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  using Solver = std::conditional_t<is_complex_v<T>, Eigen::ComplexEigenSolver<Matrix>,
                                    Eigen::EigenSolver<Matrix>>;
  using Number = std::complex<double>;
  const bool vectors = one.attributes.integer("vectors") != 0;
  const Matrix a = Eigen::Map<const factorising::RowMajor<T>>(one.matrix(), one.n, one.n);
  const Solver solver(a, vectors);
  if (solver.info() != Eigen::Success) return false;
  Eigen::Map<Eigen::VectorXcd>(one.template result<Number>(0), one.n) = solver.eigenvalues();
  if (vectors)
    Eigen::Map<factorising::RowMajor<Number>>(one.template result<Number>(1), one.n, one.n) =
        solver.eigenvectors();
  return true;
}

// Giles 2008, 3.1: with p = v^-1 da v, dw = diag(p) and dv = v (f * p), f_ij = 1 / (w_j - w_i) off
// the diagonal, less the multiple of v that would change its columns' lengths and phases.
WENGERT_API std::vector<Maybe> Eig::jvp(const Application& application,
                                        std::span<const Maybe> tangents) {
  Builder& builder = application.builder;
  const Attributes attributes = application.attributes.with("vectors", std::int64_t(1));
  const Results both = builder.append(application.op, attributes, application.operands);
  const Symbol w{&builder, both[0]}, v{&builder, both[1]};
  const Symbol da = convert(Symbol{&builder, *tangents[0]}, v.dtype());
  const Symbol p = apply<Solve>(v, matmul(da, v)), dw = diagonal_of(p);
  if (application.results.size() == 1) return {dw.value};
  const Symbol f = reciprocal_off_diagonal(as_rows(w, p) - as_columns(w, p));
  const Symbol moved = matmul(v, f * p);
  const Symbol along = reduce_sum(conj(v) * moved, {v.shape().rank() - 2});
  return {dw.value, (moved - v * as_rows(along, v)).value};
}

}  // namespace wengert::ops
#endif
