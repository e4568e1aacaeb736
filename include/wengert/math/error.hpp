// erf, erfc and the inverse of erf, all within 2 ULP.
//
// erf is a polynomial below 1 and 1 - e^-R(x) above. erfc is e^-x^2 times a function that varies
// little, (1 + 2 x) e^x^2 erfc x, in a variable that maps the half-line to an interval (Shepherd
// and Laframboise 1981). Next: gamma.hpp.
#pragma once

#include "wengert/math/binary.hpp"
#include "wengert/math/compensated.hpp"
#include "wengert/math/exponential.hpp"
#include "wengert/math/logarithm.hpp"
#include "wengert/math/polynomial.hpp"

namespace wengert::math {

/// erf x / x - 1 for |x| <= 1 (float: 0.93), z being x^2: minimax (Remez) of erf, max relative
/// error 2^-25.6 and 2^-56.8.
template <class V>
V erf_slope(V z) {
  if constexpr (is_single<V>) {
    return polynomial(z, -0x1.3a22f4p-11, 0x1.475abep-8, -0x1.b69808p-6, 0x1.ce1c2ep-4,
                      -0x1.8126fcp-2, 0x1.06eba8p-3);
  } else {
    return polynomial(z, -0x1.ac2437c75074fp-31, 0x1.d748ec4ce9b43p-27, -0x1.5c0ede76301b8p-23,
                      0x1.b9814d2811d85p-20, -0x1.f4ca7a828a051p-17, 0x1.f9a2be28aa215p-14,
                      -0x1.c02db06b424d5p-11, 0x1.565bccfaa4848p-8, -0x1.b82ce312097a1p-6,
                      0x1.ce2f21a041248p-4, -0x1.812746b0379cap-2, 0x1.06eba8214db69p-3);
  }
}

/// -log erfc x for x in [0.92, 4] (float) and [1, 5.95] (double): minimax (Remez), max relative
/// error of erf 2^-29.2 and 2^-57.
template <class V>
V negative_log_erfc(V x) {
  if constexpr (is_single<V>) {
    return polynomial(x, -0x1.9ac91ep-13, 0x1.8ecf18p-9, -0x1.6c21f2p-6, 0x1.a9b016p-4,
                      0x1.463d4ap-1, 0x1.20af34p0, 0x1.9b6772p-13);
  } else {
    return polynomial(x, 0x1.5aa3f35134fecp-38, -0x1.c17b83b8e014dp-33, 0x1.0e3f5e812ae79p-28,
                      -0x1.8e9ecaa1e6a04p-25, 0x1.90b1d0b84a50ap-22, -0x1.1e8dfa7cab6dap-19,
                      0x1.22bab1faa6b85p-17, -0x1.7ec0b14311d2cp-16, 0x1.53a8f44e1da77p-16,
                      0x1.1b4ee3d62c48ap-13, -0x1.941285e7a04c7p-11, 0x1.f645ed4bc55ebp-10,
                      -0x1.aea656a2c7855p-12, -0x1.37225e8cb4a1p-6, 0x1.a4ac557b86cbfp-4,
                      0x1.45f627a61095p-1, 0x1.20dd1fcac8471p0, 0x1.0e1588600e091p-21);
  }
}

template <class V>
V erf(V x) {
  const V magnitude = abs(x);
  const V near = fma(x, erf_slope(x * x), x);
  // Above 3.92 (float) and 5.93 (double) the result rounds to 1.
  const V inside = is_single<V> ? clamp(magnitude, 0, 4) : clamp(magnitude, 0, 5.95);
  const auto [k, r, tail] = reduce_by_ln2(-negative_log_erfc(inside));
  const V far = like(x, 1) - exp_of_remainder(r) * power_of_two(k);
  return select(magnitude < like(x, is_single<V> ? 0.925 : 1), near, copysign(far, x));
}

/// (1 + 2 x) e^x^2 erfc x, where q = (x - 2) / (x + 2) (float, x <= 10.1) or (x - 4) / (x + 4)
/// (double, x <= 27.3): minimax (Remez), max relative error 2^-25.7 and 2^-55.6.
template <class V>
Pair<V> scaled_erfc(V q) {
  if constexpr (is_single<V>) {
    const V rest = polynomial(q, -0x1.a447c2p-12, -0x1.427582p-10, 0x1.58678ap-10, 0x1.1ad8fap-7,
                              -0x1.081c1ap-7, -0x1.bc0abcp-5, 0x1.4ffc42p-3, -0x1.540848p-3,
                              -0x1.7bf616p-4, 0x1.55d6d8p-26);
    return ordered_sum(like(q, 0x1.46e80ep0), rest);
  } else {
    const V rest = polynomial(q, -0x1.ee9de5e17011ap-30, -0x1.d4ed9ddfa7bap-27,
                              -0x1.0d6f530d8e4e9p-27, 0x1.ee95fa001d292p-24,
                              0x1.0e15cb4edd686p-24, -0x1.c028acffffdcfp-21,
                              0x1.437ef6986b285p-22, 0x1.7fb1d68e5116fp-18,
                              -0x1.78a48424bb3b3p-17, -0x1.9969e321ae903p-16,
                              0x1.3be0ba24bcc14p-13, -0x1.a1de865085dd4p-13,
                              -0x1.8d4a9e742934p-11, 0x1.49c67199595bep-8, -0x1.096238822ea6ep-6,
                              0x1.3079edf9d1832p-5, -0x1.0fb06dfe4fa32p-4, 0x1.7fee004df8404p-4,
                              -0x1.9ddb23c3e908ep-4, 0x1.16ecefcfa5f6ap-4, 0x1.f7f5df66fd7f6p-7,
                              -0x1.1df1ad154a29bp-3, -0x1.ad6d34194a2bp-55);
    return ordered_sum(like(q, 0x1.3ba5916e9fd7fp0), rest);
  }
}

/// (1 + 2 x) e^x^2 erfc x for x >= 0. Near 0 the rounding of q would cost 2 ULP: what q loses is
/// put back times a line that follows the derivative there; from q = -1/2 up nothing is lost.
template <class V>
Pair<V> slow_factor(V x) {
  const V t = x / (x + like(x, is_single<V> ? 2 : 4));
  const V two = like(x, 2), minus_one = like(x, -1);
  const V q = fma(two, t, minus_one);
  const V lost = fma(two, t, minus_one - q);
  const V steepness = like(x, is_single<V> ? -1.57 : -4.8);
  const V slope = fma(q, steepness, like(x, is_single<V> ? -0.7 : -3.06));
  const Pair<V> value = scaled_erfc(q);
  return {value.high, fma(lost, slope, value.low)};
}

/// e^-x^2 = 2^k (high + low): an error of an ULP in x^2, up to 700, would be one of 700 ULPs in the
/// result.
template <class V>
struct ScaledPair {
  V k;
  Pair<V> factor;
};

template <class V>
ScaledPair<V> exp_of_negative_square(V x) {
  const Pair<V> square = exact_product(x, x);
  const Expm1Parts<V> parts = expm1_parts(-square.high);
  const Pair<V> head = ordered_sum(like(x, 1), parts.head);
  const V tail = head.low + parts.tail;
  return {parts.k, {head.high, fma(-(head.high + tail), square.low, tail)}};
}

/// 1 - erf(x), accurate where that is small.
template <class V>
V erfc(V x) {
  const V inside = is_single<V> ? clamp(abs(x), 0, 10.1) : clamp(abs(x), 0, 27.3);
  const auto [k, fast] = exp_of_negative_square(inside);
  const Pair<V> numerator = product(fast, slow_factor(inside));
  const V tail = scale(quotient(numerator, exact_sum(like(x, 1), inside + inside)), k);
  return select(x < like(x, 0), like(x, 2) - tail, tail);
}

/// erf_inv x / x, in w = -log(1 - x^2) after Giles, "Approximating the erfinv function", 2010. Here
/// for w below 5 (float) and 6.25 (double), given w - 1.25 or w - 2: minimax (Remez), max relative
/// error 2^-27.1 and 2^-56.4.
template <class V>
Pair<V> erf_inv_central(V v) {
  if constexpr (is_single<V>) {
    const V rest = polynomial(v, -0x1.2e1572p-27, 0x1.064ac2p-23, -0x1.17e572p-22,
                              -0x1.551d06p-18, 0x1.04884ep-15, 0x1.2d57f2p-13, -0x1.2765e4p-9,
                              0x1.49340cp-9, 0x1.ff0424p-3, -0x1.893e78p-26);
    return ordered_sum(like(v, 0x1.30871cp0), rest);
  } else {
    const V rest = polynomial(v, -0x1.6ae76c06a26dcp-72, 0x1.abd312dc9997p-67,
                              -0x1.953994fd067dp-63, 0x1.4fd0eb710206ep-60, 0x1.40ee4fc60386cp-61,
                              -0x1.169cfa513c2dcp-54, 0x1.4cd71e15c7d37p-52, 0x1.a586ccda9469p-50,
                              -0x1.637a6e37c0381p-46, 0x1.27981682c219fp-46,
                              0x1.dc1b3b2d00b06p-41, -0x1.30a30a113df7dp-38,
                              -0x1.7594b04d30f3fp-36, 0x1.432a2fc30e088p-32,
                              -0x1.19d5b14af42c3p-32, -0x1.bb1acda1fdbc5p-27,
                              0x1.289ea23b8402cp-24, 0x1.545098c0f7b6p-22, -0x1.471ec4d822a22p-18,
                              0x1.fcca0b2db8911p-18, 0x1.c4dab7c6035b7p-13,
                              -0x1.bb9627a1f1313p-10, -0x1.01f7f04aa4324p-9, 0x1.ff8666bb1460ep-3,
                              0x1.369e634d54e36p-54);
    return ordered_sum(like(v, 0x1.60912d150286bp0), rest);
  }
}

/// The same for larger w, given sqrt(w) - 3 (float) or sqrt(w) - 4.25 (double): minimax (Remez),
/// max relative error 2^-26.5 and 2^-55.7.
template <class V>
Pair<V> erf_inv_tail(V v) {
  if constexpr (is_single<V>) {
    const V rest = polynomial(v, -0x1.92949cp-16, 0x1.4585cp-13, -0x1.2b23fap-12, -0x1.da9d2ep-14,
                              0x1.83c096p-10, -0x1.d3ed5ap-9, 0x1.74b05p-8, -0x1.f4d8f2p-8,
                              0x1.35819ap-7, 0x1.006dcap0, -0x1.30bd8p-26);
    return ordered_sum(like(v, 0x1.6a9efcp1), rest);
  } else {
    const V rest = polynomial(v, -0x1.02fa153b8c0ebp-49, -0x1.39af20153658bp-48,
                              0x1.4aaeaa5bf5814p-44, -0x1.f3c1629931f6dp-45,
                              -0x1.84c21cf5462e8p-41, 0x1.f03de572c6c9fp-40,
                              -0x1.146faf945124p-39, 0x1.26b8f3184581cp-39, 0x1.cb94fe2cc447ap-36,
                              -0x1.98ad47404199cp-33, 0x1.090f905b70344p-31,
                              -0x1.a4e2ce80d9fabp-33, -0x1.aa48fbad609ebp-29,
                              0x1.cdcbdefc4cd27p-27, -0x1.028dcf802fb7bp-25,
                              0x1.b7f7671cde00cp-26, 0x1.9085efb334f2p-24, -0x1.14a08f54c5d8ep-21,
                              0x1.90057ecd5e376p-20, -0x1.aefd939e30aaep-19,
                              0x1.85b7f9cc156d5p-18, -0x1.562d451186b44p-17,
                              0x1.70c3f05ccff73p-16, -0x1.0e322e48b0c9dp-14,
                              0x1.bcf78165ede11p-13, -0x1.3eb627bd1f85ap-11,
                              0x1.75afae95290d6p-11, 0x1.028defb613f8dp0, -0x1.3b8b1510b44cap-52);
    return ordered_sum(like(v, 0x1.05e6fd13251afp2), rest);
  }
}

/// The y with erf(y) = x; infinite at -1 and 1, NaN beyond.
template <class V>
V erf_inv(V x) {
  const V one = like(x, 1), magnitude = abs(x);
  const auto inside = magnitude < one;
  const V complement = select(inside, fma(-x, x, one), one);  // 1 - x^2, rounded once
  const auto [mantissa, k] = split_normal(complement);
  const V w = -log_of_parts(k, mantissa - one);
  const auto far = w >= like(x, is_single<V> ? 5 : 6.25);
  const Pair<V> central = erf_inv_central(w - like(x, is_single<V> ? 1.25 : 2));
  const V near = fma(x, central.high, x * central.low);
  const auto slow = [&] {
    const Pair<V> tail = erf_inv_tail(sqrt(w) - like(x, is_single<V> ? 3 : 4.25));
    return fma(x, tail.high, x * tail.low);
  };
  const V inf = copysign(like(x, infinity<V>), x);
  const V limit = select(magnitude == one, inf, like(x, not_a_number<V>));
  return select(inside, rare(far, slow, near), limit);
}

}  // namespace wengert::math
