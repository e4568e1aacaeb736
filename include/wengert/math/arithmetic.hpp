// Exact operations: sign, rounding, remainders and quotients, neighbours, minimum and maximum.
//
// minimum and maximum are IEEE 754-2019's: NaN wins, and -0 < +0. remainder_truncated is C's fmod,
// exact for every pair of numbers. Next: exponential.hpp, where approximation begins.
#pragma once

#include "wengert/math/binary.hpp"

namespace wengert::math {

/// -1, 1, or x itself where that is a zero or NaN.
template <class V>
V sign(V x) {
  const V zero = like(x, 0);
  return select((x < zero) | (x > zero), copysign(like(x, 1), x), x);
}

/// To the nearest integer, halves to even.
template <class V>
V round_half_even(V x) {
  return rint(x);
}

template <class V>
V minimum(V x, V y) {
  const V lesser = select((x < y) | (x != x), x, y);
  return select(x == y, from_bits(bits(x) | bits(y), x), lesser);  // equal zeros: - where either is
}

template <class V>
V maximum(V x, V y) {
  const V greater = select((x > y) | (x != x), x, y);
  return select(x == y, from_bits(bits(x) & bits(y), x), greater);
}

/// The remainder of r by y where 2^(fraction_bits - 1) <= r / y: subtracts multiples of y 2^s for
/// falling s. Each quotient is rounded to nearest, so the remainder is within (+-y/2) 2^s and
/// representable.
template <class V>
V remainder_of_huge(V r, V y) {
  constexpr int stride = fraction_bits<V> - 2;
  constexpr int widest = is_single<V> ? 277 : 2098;  // the largest number over the least
  const V down = like(r, is_single<V> ? 0x1p-21 : 0x1p-50);
  const V span = split(r).exponent - split(y).exponent - like(r, 1);  // y 2^span is at most r
  const V shift = floor(span * like(r, 1.0 / stride)) * like(r, stride);
  const V third = floor(shift * like(r, 1.0 / 3));  // shift is beyond any one exponent
  const V factor = power_of_two(third);
  V step = y * factor * factor * power_of_two(shift - third - third);
  for (int done = 0; done <= widest; done += stride) {
    r = fma(-rint(r / step), step, r);
    const V next = step * down;
    step = select(next < y, y, next);
  }
  return select(r < like(r, 0), r + y, r);
}

/// x - n y for the integer n that x / y truncates to, exactly; the sign of x. C's fmod.
template <class V>
V remainder_truncated(V x, V y) {
  const V dividend = abs(x), divisor = abs(y), zero = like(x, 0);
  const V ratio = dividend / divisor;
  const V rest = fma(-trunc(ratio), divisor, dividend);
  // The ratio may have been rounded up to an integer; then the rest is negative.
  const V whole = select(rest < zero, rest + divisor, rest);
  const V near = select(dividend < divisor, dividend, whole);
  const V limit = like(x, is_single<V> ? 0x1p22 : 0x1p51), inf = like(x, infinity<V>);
  const auto close = (ratio < limit) | (dividend < divisor);
  const auto slow = [&] {
    const auto defined = (divisor > zero) & (dividend < inf);  // neither is NaN
    return select(defined, remainder_of_huge(dividend, divisor), like(x, not_a_number<V>));
  };
  return copysign(rare(!close, slow, near), x);
}

/// x - n y for n = floor(x / y), with the sign of y. Python's %.
template <class V>
V remainder_floored(V x, V y) {
  const V zero = like(x, 0);
  const V rest = remainder_truncated(x, y);
  const V moved = select((rest < zero) ^ (y < zero), rest + y, rest);
  return select(rest == zero, copysign(rest, y), moved);
}

/// floor(x / y) of the exact quotient, rounded. Python's //.
template <class V>
V floor_divide(V x, V y) {
  const V zero = like(x, 0);
  const V quotient = (x - remainder_floored(x, y)) / y;
  const V whole = select(quotient == zero, copysign(zero, x / y), rint(quotient));
  return select(y == zero, x / y, whole);
}

/// The next number after x towards y.
template <class V>
V nextafter(V x, V y) {
  const auto word = bits(x);
  const auto one = integer(word, 1);
  const V zero = like(x, 0);
  const auto away = (x < y) ^ (x < zero);  // from zero, where the words of both signs grow
  const V moved = from_bits(wrapping_add(word, select(away, one, integer(word, -1))), x);
  const V from_zero = copysign(from_bits(one, x), y);
  const V step = select(x == y, y, select(x == zero, from_zero, moved));
  return select((x != x) | (y != y), x + y, step);
}

}  // namespace wengert::math
