// The parts of a binary floating-point number: exponent and fraction, scaling, rounding to
// integers.
//
// Integers cross over by adding a power of two that leaves them in the low bits of the fraction
// (Hacker's Delight, 17-2): two instructions wherever there is an adder, where a conversion between
// double and int64 is one instruction under AVX-512 and some twenty below it. Next: exponential.hpp
// and logarithm.hpp.
#pragma once

#include <cstdint>
#include <limits>

#include "wengert/math/value.hpp"

namespace wengert::math {

template <class V> inline constexpr int fraction_bits = is_single<V> ? 23 : 52;
template <class V> inline constexpr int exponent_bias = is_single<V> ? 127 : 1023;
template <class V> inline constexpr double smallest_normal = is_single<V> ? 0x1p-126 : 0x1p-1022;
template <class V> inline constexpr double infinity = std::numeric_limits<double>::infinity();
template <class V> inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class V>
inline constexpr std::int64_t sign_bit = is_single<V> ? std::numeric_limits<std::int32_t>::min()
                                                      : std::numeric_limits<std::int64_t>::min();

/// 1.5 * 2^fraction_bits: beside it a number below 2^(fraction_bits - 1) keeps its integer part
/// alone.
template <class V> inline constexpr double integers_only = is_single<V> ? 0x1.8p23 : 0x1.8p52;

/// An integer as a real, and in the low fraction_bits - 1 bits of a word whose other bits are
/// arbitrary.
template <class V>
struct Nearest {
  V real;
  decltype(bits(V())) word;
};

/// The integer nearest to x * factor, halves to even, for |x * factor| < 2^(fraction_bits - 2).
/// Never -0.
template <class V>
Nearest<V> nearest_multiple(V x, double factor) {
  const V shifted = fma(x, like(x, factor), like(x, integers_only<V>));
  return {shifted - like(x, integers_only<V>), bits(shifted)};
}

/// 2^k, given k + integers_only + exponent_bias.
template <class V>
V power_of_shifted(V shifted) {
  const auto word = bits(shifted);
  return from_bits(word << integer(word, fraction_bits<V>), shifted);
}

/// 2^k for integral k between the exponents of normal numbers.
template <class V>
V power_of_two(V k) {
  return power_of_shifted(k + like(k, integers_only<V> + exponent_bias<V>));
}

/// x * 2^k rounded once, for integral k, overflowing to infinity and underflowing through the
/// subnormals. Two factors: 2^(k/2) and x 2^(k/2) must be normal, which makes the first product
/// exact.
template <class V>
V scale(V x, V k) {
  // Each exponent is formed where it is added to integers_only + exponent_bias; both sums are
  // exact.
  constexpr double offset = integers_only<V> + exponent_bias<V>;
  const V half = fma(k, like(x, 0.5), like(x, offset));
  const V rest = k - (half - like(x, 2 * offset));
  return x * power_of_shifted(half) * power_of_shifted(rest);
}

/// mantissa * 2^exponent.
template <class V>
struct Split {
  V mantissa, exponent;
};

/// The parts of a positive finite x, from its word: mantissa in [sqrt(1/2), sqrt(2)).
/// exponent is counted from origin, the value that its biased form has beside 2^fraction_bits.
template <class V, class I>
Split<V> split_word(I word, V origin) {
  constexpr std::int64_t one = is_single<V> ? 0x3f800000 : 0x3ff0000000000000;
  constexpr std::int64_t root_half = is_single<V> ? 0x3f3504f3 : 0x3fe6a09e667f3bcd;
  constexpr std::int64_t fraction_mask = (std::int64_t(1) << fraction_bits<V>) - 1;
  constexpr std::int64_t integers = std::int64_t(fraction_bits<V> + exponent_bias<V>)
                                    << fraction_bits<V>;
  const auto rounded = wrapping_add(word, integer(word, one - root_half));
  const auto biased = shift_right_logical(rounded, fraction_bits<V>);
  const V exponent = from_bits(biased | integer(word, integers), origin);
  const auto mantissa = (rounded & integer(word, fraction_mask)) + integer(word, root_half);
  return {from_bits(mantissa, origin), exponent - origin};
}

template <class V>
inline constexpr double split_origin = (is_single<V> ? 0x1p23 : 0x1p52) + exponent_bias<V>;

/// The parts of a positive normal x. Arbitrary for others.
template <class V>
Split<V> split_normal(V x) {
  return split_word(bits(x), like(x, split_origin<V>));
}

/// The parts of a positive finite x, subnormal or not. Arbitrary for others.
template <class V>
Split<V> split(V x) {
  const auto tiny = x < like(x, smallest_normal<V>);
  const V normal = select(tiny, x * like(x, is_single<V> ? 0x1p23 : 0x1p52), x);
  const V origin = like(x, split_origin<V>), lifted = like(x, split_origin<V> + fraction_bits<V>);
  return split_word(bits(normal), select(tiny, lifted, origin));
}

/// x with the sign of its word flipped where sign has its highest bit set.
template <class V, class I>
V flip_sign(V x, I sign) {
  const auto word = bits(x);
  return from_bits(word ^ (sign & integer(word, sign_bit<V>)), x);
}

}  // namespace wengert::math
