// The logarithm of the gamma function and its derivative.
//
// For moderate arguments the recurrences lead to an interval about 2, where a polynomial that is
// exact at the zero of the function serves; beyond 4.4, Stirling's series (Abramowitz and Stegun
// 6.1.40 and 6.3.18) with minimax coefficients. Negative arguments are reflected on a `rare` path;
// there, near the zeros of lgamma and digamma, the error is small beside the larger of the terms,
// not beside the result.
#pragma once

#include "wengert/math/binary.hpp"
#include "wengert/math/compensated.hpp"
#include "wengert/math/logarithm.hpp"
#include "wengert/math/polynomial.hpp"
#include "wengert/math/trigonometric.hpp"

namespace wengert::math {

/// (lgamma(2 + e) / e - lgamma'(2)) / e for e in [-1, 0.415]: minimax (Remez) of lgamma, max error
/// 2^-26.1 and 2^-55.1 relative to the larger of lgamma(2 + e) / e and 0.16.
template <class V>
V lgamma_curvature(V e) {
  if constexpr (is_single<V>) {
    return polynomial(e, 0x1.47739p-13, 0x1.04af48p-13, 0x1.37f61p-15, -0x1.b37378p-12,
                      0x1.dafcdep-12, -0x1.2d42c6p-10, 0x1.7d8f74p-9, -0x1.e437eep-8,
                      0x1.5129e4p-6, -0x1.13dff2p-4, 0x1.4a34dp-2);
  } else {
    return polynomial(e, 0x1.56428d9b497c9p-22, 0x1.c2bbfd1200e89p-20, 0x1.fb62caf4b7b0dp-19,
                      0x1.120354e524191p-18, 0x1.7aaf75568394dp-20, -0x1.dbf984cf41057p-20,
                      -0x1.c8979ab8021fep-20, -0x1.a3c1a997b2e78p-21, 0x1.8b9e9c5598fc7p-20,
                      -0x1.d81f01d9b154fp-20, 0x1.231c2c614a40fp-18, -0x1.3ec9cbde9db94p-17,
                      0x1.57f34476864f8p-16, -0x1.78d05a03fee1cp-15, 0x1.a12935edd4bbep-14,
                      -0x1.d3fd7edee2bedp-13, 0x1.0b36aba42e4d9p-11, -0x1.38ac5bfeb5816p-10,
                      0x1.7add6eb70585cp-9, -0x1.e404fc21b112bp-8, 0x1.51322ac7d378fp-6,
                      -0x1.13e001a5575edp-4, 0x1.4a34cc4a60facp-2);
  }
}

/// x (lgamma x - (x - 1/2) log x + x - log(2 pi) / 2) for x >= 4.4, z being 1 / x^2: minimax
/// (Remez), max relative error of lgamma 2^-32 and 2^-59.
template <class V>
V stirling_rest(V z) {
  if constexpr (is_single<V>) {
    return polynomial(z, 0x1.821bc6p-11, -0x1.6bd9bp-9, 0x1.55555p-4);
  } else {
    return polynomial(z, -0x1.39f7288efdc8fp-7, 0x1.434821c0eee0ep-8, -0x1.e4a00b9920451p-10,
                      0x1.b845abaef77f3p-11, -0x1.380ec41c95818p-11, 0x1.a019f557eacbcp-11,
                      -0x1.6c16c16816e6fp-9, 0x1.5555555555464p-4);
  }
}

/// (x - 1/2) (log x - 1) + (log(2 pi) - 1) / 2 + rest / x for x >= 4.4, log x given in two parts.
template <class V>
V lgamma_far(V x, Pair<V> logarithm) {
  const V one = like(x, 1), half = like(x, 0.5);
  const V inverse = one / x;
  const V factor = x - half;
  const Pair<V> less_1 = ordered_sum(ordered_sum(logarithm.high, logarithm.low), -one);
  const Pair<V> large = exact_product(factor, less_1.high);
  const V constant = like(x, 0x1.acfe390c97d69p-2);
  const V small = fma(inverse, stirling_rest(inverse * inverse), constant);
  const V rest = large.low + fma(factor, less_1.low, small);
  return select(large.high < like(x, infinity<V>), large.high + rest, large.high);
}

/// For x >= 0. With y = x + 1, x, x - 1 or x - 2 in [1, 2.414) and e = y - 2, lgamma x is e
/// (lgamma(2 + e) / e) plus or minus the logarithm of the factors between. Below 1.33, where lgamma
/// x = lgamma(1 + x) - log x has its zero at 1, the terms of order x - 1 of both cancel exactly.
template <class V>
V lgamma_of_positive(V x) {
  const V zero = like(x, 0), one = like(x, 1);
  const auto below = x < like(x, 1.33), above = x >= like(x, 2.414);
  const auto twice = x >= like(x, 3.414), far = x >= like(x, 4.414);
  const V x_1 = x - one, x_2 = x - like(x, 2);
  const V factors = select(above, select(twice, x_1 * x_2, x_1), select(below, x, one));
  const auto [mantissa, k] = split(select(far, x, factors));
  const Pair<V> logarithm = log_pair_of_parts(k, mantissa - one);

  const V e_above = select(twice, x - like(x, 4), x - like(x, 3));
  const V e = select(above, e_above, select(below, x_1, x_2));
  const V sign = select(below, -one, one);
  const V slope_below = like(x, is_single<V> ? -0x1.2788dp-1 : -0x1.2788cfc6fb619p-1);
  const V slope_above = like(x, is_single<V> ? 0x1.b0ee6p-2 : 0x1.b0ee6072093cep-2);
  const V slope = select(below, slope_below, slope_above);
  const Pair<V> head = exact_sum(select(below, e, zero), sign * logarithm.high);
  const Pair<V> bend = exact_product(e, lgamma_curvature(e));
  const Pair<V> secant = ordered_sum(slope, bend.high);
  const Pair<V> rest = exact_product(e, secant.high);
  const V slope_low = like(x, is_single<V> ? 0x1.c824f4p-28 : 0x1.6cb90701fbfabp-58);
  const V least = fma(e, secant.low + (bend.low + slope_low), rest.low);
  const V near = head.high + (fma(sign, logarithm.low, rest.high) + (head.low + least));
  return select(far, lgamma_far(x, logarithm), select(x == zero, like(x, infinity<V>), near));
}

/// pi t in two parts.
template <class V>
Pair<V> times_pi(V t) {
  const Pair<V> pi = is_single<V> ? pair_like(t, 0x1.921fb6p1, -0x1.777a5cp-24)
                                  : pair_like(t, 0x1.921fb54442d18p1, 0x1.1a62633145c07p-53);
  const Pair<V> head = exact_product(t, pi.high);
  return {head.high, fma(t, pi.low, head.low)};
}

/// |sin(pi x)| and cos(pi x) with the sign of tan(pi x).
template <class V>
struct PiWave {
  V sine, cosine;
};

template <class V>
PiWave<V> wave_of_pi(V x) {
  const V turn = x - rint(x);  // exact, in [-1/2, 1/2]
  const V distance = abs(turn);
  const auto beyond = distance > like(x, 0.25);
  const auto [r, tail] = times_pi(select(beyond, like(x, 0.5) - distance, distance));
  const Pair<V> sine = sine_parts(r, tail), cosine = cosine_parts(r, tail);
  const V s = sine.high + sine.low, c = cosine.high + cosine.low;
  return {select(beyond, c, s), copysign(select(beyond, s, c), turn)};
}

/// log |Gamma(x)|; infinite at 0 and the negative integers.
template <class V>
V lgamma(V x) {
  const V magnitude = abs(x);
  const V positive = lgamma_of_positive(magnitude);
  // Gamma(x) Gamma(-x) = -pi / (x sin(pi x))
  const auto reflect = [&] {
    const V ratio = wave_of_pi(magnitude).sine / times_pi(magnitude).high;
    const V sum = -log(ratio) - like(x, 2) * log(magnitude);
    const V zero = like(x, 0);
    const auto regular = (ratio > zero) | (magnitude != magnitude);  // neither a pole nor -infinity
    return select(regular, sum - positive, like(x, infinity<V>));
  };
  return rare(x < like(x, 0), reflect, positive);
}

/// digamma(y) / (y - root) for y in [1, 2.25], v being y - 1.75 and root the positive zero
/// 1.4616...: minimax (Remez), max relative error 2^-25.5 and 2^-55.
template <class V>
Pair<V> digamma_slope(V v) {
  if constexpr (is_single<V>) {
    const V rest = polynomial(v, 0x1.54b642p-8, -0x1.c9f55p-10, 0x1.235ff6p-9, -0x1.19ff66p-7,
                              0x1.db43cap-7, -0x1.955368p-6, 0x1.6e93cep-5, -0x1.51169p-4,
                              0x1.41c932p-3, -0x1.4e15a2p-2, -0x1.5f1cp-32);
    return ordered_sum(like(v, 0x1.b763cap-1), rest);
  } else {
    const V rest = polynomial(v, -0x1.0710214a1ea6fp-16, -0x1.53b3aac6de5fep-16,
                              0x1.6ce802adcc98fp-19, 0x1.1707128181806p-15,
                              -0x1.374b253d6506bp-19, 0x1.07a6f806d063fp-19,
                              -0x1.2ca5c002169f2p-15, 0x1.c9e95a822a8b2p-15,
                              -0x1.678ff1b3d13bp-14, 0x1.43641609b4828p-13,
                              -0x1.1ce1b7853c3ebp-12, 0x1.f1caa9e78b5fep-12,
                              -0x1.b3e6c1fbfb8e2p-11, 0x1.7e0ab1e4e5514p-10,
                              -0x1.4f1c6563482cfp-9, 0x1.2660204fcdcb1p-8, -0x1.0335d19446ed2p-7,
                              0x1.ca494728eba69p-7, -0x1.97cc6e1332929p-6, 0x1.6effaf57daf7ap-5,
                              -0x1.510ab0e54652fp-4, 0x1.41c830a320745p-3, -0x1.4e15b17372dbcp-2,
                              -0x1.7fcb4b2127c38p-57);
    return ordered_sum(like(v, 0x1.b763ca67112ap-1), rest);
  }
}

/// x^2 (log x - 1 / (2 x) - digamma x) for x >= 4.25, z being 1 / x^2: minimax (Remez), max
/// relative error of digamma 2^-31.8 and 2^-56.2.
template <class V>
V digamma_rest(V z) {
  if constexpr (is_single<V>) {
    return polynomial(z, 0x1.d305e6p-9, -0x1.10a288p-7, 0x1.555532p-4);
  } else {
    return polynomial(z, -0x1.e9e95702fd45cp-4, 0x1.e5e36da0b3cc8p-5, -0x1.46cb3e5aa05b3p-6,
                      0x1.ee3b847e85304p-8, -0x1.11068c35816f6p-8, 0x1.041024f9186d4p-8,
                      -0x1.111110fe6f7c4p-7, 0x1.55555555543b8p-4);
  }
}

/// For x >= 0, by the recurrence digamma(x + 1) = digamma(x) + 1 / x from y = x + 1, x, x - 1 or x
/// - 2 in [1, 2.25); the fractions are added before the one division.
template <class V>
V digamma_of_positive(V x) {
  const V zero = like(x, 0), one = like(x, 1), two = like(x, 2), inf = like(x, infinity<V>);
  const auto below = x < one, above = x >= like(x, 2.25);
  const auto twice = x >= like(x, 3.25), far = x >= like(x, 4.25);
  const V x_1 = x - one;
  const V numerator_above = select(twice, fma(two, x, like(x, -3)), one);
  const V numerator = select(above, numerator_above, select(below, -one, zero));
  const V denominator_above = select(twice, x_1 * (x - two), x_1);
  const V denominator = select(above, denominator_above, select(below, x, one));
  const V inverse = one / select(far, x, denominator);
  const V fraction = numerator * inverse;
  const V lost = fma(-fraction, denominator, numerator) * inverse;

  const V v_above = select(twice, x - like(x, 3.75), x - like(x, 2.75));
  const V v = select(above, v_above, select(below, x - like(x, 0.75), x - like(x, 1.75)));
  const Pair<V> root = is_single<V>
                           ? pair_like(x, 0x1.762d86p0 - 1.75, 0x1.ab5f2p-27)
                           : pair_like(x, 0x1.762d86356be3fp0 - 1.75, 0x1.b86a722197829p-54);
  const Pair<V> from_root = {v - root.high, -root.low};
  const Pair<V> smooth = product(from_root, digamma_slope(v));
  const V near = fraction + (smooth.high + (smooth.low + lost));
  const V bounded = select(abs(fraction) < inf, near, fraction);

  const auto [mantissa, k] = split_normal(x);
  const auto [head, tail] = log_pair_of_parts(k, mantissa - one);
  const V small = inverse * fma(inverse, digamma_rest(inverse * inverse), like(x, 0.5));
  const V beyond = select(x < inf, head + (tail - small), x);
  return select(far, beyond, bounded);
}

/// The derivative of lgamma; NaN at the negative integers.
template <class V>
V digamma(V x) {
  const V zero = like(x, 0);
  const auto negative = x < zero;
  const V positive = digamma_of_positive(select(negative, like(x, 1) - x, x));
  // digamma(x) = digamma(1 - x) - pi / tan(pi x)
  const auto reflect = [&] {
    const auto [sine, cosine] = wave_of_pi(abs(x));
    const V pi = like(x, is_single<V> ? 0x1.921fb6p1 : 0x1.921fb54442d18p1);
    return select(sine == zero, like(x, not_a_number<V>), positive + pi * cosine / sine);
  };
  return rare(negative, reflect, positive);
}

}  // namespace wengert::math
