// Continuous distributions of vectors. Arguments broadcast over their leading axes.
#pragma once

#include "wengert/scipy/special.hpp"

namespace wengert::scipy::stats {

/// Normal vectors of mean (…, n) and covariance (…, n, n), at x (…, n).
namespace multivariate_normal {
Array logpdf(const Array& x, const Array& mean, const Array& covariance);
Array pdf(const Array& x, const Array& mean, const Array& covariance);
}  // namespace multivariate_normal

/// Vectors (n) along the first axis of x that sum to 1, under alpha (n).
namespace dirichlet {
Array logpdf(const Array& x, const Array& alpha);
Array pdf(const Array& x, const Array& alpha);
}  // namespace dirichlet

}  // namespace wengert::scipy::stats

#if WENGERT_BODIES
#include "wengert/linalg.hpp"
#include "wengert/scipy/linalg.hpp"

namespace wengert::scipy::stats {

WENGERT_API Array multivariate_normal::logpdf(const Array& x, const Array& mean,
                                              const Array& covariance) {
  const std::int64_t n = mean.ndim() == 0 ? 0 : mean.shape().back();
  if (covariance.ndim() < 2 || covariance.shape().back() != n || x.ndim() == 0 ||
      x.shape().back() != n)
    throw ShapeError(cat("multivariate_normal: x is ", x.type(), ", the mean ", mean.type(),
                         " and the covariance ", covariance.type(),
                         "; they must end in (n), (n) and (n, n)"));
  const Array factor = wengert::linalg::cholesky(covariance);
  const Array centred = expand_dims(Array(x - mean), -1);
  const Array z = scipy::linalg::solve_triangular(factor, centred, {.lower = true}).squeeze(-1);
  const Array logdet = sum(log(einsum("...ii->...i", factor)), -1);
  return -0.5 * sum(z * z, -1) - logdet - 0.5 * double(n) * std::log(2 * pi);
}
WENGERT_API Array multivariate_normal::pdf(const Array& x, const Array& mean,
                                           const Array& covariance) {
  return exp(logpdf(x, mean, covariance));
}

WENGERT_API Array dirichlet::logpdf(const Array& x, const Array& alpha) {
  if (alpha.ndim() != 1 || x.ndim() == 0 || x.shape()[0] != alpha.size())
    throw ShapeError(cat("dirichlet: x is ", x.type(), " and alpha ", alpha.type(),
                         "; alpha is a vector of the extent of x's first axis"));
  Shape extents = Shape::filled(std::size_t(x.ndim()), 1);
  extents[0] = alpha.size();
  const Array a = alpha.reshape(Integers(extents));
  const Array inside = all(x >= 0, 0) & (abs(sum(x, 0) - 1) < 1e-4);
  const Array weights = sum(lgamma(alpha)) - lgamma(sum(alpha));
  return where(inside, sum(special::xlogy(a - 1.0, where(x >= 0, x, 1)), 0) - weights, -inf);
}
WENGERT_API Array dirichlet::pdf(const Array& x, const Array& alpha) {
  return exp(logpdf(x, alpha));
}

}  // namespace wengert::scipy::stats
#endif
