// Circular and hyperbolic functions, and their inverses.
#pragma once

#include "wengert/math/complex_inverse.hpp"
#include "wengert/math/hyperbolic.hpp"
#include "wengert/math/trigonometric.hpp"
#include "wengert/ops/base.hpp"

namespace wengert::ops {

struct Sin : Elementwise<1>, Smooth {
  static constexpr Name name = "sin";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 39;
  template <class V> static V eval(V x) { return math::sin(x); }
  template <class V> static V jvp(V x, V dx) { return cos(x) * dx; }
};

struct Cos : Elementwise<1>, Smooth {
  static constexpr Name name = "cos";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 39;
  template <class V> static V eval(V x) { return math::cos(x); }
  template <class V> static V jvp(V x, V dx) { return -sin(x) * dx; }
};

struct Tan : Elementwise<1>, Smooth {
  static constexpr Name name = "tan";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 53;
  template <class V> static V eval(V x) { return math::tan(x); }
  template <class V> static V jvp(V, V dx, V y) { return (1 + y * y) * dx; }
};

struct Asin : Elementwise<1>, Smooth {
  static constexpr Name name = "asin";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 30;
  template <class V> static V eval(V x) { return math::asin(x); }
  template <class V> static V jvp(V x, V dx) { return rsqrt((1 - x) * (1 + x)) * dx; }
};

struct Acos : Elementwise<1>, Smooth {
  static constexpr Name name = "acos";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 30;
  template <class V> static V eval(V x) { return math::acos(x); }
  template <class V> static V jvp(V x, V dx) { return -rsqrt((1 - x) * (1 + x)) * dx; }
};

struct Atan : Elementwise<1>, Smooth {
  static constexpr Name name = "atan";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 30;
  template <class V> static V eval(V x) { return math::atan(x); }
  template <class V> static V jvp(V x, V dx) { return dx / (1 + x * x); }
};

/// The angle of the point (x, y): atan2(y, x), in the four quadrants.
struct Atan2 : Elementwise<2>, Smooth {
  static constexpr Name name = "atan2";
  static constexpr Dtypes dtypes = floating;
  static constexpr int cost = 40;
  template <class V> static V eval(V y, V x) { return math::atan2(y, x); }
  template <class V> static V jvp(Arg<0>, V y, V x, V dy) { return x / (x * x + y * y) * dy; }
  template <class V> static V jvp(Arg<1>, V y, V x, V dx) { return -y / (x * x + y * y) * dx; }
};

struct Sinh : Elementwise<1>, Smooth {
  static constexpr Name name = "sinh";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 40;
  template <class V> static V eval(V x) { return math::sinh(x); }
  template <class V> static V jvp(V x, V dx) { return cosh(x) * dx; }
};

struct Cosh : Elementwise<1>, Smooth {
  static constexpr Name name = "cosh";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 36;
  template <class V> static V eval(V x) { return math::cosh(x); }
  template <class V> static V jvp(V x, V dx) { return sinh(x) * dx; }
};

struct Tanh : Elementwise<1>, Smooth {
  static constexpr Name name = "tanh";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 34;
  template <class V> static V eval(V x) { return math::tanh(x); }
  template <class V> static V jvp(V, V dx, V y) { return (1 - y) * (1 + y) * dx; }
};

struct Asinh : Elementwise<1>, Smooth {
  static constexpr Name name = "asinh";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 59;
  template <class V> static V eval(V x) { return math::asinh(x); }
  template <class V> static V jvp(V x, V dx) { return rsqrt(x * x + 1) * dx; }
};

struct Acosh : Elementwise<1>, Smooth {
  static constexpr Name name = "acosh";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 59;
  template <class V> static V eval(V x) { return math::acosh(x); }
  template <class V> static V jvp(V x, V dx) { return rsqrt(x - 1) * rsqrt(x + 1) * dx; }
};

struct Atanh : Elementwise<1>, Smooth {
  static constexpr Name name = "atanh";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 59;
  template <class V> static V eval(V x) { return math::atanh(x); }
  template <class V> static V jvp(V x, V dx) { return dx / ((1 - x) * (1 + x)); }
};

}  // namespace wengert::ops
