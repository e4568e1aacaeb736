// Decompositions of matrices, and check(), which turns their NaN into an exception.
#pragma once

#include "wengert/api/pytree.hpp"
#include "wengert/array/array.hpp"
#include "wengert/array/tokens.hpp"

namespace wengert::linalg {

/// What a result is checked for: see check().
struct LinAlgError : Error {
  using Error::Error;
};

/// Whether a factor has only the columns that the product needs, or is square.
enum class Matrices : bool { reduced, complete };
inline constexpr Matrices reduced = Matrices::reduced, complete = Matrices::complete;

struct QrResult {
  Array q, r;
};
struct SvdResult {
  Array u, s, vh;
};
struct EighResult {
  Array w, v;
};
struct EigResult {
  Array w, v;
};

/// Which triangle a factor fills.
enum class Triangle : bool { lower, upper };

/// Lower triangular l (..., n, n) with l l^H = (a + a^H) / 2, or upper triangular u with u^H u
/// equal to that; the diagonal is positive. NaN where the matrix is not positive definite. Throws
/// ShapeError where matrices are not square.
///   cholesky(Array{{4.0, 2.0}, {2.0, 5.0}})    // {{2, 0}, {1, 2}}
Array cholesky(const Array& a, Triangle triangle = Triangle::lower);

/// q (..., m, k) with orthonormal columns and upper triangular r (..., k, n), q r = a, where k is
/// min(m, n), or m if complete. The derivative is of full rank; of a tall matrix, of reduced q.
WENGERT_WHERE_CALLED QrResult qr(const Array& a, Matrices matrices = reduced);

/// Unitary u (..., m, k) and vh (..., k, n) and descending real s (..., min(m, n)) with
/// u diag(s) vh = a, where k is min(m, n); complete ones are square. The derivative is for distinct
/// singular values, and of a matrix that is not square, for reduced u and vh.
WENGERT_WHERE_CALLED SvdResult svd(const Array& a, Matrices matrices = complete);
/// The singular values alone.
WENGERT_WHERE_CALLED Array svdvals(const Array& a);

/// Ascending real w (..., n) and unitary v (..., n, n) with (a + a^H) / 2 v = v diag(w). The
/// derivative is for distinct eigenvalues. Throws ShapeError where matrices are not square.
WENGERT_WHERE_CALLED EighResult eigh(const Array& a);
/// The eigenvalues alone.
WENGERT_WHERE_CALLED Array eigvalsh(const Array& a);

/// Complex w (..., n) and v (..., n, n) with a v = v diag(w), in no certain order; columns of v
/// have length 1. The derivative is for distinct eigenvalues. Throws ShapeError where matrices are
/// not square.
WENGERT_WHERE_CALLED EigResult eig(const Array& a);
/// The eigenvalues alone.
WENGERT_WHERE_CALLED Array eigvals(const Array& a);

/// Throws LinAlgError where x holds NaN: a matrix was singular, indefinite or itself not finite.
void check_finite(const Array& x);
/// Its argument, after check_finite of each of its Arrays.
///   const Array l = linalg::check(linalg::cholesky(a));
template <Pytree Results>
Results check(Results results) {
  for (const Array& x : tree_leaves(results)) check_finite(x);
  return results;
}

}  // namespace wengert::linalg

#if WENGERT_BODIES
#include "wengert/numpy/elementwise.hpp"
#include "wengert/numpy/manipulation.hpp"
#include "wengert/numpy/reduction.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::linalg {

namespace parts {

/// In a dtype that has fractions.
inline Array inexact(const Array& a) { return a.astype(to_inexact(a.dtype())); }
/// All results of a primitive of one operand.
inline std::vector<Handle> of(const Primitive& op, const Attributes& attributes, const Array& a) {
  const Handle operand = inexact(a).handle();
  return wengert::bind(op, attributes, std::span(&operand, 1));
}
inline Attributes vectors(bool wanted) { return {{"vectors", std::int64_t(wanted)}}; }
inline Attributes svd_attributes(bool vectors, Matrices matrices) {
  return {{"vectors", std::int64_t(vectors)},
          {"full_matrices", std::int64_t(matrices == Matrices::complete)}};
}
/// The conjugate transpose.
inline Array adjoint(const Array& a) { return conj(a.swapaxes(-1, -2)); }
/// The diagonals (..., n) of matrices (..., n, n).
inline Array diagonals(const Array& a) {
  const std::int64_t n = a.shape().back();
  return sum(where(eye(n, n, 0, Dtype::bool_), a, zeros_like(a)), -1);
}

}  // namespace parts

WENGERT_API Array cholesky(const Array& a, Triangle triangle) {
  const Array l = apply_primitive(primitive<ops::Cholesky>(), {}, {parts::inexact(a).handle()});
  return triangle == Triangle::lower ? l : parts::adjoint(l);
}

WENGERT_WHERE_CALLED QrResult qr(const Array& a, Matrices matrices) {
  const Attributes attributes{{"full_matrices", std::int64_t(matrices == Matrices::complete)}};
  const auto results = parts::of(primitive<ops::Qr>(), attributes, a);
  return {Array(results[0]), Array(results[1])};
}

WENGERT_WHERE_CALLED SvdResult svd(const Array& a, Matrices matrices) {
  const auto results = parts::of(primitive<ops::Svd>(), parts::svd_attributes(true, matrices), a);
  return {Array(results[1]), Array(results[0]), Array(results[2])};
}
WENGERT_WHERE_CALLED Array svdvals(const Array& a) {
  return Array(parts::of(primitive<ops::Svd>(), parts::svd_attributes(false, reduced), a)[0]);
}

WENGERT_WHERE_CALLED EighResult eigh(const Array& a) {
  const auto results = parts::of(primitive<ops::Eigh>(), parts::vectors(true), a);
  return {Array(results[0]), Array(results[1])};
}
WENGERT_WHERE_CALLED Array eigvalsh(const Array& a) {
  return Array(parts::of(primitive<ops::Eigh>(), parts::vectors(false), a)[0]);
}

WENGERT_WHERE_CALLED EigResult eig(const Array& a) {
  const auto results = parts::of(primitive<ops::Eig>(), parts::vectors(true), a);
  return {Array(results[0]), Array(results[1])};
}
WENGERT_WHERE_CALLED Array eigvals(const Array& a) {
  return Array(parts::of(primitive<ops::Eig>(), parts::vectors(false), a)[0]);
}

WENGERT_API void check_finite(const Array& x) {
  if (is_inexact(x.dtype()) && bool(any(isnan(x))))
    throw LinAlgError(
        cat("linalg::check: a result of type ", x.type(),
            " holds NaN; a matrix is singular, not positive definite, or has elements "
            "that are not finite"));
}

}  // namespace wengert::linalg
#endif
