// sinh, cosh, tanh and their inverses, within 2 ULP.
//
// sinh and cosh come from x = k ln 2 + r and the sums and differences of 2^k and 2^-k, without a
// division:
//   2 sinh x = (2^k - 2^-k) cosh r + (2^k + 2^-k) sinh r
// and the like for cosh. The inverses are log1p of an expression that is small where x is. Next:
// power.hpp.
#pragma once

#include "wengert/math/binary.hpp"
#include "wengert/math/compensated.hpp"
#include "wengert/math/exponential.hpp"
#include "wengert/math/logarithm.hpp"
#include "wengert/math/polynomial.hpp"

namespace wengert::math {

/// sinh r as r + sine_rest, and cosh r - 1, for |r| <= ln 2 / 2; a quarter of 2^k and 2^-k.
template <class V>
struct HyperbolicParts {
  V r, sine_rest, cosine_less_1, rising, falling;
};

/// For x >= 0. Minimax (Remez) on |r| <= 0.3467, max relative errors 2^-26.1 and 2^-33.2 (float),
/// 2^-61.6 and 2^-58 (double).
template <class V>
HyperbolicParts<V> hyperbolic_parts(V x) {
  const auto [k, r, tail] = reduce_by_ln2(is_single<V> ? clamp(x, 0, 89.5) : clamp(x, 0, 710.5));
  const V two = like(x, 2), least = like(x, 2 - exponent_bias<V>);
  const V exponent = -k - two;
  const V rising = power_of_two(k - two);
  const V falling = power_of_two(select(exponent < least, least, exponent));
  const V z = r * r;
  if constexpr (is_single<V>) {
    const V cubic = polynomial(z, 0x1.1227c2p-7, 0x1.5554bp-3);
    const V square = polynomial(z, 0x1.6d4f3cp-10, 0x1.5554e6p-5, 0.5);
    return {r, fma(r * z, cubic, tail), z * square, rising, falling};
  } else {
    const V cubic = polynomial(z, 0x1.af60276f4a05ep-26, 0x1.71ddf7989e766p-19,
                               0x1.a01a01b026d28p-13, 0x1.111111110f621p-7, 0x1.5555555555559p-3);
    const V square = polynomial(z, 0x1.28af8dfc5a19dp-22, 0x1.a019977976601p-16,
                                0x1.6c16c18544ef7p-10, 0x1.555555555024fp-5, 0x1.000000000000bp-1);
    return {r, fma(r * z, cubic, tail), z * square, rising, falling};
  }
}

template <class V>
V sinh(V x) {
  const V magnitude = abs(x);
  const auto [r, sine_rest, cosine_less_1, rising, falling] = hyperbolic_parts(magnitude);
  const Pair<V> difference = ordered_sum(rising, -falling);
  const V sum = rising + falling;
  const V rest = fma(difference.high, cosine_less_1, fma(sum, sine_rest, difference.low));
  const V half = fma(sum, r, difference.high) + rest;
  return select(magnitude < like(x, 0x1p-60), x, copysign(half + half, x));
}

template <class V>
V cosh(V x) {
  const auto [r, sine_rest, cosine_less_1, rising, falling] = hyperbolic_parts(abs(x));
  const Pair<V> sum = ordered_sum(rising, falling);
  const V difference = rising - falling;
  const V rest = fma(sum.high, cosine_less_1, fma(difference, sine_rest, sum.low));
  const V half = fma(difference, r, sum.high) + rest;
  return half + half;
}

/// (tanh x / x - 1) / x^2 for |x| <= 0.55, z being x^2: minimax (Remez) of tanh, max relative error
/// 2^-24.7 and 2^-55.4.
template <class V>
V tanh_cubic(V z) {
  if constexpr (is_single<V>) {
    return polynomial(z, 0x1.0d515ep-6, -0x1.af7d54p-5, 0x1.10cefep-3, -0x1.555452p-2);
  } else {
    return polynomial(z, 0x1.abe0c4b115f69p-15, -0x1.b8fe2f6ffc036p-13, 0x1.2fa0c9e3ea9e9p-11,
                      -0x1.7cf37318777d4p-10, 0x1.d6c61641ba8d5p-9, -0x1.226ddd0dbc24cp-7,
                      0x1.664f45c0b8742p-6, -0x1.ba1ba1ad665ffp-5, 0x1.111111110289cp-3,
                      -0x1.555555555549dp-2);
  }
}

/// 1 - 2 / (e^(2 |x|) + 1) where that is above 1/2, else the polynomial.
template <class V>
V tanh(V x) {
  const V square = x * x, one = like(x, 1);
  const V near = fma(x * square, tanh_cubic(square), x);
  // Above 9.02 (float) and 19.07 (double) the result rounds to 1.
  const V magnitude = is_single<V> ? clamp(abs(x), 0, 10) : clamp(abs(x), 0, 20);
  const auto [k, r, tail] = reduce_by_ln2(magnitude + magnitude);
  const V power = exp_of_remainder(r) * power_of_two(k);
  const V far = one - like(x, 2) / (power + one);
  return copysign(select(magnitude < like(x, 0.55), near, far), x);
}

/// Beyond this log(x + sqrt(x^2 +- 1)) is log(2 x), and below it x^2 does not overflow.
template <class V> inline constexpr double hyperbolic_far = is_single<V> ? 0x1p30 : 0x1p60;

/// log(1 + w), or log 2 + log x for x so large that w overflows or rounds to 2 x.
template <class V>
V log1p_or_far(Pair<V> w, V x) {
  const auto far = x > like(x, hyperbolic_far<V>);
  const V y = log1p_of_pair(select(far, Pair<V>{x, like(x, 0)}, w));
  return select(far, y + like(x, is_single<V> ? 0x1.62e43p-1 : 0x1.62e42fefa39efp-1), y);
}

template <class V>
V asinh(V x) {
  const V magnitude = abs(x), one = like(x, 1);
  const V square = magnitude * magnitude;
  const Pair<V> w = ordered_sum(magnitude, square / (one + sqrt(one + square)));
  return copysign(log1p_or_far(w, magnitude), x);
}

template <class V>
V acosh(V x) {
  const V t = x - like(x, 1);
  const Pair<V> w = ordered_sum(sqrt(fma(t, t, t + t)), t);
  return select(x < like(x, 1), like(x, not_a_number<V>), log1p_or_far(w, x));
}

/// log((1 + x) / (1 - x)) / 2.
template <class V>
V atanh(V x) {
  const V magnitude = abs(x), half = like(x, 0.5), one = like(x, 1);
  const V twice = magnitude + magnitude;
  const V ratio = magnitude / (one - magnitude);
  const V head = fma(twice, ratio, twice);
  const Pair<V> w = {head, fma(twice, ratio, twice - head)};
  const V limit = select(magnitude == one, like(x, infinity<V>), like(x, not_a_number<V>));
  return copysign(select(magnitude < one, half * log1p_of_pair(w), limit), x);
}

}  // namespace wengert::math
