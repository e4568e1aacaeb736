// sin, cos, tan; then asin, acos, atan, atan2.
//
// sin, cos and tan subtract the nearest multiple k of pi/2 in three pieces (Cody and Waite 1980,
// with fma), which is enough for |x| up to 2^16 (float) and 2^30 (double); beyond, large_angle.hpp
// takes over on a `rare` path. sin and cos are within 1 ULP, the rest within 2, for every finite
// argument. Next: hyperbolic.hpp.
#pragma once

#include "wengert/math/binary.hpp"
#include "wengert/math/compensated.hpp"
#include "wengert/math/large_angle.hpp"
#include "wengert/math/polynomial.hpp"

namespace wengert::math {

template <class V> inline constexpr double largest_moderate_angle = is_single<V> ? 0x1p16 : 0x1p30;

/// For 0 <= x <= largest_moderate_angle.
template <class V>
auto turn_moderate(V x) {
  const auto k = nearest_multiple(x, 0x1.45f306dc9c883p-1);
  const V high = like(x, is_single<V> ? 0x1.921fb6p0 : 0x1.921fb54442d18p0);
  const V middle = like(x, is_single<V> ? -0x1.777a5cp-25 : 0x1.1a62633145c07p-54);
  const V low = like(x, is_single<V> ? -0x1.ee59dap-50 : -0x1.f1976b7ed8fbcp-110);
  const V head = fma(-k.real, high, x);  // exact: below 1, and a multiple of the ULP of high
  const Pair<V> turned = exact_product(k.real, middle);
  const V r = head - turned.high;
  const V tail = ((head - r) - turned.high) - fma(k.real, low, turned.low);
  return Turned<V, decltype(bits(x))>{r, tail, k.word};
}

/// (sin r - r) / r^3 for |r| <= pi/4, square being r^2: minimax (Remez) of the sine, max relative
/// error 2^-27.8 and 2^-57.8.
template <class V>
V sine_cubic(V square) {
  if constexpr (is_single<V>) {
    return polynomial(square, -0x1.9952dap-13, 0x1.110776p-7, -0x1.555546p-3);
  } else {
    return polynomial(square, 0x1.5d8d1fe60e8d8p-33, -0x1.ae5e5114a0d9cp-26,
                      0x1.71de355b4ef3dp-19, -0x1.a01a019beebd7p-13, 0x1.111111110f74cp-7,
                      -0x1.5555555555548p-3);
  }
}

/// (cos r - 1 + r^2 / 2) / r^4 for |r| <= pi/4, square being r^2: minimax (Remez) of the cosine,
/// max relative error 2^-32 and 2^-63.
template <class V>
V cosine_quartic(V square) {
  if constexpr (is_single<V>) {
    return polynomial(square, 0x1.99e818p-16, -0x1.6c0c28p-10, 0x1.55554ap-5);
  } else {
    return polynomial(square, -0x1.8fa582fcdbbdap-37, 0x1.1ee9da2000555p-29,
                      -0x1.27e4f7ef88f79p-22, 0x1.a01a019c8d111p-16, -0x1.6c16c16c15009p-10,
                      0x1.555555555554bp-5);
  }
}

/// sin(r + tail) for |r| <= pi/4, in two parts of which the second is small.
template <class V>
Pair<V> sine_parts(V r, V tail) {
  const V square = r * r;
  return {r, fma(r * square, sine_cubic(square), tail)};
}

/// cos(r + tail) likewise. What 1 - r^2 / 2 loses is kept, as in fdlibm: it is up to a quarter of
/// an ULP.
template <class V>
Pair<V> cosine_parts(V r, V tail) {
  const V square = r * r, one = like(r, 1), half = like(r, -0.5);
  const V parabola = fma(square, half, one);
  const V lost = fma(square, half, one - parabola);
  return {parabola, fma(square * square, cosine_quartic(square), fma(-r, tail, lost))};
}

enum class Wave { sine, cosine };

/// The sine or cosine of x, where |x| has been turned to `angle`.
template <Wave which, class V, class I>
V wave_of(V x, const Turned<V, I>& angle) {
  const auto word = bits(x);
  const auto zero = integer(word, 0), one = integer(word, 1);
  const auto quadrant = which == Wave::sine ? angle.quadrant : wrapping_add(angle.quadrant, one);
  const auto sign = quadrant << integer(word, is_single<V> ? 30 : 62);
  const Pair<V> sine = sine_parts(angle.r, angle.tail), cosine = cosine_parts(angle.r, angle.tail);
  const V s = sine.high + sine.low, c = cosine.high + cosine.low;
  const V magnitude = select((quadrant & one) == zero, s, c);
  return flip_sign(magnitude, which == Wave::sine ? sign ^ word : sign);
}

template <Wave which, class V>
V wave(V x) {
  const V magnitude = abs(x);
  const auto huge = !(magnitude <= like(x, largest_moderate_angle<V>));
  const auto slow = [&] {
    const auto wide = as_double(x);
    return as_precision_of(x, wave_of<which>(wide, turn_huge(abs(wide))));
  };
  return rare(huge, slow, wave_of<which>(x, turn_moderate(magnitude)));
}

/// Within 1 ULP, as cos.
template <class V>
V sin(V x) {
  return wave<Wave::sine>(x);
}

template <class V>
V cos(V x) {
  return wave<Wave::cosine>(x);
}

/// sin / cos or -cos / sin, of Pairs: a plain quotient would be 2.2 ULP off at times.
template <class V, class I>
V tangent_of(V x, const Turned<V, I>& angle) {
  const auto word = bits(x);
  const Pair<V> sine = normalized(sine_parts(angle.r, angle.tail));
  const Pair<V> cosine = normalized(cosine_parts(angle.r, angle.tail));
  const auto even = (angle.quadrant & integer(word, 1)) == integer(word, 0);
  const Pair<V> numerator = select(even, sine, Pair<V>{-cosine.high, -cosine.low});
  const Pair<V> denominator = select(even, cosine, sine);
  return flip_sign(quotient(numerator, denominator), word);
}

template <class V>
V tan(V x) {
  const V magnitude = abs(x);
  const auto huge = !(magnitude <= like(x, largest_moderate_angle<V>));
  const auto slow = [&] {
    const auto wide = as_double(x);
    return as_precision_of(x, tangent_of(wide, turn_huge(abs(wide))));
  };
  return rare(huge, slow, tangent_of(x, turn_moderate(magnitude)));
}

/// (asin s / s - 1) / s^2 for s in [0, 1/2], z being s^2: minimax (Remez) of asin, max relative
/// error 2^-27.6 and 2^-55.8.
template <class V>
V asin_cubic(V z) {
  if constexpr (is_single<V>) {
    return polynomial(z, 0x1.596d5p-5, 0x1.8c2d56p-6, 0x1.747d0cp-5, 0x1.3301fcp-4, 0x1.5555c8p-3);
  } else {
    return polynomial(z, 0x1.05a0d4c7667b9p-5, -0x1.0a668c106fc2ep-6, 0x1.4050cb34f1ddbp-6,
                      0x1.ab4b95189056bp-8, 0x1.8ed1d93935794p-7, 0x1.c6fb8ee8e2a96p-7,
                      0x1.1c6bfd2479e45p-6, 0x1.6e89f281d6aaep-6, 0x1.f1c72c4a8877fp-6,
                      0x1.6db6db424805ap-5, 0x1.333333336ec68p-4, 0x1.555555555538ep-3);
  }
}

template <class V>
Pair<V> half_pi(V x) {
  return is_single<V> ? pair_like(x, 0x1.921fb6p0, -0x1.777a5cp-25)
                      : pair_like(x, 0x1.921fb54442d18p0, 0x1.1a62633145c07p-54);
}

/// s, the rest of asin s, and their sum.
template <class V>
struct Arcsine {
  V s, rest, sum;
};

/// Of s = |x| up to 1/2; beyond, of s = sqrt((1 - |x|) / 2), and asin |x| is pi/2 - 2 asin s.
template <class V>
Arcsine<V> arcsine(V magnitude) {
  const V half = like(magnitude, 0.5);
  const auto small = magnitude <= half;
  const V z = select(small, magnitude * magnitude, fma(-half, magnitude, half));
  const V s = select(small, magnitude, sqrt(z));
  const V cubic = asin_cubic(z), cube = s * z;
  return {s, cube * cubic, fma(cube, cubic, s)};
}

template <class V>
V asin(V x) {
  const V magnitude = abs(x), two = like(x, 2);
  const auto [s, rest, sum] = arcsine(magnitude);
  const auto [high, low] = half_pi(x);
  const V large = high - fma(two, s, fma(two, rest, -low));
  return copysign(select(magnitude <= like(x, 0.5), sum, large), x);
}

template <class V>
V acos(V x) {
  const V magnitude = abs(x), zero = like(x, 0), two = like(x, 2);
  const auto [s, rest, sum] = arcsine(magnitude);
  const auto [high, low] = half_pi(x);
  const V small = high - (copysign(s, x) - (low - copysign(rest, x)));
  const V twice = two * sum;
  const V large = select(x < zero, two * high - (twice - two * low), twice);
  return select(magnitude <= like(x, 0.5), small, large);
}

/// (atan t / t - 1) / t^2 for t in [0, 1], z being t^2: minimax (Remez) of atan, max relative error
/// 2^-25.8 and 2^-56.4.
template <class V>
V atan_cubic(V z) {
  if constexpr (is_single<V>) {
    return polynomial(z, 0x1.7eb914p-9, -0x1.0c1fc4p-6, 0x1.61f3fcp-5, -0x1.35529p-4,
                      0x1.b4df38p-4, -0x1.230a9cp-3, 0x1.9978ecp-3, -0x1.5554dcp-2);
  } else {
    return polynomial(z, 0x1.b9cf5dca7d2f8p-17, -0x1.3deb25d52193bp-13, 0x1.b284d337072a2p-11,
                      -0x1.793695aa6879ep-9, 0x1.d6c2f8eff21e9p-8, -0x1.c6e5a55579f8bp-7,
                      0x1.67e456d7811d9p-6, -0x1.e9b3839ea9f29p-6, 0x1.2c188bcb2d40cp-5,
                      -0x1.59997bb8760a7p-5, 0x1.82d6e61ffef2bp-5, -0x1.ae5d4dd828467p-5,
                      0x1.e1bb656c84b84p-5, -0x1.110e4bbbe9afp-4, 0x1.3b1365f0dd792p-4,
                      -0x1.745d119fe204bp-4, 0x1.c71c717ef9185p-4, -0x1.249249237b91dp-3,
                      0x1.9999999995495p-3, -0x1.5555555555525p-2);
  }
}

/// atan t + low for t in [0, 1].
template <class V>
V arctangent(V t, V low) {
  const V z = t * t;
  return t + fma(t * z, atan_cubic(z), low);
}

template <class V>
V atan(V x) {
  const V magnitude = abs(x), one = like(x, 1);
  const auto steep = magnitude > one;
  const auto [high, low] = half_pi(x);
  const V t = select(steep, one / magnitude, magnitude);
  const V angle = arctangent(t, select(steep, -low, like(x, 0)));
  return copysign(select(steep, high - angle, angle), x);
}

/// The angle of the point (x, y), by C99 F.9.1.4 at zeros and infinities.
template <class V>
V atan2(V y, V x) {
  const V zero = like(x, 0), one = like(x, 1), inf = like(x, infinity<V>);
  const V across = abs(x), up = abs(y);
  const auto steep = up > across;
  const V lesser = select(steep, across, up), greater = select(steep, up, across);
  // 0 / 0 stands for 0 and infinity / infinity for 1.
  const V ratio = select(greater == zero, zero, select(lesser == inf, one, lesser / greater));
  // Steep angles are reflected about the diagonal, those with negative x about the y axis.
  const auto leftward = bits(x) < integer(bits(x), 0);
  const V turn = select(steep, one, select(leftward, one + one, zero));
  const V sign = select(leftward ^ steep, -one, one);
  const auto [high, low] = half_pi(x);
  const V angle = fma(turn, high, sign * arctangent(ratio, sign * turn * low));
  return select((x != x) | (y != y), x + y, copysign(angle, y));
}

}  // namespace wengert::math
