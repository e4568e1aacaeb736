// Continuous distributions: logarithms of densities (logpdf), densities (pdf), distribution
// functions (cdf, logcdf), those of the upper tail (sf, logsf), and inverses (ppf, isf). Arguments
// broadcast; `loc` shifts and `scale` stretches.
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
Array logsf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array isf(const Array& q, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace norm

/// exp(-x) / (1 + exp(-x))^2.
namespace logistic {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array ppf(const Array& p, const Array& loc = 0.0, const Array& scale = 1.0);
Array isf(const Array& q, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace logistic

/// Constant between loc and loc + scale.
namespace uniform {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array ppf(const Array& p, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace uniform

/// exp(-x) from 0 on.
namespace expon {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logsf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array ppf(const Array& p, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace expon

/// exp(-|x|) / 2.
namespace laplace {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace laplace

/// 1 / (pi (1 + x^2)).
namespace cauchy {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logsf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array ppf(const Array& p, const Array& loc = 0.0, const Array& scale = 1.0);
Array isf(const Array& q, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace cauchy

/// exp(-x - exp(-x)): the largest of many; and mirrored, the smallest.
namespace gumbel_r {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logsf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array ppf(const Array& p, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace gumbel_r
namespace gumbel_l {
Array logpdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array logsf(const Array& x, const Array& loc = 0.0, const Array& scale = 1.0);
Array ppf(const Array& p, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace gumbel_l

/// b / x**(b + 1) from 1 on.
namespace pareto {
Array logpdf(const Array& x, const Array& b, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& b, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& b, const Array& loc = 0.0, const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& b, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& b, const Array& loc = 0.0, const Array& scale = 1.0);
Array logsf(const Array& x, const Array& b, const Array& loc = 0.0, const Array& scale = 1.0);
Array ppf(const Array& p, const Array& b, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace pareto

/// The gamma distribution of shape a.
namespace gamma {
Array logpdf(const Array& x, const Array& a, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& a, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& a, const Array& loc = 0.0, const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& a, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& a, const Array& loc = 0.0, const Array& scale = 1.0);
Array logsf(const Array& x, const Array& a, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace gamma

/// The sum of df squared normal numbers.
namespace chi2 {
Array logpdf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
Array logsf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace chi2

/// The beta distribution of shapes a and b, between loc and loc + scale.
namespace beta {
Array logpdf(const Array& x, const Array& a, const Array& b, const Array& loc = 0.0,
             const Array& scale = 1.0);
Array pdf(const Array& x, const Array& a, const Array& b, const Array& loc = 0.0,
          const Array& scale = 1.0);
Array cdf(const Array& x, const Array& a, const Array& b, const Array& loc = 0.0,
          const Array& scale = 1.0);
Array logcdf(const Array& x, const Array& a, const Array& b, const Array& loc = 0.0,
             const Array& scale = 1.0);
Array sf(const Array& x, const Array& a, const Array& b, const Array& loc = 0.0,
         const Array& scale = 1.0);
Array logsf(const Array& x, const Array& a, const Array& b, const Array& loc = 0.0,
            const Array& scale = 1.0);
}  // namespace beta

/// Student's distribution of df degrees of freedom.
namespace t {
Array logpdf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
Array pdf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
Array cdf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
Array sf(const Array& x, const Array& df, const Array& loc = 0.0, const Array& scale = 1.0);
}  // namespace t

}  // namespace wengert::scipy::stats

#if WENGERT_BODIES
#include "wengert/nn.hpp"
#include "wengert/scipy/special/betainc.hpp"

namespace wengert::scipy::stats {

namespace parts {

/// value inside the support, `outside` elsewhere, NaN where the place itself is.
inline Array supported(const Array& z, const Array& inside, const Array& value, double outside) {
  return where(inside, value, where(z == z, outside, nan));
}

}  // namespace parts

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
WENGERT_API Array norm::logsf(const Array& x, const Array& loc, const Array& scale) {
  return special::log_ndtr((loc - x) / scale);
}
WENGERT_API Array norm::isf(const Array& q, const Array& loc, const Array& scale) {
  return loc - special::ndtri(q) * scale;
}

WENGERT_API Array logistic::logpdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return -abs(z) - 2 * log1p(exp(-abs(z))) - log(scale);
}
WENGERT_API Array logistic::cdf(const Array& x, const Array& loc, const Array& scale) {
  return special::expit((x - loc) / scale);
}
WENGERT_API Array logistic::pdf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logpdf(x, loc, scale));
}
WENGERT_API Array logistic::sf(const Array& x, const Array& loc, const Array& scale) {
  return special::expit((loc - x) / scale);
}
WENGERT_API Array logistic::ppf(const Array& p, const Array& loc, const Array& scale) {
  return special::logit(p) * scale + loc;
}
WENGERT_API Array logistic::isf(const Array& q, const Array& loc, const Array& scale) {
  return loc - special::logit(q) * scale;
}

WENGERT_API Array uniform::logpdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return parts::supported(z, (z >= 0) & (z <= 1), -log(scale), -inf);
}
WENGERT_API Array uniform::pdf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logpdf(x, loc, scale));
}
WENGERT_API Array uniform::cdf(const Array& x, const Array& loc, const Array& scale) {
  return clip((x - loc) / scale, 0, 1);
}
WENGERT_API Array uniform::ppf(const Array& p, const Array& loc, const Array& scale) {
  return where((p >= 0) & (p <= 1), p * scale + loc, nan);
}

WENGERT_API Array expon::logpdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return parts::supported(z, z >= 0, -z - log(scale), -inf);
}
WENGERT_API Array expon::pdf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logpdf(x, loc, scale));
}
WENGERT_API Array expon::cdf(const Array& x, const Array& loc, const Array& scale) {
  return -expm1(logsf(x, loc, scale));
}
WENGERT_API Array expon::logcdf(const Array& x, const Array& loc, const Array& scale) {
  return nn::log1mexp(-logsf(x, loc, scale));
}
WENGERT_API Array expon::sf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logsf(x, loc, scale));
}
WENGERT_API Array expon::logsf(const Array& x, const Array& loc, const Array& scale) {
  return minimum((loc - x) / scale, 0);
}
WENGERT_API Array expon::ppf(const Array& p, const Array& loc, const Array& scale) {
  return where((p >= 0) & (p <= 1), loc - log1p(-p) * scale, nan);
}

WENGERT_API Array laplace::logpdf(const Array& x, const Array& loc, const Array& scale) {
  return -abs((x - loc) / scale) - log(2.0 * scale);
}
WENGERT_API Array laplace::pdf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logpdf(x, loc, scale));
}
WENGERT_API Array laplace::cdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale, tail = 0.5 * exp(-abs(z));
  return where(z > 0, 1 - tail, tail);
}

WENGERT_API Array cauchy::logpdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return -log(pi * scale) - log1p(z * z);
}
WENGERT_API Array cauchy::pdf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logpdf(x, loc, scale));
}
// arctan2(1, -z) / pi keeps its digits in the tail, where 1/2 + arctan(z) / pi cancels.
WENGERT_API Array cauchy::cdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return arctan2(ones_like(z), -z) / pi;
}
WENGERT_API Array cauchy::logcdf(const Array& x, const Array& loc, const Array& scale) {
  return log(cdf(x, loc, scale));
}
WENGERT_API Array cauchy::sf(const Array& x, const Array& loc, const Array& scale) {
  return cdf(loc, x, scale);
}
WENGERT_API Array cauchy::logsf(const Array& x, const Array& loc, const Array& scale) {
  return log(sf(x, loc, scale));
}
WENGERT_API Array cauchy::ppf(const Array& p, const Array& loc, const Array& scale) {
  return loc + scale * tan(pi * (p - 0.5));
}
WENGERT_API Array cauchy::isf(const Array& q, const Array& loc, const Array& scale) {
  return loc + scale * tan(pi * (0.5 - q));
}

WENGERT_API Array gumbel_r::logpdf(const Array& x, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return -z - exp(-z) - log(scale);
}
WENGERT_API Array gumbel_r::pdf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logpdf(x, loc, scale));
}
WENGERT_API Array gumbel_r::logcdf(const Array& x, const Array& loc, const Array& scale) {
  return -exp((loc - x) / scale);
}
WENGERT_API Array gumbel_r::cdf(const Array& x, const Array& loc, const Array& scale) {
  return exp(logcdf(x, loc, scale));
}
WENGERT_API Array gumbel_r::sf(const Array& x, const Array& loc, const Array& scale) {
  return -expm1(logcdf(x, loc, scale));
}
WENGERT_API Array gumbel_r::logsf(const Array& x, const Array& loc, const Array& scale) {
  return nn::log1mexp(-logcdf(x, loc, scale));
}
WENGERT_API Array gumbel_r::ppf(const Array& p, const Array& loc, const Array& scale) {
  return loc - scale * log(-log(p));
}

WENGERT_API Array gumbel_l::logpdf(const Array& x, const Array& loc, const Array& scale) {
  return gumbel_r::logpdf(loc, x, scale);
}
WENGERT_API Array gumbel_l::pdf(const Array& x, const Array& loc, const Array& scale) {
  return gumbel_r::pdf(loc, x, scale);
}
WENGERT_API Array gumbel_l::logcdf(const Array& x, const Array& loc, const Array& scale) {
  return gumbel_r::logsf(loc, x, scale);
}
WENGERT_API Array gumbel_l::cdf(const Array& x, const Array& loc, const Array& scale) {
  return gumbel_r::sf(loc, x, scale);
}
WENGERT_API Array gumbel_l::sf(const Array& x, const Array& loc, const Array& scale) {
  return gumbel_r::cdf(loc, x, scale);
}
WENGERT_API Array gumbel_l::logsf(const Array& x, const Array& loc, const Array& scale) {
  return gumbel_r::logcdf(loc, x, scale);
}
WENGERT_API Array gumbel_l::ppf(const Array& p, const Array& loc, const Array& scale) {
  return loc + scale * log(-log1p(-p));
}

WENGERT_API Array pareto::logpdf(const Array& x, const Array& b, const Array& loc,
                                 const Array& scale) {
  const Array z = (x - loc) / scale, inside = z >= 1;
  const Array value = log(b) - log(scale) - (b + 1.0) * log(where(inside, z, 1));
  return parts::supported(z, inside, value, -inf);
}
WENGERT_API Array pareto::pdf(const Array& x, const Array& b, const Array& loc,
                              const Array& scale) {
  return exp(logpdf(x, b, loc, scale));
}
WENGERT_API Array pareto::cdf(const Array& x, const Array& b, const Array& loc,
                              const Array& scale) {
  return -expm1(logsf(x, b, loc, scale));
}
WENGERT_API Array pareto::logcdf(const Array& x, const Array& b, const Array& loc,
                                 const Array& scale) {
  return nn::log1mexp(-logsf(x, b, loc, scale));
}
WENGERT_API Array pareto::sf(const Array& x, const Array& b, const Array& loc, const Array& scale) {
  return exp(logsf(x, b, loc, scale));
}
WENGERT_API Array pareto::logsf(const Array& x, const Array& b, const Array& loc,
                                const Array& scale) {
  return -b * log(maximum((x - loc) / scale, 1));
}
WENGERT_API Array pareto::ppf(const Array& p, const Array& b, const Array& loc,
                              const Array& scale) {
  return where((p >= 0) & (p <= 1), loc + scale * exp(-log1p(-p) / b), nan);
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
WENGERT_API Array gamma::pdf(const Array& x, const Array& a, const Array& loc, const Array& scale) {
  return exp(logpdf(x, a, loc, scale));
}
WENGERT_API Array gamma::logcdf(const Array& x, const Array& a, const Array& loc,
                                const Array& scale) {
  return log(cdf(x, a, loc, scale));
}
WENGERT_API Array gamma::sf(const Array& x, const Array& a, const Array& loc, const Array& scale) {
  return special::gammaincc(a, maximum(0, (x - loc) / scale));
}
WENGERT_API Array gamma::logsf(const Array& x, const Array& a, const Array& loc,
                               const Array& scale) {
  return log(sf(x, a, loc, scale));
}

WENGERT_API Array chi2::logpdf(const Array& x, const Array& df, const Array& loc,
                               const Array& scale) {
  return gamma::logpdf(x, df / 2.0, loc, 2.0 * scale);
}
WENGERT_API Array chi2::pdf(const Array& x, const Array& df, const Array& loc, const Array& scale) {
  return gamma::pdf(x, df / 2.0, loc, 2.0 * scale);
}
WENGERT_API Array chi2::cdf(const Array& x, const Array& df, const Array& loc, const Array& scale) {
  return gamma::cdf(x, df / 2.0, loc, 2.0 * scale);
}
WENGERT_API Array chi2::logcdf(const Array& x, const Array& df, const Array& loc,
                               const Array& scale) {
  return gamma::logcdf(x, df / 2.0, loc, 2.0 * scale);
}
WENGERT_API Array chi2::sf(const Array& x, const Array& df, const Array& loc, const Array& scale) {
  return gamma::sf(x, df / 2.0, loc, 2.0 * scale);
}
WENGERT_API Array chi2::logsf(const Array& x, const Array& df, const Array& loc,
                              const Array& scale) {
  return gamma::logsf(x, df / 2.0, loc, 2.0 * scale);
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
WENGERT_API Array beta::pdf(const Array& x, const Array& a, const Array& b, const Array& loc,
                            const Array& scale) {
  return exp(logpdf(x, a, b, loc, scale));
}
WENGERT_API Array beta::cdf(const Array& x, const Array& a, const Array& b, const Array& loc,
                            const Array& scale) {
  return special::betainc(a, b, clip((x - loc) / scale, 0, 1));
}
WENGERT_API Array beta::logcdf(const Array& x, const Array& a, const Array& b, const Array& loc,
                               const Array& scale) {
  return log(cdf(x, a, b, loc, scale));
}
WENGERT_API Array beta::sf(const Array& x, const Array& a, const Array& b, const Array& loc,
                           const Array& scale) {
  return special::betainc(b, a, clip(1 - (x - loc) / scale, 0, 1));
}
WENGERT_API Array beta::logsf(const Array& x, const Array& a, const Array& b, const Array& loc,
                              const Array& scale) {
  return log(sf(x, a, b, loc, scale));
}

WENGERT_API Array t::logpdf(const Array& x, const Array& df, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  return lgamma(0.5 * (df + 1)) - lgamma(0.5 * df) - 0.5 * log(df * pi) - log(scale) -
         0.5 * (df + 1) * log1p(z * z / df);
}
WENGERT_API Array t::pdf(const Array& x, const Array& df, const Array& loc, const Array& scale) {
  return exp(logpdf(x, df, loc, scale));
}
// Abramowitz and Stegun 26.7.1: both tails together are I of df / (df + z^2).
WENGERT_API Array t::cdf(const Array& x, const Array& df, const Array& loc, const Array& scale) {
  const Array z = (x - loc) / scale;
  const Array tail = 0.5 * special::betainc(df / 2.0, 0.5, df / (df + z * z));
  return where(z > 0, 1 - tail, tail);
}
WENGERT_API Array t::sf(const Array& x, const Array& df, const Array& loc, const Array& scale) {
  return cdf(loc, df, x, scale);
}

}  // namespace wengert::scipy::stats
#endif
