// The LU decomposition with partial pivoting.
#pragma once

#include "wengert/ops/decompositions/cholesky.hpp"

namespace wengert::ops {

/// lu (..., m, n), which holds the unit lower triangular l below its diagonal and u on and above
/// it; pivots (..., k) with k = min(m, n), where row i was exchanged with row pivots[i], in turn;
/// and permutation (..., m), of which row i of l u is row permutation[i] of a. Integers are int32.
struct Lu : Decomposition, Smooth {
  static constexpr Name name = "lu";

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  template <class T>
  static bool decompose(const Decomposing<T>& one);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
};

/// Matrices (..., n, k) with their rows reordered: row i of the result is row permutation[..., i].
Symbol rows_permuted(Symbol x, Symbol permutation);

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <numeric>

#include "wengert/ops/indexing.hpp"

namespace wengert::ops {

WENGERT_API std::vector<Type> Lu::infer(std::span<const Type> operands, const Attributes&) {
  const Type& a = operands[0];
  require_solvable(name, a);
  const Extents size = extents_of(name, a);
  return {a, in_place_of(a, Dtype::i32, {size.least()}), in_place_of(a, Dtype::i32, {size.m})};
}

// Eigen's is of square matrices. Rows and columns of zeros that fill one up change nothing: no
// pivot is found in them.
template <class T>
bool Lu::decompose(const Decomposing<T>& one) {
  using Matrix = factorising::RowMajor<T>;
  const std::int64_t order = std::max(one.m, one.n);
  Matrix square = Matrix::Zero(order, order);
  square.topLeftCorner(one.m, one.n) = Eigen::Map<const Matrix>(one.matrix(), one.m, one.n);
  const Eigen::PartialPivLU<Matrix> factors(square);
  Eigen::Map<Matrix>(one.result(0), one.m, one.n) = factors.matrixLU().topLeftCorner(one.m, one.n);

  auto* permutation = one.template result<std::int32_t>(2);
  for (std::int64_t i = 0; i < order; ++i)
    if (const int to = factors.permutationP().indices()[i]; to < one.m)
      permutation[to] = std::int32_t(i);
  // The exchanges that give this permutation.
  std::vector<std::int32_t> rows(std::size_t(one.m));
  std::iota(rows.begin(), rows.end(), 0);
  auto* pivots = one.template result<std::int32_t>(1);
  for (std::int64_t i = 0; i < std::min(one.m, one.n); ++i) {
    const auto found = std::find(rows.begin() + i, rows.end(), permutation[i]);
    pivots[i] = std::int32_t(found - rows.begin());
    std::swap(rows[std::size_t(i)], *found);
  }
  return true;
}

WENGERT_API Symbol rows_permuted(Symbol x, Symbol permutation) {
  Shape column = permutation.shape();
  column.push_back(1);
  std::vector<Symbol> indices;
  for (int d = 0; d + 1 < permutation.shape().rank(); ++d)
    indices.push_back(iota(*x.builder, permutation.dtype(), column, d));
  indices.push_back(reshape(permutation, column));
  const int axes = permutation.shape().rank();
  return gather(x, concatenate(indices, axes), Shape::iota(std::size_t(axes)), "unchecked");
}

// De Hoog, Anderssen and Lukas 2011, "Differentiation of matrix functionals using triangular
// factorization": with c = l^-1 P da u^-1, dl = l tril(c, -1) and du = triu(c) u, where l and u are
// filled up to square ones with an identity.
WENGERT_API std::vector<Maybe> Lu::jvp(const Application& application,
                                       std::span<const Maybe> tangents) {
  Builder& builder = application.builder;
  const Symbol da{&builder, *tangents[0]}, lu{&builder, application.results[0]};
  const Symbol permutation{&builder, application.results[2]};
  const auto [m, n] = extents_of(name, da.type());
  // The first columns (rows) of x, and zeros, in a square matrix of that order.
  const auto squared = [&](Symbol x, std::int64_t order) {
    const int rank = x.shape().rank();
    Shape low = Shape::filled(std::size_t(rank), 0), high = low, limit = x.shape();
    for (int d : {rank - 2, rank - 1}) {
      limit[d] = std::min(limit[d], order);
      high[d] = order - limit[d];
    }
    return pad(slice(x, low, limit, Shape::filled(std::size_t(rank), 1)), like(x, 0), low, high,
               low);
  };
  const Symbol below = lower_part(squared(lu, m), Diagonal::dropped);
  const Symbol l = below + identity_like(below);
  Symbol u = upper_part(squared(lu, n));
  if (n > m) {  // ones below the last row
    const int rank = u.shape().rank();
    const Symbol row = iota(builder, Dtype::i64, u.shape(), rank - 2);
    u = select(row >= like(row, double(m)), identity_like(u), u);
  }
  const Symbol left = apply<TriangularSolve>(TriangularSolve::attributes(true, false, false, true),
                                             l, rows_permuted(da, permutation));
  const Symbol c = matrix_transpose(
      apply<TriangularSolve>(TriangularSolve::attributes(false, true), u, matrix_transpose(left)));
  const Symbol dl = matmul(l, lower_part(c, Diagonal::dropped)), du = matmul(upper_part(c), u);
  return {(dl + du).value, std::nullopt, std::nullopt};
}

}  // namespace wengert::ops
#endif
