// Powers and roots.
#pragma once

#include "wengert/math/power.hpp"
#include "wengert/ops/base.hpp"

namespace wengert::ops {

struct Square : Elementwise<1>, Smooth {
  static constexpr Name name = "square";
  static constexpr Dtypes dtypes = numeric;
  template <class V> static V eval(V x) { return x * x; }
  template <class V> static V jvp(V x, V dx) { return 2 * x * dx; }
};

/// x^y with a static integer y; of integers, y must not be negative.
struct IntegerPow : Elementwise<1>, Smooth {
  static constexpr Name name = "integer_pow";
  static constexpr Dtypes dtypes = numeric;
  static constexpr int cost = 4;
  static std::int64_t parameter(const Attributes& attributes) { return attributes.integer("y"); }
  template <class V> static V eval(V x, std::int64_t y) { return math::integer_pow(x, int(y)); }
  template <class V> static V jvp(V x, V dx, std::int64_t y) {
    if (y == 0) return like(x, 0);
    return y == 1 ? dx : double(y) * integer_pow(x, y - 1) * dx;
  }
};

/// Partial derivatives as JAX defines them: with respect to y, 0 where x is 0.
struct Pow : Elementwise<2>, Smooth {
  static constexpr Name name = "pow";
  static constexpr Dtypes dtypes = numeric;
  static constexpr int cost = 86;
  template <class V> static V eval(V x, V y) {
    if constexpr (math::Whole<V>)
      return by_squaring(x, y);
    else
      return math::pow(x, y);
  }
  template <class V> static V jvp(Arg<0>, V x, V y, V dx) {
    const V zero = like(y, 0), one = like(y, 1), at_zero = y == zero;
    return select(at_zero, zero, y * pow(x, select(at_zero, one, y - 1))) * dx;
  }
  template <class V> static V jvp(Arg<1>, V x, V, V dy, V z) {
    return log(select(x == like(x, 0), like(x, 1), x)) * z * dy;
  }

 private:
  // Every bit of y, taken as unsigned: no loop depends on a value.
  template <class V> static V by_squaring(V x, V y) {
    V power = math::like(x, 1);
    const V one = power, zero = math::like(x, 0);
    for (int bit = 0; bit < math::width(x); ++bit) {
      const auto set = (math::shifted_right_logical(y, math::like(y, bit)) & one) != zero;
      power = math::select(set, power * x, power);
      x = x * x;
    }
    return power;
  }
};

struct Sqrt : Elementwise<1>, Smooth {
  static constexpr Name name = "sqrt";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 8;
  template <class V> static V eval(V x) { return math::sqrt(x); }
  template <class V> static V jvp(V, V dx, V y) { return 0.5 / y * dx; }
};

struct Rsqrt : Elementwise<1>, Smooth {
  static constexpr Name name = "rsqrt";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 16;
  template <class V> static V eval(V x) { return math::rsqrt(x); }
  template <class V> static V jvp(V x, V dx, V y) { return -0.5 * y / x * dx; }
};

struct Cbrt : Elementwise<1>, Smooth {
  static constexpr Name name = "cbrt";
  static constexpr Dtypes dtypes = floating;
  static constexpr int cost = 45;
  template <class V> static V eval(V x) { return math::cbrt(x); }
  template <class V> static V jvp(V x, V dx, V y) { return y / (3 * x) * dx; }
};

}  // namespace wengert::ops
