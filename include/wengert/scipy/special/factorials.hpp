// The gamma function and what counts with it; Hurwitz' zeta function; power transforms.
// Elementwise, with derivatives.
#pragma once

#include "wengert/scipy/special.hpp"

namespace wengert::scipy::special {

/// Γ(x), and its sign: NaN at the integers below 0, the sign of the zero at 0.
Array gamma(const Array& x);
Array gammasgn(const Array& x);
/// Γ(z + m) / Γ(z).
Array poch(const Array& z, const Array& m);
/// The number of ways to choose k of n, as a float; 0 unless 0 <= k <= n.
Array comb(const Array& n, const Array& k);

/// The sum over k >= 0 of (q + k)**-x, for x > 1: NaN below, inf at 1 and where a term is infinite.
Array zeta(const Array& x, const Array& q = 1.0);

/// (x**lambda - 1) / lambda, log(x) where lambda is 0; and that of 1 + x.
Array boxcox(const Array& x, const Array& lambda);
Array boxcox1p(const Array& x, const Array& lambda);

}  // namespace wengert::scipy::special

#if WENGERT_BODIES
namespace wengert::scipy::special {

WENGERT_API Array gammasgn(const Array& given) {
  const Array x = parts::floating(given), below = floor(x);
  const Array odd = below - 2 * floor(below / 2);
  const Array of_negative = where(below == x, nan, 1 - 2 * odd);
  return where(x > 0, 1, where(x == 0, copysign(1.0, x), where(x < 0, of_negative, nan)))
      .astype(x.dtype());
}
WENGERT_API Array gamma(const Array& given) {
  const Array x = parts::floating(given);
  // A zero has an infinity of its own sign; -inf, like the integers below 0, has none.
  return where(x == -inf, nan, gammasgn(x) * exp(lgamma(x)));
}
WENGERT_API Array poch(const Array& given_z, const Array& given_m) {
  const parts::Two both(given_z, given_m);
  const Array ratio = exp(lgamma(both.x + both.y) - lgamma(both.x));
  return where(both.y == 0, 1, gammasgn(both.x + both.y) * gammasgn(both.x) * ratio);
}
WENGERT_API Array comb(const Array& given_n, const Array& given_k) {
  const parts::Two both(given_n, given_k);
  const Array n = both.x, k = both.y, inside = (n >= 0) & (k >= 0) & (k <= n);
  const Array total = where(inside, n, 1), chosen = where(inside, k, 1);
  const Array ways = exp(lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1));
  // Of integers the result is one; lgamma gives it up to rounding.
  const Array whole = (floor(total) == total) & (floor(chosen) == chosen);
  return where(inside, where(whole, rint(ways), ways), 0);
}

// Ten terms and the Euler-Maclaurin formula for the rest, Abramowitz and Stegun 23.1.30; its
// coefficients are (2j)! / B_2j.
WENGERT_API Array zeta(const Array& given_x, const Array& given_q) {
  constexpr int terms = 10;
  constexpr double coefficients[] = {12.0,
                                     -720.0,
                                     30240.0,
                                     -1209600.0,
                                     47900160.0,
                                     -1892437580.3183791606367583213,
                                     74724249600.0,
                                     -2950130727918.1642244915463,
                                     1.1646782814350067249e14,
                                     -4.5979787224074726105e15,
                                     1.8152105401943546773e17,
                                     -7.1661652561756670113e18};
  const parts::Two both(given_x, given_q);
  const Array valid = (both.x > 1) & (both.y > 0);
  const Array x = where(valid, both.x, 2), q = where(valid, both.y, 1);
  Array sum = pow(q, -x);
  for (int k = 1; k < terms; ++k) sum = sum + pow(q + double(k), -x);
  const Array end = q + double(terms);
  const Array last = pow(end, -x);
  sum = sum + last * (end / (x - 1) + 0.5);
  Array factor = x * last / end;
  for (int j = 0; j < 12; ++j) {
    sum = sum + factor / coefficients[j];
    factor = factor * (x + double(2 * j + 1)) * (x + double(2 * j + 2)) / (end * end);
  }
  const Array pole = (both.x == 1) | ((both.x > 1) & (both.y <= 0) & (floor(both.y) == both.y));
  return where(valid, sum, where(pole, inf, nan));
}

WENGERT_API Array boxcox(const Array& given_x, const Array& given_lambda) {
  const parts::Two both(given_x, given_lambda);
  const Array zero = both.y == 0, lambda = where(zero, 1, both.y);
  return where(zero, log(both.x), expm1(lambda * log(both.x)) / lambda);
}
WENGERT_API Array boxcox1p(const Array& given_x, const Array& given_lambda) {
  const parts::Two both(given_x, given_lambda);
  const Array zero = both.y == 0, lambda = where(zero, 1, both.y);
  return where(zero, log1p(both.x), expm1(lambda * log1p(both.x)) / lambda);
}

}  // namespace wengert::scipy::special
#endif
