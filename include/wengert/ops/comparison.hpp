// Comparisons, logic and choice. On floats comparisons are ordered, except ne: NaN differs from
// all.
#pragma once

#include "wengert/ops/base.hpp"

namespace wengert::ops {

/// Elementwise with a boolean result.
template <int N> struct Predicate : Elementwise<N>, Flat {
  static constexpr Dtype result(Dtype) { return Dtype::bool_; }
};

struct Eq : Predicate<2> {
  static constexpr Name name = "eq";
  static constexpr Dtypes dtypes = any;
  template <class V> static auto eval(V x, V y) { return x == y; }
};

struct Ne : Predicate<2> {
  static constexpr Name name = "ne";
  static constexpr Dtypes dtypes = any;
  template <class V> static auto eval(V x, V y) { return x != y; }
};

struct Lt : Predicate<2> {
  static constexpr Name name = "lt";
  static constexpr Dtypes dtypes = ordered;
  template <class V> static auto eval(V x, V y) { return x < y; }
};

struct Le : Predicate<2> {
  static constexpr Name name = "le";
  static constexpr Dtypes dtypes = ordered;
  template <class V> static auto eval(V x, V y) { return x <= y; }
};

struct Gt : Predicate<2> {
  static constexpr Name name = "gt";
  static constexpr Dtypes dtypes = ordered;
  template <class V> static auto eval(V x, V y) { return x > y; }
};

struct Ge : Predicate<2> {
  static constexpr Name name = "ge";
  static constexpr Dtypes dtypes = ordered;
  template <class V> static auto eval(V x, V y) { return x >= y; }
};

struct IsNan : Predicate<1> {
  static constexpr Name name = "is_nan";
  static constexpr Dtypes dtypes = floating | complex;
  template <class V> static auto eval(V x) { return x != x; }
};

struct IsFinite : Predicate<1> {
  static constexpr Name name = "is_finite";
  static constexpr Dtypes dtypes = floating | complex;
  static constexpr int cost = 2;
  template <class V> static auto eval(V x) {
    if constexpr (math::Floating<V>) {
      return x - x == math::like(x, 0);
    } else {
      const auto re = eval(x.re), im = eval(x.im);
      return re & im;
    }
  }
};

/// on_true where the predicate holds, else on_false. No derivative leaks from the branch not taken:
/// cotangents above it are strong.
struct Select : Elementwise<3>, LinearIn<1, 2> {
  static constexpr Name name = "select";
  static constexpr Dtypes dtypes = any;
  static constexpr bool masks = true;
  static constexpr Dtype operand(int k, Dtype d) { return k == 0 ? Dtype::bool_ : d; }
  template <class M, class V> static V eval(M mask, V x, V y) { return math::select(mask, x, y); }
  template <class V> static V transpose(Arg<1>, V ct, V mask) {
    return select(mask, ct, like(ct, 0));
  }
  template <class V> static V transpose(Arg<2>, V ct, V mask) {
    return select(mask, like(ct, 0), ct);
  }
};

}  // namespace wengert::ops
