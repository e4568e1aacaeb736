// log, log2, log10 and log1p.
//
// Each writes x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)) and adds k log 2 to a polynomial
// in f whose leading term is exact. log is within 1 ULP, the rest within 2, subnormal arguments
// included. Next: power.hpp, which needs its logarithm to twice the precision.
#pragma once

#include "wengert/math/binary.hpp"
#include "wengert/math/compensated.hpp"
#include "wengert/math/polynomial.hpp"

namespace wengert::math {

/// (log(1 + f) - f) / f^2 for 1 + f in [sqrt(1/2), sqrt(2)): minimax (Remez) of the logarithm, max
/// relative error 2^-27.3 and 2^-56.5.
template <class V>
V log1p_curvature(V f) {
  if constexpr (is_single<V>) {
    return polynomial(f, -0x1.38de36p-4, 0x1.056c98p-3, -0x1.0d853ap-3, 0x1.22d788p-3,
                      -0x1.54720cp-3, 0x1.99a028p-3, -0x1.000228p-2, 0x1.555554p-2, -0.5);
  } else {
    return polynomial(f, 0x1.ac95d07eb118cp-6, -0x1.ea2c2e060934ep-5, 0x1.0a6dd5e84ba0fp-4,
                      -0x1.d11ae5900413cp-5, 0x1.d051ea539a29dp-5, -0x1.fba0bbc65bd5bp-5,
                      0x1.11cd91188f7dcp-4, -0x1.24d7712cee0abp-4, 0x1.3b0b7f9bc01cep-4,
                      -0x1.5550eb5120adbp-4, 0x1.745d3f6dc21e3p-4, -0x1.9999c2904dc41p-4,
                      0x1.c71c71deeb19ep-4, -0x1.ffffff2b0f541p-4, 0x1.24924922a3e29p-3,
                      -0x1.555555566c95ep-3, 0x1.999999999f79ep-3, -0x1.fffffffffeefcp-3,
                      0x1.5555555555533p-2, -0.5);
  }
}

/// y, the logarithm of a positive finite x, where x is one; at 0, infinity, NaN and below 0 what
/// IEEE 754 asks.
template <class V>
V log_or_limit(V x, V y) {
  const V zero = like(x, 0);
  const V beyond = select(x == zero, like(x, -infinity<V>), like(x, not_a_number<V>));
  return select(x > zero, select(x < like(x, infinity<V>), y, x), beyond);
}

/// k log 2 + log(1 + f) in two parts, the second below 1/16 in magnitude and, for k = 0, of the
/// order of f^2.
template <class V>
Pair<V> log_pair_of_parts(V k, V f) {
  const V high = like(f, is_single<V> ? 0x1.62e43p-1 : 0x1.62e42fefa39efp-1);
  const V low = like(f, is_single<V> ? -0x1.05c61p-29 : 0x1.abc9e3b39803fp-56);
  const V head = fma(k, high, f);
  const V lost = fma(k, low, fma(k, high, -head) + f);
  return {head, fma(f * f, log1p_curvature(f), lost)};
}

/// The same within 1 ULP.
template <class V>
V log_of_parts(V k, V f) {
  const auto [head, rest] = log_pair_of_parts(k, f);
  return head + rest;
}

/// The natural logarithm, within 1 ULP.
template <class V>
V log(V x) {
  const auto [mantissa, k] = split(x);
  return log_or_limit(x, log_of_parts(k, mantissa - like(x, 1)));
}

/// The logarithm to base 2; exact for powers of 2.
template <class V>
V log2(V x) {
  const auto [mantissa, k] = split(x);
  const V f = mantissa - like(x, 1);
  const V high = like(x, is_single<V> ? 0x1.715476p0 : 0x1.71547652b82fep0);
  const V low = like(x, is_single<V> ? 0x1.4ae0cp-26 : 0x1.777d0ffda0d24p-56);
  const Pair<V> scaled = exact_product(f, high);
  const Pair<V> head = ordered_sum(k, scaled);
  const V tail = fma(f, low, head.low);
  return log_or_limit(x, head.high + fma(f * f * log1p_curvature(f), high, tail));
}

/// The logarithm to base 10.
template <class V>
V log10(V x) {
  const auto [mantissa, k] = split(x);
  const V f = mantissa - like(x, 1);
  const V ten_high = like(x, is_single<V> ? 0x1.bcb7b2p-2 : 0x1.bcb7b1526e50ep-2);
  const V ten_low = like(x, is_single<V> ? -0x1.5b235ep-27 : 0x1.95355baaafad3p-57);
  const V two_high = like(x, is_single<V> ? 0x1.344136p-2 : 0x1.34413509f79ffp-2);
  const V two_low = like(x, is_single<V> ? -0x1.ec10cp-27 : -0x1.9dc1da994fd21p-59);
  const Pair<V> scaled = exact_product(f, ten_high);
  const V head = fma(k, two_high, scaled.high);
  const V lost = fma(k, two_high, -head) + scaled.high;
  const V tail = lost + fma(k, two_low, fma(f, ten_low, scaled.low));
  return log_or_limit(x, head + fma(f * f * log1p_curvature(f), ten_high, tail));
}

/// log(1 + high + low), within 1 ULP.
template <class V>
V log1p_of_pair(Pair<V> x) {
  const V one = like(x.high, 1);
  const V sum = one + x.high;
  const auto [mantissa, k] = split_normal(sum);
  // What 1 + high loses goes, on the scale of the mantissa, into f; where k = 0, f is high + low.
  const auto small = x.high < one;
  const V larger = select(small, one, x.high), smaller = select(small, x.high, one);
  const V lost = ((larger - sum) + smaller) + x.low;
  const V limit = like(sum, exponent_bias<V> - 2);  // beyond, lost is far below an ULP
  const V rescaled = lost * power_of_two(-select(k < limit, k, limit));
  const Pair<V> f = ordered_sum(mantissa - one, rescaled);
  const auto [head, rest] = log_pair_of_parts(k, f.high);
  const V y = head + fma(f.low, one - f.high, rest);
  return select(x.high == like(sum, 0), x.high, log_or_limit(sum, y));
}

/// log(1 + x), accurate near 0.
template <class V>
V log1p(V x) {
  return log1p_of_pair(Pair<V>{x, like(x, 0)});
}

}  // namespace wengert::math
