// Floating and complex numbers taken apart: significands and exponents, whole and fractional parts,
// decimals, and tests of what they are.
#pragma once

#include "wengert/numpy/elementwise.hpp"

namespace wengert {

struct Frexp {
  Array significand, exponent;
};
/// x = significand 2**exponent with |significand| in [0.5, 1); zeros, infinities and NaN are their
/// own significands, of exponent 0. The exponent is int32. Throws DtypeError of complex x.
Frexp frexp(const Array& x);
/// x 2**n, rounded once. Throws DtypeError where n is no integer, or x complex.
Array ldexp(const Array& x, const Array& n);
/// The distance from x to the next number away from 0, with x's sign; NaN of infinities and NaN.
Array spacing(const Array& x);
struct Modf {
  Array fraction, whole;
};
/// x = fraction + whole, both with x's sign; of infinities the fraction is 0.
Modf modf(const Array& x);
/// x to a number of decimals, halves to even, in both parts of complex numbers; -2 rounds to
/// hundreds. Gives x's dtype.
Array round(const Array& x, int decimals = 0);
/// x rounded towards zero.
template <ArrayLike X>
auto fix(X&& x) {
  return trunc(std::forward<X>(x));
}

template <ArrayLike X>
auto isposinf(X&& x) {
  return std::forward<X>(x) == inf;
}
template <ArrayLike X>
auto isneginf(X&& x) {
  return std::forward<X>(x) == -inf;
}
/// Whether the imaginary part is not zero; whether it is.
Array iscomplex(const Array& x);
Array isreal(const Array& x);

}  // namespace wengert

#if WENGERT_BODIES
#include <cmath>

#include "wengert/numpy/inspection.hpp"
#include "wengert/numpy/integers.hpp"
#include "wengert/numpy/manipulation.hpp"

namespace wengert {

namespace floats {

/// The format that x is taken apart in: float32 stands for narrower ones, which it holds.
inline Dtype format_of(std::string_view operation, const Array& x) {
  if (is_complex(x.dtype()))
    throw DtypeError(cat(operation, ": x has type ", x.type(), "; complex numbers have no order"));
  return to_inexact(x.dtype()) == Dtype::f64 ? Dtype::f64 : Dtype::f32;
}
inline Dtype word_of(Dtype d) { return d == Dtype::f64 ? Dtype::i64 : Dtype::i32; }

/// 2**n for the exponents n of normal numbers.
inline Array power_of_two(const Array& n, Dtype d) {
  const FloatInfo f = finfo(d);
  return bitcast_convert_type((n.astype(word_of(d)) + (f.maxexp - 1)) << f.nmant, d);
}

}  // namespace floats

// The exponent is read from the bits, of subnormal numbers after they are scaled. Scaling by a
// power of two is exact, and has a derivative.
WENGERT_API Frexp frexp(const Array& given) {
  const Dtype d = floats::format_of("frexp", given);
  const FloatInfo f = finfo(d);
  const Array x = given.astype(d);
  const Array special = (!isfinite(x)) | (x == 0), subnormal = abs(x) < f.tiny;
  const int scale = f.nmant + 2;
  const Array normal = where(subnormal, x * std::ldexp(1.0, scale), x);
  const Array biased =
      (bitcast_convert_type(normal, floats::word_of(d)) >> f.nmant) & ((1 << f.nexp) - 1);
  const Array n = where(special, 0, biased - (f.maxexp - 2));
  // The power that leads from n to 0 may be above the largest: half of it twice.
  const Array half = floor_divide(n, 2);
  const Array significand =
      normal * floats::power_of_two(-half, d) * floats::power_of_two(half - n, d);
  const Array shift = where(subnormal & !special, scale, 0);
  return {where(special, x, significand).astype(to_inexact(given.dtype())),
          Array(n - shift).astype(Dtype::i32)};
}

// Three factors reach every exponent. Those that lead below the normal numbers stop above them by
// the digits of a significand, so that only the last product rounds (as in musl's scalbn).
WENGERT_API Array ldexp(const Array& given_x, const Array& given_n) {
  if (!is_integer(given_n.dtype()))
    throw DtypeError(cat("ldexp: n has type ", given_n.type(), "; it must be an integer"));
  const Dtype d = floats::format_of("ldexp", given_x);
  const FloatInfo f = finfo(d);
  Array x = given_x.astype(d),
        n = clip(given_n.astype(Dtype::i64), 3 * f.minexp, 3 * f.maxexp).astype(Dtype::i32);
  const int low = f.minexp + f.nmant + 1, high = f.maxexp - 1;
  for (int k = 0; k < 2; ++k) {
    const Array step = where(n < f.minexp, low, where(n > high, high, 0));
    x = x * floats::power_of_two(step, d);
    n = n - step;
  }
  return Array(x * floats::power_of_two(clip(n, f.minexp, high), d))
      .astype(to_inexact(given_x.dtype()));
}

WENGERT_API Array spacing(const Array& given) {
  (void)floats::format_of("spacing", given);
  const Array x = given.astype(to_inexact(given.dtype()));
  const FloatInfo f = finfo(x.dtype());
  const Array n = where(x == 0, f.minexp, frexp(x).exponent);
  const Array unit = ldexp(ones_like(x), maximum(n - 1, f.minexp) - f.nmant);
  return where(isfinite(x), where(x < 0, -unit, unit), nan);
}

WENGERT_API Modf modf(const Array& given) {
  (void)floats::format_of("modf", given);
  const Array x = given.astype(to_inexact(given.dtype())), whole = trunc(x);
  const Array infinite = isinf(x);
  return {copysign(where(infinite, 0, x - where(infinite, 0, whole)), x), whole};
}

// A float16 has no room for the powers of ten. Where a product overflows, x has no digits to round.
WENGERT_API Array round(const Array& given, int decimals) {
  const Dtype d = given.dtype();
  if (is_complex(d))
    return Array(functions::of_parts(round(real(given), decimals).handle(),
                                     round(imag(given), decimals).handle()));
  if (decimals == 0) return rint(given);
  if (!is_inexact(d) && decimals > 0) return given;
  const double power = std::pow(10.0, std::abs(decimals));
  const Array x = given.astype(!is_inexact(d) ? Dtype::f64 : d == Dtype::f64 ? d : Dtype::f32);
  const Array scaled = decimals > 0 ? Array(x * power) : Array(x / power), whole = rint(scaled);
  const Array rounded = decimals > 0 ? Array(whole / power) : Array(whole * power);
  return where(isfinite(scaled), rounded, stop_gradient(x)).astype(d);
}

WENGERT_API Array iscomplex(const Array& x) { return imag(x) != 0; }
WENGERT_API Array isreal(const Array& x) { return imag(x) == 0; }

}  // namespace wengert
#endif
