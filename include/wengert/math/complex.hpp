// Complex numbers over any value, with the elementary functions of the real ones.
//
// A Complex<V> of host numbers is what the interpreter computes with, of Reals what kernels do.
// Products are exact to an ULP of each part (Kahan's difference of products), quotients follow
// Smith 1962 on scaled operands, the functions their real parts' formulas, with principal values
// and branch cuts of C99 Annex G.
#pragma once

#include <numbers>

#include "wengert/math/compensated.hpp"
#include "wengert/math/exponential.hpp"
#include "wengert/math/hyperbolic.hpp"
#include "wengert/math/logarithm.hpp"
#include "wengert/math/power.hpp"
#include "wengert/math/trigonometric.hpp"

namespace wengert::math {

template <class V>
struct Complex {
  V re, im;
};

template <class V>
Complex<V> operator+(Complex<V> a, Complex<V> b) {
  return {a.re + b.re, a.im + b.im};
}
template <class V>
Complex<V> operator-(Complex<V> a, Complex<V> b) {
  return {a.re - b.re, a.im - b.im};
}
template <class V>
Complex<V> operator-(Complex<V> a) {
  return {-a.re, -a.im};
}
template <class V>
auto operator==(Complex<V> a, Complex<V> b) {
  return (a.re == b.re) & (a.im == b.im);
}
template <class V>
auto operator!=(Complex<V> a, Complex<V> b) {
  return (a.re != b.re) | (a.im != b.im);
}

template <class M, class V>
Complex<V> select(M mask, Complex<V> a, Complex<V> b) {
  return {select(mask, a.re, b.re), select(mask, a.im, b.im)};
}

template <class V> Complex<V> conj(Complex<V> z) { return {z.re, -z.im}; }
template <class V> Complex<V> one_like(Complex<V> z) { return {like(z.re, 1), like(z.re, 0)}; }
template <class V> Complex<V> times_i(Complex<V> z) { return {-z.im, z.re}; }

template <class V>
auto has_infinity(Complex<V> z) {
  const V x = abs(z.re), y = abs(z.im), inf = like(x, infinity<V>);
  return (x == inf) | (y == inf);
}

/// a b + c d within 1.5 ULP (Jeannerod, Louvet and Muller 2013); infinite where a b is.
template <class V>
V sum_of_products(V a, V b, V c, V d) {
  const V second = c * d;
  const V lost = fma(c, d, -second);
  const V sum = fma(a, b, second);
  return select(lost == lost, sum + lost, sum);  // infinity - infinity where c d overflows
}

template <class V>
Complex<V> operator*(Complex<V> a, Complex<V> b) {
  return {sum_of_products(a.re, b.re, -a.im, b.im), sum_of_products(a.re, b.im, a.im, b.re)};
}

/// The power of two that takes the larger of |z.re| and |z.im| away from the ends of the range, or
/// 1.
template <class V>
V guard_factor(Complex<V> z) {
  const V a = abs(z.re), b = abs(z.im);
  const V greater = select(a > b, a, b);
  const V up = like(z.re, is_single<V> ? 0x1p30 : 0x1p110), down = like(z.re, 0x1p-4);
  const auto huge = greater > like(z.re, is_single<V> ? 0x1p124 : 0x1p1020);
  const auto tiny = greater < like(z.re, is_single<V> ? 0x1p-96 : 0x1p-900);
  return select(huge, down, select(tiny, up, like(z.re, 1)));
}

template <class V>
Complex<V> operator/(Complex<V> a, Complex<V> b) {
  const V factor = guard_factor(b);
  const V c = b.re * factor, d = b.im * factor;
  const V x = a.re * factor, y = a.im * factor;
  // Where |d| > |c| both numbers are divided by i first: (x + i y) / i = y - i x.
  const auto steep = abs(d) > abs(c);
  const V greater = select(steep, d, c), lesser = select(steep, -c, d);
  const V u = select(steep, y, x), v = select(steep, -x, y);
  const V ratio = lesser / greater;
  const V length = fma(lesser, ratio, greater);
  return {fma(v, ratio, u) / length, fma(-u, ratio, v) / length};
}

template <class V> Complex<V> reciprocal(Complex<V> z) { return one_like(z) / z; }

template <class V> V abs(Complex<V> z) { return hypot(z.re, z.im); }
/// The angle in (-pi, pi].
template <class V> V arg(Complex<V> z) { return atan2(z.im, z.re); }

/// e^z, of which no factor overflows where the result does not.
template <class V>
Complex<V> exp(Complex<V> z) {
  // At the limit 2^k is infinite and 2^(k/2), of which scale makes use, is not.
  const V limit = like(z.re, is_single<V> ? 175 : 1415);
  const V below = select(z.re > limit, limit, z.re);
  const auto [k, r, tail] = reduce_by_ln2(select(below < -limit, -limit, below));
  const V factor = exp_of_remainder(r);
  const V imaginary = scale(factor * sin(z.im), k);
  return {scale(factor * cos(z.im), k), select(z.im == like(z.im, 0), z.im, imaginary)};
}

/// e^z - 1, exact to the last bits of |e^z - 1| near 0.
template <class V>
Complex<V> expm1(Complex<V> z) {
  const V s = sin(like(z.re, 0.5) * z.im);
  const Complex<V> e = exp(z);
  const auto far = abs(z.re) > like(z.re, 1);
  return {select(far, e.re - like(z.re, 1), fma(expm1(z.re), cos(z.im), -(s + s) * s)), e.im};
}

/// 2^z = h^2 (cos t + i sin t), h = 2^(x/2) and t = y ln 2, whose rounding error turns the result.
template <class V>
Complex<V> exp2(Complex<V> z) {
  using T = precision_t<V>;
  const V high = like(z.re, T(std::numbers::ln2));
  const V low = like(z.re, std::numbers::ln2_v<long double> - T(std::numbers::ln2));
  const V t = z.im * high, lost = fma(z.im, high, -t) + z.im * low;
  const V h = exp2(like(z.re, 0.5) * z.re), c = cos(t), s = sin(t);
  return {h * (h * fma(-lost, s, c)), select(t == like(t, 0), t, h * (h * fma(lost, c, s)))};
}

/// 1 / (1 + e^-z), or e^z / (1 + e^z) on the left, of an exponential e^w that does not grow; the real
/// part of 1 + e^w is 2 e^u cos^2(v / 2) - (e^u - 1), in which nothing cancels near a pole.
template <class V>
Complex<V> logistic(Complex<V> z) {
  const auto right = z.re >= like(z.re, 0);
  const Complex<V> w = select(right, -z, z), one = one_like(z), e = exp(w);
  const V c = cos(like(w.im, 0.5) * w.im), less = expm1(w.re);
  const Complex<V> sum = {fma(c + c, c * (less + one.re), -less), e.im};
  return select(right, one, e) / sum;
}

/// log |z|: log(|z|^2) / 2 where |z| is near 1, its square less 1 being exact to the last bits;
/// elsewhere log a + log(1 + (b / a)^2) / 2 for the larger part a and the lesser b.
template <class V>
V log_abs(Complex<V> z) {
  const V x = abs(z.re), y = abs(z.im), one = like(x, 1), zero = like(x, 0), half = like(x, 0.5);
  const auto swap = y > x;
  const V a = select(swap, y, x), b = select(swap, x, y);
  const auto near = (a > half) & (a < one + one);
  const Pair<V> a_squared = exact_product(a, a), b_squared = exact_product(b, b);
  const Pair<V> sum = exact_sum(a_squared.high - one, b_squared.high);
  const V excess = sum.high + (sum.low + (a_squared.low + b_squared.low));
  const V ratio = select(b == zero, zero, b / a);
  const V small = half * log1p(select(near, excess, ratio * ratio));
  const V finite = select(near, small, log(a) + small);
  return select(has_infinity(z), like(x, infinity<V>), finite);
}

template <class V>
Complex<V> log(Complex<V> z) {
  return {log_abs(z), arg(z)};
}

template <class V>
Complex<V> log2(Complex<V> z) {
  const V per = like(z.re, std::numbers::log2e);
  return {log_abs(z) * per, arg(z) * per};
}

template <class V>
Complex<V> log10(Complex<V> z) {
  const V per = like(z.re, std::numbers::log10e);
  return {log_abs(z) * per, arg(z) * per};
}

/// log(1 + z): near 0 half the logarithm of 1 + (2 x + x^2 + y^2), whose sum is exact to the last
/// bits.
template <class V>
Complex<V> log1p(Complex<V> z) {
  const V x = abs(z.re), y = abs(z.im), one = like(x, 1), half = like(x, 0.5);
  const auto near = (x < half) & (y < half);
  const Complex<V> small = select(near, z, {like(z.re, 0), like(z.re, 0)});
  const Pair<V> x_squared = exact_product(small.re, small.re);
  const Pair<V> y_squared = exact_product(small.im, small.im);
  const Pair<V> squares = exact_sum(x_squared.high, y_squared.high);
  const Pair<V> sum = exact_sum(small.re + small.re, squares.high);
  const V excess = sum.high + (sum.low + (squares.low + (x_squared.low + y_squared.low)));
  const Complex<V> moved = {one + z.re, z.im};
  return {select(near, half * log1p(excess), log_abs(moved)), arg(moved)};
}

/// The root with a real part that is not negative, and the sign of z.im (Kahan 1987).
template <class V>
Complex<V> sqrt(Complex<V> z) {
  const V zero = like(z.re, 0), half = like(z.re, 0.5), inf = like(z.re, infinity<V>);
  const V factor = guard_factor(z);
  const Complex<V> inside = {z.re * factor, z.im * factor};
  const V one = like(zero, 1);
  const V down = like(zero, is_single<V> ? 0x1p-15 : 0x1p-55);
  const V back = select(factor < one, like(zero, 4), select(factor > one, down, one));
  const V root = sqrt(half * (abs(inside.re) + abs(inside)));
  const V other = select(root == zero, zero, abs(inside.im) / (root + root));
  const auto right = inside.re >= zero;
  const V re = select(right, root, other) * back;
  const V im = select(right, other, root) * back;
  const auto unbounded = abs(z.im) == inf;
  return {select(unbounded, inf, re), copysign(select(unbounded, inf, im), z.im)};
}

/// a b where a = 0 is stronger than b = infinity.
template <class V>
V times_unless_zero(V a, V b) {
  return select(a == like(a, 0), a, a * b);
}

template <class V>
Complex<V> sinh(Complex<V> z) {
  return {times_unless_zero(cos(z.im), sinh(z.re)), times_unless_zero(sin(z.im), cosh(z.re))};
}

template <class V>
Complex<V> cosh(Complex<V> z) {
  return {times_unless_zero(cos(z.im), cosh(z.re)), times_unless_zero(sin(z.im), sinh(z.re))};
}

/// Kahan, "Branch cuts for complex elementary functions", 1987; far out 1 + 4 i e^-2x sin y cos y.
template <class V>
Complex<V> tanh(Complex<V> z) {
  const V one = like(z.re, 1), limit = like(z.re, is_single<V> ? 12 : 24);
  const auto far = abs(z.re) > limit;
  const V x = select(far, limit, z.re);
  const V t = tan(z.im), s = sinh(x);
  const V square = fma(t, t, one);
  const V rho = sqrt(fma(s, s, one));
  const V length = fma(square * s, s, one);
  const V inf = like(t, infinity<V>);
  const V pole_re = rho / s, pole_im = one / t;  // the limits as t grows; tan of a number is finite
  const V near_re = select(abs(t) == inf, pole_re, square * rho * s / length);
  const V near_im = select(abs(t) == inf, pole_im, t / length);
  const V decay = exp(-abs(z.re));
  const V far_im = like(t, 4) * sin(z.im) * cos(z.im) * decay * decay;
  return {select(far, copysign(one, z.re), near_re), select(far, far_im, near_im)};
}

template <class V> Complex<V> minus_i_times(Complex<V> z) { return {z.im, -z.re}; }
template <class V> Complex<V> sin(Complex<V> z) { return minus_i_times(sinh(times_i(z))); }
template <class V> Complex<V> cos(Complex<V> z) { return cosh(times_i(z)); }
template <class V> Complex<V> tan(Complex<V> z) { return minus_i_times(tanh(times_i(z))); }

/// e^(w log z); 0^0 is 1, and 0^w is 0 where the real part of w is positive.
template <class V>
Complex<V> pow(Complex<V> z, Complex<V> w) {
  const V zero = like(z.re, 0);
  const Complex<V> nothing = {zero, zero};
  const auto of_zero = (z.re == zero) & (z.im == zero);
  const Complex<V> power = select(of_zero & (w.re > zero), nothing, exp(w * log(z)));
  return select((w.re == zero) & (w.im == zero), one_like(z), power);
}

}  // namespace wengert::math
