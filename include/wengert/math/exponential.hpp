// exp, exp2, expm1 and the logistic function.
//
// Each writes x = k ln 2 + r with |r| <= ln 2 / 2, approximates e^r by a polynomial and scales by
// 2^k. exp and exp2 are within 1 ULP, the rest within 2, over the whole range: results pass through
// the subnormals to 0 and over the top to infinity. Next: hyperbolic.hpp and power.hpp, built on
// these parts.
#pragma once

#include "wengert/math/binary.hpp"
#include "wengert/math/compensated.hpp"
#include "wengert/math/polynomial.hpp"

namespace wengert::math {

/// x limited to [low, high]; NaN stays.
template <class V>
V clamp(V x, double low, double high) {
  const V below = select(x > like(x, high), like(x, high), x);
  return select(below < like(x, low), like(x, low), below);
}

/// x = k ln 2 + r + tail, |r| <= ln 2 / 2, where tail is what r loses to rounding.
template <class V>
struct Reduced {
  V k, r, tail;
};

/// For |x| < 2^12. Cody and Waite 1980 with fma: x - k high is exact, being below 1/2 in magnitude
/// and a multiple of the ULP of high.
template <class V>
Reduced<V> reduce_by_ln2(V x) {
  const V k = nearest_multiple(x, 0x1.71547652b82fep0).real;
  const V high = like(x, is_single<V> ? 0x1.62e43p-1 : 0x1.62e42fefa39efp-1);
  const V low = like(x, is_single<V> ? -0x1.05c61p-29 : 0x1.abc9e3b39803fp-56);
  const V head = fma(-k, high, x);
  const V r = fma(-k, low, head);
  return {k, r, fma(-k, low, head - r)};
}

/// e^r for |r| <= ln 2 / 2, within 0.8 ULP: minimax (Remez), max relative error 2^-28.1 and
/// 2^-57.8.
template <class V>
V exp_of_remainder(V r) {
  if constexpr (is_single<V>) {
    return polynomial(r, 0x1.694ca6p-10, 0x1.12398p-7, 0x1.555a26p-5, 0x1.555492p-3,
                      0x1.fffffap-2, 1, 1);
  } else {
    return polynomial(r, 0x1.ad9303fd4d2cap-26, 0x1.28adfefa75cap-22, 0x1.71df18e2549e2p-19,
                      0x1.a019995cdc7a7p-16, 0x1.a01a012ff2944p-13, 0x1.6c16c18477aefp-10,
                      0x1.1111111126b3p-7, 0x1.55555555506bap-5, 0x1.55555555554fep-3,
                      0x1.000000000000ap-1, 1, 1);
  }
}

/// e^x within 1 ULP.
template <class V>
V exp(V x) {
  const auto [k, r, tail] = reduce_by_ln2(is_single<V> ? clamp(x, -104, 89) : clamp(x, -746, 710));
  return scale(exp_of_remainder(r), k);
}

/// 2^r for |r| <= 1/2, within 0.7 ULP: minimax (Remez), max relative error 2^-28 and 2^-57.2.
template <class V>
V exp2_of_fraction(V r) {
  if constexpr (is_single<V>) {
    return polynomial(r, 0x1.3fad5ep-13, 0x1.5f0ca8p-10, 0x1.3b3096p-7, 0x1.c6af74p-5,
                      0x1.ebfbd8p-3, 0x1.62e43p-1, 1);
  } else {
    return polynomial(r, 0x1.e972f145eece9p-32, 0x1.e61d57b37fd08p-28, 0x1.b52522db1abedp-24,
                      0x1.62bfc64f78e84p-20, 0x1.ffcbfc667754fp-17, 0x1.4309130f6fc36p-13,
                      0x1.5d87fe789e99p-10, 0x1.3b2ab6fb9fd9dp-7, 0x1.c6b08d704a12cp-5,
                      0x1.ebfbdff82c5a6p-3, 0x1.62e42fefa39efp-1, 1);
  }
}

/// 2^x within 1 ULP.
template <class V>
V exp2(V x) {
  const V inside = is_single<V> ? clamp(x, -151, 129) : clamp(x, -1076, 1025);
  const V k = nearest_multiple(inside, 1).real;
  return scale(exp2_of_fraction(inside - k), k);
}

/// e^x - 1 = 2^k (1 + head + tail) - 1, where |tail| <= |head| / 4.
template <class V>
struct Expm1Parts {
  V k, head, tail;
};

/// For |x| < 2^12; e^r - 1 is approximated as r + r^2 P(r): minimax (Remez) on |r| <= 0.3466, max
/// relative error 2^-31 and 2^-61.
template <class V>
Expm1Parts<V> expm1_parts(V x) {
  const auto [k, r, lost] = reduce_by_ln2(x);
  if constexpr (is_single<V>) {
    const V curvature = polynomial(r, 0x1.9e0bfep-13, 0x1.6d436ap-10, 0x1.111306p-7, 0x1.5554fp-5,
                                   0x1.555554p-3, 0.5);
    return {k, r, fma(r * r, curvature, lost)};
  } else {
    const V curvature = polynomial(r, 0x1.1f1a283c7cf11p-29, 0x1.af5f17c20c511p-26,
                                   0x1.27e5133c92e3cp-22, 0x1.71ddf819199dfp-19,
                                   0x1.a01a018e0fb83p-16, 0x1.a01a01b000a1cp-13,
                                   0x1.6c16c16c1aafap-10, 0x1.111111110f659p-7,
                                   0x1.555555555554dp-5, 0x1.5555555555559p-3, 0.5);
    return {k, r, fma(r * r, curvature, lost)};
  }
}

/// power (1 + head + tail) - one, larger terms first.
template <class V>
V assemble(const Expm1Parts<V>& parts, V power, V one) {
  return fma(power, parts.tail, fma(power, parts.head, power - one));
}

/// e^x - 1, accurate near 0.
template <class V>
V expm1(V x) {
  const Expm1Parts<V> parts = expm1_parts(is_single<V> ? clamp(x, -18, 89) : clamp(x, -38, 710));
  // Half of the result, because 2^k may overflow where the result does not.
  const V half = assemble(parts, power_of_two(parts.k - like(x, 1)), like(x, 0.5));
  return select(abs(x) < like(x, 0x1p-60), x, half + half);
}

/// 1 / (1 + e^-x): with e = e^-|x|, 1 / (1 + e) or e / (1 + e).
template <class V>
V logistic(V x) {
  const V zero = like(x, 0), one = like(x, 1);
  const Expm1Parts<V> parts = expm1_parts(clamp(-abs(x), is_single<V> ? -104 : -746, 0));
  const V floor = like(x, 2 - exponent_bias<V>);  // below, e does not change 1 + e
  const Pair<V> unscaled = ordered_sum(one, parts.head);
  const V lost = unscaled.low + parts.tail;
  const V e = (unscaled.high + lost) * power_of_two(select(parts.k < floor, floor, parts.k));
  const Pair<V> sum = ordered_sum(one, e);
  // The numerator is rounded after what 1 + e lost has been taken from it.
  const V numerator = unscaled.high + fma(-unscaled.high, sum.low, lost);
  const auto negative = x < zero;
  return scale(select(negative, numerator, one) / sum.high, select(negative, parts.k, zero));
}

}  // namespace wengert::math
