// Inverse trigonometric and hyperbolic functions of complex numbers.
//
// After Kahan, "Branch cuts for complex elementary functions", 1987: sums in which nothing cancels,
// principal values, and on a branch cut the side that the sign of zero says.
#pragma once

#include <numbers>

#include "wengert/math/complex.hpp"

namespace wengert::math {

/// The square roots of 1 + x + i y and 1 - x - i y, for y >= 0.
template <class V>
struct RootsAboutOne {
  Complex<V> plus, minus;

  RootsAboutOne(V x, V y)
      : plus(sqrt(Complex<V>{like(x, 1) + x, y})), minus(sqrt(Complex<V>{like(x, 1) - x, -y})) {}

  /// |Im asin z| = |Im acos z| = |Re acosh z|.
  V height() const { return asinh(plus.im * minus.re - plus.re * minus.im); }
};

template <class V>
Complex<V> asin(Complex<V> z) {
  const V x = abs(z.re), y = abs(z.im), inf = like(x, infinity<V>);
  const RootsAboutOne<V> roots(x, y);
  const V across = roots.plus.re * roots.minus.re - roots.plus.im * roots.minus.im;
  const auto far = has_infinity(z);
  const V re = atan2(x, select(far, y, across)), im = select(far, inf, roots.height());
  return {copysign(re, z.re), copysign(im, z.im)};
}

template <class V>
Complex<V> acos(Complex<V> z) {
  const V x = z.re, y = abs(z.im), inf = like(x, infinity<V>);
  const RootsAboutOne<V> roots(x, y);
  const auto far = has_infinity(z);
  const V angle = atan2(select(far, y, roots.minus.re), select(far, x, roots.plus.re));
  const V im = select(far, inf, roots.height());
  return {select(far, angle, angle + angle), -copysign(im, z.im)};
}

/// Where 1 - z is hardly greater than the distance of two numbers, Re atanh z is log(2 / |1 - z|) /
/// 2; where z is huge, Re 1 / z.
template <class V>
Complex<V> atanh(Complex<V> z) {
  const V x = abs(z.re), y = abs(z.im), one = like(x, 1), two = like(x, 2), four = like(x, 4);
  const V rest = one - x, distance = hypot(rest, y);
  const auto close = distance < like(x, is_single<V> ? 0x1p-30 : 0x1p-60);
  const auto huge = distance > like(x, is_single<V> ? 0x1p30 : 0x1p60);
  const V ratio = select(close, two, four * x / distance) / distance;
  const V near = log1p(ratio) * like(x, 0.25);
  const V far = select(has_infinity(z), like(x, 0), abs(reciprocal(z).re));
  const V re = select(huge, far, select(close, near + near, near));
  const V angle = atan2(y + y, rest * (one + x) - y * y) * like(x, 0.5);
  const V im = select(huge, like(x, std::numbers::pi / 2), angle);
  return {copysign(re, z.re), copysign(im, z.im)};
}

template <class V>
Complex<V> acosh(Complex<V> z) {
  const Complex<V> w = acos(z);
  return {abs(w.im), copysign(w.re, z.im)};
}

template <class V>
Complex<V> asinh(Complex<V> z) {
  return minus_i_times(asin(times_i(z)));
}
template <class V>
Complex<V> atan(Complex<V> z) {
  return minus_i_times(atanh(times_i(z)));
}

}  // namespace wengert::math
