// Sums, products, quotients, extrema, signs and rounding.
#pragma once

#include "wengert/math/arithmetic.hpp"
#include "wengert/ops/base.hpp"

namespace wengert::ops {

struct Neg : Elementwise<1>, Linear {
  static constexpr Name name = "neg";
  static constexpr Dtypes dtypes = numeric;
  template <class V> static V eval(V x) { return -x; }
  template <class V> static V transpose(V ct) { return -ct; }
};

struct Add : Elementwise<2>, Linear {
  static constexpr Name name = "add";
  static constexpr Dtypes dtypes = numeric;
  template <class V> static V eval(V x, V y) { return x + y; }
  template <class V> static V jvp(Arg<0>, V, V, V dx) { return dx; }
  template <class V> static V jvp(Arg<1>, V, V, V dy) { return dy; }
  template <class V> static V transpose(Arg<0>, V ct) { return ct; }
  template <class V> static V transpose(Arg<1>, V ct) { return ct; }
};

struct Sub : Elementwise<2>, Linear {
  static constexpr Name name = "sub";
  static constexpr Dtypes dtypes = numeric;
  template <class V> static V eval(V x, V y) { return x - y; }
  template <class V> static V jvp(Arg<0>, V, V, V dx) { return dx; }
  template <class V> static V jvp(Arg<1>, V, V, V dy) { return -dy; }
  template <class V> static V transpose(Arg<0>, V ct) { return ct; }
  template <class V> static V transpose(Arg<1>, V ct) { return -ct; }
};

struct Mul : Elementwise<2>, Bilinear {
  static constexpr Name name = "mul";
  static constexpr Dtypes dtypes = numeric;
  template <class V> static V eval(V x, V y) { return x * y; }
  template <class V> static V transpose(Arg<0>, V ct, V y) { return ct * y; }
  template <class V> static V transpose(Arg<1>, V ct, V x) { return ct * x; }
};

/// Integers: truncated; -1 where y is 0.
struct Div : Elementwise<2>, Smooth, LinearIn<0> {
  static constexpr Name name = "div";
  static constexpr Dtypes dtypes = numeric;
  static constexpr int cost = 8;
  template <class V> static V eval(V x, V y) {
    if constexpr (math::Whole<V>)
      return math::quotient(x, y);
    else
      return x / y;
  }
  template <class V> static V jvp(Arg<0>, V, V y, V dx) { return dx / y; }
  template <class V> static V jvp(Arg<1>, V, V y, V dy, V z) { return dy * -(z / y); }
  template <class V> static V transpose(Arg<0>, V ct, V y) { return ct / y; }
};

/// C's fmod: x - y trunc(x / y), with the sign of x. Integers: x where y is 0.
struct Rem : Elementwise<2>, Smooth {
  static constexpr Name name = "rem";
  static constexpr Dtypes dtypes = ordered;
  static constexpr int cost = 20;
  template <class V> static V eval(V x, V y) {
    if constexpr (math::Whole<V>)
      return math::remainder(x, y);
    else
      return math::remainder_truncated(x, y);
  }
  template <class V> static V jvp(Arg<0>, V, V, V dx) { return dx; }
  template <class V> static V jvp(Arg<1>, V x, V y, V dy) { return dy * -trunc(x / y); }
};

// ---- fused multiply-adds ----------------------------------------------------------------------
//
// What compiled code makes of a sum and the product that it alone reads, see lower/contract.hpp.
// Rounded once or twice, whichever is faster on the machine.

/// x y + z
struct MultiplyAdd : Elementwise<3>, Smooth {
  static constexpr Name name = "multiply_add";
  static constexpr Dtypes dtypes = {float32, float64};
  template <class V> static V eval(V x, V y, V z) { return math::multiply_add(x, y, z); }
  template <class V> static V jvp(Arg<0>, V, V y, V, V dx) { return dx * y; }
  template <class V> static V jvp(Arg<1>, V x, V, V, V dy) { return dy * x; }
  template <class V> static V jvp(Arg<2>, V, V, V, V dz) { return dz; }
};

/// x y - z
struct MultiplySubtract : Elementwise<3>, Smooth {
  static constexpr Name name = "multiply_subtract";
  static constexpr Dtypes dtypes = MultiplyAdd::dtypes;
  template <class V> static V eval(V x, V y, V z) { return math::multiply_add(x, y, -z); }
  template <class V> static V jvp(Arg<0>, V, V y, V, V dx) { return dx * y; }
  template <class V> static V jvp(Arg<1>, V x, V, V, V dy) { return dy * x; }
  template <class V> static V jvp(Arg<2>, V, V, V, V dz) { return -dz; }
};

/// z - x y
struct SubtractProduct : Elementwise<3>, Smooth {
  static constexpr Name name = "subtract_product";
  static constexpr Dtypes dtypes = MultiplyAdd::dtypes;
  template <class V> static V eval(V x, V y, V z) { return math::multiply_add(-x, y, z); }
  template <class V> static V jvp(Arg<0>, V, V y, V, V dx) { return -(dx * y); }
  template <class V> static V jvp(Arg<1>, V x, V, V, V dy) { return -(dy * x); }
  template <class V> static V jvp(Arg<2>, V, V, V, V dz) { return dz; }
};

// ---- products whose first factor's zeros are strong -------------------------------------------

/// x * y, and 0 where x is 0, whatever y is.
struct MulStrong : Elementwise<2>, Bilinear {
  static constexpr Name name = "mul_strong";
  static constexpr Dtypes dtypes = numeric;
  static constexpr int cost = 3;
  template <class V> static V eval(V x, V y) {
    const V zero = math::like(x, 0);
    return math::select(x == zero, zero, x * y);
  }
  template <class V> static V transpose(Arg<0>, V ct, V y) { return apply<MulStrong>(ct, y); }
  template <class V> static V transpose(Arg<1>, V ct, V x) { return apply<MulStrong>(x, ct); }
};

/// x / y, and 0 where x is 0, whatever y is.
struct DivStrong : Elementwise<2>, Smooth, LinearIn<0> {
  static constexpr Name name = "div_strong";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 10;
  template <class V> static V eval(V x, V y) {
    const V zero = math::like(x, 0);
    return math::select(x == zero, zero, x / y);
  }
  template <class V> static V jvp(Arg<0>, V, V y, V dx) { return apply<DivStrong>(dx, y); }
  template <class V> static V jvp(Arg<1>, V, V y, V dy, V z) {
    return apply<MulStrong>(-apply<DivStrong>(z, y), dy);
  }
  template <class V> static V transpose(Arg<0>, V ct, V y) { return apply<DivStrong>(ct, y); }
};

// ---- extrema ----------------------------------------------------------------------------------

/// The share of a tangent: all where its operand is the extremum alone, half where both are, else
/// none. Asked of the operands and not of the result, which code that computes an operand once
/// more, with other roundings, might not meet.
template <class V, class M> V share(V dx, M alone, M both) {
  return dx * select(alone, like(dx, 1), select(both, like(dx, 0.5), like(dx, 0)));
}

/// NaN where an operand is; 0 > -0. Equal operands share the tangent.
struct Max : Elementwise<2>, Smooth {
  static constexpr Name name = "max";
  static constexpr Dtypes dtypes = ordered;
  static constexpr int cost = 7;
  template <class V> static V eval(V x, V y) {
    if constexpr (math::Whole<V>)
      return math::select(x > y, x, y);
    else
      return math::maximum(x, y);
  }
  template <class V> static V jvp(Arg<0>, V x, V y, V dx) { return share(dx, x > y, x == y); }
  template <class V> static V jvp(Arg<1>, V x, V y, V dy) { return share(dy, y > x, x == y); }
};

/// NaN where an operand is; -0 < 0. Equal operands share the tangent.
struct Min : Elementwise<2>, Smooth {
  static constexpr Name name = "min";
  static constexpr Dtypes dtypes = ordered;
  static constexpr int cost = 7;
  template <class V> static V eval(V x, V y) {
    if constexpr (math::Whole<V>)
      return math::select(x < y, x, y);
    else
      return math::minimum(x, y);
  }
  template <class V> static V jvp(Arg<0>, V x, V y, V dx) { return share(dx, x < y, x == y); }
  template <class V> static V jvp(Arg<1>, V x, V y, V dy) { return share(dy, y < x, x == y); }
};

// ---- signs and rounding -----------------------------------------------------------------------

/// The modulus of a complex number; the lowest integer wraps to itself. The derivative at 0 is 0.
struct Abs : Elementwise<1>, Smooth {
  static constexpr Name name = "abs";
  static constexpr Dtypes dtypes = numeric;
  static constexpr Dtype result(Dtype d) { return real_dtype(d); }
  template <class V> static auto eval(V x) {
    if constexpr (math::Whole<V>)
      return math::select(x < math::like(x, 0), -x, x);
    else
      return math::abs(x);
  }
  template <class V> static V jvp(V x, V dx) {
    return is_complex(x.dtype()) ? real(conj(sign(x)) * dx) : sign(x) * dx;
  }
};

/// -1, 0 or 1, keeping NaN and the sign of zero; z / |z| of a complex number.
struct Sign : Elementwise<1>, Smooth {
  static constexpr Name name = "sign";
  static constexpr Dtypes dtypes = numeric;
  static constexpr int cost = 5;
  template <class V> static V eval(V x) {
    if constexpr (math::Floating<V>) {
      return math::sign(x);
    } else if constexpr (math::Whole<V>) {
      const V zero = math::like(x, 0), one = math::like(x, 1);
      return math::select(x > zero, one, math::select(x < zero, -one, zero));
    } else {
      const auto modulus = math::abs(x);
      return math::select(x == math::like(x, 0), x, V{x.re / modulus, x.im / modulus});
    }
  }
  /// Real numbers: zero. On the unit circle: the part of dz / |z| across z; the derivative at 0 is
  /// 0.
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents) {
    const Symbol z = operand_of(application, 0);
    if (!is_complex(z.dtype())) return {std::nullopt};
    const Symbol y{z.builder, application.results[0]}, at_zero = z == like(z, 0);
    const Symbol unit = select(at_zero, like(z, 1), z),
                 scaled =
                     Symbol{z.builder, *tangents[0]} / complex_of(abs(unit), like(abs(unit), 0));
    const Symbol along = real(conj(y) * scaled);
    return {select(at_zero, like(z, 0), scaled - y * complex_of(along, like(along, 0))).value};
  }
};

struct Floor : Elementwise<1>, Flat {
  static constexpr Name name = "floor";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return math::floor(x); }
};

struct Ceil : Elementwise<1>, Flat {
  static constexpr Name name = "ceil";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return math::ceil(x); }
};

/// The next number after x towards y.
struct Nextafter : Elementwise<2>, Smooth {
  static constexpr Name name = "nextafter";
  static constexpr Dtypes dtypes = {float32, float64};
  static constexpr int cost = 15;
  template <class V> static V eval(V x, V y) { return math::nextafter(x, y); }
  template <class V> static V jvp(Arg<0>, V, V, V dx) { return dx; }
  template <class V> static V jvp(Arg<1>, V, V, V dy) { return like(dy, 0); }
};

/// To the nearest integer, halves to even.
struct Round : Elementwise<1>, Flat {
  static constexpr Name name = "round";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return math::rint(x); }
};

struct Trunc : Elementwise<1>, Flat {
  static constexpr Name name = "trunc";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return math::trunc(x); }
};

}  // namespace wengert::ops
