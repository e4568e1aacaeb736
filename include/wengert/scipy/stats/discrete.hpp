// Discrete distributions: logarithms of probabilities (logpmf) and probabilities (pmf) of counts k,
// which are 0 where k is no integer in range. Arguments broadcast; `loc` shifts.
#pragma once

#include "wengert/scipy/special.hpp"

namespace wengert::scipy::stats {

/// 1 with probability p, else 0.
namespace bernoulli {
Array logpmf(const Array& k, const Array& p, const Array& loc = 0.0);
Array pmf(const Array& k, const Array& p, const Array& loc = 0.0);
Array cdf(const Array& k, const Array& p);
Array ppf(const Array& q, const Array& p);
}  // namespace bernoulli

/// Successes among n trials of probability p; where p itself is drawn from beta(a, b).
namespace binom {
Array logpmf(const Array& k, const Array& n, const Array& p, const Array& loc = 0.0);
Array pmf(const Array& k, const Array& n, const Array& p, const Array& loc = 0.0);
}  // namespace binom
namespace betabinom {
Array logpmf(const Array& k, const Array& n, const Array& a, const Array& b,
             const Array& loc = 0.0);
Array pmf(const Array& k, const Array& n, const Array& a, const Array& b, const Array& loc = 0.0);
}  // namespace betabinom

/// Failures before the n-th success; trials up to the first.
namespace nbinom {
Array logpmf(const Array& k, const Array& n, const Array& p, const Array& loc = 0.0);
Array pmf(const Array& k, const Array& n, const Array& p, const Array& loc = 0.0);
}  // namespace nbinom
namespace geom {
Array logpmf(const Array& k, const Array& p, const Array& loc = 0.0);
Array pmf(const Array& k, const Array& p, const Array& loc = 0.0);
}  // namespace geom

/// The Poisson distribution of mean mu.
namespace poisson {
Array logpmf(const Array& k, const Array& mu, const Array& loc = 0.0);
Array pmf(const Array& k, const Array& mu, const Array& loc = 0.0);
Array cdf(const Array& k, const Array& mu, const Array& loc = 0.0);
}  // namespace poisson

/// How n trials fall into classes: counts and probabilities along the last axis.
namespace multinomial {
Array logpmf(const Array& x, const Array& n, const Array& p);
Array pmf(const Array& x, const Array& n, const Array& p);
}  // namespace multinomial

}  // namespace wengert::scipy::stats

#if WENGERT_BODIES
namespace wengert::scipy::stats {

namespace parts {

/// Counts less loc, in floating point, and whether each is an integer between 0 and `most`.
struct Counts {
  Array k, valid;
  Counts(const Array& given, const Array& loc, const Array& most)
      : k(given.astype(to_inexact(given.dtype())) - loc),
        valid((k >= 0) & (k <= most) & (floor(k) == k)) {}
  /// Where they are not valid, 0 stands in; NaN stays.
  Array place() const { return where(valid, k, 0); }
  Array of(const Array& value) const { return where(valid, value, where(k == k, -inf, nan)); }
};
/// log of n over k.
inline Array log_ways(const Array& n, const Array& k) {
  return lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0);
}

}  // namespace parts

WENGERT_API Array bernoulli::logpmf(const Array& given, const Array& p, const Array& loc) {
  const parts::Counts counts(given, loc, 1);
  return counts.of(where(counts.place() == 0, log1p(-p), log(p)));
}
WENGERT_API Array bernoulli::pmf(const Array& k, const Array& p, const Array& loc) {
  return exp(logpmf(k, p, loc));
}
WENGERT_API Array bernoulli::cdf(const Array& k, const Array& p) {
  return where(k < 0, 0, where(k < 1, 1 - p, where((p >= 0) & (p <= 1) & (k == k), 1, nan)));
}
WENGERT_API Array bernoulli::ppf(const Array& q, const Array& p) {
  const Array valid = (q >= 0) & (q <= 1) & (p >= 0) & (p <= 1);
  return where(valid, where(q <= 1 - p, 0, 1), nan);
}

WENGERT_API Array binom::logpmf(const Array& given, const Array& n, const Array& p,
                                const Array& loc) {
  const parts::Counts counts(given, loc, n);
  const Array k = counts.place();
  return counts.of(parts::log_ways(n, k) + special::xlogy(k, p) + special::xlog1py(n - k, -p));
}
WENGERT_API Array binom::pmf(const Array& k, const Array& n, const Array& p, const Array& loc) {
  return exp(logpmf(k, n, p, loc));
}

WENGERT_API Array betabinom::logpmf(const Array& given, const Array& n, const Array& a,
                                    const Array& b, const Array& loc) {
  const parts::Counts counts(given, loc, n);
  const Array k = counts.place();
  return counts.of(parts::log_ways(n, k) + special::betaln(k + a, n - k + b) -
                   special::betaln(a, b));
}
WENGERT_API Array betabinom::pmf(const Array& k, const Array& n, const Array& a, const Array& b,
                                 const Array& loc) {
  return exp(logpmf(k, n, a, b, loc));
}

WENGERT_API Array nbinom::logpmf(const Array& given, const Array& n, const Array& p,
                                 const Array& loc) {
  const parts::Counts counts(given, loc, inf);
  const Array k = counts.place();
  return counts.of(lgamma(k + n) - lgamma(n) - lgamma(k + 1.0) + special::xlogy(n, p) +
                   special::xlog1py(k, -p));
}
WENGERT_API Array nbinom::pmf(const Array& k, const Array& n, const Array& p, const Array& loc) {
  return exp(logpmf(k, n, p, loc));
}

WENGERT_API Array geom::logpmf(const Array& given, const Array& p, const Array& loc) {
  const parts::Counts failures(given, loc + 1.0, inf);
  return failures.of(special::xlog1py(failures.place(), -p) + log(p));
}
WENGERT_API Array geom::pmf(const Array& k, const Array& p, const Array& loc) {
  return exp(logpmf(k, p, loc));
}

WENGERT_API Array poisson::logpmf(const Array& k, const Array& mu, const Array& loc) {
  const Array n = k.astype(to_inexact(k.dtype())) - loc;
  return where((n < 0) | (floor(n) != n), -inf, special::xlogy(n, mu) - lgamma(n + 1) - mu);
}
WENGERT_API Array poisson::pmf(const Array& k, const Array& mu, const Array& loc) {
  return exp(logpmf(k, mu, loc));
}
WENGERT_API Array poisson::cdf(const Array& k, const Array& mu, const Array& loc) {
  const Array n = k - loc;
  return where(n < 0, 0, special::gammaincc(floor(maximum(n, 0) + 1.0), mu));
}

WENGERT_API Array multinomial::logpmf(const Array& given, const Array& n, const Array& p) {
  if (given.ndim() == 0 || p.ndim() == 0)
    throw ShapeError(cat("multinomial: x is ", given.type(), " and p ", p.type(),
                         "; both need an axis of classes"));
  const parts::Counts counts(given, 0.0, inf);
  const Array k = counts.place();
  const Array value = lgamma(n + 1.0) + sum(special::xlogy(k, p) - lgamma(k + 1.0), -1);
  return where(all(counts.valid, -1) & (sum(k, -1) == n), value, -inf);
}
WENGERT_API Array multinomial::pmf(const Array& x, const Array& n, const Array& p) {
  return exp(logpmf(x, n, p));
}

}  // namespace wengert::scipy::stats
#endif
