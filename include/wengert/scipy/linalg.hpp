// What SciPy's linalg has beyond NumPy's: triangular systems, factors to solve with, the matrix
// exponential, and matrices of a special form. On the last two axes; leading axes are a batch.
#pragma once

#include "wengert/linalg/systems.hpp"

namespace wengert::scipy::linalg {

/// How solve_triangular reads its matrix: `trans` is 0, 1 for the transpose or 2 for the conjugate
/// transpose; a unit diagonal is not read.
struct Triangular {
  int trans = 0;
  bool lower = false;
  bool unit_diagonal = false;
};
/// x with a x = b, of which a's lower or upper triangle alone is read: b is a vector (n) or
/// matrices
/// (..., n, k). A zero on the diagonal gives inf and NaN. Throws ShapeError where the shapes do not
/// go together, ValueError for another trans.
///   solve_triangular(l, b, {.lower = true})
Array solve_triangular(const Array& a, const Array& b, const Triangular& how = {});

/// Which triangle of its matrix cho_factor reads and fills.
struct Filled {
  bool lower = false;
};
struct CholeskyFactor {
  Array c;
  bool lower;
};
/// The Cholesky factor, upper triangular c with c^H c = a, or lower with c c^H = a, of the
/// Hermitian matrix whose triangle a holds; for cho_solve. NaN where it is not positive definite.
/// Throws ShapeError where matrices are not square.
CholeskyFactor cho_factor(const Array& a, const Filled& which = {});
/// x with a x = b, of a's factor; b is a vector or matrices.
Array cho_solve(const CholeskyFactor& factor, const Array& b);

/// Unit lower triangular l below the diagonal of `lu`, u on and above it; row i was exchanged with
/// row piv[i], in turn, after which it was row permutation[i].
struct LuFactor {
  Array lu, piv, permutation;
};
/// The LU decomposition with partial pivoting of square matrices, for lu_solve. Throws ShapeError
/// where they are not square.
LuFactor lu_factor(const Array& a);
/// x with a x = b, of a's factor; with a^T x = b where trans is 1, a^H x = b where it is 2. b is a
/// vector or matrices. Throws ValueError for another trans.
Array lu_solve(const LuFactor& factor, const Array& b, int trans = 0);

struct LuResult {
  Array p, l, u;
};
/// A permutation p (..., m, m), unit lower triangular l (..., m, k) and upper triangular u (..., k,
/// n) with p l u = a, k = min(m, n).
LuResult lu(const Array& a);

/// The exponential of square matrices, by the Padé approximant of order 13 with scaling and
/// squaring (Higham 2005, "The scaling and squaring method for the matrix exponential revisited").
/// NaN where more than 16 squarings would be needed, as in JAX: of 1-norms above 3.5e5. Throws
/// ShapeError where matrices are not square.
WENGERT_WHERE_CALLED Array expm(const Array& a);

/// The matrices along the diagonal of one that is zero elsewhere; vectors count as one row. Throws
/// ShapeError for higher ranks, ValueError where there are none.
Array block_diag(const std::vector<Array>& blocks);
/// The matrix with first column c, first row r (of which r[0] is not read) and constant diagonals;
/// r is conj(c) unless given. Throws ShapeError where they are not vectors.
Array toeplitz(const Array& c, std::optional<Array> r = {});

}  // namespace wengert::scipy::linalg

#if WENGERT_BODIES
#include "wengert/api/loop.hpp"
#include "wengert/numpy/indexing.hpp"

namespace wengert::scipy::linalg {

namespace parts {
using namespace wengert::linalg::parts;

inline void require_trans(std::string_view function, int trans) {
  if (trans < 0 || trans > 2)
    throw ValueError(cat(function, ": trans is ", trans,
                         "; it must be 0 (a), 1 (the transpose) or 2 (the conjugate transpose)"));
}
inline Array triangular_solve(const Array& a, const Array& b, const Triangular& how) {
  const bool conjugates = how.trans == 2 && is_complex(a.dtype());
  return apply_primitive(
      primitive<ops::TriangularSolve>(),
      ops::TriangularSolve::attributes(how.lower, how.trans != 0, conjugates, how.unit_diagonal),
      {a.handle(), b.handle()});
}
/// Row i of the result is row permutation[..., i] of x.
inline Array rows_permuted(const Array& x, const Array& permutation) {
  return take_along_axis(x, broadcast_to(expand_dims(permutation, -1), x.shape()), -2,
                         IndexMode::unchecked);
}
inline Array inverse_permutation(const Array& permutation) {
  const Array places = arange(permutation.shape().back(), permutation.dtype());
  const Array is_at = expand_dims(permutation, -1) == places;  // (..., from, to)
  return sum(where(is_at, expand_dims(places, -1), 0), -2).astype(permutation.dtype());
}
/// The first rows and columns.
inline Array corner(const Array& x, std::int64_t rows, std::int64_t columns) {
  return x(ellipsis, slice(0, rows), slice(0, columns));
}

}  // namespace parts

WENGERT_API Array solve_triangular(const Array& a, const Array& b, const Triangular& how) {
  parts::require_trans("solve_triangular", how.trans);
  return parts::solved("solve_triangular", a, b, [&](const Array& matrices, const Array& right) {
    return parts::triangular_solve(matrices, right, how);
  });
}

WENGERT_API CholeskyFactor cho_factor(const Array& a, const Filled& which) {
  ops::order_of("cho_factor", a.type());
  const Array x = parts::inexact(a);
  const Array hermitian =
      which.lower ? tril(x) + parts::adjoint(tril(x, -1)) : triu(x) + parts::adjoint(triu(x, 1));
  using wengert::linalg::Triangle;
  return {wengert::linalg::cholesky(hermitian, which.lower ? Triangle::lower : Triangle::upper),
          which.lower};
}

WENGERT_API Array cho_solve(const CholeskyFactor& factor, const Array& b) {
  const bool lower = factor.lower;
  return parts::solved("cho_solve", factor.c, b, [&](const Array& c, const Array& right) {
    const Array half = parts::triangular_solve(c, right, {lower ? 0 : 2, lower, false});
    return parts::triangular_solve(c, half, {lower ? 2 : 0, lower, false});
  });
}

WENGERT_API LuFactor lu_factor(const Array& a) {
  ops::order_of("lu_factor", a.type());
  const auto results = parts::of(primitive<ops::Lu>(), {}, a);
  return {Array(results[0]), Array(results[1]), Array(results[2])};
}

WENGERT_API Array lu_solve(const LuFactor& factor, const Array& b, int trans) {
  parts::require_trans("lu_solve", trans);
  return parts::solved("lu_solve", factor.lu, b, [&](const Array& lu, const Array& right) {
    const Triangular l{trans, true, true}, u{trans, false, false};
    Shape places = parts::leading(right);
    places.push_back(right.shape()[right.ndim() - 2]);
    const Array permutation = broadcast_to(factor.permutation, places);
    if (trans == 0) {
      const Array half = parts::triangular_solve(lu, parts::rows_permuted(right, permutation), l);
      return parts::triangular_solve(lu, half, u);
    }
    const Array permuted = parts::triangular_solve(lu, parts::triangular_solve(lu, right, u), l);
    return parts::rows_permuted(permuted, parts::inverse_permutation(permutation));
  });
}

WENGERT_API LuResult lu(const Array& a) {
  const auto results = parts::of(primitive<ops::Lu>(), {}, a);
  const Array both(results[0]), permutation(results[2]);
  const std::int64_t m = a.shape()[a.ndim() - 2], n = a.shape()[a.ndim() - 1], k = std::min(m, n);
  const Array places = arange(m, permutation.dtype()).reshape({m, 1});
  const Array p = (places == expand_dims(permutation, -2)).astype(both.dtype());
  const Array l = tril(parts::corner(both, m, k), -1) + eye(m, k, 0, both.dtype());
  return {p, l, triu(parts::corner(both, k, n))};
}

namespace exponential {

inline constexpr int most_squarings = 16;
/// Up to this 1-norm the approximant of order 13 is exact to the last bits of float64 (Higham
/// 2005).
inline constexpr double largest_norm = 5.371920351148152;

/// (v - u)^-1 (v + u), where u and v are the odd and even parts of the numerator.
inline Array pade_13(const Array& a) {
  constexpr double b[] = {64764752532480000,
                          32382376266240000,
                          7771770303897600,
                          1187353796428800,
                          129060195264000,
                          10559470521600,
                          670442572800,
                          33522128640,
                          1323241920,
                          40840800,
                          960960,
                          16380,
                          182,
                          1};
  const Array one = broadcast_to(eye(a.shape().back(), {}, 0, a.dtype()), a.shape());
  const Array a2 = matmul(a, a), a4 = matmul(a2, a2), a6 = matmul(a4, a2);
  const auto lower_terms = [&](int k) {
    return Array(b[k] * one + b[k + 2] * a2 + b[k + 4] * a4 + b[k + 6] * a6);
  };
  const auto upper_terms = [&](int k) { return Array(b[k] * a2 + b[k + 2] * a4 + b[k + 4] * a6); };
  const Array u = matmul(a, matmul(a6, upper_terms(9)) + lower_terms(1));
  const Array v = matmul(a6, upper_terms(8)) + lower_terms(0);
  return wengert::linalg::solve(v - u, v + u);
}

/// How often each matrix is halved.
inline Array squarings(const Array& a) {
  const Array norm = stop_gradient(max(sum(abs(a), -2), -1));
  return maximum(ceil(log2(norm / largest_norm)), 0);
}

}  // namespace exponential

// Where the number of squarings is not known, as under jit and vmap, all are run and the surplus
// ones masked, of zeros, so that nothing overflows there.
WENGERT_WHERE_CALLED Array expm(const Array& given) {
  using namespace exponential;
  ops::order_of("expm", given.type());
  const Array a = parts::inexact(given);
  if (a.size() == 0) return a;
  const Array times = expand_dims(squarings(a), {-1, -2});
  const Array start = pade_13(a * exp2(-times).astype(a.dtype()));
  const auto square = [&](const Array& k, const Array& x) {
    const Array active = k < times, base = where(active, x, zeros_like(x));
    return Array(where(active, matmul(base, base), x));
  };
  Array x = start;
  if (is_concrete(times.handle())) {
    const double most = max(times).template item<double>();
    for (int k = 0; k < std::min<double>(most, most_squarings); ++k) x = square(Array(k), x);
  } else {
    x = fori_loop(0, most_squarings, square, start);
  }
  return where(times > most_squarings, full_like(x, nan), x);
}

WENGERT_API Array block_diag(const std::vector<Array>& blocks) {
  if (blocks.empty()) throw ValueError("block_diag: no blocks; give at least one");
  std::int64_t columns = 0, before = 0;
  std::vector<Array> rows;
  for (const Array& block : blocks) {
    if (block.ndim() > 2)
      throw ShapeError(cat("block_diag: a block is ", block.type(), "; it must be a matrix"));
    columns += atleast_2d(block).shape()[1];
  }
  for (const Array& block : blocks) {
    const Array matrix = atleast_2d(block);
    const std::int64_t n = matrix.shape()[1];
    rows.push_back(pad(matrix, {Padding{0, 0}, Padding{before, columns - before - n}}));
    before += n;
  }
  return concatenate(rows, 0);
}

WENGERT_API Array toeplitz(const Array& c, std::optional<Array> given) {
  const Array r = given ? *given : Array(conj(c));
  if (c.ndim() != 1 || r.ndim() != 1)
    throw ShapeError(
        cat("toeplitz: c is ", c.type(), " and r is ", r.type(), "; they must be vectors"));
  const std::int64_t rows = c.size(), columns = r.size();
  const Array values = concatenate({flip(r(slice(1, none))), c});
  const Array places = arange(rows).reshape({rows, 1}) - arange(columns) + (columns - 1);
  return take(values, places, 0, IndexMode::unchecked);
}

}  // namespace wengert::scipy::linalg
#endif
