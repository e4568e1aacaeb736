// pow, integer_pow, cbrt, rsqrt and hypot.
//
// pow is 2^(y log2 x) with the logarithm in a Pair, and C99's results at its many edges. cbrt is
// within 1 ULP, the rest within 2, without undue overflow or underflow. Next: complex.hpp.
#pragma once

#include "wengert/math/binary.hpp"
#include "wengert/math/compensated.hpp"
#include "wengert/math/exponential.hpp"
#include "wengert/math/polynomial.hpp"

namespace wengert::math {

/// (m - 1) / (m + 1).
template <class V>
Pair<V> centred_quotient(V m) {
  const V one = like(m, 1);
  const V numerator = m - one;
  const Pair<V> denominator = ordered_sum(one, m);
  const V reciprocal = one / denominator.high;
  const V quotient = numerator * reciprocal;
  const V rest = fma(-quotient, denominator.low, fma(-quotient, denominator.high, numerator));
  return {quotient, rest * reciprocal};
}

/// (2 / ln 2) (artanh s / s - 1 - s^2 / 3) / s^4 where z = s^2 <= 0.0295: minimax (Remez) of log2
/// m, s = (m - 1) / (m + 1), max relative error 2^-36.7 and 2^-66.2.
template <class V>
V log2_rest(V z) {
  if constexpr (is_single<V>) {
    return polynomial(z, 0x1.59ed6ep-2, 0x1.a5bbfep-2, 0x1.27770ep-1);
  } else {
    return polynomial(z, 0x1.85e4def083914p-3, 0x1.87b137c9f6c75p-3, 0x1.c69f86fa5f4fp-3,
                      0x1.0c9a63e50ecc1p-2, 0x1.484b14216efep-2, 0x1.a61762a759c08p-2,
                      0x1.2776c50ef9d23p-1);
  }
}

/// log2 of a positive finite x to a relative error of 2^-34 (float) and 2^-63 (double), low being
/// up to 2^-12 of high: the series (2 / ln 2) (s + s^3 / 3 + ...), its first two terms in Pairs,
/// the others in low.
template <class V>
Pair<V> log2_pair(V x) {
  const auto [mantissa, k] = split(x);
  const Pair<V> first = is_single<V> ? pair_like(x, 0x1.715476p1, 0x1.4ae0cp-25)
                                     : pair_like(x, 0x1.71547652b82fep1, 0x1.777d0ffda0d24p-55);
  const Pair<V> third = is_single<V> ? pair_like(x, 0x1.ec709ep-1, -0x1.e2fe02p-28)
                                     : pair_like(x, 0x1.ec709dc3a03fdp-1, 0x1.d27f05548af0cp-55);
  const Pair<V> s = centred_quotient(mantissa);
  const Pair<V> z = product(s, s);
  const V others = z.high * log2_rest(z.high);
  const Pair<V> cubic = exact_product(z.high, third.high);
  const V slope = fma(like(x, 2), others, third.high);  // of the series, by which z.low counts
  const V least = fma(z.low, slope, cubic.low + first.low);
  const V rest = fma(z.high, others + third.low, least);
  return ordered_sum(k, product(s, ordered_sum(first.high, Pair<V>{cubic.high, rest})));
}

/// x^y where x is below 0, zero, infinite or NaN, or y is infinite or NaN, by C99 F.9.4.4; power is
/// |x|^y where |x| is positive and finite.
template <class V>
V pow_at_edges(V x, V y, V power) {
  const V zero = like(x, 0), one = like(x, 1), inf = like(x, infinity<V>);
  const V half_y = y * like(x, 0.5);
  const auto even = trunc(half_y) == half_y;
  const auto whole = trunc(y) == y;

  const V size = abs(x);
  const V limit = select((x == zero) ^ (y < zero), zero, inf);
  const auto unbounded = (size == zero) | (size == inf);
  const V magnitude = select(unbounded, limit, power);
  const V signed_power = select(whole & !even, copysign(magnitude, x), magnitude);
  const V nan = like(x, not_a_number<V>);
  const V real_power = select((x < zero) & !whole & !unbounded, nan, signed_power);
  const V any = select((x != x) | (y != y), x + y, real_power);
  return select((y == zero) | (x == one), one, any);
}

/// x to the power y.
template <class V>
V pow(V x, V y) {
  const V zero = like(x, 0), one = like(x, 1), inf = like(x, infinity<V>);
  const Pair<V> logarithm = log2_pair(abs(x));
  const Pair<V> product = exact_product(y, logarithm.high);
  const V tail = fma(y, logarithm.low, product.low);  // up to 2^-12 of the product
  const V exponent = product.high + tail;
  const V k = nearest_multiple(exponent, 1).real;
  const V power = scale(exp2_of_fraction((product.high - k) + tail), k);

  const V limit = like(x, is_single<V> ? 155 : 1080);
  const auto plain = (x > zero) & (x < inf) & (abs(exponent) < limit);
  const auto slow = [&] {
    const V beyond = select(abs(x) == one, one, select(product.high > zero, inf, zero));
    return pow_at_edges(x, y, select(abs(exponent) < limit, power, beyond));
  };
  return rare(!plain, slow, power);
}

/// 1 beside x, whatever x is: a real, an integer, a Complex (complex.hpp).
template <class V>
V one_like(V x) {
  if constexpr (std::is_floating_point_v<precision_t<V>>) return like(x, 1);
  else return integer(x, 1);
}

/// x^n by squaring; x^-n is 1 / x^n. Needs only products and, where n < 0, a quotient.
template <class V>
V integer_pow(V x, int n) {
  unsigned left = n < 0 ? 0u - unsigned(n) : unsigned(n);
  if (left == 0) return one_like(x);
  V power = x;
  while (left % 2 == 0) power = power * power, left /= 2;
  V result = power;
  while (left /= 2) {
    power = power * power;
    if (left % 2 == 1) result = result * power;
  }
  return n < 0 ? one_like(x) / result : result;
}

/// m^(-1/3) for m in [sqrt(1/2), sqrt(2)): minimax (Remez), max relative error 2^-14.7 and 2^-19.8.
template <class V>
V rough_inverse_cube_root(V m) {
  if constexpr (is_single<V>) {
    return polynomial(m, 0x1.06d994p-3, -0x1.679218p-1, 0x1.8fa7fap0, -0x1.dc9aap0, 0x1.dfdef6p0);
  } else {
    return polynomial(m, 0x1.7e035p-4, -0x1.66e09ap-1, 0x1.20749cp1, -0x1.02b4b2p2, 0x1.1c06b8p2,
                      -0x1.936402p1, 0x1.0e136cp1);
  }
}

/// The cube root, within 1 ULP: of x = m 2^j 8^q, j in {-1, 0, 1}, it is 2^q c with c = (m 2^j) d^2
/// and d the inverse cube root; then one Newton step on c with an exact residual.
template <class V>
V cbrt(V x) {
  const V one = like(x, 1), zero = like(x, 0), third = like(x, 1.0 / 3);
  const V magnitude = abs(x), inf = like(x, infinity<V>);
  const auto [mantissa, exponent] = split(magnitude);
  const V q = nearest_multiple(exponent, 1.0 / 3).real;
  const V j = fma(q, like(x, -3), exponent);
  const V factor = select(j < zero, like(x, 0x1.428a2f98d728bp0), like(x, 0x1.965fea53d6e3dp-1));
  const V m = mantissa * power_of_two(j);
  V d = rough_inverse_cube_root(mantissa) * select(j == zero, one, factor);
  if constexpr (!is_single<V>) d = fma(d * third, fma(-m * d, d * d, one), d);

  const V square = d * d;
  const V c = m * square;
  const Pair<V> c_squared = exact_product(c, c);
  const V residual = fma(-c_squared.low, c, fma(-c_squared.high, c, m));
  const V root = fma(residual * third, square, c) * power_of_two(q);
  const auto ordinary = (magnitude < inf) & (x != zero);
  return select(ordinary, copysign(root, x), x + x);
}

template <class V>
V rsqrt(V x) {
  return like(x, 1) / sqrt(x);
}

/// sqrt(x^2 + y^2) without undue overflow or underflow; infinity beside NaN is infinity.
template <class V>
V hypot(V x, V y) {
  const V a = abs(x), b = abs(y), one = like(x, 1), inf = like(x, infinity<V>);
  const V greater = select(a > b, a, b);
  const auto huge = greater > like(x, is_single<V> ? 0x1p62 : 0x1p510);
  const auto tiny = greater < like(x, is_single<V> ? 0x1p-40 : 0x1p-450);
  const V up = like(x, is_single<V> ? 0x1p80 : 0x1p600);
  const V down = like(x, is_single<V> ? 0x1p-80 : 0x1p-600);
  const V in = select(huge, down, select(tiny, up, one));
  const V out = select(huge, up, select(tiny, down, one));
  const V u = a * in, v = b * in;
  const V length = sqrt(fma(u, u, v * v)) * out;
  return select((a == inf) | (b == inf), inf, length);
}

}  // namespace wengert::math
