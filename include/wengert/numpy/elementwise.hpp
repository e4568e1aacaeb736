// Elementwise functions under NumPy's names. Each takes arrays, expressions and C++ scalars, and
// gives an expression, computed when it becomes an Array.
//
// Of integers and booleans, functions that leave the integers (exp, sin, true division …) compute
// in the default float. Compositions are in compositions.hpp.
#pragma once

#include <numbers>

#include "wengert/numpy/compositions.hpp"

namespace wengert {

inline constexpr double pi = std::numbers::pi;
inline constexpr double nan = __builtin_nan(""), inf = __builtin_inf();
/// Constants whose short names would hide a user's own.
namespace constants {
inline constexpr double e = std::numbers::e, euler_gamma = std::numbers::egamma;
}

// ---- exponentials and powers ----------------------------------------------------------------

template <ArrayLike X>
auto exp(X&& x) {
  return elementwise(functions::Inexact<ops::Exp>(), std::forward<X>(x));
}
/// 2**x.
template <ArrayLike X>
auto exp2(X&& x) {
  return elementwise(functions::Inexact<ops::Exp2>(), std::forward<X>(x));
}
/// exp(x) - 1, exact near 0.
template <ArrayLike X>
auto expm1(X&& x) {
  return elementwise(functions::Inexact<ops::Expm1>(), std::forward<X>(x));
}
/// The natural logarithm; NaN of negative numbers.
template <ArrayLike X>
auto log(X&& x) {
  return elementwise(functions::Inexact<ops::Log>(), std::forward<X>(x));
}
/// log(1 + x), exact near 0.
template <ArrayLike X>
auto log1p(X&& x) {
  return elementwise(functions::Inexact<ops::Log1p>(), std::forward<X>(x));
}
template <ArrayLike X>
auto log2(X&& x) {
  return elementwise(functions::Inexact<ops::Log2>(), std::forward<X>(x));
}
template <ArrayLike X>
auto log10(X&& x) {
  return elementwise(functions::Inexact<ops::Log10>(), std::forward<X>(x));
}
template <ArrayLike X>
auto sqrt(X&& x) {
  return elementwise(functions::Inexact<ops::Sqrt>(), std::forward<X>(x));
}
/// 1 / sqrt(x).
template <ArrayLike X>
auto rsqrt(X&& x) {
  return elementwise(functions::Inexact<ops::Rsqrt>(), std::forward<X>(x));
}
/// The real cube root.
template <ArrayLike X>
auto cbrt(X&& x) {
  return elementwise(functions::Inexact<ops::Cbrt>(), std::forward<X>(x));
}
/// x * x.
template <ArrayLike X>
auto square(X&& x) {
  return elementwise(functions::Arithmetic<ops::Square>(), std::forward<X>(x));
}
/// 1 / x.
template <ArrayLike X>
auto reciprocal(X&& x) {
  return elementwise(functions::Reciprocal(), std::forward<X>(x));
}
/// 1 / (1 + exp(-x)).
template <ArrayLike X>
auto logistic(X&& x) {
  return elementwise(functions::Inexact<ops::Logistic>(), std::forward<X>(x));
}
/// x**n for an integer n known in advance: products alone, exact derivatives at 0.
template <AnyExpression X, ArrayLike N>
requires(std::integral<N> && !std::same_as<N, bool>) auto power(X&& x, const N& n) {
  return elementwise(functions::IntegerPower{std::int64_t(n)}, std::forward<X>(x));
}
/// x**y.
template <ArrayLike X, ArrayLike Y>
auto power(X&& x, const Y& y) {
  return elementwise(functions::Power(), std::forward<X>(x), y);
}
/// As power.
template <ArrayLike X, ArrayLike Y>
auto pow(X&& x, const Y& y) {
  return power(std::forward<X>(x), y);
}
/// x**y in floating point, of integers too.
template <ArrayLike X, ArrayLike Y>
auto float_power(X&& x, Y&& y) {
  return elementwise(functions::FloatPower(), std::forward<X>(x), std::forward<Y>(y));
}

// ---- trigonometry ---------------------------------------------------------------------------

template <ArrayLike X>
auto sin(X&& x) {
  return elementwise(functions::Inexact<ops::Sin>(), std::forward<X>(x));
}
template <ArrayLike X>
auto cos(X&& x) {
  return elementwise(functions::Inexact<ops::Cos>(), std::forward<X>(x));
}
template <ArrayLike X>
auto tan(X&& x) {
  return elementwise(functions::Inexact<ops::Tan>(), std::forward<X>(x));
}
template <ArrayLike X>
auto arcsin(X&& x) {
  return elementwise(functions::Inexact<ops::Asin>(), std::forward<X>(x));
}
template <ArrayLike X>
auto arccos(X&& x) {
  return elementwise(functions::Inexact<ops::Acos>(), std::forward<X>(x));
}
template <ArrayLike X>
auto arctan(X&& x) {
  return elementwise(functions::Inexact<ops::Atan>(), std::forward<X>(x));
}
template <ArrayLike X>
auto sinh(X&& x) {
  return elementwise(functions::Inexact<ops::Sinh>(), std::forward<X>(x));
}
template <ArrayLike X>
auto cosh(X&& x) {
  return elementwise(functions::Inexact<ops::Cosh>(), std::forward<X>(x));
}
template <ArrayLike X>
auto tanh(X&& x) {
  return elementwise(functions::Inexact<ops::Tanh>(), std::forward<X>(x));
}
template <ArrayLike X>
auto arcsinh(X&& x) {
  return elementwise(functions::Inexact<ops::Asinh>(), std::forward<X>(x));
}
template <ArrayLike X>
auto arccosh(X&& x) {
  return elementwise(functions::Inexact<ops::Acosh>(), std::forward<X>(x));
}
template <ArrayLike X>
auto arctanh(X&& x) {
  return elementwise(functions::Inexact<ops::Atanh>(), std::forward<X>(x));
}
/// The angle of the point (y, x), in (-pi, pi]: arctan2(y, x).
template <ArrayLike X, ArrayLike Y>
auto arctan2(X&& x, Y&& y) {
  return elementwise(functions::Inexact<ops::Atan2>(), std::forward<X>(x), std::forward<Y>(y));
}
/// sqrt(x**2 + y**2) without overflow.
template <ArrayLike X, ArrayLike Y>
auto hypot(X&& x, Y&& y) {
  return elementwise(functions::Hypot(), std::forward<X>(x), std::forward<Y>(y));
}
/// sin(pi x) / (pi x), 1 at 0.
template <ArrayLike X>
auto sinc(X&& x) {
  return elementwise(functions::Sinc(), std::forward<X>(x));
}
template <ArrayLike X>
auto deg2rad(X&& x) {
  return elementwise(functions::Radians(), std::forward<X>(x));
}
template <ArrayLike X>
auto rad2deg(X&& x) {
  return elementwise(functions::Degrees(), std::forward<X>(x));
}
template <ArrayLike X>
auto asin(X&& x) {
  return arcsin(std::forward<X>(x));
}
template <ArrayLike X>
auto acos(X&& x) {
  return arccos(std::forward<X>(x));
}
template <ArrayLike X>
auto atan(X&& x) {
  return arctan(std::forward<X>(x));
}
template <ArrayLike X>
auto asinh(X&& x) {
  return arcsinh(std::forward<X>(x));
}
template <ArrayLike X>
auto acosh(X&& x) {
  return arccosh(std::forward<X>(x));
}
template <ArrayLike X>
auto atanh(X&& x) {
  return arctanh(std::forward<X>(x));
}
template <ArrayLike Y, ArrayLike X>
auto atan2(Y&& y, X&& x) {
  return arctan2(std::forward<Y>(y), std::forward<X>(x));
}

// ---- special functions ----------------------------------------------------------------------

template <ArrayLike X>
auto erf(X&& x) {
  return elementwise(functions::Inexact<ops::Erf>(), std::forward<X>(x));
}
/// 1 - erf(x), exact for large x.
template <ArrayLike X>
auto erfc(X&& x) {
  return elementwise(functions::Inexact<ops::Erfc>(), std::forward<X>(x));
}
/// The inverse of erf.
template <ArrayLike X>
auto erf_inv(X&& x) {
  return elementwise(functions::Inexact<ops::ErfInv>(), std::forward<X>(x));
}
/// log |gamma(x)|.
template <ArrayLike X>
auto lgamma(X&& x) {
  return elementwise(functions::Inexact<ops::Lgamma>(), std::forward<X>(x));
}
/// The derivative of lgamma.
template <ArrayLike X>
auto digamma(X&& x) {
  return elementwise(functions::Inexact<ops::Digamma>(), std::forward<X>(x));
}
/// log(exp(x) + exp(y)) without overflow.
template <ArrayLike X, ArrayLike Y>
auto logaddexp(X&& x, Y&& y) {
  return elementwise(functions::LogAddExp(), std::forward<X>(x), std::forward<Y>(y));
}
/// log2(2**x + 2**y) without overflow.
template <ArrayLike X, ArrayLike Y>
auto logaddexp2(X&& x, Y&& y) {
  return elementwise(functions::LogAddExp2(), std::forward<X>(x), std::forward<Y>(y));
}

// ---- arithmetic -----------------------------------------------------------------------------

template <ArrayLike X, ArrayLike Y>
auto add(X&& x, Y&& y) {
  return elementwise(functions::Add(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto subtract(X&& x, Y&& y) {
  return elementwise(functions::Subtract(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto multiply(X&& x, Y&& y) {
  return elementwise(functions::Multiply(), std::forward<X>(x), std::forward<Y>(y));
}
/// True division: of integers it gives floats.
template <ArrayLike X, ArrayLike Y>
auto divide(X&& x, Y&& y) {
  return elementwise(functions::Divide(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto true_divide(X&& x, Y&& y) {
  return elementwise(functions::Divide(), std::forward<X>(x), std::forward<Y>(y));
}
/// floor(x / y), exact on integers.
template <ArrayLike X, ArrayLike Y>
auto floor_divide(X&& x, Y&& y) {
  return elementwise(functions::FloorDivide(), std::forward<X>(x), std::forward<Y>(y));
}
/// x - y floor(x / y): the sign is that of y.
template <ArrayLike X, ArrayLike Y>
auto remainder(X&& x, Y&& y) {
  return elementwise(functions::Remainder(), std::forward<X>(x), std::forward<Y>(y));
}
/// As remainder.
template <ArrayLike X, ArrayLike Y>
auto mod(X&& x, Y&& y) {
  return elementwise(functions::Remainder(), std::forward<X>(x), std::forward<Y>(y));
}
/// x - y trunc(x / y): the sign is that of x.
template <ArrayLike X, ArrayLike Y>
auto fmod(X&& x, Y&& y) {
  return elementwise(functions::Arithmetic<ops::Rem>(), std::forward<X>(x), std::forward<Y>(y));
}
/// The larger; NaN where an operand is NaN. Equal operands share the derivative.
template <ArrayLike X, ArrayLike Y>
auto maximum(X&& x, Y&& y) {
  return elementwise(functions::Arithmetic<ops::Max>(), std::forward<X>(x), std::forward<Y>(y));
}
/// The smaller; NaN where an operand is NaN.
template <ArrayLike X, ArrayLike Y>
auto minimum(X&& x, Y&& y) {
  return elementwise(functions::Arithmetic<ops::Min>(), std::forward<X>(x), std::forward<Y>(y));
}
/// The larger; the other operand where one is NaN.
template <ArrayLike X, ArrayLike Y>
auto fmax(X&& x, Y&& y) {
  return elementwise(functions::FloatMaximum(), std::forward<X>(x), std::forward<Y>(y));
}
/// The smaller; the other operand where one is NaN.
template <ArrayLike X, ArrayLike Y>
auto fmin(X&& x, Y&& y) {
  return elementwise(functions::FloatMinimum(), std::forward<X>(x), std::forward<Y>(y));
}
/// |x| with the sign of y.
template <ArrayLike X, ArrayLike Y>
auto copysign(X&& x, Y&& y) {
  return elementwise(functions::CopySign(), std::forward<X>(x), std::forward<Y>(y));
}
/// The number after x towards y.
template <ArrayLike X, ArrayLike Y>
auto nextafter(X&& x, Y&& y) {
  return elementwise(functions::Inexact<ops::Nextafter>(), std::forward<X>(x), std::forward<Y>(y));
}
/// 0, y or 1 for x below, at and above 0.
template <ArrayLike X, ArrayLike Y>
auto heaviside(X&& x, Y&& y) {
  return elementwise(functions::Heaviside(), std::forward<X>(x), std::forward<Y>(y));
}
/// x held between low and high, either of which may be wg::none.
template <ArrayLike X, ArrayLike L, ArrayLike H>
auto clip(X&& x, L&& low, H&& high) {
  return minimum(maximum(std::forward<X>(x), std::forward<L>(low)), std::forward<H>(high));
}
template <ArrayLike X, ArrayLike H>
auto clip(X&& x, None, H&& high) {
  return minimum(std::forward<X>(x), std::forward<H>(high));
}
template <ArrayLike X, ArrayLike L>
auto clip(X&& x, L&& low, None) {
  return maximum(std::forward<X>(x), std::forward<L>(low));
}
/// floor_divide and remainder.
template <ArrayLike X, ArrayLike Y>
std::pair<Array, Array> divmod(const X& x, const Y& y) {
  return {floor_divide(x, y), remainder(x, y)};
}
template <ArrayLike X>
auto negative(X&& x) {
  return elementwise(functions::Negative(), std::forward<X>(x));
}
template <AnyExpression X>
auto positive(X&& x) {
  return +std::forward<X>(x);
}
/// The modulus of complex numbers; the derivative at 0 is 0.
template <ArrayLike X>
auto abs(X&& x) {
  return elementwise(functions::Absolute(), std::forward<X>(x));
}
template <ArrayLike X>
auto absolute(X&& x) {
  return elementwise(functions::Absolute(), std::forward<X>(x));
}
template <ArrayLike X>
auto fabs(X&& x) {
  return elementwise(functions::Absolute(), std::forward<X>(x));
}
/// -1, 0 or 1.
template <ArrayLike X>
auto sign(X&& x) {
  return elementwise(functions::Arithmetic<ops::Sign>(), std::forward<X>(x));
}

// ---- rounding -------------------------------------------------------------------------------

template <ArrayLike X>
auto floor(X&& x) {
  return elementwise(functions::Rounding<ops::Floor>(), std::forward<X>(x));
}
template <ArrayLike X>
auto ceil(X&& x) {
  return elementwise(functions::Rounding<ops::Ceil>(), std::forward<X>(x));
}
/// Towards zero.
template <ArrayLike X>
auto trunc(X&& x) {
  return elementwise(functions::Rounding<ops::Trunc>(), std::forward<X>(x));
}
/// To the nearest integer, halves to even; complex numbers in both parts.
template <ArrayLike X>
auto rint(X&& x) {
  return elementwise(functions::ByParts<functions::Rounding<ops::Round>>(), std::forward<X>(x));
}

// ---- comparison and logic -------------------------------------------------------------------

template <ArrayLike X, ArrayLike Y>
auto equal(X&& x, Y&& y) {
  return elementwise(functions::Equal(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto not_equal(X&& x, Y&& y) {
  return elementwise(functions::NotEqual(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto less(X&& x, Y&& y) {
  return elementwise(functions::Less(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto less_equal(X&& x, Y&& y) {
  return elementwise(functions::LessEqual(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto greater(X&& x, Y&& y) {
  return elementwise(functions::Greater(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto greater_equal(X&& x, Y&& y) {
  return elementwise(functions::GreaterEqual(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto logical_and(X&& x, Y&& y) {
  return elementwise(functions::LogicalAnd(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto logical_or(X&& x, Y&& y) {
  return elementwise(functions::LogicalOr(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto logical_xor(X&& x, Y&& y) {
  return elementwise(functions::LogicalXor(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto bitwise_and(X&& x, Y&& y) {
  return elementwise(functions::BitAnd(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto bitwise_or(X&& x, Y&& y) {
  return elementwise(functions::BitOr(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto bitwise_xor(X&& x, Y&& y) {
  return elementwise(functions::BitXor(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto left_shift(X&& x, Y&& y) {
  return elementwise(functions::ShiftLeft(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X, ArrayLike Y>
auto right_shift(X&& x, Y&& y) {
  return elementwise(functions::ShiftRight(), std::forward<X>(x), std::forward<Y>(y));
}
template <ArrayLike X>
auto logical_not(X&& x) {
  return elementwise(functions::LogicalNot(), std::forward<X>(x));
}
template <ArrayLike X>
auto bitwise_not(X&& x) {
  return elementwise(functions::BitNot(), std::forward<X>(x));
}
template <ArrayLike X>
auto invert(X&& x) {
  return elementwise(functions::BitNot(), std::forward<X>(x));
}
/// The number of set bits.
template <ArrayLike X>
auto population_count(X&& x) {
  return elementwise(functions::Bitwise<ops::PopulationCount>(), std::forward<X>(x));
}
template <ArrayLike X>
auto isnan(X&& x) {
  return elementwise(functions::Test<ops::IsNan>(), std::forward<X>(x));
}
template <ArrayLike X>
auto isfinite(X&& x) {
  return elementwise(functions::Test<ops::IsFinite>(), std::forward<X>(x));
}
template <ArrayLike X>
auto isinf(X&& x) {
  return elementwise(functions::IsInfinite(), std::forward<X>(x));
}
/// Whether the sign bit is set; not of NaN.
template <ArrayLike X>
auto signbit(X&& x) {
  return elementwise(functions::SignBit(), std::forward<X>(x));
}
/// NaN as 0 and infinities as the largest numbers of the dtype, in both parts of complex numbers;
/// nan.hpp has it with other replacements.
template <ArrayLike X>
auto nan_to_num(X&& x) {
  return elementwise(functions::NanToNumber(), std::forward<X>(x));
}
/// x where the condition holds, else y. Nothing leaks from what was not chosen, into values or
/// derivatives.
template <ArrayLike C, ArrayLike X, ArrayLike Y>
auto where(C&& condition, X&& x, Y&& y) {
  return elementwise(functions::Where(), std::forward<C>(condition), std::forward<X>(x),
                     std::forward<Y>(y));
}
/// Whether |x - y| <= atol + rtol |y|; infinities are close to themselves, NaN to nothing. The
/// difference is one of floats: booleans have none, and that of unsigned integers would wrap.
template <ArrayLike X, ArrayLike Y>
auto isclose(const X& x, const Y& y, double rtol = 1e-5, double atol = 1e-8) {
  return (x == y) | ((abs(x * 1.0 - y * 1.0) <= atol + rtol * abs(y)) & isfinite(y));
}

// ---- complex numbers ------------------------------------------------------------------------

template <ArrayLike X>
auto real(X&& x) {
  return elementwise(functions::RealPart(), std::forward<X>(x));
}
template <ArrayLike X>
auto imag(X&& x) {
  return elementwise(functions::ImaginaryPart(), std::forward<X>(x));
}
template <ArrayLike X>
auto conj(X&& x) {
  return elementwise(functions::Conjugate(), std::forward<X>(x));
}
template <ArrayLike X>
auto conjugate(X&& x) {
  return elementwise(functions::Conjugate(), std::forward<X>(x));
}
/// The argument of a complex number, in (-pi, pi].
template <ArrayLike X>
auto angle(const X& x) {
  return arctan2(imag(x), real(x));
}

/// x, with derivative 0.
template <ArrayLike X>
Array stop_gradient(const X& x) {
  return apply_primitive(primitive<ops::StopGradient>(), {}, {Array(x).handle()});
}

}  // namespace wengert
