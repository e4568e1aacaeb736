// Exponential integrals. Elementwise, with derivatives of every order.
#pragma once

#include "wengert/scipy/special.hpp"

namespace wengert::scipy::special {

/// The integral of exp(-x t) / t**n for t from 1 to infinity, x >= 0 (NaN below); n is static.
/// Throws ValueError of a negative n.
Array expn(int n, const Array& x);
/// The same of n = 1.
Array exp1(const Array& x);
/// The principal value of the integral of exp(t) / t for t from -infinity to x.
Array expi(const Array& x);

}  // namespace wengert::scipy::special

#if WENGERT_BODIES
namespace wengert::scipy::special {

namespace parts {

/// -γ + 1 + 1/2 + … + 1/(n - 1).
inline double digamma_of(int n) {
  double value = -0.57721566490153286;
  for (int k = 1; k < n; ++k) value += 1.0 / k;
  return value;
}

// Up to 1 the power series (Abramowitz and Stegun 5.1.12), beyond the continued fraction (5.1.22),
// whose depth is what it needs at 1.
inline Array exponential_integral(int n, const Array& x) {
  const Array valid = x > 0;
  const Array small = where(valid & (x <= 1), x, 0.5), large = where(x > 1, x, 2.0);
  Array series = zeros_like(x), term = ones_like(x);
  for (int m = 0; m < 24; ++m) {
    if (m > 0) term = term * -small / double(m);
    if (m == n - 1)
      series = series + term * (digamma_of(n) - log(small));
    else
      series = series - term / double(m - n + 1);
  }
  const auto step = [&](Array i, Array below) {
    const Array k = 150 - i.astype(x.dtype());
    return Array(large + (k + (n - 1)) / (1 + k / below));
  };
  const Array fraction = exp(-large) / fori_loop(0, 150, step, large);
  const Array at_zero = n > 1 ? full_like(x, 1.0 / (n - 1)) : full_like(x, inf);
  return where(valid, where(x <= 1, series, fraction), where(x == 0, at_zero, nan));
}

// Below 40 the power series, whose terms have one sign; beyond the asymptotic one (5.1.51).
inline Array principal_integral(const Array& x) {
  const Array valid = x > 0;
  const Array small = where(valid & (x <= 40), x, 0.5), large = where(x > 40, x, 50.0);
  using State = std::tuple<Array, Array>;  // term, sum
  const auto step = [&](Array i, State s) {
    const Array k = i.astype(x.dtype()) + 1, term = std::get<0>(s) * small / k;
    return State{term, std::get<1>(s) + term / k};
  };
  const Array series = 0.57721566490153286 + log(small) +
                       std::get<1>(fori_loop(0, 140, step, State{ones_like(x), zeros_like(x)}));
  Array asymptotic = ones_like(x);
  for (int k = 36; k > 0; --k) asymptotic = 1 + double(k) / large * asymptotic;
  const Array far = where(x == inf, inf, exp(large) / large * asymptotic);
  return where(x <= 40, series, where(x > 40, far, nan));
}

}  // namespace parts

WENGERT_API Array expn(int n, const Array& given) {
  if (n < 0) throw ValueError(cat("expn: n is ", n, "; it must not be negative"));
  const Array x = parts::floating(given);
  if (n == 0) return where(x < 0, nan, exp(-x) / x);
  const auto rule = [n](Array at, Array t) {
    return std::pair{parts::exponential_integral(n, at), Array(-expn(n - 1, at) * t)};
  };
  return custom_jvp([n](Array at) { return parts::exponential_integral(n, at); }, rule)(x);
}
WENGERT_API Array exp1(const Array& x) { return expn(1, x); }

WENGERT_API Array expi(const Array& given) {
  const Array x = parts::floating(given);
  const auto value = [](Array at) {
    const Array below = -parts::exponential_integral(1, -at);
    return Array(where(at < 0, below, where(at == 0, -inf, parts::principal_integral(at))));
  };
  const auto rule = [value](Array at, Array t) {
    return std::pair{value(at), Array(exp(at) / at * t)};
  };
  return custom_jvp(value, rule)(x);
}

}  // namespace wengert::scipy::special
#endif
