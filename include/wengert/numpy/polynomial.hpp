// Polynomials as vectors of coefficients, highest power first.
#pragma once

#include "wengert/linalg/systems.hpp"
#include "wengert/numpy/convolution.hpp"

namespace wengert {

/// p[0] x**(n-1) + … + p[n-1]. Throws ShapeError unless p has one axis.
Array polyval(const Array& p, const Array& x);
/// The coefficients of the sum, difference, product, and of the n-th derivative and integral. The
/// integrals' constants are 0 unless given: one for all, or one each, that of the first first.
Array polyadd(const Array& p, const Array& q);
Array polysub(const Array& p, const Array& q);
Array polymul(const Array& p, const Array& q);
Array polyder(const Array& p, int order = 1);
Array polyint(const Array& p, int order = 1, const Array& constants = 0);

struct Division {
  Array quotient, remainder;
};
/// Polynomials with p = quotient * q + remainder, where the remainder has as many coefficients as
/// p, or fewer. Leading zeros of a known q are left out; throws ValueError where it is all zeros.
Division polydiv(const Array& p, const Array& q);

/// The coefficients of the monic polynomial with these roots, or of the characteristic polynomial
/// of a square matrix.
WENGERT_WHERE_CALLED Array poly(const Array& roots);
/// The roots, complex, as the eigenvalues of the companion matrix. Zeros at the ends of known
/// coefficients are left out, and give roots 0 at the lower end; of traced ones the first must not
/// be zero.
WENGERT_WHERE_CALLED Array roots(const Array& p);
/// The polynomial of that degree which fits the points (x, y) best by least squares, weighted where
/// weights of the differences are given; y may have a column for each of several sets of points.
/// Singular values below `rcond` times the largest count as zero; it is x's extent times the
/// dtype's epsilon unless given. Throws ShapeError where extents differ.
WENGERT_WHERE_CALLED Array polyfit(const Array& x, const Array& y, int degree,
                                   std::optional<double> rcond = {},
                                   std::optional<Array> weights = {});

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/construction.hpp"
#include "wengert/numpy/inspection.hpp"
#include "wengert/numpy/reduction.hpp"

namespace wengert {

namespace polynomials {
inline void require_vector(std::string_view operation, std::string_view name, const Array& p) {
  if (p.ndim() != 1)
    throw ShapeError(cat(operation, ": ", name, " has type ", p.type(), "; it must have one axis"));
}
/// Both with as many coefficients as the longer.
inline std::array<Array, 2> aligned(std::string_view operation, const Array& p, const Array& q) {
  require_vector(operation, "p", p);
  require_vector(operation, "q", q);
  const std::int64_t n = std::max(p.size(), q.size());
  return {pad(p, {{n - p.size(), 0}}), pad(q, {{n - q.size(), 0}})};
}
/// How many zeros a known p starts with; none of a traced one.
inline std::int64_t leading_zeros(const Array& p) {
  if (!is_concrete(p.handle())) return 0;
  const std::vector<bool> filled = Array(p != 0).template to_vector<bool>();
  return std::find(filled.begin(), filled.end(), true) - filled.begin();
}
}  // namespace polynomials

WENGERT_API Array polyval(const Array& p, const Array& x) {
  polynomials::require_vector("polyval", "p", p);
  Array value = Array(0) * x;
  for (std::int64_t k = 0; k < p.size(); ++k) value = value * x + p(k);
  return value;
}
WENGERT_API Array polyadd(const Array& p, const Array& q) {
  const auto [a, b] = polynomials::aligned("polyadd", p, q);
  return a + b;
}
WENGERT_API Array polysub(const Array& p, const Array& q) {
  const auto [a, b] = polynomials::aligned("polysub", p, q);
  return a - b;
}
WENGERT_API Array polymul(const Array& p, const Array& q) { return convolve(p, q); }
WENGERT_API Array polyder(const Array& given, int order) {
  polynomials::require_vector("polyder", "p", given);
  if (order < 0)
    throw ValueError(cat("polyder: the order is ", order, "; it must not be negative"));
  Array p = given;
  for (; order > 0 && p.size() > 0; --order) {
    const std::int64_t n = p.size();
    p = splitting::part(p, 0, 0, n - 1) * arange(n - 1, 0, -1).astype(p.dtype());
  }
  return p;
}
WENGERT_API Array polyint(const Array& given, int order, const Array& constants) {
  polynomials::require_vector("polyint", "p", given);
  if (order < 0)
    throw ValueError(cat("polyint: the order is ", order, "; it must not be negative"));
  if (constants.ndim() > 1 || (constants.size() != 1 && constants.size() != order))
    throw ShapeError(cat("polyint: constants are ", constants.type(), " for ", order,
                         " integrations; give one, or one each"));
  Array p = given.astype(to_inexact(given.dtype()));
  const Array each = broadcast_to(constants.ravel(), order).astype(p.dtype());
  for (int k = 0; k < order; ++k)
    p = concatenate({Array(p / arange(p.size(), 0, -1).astype(p.dtype())), each(slice(k, k + 1))});
  return p;
}

WENGERT_API Division polydiv(const Array& given_p, const Array& given_q) {
  polynomials::require_vector("polydiv", "p", given_p);
  polynomials::require_vector("polydiv", "q", given_q);
  const Dtype d = to_inexact(promote(given_p.dtype(), given_q.dtype()));
  const std::int64_t zeros_before = polynomials::leading_zeros(given_q);
  if (zeros_before == given_q.size())
    throw ValueError("polydiv: the divisor is zero; give one with a coefficient that is not");
  const Array q = given_q.astype(d)(slice(zeros_before, none));
  const std::int64_t n = given_p.size(), m = q.size(), steps = n - m + 1;
  Array rest = given_p.astype(d);
  if (steps <= 0) return {zeros(1, d), rest};
  std::vector<Array> quotient;
  for (std::int64_t k = 0; k < steps; ++k) {
    quotient.push_back(rest(k) / q(0));
    rest = rest - pad(quotient.back() * q, {{k, n - m - k}});
  }
  return {stack(quotient), m == 1 ? zeros(1, d) : rest(slice(steps, none))};
}

// From c, the coefficients of c(x) (x - root), for one root after the other.
WENGERT_WHERE_CALLED Array poly(const Array& given) {
  const bool is_matrix = given.ndim() == 2;
  if (given.ndim() > 2 || (is_matrix && given.shape()[0] != given.shape()[1]))
    throw ShapeError(
        cat("poly: roots have type ", given.type(), "; they must be a vector or a square matrix"));
  const Array each = is_matrix ? linalg::eigvals(given) : given.ravel();
  Array p = ones(1, to_inexact(each.dtype()));
  for (std::int64_t k = 0; k < each.size(); ++k) p = pad(p, {{0, 1}}) - each(k) * pad(p, {{1, 0}});
  return is_matrix && !is_complex(given.dtype()) ? Array(real(p)) : p;
}

WENGERT_WHERE_CALLED Array roots(const Array& given) {
  polynomials::require_vector("roots", "p", given);
  const Dtype d = to_inexact(given.dtype());
  const std::int64_t n = given.size(), before = polynomials::leading_zeros(given);
  if (n - before < 2) return zeros(0, complex_dtype(d));
  const std::int64_t after = polynomials::leading_zeros(flip(given));
  const Array p = given.astype(d)(slice(before, n - after));
  const Array at_zero = zeros(after, complex_dtype(d));
  const std::int64_t degree = p.size() - 1;
  if (degree == 0) return at_zero;
  const Array first_row = -p(slice(1, none)) / p(0);
  return concatenate({linalg::eigvals(eye(degree, degree, -1, d).at(0).set(first_row)), at_zero});
}

// Columns are scaled to length 1, which keeps the condition number low.
WENGERT_WHERE_CALLED Array polyfit(const Array& x, const Array& y, int degree,
                                   std::optional<double> rcond, std::optional<Array> weights) {
  if (degree < 0)
    throw ValueError(cat("polyfit: the degree is ", degree, "; it must not be negative"));
  if (x.ndim() != 1 || x.size() == 0 || y.ndim() < 1 || y.ndim() > 2 || y.shape()[0] != x.size() ||
      (weights && weights->shape() != x.shape()))
    throw ShapeError(
        cat("polyfit: x is ", x.type(), ", y is ", y.type(),
            weights ? cat(" and weights are ", weights->type()) : "",
            "; they must have one axis of equal, positive extent, y perhaps a second"));
  const Dtype d = to_inexact(promote(x.dtype(), y.dtype()));
  Array left = vander(x.astype(d), degree + 1), right = y.astype(d).reshape({x.size(), -1});
  if (weights) {
    const Array each = weights->astype(d).reshape({-1, 1});
    left = left * each;
    right = right * each;
  }
  const Array scale = sqrt(sum(square(abs(left)), 0));
  const double cut = rcond.value_or(double(x.size()) * finfo(d).eps);
  const Array fitted = linalg::lstsq(left / scale, right, cut).x / scale.reshape({-1, 1});
  Shape extents{degree + 1};
  if (y.ndim() == 2) extents.push_back(y.shape()[1]);
  return fitted.reshape(Integers(extents));
}

}  // namespace wengert
#endif
