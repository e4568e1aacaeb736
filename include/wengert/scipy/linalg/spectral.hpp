// What SciPy's linalg makes of singular values and eigenvalues: polar decompositions, square roots,
// and symmetric tridiagonal matrices. On the last two axes; leading axes are a batch.
#pragma once

#include "wengert/linalg/decompositions.hpp"

namespace wengert::scipy::linalg {

/// On which side of u the factor p stands.
enum class Side : bool { right, left };
struct PolarResult {
  Array u, p;
};
/// Hermitian positive semidefinite p and u (..., m, n) with a = u p, or on the left a = p u: u has
/// orthonormal columns, or rows where m < n. The derivative is for a of full rank. Throws
/// ShapeError where there are no matrices.
WENGERT_WHERE_CALLED PolarResult polar(const Array& a, Side side = Side::right);

/// The principal square root x of a (..., n, n), complex: x x = a, and its eigenvalues have no
/// negative real part. A singular matrix may have none: inf and NaN. The derivative is for regular
/// matrices with a basis of eigenvectors. Throws ShapeError where matrices are not square.
WENGERT_WHERE_CALLED Array sqrtm(const Array& a);

/// The ascending eigenvalues (..., n) and the eigenvectors (..., n, n) of the real symmetric
/// matrices with diagonal d (..., n) and e (..., n - 1) beside it, through eigh. Throws ShapeError
/// where the extents differ, DtypeError of complex ones.
WENGERT_WHERE_CALLED wengert::linalg::EighResult eigh_tridiagonal(const Array& d, const Array& e);
/// The eigenvalues alone.
WENGERT_WHERE_CALLED Array eigvalsh_tridiagonal(const Array& d, const Array& e);

}  // namespace wengert::scipy::linalg

#if WENGERT_BODIES
#include "wengert/api/custom.hpp"
#include "wengert/linalg/systems.hpp"

namespace wengert::scipy::linalg {

namespace spectral {

using wengert::linalg::parts::adjoint;
using Factors = std::pair<Array, Array>;

struct SingularValues {
  Array u, p, s, vh;
};
WENGERT_WHERE_CALLED SingularValues polar_of_tall(const Array& a) {
  const auto [w, s, vh] = wengert::linalg::svd(a, wengert::linalg::reduced);
  return {matmul(w, vh), matmul(adjoint(vh) * expand_dims(s, -2), vh), s, vh};
}

// With the skew Hermitian o = u^H du, o p + p o = u^H da - da^H u, which is diagonal in the
// singular vectors; so equal singular values do no harm. The part of du across u's columns is that
// of da p^-1.
WENGERT_WHERE_CALLED std::pair<Factors, Factors> polar_rule(const Array& a, const Array& da) {
  const auto [u, p, s, vh] = polar_of_tall(a);
  const Array along = matmul(adjoint(u), da), v = adjoint(vh);
  const Array sums = expand_dims(s, -1) + expand_dims(s, -2);
  const Array o = matmul(matmul(vh, along - adjoint(along)), v) / sums;
  const Array turned = matmul(matmul(v, o), vh);
  Array du = matmul(u, turned);
  if (a.shape()[a.ndim() - 2] != a.shape().back()) {
    const Array across = matmul(da - matmul(u, along), v) / expand_dims(s, -2);
    du = du + matmul(across, vh);
  }
  return {{u, p}, {du, along - matmul(turned, p)}};
}

/// Symmetric tridiagonal matrices in full.
inline Array tridiagonal(const char* function, const Array& d, const Array& e) {
  if (is_complex(d.dtype()) || is_complex(e.dtype()))
    throw DtypeError(
        cat(function, ": d is ", d.type(), " and e is ", e.type(), "; they must be real"));
  if (d.ndim() < 1 || e.ndim() != d.ndim() || e.shape().back() != d.shape().back() - 1)
    throw ShapeError(cat(function, ": d is ", d.type(), " and e is ", e.type(),
                         "; they must have the shapes (..., n) and (..., n - 1)"));
  const std::int64_t n = d.shape().back();
  std::vector<Padding> widths(std::size_t(e.ndim()));
  widths.back().before = 1;
  const auto diagonal = [&](const Array& x, std::int64_t k) {
    return where(eye(n, n, k, Dtype::bool_), expand_dims(x, -1), 0);
  };
  const Array below = diagonal(pad(e, widths), -1);
  return diagonal(d, 0) + below + below.swapaxes(-1, -2);
}

}  // namespace spectral

WENGERT_WHERE_CALLED PolarResult polar(const Array& given, Side side) {
  using namespace spectral;
  wengert::linalg::parts::require_matrices("polar", given);
  const Array a = wengert::linalg::parts::inexact(given);
  const bool tall = a.shape()[a.ndim() - 2] >= a.shape().back();
  const auto value = [](Array x) {
    const SingularValues found = polar_of_tall(x);
    return Factors(found.u, found.p);
  };
  const auto rule = [](Array x, Array dx) { return polar_rule(x, dx); };
  const auto [u, p] = custom_jvp(value, rule)(tall ? a : Array(adjoint(a)));
  const bool beside = tall == (side == Side::right);
  return {tall ? u : Array(adjoint(u)), beside ? p : matmul(matmul(u, p), adjoint(u))};
}

WENGERT_WHERE_CALLED Array sqrtm(const Array& a) {
  return Array(wengert::linalg::parts::of(primitive<ops::Sqrtm>(), {}, a)[0]);
}

WENGERT_WHERE_CALLED wengert::linalg::EighResult eigh_tridiagonal(const Array& d, const Array& e) {
  return wengert::linalg::eigh(spectral::tridiagonal("eigh_tridiagonal", d, e));
}
WENGERT_WHERE_CALLED Array eigvalsh_tridiagonal(const Array& d, const Array& e) {
  return wengert::linalg::eigvalsh(spectral::tridiagonal("eigvalsh_tridiagonal", d, e));
}

}  // namespace wengert::scipy::linalg
#endif
