// Singular values and vectors, and the pseudoinverse that they give.
#pragma once

#include "wengert/ops/decompositions/cholesky.hpp"

namespace wengert::ops {

/// Descending s (..., k) with k = min(m, n) and, where `vectors` is 1, then unitary u (..., m, k)
/// and vh (..., k, n) with u diag(s) vh = a; where `full_matrices` is 1, u (..., m, m) and
/// vh (..., n, n).
struct Svd : Decomposition, Smooth {
  static constexpr Name name = "svd";

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  template <class T>
  static bool decompose(const Decomposing<T>& one);
  /// For distinct singular values, of which the vectors' tangents divide by the differences, and,
  /// where m and n differ, by the values.
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
};

/// The Moore-Penrose inverse (..., n, m) of a (..., m, n), whose singular values count as zero
/// where they are at most `rtol` (...) times the largest.
struct Pinv : Decomposition, Smooth {
  static constexpr Name name = "pinv";
  static constexpr int arity = 2;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  template <class T>
  static bool decompose(const Decomposing<T>& one);
  /// For constant rank.
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <Eigen/SVD>

namespace wengert::ops {

WENGERT_API std::vector<Type> Svd::infer(std::span<const Type> operands,
                                         const Attributes& attributes) {
  const Type& a = operands[0];
  require_solvable(name, a);
  const Extents size = extents_of(name, a);
  const std::int64_t k = size.least();
  std::vector<Type> types = {in_place_of(a, real_dtype(a.dtype), {k})};
  if (!attributes.integer("vectors")) return types;
  const bool full = attributes.integer("full_matrices") != 0;
  types.push_back(in_place_of(a, a.dtype, {size.m, full ? size.m : k}));
  types.push_back(in_place_of(a, a.dtype, {full ? size.n : k, size.n}));
  return types;
}

WENGERT_API std::vector<Type> Pinv::infer(std::span<const Type> operands, const Attributes&) {
  const Type &a = operands[0], &rtol = operands[1];
  require_solvable(name, a);
  const auto [m, n] = extents_of(name, a);
  if (const Type wanted{real_dtype(a.dtype), leading_of(a, 2)}; !(rtol == wanted))
    throw ShapeError(cat(name, ": rtol is ", rtol, " for a of type ", a, "; it must be ", wanted));
  return {in_place_of(a, a.dtype, {n, m})};
}

namespace factorising {

template <class T>
using ColumnMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// By Jacobi's rotations: to the last bits of the small singular values too.
template <class T>
Eigen::JacobiSVD<ColumnMajor<T>> singular_values(const Decomposing<T>& one, unsigned options) {
  const ColumnMajor<T> a = Eigen::Map<const RowMajor<T>>(one.matrix(), one.m, one.n);
  return Eigen::JacobiSVD<ColumnMajor<T>>(a, options);
}

}  // namespace factorising

template <class T>
bool Svd::decompose(const Decomposing<T>& one) {
  using Matrix = factorising::RowMajor<T>;
  const bool vectors = one.attributes.integer("vectors") != 0,
             full = one.attributes.integer("full_matrices") != 0;
  const unsigned options = !vectors ? 0u
                           : full   ? Eigen::ComputeFullU | Eigen::ComputeFullV
                                    : Eigen::ComputeThinU | Eigen::ComputeThinV;
  const auto svd = factorising::singular_values(one, options);
  const std::int64_t k = std::min(one.m, one.n);
  Eigen::Map<Eigen::VectorXd>(one.template result<double>(0), k) = svd.singularValues();
  if (!vectors) return true;
  Eigen::Map<Matrix>(one.result(1), one.m, full ? one.m : k) = svd.matrixU();
  Eigen::Map<Matrix>(one.result(2), full ? one.n : k, one.n) = svd.matrixV().adjoint();
  return true;
}

template <class T>
bool Pinv::decompose(const Decomposing<T>& one) {
  const auto svd = factorising::singular_values(one, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const Eigen::VectorXd& s = svd.singularValues();
  const double cutoff = *one.template operand<double>(1) * s[0];
  const Eigen::VectorXd inverse = (s.array() > cutoff).select(s.array().inverse(), 0.0);
  Eigen::Map<factorising::RowMajor<T>>(one.result(0), one.n, one.m) =
      svd.matrixV() * inverse.asDiagonal() * svd.matrixU().adjoint();
  return true;
}

// Giles 2008, 3.2, as JAX completes it for the phases of complex vectors: with p = u^H da v and
// f_ij = 1 / (s_j^2 - s_i^2) off the diagonal,
//   ds = diag(p),   du = u (f * (p s + s p^H) + (p - p^H) / 2s on the diagonal),
//   dv = v (f * (s p + p^H s)),
// and what of da v and da^H u lies outside the spans of u and v, divided by s.
WENGERT_API std::vector<Maybe> Svd::jvp(const Application& application,
                                        std::span<const Maybe> tangents) {
  Builder& builder = application.builder;
  const Symbol a = operand_of(application, 0), da{&builder, *tangents[0]};
  const auto [m, n] = extents_of(name, a.type());
  const bool vectors = application.results.size() > 1;
  if (vectors && m != n && application.attributes.integer("full_matrices"))
    throw RuleError(cat("svd: the derivative of the full matrices of ", a.type(),
                        " does not exist: their last vectors are arbitrary; ask for the reduced "
                        "ones (full_matrices = false)"));
  const Attributes attributes = application.attributes.with("vectors", std::int64_t(1))
                                    .with("full_matrices", std::int64_t(0));
  const Results all = builder.append(application.op, attributes, application.operands);
  const Symbol s{&builder, all[0]}, u{&builder, all[1]}, vh{&builder, all[2]};
  const Symbol uh = adjoint(u), v = adjoint(vh), av = matmul(da, v), p = matmul(uh, av);
  const bool complex_numbers = is_complex(p.dtype());
  const Symbol diagonal = diagonal_of(p), ds = complex_numbers ? real(diagonal) : diagonal;
  if (!vectors) return {ds.value};

  const Symbol square = complex_numbers ? real(p) : p;  // for its shape
  const Symbol si = as_columns(s, square), sj = as_rows(s, square);
  const Symbol f = convert(reciprocal_off_diagonal((sj + si) * (sj - si)), p.dtype());
  const Symbol ps = as_rows(s, p) * p, sp = as_columns(s, p) * p;
  Symbol turn = f * (ps + adjoint(ps));
  if (complex_numbers) {
    const Symbol phase = diagonal_part(p - adjoint(p)) * 0.5;
    turn = turn + phase * as_columns(reciprocal_unless(s == like(s, 0), s), p);
  }
  Symbol du = matmul(u, turn), dv = matmul(v, f * (sp + adjoint(sp)));
  if (m > n) du = du + (av - matmul(u, matmul(uh, av))) / as_rows(s, av);
  if (n > m) {
    const Symbol au = matmul(adjoint(da), u);
    dv = dv + (au - matmul(v, matmul(vh, au))) / as_rows(s, au);
  }
  return {ds.value, du.value, adjoint(dv).value};
}

// Golub and Pereyra 1973: dp = -p da p + p p^H da^H (1 - a p) + (1 - p a) da^H p^H p.
WENGERT_API std::vector<Maybe> Pinv::jvp(const Application& application,
                                         std::span<const Maybe> tangents) {
  if (!tangents[0]) return {std::nullopt};
  Builder& builder = application.builder;
  const Symbol a = operand_of(application, 0), da{&builder, *tangents[0]};
  const Symbol p{&builder, application.results[0]}, ph = adjoint(p), dah = adjoint(da);
  Symbol dp = -matmul(matmul(p, da), p);
  const Symbol left = matmul(matmul(p, ph), dah), right = matmul(dah, matmul(ph, p));
  dp = dp + (left - matmul(matmul(left, a), p)) + (right - matmul(p, matmul(a, right)));
  return {dp.value};
}

}  // namespace wengert::ops
#endif
