// SciPy's scipy.special: functions of statistics and physics, elementwise, with derivatives.
//
// Arguments broadcast; integers compute in the default float. Real only.
#pragma once

#include "wengert/numpy/reduction.hpp"

namespace wengert::scipy::special {

using wengert::digamma;
using wengert::erf;
using wengert::erfc;
using wengert::logsumexp;

Array erfinv(const Array& x);
Array gammaln(const Array& x);
/// 1 / (1 + exp(-x)), and its inverse log(p / (1 - p)).
Array expit(const Array& x);
Array logit(const Array& p);
/// log B(a, b) = gammaln(a) + gammaln(b) - gammaln(a + b); B itself.
Array betaln(const Array& a, const Array& b);
Array beta(const Array& a, const Array& b);
/// x log y, and x log(1 + y), 0 where x is 0.
Array xlogy(const Array& x, const Array& y);
Array xlog1py(const Array& x, const Array& y);
/// -x log x; 0 at 0, -inf below.
Array entr(const Array& x);
/// x log(x / y) - x + y, and x log(x / y).
Array kl_div(const Array& x, const Array& y);
Array rel_entr(const Array& x, const Array& y);
/// n! = Γ(n + 1).
Array factorial(const Array& n);

/// The normal distribution function, its logarithm (accurate in both tails) and its inverse.
Array ndtr(const Array& x);
Array log_ndtr(const Array& x);
Array ndtri(const Array& p);

/// Modified Bessel functions of the first kind, of order 0 and 1; with `e`, times exp(-|x|).
Array i0(const Array& x);
Array i0e(const Array& x);
Array i1(const Array& x);
Array i1e(const Array& x);

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x), for a > 0 and
/// x >= 0 (NaN elsewhere). Derivatives in both; reverse mode of first order.
Array gammainc(const Array& a, const Array& x);
Array gammaincc(const Array& a, const Array& x);

/// The sum over k of polygamma's series: the n-th derivative of digamma. n is static.
Array polygamma(int n, const Array& x);
/// log Γ_d(a), the multivariate gamma function.
Array multigammaln(const Array& a, int d);

}  // namespace wengert::scipy::special

namespace wengert {
/// NumPy's name for the modified Bessel function of order 0.
inline Array i0(const Array& x) { return scipy::special::i0(x); }
}  // namespace wengert

#if WENGERT_BODIES
#include <cmath>

#include "wengert/api/custom.hpp"
#include "wengert/api/jvp.hpp"
#include "wengert/api/loop.hpp"

namespace wengert::scipy::special {

namespace parts {

inline Array floating(const Array& x) { return x.astype(to_inexact(x.dtype())); }

/// Operands of one floating dtype and shape.
struct Two {
  Array x, y;
  Two(const Array& a, const Array& b) {
    const Array both = floating(a) + floating(b);
    x = broadcast_to(a.astype(both.dtype()), Integers(both.shape()));
    y = broadcast_to(b.astype(both.dtype()), Integers(both.shape()));
  }
};

/// c[0] + x (c[1] + x (…)).
inline Array horner(const Array& x, const std::vector<double>& c) {
  Array value = full_like(x, c.back());
  for (std::size_t k = c.size() - 1; k-- > 0;) value = value * x + c[k];
  return value;
}

}  // namespace parts

WENGERT_API Array erfinv(const Array& x) { return erf_inv(x); }
WENGERT_API Array gammaln(const Array& x) { return lgamma(x); }
WENGERT_API Array expit(const Array& x) { return logistic(x); }
WENGERT_API Array logit(const Array& p) { return log(p / (1 - p)); }

WENGERT_API Array betaln(const Array& a, const Array& b) {
  return lgamma(a) + lgamma(b) - lgamma(a + b);
}
WENGERT_API Array beta(const Array& a, const Array& b) { return exp(betaln(a, b)); }

WENGERT_API Array xlogy(const Array& given_x, const Array& given_y) {
  const parts::Two both(given_x, given_y);
  const Array zero = both.x == 0;
  return where(zero, 0, both.x * log(where(zero, 1, both.y)));
}
WENGERT_API Array xlog1py(const Array& given_x, const Array& given_y) {
  const parts::Two both(given_x, given_y);
  const Array zero = both.x == 0;
  return where(zero, 0, both.x * log1p(where(zero, 0, both.y)));
}
WENGERT_API Array entr(const Array& given) {
  const Array x = parts::floating(given);
  return where(x < 0, -inf, -xlogy(x, x));
}
WENGERT_API Array rel_entr(const Array& given_x, const Array& given_y) {
  const parts::Two both(given_x, given_y);
  const Array inside = (both.x > 0) & (both.y > 0);
  const Array x = where(inside, both.x, 1), y = where(inside, both.y, 1);
  return where(inside, x * log(x / y), where((both.x == 0) & (both.y >= 0), 0, inf));
}
WENGERT_API Array kl_div(const Array& x, const Array& y) { return rel_entr(x, y) - x + y; }
WENGERT_API Array factorial(const Array& n) { return where(n < 0, 0, exp(lgamma(n + 1.0))); }

WENGERT_API Array ndtr(const Array& x) { return 0.5 * erfc(-std::sqrt(0.5) * x); }

// Far below zero by the asymptotic series of Abramowitz and Stegun 26.2.12, log(phi(x) / -x) +
// log(1 - 1/x^2 + 3/x^4 - …); above by log1p of the other tail.
WENGERT_API Array log_ndtr(const Array& given) {
  const Array x = parts::floating(given);
  const bool wide = x.dtype() == Dtype::f64;
  const double low = wide ? -20 : -10, high = wide ? 8 : 5;
  const Array below = minimum(x, low);
  std::vector<double> series{1};
  for (int k = 1; k <= (wide ? 10 : 5); ++k) series.push_back(-series.back() * (2 * k - 1));
  const Array squared = below * below;
  const Array tail = -0.5 * squared - log(-below) - 0.5 * std::log(2 * pi) +
                     log(parts::horner(1 / squared, series));
  const Array middle = log(ndtr(clip(x, low, high))), top = -ndtr(-maximum(x, high));
  return where(x > high, top, where(x > low, middle, tail));
}

// Halley's iteration on log_ndtr for the smaller tail, from an asymptotic start.
WENGERT_API Array ndtri(const Array& given) {
  const auto value = [](Array p) {
    const Array smaller = minimum(p, 1 - p);
    const Array inside = smaller > 0;
    const Array q = where(inside, smaller, 0.25), wanted = log(q);
    const Array t = sqrt(-2 * wanted);
    Array x = where(q > 0.1, std::sqrt(2.0) * erf_inv(2 * q - 1),
                    -(t - (std::log(4 * pi) / 2 + log(t)) / t));
    for (int k = 0; k < 4; ++k) {
      const Array now = log_ndtr(x);
      const Array slope = exp(-0.5 * x * x - 0.5 * std::log(2 * pi) - now);
      const Array step = (now - wanted) / slope;
      x = x - step / (1 + 0.5 * step * (x + slope));
    }
    const Array edge = where(p == 0, -inf, where(p == 1, inf, nan));
    return Array(where(inside, where(p > 0.5, -x, x), edge.astype(p.dtype())));
  };
  const auto rule = [value](Array p, Array t) {
    const Array x = value(p);
    return std::pair{x, Array(t * std::sqrt(2 * pi) * exp(0.5 * x * x))};
  };
  return custom_jvp(value, rule)(parts::floating(given));
}

namespace parts {

// exp(-|x|) I_order(x): the power series (Abramowitz and Stegun 9.6.10), whose terms are all
// positive, to |x| = 20 and the asymptotic series (9.7.1) beyond, both far below rounding there.
inline Array bessel_e(const Array& given, int order) {
  const Array x = floating(given);
  constexpr double border = 20;
  constexpr int terms = 64, asymptotic_terms = 25;
  const Array magnitude = abs(x);
  const Array small = clip(x, -border, border), half = 0.5 * small;
  std::vector<double> series{1}, asymptotic{1};
  for (int k = 1; k < terms; ++k) series.push_back(series.back() / (double(k) * (k + order)));
  for (int k = 1; k < asymptotic_terms; ++k)
    asymptotic.push_back(-asymptotic.back() *
                         (4.0 * order * order - (2.0 * k - 1) * (2.0 * k - 1)) / (8.0 * k));
  Array near = horner(half * half, series) * exp(-abs(small));
  const Array large = maximum(magnitude, border);
  Array far = horner(1 / large, asymptotic) / sqrt(2 * pi * large);
  if (order == 1) {
    near = near * half;
    far = copysign(far, x);
  }
  return where(magnitude <= border, near, far);
}

}  // namespace parts

WENGERT_API Array i0e(const Array& x) { return parts::bessel_e(x, 0); }
WENGERT_API Array i1e(const Array& x) { return parts::bessel_e(x, 1); }
WENGERT_API Array i0(const Array& x) { return exp(abs(x)) * i0e(x); }
WENGERT_API Array i1(const Array& x) { return exp(abs(x)) * i1e(x); }

namespace parts {

/// Enough for the orders up to 1e5 in double precision.
constexpr int most_terms = 4000;

// Σ x^n / ((a + 1) … (a + n)), for 0 <= x < a + 1, until no element changes.
inline Array gamma_series(const Array& a, const Array& x) {
  using State = std::tuple<Array, Array, Array>;  // a + n, term, sum
  const double epsilon = a.dtype() == Dtype::f64 ? 1e-17 : 1e-8;
  const Array one = ones_like(a);
  return std::get<2>(while_loop(
      [&](State s) {
        return any(abs(std::get<1>(s)) > epsilon * abs(std::get<2>(s))) &
               (max(std::get<0>(s) - a) < most_terms);
      },
      [&](State s) {
        const Array n = std::get<0>(s) + 1, term = std::get<1>(s) * x / n;
        return State{n, term, std::get<2>(s) + term};
      },
      State{a, one, one}));
}

// 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - …))), for x >= a + 1, the
// fraction of Abramowitz and Stegun 6.5.31 as Lentz evaluates it, until no element changes.
inline Array gamma_fraction(const Array& a, const Array& x) {
  using State = std::tuple<Array, Array, Array, Array, Array>;  // n, b, c, d, value
  const bool wide = a.dtype() == Dtype::f64;
  const Array least = full_like(a, wide ? 1e-290 : 1e-30);
  const auto away = [&](const Array& v) { return Array(where(abs(v) < least, least, v)); };
  const Array b0 = x + 1 - a, d0 = 1 / away(b0);
  return std::get<4>(while_loop(
      [&](State s) {
        return any(abs(std::get<2>(s) * std::get<3>(s) - 1) > (wide ? 2e-16 : 2e-7)) &
               (max(std::get<0>(s)) < most_terms);
      },
      [&](State s) {
        const Array n = std::get<0>(s) + 1;
        const Array factor = -n * (n - a), b = std::get<1>(s) + 2;
        const Array d = 1 / away(factor * std::get<3>(s) + b),
                    c = away(b + factor / std::get<2>(s));
        return State{n, b, c, d, std::get<4>(s) * c * d};
      },
      State{zeros_like(a), b0, full_like(a, 1e30), d0, d0}));
}

// P(a, x) is x^a e^-x / Γ(a + 1) times the series, Q(a, x) is x^a e^-x / Γ(a) times the fraction.
inline Array incomplete_gamma(const Array& a, const Array& x, bool upper) {
  const Array valid = (a > 0) & (x >= 0), edge = (x == 0) | (x == inf);
  const Array order = where(valid, a, 1), at = where(valid & !edge, x, 1);
  const Array use_series = where(edge | !valid, true, x < a + 1);
  const Array small = where(use_series, at, 0.5 * order), large = where(use_series, order + 2, at);
  const Array lower_side =
      exp(order * log(small) - small - lgamma(order + 1)) * gamma_series(order, small);
  const Array upper_side =
      exp(order * log(large) - large - lgamma(order)) * gamma_fraction(order, large);
  const Array value = upper ? Array(where(use_series, 1 - lower_side, upper_side))
                            : Array(where(use_series, lower_side, 1 - upper_side));
  const Array at_edge = where(x == 0, upper ? 1 : 0, upper ? 0 : 1).astype(a.dtype());
  return where(valid, where(edge, at_edge, value), nan);
}

inline Array gamma_cdf(const Array& given_a, const Array& given_x, bool upper) {
  const Two both(given_a, given_x);
  const auto value = [upper](Array a, Array x) { return incomplete_gamma(a, x, upper); };
  const auto rule = [upper](Array a, Array x, Array da, Array dx) {
    const auto [y, slope] = jvp([&](Array b) { return incomplete_gamma(b, x, upper); },
                                std::tuple{a}, std::tuple{Array(ones_like(a))});
    const Array density = exp(xlogy(a - 1, x) - x - lgamma(a));
    return std::pair{Array(y), Array(slope * da + (upper ? -1.0 : 1.0) * density * dx)};
  };
  return custom_jvp(value, rule)(both.x, both.y);
}

}  // namespace parts

WENGERT_API Array gammainc(const Array& a, const Array& x) { return parts::gamma_cdf(a, x, false); }
WENGERT_API Array gammaincc(const Array& a, const Array& x) { return parts::gamma_cdf(a, x, true); }

WENGERT_API Array polygamma(int n, const Array& x) {
  if (n < 0) throw ValueError(cat("polygamma: n is ", n, "; it must not be negative"));
  if (n == 0) return digamma(x);
  return apply_primitive(primitive<ops::Polygamma>(), {{"order", std::int64_t(n)}},
                         {parts::floating(x).handle()});
}
WENGERT_API Array multigammaln(const Array& a, int d) {
  Array sum = parts::floating(a) * 0 + d * (d - 1) / 4.0 * std::log(pi);
  for (int k = 0; k < d; ++k) sum = sum + lgamma(a - 0.5 * k);
  return sum;
}

}  // namespace wengert::scipy::special
#endif
