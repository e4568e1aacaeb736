// Exponentials and logarithms.
#pragma once

#include <numbers>

#include "wengert/math/exponential.hpp"
#include "wengert/math/logarithm.hpp"
#include "wengert/ops/base.hpp"

namespace wengert::ops {

struct Exp : Elementwise<1>, Smooth {
  static constexpr Name name = "exp";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 24;
  template <class V> static V eval(V x) { return math::exp(x); }
  template <class V> static V jvp(V, V dx, V y) { return y * dx; }
};

struct Exp2 : Elementwise<1>, Smooth {
  static constexpr Name name = "exp2";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 20;
  template <class V> static V eval(V x) { return math::exp2(x); }
  template <class V> static V jvp(V, V dx, V y) { return y * std::numbers::ln2 * dx; }
};

/// e^x - 1, accurate near 0.
struct Expm1 : Elementwise<1>, Smooth {
  static constexpr Name name = "expm1";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 28;
  template <class V> static V eval(V x) { return math::expm1(x); }
  template <class V> static V jvp(V, V dx, V y) { return (y + 1) * dx; }
};

struct Log : Elementwise<1>, Smooth {
  static constexpr Name name = "log";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 33;
  template <class V> static V eval(V x) { return math::log(x); }
  template <class V> static V jvp(V x, V dx) { return dx / x; }
};

/// log(1 + x), accurate near 0.
struct Log1p : Elementwise<1>, Smooth {
  static constexpr Name name = "log1p";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 44;
  template <class V> static V eval(V x) { return math::log1p(x); }
  template <class V> static V jvp(V x, V dx) { return dx / (x + 1); }
};

struct Log2 : Elementwise<1>, Smooth {
  static constexpr Name name = "log2";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 37;
  template <class V> static V eval(V x) { return math::log2(x); }
  template <class V> static V jvp(V x, V dx) { return dx / (x * std::numbers::ln2); }
};

struct Log10 : Elementwise<1>, Smooth {
  static constexpr Name name = "log10";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 39;
  template <class V> static V eval(V x) { return math::log10(x); }
  template <class V> static V jvp(V x, V dx) { return dx / (x * std::numbers::ln10); }
};

/// 1 / (1 + e^-x).
struct Logistic : Elementwise<1>, Smooth {
  static constexpr Name name = "logistic";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 46;
  template <class V> static V eval(V x) { return math::logistic(x); }
  template <class V> static V jvp(V, V dx, V y) { return y * (1 - y) * dx; }
};

}  // namespace wengert::ops
