// SciPy's scipy.stats: densities and distribution functions. Arguments broadcast; `loc` shifts and
// `scale` stretches.
#pragma once

#include "wengert/scipy/special.hpp"

namespace wengert::scipy::stats {

/// The normal distribution of mean loc and standard deviation scale.
namespace norm {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array ppf(const Array& p, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace norm

namespace logistic {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace logistic

/// The gamma distribution of shape a.
namespace gamma {
Array logpdf(const Array& x, const Array& a, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& a, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace gamma

namespace beta {
Array logpdf(const Array& x, const Array& a, const Array& b, const Array& loc = 0.0,
             const Array& scale = 1.0);
}  // namespace beta

/// Student's distribution of df degrees of freedom.
namespace t {
Array logpdf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace t

/// The Poisson distribution of mean mu.
namespace poisson {
Array logpmf(const Array& k, const Array& mu);
Array cdf(const Array& k, const Array& mu);
}  // namespace poisson

}  // namespace wengert::scipy::stats

#if WENGERT_BODIES
namespace wengert::scipy::stats {

WENGERT_API Array norm::logpdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return -0.5 * z * z - log(scale) - 0.5 * std::log(2 * pi);
}
WENGERT_API Array norm::pdf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logpdf(x, loc, scale));
}
WENGERT_API Array norm::cdf(const Array& x, const Array& loc, const Array& scale) {
  return special::ndtr((x - loc) / scale);
}
WENGERT_API Array norm::logcdf(const Array& x, const Array& loc, const Array& scale) {
  return special::log_ndtr((x - loc) / scale);
}
WENGERT_API Array norm::sf(const Array& x, const Array& loc, const Array& scale) {
  return special::ndtr((loc - x) / scale);
}
WENGERT_API Array norm::ppf(const Array& p, const Array& loc, const Array& scale) {
  return special::ndtri(p) * scale + loc;
}

WENGERT_API Array logistic::logpdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return -abs(z) - 2 * log1p(exp(-abs(z))) - log(scale);
}
WENGERT_API Array logistic::cdf(const Array& x, const Array& loc, const Array& scale) {
  return special::expit((x - loc) / scale);
}

WENGERT_API Array gamma::logpdf(const Array& x, const Array& a, const Array& loc,
                                const Array& scale) {
  const Array z = (x - loc) / scale;
  const Array inside = z >= 0;
  const Array y = where(inside, z, 1);
  return where(inside, special::xlogy(a - 1, y) - y - lgamma(a) - log(scale), -inf);
}
WENGERT_API Array gamma::cdf(const Array& x, const Array& a, const Array& loc, const Array& scale) {
  return special::gammainc(a, maximum(0, (x - loc) / scale));
}

WENGERT_API Array beta::logpdf(const Array& x, const Array& a, const Array& b, const Array& loc,
                               const Array& scale) {
  const Array z = (x - loc) / scale;
  const Array inside = (z >= 0) & (z <= 1);
  const Array y = where(inside, z, 0.5);
  return where(
      inside,
      special::xlogy(a - 1, y) + special::xlog1py(b - 1, -y) - special::betaln(a, b) - log(scale),
      -inf);
}

WENGERT_API Array t::logpdf(const Array& x, const Array& df, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return lgamma(0.5 * (df + 1)) - lgamma(0.5 * df) - 0.5 * log(df * pi) - log(scale) -
         0.5 * (df + 1) * log1p(z * z / df);
}

WENGERT_API Array poisson::logpmf(const Array& k, const Array& mu) {
  const Array n = k.astype(to_inexact(k.dtype()));
  return where((n < 0) | (floor(n) != n), -inf, special::xlogy(n, mu) - lgamma(n + 1) - mu);
}
WENGERT_API Array poisson::cdf(const Array& k, const Array& mu) {
  return where(k < 0, 0, special::gammaincc(floor(maximum(k, 0) + 1.0), mu));
}

}  // namespace wengert::scipy::stats
#endif
